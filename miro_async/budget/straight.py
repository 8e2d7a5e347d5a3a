"""How fast others spend: the slope of a straight line through what the answers told of them.

Each answer is a *box*: at some time between sending and answering others had spent at least so much, and at most so
much. A line of one rate goes through a box or misses it, so any two boxes say how steep a line through both is at
least, and at most; and all pairs together bound the rate the more narrowly the longer somebody spends steadily. So the
answers are taken from the last one backwards, until one leaves no slope, or puts the best one out of the bounds by more
than its standard error: before that the rate was another. Those of the last seconds count even so.

Within the bounds the rate is the slope by weighted least squares. The weight of an answer is the inverse of its
variance: of the width of its box, and of what changed while its call was on its way. Where the count begins anew (a
window has opened, the quota ran dry) so does a *part* of the line: all parts have one slope, and each has its own
height. The slope before the last such break counts as one more measurement (a prior), and decides where the answers
tell next to nothing.

What comes back evenly makes the box a slanted one: who was charged later in a bucket found more in it, so others had
spent more by as much.
"""

import math
from bisect import bisect_left
from itertools import accumulate
from typing import NamedTuple

__all__ = ["Line", "Straight", "Told"]

_NS = 1_000_000_000
_LATE_NS = 4_500_000_000  # at most
_LATE = (3, 40)  # parts of a window
_FINEST = 1024  # part of the limit
_NOTHING = 1e-9  # next to no precision
_DOUBT = 10  # part of the limit, by which the rate may be another than before; at first it may be all of it
_OCTAVE = 2  # bits: of what was told twice as long ago, half as much is asked


class Told(NamedTuple):
    """What an answer told.

    Attributes:
        part: of the line.
        sent: when its call was sent, in ns.
        answered: when it came.
        low: credits that others had spent if the call was charged when it was sent, at least.
        high: the same, at most.
        back: credits a window that came back meanwhile.
        trip: how long the call and its answer were on their way, in seconds.
        returned: credits that came back meanwhile: by so much more if it was charged when it was answered.
    """

    part: int
    sent: int
    answered: int
    low: int
    high: int
    back: int
    trip: float
    returned: float

    @property
    def middle(self) -> int:
        """Between the two."""
        return (self.low + self.high) // 2

    @property
    def width(self) -> int:
        """From one to the other."""
        return self.high - self.low


class Line:
    """What others had spent, as it was told.

    Args:
        slot_ns: of so many nanoseconds the narrowest bracket is kept.
        window_ns: the length of the quota's window in nanoseconds.
        kept_ns: for how long they are kept.

    Attributes:
        told: the brackets, part by part, by the time when their calls were sent.
        since: calls that were sent earlier, in ns, belong to the part before the last one.
    """

    __slots__ = (
        "_before",
        "_forgotten",
        "_kept_ns",
        "_known",
        "_last",
        "_late_ns",
        "_part",
        "_slot_ns",
        "_window_ns",
        "since",
        "told",
    )

    def __init__(self, slot_ns: int, window_ns: int, kept_ns: int) -> None:
        self._slot_ns = slot_ns
        self._window_ns = window_ns
        self._kept_ns = kept_ns
        self._late_ns = min(_LATE_NS, window_ns * _LATE[0] // _LATE[1])
        self._part = 0
        self._before = 0.0
        self._known = 0.0
        self._last = 0  # when the last answer came
        self.since = 0
        self.told: list[Told] = []
        self._forgotten: Told | None = None

    def break_off(self, limit: int, since: int = 0) -> None:
        """What is told by calls that are sent since some time has another origin; by any if since ever."""
        told = self.told
        begun = bool(told) and told[-1].part == self._part
        if begun or since < self.since:  # of a part that was over more may have been told
            self._remember_slope(limit)
        self.since = since if begun else min(self.since, since)
        self._part += begun

    def _remember_slope(self, limit: int) -> None:
        told = self.told
        if len(told) > 1 and told[-2].part == told[-1].part:  # one alone tells no slope
            self._before, known = self._slope_and_precision(limit)
            self._known = min(known, (_DOUBT * self._window_ns / _NS / limit) ** 2)

    def add(self, low: int, high: int, sent: int, answered: int, back: int = 0) -> None:
        """Take a bracket. Answers overtake each other.

        Args:
            low: credits that others had spent if the call was charged when it was sent, at least.
            high: the same, at most.
            sent: when it was sent, in ns.
            answered: when its answer came.
            back: credits a window that came back meanwhile.
        """
        part, slot = self._part - (sent < self.since), sent // self._slot_ns
        self._last = max(self._last, answered)
        self._forget_alone_in(slot, part)
        told, trip = self.told, (answered - sent) / _NS
        new = Told(part, sent, answered, low, high, back, trip, back * _NS / self._window_ns * trip)
        place = bisect_left(told, (part, sent))
        for near in range(max(place - 1, 0), min(place + 1, len(told))):
            if told[near].sent // self._slot_ns == slot and told[near].part == part:
                if self._vague(new) <= self._vague(told[near]):
                    told[near] = new
                return
        told.insert(place, new)
        while told[0].sent < told[-1].sent - self._kept_ns:
            self._forgotten = told.pop(0)

    def _forget_alone_in(self, slot: int, part: int) -> None:
        """Drop the last bracket if it is of this slot and an earlier part, where it is alone: it tells no slope."""
        told = self.told
        if not told or told[-1].part >= part or told[-1].sent // self._slot_ns != slot:
            return
        if len(told) == 1 or told[-2].part != told[-1].part:
            told.pop()

    def _vague(self, each: Told) -> float:
        """How little a bracket says: how wide it is, and what changed while its call was on its way."""
        return each.width + abs(self._before * each.trip - each.returned)

    def about(self, at: int, blur: int, limit: int) -> tuple[int, float]:
        """What others had spent at a time, and how fast: by the line through what was told shortly before and after.

        Args:
            at: the time in ns.
            blur: how much before and after, in ns.
            limit: credits per window.
        """
        later = next((each.sent for each in self.told if each.sent > at), at)
        told = _narrowed([each for each in self.told if each.sent <= later + blur])
        near = sorted((abs(each.sent - at), each) for each in told if abs(each.sent - at) <= blur)
        line = Straight(limit)
        for _, each in near:
            if not line.takes(each):
                break
        taken = line.points()
        if taken and min(taken).sent <= at <= max(taken).sent:
            slope, _, middle, height = line.least_squares(_NOTHING)
            return int(height + slope * (at / _NS - middle)), max(slope, 0.0)
        before = next((each for each in reversed(told) if each.sent <= at), self._forgotten)
        after = next((each for each in told if each.sent > at), None)
        if after is None:
            return before.middle if before is not None else 0, 0.0
        since, spent = (before.sent, before.middle) if before is not None else (after.sent - self._window_ns, 0)
        slope = (after.middle - spent) * _NS / (after.sent - since)  # nobody knows when it was: evenly
        return int(spent + slope * (at - since) / _NS), max(slope, 0.0)

    def slope(self, limit: int) -> float:
        """Credits a second, when somebody was told last.

        Args:
            limit: credits per window.
        """
        return self._slope_and_precision(limit)[0]

    def _slope_and_precision(self, limit: int) -> tuple[float, float]:
        """Credits a second, and the inverse of their variance: none where the rate has just changed."""
        line = Straight(limit)
        of_late = [each for each in reversed(self.told) if self._last - each.sent <= self._late_ns]
        if not all(line.takes(each) for each in of_late):
            bent = Straight(limit)
            for each in of_late:
                bent.keep(each)
            return max(0.0, bent.least_squares(_NOTHING)[0]), 0.0
        known = max(self._known, (self._window_ns / _NS / limit) ** 2)
        slope, precision, _ = line.best(known, self._before)
        for each in self._thinned():
            if not line.takes(each):
                break
            further, how_precisely, off = line.best(known, self._before)
            if off > 1:
                break
            slope, precision = further, how_precisely
        return slope, precision

    def falls(self, limit: int) -> bool:
        """Whether others seem to have given something back, which nobody does.

        Args:
            limit: credits per window.
        """
        highest = -math.inf
        for each in self.told:
            if each.high + limit // _FINEST < highest:
                return True
            highest = max(highest, each.low)
        return False

    def _thinned(self) -> list[Told]:
        """What was told earlier, the later the more of it; the latest first."""
        chosen: dict[tuple[int, int, int], Told] = {}
        for each in self.told:
            age = self._last - each.sent
            if age > self._late_ns:
                octave = age.bit_length()
                key = each.part, octave, age >> (octave - _OCTAVE - 1)
                if key not in chosen or self._vague(each) <= self._vague(chosen[key]):
                    chosen[key] = each
        return sorted(chosen.values(), reverse=True)


def _narrowed(points: list[Told]) -> list[Told]:
    """What others had spent never falls: no bracket ends below one before, nor above one after."""
    lows = accumulate((each.low for each in points), max)
    highs = list(accumulate((each.high for each in reversed(points)), min))
    return [
        each._replace(part=0, low=min(low, (low + high) // 2), high=max(high, (low + high) // 2))
        for each, low, high in zip(points, lows, reversed(highs), strict=True)
    ]


def _slopes_of_crossing_ways(first: Told, last: Told, rise: int, fall: int) -> tuple[float, float]:
    """Of the lines through both, at least and at most; nobody knows which was first."""
    least, most, turned = math.inf, -math.inf, math.inf
    for came, more in (last.sent, 0.0), (last.answered, last.returned):
        for left, less in (first.sent, 0.0), (first.answered, first.returned):
            seconds, back = (came - left) / _NS, more - less
            if rise + back <= 0:
                least = 0.0
            elif seconds > 0:
                least = min(least, (rise + back) / seconds)
            if seconds > 0:
                most = max(most, (fall + back) / seconds)
            elif fall + back >= 0:
                turned = 0.0
            elif seconds < 0:
                turned = min(turned, (fall + back) / seconds)
    if turned < math.inf:
        return (least if most >= 0 else max(least, turned)), math.inf
    return least, most


class _Part:
    """The points of a part of the line, ready for least squares.

    Attributes:
        points: as they were told.
        times: of each, in seconds.
        credits: that others had spent by then.
        doubts: of each the variance, in twelfths, but for what changed while its call was on its way; how long that
            was, in seconds, and how much came back meanwhile.
    """

    __slots__ = ("credits", "doubts", "points", "times")

    def __init__(self) -> None:
        self.points: list[Told] = []
        self.times: list[float] = []
        self.credits: list[float] = []
        self.doubts: list[tuple[int, float, float]] = []

    def keep(self, each: Told, finest: int) -> None:
        """Take another point, which is known no finer than by so many credits."""
        self.points.append(each)
        self.times.append(each.sent / _NS + each.trip / 2)
        self.credits.append(each.middle + each.returned / 2)
        self.doubts.append((each.width**2 + finest**2, each.trip, each.returned))


class Straight:
    """Points that one straight line explains, or parallel ones where another part begins.

    Args:
        limit: credits per window.

    Attributes:
        least: credits a second, if it is to go through all of them.
        most: the same.
    """

    def __init__(self, limit: int) -> None:
        self._finest = limit // _FINEST + 1
        self._parts: dict[int, _Part] = {}
        self.least = 0.0
        self.most = math.inf

    def takes(self, each: Told) -> bool:
        """Take another point, if a line explains it as well."""
        least, most = self.least, self.most
        part = self._parts.get(each.part)
        for other in part.points if part is not None else ():
            slopes = self._slopes(each, other) if each.sent < other.sent else self._slopes(other, each)
            least, most = max(least, slopes[0]), min(most, slopes[1])
            if least > most:
                return False
        self.least, self.most = least, most
        self.keep(each)
        return True

    def _slopes(self, first: Told, last: Told) -> tuple[float, float]:
        """Of the lines through both, at least and at most."""
        rise, fall = last.low - first.high - self._finest, last.high - first.low + self._finest
        if first.answered >= last.sent:
            return _slopes_of_crossing_ways(first, last, rise, fall)
        shortest, longest = (last.sent - first.answered) / _NS, (last.answered - first.sent) / _NS
        if not first.returned and not last.returned:
            return (rise / longest if rise > 0 else 0.0), (fall / shortest if fall >= 0 else fall / longest)
        by_sent, by_answered = (last.sent - first.sent) / _NS, (last.answered - first.answered) / _NS
        less, more, both = -first.returned, last.returned, last.returned - first.returned
        most = max(fall / by_sent, (fall + less) / shortest, (fall + more) / longest, (fall + both) / by_answered)
        if rise <= 0 or rise + less <= 0 or rise + more <= 0 or rise + both <= 0:
            return 0.0, most
        return min(rise / by_sent, (rise + less) / shortest, (rise + more) / longest, (rise + both) / by_answered), most

    def keep(self, each: Told) -> None:
        """Take another point, whatever explains it."""
        part = self._parts.get(each.part)
        if part is None:
            part = self._parts[each.part] = _Part()
        part.keep(each, self._finest)

    def points(self) -> list[Told]:
        """All that were taken, part by part."""
        return [each for part in self._parts.values() for each in part.points]

    def best(self, known: float, before: float) -> tuple[float, float, float]:
        """The best slope within the bounds, its precision, and by how many standard deviations it was outside.

        Args:
            known: the precision of the slope before.
            before: the slope before.
        """
        slope, precision, _, _ = self.least_squares(known, before)
        within = min(max(self.least, slope), self.most)
        return within, precision, abs(within - slope) * math.sqrt(precision)

    def least_squares(self, known: float, before: float = 0.0) -> tuple[float, float, float, float]:
        """The slope by weighted least squares, its precision, and the middle of the last part: seconds, credits.

        The weights depend on the slope, so it is reckoned twice.

        Args:
            known: the precision of the slope before.
            before: the slope before.
        """
        roughly, _, _, _ = self._weighted_by(before, known, before)
        return self._weighted_by(roughly, known, before)

    def _weighted_by(self, roughly: float, known: float, before: float) -> tuple[float, float, float, float]:
        """The same, with the weights that follow from a slope which is roughly right."""
        moved, precision, middle, height = known * before, known, 0.0, 0.0
        for part in self._parts.values():
            weights = [
                12 / (vague + (roughly * trip - returned) ** 2)  # the inverse of the variance
                for vague, trip, returned in part.doubts
            ]
            total = sum(weights)
            middle = sum(map(float.__mul__, weights, part.times)) / total
            height = sum(map(float.__mul__, weights, part.credits)) / total
            for weight, time, credits in zip(weights, part.times, part.credits, strict=True):
                moved += weight * (time - middle) * credits
                precision += weight * (time - middle) ** 2
        return moved / precision, precision, middle, height
