"""What the scheduler's laboratory says of the scheduler, in part; and whether the laboratory can be believed."""

import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scheduler.calibration import calibrate
from scheduler.cli import main
from scheduler.laboratory import run
from scheduler.metrics import wait_of
from scheduler.neighbours import Steps
from scheduler.oracle import POLITE, ideal
from scheduler.play import play
from scheduler.policies import ours
from scheduler.scenarios import SCENARIOS, Scenario
from scheduler.servers import MODELS, NS, Server
from scheduler.world import World
from scheduler.worlds import ALONE, BURSTY, MIXES, ON_OFF, STEADY, TRICKLE

SEEDS = (1, 2)
HELD = {
    "wall": "2 10 10b 13 17f 20a 20e",
    "first": "1 6c 10 10b 13 14a 15 17h 18b 20a 20e 30",
    "log": "3 10 13 14a 14b 19 20a 20e",
    "counter": "4 10 20a",
    "bucket": "5 10 10b 17e 20a 20e",
}
"""Scenarios by server: few, for all of them together may take a minute and a half. The whole table takes an hour."""


def cases() -> list[Any]:
    """A world and a server, and the scenarios that look at both."""
    found: dict[tuple[World, str], list[Scenario]] = {}
    for model, numbers in HELD.items():
        for scenario in SCENARIOS:
            if scenario.number in numbers.split():
                found.setdefault((scenario.world, model), []).append(scenario)
    return [
        pytest.param(world, model, seed, looking, id=f"{model}-{'+'.join(each.number for each in looking)}-{seed}")
        for (world, model), looking in found.items()
        for seed in SEEDS
    ]


@pytest.mark.parametrize(("world", "model", "seed", "looking"), cases())
def test_targets_are_met(world: World, model: str, seed: int, looking: list[Scenario], tmp_path: Path) -> None:
    done = run(world, model, seed, world.minutes, cache=tmp_path)
    for scenario in looking:
        assert model in scenario.models
        for metric in scenario.metrics:
            value = metric.of(done)
            assert metric.holds(value, model), f"scenario {scenario.number}: {metric.name} is {value}"


def test_a_first_window_beside_a_heavy_neighbour_ends_without_a_volley_of_refusals(tmp_path: Path) -> None:
    begun = run(STEADY, "counter", 2, 1.0, cache=tmp_path)
    assert begun.played.counts.own > 90_000
    assert begun.played.counts.refused <= 1


@pytest.mark.parametrize("model", ["bucket", "counter"])
def test_a_neighbour_who_goes_on_spending_is_met_once(model: str, tmp_path: Path) -> None:
    assert run(STEADY, model, 1, 12.0, cache=tmp_path).played.counts.refused <= 1


def test_what_came_back_before_a_window_of_a_counter_ended_is_not_let_go_again_after_it(tmp_path: Path) -> None:
    assert run(STEADY, "counter", 6, 7.2, cache=tmp_path).played.counts.refused == 0


def test_a_neighbour_who_is_hidden_by_what_comes_back_is_not_forgotten() -> None:
    """He takes less than a counter gives back: the supply never falls, it only rises more slowly."""
    small_calls = replace(TRICKLE, streams=MIXES["small"])
    assert play(small_calls, "counter", 1, ours, 7.0).counts.refused == 0


def test_a_neighbour_is_watched_by_calls_that_fly_alone_so_that_little_is_left_at_a_windows_end() -> None:
    counts = play(BURSTY, "counter", 7, ours, 8.0).counts
    assert counts.own + counts.asked - counts.denied >= 0.992 * 8 * BURSTY.limit
    assert counts.refused == 0


def test_nothing_is_kept_for_a_neighbour_when_a_counters_window_ends_while_he_is_surely_silent() -> None:
    counts = play(BURSTY, "counter", 6, ours, 8.0).counts
    assert counts.own + counts.asked - counts.denied >= 1.064 * 8 * BURSTY.limit  # the first window is a young one
    assert counts.refused == 0


def test_people_do_not_wait_for_a_neighbours_credits_to_come_back_unseen(tmp_path: Path) -> None:
    assert wait_of(0.99)(run(BURSTY, "log", 7, 20.0, cache=tmp_path)) <= 1.0


def test_people_are_served_beside_a_neighbour_who_leaves_a_fifth_of_the_quota(tmp_path: Path) -> None:
    assert wait_of(0.98)(run(STEADY, "counter", 1, 3.0, cache=tmp_path)) <= 20.0


def test_a_sliding_log_is_known_for_one_beside_a_neighbour_who_takes_half_of_it(tmp_path: Path) -> None:
    half = World("half", neighbours=(Steps((0.5,), credits=100),))
    done = run(half, "log", 1, 5.0, cache=tmp_path)
    assert done.played.final is not None
    assert done.played.final.model == "sliding"
    assert done.played.counts.refused <= 2


def test_people_do_not_wait_while_nothing_comes_back_beside_a_neighbour(tmp_path: Path) -> None:
    done = run(BURSTY, "log", 3, 10.0, cache=tmp_path)
    assert done.played.counts.refused == 0
    assert wait_of(1.0)(done) <= 1.5


def test_a_neighbour_who_comes_and_goes_on_a_sliding_log_is_met_without_refusals(tmp_path: Path) -> None:
    done = run(ON_OFF, "log", 1, 10.0, cache=tmp_path)
    assert done.played.counts.refused <= 5


def served(model: str, seed: int) -> tuple[Server, int]:
    """A server in the midst of its work, and the time."""
    dice = random.Random(seed)
    server = MODELS[model](100_000, 60 * NS, dice.randrange(60 * NS))
    now = 0
    for _ in range(dice.randrange(400)):
        now += int(dice.expovariate(1) * NS)
        server.request(dice.choice((50, 100, 500, 2000, 20_000)), now)
    return server, now


@pytest.mark.parametrize("model", MODELS)
def test_servers_know_when_there_will_be_room(model: str) -> None:
    waited = 0
    for seed in range(200):
        server, now = served(model, seed)
        at = server.room_at(60_000, now)
        if at > now:
            waited += 1
            assert server.left(at - 1) < 60_000
        assert server.left(at) >= 60_000
    assert waited > 20


@pytest.mark.parametrize("model", MODELS)
def test_no_server_grants_more_than_its_way_of_counting_allows(model: str) -> None:
    server = MODELS[model](100_000, 60 * NS, 7 * NS)
    granted = [now for now in range(0, 600 * NS, NS // 7) if server.request(500, now)]
    most = max(sum(start <= at < start + 60 * NS for at in granted) for start in granted) * 500
    # A whole window each side of a boundary, or a full bucket and what flows into it.
    assert most <= (100_000 if model == "log" else 200_000)
    assert len(granted) * 500 <= (11 if model in {"bucket", "wall", "counter"} else 10) * 100_000
    assert len(granted) * 500 >= 10 * 100_000 - 500


@pytest.mark.parametrize("model", MODELS)
def test_the_oracle_wastes_nothing_and_is_courteous(model: str, tmp_path: Path) -> None:
    alone = ideal(ALONE, model, 1, 5, tmp_path)
    assert alone.own >= 5 * ALONE.limit - 2000
    polite = ideal(BURSTY, model, 1, 5, tmp_path)
    assert polite.denied <= POLITE
    assert polite.own < alone.own
    assert ideal(BURSTY, model, 1, 5, tmp_path) == polite  # as remembered


def test_a_digest_is_printed_of_any_world_and_tells_one_run_from_another(capsys: pytest.CaptureFixture[str]) -> None:
    printed: list[str] = []
    for seed in ("1", "1", "2"):
        assert main(["--digest", ALONE.name, "first", seed, "0.2"]) == 0
        printed.append(capsys.readouterr().out.strip())
    assert printed[0] == printed[1] != printed[2]
    assert len(printed[0]) > 16


def test_the_peers_do_here_what_is_known_of_them() -> None:
    for row in calibrate():
        assert row.near, str(row)


def test_its_workers_end_when_it_is_killed() -> None:
    laboratory = Path(__file__).parents[2] / "benchmarks/scheduler"
    command = [sys.executable, str(laboratory), "--only", "20a", "--models", "first", "--seeds", "200", "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert b"20a first" in process.stdout.readline()
        process.kill()
        process.stdout.read()  # comes to an end when the last one has gone who could write
