"""Who comes to a quota that others have emptied finds out soon when there is something again."""

import pytest
from scheduler.laboratory import run
from scheduler.servers import NS
from scheduler.world import server_of
from scheduler.worlds import USED

EMPTY = USED[-1]


@pytest.mark.parametrize(("model", "seed"), [("wall", 5), ("wall", 7), ("counter", 4), ("counter", 11)])
def test_who_is_refused_at_first_asks_again_when_the_answer_says(model: str, seed: int) -> None:
    first = min(run(EMPTY, model, seed, 1.0).played.first_calls)[0]
    assert first <= server_of(EMPTY, model, seed).room_at(2_050, 0) + 2 * NS


@pytest.mark.parametrize("seed", [3, 8, 9, 11])
def test_a_rest_that_is_no_sum_of_costs_tells_that_it_grows(seed: int) -> None:
    played = run(EMPTY, "bucket", seed, 1.0).played
    assert sorted(played.first_calls)[9][0] <= 3 * NS, "not only after the minute in which a window would end"
    assert played.counts.refused <= 1
