"""The kinds of window that are still possible, and what each of them promises.

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

Which of them are possible is found out by `suspects`. A probe goes when every one that is says so; hence to suspect one
too many costs waiting, and no refusal.
"""

from collections.abc import Sequence

from miro_async.budget.own_log import NEVER, OwnLog
from miro_async.budget.slope import Slope
from miro_async.budget.tally import Tally
from miro_async.budget.window_end import WindowEnd
from miro_async.wire import RateLimit

__all__ = ["NOWHERE", "Kinds"]

NOWHERE = -(1 << 62)  # the supply before any answer
_STEPS = (4, 6, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56)  # in 512ths of a window


class Kinds:
    """What comes back when, by the kinds of window that are possible.

    Args:
        window_ns: the length of the window in nanoseconds.

    Attributes:
        fixed, sliding, steady: whether this kind is still possible.
        top: the largest supply that an answer of this window told; meaningless before one.
        others: whether more than we know of was used before the first answer.
    """

    __slots__ = (
        "_end",
        "_ever_at_opening",
        "_excused",
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
        self._excused = OwnLog(window_ns)  # what may turn out not to have been charged
        self.fixed = self.sliding = self.steady = True
        self._end = WindowEnd(window_ns)
        self.others = False
        self.top = NOWHERE
        self._top_at = 0  # when so much was told last
        self._ever_at_opening = 0  # the own log's credits of all times, when the window opened
        self._used_at_opening = 0  # the own log's total at the first answer; 0 in windows that opened later
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

    def forget(self) -> None:
        """Start from nothing, as before the first answer, but remember who is suspected."""
        self.top = NOWHERE
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
