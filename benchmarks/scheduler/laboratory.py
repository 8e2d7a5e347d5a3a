"""Runs scenarios over models and seeds; a world that several scenarios look at is played once."""

import math
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scheduler.metrics import Run
from scheduler.play import play
from scheduler.policies import OURS, POLICIES
from scheduler.processes import each_in_order
from scheduler.scenarios import SCENARIOS, Scenario
from scheduler.watch import WATCHERS
from scheduler.world import World

__all__ = ["Measured", "Order", "measure", "orders", "run"]


@dataclass(frozen=True)
class Order:
    """A world to play.

    Attributes:
        policy: the name of who plays.
        numbers: of the scenarios that look at it.
        world: the world.
        model: the server's way of counting.
        seed: of the dice.
        minutes: counted virtual minutes.
        cache: where the oracle remembers.
    """

    policy: str
    numbers: tuple[str, ...]
    world: World
    model: str
    seed: int
    minutes: float
    cache: Path | None


@dataclass(frozen=True)
class Measured:
    """The figures of one scenario, model, seed and policy.

    Attributes:
        policy: the name of who played.
        number: of the scenario.
        model: the server's way of counting.
        seed: of the dice.
        values: by metric, in the scenario's order; nan of a run that broke off, or that the policy cannot tell.
        oracle: what the oracle was accepted; 0 if no figure needs it.
        told: what else is worth a look.
    """

    policy: str
    number: str
    model: str
    seed: int
    values: tuple[float, ...]
    oracle: int
    told: str


def run(world: World, model: str, seed: int, minutes: float, *, policy: str = OURS, cache: Path | None = None) -> Run:
    """Play a world with a policy."""
    begun = time.process_time()
    watchers = tuple(WATCHERS[name] for name in world.watch)
    played = play(world, model, seed, POLICIES[policy], minutes, watchers=watchers, digest=world.digest)
    return Run(world, model, seed, minutes, played, time.process_time() - begun, cache)


def measured(order: Order) -> list[Measured]:
    """Play an order; the figures of each of its scenarios. A run that breaks off misses every target."""
    looking = [scenario for scenario in SCENARIOS if scenario.number in order.numbers]
    try:
        done = run(order.world, order.model, order.seed, order.minutes, policy=order.policy, cache=order.cache)
        figures = [
            tuple(math.nan if metric.inside and order.policy != OURS else metric.of(done) for metric in each.metrics)
            for each in looking
        ]
        oracle = done.ideal.own if "ideal" in vars(done) else 0
        told = _told(done)
    except Exception as error:  # noqa: BLE001 - whatever the scheduler does, the other runs go on
        traceback.print_exc()
        figures = [(math.nan,) * len(scenario.metrics) for scenario in looking]
        oracle = 0
        told = f"broke off: {error!r}"
    return [
        Measured(order.policy, scenario.number, order.model, order.seed, values, oracle, told)
        for scenario, values in zip(looking, figures, strict=True)
    ]


def _told(done: Run) -> str:
    counts, final = done.played.counts, done.played.final
    told = [f"own {counts.own:,}"]
    if "ideal" in vars(done):
        told[0] += f" of {done.ideal.own:,}"
        if done.world.neighbours:
            told.append(f"margin {done.ideal.margin}, denied {done.ideal.denied:.2%}")
    told += [f"{counts.calls:,} calls", f"learned {final.model if final else ''}", f"{done.cpu:.1f} s CPU"]
    return "; ".join(told)


def orders(
    policy: str,
    scenarios: Sequence[Scenario],
    models: Sequence[str],
    seeds: Sequence[int],
    minutes: float | None,
    cache: Path | None,
) -> Iterator[Order]:
    """What has to be played."""
    for world in dict.fromkeys(scenario.world for scenario in scenarios):
        for model in models:
            looking = [each for each in scenarios if each.world == world and model in each.models]
            if looking:
                numbers = tuple(each.number for each in looking)
                for seed in seeds[: min(each.most_seeds for each in looking)]:
                    yield Order(policy, numbers, world, model, seed, minutes or world.minutes, cache)


def measure(todo: Sequence[Order], jobs: int) -> Iterator[Measured]:
    """Play everything, on several cores; figures come as they are ready, in order."""
    for figures in each_in_order(measured, todo, jobs):
        yield from figures
