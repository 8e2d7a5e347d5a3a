"""When the server changes in mid-run: little is refused, and soon the whole quota is spent again."""

from dataclasses import replace

import pytest
from scheduler.play import play
from scheduler.policies import ours
from scheduler.world import Change
from scheduler.worlds import ALONE, LIMITS


@pytest.mark.parametrize("seed", [1, 4])
def test_credits_that_come_back_at_one_stroke_on_a_sliding_log_are_spent_in_time_again(seed: int) -> None:
    assert sum(play(LIMITS, "log", seed, ours, 15.0).counts.tenths[7750:8950]) >= 198_000


@pytest.mark.parametrize("model", ["counter", "bucket"])
def test_a_reset_that_moves_with_our_charges_gives_a_sliding_log_away(model: str) -> None:
    world = replace(ALONE, changes=(Change(125.0, model="log"),))
    for seed in (1, 2, 3):
        played = play(world, model, seed, ours, 6.0)
        assert played.final is not None
        assert played.final.model == "sliding"
        assert played.counts.refused <= 1
        assert sum(played.counts.tenths[2400:3600]) >= 196_000
