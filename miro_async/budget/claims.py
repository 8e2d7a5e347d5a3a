"""`Claim`: what a class that has just been emptied may come back for.

Who works by taking one call after the other has only so many calls waiting at a time, and comes back for the next ones
a round trip later. What he may ask for then is about what he was just given.
"""

__all__ = ["Claim"]

_LONG_AGO = -(1 << 62)


class Claim:
    """What was spent within the last moments.

    Args:
        moment_ns: how long somebody may be away without losing his place.

    Attributes:
        until: when the last ones who were served would be back, in ns.
    """

    __slots__ = ("_before", "_moment_ns", "_now", "_since", "until")

    def __init__(self, moment_ns: int) -> None:
        self._moment_ns = moment_ns
        self._since = self.until = _LONG_AGO
        self._now = self._before = 0

    def spent(self, credits: int, now: int) -> None:
        """A call was granted."""
        passed = now - self._since
        if passed >= self._moment_ns:
            self._before = self._now if passed < 2 * self._moment_ns else 0
            self._now = 0
            self._since = now
        self._now += credits
        self.until = now + self._moment_ns

    def credits(self, now: int) -> int:
        """The most that may come back."""
        return self._now + self._before if now < self.until else 0
