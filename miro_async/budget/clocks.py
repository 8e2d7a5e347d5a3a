"""The time that a scheduler goes by, in whole nanoseconds.

It is the loop's clock, with two things added. A clock that starts again with a new loop goes on where the old one
stopped: time that nobody measured brings no credits back. And where the machine slept, the monotonic clock stood still
but the server's windows went on: the boot-time clock tells how long. No wall clock is ever read, so nobody can set it.
"""

import asyncio
import time
from asyncio import get_running_loop
from collections.abc import Callable
from typing import Final

__all__ = ["LoopClock"]

_NS: Final = 1_000_000_000
_SHORTEST_SLEEP_NS: Final = 10_000_000  # two clocks that are read one after the other differ by less
_SAME_CLOCK_S: Final = 1.0


class LoopClock:
    """A clock that outlives its event loop, and runs on while the machine sleeps.

    Args:
        suspended: tells how many nanoseconds the machine has slept; by default the machine is asked, if the loop's
            clock is the machine's.

    Attributes:
        clock_ns: the loop's clock, in ns; `shift` behind our time.
        generation: counts the event loops.
    """

    __slots__ = ("_asleep", "_loop", "_slept", "_suspended", "clock_ns", "generation", "shift")

    def __init__(self, suspended: Callable[[], int] | None = None) -> None:
        self.clock_ns: Callable[[], int] = time.monotonic_ns  # the loop's, once there is one
        self.shift = 0
        self.generation = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._suspended = suspended
        self._asleep: Callable[[], int] = suspended or never_suspended
        self._slept = 0

    def now(self) -> int:
        """The running loop's time in ns, never before a time that an earlier loop showed.

        Raises:
            RuntimeError: no loop is running.
        """
        loop = get_running_loop()
        if loop is not self._loop:
            self._move_to(loop)
        return self.clock_ns() + self.shift

    def last_now(self) -> int:
        """The time by the loop that was used last, running or not."""
        return self.clock_ns() + self.shift

    def _move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Go on in a new loop."""
        last_seen = 0 if self._loop is None else self.last_now()
        self._loop = loop
        self.clock_ns = clock_of(loop)
        self.shift = max(0, last_seen - self.clock_ns())
        if self._suspended is None:
            real = abs(loop.time() - time.monotonic()) < _SAME_CLOCK_S
            self._asleep = suspended_ns if real else never_suspended
        self._slept = self._asleep()
        self.generation += 1

    def has_slept(self) -> bool:
        """Make good for what the machine has slept since this was asked last; whether it has."""
        slept = self._asleep()
        if slept - self._slept < _SHORTEST_SLEEP_NS:
            return False
        self.shift += slept - self._slept
        self._slept = slept
        return True

    @property
    def alive(self) -> bool:
        """Whether the loop that was used last is still open."""
        return self._loop is not None and not self._loop.is_closed()

    @property
    def elsewhere(self) -> bool:
        """Whether an open loop that is not the running one may go by this clock at any time."""
        if not self.alive:
            return False
        try:
            return self._loop is not get_running_loop()
        except RuntimeError:
            return True


def suspended_ns() -> int:
    """Nanoseconds that this machine has slept since it was started; 0 where the system does not tell.

    On Linux the boot-time clock runs on in sleep and the monotonic one does not; setting the time moves neither.
    """
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    return 0


def never_suspended() -> int:
    """0: of a clock that is not the machine's."""
    return 0


def clock_of(loop: asyncio.AbstractEventLoop) -> Callable[[], int]:
    """A loop's clock in whole nanoseconds; asyncio's own loops read the monotonic clock, which has them."""
    if getattr(loop.time, "__func__", None) is asyncio.BaseEventLoop.time:
        return time.monotonic_ns
    seconds = loop.time
    return lambda: int(seconds() * _NS)
