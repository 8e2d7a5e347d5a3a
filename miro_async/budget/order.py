"""In which order our calls were charged, and with that what others had spent at each of them.

An answer that comes while hundreds of calls are under way brackets the supply by all that they cost: each of them may
have been charged before it, or after. But their answers tell as well what remained. Of two calls whose ways overlap,
let the second be charged after the first: then what remained after it is less by its cost at least, but for what came
back between the two. Where that is not so it was charged before. In a fixed window nothing comes back, and the order is
known of any two; where credits come back all the time it is known of those that cost more than comes back on their way.

So each answer makes the brackets narrower of those that came before it while its call was under way.
"""

from collections import deque
from collections.abc import Iterator

__all__ = ["Charged", "Order"]

_MOST = 64  # calls that an answer is held against


class Charged:
    """A call of ours, and what its answer told.

    Attributes:
        sent: when it was sent, in ns.
        came: when its answer came.
        cost: in credits; 0 if it has no place among the others.
        remaining: credits, as its answer says.
        low: credits of the supply when it was charged, at least.
        high: at most.
    """

    __slots__ = ("came", "cost", "high", "low", "remaining", "sent")

    def __init__(self, sent: int, came: int, cost: int, remaining: int, low: int, high: int) -> None:
        self.sent = sent
        self.came = came
        self.cost = cost
        self.remaining = remaining
        self.low = low
        self.high = high

    @property
    def bracket(self) -> tuple[int, int, int, int]:
        """When it was sent, when its answer came, and the supply at least and at most."""
        return self.sent, self.came, self.low, self.high


class Order:
    """The calls that were answered of late.

    Args:
        window_ns: the length of the quota's window in nanoseconds.
    """

    __slots__ = ("_recent", "_window_ns")

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._recent: deque[Charged] = deque(maxlen=_MOST)

    def clear(self) -> None:
        """What remained from now on cannot be held against what remained before."""
        self._recent.clear()

    def answered(self, call: Charged, returning: int) -> Iterator[Charged]:
        """An answer came: its call, and those of late whose bracket is narrower now.

        Args:
            call: what it told.
            returning: credits a window that come back.
        """
        for earlier in reversed(self._recent) if call.cost else ():
            if earlier.came <= call.sent:
                break
            if self._put_in_order(earlier, call, returning) and earlier.low <= earlier.high:  # else one was garbage
                yield earlier
        if call.cost:
            self._recent.append(call)
        if call.low <= call.high:
            yield call

    def _put_in_order(self, one: Charged, other: Charged, returning: int) -> bool:
        """Narrow the brackets of two calls if it is known which was charged first; returns whether it is."""
        follows = self._may_follow(one, other, returning)
        if follows == self._may_follow(other, one, returning):
            return False
        first, last = (one, other) if follows else (other, one)
        first.high -= last.cost
        last.low += first.cost
        return True

    def _may_follow(self, first: Charged, last: Charged, returning: int) -> bool:
        """Whether a call may have been charged after another."""
        apart = last.came - first.sent
        return last.remaining <= first.remaining - last.cost + returning * apart // self._window_ns + 1
