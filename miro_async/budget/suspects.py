"""Which kind of window the server counts in: three suspects, and the evidence against each.

All three (see `kinds`) are possible at first. An answer that one of them cannot explain clears it of suspicion:

* credits that come back in the middle of a window were not held by a fixed one;
* less than the full limit after the end of the window: the same;
* less use than our own log holds for certain: not sliding;
* use by others that is no sum of what calls cost: neither fixed nor sliding, which hold whole calls;
* a quarter of the limit at one stroke: not steady;
* a reset that is announced for the time when our oldest charge expires, and moves on with it: not steady;
* one that is announced for much later, while credits come back all the time: not sliding;
* one that moved with our log and does not any more, with a use that is no sum: the same.

When none is left (the server has changed, or a neighbour has confused the evidence) all three are back, and so they are
when the only one left promised what did not come.
The evidence is taken with care for what travels: a charge happened some time between sending and answering, and
Reset and Date are whole seconds, so every comparison leaves room for that (`_guard_ns`) and for rounding.
"""

import math

from miro_async.budget.answer import Answer
from miro_async.budget.kinds import NOWHERE, Kinds
from miro_async.budget.own_log import NEVER, OwnLog
from miro_async.endpoints import CREDITS

__all__ = ["Suspects"]

_NS = 1_000_000_000
_COSTS_ARE_MULTIPLES_OF = math.gcd(*CREDITS.values())


class Suspects(Kinds):
    """The kinds of window that all answers so far agree with.

    Args:
        window_ns: the length of the window in nanoseconds.
    """

    __slots__ = (
        "_agreed_at",
        "_agreed_until",
        "_checked",
        "_date",
        "_lid",
        "_reset",
        "_seen_at",
        "_seen_ceiling",
    )

    def __init__(self, window_ns: int) -> None:
        super().__init__(window_ns)
        self._seen_at = 0  # when the last answer came
        self._seen_ceiling = 0  # by that one, and what may turn out not to have been charged since
        self._reset: int | None = None  # of the last answer that was weighed
        self._date: int | None = None  # the same
        self._agreed_at = 0  # the announced end or our oldest expiry, when the two first agreed; 0 while they do not
        self._agreed_until = 0  # when an answer came last for which they did
        self._lid = 0  # in a fixed window the supply is constant, hence below the ceiling of each of its answers
        self._checked = 0  # the supply that was held against the suspects last: less is no news

    def refused(self, answer: Answer, *, again: bool) -> None:
        """A 429. If it is not the first, whoever was the only suspect has promised what did not come."""
        if again and self.name != "unknown":
            self.reopen()
        if answer.sent_at >= self.window_end + self._guard_ns(0) and answer.remaining < answer.limit // 4:
            self.fixed = False  # not everything came back then
            self._reopen_if_empty()

    def excuse(self, credits: int, now: int) -> None:
        """Expect that so many credits may turn out not to have been charged, which is no release."""
        self._excused.add(now, credits)
        self._lid += credits
        self._checked += credits
        self._seen_ceiling += credits

    def surprised_by(self, answer: Answer) -> bool:
        """Whether an answer has anything to tell: most do not, and only those that do are weighed by `answered`."""
        _, _, supply, ceiling, rate, sent_at, now, _ = answer
        if rate.date is None and rate.reset is not None:
            self._end.read_clock(rate.reset, sent_at, now)
        if (
            supply > self.top
            or ceiling < self._lid
            or sent_at >= self._end.at
            or now >= self._slope.due
            or rate.date != self._date
            or rate.reset != self._reset
        ):
            self._date = rate.date
            self._reset = rate.reset
            return True
        if supply == self.top:
            self._top_at = now
        self._seen_at, self._seen_ceiling = now, ceiling
        return False

    def answered(self, answer: Answer, log: OwnLog, outstanding: int, *, estimated: int, strangers: bool) -> None:
        """Weigh an answer.

        Args:
            answer: what it told.
            log: the own log, the call included.
            outstanding: own credits without answer.
            estimated: credits of the lower bound that rest on an estimate: calls that are not answered may be lost.
            strangers: whether somebody else spends; then less evidence is conclusive.
        """
        limit, _, supply, ceiling, rate, sent_at, now, _ = answer
        end = self._end.announced(rate, now)
        is_later = sent_at >= self.window_end or self._end.is_of_a_later_window(end, answer.trip, rate)
        rolled_at = None
        if self.top == NOWHERE:
            self._open(answer, end)
            self._ever_at_opening = log.ever
            self._used_at_opening = log.total
            self.others = answer.used > log.total + outstanding
            self._question_sum(answer, end)
            self._question_timetable(answer, log, outstanding)
        elif is_later or supply > self.top + limit // 4:
            if is_later:
                charged = log.since(self.window_end - self._guard_ns(answer.trip)) + outstanding
                self._question_fixed(answer.used, charged + (limit // 3 if strangers else limit // 32))
            self._question_after_roll(answer, log)
            rolled_at = self.window_end
            self._open(answer, end)
            self._ever_at_opening = log.ever
            self._used_at_opening = 0
            self.others = False
            self._question_timetable(answer, log, outstanding)
        else:
            if sent_at >= self.opened_at:
                self._question_kind(answer, end)
                self._end.hear(end, answer.trip, now)
                self._lid = min(self._lid, ceiling)
            if supply - estimated > min(self._lid, self._checked) + limit // 64:
                self._question_within_window(answer, supply - estimated, log)
        self._question_announcement(answer, end, log, strangers=strangers)
        if rolled_at is not None and end < NEVER:  # else nobody knows whether a window has opened
            self._expect_back(answer, outstanding, rolled_at, log)
        if supply >= self.top:
            self.top = supply
            self._top_at = now
        self._seen_at, self._seen_ceiling = now, ceiling
        self._slope.saw(supply, ceiling, self.top, sent_at, limit, now, strangers=strangers)

    def _open(self, answer: Answer, end: int) -> None:
        _, _, supply, ceiling, _, sent_at, now, _ = answer
        self._end.open(end, self._reset, sent_at, now)
        self._slope.open(supply, ceiling, sent_at, now, announced=end < NEVER)
        self._lid = ceiling
        self._checked = ceiling
        self.top = supply
        self._top_at = now

    def _expect_back(self, answer: Answer, outstanding: int, rolled_at: int, log: OwnLog) -> None:
        """Take what was used of the window that is over for what a steady supply gives back in this one.

        Ours and others', if nothing else than a steady supply explains what is used now.
        """
        surely_before = rolled_at - self._guard_ns(answer.trip)
        if self.fixed or self.sliding:
            used = log.between(rolled_at - self._window_ns, surely_before)
        else:
            used = answer.used - outstanding - log.since(surely_before)
        self._slope.expect(max(0, min(used, answer.limit)))

    def _question_sum(self, answer: Answer, end: int) -> None:
        """Windows and logs hold whole calls. What is no sum of their costs comes back all the time.

        A bucket tells as its reset when it will be full, and so how fast it fills.
        """
        if not self.others or answer.used % _COSTS_ARE_MULTIPLES_OF == 0:
            return
        self.fixed = self.sliding = False
        self._reopen_if_empty()
        if self._is_full_at(end, answer):
            self._slope.suppose(answer.limit)

    def _is_full_at(self, end: int, answer: Answer) -> bool:
        """Whether a bucket may be full then that lacks so much now."""
        full_at = answer.came_at + answer.used * self._window_ns // answer.limit
        return abs(end - full_at) <= self._guard_ns(answer.trip)

    def _question_timetable(self, answer: Answer, log: OwnLog, outstanding: int) -> None:
        """A sliding log has nothing to give back before our oldest charge expires, unless others use it.

        The oldest may be one that is not in the log yet, or was put there late.
        """
        guard = self._guard_ns(answer.trip)
        if self.others or outstanding or log.sent_a_window_ago or log.last_expiry + guard > answer.sent_at:
            return  # what the headers announce may have happened while the answer was on its way
        if self.window_end + guard < log.oldest_expiry():
            self.sliding = False
            self._reopen_if_empty()

    def _question_kind(self, answer: Answer, end: int) -> None:
        """A window that is announced to end much earlier than it was is not of the kind that was known.

        The end of a window stands still, and a bucket is full the earlier the less is used of it.
        """
        if self.name == "unknown" or not self._end.is_nearer(end):
            return
        if not (self.steady and self._is_full_at(end, answer)):
            self.reopen()

    def _question_announcement(self, answer: Answer, end: int, log: OwnLog, *, strangers: bool) -> None:
        """What is announced as the reset: a sliding log's is the time when our oldest charge expires.

        It moves on with our charges then, and where it suddenly does not, the server counts in another way. The end of
        a window stands still, or jumps by a whole window, and a bucket is full much later, unless little is used of it.
        """
        now = answer.came_at
        log.expire(now)
        oldest = log.oldest_expiry()
        if not oldest or end == NEVER:
            return
        guard = self._guard_ns(answer.trip)
        if abs(end - oldest) <= guard:
            moved = min(end, oldest) - self._agreed_at
            if not self._agreed_at or moved > self._window_ns // 2:
                self._agreed_at = max(end, oldest)
            elif moved > self._window_ns // 8 and (
                self.sliding or (2 * answer.used > answer.limit and guard <= self._window_ns // 16)
            ):
                self.sliding, self.steady = True, False
            self._agreed_until = now
            return
        self._agreed_at = 0
        strayed = answer.sent_at >= self._agreed_until > 0 and answer.used % _COSTS_ARE_MULTIPLES_OF
        if strayed:
            self._agreed_until = 0
        # What is about to expire by our log may have expired on the server.
        much_later = strangers and end > log.next_expiry(now + guard) + guard + self._window_ns // 8
        if not self.fixed and (much_later or strayed):
            self.sliding = False
            self._reopen_if_empty()

    def _question_fixed(self, used: int, most: int) -> None:
        """A fixed window that has opened holds nothing of the time before, whenever the call was sent that tells."""
        if used > most:
            self.fixed = False

    def _question_after_roll(self, answer: Answer, log: OwnLog) -> None:
        self._question_sliding(answer, log)
        elapsed = answer.came_at - self._seen_at
        if answer.supply > self._seen_ceiling + answer.limit // 4 + 2 * answer.limit * elapsed // self._window_ns:
            self.steady = False
        self._reopen_if_empty()

    def _question_within_window(self, answer: Answer, supply: int, log: OwnLog) -> None:
        self._checked = supply
        in_the_middle = answer.came_at + self._guard_ns(answer.trip) < self.window_end
        if in_the_middle and supply > self._lid + answer.limit // 64:
            self.fixed = False
        self._question_sliding(answer, log)
        self._reopen_if_empty()

    def _question_sliding(self, answer: Answer, log: OwnLog) -> None:
        """Compare with what was charged before the call was sent, and cannot have expired when it was answered."""
        now = answer.came_at
        certain = log.still_charged(now - self._window_ns + self._guard_ns(answer.trip), answer.sent_at)
        self._excused.expire(now)
        if answer.used < certain - self._excused.total - answer.limit // 16:
            self.sliding = False

    def _guard_ns(self, trip: int) -> int:
        """By how much our idea of a moment on the server may be wrong."""
        return min(2 * _NS, self._window_ns // 8) + 2 * trip

    def _reopen_if_empty(self) -> None:
        if not (self.fixed or self.sliding or self.steady):
            self.reopen()
