"""When others spent from a counter: each fall of the supply once, and at its time.

Where credits come back all the time an answer tells what others had spent by then, but for what came back while its
call was on its way. So one call of theirs shows in dribbles: the first answer tells a part of it, and the rest is told
by those who were faster, up to a second later. Who takes each of them for a fall sees no silence before it, and sees a
burst go on that is over.

But many answers together know more (see `order`). What one tells beyond all before is a part of the last fall, unless
somebody who knew of that proves that no more was gone. Then it is another one, and it was between the sending of the
last who proves so and the answer that tells it: in the middle, for all that is known. The more of a fall is told, the
later it proves to have been.

A few falls stay vague all the same, while a dear call is under way alone: two look like one. So not the most is
believed that ever followed, but what nearly always was enough.
"""

from collections import deque

from miro_async.budget.habits import Habits

__all__ = ["Falls"]

_MOST = 128  # answers
_RECENT = 16  # part of a window: what comes back within it is known well
_NEXT_TO_NOTHING = 2048  # part of the limit
_MISTAKEN = 16  # one in so many moments
_NOWHERE = -(1 << 62)


class Falls:
    """What others spent, as our answers tell it when they are put in order.

    Args:
        window_ns: the length of the window in nanoseconds.

    Attributes:
        habits: what follows after so much quiet.
        told_until: when the last call was sent that is answered.
    """

    __slots__ = ("_came", "_first", "_known", "_told", "_window_ns", "habits", "told_until")

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._told: deque[tuple[int, int, int]] = deque(maxlen=_MOST)  # (sent, spent at least, at most)
        self._known = _NOWHERE  # so much is spent
        self._first = _NOWHERE  # the part of it that was known when the last fall was told first
        self._came = 0  # and when that was
        self.habits = Habits(window_ns, _MISTAKEN)
        self.told_until = _NOWHERE

    @property
    def quiet_since(self) -> int:
        """When others spent last, about."""
        return self.habits.last_fall

    def begin(self) -> None:
        """What is told from now on cannot be held against what was told before."""
        self._told.clear()
        self._known = _NOWHERE

    def told(self, low: int, high: int, sent: int, came: int, limit: int) -> None:
        """Others had spent so much when a call was charged.

        Args:
            low: credits, at least.
            high: at most.
            sent: when the call was sent, in ns.
            came: when its answer came.
            limit: credits per window.
        """
        if self._known == _NOWHERE:
            self._known = self._first = low
        if low > self._known:
            self._fell(low, sent, came, limit // _NEXT_TO_NOTHING)
            self._known = low
        self._told.append((sent, low, high))
        self.told_until = max(self.told_until, sent)

    def _fell(self, low: int, sent: int, came: int, doubt: int) -> None:
        recent = sent - self._window_ns // _RECENT
        less = [each for each in self._told if each[2] + doubt < low and recent <= each[0] < came]
        if any(least >= self._first for _, least, _ in less):
            since = max(at for at, _, _ in less)
            self.habits.fell(low - self._known, since, (since + came) // 2)
            self._came, self._first = came, low
        else:
            since = max((at for at, _, _ in less if at < self._came), default=_NOWHERE)
            self.habits.grew(low - self._known, (since + self._came) // 2)
