"""What may stand between the calls and the link: ours, and the best of the peers' rules.

The peers are spared what they do not handle: they read the server's clock, and a repeated call waits its turn again.
"""

import asyncio
from collections.abc import Callable

from aiolimiter import AsyncLimiter

from miro_async.budget import Budget, Priority, Quota
from miro_async.wire import RateLimit
from scheduler.play import Clock, Maker, Policy
from scheduler.world import World

__all__ = ["OURS", "POLICIES", "ours"]

_LARGEST_CALL = 2000
_LOW = 0.15  # of the limit: below, the governor rations
_BUFFER_S = 1.0


def ours(world: World, _: Clock) -> Budget:
    """The scheduler of the package."""
    return Budget(Quota(limit=world.limit, window=world.window))


class _Pass:
    """A call that was let go; only the governor wants to know what became of it."""

    def __init__(self, observe: Callable[[RateLimit], None] | None = None) -> None:
        self._observe = observe

    def sent(self) -> None:
        """Nothing to do."""

    def settle(self, status: int, rate: RateLimit) -> None:  # noqa: ARG002 - the protocol's signature
        """Read the headers."""
        if self._observe is not None:
            self._observe(rate)

    def close(self) -> None:
        """Nothing to do."""


class _Smooth:
    """aiolimiter at its best setting: a bucket of one large call, leaking the rest of the limit in a window.

    Any span of a window sees at most one limit. Classes and flows are unknown to it.
    """

    def __init__(self, world: World, _: Clock) -> None:
        bucket = _LARGEST_CALL
        self._limiter = AsyncLimiter(bucket, world.window * bucket / (world.limit - bucket))

    async def reserve(
        self,
        credits: int,
        *,
        priority: Priority,  # noqa: ARG002 - the protocol's signature
        flow: str,  # noqa: ARG002 - the same
        operation: str,  # noqa: ARG002 - the same
        deadline: float | None = None,  # noqa: ARG002 - the same
    ) -> _Pass:
        """Wait for the bucket."""
        await self._limiter.acquire(credits)
        return _Pass()


class _Governor:
    """DataDog's rule, weighted: a full bucket of aiolimiter, and a governor who watches the headers.

    Of the answers of one window the lowest Remaining counts; a later Reset begins a new window, an earlier one is
    out of date. While no more than 15 % is left, calls are spread evenly, by their cost, over the time to the reset.
    When nothing is left, or that time is all given away, they wait until a second after the reset.
    """

    def __init__(self, world: World, clock: Clock) -> None:
        self._limiter = AsyncLimiter(world.limit, world.window)
        self._clock = clock
        self._seen = RateLimit()
        self._next = 0.0

    async def reserve(
        self,
        credits: int,
        *,
        priority: Priority,  # noqa: ARG002 - the protocol's signature
        flow: str,  # noqa: ARG002 - the same
        operation: str,  # noqa: ARG002 - the same
        deadline: float | None = None,  # noqa: ARG002 - the same
    ) -> _Pass:
        """Wait for the governor, then for the bucket."""
        now = self._clock()
        await asyncio.sleep(max(0.0, self._slot(credits, now) - now))
        await self._limiter.acquire(credits)
        return _Pass(self._observe)

    def _slot(self, credits: int, now: float) -> float:
        limit, remaining, reset = self._seen.limit, self._seen.remaining, self._seen.reset
        if limit is None or remaining is None or reset is None or now >= reset or remaining > _LOW * limit:
            return now
        slot = max(self._next, now)
        if remaining <= 0 or slot >= reset:
            return reset + _BUFFER_S
        self._next = slot + (reset - now) / remaining * credits
        return slot

    def _observe(self, rate: RateLimit) -> None:
        seen = self._seen
        if rate.reset is not None and seen.reset is not None and rate.reset < seen.reset:
            return
        reset = seen.reset if rate.reset is None else rate.reset
        remaining = seen.remaining if rate.remaining is None else rate.remaining
        if remaining is not None and seen.remaining is not None and reset == seen.reset:
            remaining = min(remaining, seen.remaining)
        self._seen = RateLimit(rate.limit or seen.limit, remaining, reset)


def smooth(world: World, clock: Clock) -> Policy:
    """Aiolimiter at its best setting."""
    return _Smooth(world, clock)


def governor(world: World, clock: Clock) -> Policy:
    """DataDog's rule."""
    return _Governor(world, clock)


OURS = "ours"
POLICIES: dict[str, Maker] = {OURS: ours, "smooth": smooth, "governor": governor}
