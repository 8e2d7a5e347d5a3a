"""What operations really cost is learned in time, by name, and nobody else's spending is taken for it."""

from dataclasses import replace

import pytest
from scheduler.neighbours import Neighbour, Steps
from scheduler.play import Played, play
from scheduler.policies import ours
from scheduler.streams import Mix, OpenLoop, Stream
from scheduler.world import World
from scheduler.worlds import DOWNLOADS

from miro_async.budget import Priority


@pytest.mark.parametrize(("model", "seed"), [("log", 3), ("counter", 2), ("bucket", 1), ("first", 1), ("wall", 1)])
def test_a_cost_that_is_declared_wrong_is_learned_before_the_quota_is_gone(model: str, seed: int) -> None:
    played = play(DOWNLOADS, model, seed, ours, 2.0)
    assert played.final is not None
    assert played.final.costs == {"files.download": 500}
    assert played.counts.refused == 0


def beside(neighbour: Neighbour, *streams: Stream, model: str) -> Played:
    return play(World("names", streams=streams, neighbours=(neighbour,)), model, 1, ours, 3.0)


@pytest.mark.parametrize("model", ["wall", "first", "log", "bucket"])
def test_calls_at_even_distances_are_not_blamed_for_a_neighbour(model: str) -> None:
    people = OpenLoop(operation="boards.get")
    crowd = replace(people, rate=2.0, mix=Mix((100,), (1,)), operation="items.list", priority=Priority.NORMAL)
    for shares in ((0.8,), (0.5, 0.0), (0.24,)):
        played = beside(Steps(shares, credits=100), people, crowd, model=model)
        assert played.final is not None
        assert played.final.costs == {}
