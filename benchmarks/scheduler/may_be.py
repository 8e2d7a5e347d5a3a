"""What a neighbour's rate may be: two neighbours beside whom a fixed window answers alike, and how far apart they are.

**What is known.** More than any client knows: the kind and the limit; of each answer that is read what the neighbour
had spent when it was written, to the credit; how long a call takes up at least and at most, and an answer down; in what
second of the server's clock it was written; that the neighbour calls at even distances, what each call costs him, and
since when his rate has been the same. Unknown is when within its way a call was charged.

**Two worlds.** Let a rate be such that a staircase of it passes, for each of these answers, through what was told at
some moment at which it may have been written. Then let the calls be charged at those moments, which come in the same
order, for nobody's spending falls. A fixed window tells nothing but totals and whole seconds: all answers are the same,
and the neighbour has another rate. So half of the distance between the least and the most such rate is an error that
nobody's estimate is below in both worlds. Before the rate was the same it may have been any, so that older answers tell
no more than what was spent by then.

A staircase of steps of c credits passes through a moment in [a, b] at height s if a straight line passes through the
box [a, b] x [s, s + c], and through all boxes if through any two of them: for a given slope each box leaves an interval
of heights, and intervals that meet two by two meet all.
"""

from collections.abc import Sequence
from functools import cache
from itertools import combinations
from typing import NamedTuple

from scheduler.links import Link
from scheduler.metrics import percentile
from scheduler.neighbours import Steps
from scheduler.play import Overheard, Play, play
from scheduler.policies import OURS, POLICIES
from scheduler.servers import NS
from scheduler.watch import SETTLED_S, WATCHERS
from scheduler.world import World

__all__ = ["MayBe", "may_be"]

_FEW = 12
_NO_MORE = 1 << 62


class MayBe(NamedTuple):
    """Of all settled moments, in percent of the limit a window.

    Attributes:
        unknown: half of what the rate may be, at worst.
        ours: the worst error of ours where that half is within a target.
    """

    unknown: float
    ours: float


class _Box(NamedTuple):
    """When an answer may have been written, and what the neighbour's straight line may be at then."""

    since: int
    until: int
    low: int
    high: int


@cache
def may_be(world: World, model: str, seed: int, minutes: float, target: float) -> MayBe:
    """Play a world beside one steady neighbour, and ask of each settled moment what else his rate may be."""
    (neighbour,) = (each for each in world.neighbours if isinstance(each, Steps))
    a_second = world.limit / world.window
    errors: list[tuple[float, float]] = []
    counted = 0

    def watcher(run: Play) -> None:
        run.overheard = []

        def look() -> None:
            nonlocal counted
            rows, now = run.played.samples["foreign"], run.now()
            if len(rows) == counted:
                return
            counted = len(rows)
            if now < run.door.start + 2 * SETTLED_S * NS:
                return  # nobody counts yet what neighbours spend
            boxes = _boxes(run.overheard or [], world.link, neighbour.credits, run.door.server.epoch, now)
            half = _half(boxes, a_second, target * a_second / 100)
            errors.append((100 * half / a_second, 100 * abs(rows[-1][0] - rows[-1][1]) / a_second))

        run.every(0.5, look)

    play(world, model, seed, POLICIES[OURS], minutes, watchers=(WATCHERS["foreign"], watcher))
    known = [ours for half, ours in errors if half <= target]
    return MayBe(max((half for half, _ in errors), default=0.0), percentile(known, 1.0))


def _boxes(calls: Sequence[Overheard], link: Link, credits: int, epoch: int, now: int) -> list[_Box]:
    """Of the answers that are read and were surely written since the neighbour is steady; and of what was before."""
    boxes: list[_Box] = []
    steady_since, before = now - int(SETTLED_S * NS), 0
    shortest, longest = (int(way * NS) for way in link.way)
    served, most = int(link.served * NS), int((link.served + link.most) * NS)
    for call in reversed(calls):
        if call.sent < steady_since - NS:
            before = max(before, call.spent)
            break
        if call.answered > now:
            continue
        second = (call.charged + epoch) // NS * NS - epoch
        since = max(call.sent + shortest, call.answered - longest - most, second)
        until = min(call.sent + longest, call.answered - shortest - served, second + NS)
        if since >= steady_since:
            boxes.append(_Box(since, until, call.spent, call.spent + credits))
        elif until < steady_since:
            before = max(before, call.spent)
    boxes.append(_Box(steady_since, steady_since, before, _NO_MORE))
    return sorted(boxes)


def _half(boxes: list[_Box], limit: float, enough: float) -> float:
    """Half of what the rate may be, in credits a second; if it is little by a few of the boxes, by those."""
    few = boxes[:_FEW] + boxes[-_FEW:]
    for some in (few, boxes):
        least, most = _slopes(some, limit)
        if (most - least) / 2 <= enough:
            break
    return (most - least) / 2


def _slopes(boxes: list[_Box], limit: float) -> tuple[float, float]:
    """The least and the most slope of a straight line through all of them, from nothing up to the limit."""
    least, most = 0.0, limit
    for one, other in combinations(boxes, 2):
        for first, last in ((one, other), (other, one)):
            if last.until > first.since:
                least = max(least, (last.low - first.high) * NS / (last.until - first.since))
            if last.since > first.until:
                most = min(most, (last.high - first.low) * NS / (last.since - first.until))
    return least, max(least, most)
