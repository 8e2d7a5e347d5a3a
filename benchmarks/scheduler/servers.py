"""Five servers that count credits, written from their textbook definitions and apart from the package.

Each answers one question, "may this much be charged now, and what remains then?", in integer nanoseconds and
credits; and for the oracle another one, "when could this much be charged if nobody else came?". They are the only ones:
the laboratory, the benchmarks over sockets and the tests of the budget all ask them. They share no line with the
budget, nor with the emulator's limiter, so that no mistake is common to what is measured and what it is measured by.
"""

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

__all__ = ["MODELS", "NS", "Returns", "Server", "Switching", "greedy"]

NS = 1_000_000_000
_NEVER = -(1 << 62)
_ALL = 1 << 62


class Returns(NamedTuple):
    """How credits come back at some time.

    Attributes:
        evenly: so many credits a second.
        until: and so until then, in ns on the loop's clock: then more comes back, or otherwise.
    """

    evenly: float
    until: int


class Server(ABC):
    """A rate limiter of one quota.

    Args:
        limit: credits per window.
        window: the length of the window in ns.
        epoch: what the server's clock shows when the loop's shows 0, in ns; windows by the clock begin where it shows
            a multiple of their length.
        charges_refusals: whether a 429 counts as use, in full.
    """

    def __init__(self, limit: int, window: int, epoch: int, *, charges_refusals: bool = False) -> None:
        self.limit = limit
        self.window = window
        self.epoch = epoch
        self.charges_refusals = charges_refusals

    def request(self, credits: int, now: int) -> bool:
        """Charge a call, or refuse it."""
        accepted = credits <= self.left(now)
        if accepted or self.charges_refusals:
            self.charge(credits, now)
        return accepted

    def remaining(self, now: int) -> int:
        """The Remaining header."""
        return max(0, self.left(now))

    def set_limit(self, limit: int, now: int) -> None:
        """Change the limit; what is used stays used."""
        self.left(now)
        self.limit = limit

    @abstractmethod
    def left(self, now: int) -> int:
        """Credits that may be charged now; below 0 after charged refusals or a lowered limit."""

    @abstractmethod
    def charge(self, credits: int, now: int) -> None:
        """Count credits, whether or not there is room."""

    @abstractmethod
    def resets_at(self, now: int) -> int:
        """What the Reset header tells, before it is rounded, on the loop's clock."""

    @abstractmethod
    def room_at(self, credits: int, now: int) -> int:
        """When so much could be charged, if nothing else were."""

    def returns(self, now: int) -> Returns:
        """How credits come back; mostly nothing does before the reset."""
        return Returns(0.0, self.resets_at(now))


class WallClock(Server):
    """Fixed windows that stand on the server's clock."""

    opened = _NEVER
    used = 0

    def _roll(self, now: int) -> None:
        if now >= self.opened + self.window:
            self.opened = (now + self.epoch) // self.window * self.window - self.epoch
            self.used = 0

    def left(self, now: int) -> int:
        self._roll(now)
        return self.limit - self.used

    def charge(self, credits: int, now: int) -> None:
        self._roll(now)
        self.used += credits

    def resets_at(self, now: int) -> int:
        self._roll(now)
        return self.opened + self.window

    def room_at(self, credits: int, now: int) -> int:
        return now if credits <= self.left(now) else self.opened + self.window


class FirstCall(Server):
    """A fixed window opens with the first charge after the last one ended."""

    ends = _NEVER
    used = 0

    def left(self, now: int) -> int:
        return self.limit - self.used if now < self.ends else self.limit

    def charge(self, credits: int, now: int) -> None:
        if now >= self.ends:
            self.ends, self.used = now + self.window, 0
        self.used += credits

    def resets_at(self, now: int) -> int:
        return self.ends if now < self.ends else now + self.window

    def room_at(self, credits: int, now: int) -> int:
        return now if credits <= self.left(now) else self.ends


class SlidingLog(Server):
    """Each charge counts for exactly one window."""

    def __init__(self, limit: int, window: int, epoch: int, *, charges_refusals: bool = False) -> None:
        super().__init__(limit, window, epoch, charges_refusals=charges_refusals)
        self.log: deque[tuple[int, int]] = deque()
        self.used = 0

    def left(self, now: int) -> int:
        log = self.log
        while log and log[0][0] <= now:
            self.used -= log.popleft()[1]
        return self.limit - self.used

    def charge(self, credits: int, now: int) -> None:
        self.left(now)
        self.log.append((now + self.window, credits))
        self.used += credits

    def resets_at(self, now: int) -> int:
        self.left(now)
        return self.log[0][0] if self.log else now + self.window

    def room_at(self, credits: int, now: int) -> int:
        left = self.left(now)
        if credits <= left:
            return now
        for expiry, amount in self.log:
            left += amount
            if credits <= left:
                return expiry
        raise AssertionError("the limit is below the cost of a call")


class SlidingCounter(Server):
    """Two wall-clock windows, the former weighted by how much of it the sliding window still covers."""

    opened = _NEVER
    used = 0
    before = 0

    def _roll(self, now: int) -> None:
        if now >= self.opened + self.window:
            opened = (now + self.epoch) // self.window * self.window - self.epoch
            self.before = self.used if opened == self.opened + self.window else 0
            self.opened, self.used = opened, 0

    def left(self, now: int) -> int:
        self._roll(now)
        weighted = -(-self.before * (self.opened + self.window - now) // self.window)
        return self.limit - self.used - weighted

    def charge(self, credits: int, now: int) -> None:
        self._roll(now)
        self.used += credits

    def resets_at(self, now: int) -> int:
        self._roll(now)
        return self.opened + self.window

    def room_at(self, credits: int, now: int) -> int:
        if credits <= self.left(now):
            return now
        end = self.opened + self.window
        free = self.limit - self.used - credits
        if free >= 0:
            return end - free * self.window // self.before
        spare = (self.limit - credits) * self.window // self.used
        return end + max(0, self.window - spare)

    def returns(self, now: int) -> Returns:
        """Evenly what was used of the former window, until the present one ends."""
        return Returns(self.before * NS / self.window, self.resets_at(now))


class TokenBucket(Server):
    """Full at first, refilled at limit / window."""

    stamp = 0
    missing = 0  # credits times window

    def _refill(self, now: int) -> None:
        self.missing = max(0, self.missing - self.limit * (now - self.stamp))
        self.stamp = now

    def set_limit(self, limit: int, now: int) -> None:
        """The tokens stay, as far as the new bucket holds them."""
        self._refill(now)
        self.missing = max(0, self.missing + (limit - self.limit) * self.window)
        self.limit = limit

    def left(self, now: int) -> int:
        self._refill(now)
        return self.limit - -(-self.missing // self.window)

    def charge(self, credits: int, now: int) -> None:
        self._refill(now)
        self.missing += credits * self.window

    def resets_at(self, now: int) -> int:
        self._refill(now)
        return now + self.missing // self.limit

    def room_at(self, credits: int, now: int) -> int:
        self._refill(now)
        excess = self.missing - (self.limit - credits) * self.window
        return now + max(0, -(-excess // self.limit))

    def returns(self, now: int) -> Returns:  # noqa: ARG002 - it always does
        """As long as anything is missing; nobody says when that is over."""
        return Returns(self.limit * NS / self.window, _ALL)


MODELS: dict[str, Callable[..., Server]] = {
    "wall": WallClock,
    "first": FirstCall,
    "log": SlidingLog,
    "counter": SlidingCounter,
    "bucket": TokenBucket,
}
"""Fixed by the wall clock, fixed from the first call, sliding log, sliding counter, token bucket."""


class Switching(Server):
    """Counts in all of several ways at once, and goes by one of them at a time.

    Args:
        servers: by name; the first one rules at first.
    """

    def __init__(self, servers: dict[str, Server]) -> None:
        self.servers = servers
        self.ruler = next(iter(servers.values()))
        super().__init__(self.ruler.limit, self.ruler.window, self.ruler.epoch)
        self.charges_refusals = self.ruler.charges_refusals

    def switch(self, model: str) -> None:
        """From now on go by another one."""
        self.ruler = self.servers[model]

    def set_limit(self, limit: int, now: int) -> None:
        """Change the limit of all."""
        for server in self.servers.values():
            server.set_limit(limit, now)
        self.limit = limit

    def left(self, now: int) -> int:
        """What the present one says."""
        return self.ruler.left(now)

    def charge(self, credits: int, now: int) -> None:
        """Count with all."""
        for server in self.servers.values():
            server.charge(credits, now)

    def resets_at(self, now: int) -> int:
        """What the present one says."""
        return self.ruler.resets_at(now)

    def room_at(self, credits: int, now: int) -> int:
        """What the present one says, as if it stayed."""
        return self.ruler.room_at(credits, now)

    def returns(self, now: int) -> Returns:
        """What the present one says."""
        return self.ruler.returns(now)


def greedy(server: Server, times: Iterable[int], *, unit: int = 1, most: int = _ALL) -> Iterator[tuple[int, int]]:
    """What somebody is charged who sees the server's books, has no way to go, and takes all there is.

    Args:
        server: nobody else uses it.
        times: when he looks, in ns.
        unit: what he takes is a multiple of it: the cost of the cheapest call.
        most: that he takes at a time.

    Yields:
        (time, credits), whenever something was taken.
    """
    for now in times:
        credits = min(server.left(now), most) // unit * unit
        if credits > 0:
            server.charge(credits, now)
            yield now, credits
