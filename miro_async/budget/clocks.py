"""The clocks that a scheduler reads: the loop's, in whole nanoseconds, and how long the machine has slept."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

__all__ = ["clock_of", "never_suspended", "suspended_ns"]

_NS: Final = 1_000_000_000


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
    return lambda: int(loop.time() * _NS)
