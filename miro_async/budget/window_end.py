"""When the present window will be over: what Reset and Date announce, and what is made of it.

Reset and Date are of the same clock, so their difference needs no knowledge of it. Date is rounded down and Reset up,
so the difference is too large by up to two seconds, and the least of a window's answers is nearest. A Reset that is the
Date is of a host that rounds it down, or is behind: the window ends within this second. Hosts whose clocks differ
announce ends that do, by whole seconds. Without Date, Reset alone brackets the server's clock: it has not come
to Reset, and Reset is never more than a window ahead.
"""

from miro_async.budget.own_log import NEVER
from miro_async.wire import RateLimit

__all__ = ["WindowEnd"]

_NS = 1_000_000_000
_NOWHERE = -(1 << 62)
_CLOCKS_APART_NS = 4 * _NS  # hosts whose announcements differ more do not speak of the same
_CLOCK_KNOWN_NS = 3 * _NS  # without Date: by how much it may be wrong


class WindowEnd:
    """The end of the present window, as far as it is announced.

    Args:
        window_ns: the length of the window in nanoseconds.

    Attributes:
        at: when the window will surely be over, in ns; `NEVER` before the first answer.
        early: by how much it will probably be over sooner, in ns: so long was what announced it on its way.
        guessed: whether no answer told.
        opened_at: when the first answer of the window came, in ns.
        opening_reset: what that told as Reset.
    """

    __slots__ = (
        "_clock_from",
        "_clock_until",
        "_last",
        "_last_sure",
        "_least",
        "_window_ns",
        "at",
        "early",
        "guessed",
        "opened_at",
        "opening_reset",
    )

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self.at = NEVER
        self.early = 0
        self.guessed = False
        self.opened_at = 0
        self._least = self._last = self._last_sure = NEVER
        self._clock_from, self._clock_until = _NOWHERE, NEVER
        self.opening_reset: int | None = None

    def announced(self, rate: RateLimit, now: int) -> int:
        """When the window that the headers speak of will be over: at the latest, by our clock; `NEVER` if unknown."""
        if rate.reset is None or (rate.date is None and self._clock_until - self._clock_from > _CLOCK_KNOWN_NS):
            return NEVER
        end = rate.reset * _NS - self._clock_from if rate.date is None else now + (rate.reset - rate.date or 1) * _NS
        return end if now < end <= now + 2 * self._window_ns else NEVER

    def read_clock(self, reset: int, sent_at: int, now: int) -> None:
        """Without Date, Reset alone tells how far the server's clock is ahead of ours.

        It is near when a window has just opened.
        """
        since = reset * _NS - self._window_ns - _NS - now
        until = reset * _NS - sent_at
        self._clock_from, self._clock_until = max(self._clock_from, since), min(self._clock_until, until)
        if self._clock_from > self._clock_until:  # it was set, or this is garbage
            self._clock_from, self._clock_until = since, until

    def open(self, end: int, reset: int | None, sent_at: int, now: int) -> None:
        """The first answer of a window came."""
        self.at = min(now + self._window_ns, end)
        self.guessed = end == NEVER
        self.early = (now - sent_at) * 3 // 4  # servers charge first, and work then
        self._least = self._last = self.at
        self._last_sure = self.at - (now - sent_at)
        self.opened_at = now
        self.opening_reset = reset

    def hear(self, end: int, trip: int, now: int) -> None:
        """Another answer announces the end of the window: the least is nearest, unless the hosts disagree.

        Rounding makes the announcements differ by a second, the way by less than the round trip. What they differ
        more, their clocks do, by whole seconds as all that they announce, and the truth is in the middle.
        """
        if not now < end <= self.opened_at + self._window_ns + 2 * _NS:
            return
        self.guessed = False
        if end < self._least:
            self._least = end
            self.early = trip // 2
            self._last = min(self._last, end + _CLOCKS_APART_NS)
        elif end < self._least + _CLOCKS_APART_NS:
            self._last = max(self._last, end)
            self._last_sure = max(self._last_sure, end - trip)
        surely = -((self._least + _NS - min(self._last_sure, self._last)) // _NS) * _NS
        apart = max(0, self._last - self._least - _NS - trip, surely)
        self.at = min(self._least + apart // 2, self.opened_at + self._window_ns)

    def is_nearer(self, end: int) -> bool:
        """Whether an announced end is earlier than another answer's could be, by more than clocks differ."""
        return not self.guessed and end < self._last_sure - _CLOCKS_APART_NS

    def is_of_a_later_window(self, end: int, trip: int, rate: RateLimit) -> bool:
        """Whether the headers speak of another window than the one that we took for the present one.

        The supply need not tell: if little was used before the roll, little came back.
        """
        if rate.date is None and rate.reset is not None and self.opening_reset is not None:
            return (rate.reset - self.opening_reset) * _NS >= self._window_ns - _NS
        # An answer that was long on its way announces too late an end by as much, and by two seconds of rounding.
        return self.at + max(self._window_ns // 4, trip + 2 * _NS) < end < NEVER

    def outdated(self, rate: RateLimit, sent_at: int, now: int) -> bool:
        """Whether an answer speaks of a window that is over."""
        return sent_at < self.opened_at and self.announced(rate, now) < self.at - self._window_ns // 4

    def forget(self) -> None:
        """Start from nothing, as before the first answer."""
        self.at = NEVER
