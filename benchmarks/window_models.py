"""Five ways of counting credits in a window, and the oracle that sees into them.

Written for the benchmarks alone, apart from the scheduler and from the emulator, so that no mistake is shared.
Times are seconds on any clock that only goes forward.
"""

from collections import deque
from collections.abc import Callable
from typing import Final, Protocol

__all__ = [
    "MODELS",
    "ClockWindow",
    "FirstCallWindow",
    "SlidingCounter",
    "SlidingLog",
    "TokenBucket",
    "Window",
    "oracle",
]

_ORACLE_STEP = 0.001
_ORACLE_CALL = 50  # the cheapest call: the oracle's backlog always has one that fits


class Window(Protocol):
    """What a server knows of one quota."""

    def left(self, now: float) -> int:
        """Credits that a call may cost now."""
        ...

    def charge(self, credits: int, now: float) -> None:
        """Count an accepted call."""
        ...

    def resets_at(self, now: float) -> float:
        """What the server announces as the reset."""
        ...


class FirstCallWindow:
    """Fixed; the first call after the end of a window opens the next."""

    def __init__(self, limit: int, length: float, origin: float) -> None:
        self._limit, self._length = limit, length
        self._ends, self._spent = origin, limit

    def left(self, now: float) -> int:
        """The limit, once the window is over."""
        return self._limit if now >= self._ends else self._limit - self._spent

    def charge(self, credits: int, now: float) -> None:
        """Open a window if there is none."""
        if now >= self._ends:
            self._ends, self._spent = now + self._length, 0
        self._spent += credits

    def resets_at(self, now: float) -> float:
        """The end of the window."""
        return max(self._ends, now)


class ClockWindow:
    """Fixed; the windows follow one another by the clock, whether or not anybody calls."""

    def __init__(self, limit: int, length: float, origin: float) -> None:
        self._limit, self._length, self._origin = limit, length, origin
        self._number, self._spent = -1, 0

    def _turn(self, now: float) -> None:
        number = int((now - self._origin) // self._length)
        if number != self._number:
            self._number, self._spent = number, 0

    def left(self, now: float) -> int:
        """What the present window has left."""
        self._turn(now)
        return self._limit - self._spent

    def charge(self, credits: int, now: float) -> None:
        """Count in the present window."""
        self._turn(now)
        self._spent += credits

    def resets_at(self, now: float) -> float:
        """The end of the window."""
        self._turn(now)
        return self._origin + (self._number + 1) * self._length


class SlidingLog:
    """Every charge counts for the length of a window."""

    def __init__(self, limit: int, length: float, _origin: float) -> None:
        self._limit, self._length = limit, length
        self._log: deque[tuple[float, int]] = deque()
        self._spent = 0

    def left(self, now: float) -> int:
        """What no charge of the last window's length holds."""
        while self._log and self._log[0][0] <= now - self._length:
            self._spent -= self._log.popleft()[1]
        return self._limit - self._spent

    def charge(self, credits: int, now: float) -> None:
        """Add to the log."""
        self._log.append((now, credits))
        self._spent += credits

    def resets_at(self, now: float) -> float:
        """When the oldest charge is forgotten."""
        return self._log[0][0] + self._length if self._log else now


class SlidingCounter:
    """Two windows by the clock; the last one counts by the share of it that a sliding window would still cover."""

    def __init__(self, limit: int, length: float, origin: float) -> None:
        self._limit, self._length, self._origin = limit, length, origin
        self._number, self._spent, self._before = -1, 0, 0

    def _turn(self, now: float) -> None:
        number = int((now - self._origin) // self._length)
        if number != self._number:
            self._before = self._spent if number == self._number + 1 else 0
            self._number, self._spent = number, 0

    def left(self, now: float) -> int:
        """The limit without this window's use and the weighted use of the last."""
        self._turn(now)
        gone = (now - self._origin) / self._length - self._number
        return int(self._limit - self._spent - self._before * (1.0 - gone))

    def charge(self, credits: int, now: float) -> None:
        """Count in the present window."""
        self._turn(now)
        self._spent += credits

    def resets_at(self, now: float) -> float:
        """The end of the present window."""
        self._turn(now)
        return self._origin + (self._number + 1) * self._length


class TokenBucket:
    """A bucket of one limit that fills by one limit a window."""

    def __init__(self, limit: int, length: float, origin: float) -> None:
        self._limit, self._rate = limit, limit / length
        self._level, self._at = float(limit), origin

    def _fill(self, now: float) -> None:
        self._level = min(float(self._limit), self._level + (now - self._at) * self._rate)
        self._at = now

    def left(self, now: float) -> int:
        """What is in the bucket."""
        self._fill(now)
        return int(self._level)

    def charge(self, credits: int, now: float) -> None:
        """Take from the bucket."""
        self._fill(now)
        self._level -= credits

    def resets_at(self, now: float) -> float:
        """When the bucket is full."""
        self._fill(now)
        return now + (self._limit - self._level) / self._rate


MODELS: Final[dict[str, Callable[[int, float, float], Window]]] = {
    "fixed from first call": FirstCallWindow,
    "fixed by the clock": ClockWindow,
    "sliding log": SlidingLog,
    "sliding counter": SlidingCounter,
    "token bucket": TokenBucket,
}
"""Each takes the limit, the length of a window in seconds, and where a window of the clock begins."""


def oracle(window: Window, start: float, seconds: float) -> list[tuple[float, int]]:
    """What somebody is accepted who sees the server's state and has no way to go.

    It looks every millisecond and takes all there is, in whole calls of the cheapest kind, from an endless backlog.

    Args:
        window: a fresh one.
        start: when it begins.
        seconds: for how long.

    Returns:
        (seconds since the start, credits so far), wherever something was taken.
    """
    taken: list[tuple[float, int]] = []
    total = 0
    for step in range(int(seconds / _ORACLE_STEP)):
        now = start + step * _ORACLE_STEP
        credits = window.left(now) // _ORACLE_CALL * _ORACLE_CALL
        if credits > 0:
            window.charge(credits, now)
            total += credits
            taken.append((now - start, total))
    return taken
