"""Whether the bound beside a neighbour whom nobody sees coming can be believed: the rule is kept, and costs that."""

from dataclasses import replace
from pathlib import Path

import pytest
from scheduler.neighbours import Neighbour, Steps
from scheduler.servers import NS, greedy
from scheduler.unseen import LeavingRoom, leaving_room_most
from scheduler.world import server_of
from scheduler.worlds import BURSTY

MINUTES = 3
CALL = 500  # of the neighbour's
LARGEST = 2000


def _refilled(seed: int) -> LeavingRoom:
    """Its first window is over after two seconds, so that each later one gives back what the one before it had."""
    gate = LeavingRoom(BURSTY, "counter", seed, MINUTES)
    assert gate.door.server.resets_at(0) < 2 * NS
    return gate


def test_a_call_of_the_neighbours_is_left_free_and_he_is_denied_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = _refilled(2)
    own, left = gate.door.own, list[int]()

    def and_left(credits: int, now: int, number: int) -> object:
        answer = own(credits, now, number)
        left.append(gate.door.server.left(now))
        return answer

    monkeypatch.setattr(gate.door, "own", and_left)
    counts = gate.run()
    assert len(left) == counts.calls > 1000
    assert min(left) == CALL
    assert (counts.refused, counts.denied) == (0, 0)


@pytest.mark.parametrize("seed", [2, 5])
def test_nearly_all_that_can_be_had_by_who_leaves_room_is_had(seed: int, tmp_path: Path) -> None:
    counts = LeavingRoom(BURSTY, "counter", seed, MINUTES).run()
    most = leaving_room_most(BURSTY, seed, MINUTES, tmp_path)
    assert most - 2 * LARGEST < counts.own - counts.denied <= most


def test_who_leaves_no_room_has_more_and_denies_it_to_the_neighbour(tmp_path: Path) -> None:
    greedy = _refilled(2)
    greedy.kept = 0
    counts = greedy.run()
    more = counts.own - leaving_room_most(BURSTY, 2, MINUTES, tmp_path)
    assert 0 < more <= counts.denied + MINUTES * CALL


@pytest.mark.parametrize(
    ("neighbour", "left"), [(BURSTY.neighbours[0], CALL), (Steps((0.24,), credits=100), 0)], ids=["bursty", "steady"]
)
def test_room_is_left_at_the_end_of_a_window_unless_he_has_called_too_shortly_before(
    neighbour: Neighbour, left: int, tmp_path: Path
) -> None:
    """All that a greedy one is charged alone, less a call in each window; in the last the former one weighs."""
    world = replace(BURSTY, neighbours=(neighbour,))
    server = server_of(world, "counter", 6)
    weighs = server.resets_at(0) / (world.window * NS)
    everything = sum(credits for _, credits in greedy(server, range(0, MINUTES * 60 * NS, NS // 100)))
    asked = LeavingRoom(world, "counter", 6, MINUTES).run().asked
    most = leaving_room_most(world, 6, MINUTES, tmp_path) + asked
    assert most == pytest.approx(everything - left * (MINUTES + 1 - weighs), abs=50)
