"""An event loop whose clock jumps: an hour of waiting passes in the time that the work takes.

`VirtualTimeLoop` is an ordinary selector loop with another clock. Whenever nothing is ready to run, real loops
sleep until the next timer; this one sets its clock to that timer and goes on. Together with the in-process
transport of the emulator the whole client runs in it, deterministically: the same program takes the same
turns, at the same times, in every run.

::

    from miro_async.emulator import virtual_time

    async def main() -> float:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(3600)
        return loop.time()

    assert virtual_time.run(main()) >= 3600      # returns at once

What to know:

* Every turn of the loop costs 100 virtual nanoseconds, so that a program that keeps rescheduling itself
  "until a moment has passed" gets there. Compare times with a tolerance of some microseconds.
* Timers may fire up to a microsecond early, as they may on a real loop (``time.get_clock_info``).
* While a function runs in a thread (`asyncio.to_thread`), the clock stands still.
* Sockets work, but the clock does not wait for them while a timer is set: a timeout fires before a real
  peer can answer. Use the in-process transport.
* When nothing is ready, no timer is set and no thread or socket could bring news, real loops hang for ever.
  This one raises RuntimeError.
"""

import asyncio
import math
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar, TypeVarTuple, Unpack

__all__ = ["VirtualTimeLoop", "run"]

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")

_TURN_NS = 100
_RESOLUTION_S = 1e-6
_NS = 1_000_000_000
_SELF_PIPE = 1  # the loop's own file object, by which other threads wake it


class _JumpingSelector(selectors.DefaultSelector):
    """A selector that moves a clock on instead of sleeping."""

    def __init__(self, start_ns: int) -> None:
        super().__init__()
        self.now_ns = start_ns
        self.threads = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for I/O in real time if only that can help, else jump ahead by `timeout` seconds."""
        self.now_ns += _TURN_NS
        watches_sockets = len(self.get_map()) > _SELF_PIPE
        if self.threads:
            return super().select(timeout if timeout == 0 else None)
        if timeout is None:
            if not watches_sockets:
                raise RuntimeError("deadlock: nothing is ready, no timer is set, and no thread or socket is awaited")
            return super().select(None)
        events: list[tuple[selectors.SelectorKey, int]] = super().select(0) if watches_sockets or timeout > 0 else []
        if not events:
            self.now_ns += math.ceil(timeout * _NS)
        return events


class VirtualTimeLoop(asyncio.SelectorEventLoop):
    """A selector event loop in virtual time.

    Args:
        start: what the clock shows at first, in seconds.
    """

    def __init__(self, *, start: float = 0.0) -> None:
        self._jumping = _JumpingSelector(round(start * _NS))
        super().__init__(self._jumping)
        self._clock_resolution = _RESOLUTION_S  # asyncio runs the timers that are due within this

    def time(self) -> float:
        """Virtual seconds since the loop's epoch."""
        return self._jumping.now_ns / _NS

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[_Ts]], _T], *args: *_Ts
    ) -> asyncio.Future[_T]:
        """Run `func` in a thread; the clock stands still meanwhile."""
        future: asyncio.Future[_T] = super().run_in_executor(executor, func, *args)
        self._jumping.threads += 1
        future.add_done_callback(self._thread_done)
        return future

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:  # noqa: ASYNC109, ARG002 - asyncio's signature
        """Join the threads, however long they take: virtual seconds mean nothing to them."""
        self._jumping.threads += 1
        try:
            await super().shutdown_default_executor()
        finally:
            self._jumping.threads -= 1

    def _thread_done(self, _: asyncio.Future[Any]) -> None:
        self._jumping.threads -= 1


def run(main: Coroutine[Any, Any, _T], *, start: float = 0.0) -> _T:
    """Run a coroutine to its end in virtual time, as `asyncio.run` does in real time.

    Args:
        main: the coroutine.
        start: what the loop's clock shows at first, in seconds.

    Raises:
        RuntimeError: everything waits for something that cannot happen.
    """
    with asyncio.Runner(loop_factory=lambda: VirtualTimeLoop(start=start)) as runner:
        return runner.run(main)
