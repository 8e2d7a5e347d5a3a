"""A loop in virtual time that counts the timers that are set in it."""

import asyncio
from collections.abc import Callable
from contextvars import Context
from typing import TypeVarTuple, Unpack

from miro_async.emulator import virtual_time

__all__ = ["CountingLoop"]

_Ts = TypeVarTuple("_Ts")


class CountingLoop(virtual_time.VirtualTimeLoop):
    """See above.

    Attributes:
        timers: how many have been set.
    """

    timers = 0

    def call_at(
        self,
        when: float,
        callback: Callable[[Unpack[_Ts]], object],
        *args: *_Ts,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Set a timer."""
        self.timers += 1
        return super().call_at(when, callback, *args, context=context)
