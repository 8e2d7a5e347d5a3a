"""Which kind of window the server counts in: three suspects, and what each of them promises.

A server does not say how it counts. Five ways are common, and for the question "when does something come back?"
they are three:

``fixed``
    Everything at the end of the window, nothing before. The window stands on the wall clock or opens with the
    first call after the last one ended; both end when ``X-RateLimit-Reset`` says, and never later than one window
    after any answer that was counted in it.
``sliding``
    Each charge one window after it was made: the own log is the timetable.
``steady``
    So many credits a second: a token bucket at limit / window, a weighted two-window counter at (use of the last
    window) / window. The slope of the supply measures it.

All three are possible at first. An answer that one of them cannot explain clears it of suspicion:

* credits that come back in the middle of a window were not held by a fixed one;
* less than the full limit after the end of the window: the same;
* less use than our own log holds for certain: not sliding;
* use by others that is no sum of what calls cost: neither fixed nor sliding, which hold whole calls;
* a quarter of the limit at one stroke: not steady;
* a reset that is announced for the time when our oldest charge expires, and moves on with it: not steady;
* one that is announced for much later, while credits come back all the time: not sliding;
* one that moved with our log and does not any more, with a use that is no sum: the same.

When none is left (the server has changed, or a neighbour has confused the evidence) all three are back, and so they are
when the only one left promised what did not come. A probe goes when every remaining suspect says so; hence to suspect
one too many costs waiting, and no refusal.
The evidence is taken with care for what travels: a charge happened some time between sending and answering, and
Reset and Date are whole seconds, so every comparison leaves room for that (`_guard_ns`) and for rounding.
"""

import math
from collections.abc import Sequence

from miro_async.budget.answer import Answer
from miro_async.budget.own_log import NEVER, OwnLog
from miro_async.budget.slope import Slope
from miro_async.budget.tally import Tally
from miro_async.budget.window_end import WindowEnd
from miro_async.endpoints import CREDITS
from miro_async.wire import RateLimit

__all__ = ["Suspects"]

_NS = 1_000_000_000
_NOWHERE = -(1 << 62)
_STEPS = (4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56)  # in 512ths of a window
_COSTS_ARE_MULTIPLES_OF = math.gcd(*CREDITS.values())


class Suspects:
    """The kinds of window that all answers so far agree with.

    Args:
        window_ns: the length of the window in nanoseconds.

    Attributes:
        fixed, sliding, steady: whether this kind is still possible.
        top: the largest supply that an answer of this window told; meaningless before one.
        others: whether more than we know of was used before the first answer.
    """

    __slots__ = (
        "_agreed_at",
        "_agreed_until",
        "_checked",
        "_date",
        "_end",
        "_ever_at_opening",
        "_excused",
        "_lid",
        "_reset",
        "_seen_at",
        "_seen_ceiling",
        "_slope",
        "_top_at",
        "_used_at_opening",
        "_window_ns",
        "fixed",
        "others",
        "sliding",
        "steady",
        "top",
    )

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._excused = OwnLog(window_ns)
        self.fixed = self.sliding = self.steady = True
        self._end = WindowEnd(window_ns)
        self.others = False
        self.top = _NOWHERE
        self._top_at = 0
        self._seen_at = 0
        self._seen_ceiling = 0
        self._reset: int | None = None
        self._date: int | None = None
        self._agreed_at = self._agreed_until = 0
        self._ever_at_opening = 0
        self._used_at_opening = 0
        self._lid = 0  # in a fixed window the supply is constant, hence below the ceiling of each of its answers
        self._checked = 0
        self._slope = Slope(window_ns)

    @property
    def window_end(self) -> int:
        """When the present window will surely be over, in ns; `NEVER` before the first answer."""
        return self._end.at

    @property
    def likely_end(self) -> int:
        """When the present window will probably be over, in ns: not surely."""
        return self._end.at - self._end.early

    @property
    def opened_at(self) -> int:
        """When the first answer of the present window came, in ns."""
        return self._end.opened_at

    @property
    def end_guessed(self) -> bool:
        """Whether no answer told when the present window ends."""
        return self._end.guessed

    def outdated(self, rate: RateLimit, sent_at: int, now: int) -> bool:
        """Whether an answer speaks of a window that is over."""
        return self._end.outdated(rate, sent_at, now)

    @property
    def only_fixed(self) -> bool:
        """Whether the window is known to be a fixed one."""
        return self.fixed and not (self.sliding or self.steady)

    @property
    def only_sliding(self) -> bool:
        """Whether the window is known to be a sliding one."""
        return self.sliding and not (self.fixed or self.steady)

    @property
    def only_steady(self) -> bool:
        """Whether credits are known to come back all the time."""
        return self.steady and not (self.fixed or self.sliding)

    @property
    def name(self) -> str:
        """The one suspect that is left, or ``"unknown"``."""
        left = [kind for kind in ("fixed", "sliding", "steady") if getattr(self, kind)]
        return left[0] if len(left) == 1 else "unknown"

    def reopen(self) -> None:
        """Suspect everybody again."""
        self.fixed = self.sliding = self.steady = True
        self._slope.forget()

    def released(self, log: OwnLog, now: int) -> int:
        """Credits that came back since some time, as far as the kind of window foretells them."""
        if self.fixed:
            return 0
        if self.sliding:
            return log.expired_by(now)
        return self._slope.given_back(now)

    def releases(self, log: OwnLog, now: int, horizons: Sequence[int]) -> list[int]:
        """Credits that come back within each of some times, which grow, apart from the end of a fixed window."""
        if self.fixed:
            return [0] * len(horizons)
        if self.sliding:
            return log.expiries(now, horizons)
        return [self._slope.within(horizon) for horizon in horizons]

    def steadily(self, since: int, now: int, most: int) -> int:
        """Credits of this window that surely came back since then, at so many a window at most; times the window."""
        if not self._whole:
            return 0
        passed = min(now, self.window_end) - max(since, self.opened_at)
        return min(self._slope.certain, most) * max(0, passed)

    @property
    def _whole(self) -> bool:
        """Whether the window is known to be steady and was as long as one when it opened.

        One that opens shortly before its end is the first that we see, or none: the server counts in another way now.
        """
        return self.only_steady and self._end.at - self._end.opened_at > self._window_ns // 2

    def gets_back(self, tally: Tally, limit: int) -> None:
        """What we spent in the last window comes back in this one, if all the time."""
        if self.steady:
            self._slope.know(min(tally.came_before(self._end.opening_reset), limit))

    def steadily_at_most(self, since: int, now: int, limit: int) -> int:
        """Credits that came back since then at most, if they come back all the time."""
        return limit * (now - since) // self._window_ns if self.only_steady else 0

    def steadily_at(self, missing: int, counted_until: int, now: int) -> int:
        """When so much will have come back since now, or since the window ended; `NEVER` if not all the time.

        Nobody knows what the next window gives back: who goes first in it dares it. What has come back until some time
        is counted already, though the window may now be known to have ended before.
        """
        slope = self._slope.certain if self._whole else 0
        return max(min(now, self.window_end), counted_until) - (-missing * self._window_ns // slope) if slope else NEVER

    def refused(self, answer: Answer, *, again: bool) -> None:
        """A 429. If it is not the first, whoever was the only suspect has promised what did not come."""
        if again and self.name != "unknown":
            self.reopen()
        if answer.sent_at >= self.window_end + self._guard_ns(0) and answer.remaining < answer.limit // 4:
            self.fixed = False  # not everything came back then
            self._reopen_if_empty()

    def forget(self) -> None:
        """Start from nothing, as before the first answer, but remember who is suspected."""
        self.top = _NOWHERE
        self._end.forget()

    def fits_at(
        self,
        missing: int,
        own_log_at: int,
        log: OwnLog,
        limit: int,
        told_at: int,
        trip: int,
        *,
        strangers: bool,
        theirs: int = 0,
        refusals: int = 0,
    ) -> int:
        """When every suspect will have given back so much.

        Args:
            missing: credits above what the header bound admits.
            own_log_at: when the own log says that the call fits.
            log: the own log.
            limit: credits per window.
            told_at: when the last answer came.
            trip: about the longest round trip of late, in ns.
            strangers: whether somebody else spends.
            theirs: credits of the window that somebody else spent, of which nobody knows when they come back.
            refusals: how many calls in a row were refused that went at their time.
        """
        at = 0
        if self.fixed:
            at = self.window_end
        if self.sliding:
            if strangers:  # the own log does not tell how much is left, but still what comes back
                at = max(at, own_log_at, self._slides_back_at(missing, log, told_at, trip, theirs, refusals))
            else:
                at = max(at, self._sliding_at(missing, own_log_at, limit))
        if self.steady:
            # What was spent early in the window has left the log before it comes back, and still does come back.
            used = max(log.total, log.ever - self._ever_at_opening, self._used_at_opening)
            steadily = self._steady_at(missing, used, limit)
            soon = told_at + self._window_ns // 8
            at = max(at, min(steadily, soon) if strangers and used <= limit else steadily)
        return at

    def _slides_back_at(self, missing: int, log: OwnLog, told_at: int, trip: int, theirs: int, refusals: int) -> int:
        """When so much has come back since the last answer: ours charge by charge, theirs evenly.

        Somebody asks after an eighth of a window at the latest, and after each refusal in a row twice as late. Who has
        nothing to get back is told when theirs does, and believes it once.
        """
        window_ns = self._window_ns
        latest = told_at + min(window_ns // 8 << refusals, window_ns)
        if refusals == 1 and told_at < self.window_end and log.total <= self._excused.total:
            latest = min(latest, self.window_end)
        if not theirs:
            return min(log.freed_after(missing, told_at + trip), latest)
        before = log.expired_by(told_at + trip)
        for step in _STEPS:
            at = told_at + window_ns * step // 512
            if log.expired_by(at) - before + theirs * step // 512 >= missing:
                return at
        return latest

    def _sliding_at(self, missing: int, own_log_at: int, limit: int) -> int:
        if self.others:
            # What expires first was not ours. Suppose that it was spent evenly.
            return min(own_log_at, self.window_end + missing * self._window_ns // limit)
        return own_log_at

    def _steady_at(self, missing: int, used: int, limit: int) -> int:
        if self.others:
            used = limit  # what a stranger used comes back as well
        pace = max(1, min(used, limit) * 15 // 16)
        at = max(self.window_end, self._top_at) + missing * self._window_ns // pace
        if used > limit:  # which has fallen: the excess has to come back before anything shows
            at = max(at, self.window_end + (used - limit + missing) * self._window_ns // used)
        risen_at = self._slope.rises_to(self.top + missing)
        if risen_at is not None:
            at = min(at, risen_at)
        return min(at, self._top_at + 2 * self._window_ns)  # by then nothing of the past counts any more

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
        if self.top == _NOWHERE:
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
