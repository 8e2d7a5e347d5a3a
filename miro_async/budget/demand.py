"""What each class asks for, and how long its calls wait: counters of the last half to whole window.

Where few calls are dear, what was asked for within one window says as much of chance as of habit. So half of a rate is
what has been usual for some windows.
"""

from typing import NamedTuple

from miro_async.budget.fair_queue import Priority

__all__ = ["Demand", "Waits"]

_NS = 1_000_000_000
_USUAL = 8  # halves of a window, about


class Waits(NamedTuple):
    """How long the calls of a class waited of late; those that need not queue do not count.

    Attributes:
        calls: how many came through the queue.
        mean: seconds that they waited on average; 0 if there were none.
        longest: seconds that the longest one waited.
    """

    calls: int
    mean: float
    longest: float


class _Half:
    """The counters of one class in half a window."""

    __slots__ = ("asked", "calls", "longest", "waited")

    def __init__(self) -> None:
        self.asked = 0
        self.calls = 0
        self.waited = 0
        self.longest = 0


_NOTHING = tuple(_Half() for _ in Priority)  # never written to
_LONG_AGO = -(1 << 62)


class Demand:
    """Counts in halves of a window: the present one and the one before.

    Args:
        window_ns: the length of the quota's window in nanoseconds.
    """

    __slots__ = ("_before", "_half_ns", "_now", "_turned_at", "_usual", "_warm")

    def __init__(self, window_ns: int) -> None:
        self._half_ns = max(window_ns // 2, 1)
        self._turned_at = _LONG_AGO
        self._warm = False
        self._now = self._before = _NOTHING
        self._usual: list[int] | None = None  # what each class asks for in half a window

    def asked(self, priority: Priority, credits: int, now: int) -> None:
        """A call came into the queue."""
        self._turn(now)
        self._now[priority].asked += credits

    def waited(self, priority: Priority, waited_ns: int, now: int) -> None:
        """A call was granted out of the queue."""
        self._turn(now)
        half = self._now[priority]
        half.calls += 1
        half.waited += waited_ns
        half.longest = max(half.longest, waited_ns)

    def rate(self, priority: Priority, now: int) -> float:
        """Credits a second that a class asks for."""
        self._turn(now)
        asked = self._now[priority].asked + self._before[priority].asked
        if not asked:
            return 0.0
        span = now - self._turned_at + (self._half_ns if self._warm else 0)
        of_late = asked * _NS / max(span, self._half_ns // 8, 1)
        if self._usual is None:
            return of_late
        return (of_late + self._usual[priority] * _NS / self._half_ns) / 2

    def waits(self, priority: Priority, now: int) -> Waits:
        """How long the calls of a class waited."""
        self._turn(now)
        halves = (self._now[priority], self._before[priority])
        calls = sum(half.calls for half in halves)
        waited = sum(half.waited for half in halves)
        longest = max(half.longest for half in halves)
        return Waits(calls, waited / calls / _NS if calls else 0.0, longest / _NS)

    def _turn(self, now: int) -> None:
        halves = (now - self._turned_at) // self._half_ns
        if not halves:
            return
        self._warm = halves == 1
        self._learn_what_is_usual()
        self._before = self._now if self._warm else _NOTHING
        self._now = tuple(_Half() for _ in Priority)
        self._turned_at = self._turned_at + self._half_ns if self._warm else now

    def _learn_what_is_usual(self) -> None:
        """A few dear calls more or less say little: what is usual is remembered longer, until all is silent."""
        asked = [half.asked for half in self._now]
        if not self._warm:
            self._usual = None
        elif self._usual is None:
            self._usual = asked
        else:
            self._usual = [usual + (new - usual) // _USUAL for usual, new in zip(self._usual, asked, strict=True)]
