"""How fast credits come back where they do so all the time: the slope of the supply.

A token bucket gives back a limit in a window, a weighted counter what was used of the window before. The slope is
measured twelve times a window, from the upper bound of the supply that an earlier answer told to the highest lower
bound since, and taken a sixteenth low: what is promised is there. Of two neighbouring measurements the lower one is
believed, and when a window has opened what must come back of the one before is known beforehand.
"""

__all__ = ["CAUTION", "Slope"]

CAUTION = (15, 16)  # of what was measured so much is promised
_NOWHERE = -(1 << 62)
_MARKS_PER_WINDOW = 12
_TELLING = 256  # part of the limit: a wider bracket is not measured by, if another one comes in time


class Slope:
    """The slope in credits per window.

    Args:
        window_ns: the length of the window in nanoseconds.

    Attributes:
        due: when it is to be measured next, in ns.
    """

    __slots__ = (
        "_before",
        "_given_back",
        "_given_back_at",
        "_known",
        "_least",
        "_line",
        "_line_at",
        "_mark_at",
        "_mark_ceiling",
        "_measured",
        "_window_ns",
        "due",
    )

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._line = _NOWHERE  # of the answer from which a steady release promises most
        self._line_at = 0
        self._mark_at = self._mark_ceiling = self.due = 0
        self._measured = self._before = 0
        self._least = 0  # what was used of the last window comes back in this one
        self._known = 0  # we used that ourselves
        self._given_back = self._given_back_at = 0

    @property
    def sure(self) -> int:
        """What surely comes back in a window."""
        return max(self._least, min(self._measured, self._before))

    @property
    def certain(self) -> int:
        """The same, and what we used of the last window ourselves: to spend by, while forecasts are cautious."""
        return max(self._known, self.sure)

    def within(self, horizon: int) -> int:
        """What surely comes back within a time."""
        return self.sure * horizon // self._window_ns

    def given_back(self, now: int) -> int:
        """Credits that came back since some time."""
        return self._given_back + self.within(now - self._given_back_at)

    def rises_to(self, supply: int) -> int | None:
        """When the supply will be so high, in ns; None if nothing is known to come back."""
        slope = self.sure
        return self._line_at + max(supply - self._line, 0) * self._window_ns // slope if slope else None

    def forget(self) -> None:
        """Nothing is known to come back."""
        self._measured = self._before = self._least = self._known = 0

    def open(self, supply: int, ceiling: int, sent_at: int, now: int, *, announced: bool) -> None:
        """A window has opened, and what was used of the one before is known no more.

        If its end is announced it is another one, and what was measured in the last one says nothing of it.
        """
        self._line = supply
        self._line_at = now
        self._mark(ceiling, sent_at, now)
        self._accrue(now)
        self._least = self._known = 0
        if announced:
            self._measured = self._before = 0

    def expect(self, used: int) -> None:
        """So much was used of the last window, and comes back in this one."""
        self._measured = self._before = self._least = _with_caution(used)

    def know(self, used: int) -> None:
        """We used at least so much of the last window ourselves: that needs no caution."""
        self._known = max(self._known, used)

    def suppose(self, credits: int) -> None:
        """So much seems to come back in a window, until it is measured."""
        self._measured = self._before = _with_caution(credits)

    def saw(self, supply: int, ceiling: int, top: int, sent_at: int, limit: int, now: int, *, strangers: bool) -> None:
        """An answer brackets the supply, which was `top` at least before now."""
        since = now - self._line_at
        # An old answer may promise most, but only if nobody else spends.
        if (
            strangers
            or since > self._window_ns // _MARKS_PER_WINDOW
            or supply >= self._line + self.sure * since // self._window_ns
        ):
            self._line = supply
            self._line_at = now
        if now >= self.due and (ceiling - supply <= limit // _TELLING or now >= 2 * self.due - self._mark_at):
            rise = (top - self._mark_ceiling) * self._window_ns // (now - self._mark_at)
            self._accrue(now)
            self._before, self._measured = self._measured, _with_caution(max(0, min(rise, limit)))
            self._mark(ceiling, sent_at, now)

    def _accrue(self, now: int) -> None:
        """The slope is about to change."""
        self._given_back += self.within(now - self._given_back_at)
        self._given_back_at = now

    def _mark(self, ceiling: int, sent_at: int, now: int) -> None:
        self._mark_at = sent_at
        self.due = now + self._window_ns // _MARKS_PER_WINDOW
        self._mark_ceiling = ceiling


def _with_caution(credits: int) -> int:
    part, of = CAUTION
    return credits * part // of
