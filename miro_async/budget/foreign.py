"""How fast others spend from the quota, by what was seen in the last five seconds: a figure to look at.

Every answer brackets what others have spent (see `ledger`): at most so much, for our own calls explain the rest, and at
least so much, for even with all of them charged something is missing. The bracket of a small call that flew alone is
narrow, that of a call among two hundred is wide. It is dated by when the call was sent: a server charges first, and is
long in answering. Of every quarter of a second the narrowest is kept, and the rate is the slope of the straight line
through their middles, each weighted by the inverse square of its width. Where they say next to nothing, the rate before
is as good, if there was one.

What comes back would hide what others spend, and it depends on the kind of window. A fixed one gives back everything at
its end: there the line breaks, and goes on in parallel. A weighted counter gives back evenly what was used when its
window opened, a bucket what it lacks (see `filling`). A sliding log gives back charge by charge, and who spends
steadily from it seems to spend nothing; but when others spent is known, and what the line said a window ago is added:
never less than before, for nobody spends less than nothing. A mistake about that time would come back window by window,
so what was vague then is cut by what was told before it and after it.
"""

from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

from miro_async.budget.filling import Filling

__all__ = ["ForeignRate"]

_SLOTS_PER_WINDOW = 256  # a slot of a minute is 0.23 s
_LATE_NS = 4_900_000_000
_NS = 1_000_000_000
_FINEST = 1024  # part of the limit
_DOUBT = 10  # part of the limit, by which the rate may be another than before; at first it may be all of it
_BLUR = 16  # slots, before and after
_NOTHING = 1e-9  # next to no precision


class _Told(NamedTuple):
    """What an answer told.

    Attributes:
        part: of the line.
        at: when its call was sent, in ns.
        spent: twice the credits that others had spent.
        width: of the bracket, in credits.
    """

    part: int
    at: int
    spent: int
    width: int


class _Line:
    """What others had spent, as it was told.

    Args:
        slot_ns: of so many nanoseconds the narrowest bracket is kept.
        kept_ns: for how long.
    """

    __slots__ = ("_before", "_forgotten", "_kept_ns", "_part", "_slot_ns", "told")

    def __init__(self, slot_ns: int, kept_ns: int) -> None:
        self._slot_ns = slot_ns
        self._kept_ns = kept_ns
        self._part = 0
        self._before = 0.0
        self.told: list[_Told] = []
        self._forgotten: _Told | None = None

    def break_off(self, limit: int, window_ns: int) -> None:
        """What is told from now on has another origin."""
        if self.told and self.told[-1].part == self._part:
            self._before = self.slope(limit, window_ns)
            self._part += 1

    def add(self, spent: int, width: int, at: int) -> None:
        """Take the middle of a bracket, times two. Answers overtake each other."""
        told, new = self.told, _Told(self._part, at, spent, width)
        place = bisect_left(told, new)
        for near in range(max(place - 1, 0), min(place + 1, len(told))):
            if told[near].at // self._slot_ns == at // self._slot_ns and told[near].part == self._part:
                if width <= told[near].width:
                    told[near] = new
                return
        told.insert(place, new)
        while told[0].at < told[-1].at - self._kept_ns:
            self._forgotten = told.pop(0)

    def about(self, at: int, blur: int, finest: int) -> int:
        """Twice what others had spent at a time, by the line through what was told shortly before and after.

        Args:
            at: the time in ns.
            blur: how much before and after, in ns.
            finest: credits; a narrower bracket tells no more.
        """
        later = next((each.at for each in self.told if each.at > at), at)
        told = _narrowed([each for each in self.told if each.at <= later + blur])
        near = [each for each in told if each.at <= at + blur]
        if near and near[0].at <= at <= near[-1].at:
            line = _Slope(_NOTHING, 0.0)
            middle, height = line.follow(near, finest)
            return int(2 * (height + line.moved / line.precision * (at / _NS - middle)))
        before = next((each for each in reversed(told) if each.at <= at), self._forgotten)
        after = next((each for each in told if each.at > at), None)
        if after is None:
            return before.spent if before is not None else 0
        if before is None:  # nobody knows when it was: evenly
            return after.spent * max(self._kept_ns - blur - after.at + at, 0) // (self._kept_ns - blur)
        return before.spent + (after.spent - before.spent) * (at - before.at) // (after.at - before.at)

    def slope(self, limit: int, window_ns: int) -> float:
        """Credits a second, when somebody was told last."""
        parts: dict[int, list[_Told]] = {}
        for each in reversed(self.told):
            if each.at < self.told[-1].at - _LATE_NS:
                break
            parts.setdefault(each.part, []).append(each)
        doubt = _DOUBT if self._part else 1
        known = (doubt * window_ns / _NS / limit) ** 2  # of the rate before, as a precision
        slope = _Slope(known, known * self._before)
        for points in parts.values():
            slope.follow(points, limit // _FINEST + 1)
        return max(0.0, slope.moved / slope.precision)


def _narrowed(points: list[_Told]) -> list[_Told]:
    """What others had spent never falls: no bracket ends below one before, nor above one after."""
    lows = list(accumulate((each.spent - each.width for each in points), max))
    highs = list(accumulate((each.spent + each.width for each in reversed(points)), min))
    return [
        each._replace(spent=(low + high) // 2, width=max(high - low, 0) // 2)
        for each, low, high in zip(points, lows, reversed(highs), strict=True)
    ]


class ForeignRate:
    """The slope of what others spend.

    Args:
        window_ns: the length of the quota's window in nanoseconds.

    Attributes:
        filling: whether the server is a bucket.
    """

    __slots__ = (
        "_back",
        "_back_at",
        "_opened_at",
        "_returning",
        "_slot_ns",
        "_spent",
        "_spent_by_bucket",
        "_spent_by_log",
        "_window_ns",
        "filling",
    )

    def __init__(self, window_ns: int) -> None:
        self.filling = Filling(window_ns)
        self._window_ns = window_ns
        self._slot_ns = max(1, window_ns // _SLOTS_PER_WINDOW)
        self._spent = _Line(self._slot_ns, _LATE_NS)
        self._spent_by_bucket = _Line(self._slot_ns, _LATE_NS)
        self._spent_by_log = _Line(self._slot_ns, window_ns + _BLUR * self._slot_ns)
        self._returning = 0
        self._opened_at = 0
        self._back = 0
        self._back_at = 0

    def opened(self, returning: int, limit: int, now: int) -> None:
        """A window has opened.

        Args:
            returning: credits that come back evenly within it.
            limit: credits per window.
            now: the time in ns.
        """
        self._spent.break_off(limit, self._window_ns)
        self._returning = returning
        self._opened_at = now

    def forget(self, limit: int) -> None:
        """What is known of the supply is no longer true."""
        self._spent.break_off(limit, self._window_ns)
        self._spent_by_bucket.break_off(limit, self._window_ns)
        self._returning = 0

    def saw(self, low: int, high: int, expired: tuple[int, int], limit: int, at: int) -> None:
        """An answer brackets the supply.

        Args:
            low: the lower bound of the supply.
            high: the upper bound.
            expired: at least and at most so many credits of ours came back, if the window is a sliding log.
            limit: credits per window.
            at: when its call was sent, in ns.
        """
        both, width = low + high, high - low
        if at >= self._opened_at:  # else nobody knows of which window it is
            released = self._returning * (at - self._opened_at) // self._window_ns
            self._spent.add(2 * released - both, width, at)
        self._spent_by_bucket.add(2 * self.filling.back_by(at) - both, width, at)
        if at // self._slot_ns > self._back_at:
            self._back_at = at // self._slot_ns
            back = self._spent_by_log.about(at - self._window_ns, _BLUR * self._slot_ns, limit // _FINEST + 1)
            self._back = max(self._back, back)  # nobody spends less than nothing
        least, most = expired
        self._spent_by_log.add(self._back + 2 * limit + least + most - both, width + most - least, at)

    def rate(self, limit: int, now: int, *, sliding: bool) -> float:
        """Credits a second, when somebody was told last; 0 if that is a window ago.

        Args:
            limit: credits per window.
            now: the time in ns.
            sliding: whether the window is a sliding log.
        """
        by_kind = self._spent_by_log if sliding else self._spent
        line = self._spent_by_bucket if self.filling.sure else by_kind
        if not line.told or now - line.told[-1].at > self._window_ns:
            return 0.0
        return line.slope(limit, self._window_ns)


class _Slope:
    """The common slope of parallel lines, by weighted least squares: what they moved over the precision.

    Args:
        precision: of what is known before.
        moved: that, times what it is.
    """

    def __init__(self, precision: float, moved: float) -> None:
        self.precision = precision
        self.moved = moved

    def follow(self, points: list[_Told], finest: int) -> tuple[float, float]:
        """Lay another line through some points; returns where their middle is: seconds, credits."""
        weights = [12 / (each.width**2 + finest**2) for each in points]
        times = [each.at / _NS for each in points]
        total = sum(weights)
        middle = sum(w * t for w, t in zip(weights, times, strict=True)) / total
        height = sum(w * each.spent / 2 for w, each in zip(weights, points, strict=True)) / total
        for weight, time, each in zip(weights, times, points, strict=True):
            self.moved += weight * (time - middle) * each.spent / 2
            self.precision += weight * (time - middle) ** 2
        return middle, height
