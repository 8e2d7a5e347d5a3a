"""The emulator's clock: what the fake server thinks the time is."""

import asyncio
import time
from collections.abc import Callable
from email.utils import formatdate

from miro_async.emulator.virtual_time import VirtualTimeLoop
from miro_async.errors import ConfigurationError

__all__ = ["VIRTUAL_EPOCH", "Clock"]

_NS = 1_000_000_000
_FIRST_S, _LAST_S = -60_000_000_000, 250_000_000_000  # the years 68 and 9892: Python writes dates of 1 to 9999
VIRTUAL_EPOCH = 1_767_225_600.0
"""2026-01-01T00:00:00Z in epoch seconds: what a clock first shows in virtual time, so that runs repeat exactly."""


class Clock:
    """Server time, driven by the clock of the running event loop.

    It moves on with ``loop.time()``, so in a `VirtualTimeLoop` it is virtual. When one loop follows another it goes
    on where it was, from the moment that it is first asked in the new one. Outside of a loop it moves with the last
    loop that it saw, or with ``time.monotonic()``.

    Two scales are kept apart. `now` is what the server writes into ``Date``, ``X-RateLimit-Reset`` and
    ``createdAt``; `step` sets it on or back, as a time daemon does. `steady_ns` is the same but for the steps: it
    never goes back, and the quota windows are measured by it.

    Args:
        skew: seconds by which the server's epoch differs from the true one; negative is behind.
        epoch: true epoch seconds that the clock shows first; None means the wall clock, or `VIRTUAL_EPOCH` where
            the first loop that asks is a `VirtualTimeLoop`.

    Raises:
        ConfigurationError: a time for which there are no dates.
    """

    def __init__(self, *, skew: float = 0.0, epoch: float | None = None) -> None:
        _check_reach((epoch or 0.0) + skew)
        self._skew_ns = round(skew * _NS)
        self._step_ns = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._source: Callable[[], float] = time.monotonic
        self._chosen = epoch is not None
        self._born_ns = round(self._source() * _NS)
        self._base_ns = self._epoch_ns(time.time() if epoch is None else epoch) - self._born_ns
        self._listeners: list[Callable[[], None]] = []
        self._date: tuple[int | None, str] = (None, "")

    def now(self) -> float:
        """Epoch seconds by the server's clock."""
        return self.now_ns() / _NS

    def now_ns(self) -> int:
        """Epoch nanoseconds by the server's clock."""
        return self.steady_ns() + self._step_ns

    def steady_ns(self) -> int:
        """Epoch nanoseconds by the server's clock had nobody ever set it; never goes back."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            pass
        else:
            if loop is not self._loop:
                self._follow(loop)
        return self._base_ns + round(self._source() * _NS)

    @property
    def ahead_ns(self) -> int:
        """How far the steps have set `now` ahead of the steady scale, in nanoseconds."""
        return self._step_ns

    def advance(self, seconds: float) -> None:
        """Let time pass: windows end, tokens age, delayed writes take effect. Pending latencies stay as they are.

        Args:
            seconds: how far to move on; 0 or more.

        Raises:
            ValueError: `seconds` is negative; `step` sets the clock back.
            ConfigurationError: there are no dates for the time after it.
        """
        if seconds < 0:
            raise ValueError(f"time cannot pass backwards ({seconds} s); step() sets the clock back")
        _check_reach(self.now() + seconds)
        self._base_ns += round(seconds * _NS)
        for listener in self._listeners:
            listener()

    def step(self, seconds: float) -> None:
        """Set the server's clock on or back by `seconds` without any time passing.

        Raises:
            ConfigurationError: there are no dates for the time after it.
        """
        _check_reach(self.now() + seconds)
        self._step_ns += round(seconds * _NS)

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each `advance`."""
        self._listeners.append(listener)

    def http_date(self, offset: float = 0.0) -> str:
        """The ``Date`` header of now.

        Args:
            offset: seconds by which the host that answers is off the server's clock.
        """
        second = int(self.now() + offset)
        if second != self._date[0]:
            self._date = (second, formatdate(second, usegmt=True))
        return self._date[1]

    def _epoch_ns(self, epoch: float) -> int:
        return round(epoch * _NS) + self._skew_ns

    def _follow(self, loop: asyncio.AbstractEventLoop) -> None:
        shown = self._base_ns + round(self._source() * _NS)
        if self._loop is None and isinstance(loop, VirtualTimeLoop):
            # The real time that has passed until now would make each run another.
            shown = self._base_ns + self._born_ns if self._chosen else self._epoch_ns(VIRTUAL_EPOCH)
        self._loop, self._source = loop, loop.time
        self._base_ns = shown - round(self._source() * _NS)

    def __repr__(self) -> str:
        return f"<Clock {self.http_date()}>"


def _check_reach(epoch: float) -> None:
    if not _FIRST_S <= epoch <= _LAST_S:
        raise ConfigurationError(f"the clock goes from {_FIRST_S} to {_LAST_S} epoch seconds, not to {epoch}")
