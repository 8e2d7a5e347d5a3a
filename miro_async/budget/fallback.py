"""A pace for servers that send no rate headers."""

import asyncio
from collections.abc import Callable

__all__ = ["FallbackPacer"]


class FallbackPacer:
    """aiolimiter's leaky bucket, for servers that send no rate headers.

    Its bucket holds a fiftieth of the limit and leaks the rest of the limit in a window, so that any span of a
    window sees at most one limit. It serves small amounts before large ones, so only one call waits for it: the
    head of our own queue.

    Args:
        limit: credits per window.
        window: the length of the window in seconds.
        wake: called when the call that was refused may ask again.
    """

    __slots__ = ("_bucket", "_limiter", "_permit", "_task", "_wake")

    def __init__(self, limit: int, window: float, wake: Callable[[], None]) -> None:
        from aiolimiter import AsyncLimiter  # noqa: PLC0415 - brings importlib.metadata along, and few servers need it

        self._bucket = self._bucket_of(limit)
        self._limiter = AsyncLimiter(self._bucket, window * self._bucket / max(limit - self._bucket, 1))
        self._permit = 0
        self._task: asyncio.Task[None] | None = None
        self._wake = wake

    @staticmethod
    def _bucket_of(limit: int) -> int:
        return max(1, limit // 50)

    @classmethod
    def passes_in(cls, credits: int, limit: int, window_ns: int) -> int:
        """Nanoseconds until so many credits have gone, if the bucket is empty."""
        bucket = cls._bucket_of(limit)
        return max(credits - bucket, 0) * window_ns // max(limit - bucket, 1)

    def admits(self, credits: int) -> bool:
        """Whether a call may go now; if not, `wake` will be called."""
        if self._permit >= credits:
            self._permit -= credits
            return True
        if self._task is None or self._task.done():  # done: somebody cancelled it
            self._task = asyncio.get_running_loop().create_task(self._acquire(credits - self._permit))
        return False

    async def _acquire(self, credits: int) -> None:
        while credits > 0:
            part = min(credits, self._bucket)
            await self._limiter.acquire(part)
            self._permit += part
            credits -= part
        self._task = None
        self._wake()
