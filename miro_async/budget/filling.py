"""Whether the server is a bucket, and what has flowed back into it.

A token bucket tells as its Reset when it will be full: Reset - Date is as much of a window as is used of the limit, and
up to two seconds more, for both are whole ones. Of other kinds that may be true at some moment. But the end of a window
stands still while more is used of it, and a log forgets its oldest charge, however much it holds: where all answers
from one to another say so, and a good part of the limit was used or came back between them, it is a bucket.

So much flows back as a bucket lacks, and no more: of one that may have run over only that is counted.
"""

from miro_async.wire import RateLimit

__all__ = ["Filling"]

_NS = 1_000_000_000
_ROUNDING_NS = 2 * _NS
_GOOD_PART = 8  # of the limit


class Filling:
    """What is announced, held against what is used.

    Args:
        window_ns: the length of the quota's window in nanoseconds.

    Attributes:
        likely: whether the last answer announced what a bucket announces.
    """

    __slots__ = ("_at", "_back", "_least", "_limit", "_most", "_used", "_window_ns", "likely")

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._limit = self._used = self._least = self._most = 0
        self._back = self._at = 0
        self.likely = False

    @property
    def sure(self) -> bool:
        """Whether the server is a bucket."""
        return self.likely and (self._most - self._least) * _GOOD_PART > self._limit

    def told(self, used: int, limit: int, rate: RateLimit, at: int) -> None:
        """Weigh an answer.

        Args:
            used: what the bucket lacks.
            limit: credits per window.
            rate: the headers.
            at: when the call was sent, in ns.
        """
        window_ns = self._window_ns
        if at > self._at:
            self._back += min((at - self._at) * self._limit, self._used * window_ns)
            self._at, self._used, self._limit = at, used, limit
        announced = -1 if rate.reset is None or rate.date is None else (rate.reset - rate.date) * _NS
        agreed, self.likely = self.likely, 0 <= announced - used * window_ns // limit < _ROUNDING_NS
        self._least = min(self._least, used) if agreed else used
        self._most = max(self._most, used) if agreed else used

    def back_by(self, at: int) -> int:
        """Credits that have flowed back by a time not long ago."""
        return (self._back - (self._at - at) * self._limit) // self._window_ns
