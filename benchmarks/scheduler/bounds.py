"""What can be had at all where a target is hard: ours, the target, and the figure of one who knows more.

Each bound says what it is: ``nobody`` passes it, or it is the ``best`` of a family of clients that know more than any
real one, or a client that is ``certain`` to meet no 429 and really reaches it. If one of the last two reaches the
target, the target is within reach, and ours is to be improved. The theorems stand in the modules that are played.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from scheduler.certain import CertainCounter, CertainLog
from scheduler.doorway import (
    Fair,
    Keeping,
    every_phase_most,
    in_order,
    in_order_by_answers,
    met_unaware,
    refused_once,
    share_wait,
    told_nothing_most,
)
from scheduler.futures import knowing
from scheduler.informed import QUIET, Held, asked_by_neighbours, best_informed, one_margin, play_informed
from scheduler.laboratory import run
from scheduler.links import Job
from scheduler.may_be import MayBe, may_be
from scheduler.metrics import Metric, foreign_error, full_rate
from scheduler.oracle import ideal
from scheduler.processes import each_in_order
from scheduler.scenarios import ALL, SCENARIOS, Scenario
from scheduler.servers import NS
from scheduler.unseen import LeavingRoom, leaving_room_most
from scheduler.world import World, jobs_of

__all__ = ["BOUNDS", "Bound", "Bounded", "bounded", "table_of_bounds"]


_SEEDS = range(1, 21)
_ERROR = 3.0  # percent of the limit, of a rate that is estimated


@dataclass(frozen=True)
class _Case:
    """A run that is to be bounded."""

    world: World
    model: str
    seed: int
    minutes: float
    cache: Path | None

    def share(self, credits: float) -> float:
        """Of the oracle's credits, in percent."""
        return 100 * credits / ideal(self.world, self.model, self.seed, self.minutes, self.cache).own


def _informed(quiet: float) -> Callable[[_Case], float]:
    def figure(case: _Case) -> float:
        best = best_informed(case.world, case.model, case.seed, case.minutes, quiet)
        return math.nan if best is None else case.share(best.own)

    return figure


@cache
def _margin_for_all(world: World, model: str, minutes: float) -> Held | None:
    runs = one_margin(world, model, _SEEDS, minutes, Held(to_reset=asked_by_neighbours(world)))
    return runs[0].held if runs else None


def _unwarned(case: _Case) -> float:
    held = _margin_for_all(case.world, case.model, case.minutes)
    if held is None:
        return math.nan
    return case.share(play_informed(case.world, case.model, case.seed, case.minutes, held).own)


def _seen(share: float) -> Callable[[_Case], float]:
    def figure(case: _Case) -> float:
        return foreign_error(share, of=2)(run(case.world, case.model, case.seed, case.minutes))

    return figure


def _may_be(figure: Callable[[MayBe], float]) -> Callable[[_Case], float]:
    return lambda case: figure(may_be(case.world, case.model, case.seed, case.minutes, _ERROR))


def _certain(case: _Case) -> float:
    client = {"log": CertainLog, "counter": CertainCounter}[case.model]
    return case.share(client(case.world, case.model, case.seed, case.minutes).run().own)


def _unaware(case: _Case) -> float:
    return run(case.world, case.model, case.seed, case.minutes, cache=case.cache).played.unaware


def _unaware_per_1000(case: _Case) -> float:
    played = run(case.world, case.model, case.seed, case.minutes, cache=case.cache).played
    return 1000 * played.unaware / max(played.counts.calls, 1)


def _more_under_way_than(most: int) -> Callable[[_Case], float]:
    return lambda case: met_unaware(case.world, case.model, case.seed, case.minutes, most)


def _begun_by_a_first_answer(case: _Case) -> World:
    """All streams begin when the first call is back; it is the first of some stream, the one that is back first."""
    world = case.world
    first = [next(jobs_of(world, case.model, case.seed, number)) for number in range(len(world.streams))]
    back = min(job.up + world.link.back(job, job.up) for job in first)
    return replace(world, streams=tuple(replace(stream, begins=back / NS) for stream in world.streams))


def _after_a_first_answer(case: _Case) -> float:
    """The oracle, let in when the first call is back: before that nobody knows whether anything is left.

    One call, of the dearest, is a present.
    """
    own = ideal(_begun_by_a_first_answer(case), case.model, case.seed, case.minutes, case.cache).own
    return case.share(own + max(max(stream.mix.costs) for stream in case.world.streams))


def _leaving_room_most(case: _Case) -> float:
    return case.share(leaving_room_most(_begun_by_a_first_answer(case), case.seed, case.minutes, case.cache))


def _leaving_room(case: _Case) -> float:
    counts = LeavingRoom(_begun_by_a_first_answer(case), case.model, case.seed, case.minutes).run()
    return case.share(counts.own - counts.denied)


def _told_nothing(case: _Case) -> float:
    return min(100.0, case.share(told_nothing_most(case.world, case.minutes)))


def _every_phase(known_in: Callable[[Job], int]) -> Callable[[_Case], float]:
    return lambda case: every_phase_most(case.world, case.model, case.seed, case.minutes, known_in)


def _full_rate_if(sent: Callable[[_Case], int]) -> Callable[[_Case], float]:
    """Ours, if the tenth call had been sent then."""

    def figure(case: _Case) -> float:
        done = run(case.world, case.model, case.seed, case.minutes)
        calls = sorted(done.played.first_calls)
        return full_rate(done) - (calls[9][0] - sent(case)) / calls[0][1]

    return figure


def _in_order(case: _Case) -> int:
    return in_order(case.world, case.model, case.seed, 10)


def _in_order_by_answers(case: _Case) -> int:
    return in_order_by_answers(case.world, case.seed, 10)


def _refused_once(*, seen: bool) -> Callable[[_Case], int]:
    return lambda case: refused_once(case.world, case.model, case.seed, seen=seen)


def _share_at_the_door(gate: type[Fair] | type[Keeping]) -> Callable[[_Case], float]:
    def figure(case: _Case) -> float:
        counts = gate(case.world, case.model, case.seed, case.minutes).run()
        return 100 * counts.by_stream[0] / counts.own

    return figure


def _in_vain_said_yes(case: _Case) -> float:
    return knowing(case.world, case.model, case.seed, case.minutes).yes


def _in_vain_said_no(case: _Case) -> float:
    return knowing(case.world, case.model, case.seed, case.minutes).no


def _ninth(case: _Case) -> float:
    return share_wait(case.world, case.model, case.seed, case.minutes, 1 / 9)


@dataclass(frozen=True)
class Bound:
    """A bound of one metric.

    Attributes:
        metric: its name.
        numbers: of the scenarios.
        title: who reaches it.
        of: reckons it.
        models: which servers.
    """

    metric: str
    numbers: tuple[str, ...]
    title: str
    of: Callable[[_Case], float]
    models: tuple[str, ...] = ALL


_BESIDE = ("8", "8b", "8c")
_PHASED = ("counter",)  # what is not spent when its window ends is lost, and the first one may end at once
_WINDOWS = ("wall", "first")
_TURNS = ("6a", "6b", "6c", "6d")
_CHANGES = (*_TURNS, "7")
BOUNDS: tuple[Bound, ...] = (
    Bound("429", _CHANGES, "nobody with the same calls under way when the server changed", _unaware),
    Bound("429", _TURNS, "% of all instants at which a steady pace has more than 2 under way", _more_under_way_than(2)),
    Bound("429", ("7",), "% of all instants at which a steady pace has more than 3 under way", _more_under_way_than(3)),
    Bound("util %", _BESIDE, "best: informed client, margin chosen in hindsight", _informed(QUIET)),
    Bound("util %", _BESIDE, "best: the same with any number of 429s", _informed(math.inf)),
    Bound("util %", ("8",), "best: informed client, one margin for the seeds 1 to 20", _unwarned, _PHASED),
    Bound("429/1000", ("8",), "nobody with the same calls under way at a neighbour's first", _unaware_per_1000),
    Bound("429/1000", ("9a", "9b"), "best: % of the oracle's credits that need no more 429s than that", _informed(1.0)),
    Bound("est. error %", ("9a", "9b"), "best: who is told what others had spent, by each answer", _seen(1.0)),
    Bound(
        "est. error %",
        ("9a", "9b"),
        "nobody in both of two worlds that answer alike: half of what the rate may be, at worst",
        _may_be(lambda found: found.unknown),
    ),
    Bound(
        "est. error %",
        ("9a", "9b"),
        "ours, where half of what the rate may be is within the target",
        _may_be(lambda found: found.ours),
    ),
    Bound("error p95 %", ("9a", "9b"), "best: the same", _seen(0.95)),
    Bound("batch share %", ("11",), "best: a gate at the door, fair in every instant", _share_at_the_door(Fair)),
    Bound("batch share %", ("11",), "best: a gate at the door that keeps a ninth", _share_at_the_door(Keeping)),
    Bound("batch wait s", ("11",), "best: first come first served at a steady ninth", _ninth),
    Bound("false yes %", ("28",), "nobody, both together: the likelier of all futures", _in_vain_said_yes),
    Bound("false no %", ("28",), "nobody, both together: the likelier of all futures", _in_vain_said_no),
    Bound("util %", ("14a", "14b"), "certain: from own charges and the headers", _certain, ("log", "counter")),
    Bound(
        "util %", ("8", "14a", "14b"), "nobody who asks once before he sends the rest", _after_a_first_answer, _PHASED
    ),
    Bound(
        "util %",
        ("8",),
        "nobody who asks once before he sends the rest, and is certain to deny the neighbour nothing",
        _leaving_room_most,
        _PHASED,
    ),
    Bound(
        "util %",
        ("8",),
        "best: a gate at the door that leaves room for him, and serves dear calls first; less what it denies",
        _leaving_room,
        _PHASED,
    ),
    Bound("util %", ("18a",), "nobody who must suit every kind of server", _told_nothing),
    Bound(
        "full rate RTT",
        ("20e", "20f"),
        "nobody who serves in order, even if he sees the books",
        _full_rate_if(_in_order),
    ),
    Bound(
        "full rate RTT",
        ("20e", "20f"),
        "certain: the same by answers, if the kind is known",
        _full_rate_if(_in_order_by_answers),
        ("bucket",),
    ),
    Bound(
        "full rate RTT",
        ("20f",),
        "nobody who is refused once at most with the same two first calls, and knows when they are charged",
        _full_rate_if(_refused_once(seen=True)),
        _WINDOWS,
    ),
    Bound(
        "full rate RTT",
        ("20f",),
        "the same, if only sending and answer tell",
        _full_rate_if(_refused_once(seen=False)),
        _WINDOWS,
    ),
    Bound(
        "util %",
        ("18a",),
        "% of the limit: nobody in the long run who is certain, and sees when he is charged",
        _every_phase(lambda _: 0),
    ),
    Bound("util %", ("18a",), "the same, if only sending and answer tell", _every_phase(lambda job: job.trip)),
)


@dataclass(frozen=True)
class Bounded:
    """One run of ours and the bounds of it: (metric, ours, bounds in the order of `BOUNDS`)."""

    number: str
    model: str
    seed: int
    rows: tuple[tuple[str, float, tuple[float, ...]], ...]


def _looking(scenario: Scenario, model: str, metric: str) -> list[Bound]:
    return [
        each for each in BOUNDS if each.metric == metric and scenario.number in each.numbers and model in each.models
    ]


def _one(scenario: Scenario, case: _Case) -> Bounded:
    done = run(case.world, case.model, case.seed, case.minutes, cache=case.cache)
    rows = [
        (metric.name, metric.of(done), tuple(bound.of(case) for bound in bounds))
        for metric in scenario.metrics
        if (bounds := _looking(scenario, case.model, metric.name))
    ]
    return Bounded(scenario.number, case.model, case.seed, tuple(rows))


def bounded(
    scenarios: Iterable[Scenario],
    models: Sequence[str],
    seeds: Sequence[int],
    minutes: float | None,
    cache: Path | None,
    jobs: int,
) -> Iterator[Bounded]:
    """Play ours and the bounds, on several cores; in order, as they are ready.

    Args:
        scenarios: those without a bound are left out.
        models: which servers.
        seeds: of the dice.
        minutes: counted virtual minutes; None for those of the world.
        cache: where the oracle remembers.
        jobs: processes.
    """
    chosen = [
        (scenario, _Case(scenario.world, model, seed, minutes or scenario.world.minutes, cache))
        for scenario in scenarios
        for model in models
        if model in scenario.models and any(_looking(scenario, model, each.name) for each in scenario.metrics)
        for seed in seeds
    ]
    yield from each_in_order(_numbered, [(scenario.number, case) for scenario, case in chosen], jobs)


def _numbered(order: tuple[str, _Case]) -> Bounded:
    """A scenario has functions that do not travel between processes; its number does."""
    return _one(next(each for each in SCENARIOS if each.number == order[0]), order[1])


def table_of_bounds(scenarios: Sequence[Scenario], found: Iterable[Bounded]) -> str:
    """Seed by seed, and the worst and the mean, as Markdown."""
    runs: dict[tuple[str, str], list[Bounded]] = {}
    for each in found:
        runs.setdefault((each.number, each.model), []).append(each)
    lines = ["| # | server | metric | target | who | seed by seed | worst | mean |", f"|{' --- |' * 8}"]
    for scenario in scenarios:
        for metric in scenario.metrics:
            for model in scenario.models:
                lines += _lines(scenario, metric, model, runs.get((scenario.number, model), []))
    return "\n".join(lines)


def _lines(scenario: Scenario, metric: Metric, model: str, runs: Sequence[Bounded]) -> Iterator[str]:
    figures = [row for each in runs for row in each.rows if row[0] == metric.name]
    if not figures:
        return
    bound = metric.target(model)
    target = "" if bound is None else f"{'<=' if metric.at_most else '>='} {bound:.4g}"
    yield _line(scenario.number, model, metric, target, "ours", [ours for _, ours, _ in figures])
    for nth, each in enumerate(_looking(scenario, model, metric.name)):
        yield _line("", "", metric, "", each.title, [bounds[nth] for _, _, bounds in figures])


def _line(number: str, model: str, metric: Metric, target: str, who: str, values: Sequence[float]) -> str:
    shown = " ".join(metric.shown.format(value) for value in values)
    worst, mean = metric.worst(values), sum(values) / len(values)
    name = metric.name if number else ""
    cells = (number, model, name, target, who, shown, metric.shown.format(worst), metric.shown.format(mean))
    return f"| {' | '.join(cells)} |"
