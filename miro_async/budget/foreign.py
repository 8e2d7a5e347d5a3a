"""How fast others spend from the quota, for forecasts and displays; and when, on a counter (`falls`).

Every answer brackets what others have spent (see `bound`): at most so much, for our own calls explain the rest, and at
least so much, for even with all of them charged something is missing. The bracket of a small call that flew alone is
narrow, that of a call among two hundred is wide, until their answers tell in which order they were charged (see
`order`). Of every quarter of a second the narrowest is kept, and the rate is that of the straight line through them
(see `straight`). Where nothing was left others were denied, and the line breaks.

What comes back would hide what others spend, so it is added to what is missing; and as it depends on the kind of
window, there are three lines, of which the rate of one counts:

* a fixed window gives back everything at its end: there the line breaks, and goes on in parallel. A weighted counter is
  on the same line, and gives back evenly what was used when its window opened;
* a bucket gives back evenly what it lacks (see `filling`);
* a sliding log gives back charge by charge. Of ours our own log tells; of others' the line itself does, by what it said
  a window ago, for who spends steadily from a log would seem to spend nothing. That sum never falls, as nobody spends
  less than nothing. A mistake about that time would come back window by window, so what was vague then is cut by what
  was told before it and after it. If others seem to give back even so, it is no log.
"""

from collections.abc import Iterable

from miro_async.budget.answer import Answer
from miro_async.budget.falls import Falls
from miro_async.budget.filling import Filling
from miro_async.budget.order import Charged, Order
from miro_async.budget.own_log import OwnLog
from miro_async.budget.straight import Line

__all__ = ["ForeignRate"]

_NS = 1_000_000_000
_SLOTS_PER_WINDOW = 256  # a slot of a minute is 0.23 s
_FINEST = 2048  # part of the limit, before and after
_NEXT_TO_NOTHING = 1024  # part of the limit
_BLUR = 16  # slots, before and after


class ForeignRate:
    """What others have spent, by each kind of window, and at what rate.

    Args:
        window_ns: the length of the quota's window in nanoseconds.

    Attributes:
        falls: when they spent, on a counter.
        filling: whether the server is a bucket.
        of_late: the rate as it was kept last, in credits a second.
        stale_at: when that is to be reckoned anew, in ns.
    """

    __slots__ = (
        "_back",
        "_back_at",
        "_back_rate",
        "_opened_at",
        "_order",
        "_order_in_bucket",
        "_returning",
        "_slot_ns",
        "_spent",
        "_spent_by_bucket",
        "_spent_by_log",
        "_uncharged",
        "_window_ns",
        "falls",
        "filling",
        "of_late",
        "stale_at",
    )

    def __init__(self, window_ns: int) -> None:
        self.falls = Falls(window_ns)
        self.filling = Filling(window_ns)
        self._window_ns = window_ns
        self._slot_ns = max(1, window_ns // _SLOTS_PER_WINDOW)
        self._spent = Line(self._slot_ns, window_ns, window_ns)
        self._order = Order(window_ns)
        self._order_in_bucket = Order(window_ns)
        self._spent_by_bucket = Line(self._slot_ns, window_ns, window_ns)
        self._spent_by_log = Line(self._slot_ns, window_ns, window_ns + _BLUR * self._slot_ns)
        self._uncharged = OwnLog(window_ns)  # what was refused: our log has it, and the server never had
        self._returning = 0  # credits that come back evenly in a window like the present one
        self._opened_at = 0
        self._back = 0  # others' credits that a log had given back
        self._back_at = 0  # by then, in ns
        self._back_rate = 0.0  # and since then, in credits a second
        self.of_late = 0.0
        self.stale_at = 0

    def opened(self, returning: int, ended_at: int, limit: int, now: int) -> None:
        """A window has opened, and an answer tells of it.

        What the last one left is less by then, by what has come back, and more, by what others have spent.

        Args:
            returning: what is used of it but for what we have spent in it: that comes back evenly until its end.
            ended_at: when the last window was over.
            limit: credits per window.
            now: the time in ns.
        """
        late = now - ended_at
        if returning and 0 < late < self._window_ns // 2:
            theirs = int(self._spent.slope(limit) * late / _NS)
            returning = min((returning - theirs) * self._window_ns // (self._window_ns - late), limit)
        self._spent.break_off(limit)
        self._order.clear()
        self.falls.begin()
        self._returning = max(returning, 0)
        self._opened_at = now

    def forget(self, limit: int) -> None:
        """What is known of the supply is no longer true."""
        self._spent.break_off(limit)
        self._spent_by_bucket.break_off(limit)
        self._order.clear()
        self._order_in_bucket.clear()
        self.falls.begin()
        self._returning = 0

    def refused(self, credits: int, now: int) -> None:
        """A call of so many credits was answered with 429."""
        self._uncharged.add(now, credits)

    def answered(self, answer: Answer, least: int, most: int, way: int) -> None:
        """An answer brackets the supply, as long as somebody else spends.

        Args:
            answer: what it told.
            least: at least so many credits have left our log.
            most: at most so many had come back when it was written, if the window is a sliding log.
            way: for how long a call may be on its way to the server, in ns.
        """
        limit, _, low, high, _, sent, now, _ = answer
        if answer.remaining < limit // _NEXT_TO_NOTHING:
            self.ran_dry(limit, now)
        uncharged = self._uncharged
        least -= uncharged.expired_by(sent)
        most = max(least, most - uncharged.expired_by(now))
        call = Charged(sent, now, answer.cost, answer.remaining, low - uncharged.ever, high - uncharged.ever)
        self.saw(call, (least, most), limit, way)

    def ran_dry(self, limit: int, now: int) -> None:
        """Next to nothing is left: who asks is denied, and spends less than he asks.

        What was left when other calls were charged that were under way is news of the time before.
        """
        self._spent.break_off(limit, now)
        self._spent_by_bucket.break_off(limit, now)
        self._spent_by_log.break_off(limit)

    def saw(self, call: Charged, expired: tuple[int, int], limit: int, way: int = 0) -> None:
        """An answer brackets the supply.

        Args:
            call: what it told; of no cost if it was refused, or others were charged that are not answered yet.
            expired: at least and at most so many credits of ours came back, if the window is a sliding log.
            limit: credits per window.
            way: for how long a call may be on its way to the server, in ns.
        """
        self._saw_on_a_log(call, expired, limit)
        bucket: Iterable[Charged] = (call,)
        window: Iterable[Charged] = (call,)
        if self.filling.likely:
            bucket = self._order_in_bucket.answered(call, limit)
        elif self._of_this_window(call):
            window = self._order.answered(call, self._returning)
        for each in bucket:
            self._add(self._spent_by_bucket, each, self.filling.back_by(each.sent), limit, limit)
        if not self._of_this_window(call):
            return  # nobody knows of which one
        told = list(window)
        for each in told:
            self._add(self._spent, each, self._released_by(each.sent), self._returning, limit)
        if not self.filling.likely:
            self._tell_falls(told, way, limit)

    def _add(self, line: Line, call: Charged, released: int, back: int, limit: int) -> None:
        """Tell a line what a call told; nothing of the time before the quota ran dry if it was the last one then."""
        sent, came, low, high = call.bracket
        if call.remaining >= limit // _NEXT_TO_NOTHING or sent >= line.since:
            line.add(released - high, released - low, sent, came, back)

    def _tell_falls(self, told: list[Charged], way: int, limit: int) -> None:
        for sent, came, low, high in sorted(each.bracket for each in told):
            released = self._released_by(sent)
            unseen = self._returning * min(way, came - sent) // self._window_ns
            self.falls.told(released - high, released - low + unseen, sent, came, limit)

    def _released_by(self, at: int) -> int:
        return self._returning * (at - self._opened_at) // self._window_ns

    def _of_this_window(self, call: Charged) -> bool:
        """Whether a call was surely charged in this window: the one whose answer told of it was."""
        return call.sent >= self._opened_at or call.came == self._opened_at

    def _saw_on_a_log(self, call: Charged, expired: tuple[int, int], limit: int) -> None:
        sent = call.sent
        if sent // self._slot_ns > self._back_at // self._slot_ns:
            at = sent - self._window_ns
            back, self._back_rate = self._spent_by_log.about(at, _BLUR * self._slot_ns, limit)
            self._back, self._back_at = max(self._back, back), sent  # nobody spends less than nothing
        least, most = expired
        held = self._back + int(self._back_rate * (sent - self._back_at) / _NS) + limit
        doubt = limit // _FINEST  # what others had spent a window ago is known no finer
        back = int(self._back_rate * self._window_ns / _NS)
        self._spent_by_log.add(held + least - call.high - doubt, held + most - call.low + doubt, sent, call.came, back)

    def gives_back(self, limit: int) -> bool:
        """Whether, if this were a sliding log, others would have spent less than nothing."""
        return self._spent_by_log.falls(limit)

    def rate(self, limit: int, now: int, *, sliding: bool) -> float:
        """Credits a second, when somebody was told last; 0 if that is a window ago.

        Args:
            limit: credits per window.
            now: the time in ns.
            sliding: whether the window is a sliding log.
        """
        by_kind = self._spent_by_log if sliding else self._spent
        line = self._spent_by_bucket if self.filling.sure else by_kind
        if not line.told or now - line.told[-1].sent > self._window_ns:
            return 0.0
        return line.slope(limit)

    def keep(self, rate: float, now: int) -> None:
        """Keep what the rate has come to, for a slot."""
        self.of_late = rate
        self.stale_at = now + self._slot_ns
