"""Five ways in which a server may count credits per window: the models of the quota limiter.

Nobody outside of Miro knows which one it uses; a third party saw a fixed window that opens with the first
request, so that is the default. Each model answers one question, `available`: how many credits would be admitted
now. With limit ``L`` (credits), window ``W`` (ns), and ``c`` credits admitted at time ``t``:

==================  ==============================================================================  ==============
model               available at ``now``                                                            Reset
==================  ==============================================================================  ==============
``fixed``           ``L - sum(c)`` of the window that the first request opened; it ends ``W`` later  the window's end
``aligned``         ``L - sum(c)`` since the last multiple of ``W`` on the server's clock            the next multiple
``sliding_log``     ``L - sum(c)`` with ``t > now - W``                                              the oldest leaves
``sliding_counter`` ``floor(L - this - last * (W - e) / W)``: ``this`` and ``last`` are the sums of  the next multiple
                    this and the last aligned window, ``e`` the time since this one began
``token_bucket``    ``floor(min(L, level + L * elapsed / W))``, less ``c`` when admitted             the bucket is full
==================  ==============================================================================  ==============

All arithmetic is on integers, credits and nanoseconds, so a boundary is a boundary.
"""

import abc
from collections import deque
from typing import Final

__all__ = ["MODELS", "AlignedWindow", "FixedWindow", "QuotaModel", "SlidingCounter", "SlidingLog", "TokenBucket"]


class QuotaModel(abc.ABC):
    """The account of one quota.

    ``now`` is in nanoseconds, on a scale whose zero is the server's epoch and that never goes back.

    Attributes:
        limit: credits per window; may be changed at any time.
        window_ns: the window's length in nanoseconds.
    """

    def __init__(self, limit: int, window_ns: int) -> None:
        self.limit = limit
        self.window_ns = window_ns
        self._first_ns: int | None = None

    @abc.abstractmethod
    def available(self, now: int) -> int:
        """Credits that would be admitted at `now`; negative when more than the limit is spent."""

    @abc.abstractmethod
    def spend(self, cost: int, now: int) -> None:
        """Count `cost` credits, whether or not they are available."""

    @abc.abstractmethod
    def reset_ns(self, now: int) -> int:
        """When the quota recovers, in the sense of the model."""

    def window_start(self, now: int) -> int:
        """Where the statistics draw the line: the begin of the window that `now` is in.

        Models without windows are cut every ``window_ns`` from their first request on.
        """
        if self._first_ns is None:
            self._first_ns = now
        return now - (now - self._first_ns) % self.window_ns


class FixedWindow(QuotaModel):
    """A window opens with the first request after the last one ended."""

    def __init__(self, limit: int, window_ns: int) -> None:
        super().__init__(limit, window_ns)
        self._opened: int | None = None
        self._used = 0

    def available(self, now: int) -> int:
        """See `QuotaModel.available`."""
        return self.limit - self._used if self._is_open(now) else self.limit

    def spend(self, cost: int, now: int) -> None:
        """See `QuotaModel.spend`."""
        if not self._is_open(now):
            self._opened, self._used = now, 0
        self._used += cost

    def reset_ns(self, now: int) -> int:
        """The end of the open window; if none is open, of the one that a request would open now."""
        return self.window_start(now) + self.window_ns

    def window_start(self, now: int) -> int:
        """The request that opened the window."""
        return self._opened if self._opened is not None and self._is_open(now) else now

    def _is_open(self, now: int) -> bool:
        return self._opened is not None and now < self._opened + self.window_ns


class AlignedWindow(QuotaModel):
    """Windows begin at the multiples of their length on the server's wall clock."""

    def __init__(self, limit: int, window_ns: int) -> None:
        super().__init__(limit, window_ns)
        self._start: int = 0
        self._used = 0

    def available(self, now: int) -> int:
        """See `QuotaModel.available`."""
        return self.limit - (self._used if self.window_start(now) == self._start else 0)

    def spend(self, cost: int, now: int) -> None:
        """See `QuotaModel.spend`."""
        start = self.window_start(now)
        if start != self._start:
            self._start, self._used = start, 0
        self._used += cost

    def reset_ns(self, now: int) -> int:
        """The next multiple of the window's length."""
        return self.window_start(now) + self.window_ns

    def window_start(self, now: int) -> int:
        """The last multiple of the window's length."""
        return now - now % self.window_ns


class SlidingLog(QuotaModel):
    """Each request counts for exactly one window's length."""

    def __init__(self, limit: int, window_ns: int) -> None:
        super().__init__(limit, window_ns)
        self._entries: deque[tuple[int, int]] = deque()
        self._used = 0

    def available(self, now: int) -> int:
        """See `QuotaModel.available`."""
        self._forget(now)
        return self.limit - self._used

    def spend(self, cost: int, now: int) -> None:
        """See `QuotaModel.spend`."""
        self._forget(now)
        if cost:
            self._entries.append((now, cost))
            self._used += cost

    def reset_ns(self, now: int) -> int:
        """When the oldest credits leave the log; one window from now if it is empty."""
        self._forget(now)
        return (self._entries[0][0] if self._entries else now) + self.window_ns

    def _forget(self, now: int) -> None:
        entries, gone = self._entries, now - self.window_ns
        while entries and entries[0][0] <= gone:
            self._used -= entries.popleft()[1]


class SlidingCounter(QuotaModel):
    """Two aligned windows, the last one weighted by how much of it still reaches into the sliding window."""

    def __init__(self, limit: int, window_ns: int) -> None:
        super().__init__(limit, window_ns)
        self._start: int = 0
        self._this: int = 0
        self._last: int = 0

    def available(self, now: int) -> int:
        """See `QuotaModel.available`."""
        self._roll(now)
        width = self.window_ns
        return ((self.limit - self._this) * width - self._last * (width - (now - self._start))) // width

    def spend(self, cost: int, now: int) -> None:
        """See `QuotaModel.spend`."""
        self._roll(now)
        self._this += cost

    def reset_ns(self, now: int) -> int:
        """The end of this aligned window."""
        return self.window_start(now) + self.window_ns

    def window_start(self, now: int) -> int:
        """The last multiple of the window's length."""
        return now - now % self.window_ns

    def _roll(self, now: int) -> None:
        start = self.window_start(now)
        if start != self._start:
            self._last = self._this if start == self._start + self.window_ns else 0
            self._start, self._this = start, 0


class TokenBucket(QuotaModel):
    """A bucket of ``limit`` credits, full at first, that refills at ``limit`` per window.

    A spend of more than the bucket holds (a charged 429) empties it and leaves no debt.
    """

    def __init__(self, limit: int, window_ns: int) -> None:
        super().__init__(limit, window_ns)
        self._level = limit * window_ns  # in credits x ns: refilling by `limit` per ns needs no rounding
        self._updated: int | None = None

    def available(self, now: int) -> int:
        """See `QuotaModel.available`."""
        self._refill(now)
        return self._level // self.window_ns

    def spend(self, cost: int, now: int) -> None:
        """See `QuotaModel.spend`."""
        self._refill(now)
        self._level = max(0, self._level - cost * self.window_ns)

    def reset_ns(self, now: int) -> int:
        """When the bucket will be full."""
        self._refill(now)
        missing = self.limit * self.window_ns - self._level
        return now - (-missing // self.limit)

    def _refill(self, now: int) -> None:
        elapsed = 0 if self._updated is None else now - self._updated
        self._updated = now
        self._level = min(self.limit * self.window_ns, self._level + self.limit * elapsed)


MODELS: Final[dict[str, type[QuotaModel]]] = {
    "fixed": FixedWindow,
    "aligned": AlignedWindow,
    "sliding_log": SlidingLog,
    "sliding_counter": SlidingCounter,
    "token_bucket": TokenBucket,
}
"""The models by the name of the emulator's setting."""
