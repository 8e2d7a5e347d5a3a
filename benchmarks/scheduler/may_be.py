"""What a neighbour's rate may be: two neighbours beside whom a server answers alike, and how far apart they are.

**What is known.** More than any client knows: the kind of server and the limit; how credits come back; of each call
when it was sent and answered, what the headers told, and what the neighbour had spent when it was charged, to the
credit; that he calls at even distances, what each call costs him, and since when his rate has been the same. Unknown is
when, between sending and answer, a call was charged, but for what Date tells: within which second.

**Two worlds.** Let the calls be charged at other moments, each between its sending and its answer and within its
second, all in the same order. Where nothing comes back meanwhile, what remained tells nothing but totals: a neighbour
who had spent as much at each of these moments leaves all answers as they are. Where credits come back evenly, what
remained is the same if he had spent as much more as came back since the moment in the first world; and as he spends
call by call, those moments are as far from it as it takes for some of his calls to come back. What a bucket tells as
its reset moves with the moment: so it stays within the second to which the reset was rounded up. That holds as long as
credits come back in one way: not across the end of a window, and on a log until its oldest charge leaves it.

So take away what comes back, evenly. What is left of the neighbour's staircase of steps of c credits runs along a
straight line, whose slope is his rate less what comes back. The staircase passes through the height s at one of the
moments in [a, b] only if the line passes through the box [a, b] x [s, s + c]. For a given slope each box leaves an
interval of heights, and intervals that meet two by two meet all: so the boxes, two by two, give a least and a most
rate. Then the moments are chosen, one call after the other, each the first at which the staircase is where it has to be
and that is not before the last one (`charges`); where there is none the two rates are taken nearer to the true one.
Before the rate was the same it may have been any, so that older answers tell no more than what was spent by then; but
it had to fit. (Later his calls fit where something was left after each of ours.)

Half of the distance between two rates for which there are such moments is an error that nobody's estimate is below in
both worlds. `tests/budget/test_may_be.py` plays them on the servers, and compares all headers.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from scheduler.metrics import percentile
from scheduler.neighbours import Steps
from scheduler.play import Overheard, Play, play
from scheduler.policies import OURS, POLICIES
from scheduler.servers import NS
from scheduler.watch import SETTLED_S, WATCHERS
from scheduler.world import World

__all__ = ["MayBe", "Scene", "answered_alike", "boxes_of", "charges", "may_be"]

_FEW = 12
_PARTS = 64
_HEIGHTS = 8
_BEFORE_NS = 2 * NS  # no answer takes longer


class MayBe(NamedTuple):
    """Of all settled moments, in percent of the limit a window.

    Attributes:
        unknown: half of what the rate may be, at worst.
        ours: the worst error of ours where that half is within a target.
    """

    unknown: float
    ours: float


class Scene(NamedTuple):
    """A moment at which somebody asks for the neighbour's rate.

    Attributes:
        now: the time in ns.
        steady_since: since when his rate has been the same.
        calls: of ours, in the order in which they were charged.
        epoch: what the server's clock showed when ours showed 0, in ns.
        credits: what each call costs him.
    """

    now: int
    steady_since: int
    calls: Sequence[Overheard]
    epoch: int
    credits: int


class _Box(NamedTuple):
    """When a call may have been charged, in ns, and where the neighbour's line may be then, less what comes back.

    Attributes:
        since: not before.
        until: not after.
        low: credits, at least.
        high: at most.
        charged: when it was charged.
        step: the moments are so many ns apart; 1 where they may be any.
        evenly: credits a second that come back.
    """

    since: int
    until: int
    low: float
    high: float
    charged: int
    step: int
    evenly: float


def boxes_of(scene: Scene) -> list[_Box]:
    """Of what was before and the answers that are read; nothing where credits came back in several ways, or ran out."""
    calls = _of_late(scene)
    if not calls or any(call.returns != calls[0].returns or call.remaining < scene.credits for call in calls):
        return []
    evenly = calls[0].returns.evenly
    step = int(scene.credits * NS / evenly) if evenly else 1
    boxes: list[_Box] = []
    before, room = 0, math.inf
    for call, first, last in _in_turn(scene, calls):
        since = call.charged - (call.charged - first) // step * step
        until = call.charged + (last - call.charged) // step * step
        if call.charged < scene.steady_since:
            before = max(before, call.spent)
        elif call.answered <= scene.now:
            low = call.spent - evenly * call.charged / NS
            if not boxes:
                room = low + call.remaining + call.credits
            boxes.append(_Box(since, until, low, low + scene.credits, call.charged, step, evenly))
    since = scene.steady_since
    return [_Box(since, since, before - evenly * since / NS, room, since, step, evenly), *boxes]


def _of_late(scene: Scene) -> list[Overheard]:
    """The calls that may have been charged since the rate is the same, and the last ones before."""
    calls: list[Overheard] = []
    for call in reversed(scene.calls):
        if call.charged < scene.steady_since - _BEFORE_NS:
            break
        calls.append(call)
    return calls[::-1]


def _in_turn(scene: Scene, calls: Sequence[Overheard]) -> list[tuple[Overheard, int, int]]:
    """When each of them may have been charged, if they were charged in this order."""
    spans = [_span(call, scene) for call in calls]
    since, until = 0, scene.now
    sinces = [since := max(since, first) for first, _ in spans]
    untils = [until := min(until, last) for _, last in reversed(spans)]
    return list(zip(calls, sinces, reversed(untils), strict=True))


def _span(call: Overheard, scene: Scene) -> tuple[int, int]:
    """When a call may have been charged, by what was told of it alone; and since the rate is the same, if it was."""
    sent = max(call.sent, scene.steady_since) if call.charged >= scene.steady_since else call.sent
    if call.answered > scene.now:
        return sent, scene.now
    second = (call.charged + scene.epoch) // NS * NS - scene.epoch
    since, until = max(sent, second), min(call.answered, second + NS - 1)
    if call.reset != call.returns.until:  # it moves with the call
        early = -(call.reset + scene.epoch) % NS
        since, until = max(since, call.charged + early - NS + 1), min(until, call.charged + early)
    return since, until


def _rates(boxes: Sequence[_Box], a_second: float) -> tuple[float, float]:
    """The least and the most that the neighbour's rate may be if a line is enough, in credits a second.

    No slope is looked at that is steeper than what comes back: such a line might pass between two moments.

    Args:
        boxes: through all of which his line passes.
        a_second: the limit.
    """
    evenly = boxes[0].evenly
    least, most = -evenly, min(evenly or a_second, a_second - evenly)
    for first, last in combinations(boxes, 2):
        rise, fall = last.low - first.high, last.high - first.low
        near, far = last.since - first.until, max(last.until - first.since, 1)
        if rise > 0 or near > 0:
            least = max(least, rise * NS / (far if rise > 0 else near))
        if fall < 0 or near > 0:
            most = min(most, fall * NS / (far if fall < 0 else near))
    return least + evenly, max(least, most) + evenly


def charges(boxes: Sequence[_Box], rate: float) -> tuple[float, list[int]]:
    """When the calls are charged, in ns, beside a neighbour of another rate; none if not so.

    Args:
        boxes: what was before, and the calls.
        rate: credits a second.

    Returns:
        What his line would be at when time begins, in credits, and the moments.
    """
    slope = rate - boxes[0].evenly
    lowest, highest = -math.inf, math.inf
    for box in boxes:
        ends = slope * box.since / NS, slope * box.until / NS
        lowest, highest = max(lowest, box.low - max(ends)), min(highest, box.high - min(ends))
    heights = (lowest + (highest - lowest) * part / _HEIGHTS for part in range(1, _HEIGHTS))
    found = ((height, _moments(boxes, slope, height)) for height in heights)
    nowhere: tuple[float, list[int]] = (0.0, [])
    return next((each for each in found if each[1]), nowhere)


def _moments(boxes: Sequence[_Box], slope: float, height: float) -> list[int]:
    """When the calls are charged, if the line has that slope and height; none if one of them cannot be."""
    moments: list[int] = []
    for box in boxes[1:]:
        earliest = max([box.since, *moments[-1:]])
        first = next(_passages(box, slope, height, earliest), None)
        if first is None:
            return []
        moments.append(first)
    return moments


def _passages(box: _Box, slope: float, height: float, earliest: int) -> Iterator[int]:
    """The moments at which a line is in the box."""
    if box.step == 1:
        rises_to = math.ceil((box.low - height) * NS / slope) + 1 if slope > 0 else earliest
        candidates = range(max(earliest, rises_to), box.until + 1)[:1]
    else:
        later = -(-(earliest - box.since) // box.step)
        candidates = range(box.since + later * box.step, box.until + 1, box.step)
    return (at for at in candidates if box.low <= height + slope * at / NS < box.high)


def answered_alike(boxes: Sequence[_Box], a_second: float, truth: float) -> tuple[float, float]:
    """Two rates, credits a second, with which all answers are the same, as far apart as we find them.

    Args:
        boxes: what was before, and the calls.
        a_second: the limit.
        truth: the rate.
    """
    least, most = (_nearest(boxes, rate, truth) for rate in _rates(boxes, a_second))
    return least, most


def _nearest(boxes: Sequence[_Box], rate: float, truth: float) -> float:
    """The first rate on the way to the true one with which the calls may be charged."""
    way = (rate + (truth - rate) * part / _PARTS for part in range(_PARTS))
    return next((each for each in way if charges(boxes, each)[1]), truth)


@cache
def may_be(world: World, model: str, seed: int, minutes: float, target: float) -> MayBe:
    """Play a world beside one steady neighbour, and ask of each settled moment what else his rate may be."""
    (neighbour,) = (each for each in world.neighbours if isinstance(each, Steps))
    a_second = world.limit / world.window
    enough = target * a_second / 100
    known: list[float] = []
    unknown = 0.0
    counted = 0

    def watcher(run: Play) -> None:
        run.overheard = []

        def look() -> None:
            nonlocal counted, unknown
            rows, now = run.played.samples["foreign"], run.now()
            if len(rows) == counted:
                return
            counted = len(rows)
            steady_since = now - int(SETTLED_S * NS)
            if 0 < run.door.start > steady_since - _BEFORE_NS:
                return  # nobody counted yet what neighbours spend
            scene = Scene(now, steady_since, run.overheard or [], run.door.server.epoch, neighbour.credits)
            boxes = boxes_of(scene)
            if len(boxes) <= 1:  # it is for what was before
                return
            if _most_half(boxes, a_second, enough) <= enough:
                known.append(100 * abs(rows[-1][0] - rows[-1][1]) / a_second)
            if _most_half(boxes, a_second, unknown) > unknown:
                least, most = answered_alike(boxes, a_second, rows[-1][1])
                unknown = max(unknown, (most - least) / 2)

        run.every(0.5, look)

    play(world, model, seed, POLICIES[OURS], minutes, watchers=(WATCHERS["foreign"], watcher))
    return MayBe(100 * unknown / a_second, percentile(known, 1.0))


def _most_half(boxes: Sequence[_Box], a_second: float, enough: float) -> float:
    """At most half of what the rate may be, in credits a second; if it is little by a few of the boxes, by those."""
    least, most = _rates([*boxes[:_FEW], *boxes[-_FEW:]], a_second)
    if (most - least) / 2 > enough:
        least, most = _rates(boxes, a_second)
    return (most - least) / 2
