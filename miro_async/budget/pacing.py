"""How fast to spend what may be spent: pacing for batches, a reserve for people, a fallback without headers.

The ledger says what is possible, the pacer what is wise. A batch that could spend the whole window in its first
seconds leaves nothing for the interactive call in the last ones. So while interactive demand exists, or more is
queued than is left, everything but interactive calls is spread over the window, and a reserve is kept for the
interactive demand that will come until credits come back. A job that fits runs at once.
"""

import asyncio
from collections.abc import Callable

from aiolimiter import AsyncLimiter

from miro_async.budget.ledger import Ledger

_BURST_PERCENT = 8  # of the limit; so much may go ahead of the pace

__all__ = ["FallbackPacer", "Pacer"]


class Pacer:
    """Spreads what is not interactive over the window.

    Args:
        window_ns: the length of the quota's window in nanoseconds.

    Attributes:
        vigilant: whether there has been interactive demand of late; without it, what fits may go.
    """

    __slots__ = (
        "_debt",
        "_half_at",
        "_interactive",
        "_interactive_before",
        "_rate",
        "_stamp",
        "_window_ns",
        "vigilant",
    )

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self.vigilant = False
        self._debt = 0  # what was spent ahead of the pace, in credits times window_ns
        self._stamp = 0
        self._rate = 0
        self._half_at = 0
        self._interactive = 0
        self._interactive_before = 0

    def spent(self, credits: int) -> None:
        """Charge a paced grant."""
        self._debt += credits * self._window_ns

    def spent_interactively(self, credits: int, now: int) -> None:
        """Count interactive demand."""
        self._turn(now)
        self.vigilant = True
        self._interactive += credits

    def interactive_demand(self, now: int) -> int:
        """Interactive credits per window, over the last half to whole window."""
        self._turn(now)
        total = self._interactive + self._interactive_before
        if not total:
            self.vigilant = False
            return 0
        half = self._window_ns // 2
        return total * self._window_ns // (now - self._half_at + half)

    def _turn(self, now: int) -> None:
        half = self._window_ns // 2
        halves = (now - self._half_at) // half
        if halves:
            self._interactive_before = self._interactive if halves == 1 else 0
            self._interactive = 0
            self._half_at = now if halves > 1 else self._half_at + half

    def reserve(self, ledger: Ledger, now: int) -> int:
        """Credits to keep for the interactive calls that will come before credits come back."""
        demand = self.interactive_demand(now)
        if not demand:
            return 0
        return min(demand * self._until_release(ledger, now) * 13 // (10 * self._window_ns), ledger.limit // 2)

    def _until_release(self, ledger: Ledger, now: int) -> int:
        suspects = ledger.suspects
        if suspects.fixed:
            return min(max(suspects.window_end - now, 0), self._window_ns)
        if suspects.sliding:
            return min(max(ledger.log.freed_at(ledger.limit // 64) - now, self._window_ns // 32), self._window_ns)
        return self._window_ns // 32

    def admits_at(self, credits: int, queued: int, ledger: Ledger, now: int) -> int:
        """When a call that is not interactive may go as far as pacing is concerned; not after `now` if at once.

        Args:
            credits: its cost.
            queued: credits of all that waits, the call included.
            ledger: the account.
            now: the time in ns.
        """
        if not ledger.informed:
            return now  # a probe: what is left shows in its answer
        demand = self.interactive_demand(now)
        left = ledger.spendable()
        if not demand and queued <= left:
            self._debt = 0
            self._stamp = now
            return now
        reserve = self.reserve(ledger, now)
        if 0 <= left - credits < reserve:
            return min(now + self._window_ns // 64, ledger.suspects.window_end)
        # Capped, so that a call dearer than the whole limit (which a header may shrink) holds up nobody for long.
        self._debt = min(max(0, self._debt - self._rate * (now - self._stamp)), ledger.limit * self._window_ns)
        self._stamp = now
        self._rate = self._paced_rate(ledger, max(left - reserve, 0), demand, now)
        ahead = self._debt - ledger.limit * _BURST_PERCENT // 100 * self._window_ns
        if ahead <= 0:
            return now
        return now + ahead // self._rate + 1

    def _paced_rate(self, ledger: Ledger, free: int, demand: int, now: int) -> int:
        """Credits per window, at least 1."""
        limit = ledger.limit
        rate = max(limit - demand, limit // 2, 1)
        if ledger.suspects.fixed:
            usable = ledger.suspects.window_end - now - self._window_ns // 15
            sprint = free * 23 * self._window_ns // (20 * usable) if usable > 0 else 64 * limit
            return max(rate, sprint)
        return rate + free * 12


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
        self._bucket = max(1, limit // 50)
        self._limiter = AsyncLimiter(self._bucket, window * self._bucket / max(limit - self._bucket, 1))
        self._permit = 0
        self._task: asyncio.Task[None] | None = None
        self._wake = wake

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
