"""The command line of the laboratory."""

import argparse
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

from scheduler.bounds import bounded, table_of_bounds
from scheduler.calibration import calibrate
from scheduler.course import write_course
from scheduler.laboratory import Measured, measure, orders, run
from scheduler.policies import OURS, POLICIES
from scheduler.report import line, markdown, table
from scheduler.scenarios import ALL, SCENARIOS, Scenario
from scheduler.world import World
from scheduler.worlds import MIXES

__all__ = ["main"]


def _names(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _seeds(text: str) -> list[int]:
    """``5`` is 1 to 5; ``3,7`` and ``11-20`` are themselves."""
    if text.isdecimal():
        return list(range(1, int(text) + 1))
    seeds: list[int] = []
    for part in _names(text):
        first, _, last = part.partition("-")
        seeds += range(int(first), int(last or first) + 1)
    return seeds


def _mixed(scenario: Scenario, mix: str) -> Scenario:
    world = replace(scenario.world, name=f"{scenario.world.name}, {mix}", streams=MIXES[mix])
    return replace(scenario, world=world)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python benchmarks/scheduler", description="Play the scheduler's scenarios in virtual time."
    )
    add = parser.add_argument
    add("--only", type=_names, metavar="1,3,8", help="which scenarios (all)")
    add("--models", type=_names, default=list(ALL), help=f"which servers ({','.join(ALL)})")
    add("--seeds", type=_seeds, default=_seeds("20"), help="20 is 1 to 20; or 3,7 or 11-20 (20)")
    add("--minutes", type=float, help="virtual minutes that are counted (mostly 20)")
    add("--peers", type=_seeds, default=[], metavar="SEEDS", help="play the peers' rules as well, with these seeds")
    add("--bounds", action="store_true", help="what can be had at all where a target is hard, beside ours")
    add("--calibrate", action="store_true", help="play the peers' rules as section 2 of the design did")
    add("--mix", choices=sorted(MIXES), help="another load where the plain one is played")
    add("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one per core)")
    add("--cache", type=Path, help="where the oracle remembers (the system's temporary directory)")
    add("--json", type=Path, help="write all figures into this file")
    add("--markdown", type=Path, help="write the table into this file as Markdown")
    add("--plots", type=Path, help="draw credits spent against credits available into this directory")
    add("--trace", type=Path, help="play the first scenario, model and seed, and write its course into this file")
    add("--digest", nargs=4, metavar=("WORLD", "MODEL", "SEED", "MINUTES"), help="only print the digest of a run")
    add("--quiet", action="store_true", help="the table only")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the laboratory; 1 if a target is missed."""
    given = _parser().parse_args(arguments)
    logging.getLogger("miro_async").setLevel(logging.ERROR)
    scenarios = [each for each in SCENARIOS if given.only is None or each.number in given.only]
    if given.mix is not None:
        scenarios = [_mixed(each, given.mix) for each in scenarios if each.world.streams == World("").streams]
    if given.digest is not None:
        return _digest(*given.digest)
    if given.trace is not None:
        return _trace(scenarios[0], given)
    if given.plots is not None:
        return _plot(given.plots)
    if given.bounds:
        found = bounded(scenarios, given.models, given.seeds, given.minutes, given.cache, given.jobs)
        print(table_of_bounds(scenarios, found))
        return 0
    if given.calibrate:
        rows = list(calibrate())
        print("\n".join(map(str, rows)))
        return 0 if all(row.near for row in rows) else 1
    return _table(scenarios, given)


def _digest(name: str, model: str, seed: str, minutes: str) -> int:
    world = replace(next(each.world for each in SCENARIOS if each.world.name == name), digest=True)
    print(run(world, model, int(seed), float(minutes)).played.digest)
    return 0


def _trace(scenario: Scenario, given: argparse.Namespace) -> int:
    model = next(model for model in given.models if model in scenario.models)
    minutes = given.minutes or scenario.world.minutes
    rows = write_course(scenario.world, model, given.seeds[0], minutes, given.trace)
    print(f"{given.trace}: {rows} rows of scenario {scenario.number}, {model}, seed {given.seeds[0]}")
    return 0


def _plot(folder: Path) -> int:
    from scheduler.plots import draw_all  # noqa: PLC0415 - matplotlib is needed for nothing else

    for path in draw_all(folder):
        print(path)
    return 0


def _table(scenarios: Sequence[Scenario], given: argparse.Namespace) -> int:
    todo = list(orders(OURS, scenarios, given.models, given.seeds, given.minutes, given.cache))
    for peer in POLICIES if given.peers else ():
        if peer != OURS:
            with_peers = [each for each in scenarios if not all(metric.inside for metric in each.metrics)]
            todo += orders(peer, with_peers, given.models, given.peers, given.minutes, given.cache)
    figures: list[Measured] = []
    by_number = {scenario.number: scenario for scenario in scenarios}
    for each in measure(todo, given.jobs):
        figures.append(each)
        if not given.quiet:
            print(line(by_number[each.number], each), flush=True)
    text, met = table(scenarios, figures)
    print(f"\n{text}\n  21 to 23 (cost per call, waiters, tenants) are measured by benchmarks/scheduler_cost.py")
    for row in calibrate() if given.peers else ():
        print(f"peers as section 2 measured them: {row}")
    if given.json is not None:
        given.json.write_text(json.dumps([asdict(each) for each in figures], indent=1))
    if given.markdown is not None:
        given.markdown.write_text(markdown(scenarios, figures) + "\n")
    return 0 if met else 1
