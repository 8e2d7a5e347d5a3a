"""Five servers that count credits, written from their textbook definitions and apart from the package.

Each answers one question, "may this much be charged now, and what remains then?", in integer nanoseconds and
credits. `oracle` says what a client that sees the server's state would have been served.
"""

import math
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable

NS = 1_000_000_000


class ServerModel(ABC):
    """A rate limiter of one quota.

    Args:
        limit: credits per window.
        window: seconds.
        epoch: what the server's clock shows when the loop's shows 0, in seconds.
        charges_refusals: whether a 429 counts as use.
    """

    def __init__(self, limit: int, window: float, *, epoch: float = 0.0, charges_refusals: bool = False) -> None:
        self.limit = limit
        self.window = round(window * NS)
        self.epoch = round(epoch * NS)
        self.charges_refusals = charges_refusals

    def request(self, credits: int, now: int) -> bool:
        if credits <= self.available(now):
            self.charge(credits, now)
            return True
        if self.charges_refusals:
            self.charge(min(credits, self.available(now)), now)
        return False

    def reset(self, now: int) -> int:
        """The Reset header: whole epoch seconds, rounded up."""
        return math.ceil((self.resets_at(now) + self.epoch) / NS)

    def date(self, now: int) -> int:
        """The Date header: whole epoch seconds, rounded down."""
        return (now + self.epoch) // NS

    @abstractmethod
    def available(self, now: int) -> int: ...

    @abstractmethod
    def charge(self, credits: int, now: int) -> None: ...

    @abstractmethod
    def resets_at(self, now: int) -> int: ...


class FixedAligned(ServerModel):
    """Windows stand on the server's wall clock."""

    opened = -1
    used = 0

    def _roll(self, now: int) -> None:
        opened = (now + self.epoch) // self.window * self.window - self.epoch
        if opened != self.opened:
            self.opened, self.used = opened, 0

    def available(self, now: int) -> int:
        self._roll(now)
        return self.limit - self.used

    def charge(self, credits: int, now: int) -> None:
        self._roll(now)
        self.used += credits

    def resets_at(self, now: int) -> int:
        self._roll(now)
        return self.opened + self.window


class FixedFirstCall(FixedAligned):
    """A window opens with the first call after the last one ended."""

    def _roll(self, now: int) -> None:
        if self.opened < 0 or now >= self.opened + self.window:
            self.opened, self.used = now, 0


class SlidingLog(ServerModel):
    """Each charge counts for exactly one window."""

    def __init__(self, limit: int, window: float, *, epoch: float = 0.0, charges_refusals: bool = False) -> None:
        super().__init__(limit, window, epoch=epoch, charges_refusals=charges_refusals)
        self.log: deque[tuple[int, int]] = deque()
        self.used = 0

    def available(self, now: int) -> int:
        while self.log and self.log[0][0] + self.window <= now:
            self.used -= self.log.popleft()[1]
        return self.limit - self.used

    def charge(self, credits: int, now: int) -> None:
        self.available(now)
        self.log.append((now, credits))
        self.used += credits

    def resets_at(self, now: int) -> int:
        self.available(now)
        return (self.log[0][0] if self.log else now) + self.window


class SlidingCounter(ServerModel):
    """Two wall-clock windows, the former weighted by how much of it the sliding window still covers."""

    opened = -1
    used = 0
    before = 0

    def _roll(self, now: int) -> None:
        opened = (now + self.epoch) // self.window * self.window - self.epoch
        if opened != self.opened:
            self.before = self.used if opened == self.opened + self.window else 0
            self.opened, self.used = opened, 0

    def available(self, now: int) -> int:
        self._roll(now)
        weighted = -(-self.before * (self.opened + self.window - now) // self.window)
        return max(0, self.limit - self.used - weighted)

    def charge(self, credits: int, now: int) -> None:
        self._roll(now)
        self.used += credits

    def resets_at(self, now: int) -> int:
        self._roll(now)
        return self.opened + self.window


class TokenBucket(ServerModel):
    """Full at first, refilled at limit / window."""

    stamp = 0
    missing = 0  # credits times window

    def _leak(self, now: int) -> None:
        self.missing = max(0, self.missing - self.limit * (now - self.stamp))
        self.stamp = now

    def available(self, now: int) -> int:
        self._leak(now)
        return self.limit - -(-self.missing // self.window)

    def charge(self, credits: int, now: int) -> None:
        self._leak(now)
        self.missing += credits * self.window

    def resets_at(self, now: int) -> int:
        self._leak(now)
        return now + self.missing // self.limit


MODELS: dict[str, Callable[..., ServerModel]] = {
    "fixed, wall clock": FixedAligned,
    "fixed, first call": FixedFirstCall,
    "sliding log": SlidingLog,
    "sliding counter": SlidingCounter,
    "token bucket": TokenBucket,
}


def oracle(server: ServerModel, start: int, end: int, *, speed: int, step: int = NS // 100) -> int:
    """Credits that a fresh server grants to someone who sees its state and always asks for all that is left.

    Args:
        server: a server that nobody has used.
        start: when the asking begins, in ns.
        end: when it ends.
        speed: credits a second that the workers can carry at most, latency being what it is.
        step: how often to ask.
    """
    granted = 0
    for now in range(start, end, step):
        credits = min(server.available(now), speed * step // NS)
        if credits:
            server.charge(credits, now)
            granted += credits
    return granted
