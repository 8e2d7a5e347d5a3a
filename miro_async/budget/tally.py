"""Of which window our charges were: Reset tells, whenever the answer comes.

On a weighted counter all that was charged in a window comes back evenly in the next one, so what is counted here comes
back for certain, whatever others use. Of a bucket, whose Reset moves on all the time, the count says nothing; it gives
back a limit in a window, and no more is made of the count than that.

And what does not come back sooner is held: who spent most of a window at its beginning finds that a counter holds more
of it than a log would, and nobody else has to have spent that.
"""

from miro_async.wire import RateLimit

__all__ = ["Tally"]

_NS = 1_000_000_000


class Tally:
    """Our credits in the present window and the one before.

    Args:
        window_ns: the length of the window in nanoseconds.

    Attributes:
        reset: of the present window, as its first answer told it; None before any.
        before: credits that were charged in the window before.
    """

    __slots__ = ("_counted", "_newest", "_present", "_window_s", "before", "reset")

    def __init__(self, window_ns: int) -> None:
        self._window_s = window_ns / _NS
        self._newest: int | None = None  # Reset of the last answer
        self._present = self._counted = 0
        self.reset: int | None = None
        self.before = 0

    def told(self, credits: int, charged: int, answered: int, reset: int | None) -> None:
        """An answer told its window; those of whom nothing was told since the last one had its Reset.

        Args:
            credits: the cost of the call.
            charged: the same; 0 if it was refused.
            answered: credits of all answers so far, this one included.
            reset: what it told.
        """
        self._add(answered - credits - self._counted, self._newest)
        self._counted, self._newest = answered, reset
        self._add(charged, reset)

    def _add(self, credits: int, reset: int | None) -> None:
        if reset is None:
            return
        windows = 0 if self.reset is None else round((reset - self.reset) / self._window_s)
        if self.reset is None or windows > 0:
            self.before = self._present if windows == 1 else 0
            self._present, self.reset = credits, reset
        elif windows == 0:
            self._present += credits
        elif windows == -1:
            self.before += credits

    def came_before(self, reset: int | None) -> int:
        """Credits of the window before the one that has this Reset."""
        known = reset is not None and self.reset is not None and abs(reset - self.reset) < self._window_s / 2
        return self.before if known else 0

    def weighted(self, rate: RateLimit) -> int:
        """Credits that a counter held of us when it told this; none if its Reset has moved, for a window's stands."""
        if rate.reset is None or rate.reset != self.reset:
            return 0
        left = self._window_s if rate.date is None else rate.reset - rate.date
        return self._present + round(self.before * left / self._window_s)
