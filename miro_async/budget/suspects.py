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
* a quarter of the limit at one stroke: not steady.

When none is left (the server has changed, or a neighbour has confused the evidence) all three are back. A probe
goes when every remaining suspect says so; hence to suspect one too many costs waiting, and no refusal.
The evidence is taken with care for what travels: a charge happened some time between sending and answering, and
Reset and Date are whole seconds, so every comparison leaves room for that (`_guard_ns`) and for rounding.
"""

from miro_async.budget.own_log import OwnLog
from miro_async.wire import RateLimit

__all__ = ["NEVER", "Suspects"]

NEVER = 1 << 62
_NS = 1_000_000_000
_NOWHERE = -(1 << 62)
_MARKS_PER_WINDOW = 12  # how often the slope of the supply is measured


class Suspects:
    """The kinds of window that all answers so far agree with.

    Args:
        window_ns: the length of the window in nanoseconds.

    Attributes:
        fixed, sliding, steady: whether this kind is still possible.
        others: whether more than we know of was used before the first answer.
        window_end: when the present window will surely be over, in ns; `NEVER` before the first answer.
    """

    __slots__ = (
        "_checked",
        "_date",
        "_ever_at_opening",
        "_excused",
        "_least_slope",
        "_lid",
        "_mark_at",
        "_mark_ceiling",
        "_mark_due",
        "_opened_at",
        "_previous_slope",
        "_reset",
        "_slope",
        "_top",
        "_top_at",
        "_top_ceiling",
        "_window_ns",
        "fixed",
        "others",
        "sliding",
        "steady",
        "window_end",
    )

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._excused = OwnLog(window_ns)
        self.fixed = self.sliding = self.steady = True
        self.window_end = NEVER
        self.others = False
        self._top = _NOWHERE
        self._top_at = 0
        self._top_ceiling = 0
        self._reset: int | None = None
        self._date: int | None = None
        self._opened_at = 0
        self._ever_at_opening = 0
        self._lid = 0  # in a fixed window the supply is constant, hence below the ceiling of each of its answers
        self._checked = 0
        self._mark_at = 0
        self._mark_due = 0
        self._mark_ceiling = 0
        self._slope = 0
        self._previous_slope = 0
        self._least_slope = 0  # what we used of the last window comes back in this one

    @property
    def only_fixed(self) -> bool:
        """Whether the window is known to be a fixed one."""
        return self.fixed and not (self.sliding or self.steady)

    @property
    def name(self) -> str:
        """The one suspect that is left, or ``"unknown"``."""
        left = [kind for kind in ("fixed", "sliding", "steady") if getattr(self, kind)]
        return left[0] if len(left) == 1 else "unknown"

    def reopen(self) -> None:
        """Suspect everybody again."""
        self.fixed = self.sliding = self.steady = True
        self._slope = self._previous_slope = self._least_slope = 0

    def forget(self) -> None:
        """Start from nothing, as before the first answer, but remember who is suspected."""
        self._top = _NOWHERE
        self.window_end = NEVER

    def fits_at(self, missing: int, own_log_at: int, log: OwnLog, limit: int) -> int:
        """When every suspect will have given back so much.

        Args:
            missing: credits above what the header bound admits.
            own_log_at: when the own log says that the call fits.
            log: the own log.
            limit: credits per window.
        """
        at = 0
        if self.fixed:
            at = self.window_end
        if self.sliding:
            at = max(at, self._sliding_at(missing, own_log_at, limit))
        if self.steady:
            # What was spent early in the window has left the log before it comes back, and still does come back.
            at = max(at, self._steady_at(missing, max(log.total, log.ever - self._ever_at_opening), limit))
        return at

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
        slope = max(self._least_slope, min(self._slope, self._previous_slope))
        if slope:
            at = min(at, self._top_at + missing * self._window_ns // slope)
        return min(at, self._top_at + 2 * self._window_ns)  # by then nothing of the past counts any more

    def excuse(self, credits: int, now: int) -> None:
        """Expect that so many credits may turn out not to have been charged, which is no release."""
        self._excused.add(now, credits)
        self._lid += credits
        self._checked += credits
        self._top_ceiling += credits

    def surprised_by(self, supply: int, ceiling: int, sent_at: int, rate: RateLimit, now: int) -> bool:
        """Whether an answer has anything to tell: most do not, and only those that do are weighed by `answered`."""
        if (
            supply > self._top
            or ceiling < self._lid
            or sent_at >= self.window_end
            or now >= self._mark_due
            or rate.date != self._date
            or rate.reset != self._reset
        ):
            self._date = rate.date
            self._reset = rate.reset
            return True
        if supply == self._top:
            self._top_at = now
            self._top_ceiling = ceiling
        return False

    def answered(
        self,
        limit: int,
        remaining: int,
        supply: int,
        ceiling: int,
        sent_at: int,
        rate: RateLimit,
        log: OwnLog,
        outstanding: int,
        now: int,
    ) -> None:
        """Weigh an answer.

        Args:
            limit: credits per window.
            remaining: what the header says.
            supply: the lower bound of the supply by this answer.
            ceiling: the upper bound.
            sent_at: when the call was sent.
            rate: all headers.
            log: the own log, the call included.
            outstanding: own credits without answer.
            now: when the answer came.
        """
        end = self._announced_end(rate, now)
        if self._top == _NOWHERE:
            self._open(supply, ceiling, end, 0, sent_at, now)
            self._ever_at_opening = log.ever
            self.others = limit - remaining > log.total + outstanding
            self._question_timetable(log, sent_at, now)
        elif sent_at >= self.window_end or supply > self._top + limit // 4 or self._is_of_a_later_window(end):
            self._question_after_roll(limit, remaining, supply, sent_at, log, outstanding, now)
            used = log.between(self.window_end - self._window_ns, self.window_end - self._guard_ns(now - sent_at))
            self._open(supply, ceiling, end, min(used, limit), sent_at, now)
            self._ever_at_opening = log.ever
            self.others = False
            self._question_timetable(log, sent_at, now)
        else:
            if sent_at >= self._opened_at:
                if now < end < self.window_end:
                    self.window_end = end
                self._lid = min(self._lid, ceiling)
            if supply > self._lid + limit // 64 or supply > self._checked + limit // 64:
                self._question_within_window(limit, remaining, supply, log, sent_at, now)
        if supply >= self._top:
            self._top = supply
            self._top_at = now
            self._top_ceiling = ceiling
        if now >= self._mark_due and (ceiling - supply <= limit // 256 or now >= 2 * self._mark_due - self._mark_at):
            self._measure(limit, ceiling, sent_at, now)

    def _announced_end(self, rate: RateLimit, now: int) -> int:
        """When the window that the headers speak of will be over: at the latest, by our clock.

        Reset and Date are of the same clock, so their difference needs no knowledge of it. Date is rounded down
        and Reset up, so the difference is too large by up to two seconds; the least of a window's answers is used.
        """
        if rate.reset is None or rate.date is None:
            return NEVER
        ahead = (rate.reset - rate.date) * _NS
        return now + ahead if 0 < ahead <= 2 * self._window_ns else NEVER

    def _is_of_a_later_window(self, end: int) -> bool:
        """Whether the headers speak of another window than the one that we took for the present one.

        The supply need not tell: if little was used before the roll, little came back.
        """
        return self.window_end + self._window_ns // 4 < end < NEVER

    def _open(self, supply: int, ceiling: int, end: int, used: int, sent_at: int, now: int) -> None:
        self.window_end = min(now + self._window_ns, end)
        self._opened_at = now
        self._lid = ceiling
        self._checked = ceiling
        self._top = supply
        self._top_at = now
        self._mark(ceiling, sent_at, now)
        self._slope = self._previous_slope = used * 15 // 16
        self._least_slope = self._slope if end < NEVER else 0

    def _question_timetable(self, log: OwnLog, sent_at: int, now: int) -> None:
        """A sliding log has nothing to give back before our oldest charge expires, unless others use it."""
        guard = self._guard_ns(now - sent_at)
        if self.others or log.last_expiry + guard > sent_at:
            return  # what the headers announce may have happened while the answer was on its way
        if self.window_end + guard < log.oldest_expiry():
            self.sliding = False
            self._reopen_if_empty()

    def _question_after_roll(
        self, limit: int, remaining: int, supply: int, sent_at: int, log: OwnLog, outstanding: int, now: int
    ) -> None:
        used = limit - remaining
        if sent_at >= self.window_end:
            recent = log.since(self.window_end - self._guard_ns(now - sent_at)) + outstanding
            if used > recent + limit // 32:
                self.fixed = False
        self._question_sliding(limit, used, log, sent_at, now)
        elapsed = now - self._top_at
        if supply > self._top_ceiling + limit // 4 + 2 * limit * elapsed // self._window_ns:
            self.steady = False
        self._reopen_if_empty()

    def _question_within_window(
        self, limit: int, remaining: int, supply: int, log: OwnLog, sent_at: int, now: int
    ) -> None:
        self._checked = supply
        if now + self._guard_ns(now - sent_at) < self.window_end and supply > self._lid + limit // 64:
            self.fixed = False
        self._question_sliding(limit, limit - remaining, log, sent_at, now)
        self._reopen_if_empty()

    def _question_sliding(self, limit: int, used: int, log: OwnLog, sent_at: int, now: int) -> None:
        """Compare with what was charged before the call was sent, and cannot have expired when it was answered."""
        certain = log.between(now - self._window_ns + self._guard_ns(now - sent_at), sent_at)
        self._excused.expire(now)
        if used < certain - self._excused.total - limit // 16:
            self.sliding = False

    def _guard_ns(self, trip: int) -> int:
        """By how much our idea of a moment on the server may be wrong."""
        return min(2 * _NS, self._window_ns // 8) + 2 * trip

    def _reopen_if_empty(self) -> None:
        if not (self.fixed or self.sliding or self.steady):
            self.reopen()

    def _measure(self, limit: int, ceiling: int, sent_at: int, now: int) -> None:
        """Take the slope of the supply, in credits per window: a little low, never too high."""
        rise = (self._top - self._mark_ceiling) * self._window_ns // (now - self._mark_at)
        self._previous_slope = self._slope
        self._slope = max(0, min(rise, limit)) * 15 // 16
        self._mark(ceiling, sent_at, now)

    def _mark(self, ceiling: int, sent_at: int, now: int) -> None:
        self._mark_at = sent_at
        self._mark_due = now + self._window_ns // _MARKS_PER_WINDOW
        self._mark_ceiling = ceiling
