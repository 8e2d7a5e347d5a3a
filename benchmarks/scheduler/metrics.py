"""Figures of a run, and what they are held against."""

import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from miro_async.budget import Priority
from scheduler.oracle import Ideal, ideal
from scheduler.play import Passed, Played
from scheduler.servers import NS
from scheduler.streams import OpenLoop
from scheduler.takeover import beginnings, kept_up
from scheduler.world import World, server_of

__all__ = ["Metric", "Run", "percentile"]

_TEN_CALLS = 2050  # credits: ten calls of the plain mix cost so much on the average


@dataclass
class Run:
    """A run with all that is known of it.

    Attributes:
        world: what was played.
        model: the server's way of counting.
        seed: of the dice.
        minutes: counted virtual minutes.
        played: what came of it.
        cpu: seconds of processor time.
        cache: where the oracle remembers.
    """

    world: World
    model: str
    seed: int
    minutes: float
    played: Played
    cpu: float
    cache: Path | None = None

    @cached_property
    def ideal(self) -> Ideal:
        """What the oracle came to; asked only if a figure needs it."""
        return ideal(self.world, self.model, self.seed, self.minutes, self.cache)


Figure = Callable[[Run], float]


@dataclass(frozen=True)
class Metric:
    """A figure and its target.

    Attributes:
        name: as in the table.
        of: takes it from a run.
        bound: the target; None if it is only told.
        at_most: whether the bound is an upper one.
        by_model: targets that differ by model.
        shown: how it is printed.
        normalised: whether it is held against the oracle's credits.
        inside: whether it looks into the budget, so that other policies cannot tell it.
    """

    name: str
    of: Figure
    bound: float | None = None
    at_most: bool = True
    by_model: Mapping[str, float] = field(default_factory=dict[str, float], hash=False)
    shown: str = "{:.2f}"
    inside: bool = False
    normalised: bool = False

    def target(self, model: str) -> float | None:
        """The bound for a model."""
        return self.by_model.get(model, self.bound)

    def worst(self, values: Iterable[float]) -> float:
        """The one of several values that is farthest on the wrong side."""
        every = list(values)
        if any(map(math.isnan, every)):
            return math.nan
        return max(every) if self.at_most else min(every)

    def holds(self, value: float, model: str) -> bool:
        """Whether the target is met."""
        bound = self.target(model)
        if bound is None:
            return True
        return value <= bound if self.at_most else value >= bound


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that so large a share of the values does not exceed; 0 of none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share) - 1)] if ordered else 0.0


# Credits ------------------------------------------------------------------------------------------------------


def utilisation(run: Run) -> float:
    """Own credits over the oracle's, in percent."""
    return 100 * run.played.counts.own / run.ideal.own


def utilisation_from(seconds: float, windows: int) -> Figure:
    """Own credits over what could be had in so many windows, the first that begin after then. See `takeover`."""

    def figure(run: Run) -> float:
        begin = next(beginnings(server_of(run.world, run.model, run.seed), seconds))
        end = begin + windows * int(run.world.window * NS)
        return kept_up(run.world, run.played.books[begin], run.played.books[end])

    return figure


def refused(run: Run) -> float:
    """Own calls answered with 429."""
    return run.played.counts.refused


def refused_aware(run: Run) -> float:
    """Own 429s but those of calls that were sent before anybody could know of the change that refused them."""
    return run.played.counts.refused - run.played.unaware


def refused_per_1000(run: Run) -> float:
    """Own 429s per 1,000 calls."""
    return 1000 * run.played.counts.refused / max(run.played.counts.calls, 1)


def denied(run: Run) -> float:
    """Share of the neighbours' credits that was denied, in percent."""
    return 100 * run.played.counts.denied / max(run.played.counts.asked, 1)


def share_of(number: int) -> Figure:
    """Share of a stream in our credits, in percent."""
    return lambda run: 100 * run.played.counts.by_stream[number] / max(run.played.counts.own, 1)


def jain(run: Run) -> float:
    """Jain's index of the credits of the batch streams: 1 if all got the same, 1/n if one got everything."""
    got = [
        credits
        for stream, credits in zip(run.world.streams, run.played.counts.by_stream, strict=True)
        if stream.priority is Priority.BATCH
    ]
    return sum(got) ** 2 / max(len(got) * sum(credits**2 for credits in got), 1)


# Waiting ------------------------------------------------------------------------------------------------------


def _interactive(run: Run) -> list[Passed]:
    return [
        call
        for stream, calls in zip(run.world.streams, run.played.passed, strict=True)
        if isinstance(stream, OpenLoop) and stream.priority is Priority.INTERACTIVE
        for call in calls
    ]


def wait_of(share: float) -> Figure:
    """Seconds from submitting an interactive call to its answer: a percentile."""
    return lambda run: percentile((call.took for call in _interactive(run)), share) / NS


def trip_of(share: float) -> Figure:
    """Seconds that interactive calls were on the link: a percentile."""
    return lambda run: percentile((call.trip for call in _interactive(run) if call.trip), share) / NS


def over_trip(run: Run) -> float:
    """By how much the p99 of interactive calls is above that of their trips, in ms."""
    return 1000 * (wait_of(0.99)(run) - trip_of(0.99)(run))


def longest_wait(number: int) -> Figure:
    """The longest that a call of a stream waited, its last trip apart, in seconds."""
    return lambda run: max((call.took - call.trip for call in run.played.passed[number]), default=0) / NS


def misjudged(*, accepted: bool) -> Figure:
    """Share of the calls with a deadline that were accepted in vain, or turned away in vain, in percent."""

    def figure(run: Run) -> float:
        judged = run.played.judged
        wrong = sum(each.accepted is accepted and each.in_time is not accepted for each in judged)
        return 100 * wrong / max(len(judged), 1)

    return figure


def turned_away(run: Run) -> float:
    """Share of the calls with a deadline that were turned away at once, in percent."""
    return 100 * sum(not each.accepted for each in run.played.judged) / max(len(run.played.judged), 1)


def full_rate(run: Run) -> float:
    """When the tenth accepted call was sent, in trips of the first one.

    Counted from when there is room for ten; where it comes at one stroke, from the whole second that Reset tells.
    """
    calls = sorted(run.played.first_calls)
    if len(calls) < 10:
        return math.inf
    server = server_of(run.world, run.model, run.seed)
    room = server.room_at(_TEN_CALLS, 0)
    if 0 < room == server.resets_at(0):
        room = -(-(room + server.epoch) // NS) * NS - server.epoch
    return (calls[9][0] - room) / calls[0][1]


# The inside ---------------------------------------------------------------------------------------------------


def excess_of_storms(run: Run) -> float:
    """429s after the server was emptied unannounced, beyond those under way when the first was read, and it."""
    worst = -math.inf
    window = int(run.world.window * NS)
    for change in run.world.changes:
        start = int(change.at * NS)
        refused_then = sum(start <= at < start + window for at in run.played.counts.refused_at)
        first = next((flying for at, flying in run.played.refused if start <= at < start + window), 0)
        worst = max(worst, refused_then - first - 1)
    return worst


def foreign_error(share: float, *, of: int = 0) -> Figure:
    """Error of the estimated foreign rate in percent of the limit per window: a percentile of the settled times.

    Args:
        share: which percentile.
        of: whose estimate, as a column of the samples.
    """

    def figure(run: Run) -> float:
        a_second = run.world.limit / run.world.window
        return 100 * percentile((abs(each[of] - each[1]) / a_second for each in run.played.samples["foreign"]), share)

    return figure


def wrongly_held(run: Run) -> float:
    """Most credits held for calls that were never charged when a window ended, in percent of the limit."""
    return 100 * max((row[0] for row in run.played.samples["lost"]), default=0.0) / run.world.limit


def leaked(run: Run) -> float:
    """Credits of calls that are over, still held at the end."""
    final = run.played.final
    return 0.0 if final is None else final.reserved + final.unknown


def queue_bulk(run: Run) -> float:
    """Most calls held in the queue for each that waits, where at least 32 do."""
    return max((held / live for live, held in run.played.samples["waiters"] if live >= 32), default=0.0)


def growth(run: Run) -> float:
    """Entries of all containers in the last quarter of the run over those in its second quarter."""
    sizes = [row[0] for row in run.played.samples["structures"]]
    quarter = max(len(sizes) // 4, 1)
    return max(sizes[-quarter:]) / max(1.0, *sizes[quarter : 2 * quarter])


def violations(run: Run) -> float:
    """Moments at which the states of all credits did not add up."""
    return sum(row[0] for row in run.played.samples["invariants"])


def unlearnt(operation: str, credits: int) -> Figure:
    """0 if the budget tells by name what an operation really costs, else 1."""

    def figure(run: Run) -> float:
        final = run.played.final
        return float(final is None or final.costs.get(operation) != credits)

    return figure


def other_bytes(run: Run) -> float:
    """How many other logs of events than one there are of two runs in fresh processes with different hash seeds."""
    command = [sys.executable, str(Path(__file__).parent), "--digest", run.world.name, run.model, str(run.seed)]
    logs = {
        subprocess.run(
            [*command, str(run.minutes)], env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True
        ).stdout
        for seed in ("1", "2")
    }
    return len(logs) - 1


UTIL = Metric("util %", utilisation, at_most=False, normalised=True)
REFUSED = Metric("429", refused, shown="{:.0f}")
AWARE = Metric("429 when told", refused_aware, shown="{:.0f}")
PER_1000 = Metric("429/1000", refused_per_1000)
DENIED = Metric("denied %", denied)
P99 = Metric("p99 s", wait_of(0.99))
SLOWEST = Metric("max s", wait_of(1.0))
TRIP = Metric("RTT p99 s", trip_of(0.99))
OVER_TRIP = Metric("p99-RTT ms", over_trip, shown="{:.0f}")
