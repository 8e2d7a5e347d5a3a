"""When the server changes in mid-run: little is refused, and soon the whole quota is spent again."""

import pytest
from scheduler.play import play
from scheduler.policies import ours
from scheduler.worlds import LIMITS


@pytest.mark.parametrize("seed", [1, 4])
def test_credits_that_come_back_at_one_stroke_on_a_sliding_log_are_spent_in_time_again(seed: int) -> None:
    assert sum(play(LIMITS, "log", seed, ours, 15.0).counts.tenths[7750:8950]) >= 198_000
