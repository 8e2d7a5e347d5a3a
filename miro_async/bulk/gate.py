"""Lets some calls go at once; looking for an unanswered batch has to wait until nothing is on its way."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import anyio

__all__ = ["Gate"]


class Gate:
    """Lets some calls go at once, or one thing alone.

    Args:
        width: how many calls at once.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._tokens = anyio.Semaphore(width)
        self._turn = anyio.Lock()

    @asynccontextmanager
    async def sending(self) -> AsyncGenerator[None]:
        """One call is on its way."""
        async with self._tokens:
            yield

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[None]:
        """No call is on its way."""
        held = 0
        async with self._turn:
            try:
                while held < self._width:
                    await self._tokens.acquire()
                    held += 1
                yield
            finally:
                for _ in range(held):
                    self._tokens.release()
