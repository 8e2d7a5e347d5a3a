"""`Door`: where the calls of one client wait; when it is closed, all of them leave, and nobody else may wait."""

import asyncio

from miro_async.errors import TransportError

__all__ = ["Door"]


class Door:
    """Lets calls wait until it is closed.

    Attributes:
        closed: whether it is.
    """

    __slots__ = ("_waiting", "closed")

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self.closed = False

    async def wait(self, future: asyncio.Future[None]) -> None:
        """Wait for a future.

        Raises:
            TransportError: the door was closed meanwhile.
        """
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)

    async def close(self) -> None:
        """Turn out who waits; may be called any number of times."""
        self.closed = True
        for future in self._waiting:
            if not (future.done() or future.get_loop().is_closed()):
                future.set_exception(self.refusal())

    def refusal(self) -> TransportError:
        """What a call raises that may not wait."""
        return TransportError("nothing was sent: the client is closed")
