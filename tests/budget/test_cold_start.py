"""Who comes to a quota that others have emptied finds out soon when there is something again."""

import pytest
from scheduler.laboratory import run
from scheduler.metrics import full_rate
from scheduler.servers import NS
from scheduler.world import server_of
from scheduler.worlds import USED

NEARLY_EMPTY, EMPTY = USED[-2:]


@pytest.mark.parametrize(("model", "seed"), [("wall", 5), ("wall", 7), ("counter", 4), ("counter", 11)])
def test_who_is_refused_at_first_asks_again_when_the_answer_says(model: str, seed: int) -> None:
    first = min(run(EMPTY, model, seed, 1.0).played.first_calls)[0]
    assert first <= server_of(EMPTY, model, seed).room_at(2_050, 0) + 2 * NS


@pytest.mark.parametrize("seed", [3, 8, 9, 11])
def test_a_rest_that_is_no_sum_of_costs_tells_that_it_grows(seed: int) -> None:
    played = run(EMPTY, "bucket", seed, 1.0).played
    assert sorted(played.first_calls)[9][0] <= 3 * NS, "not only after the minute in which a window would end"
    assert played.counts.refused <= 1


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5, 17])
def test_cheap_calls_do_not_wait_behind_a_dear_one_of_which_nobody_knows_when_it_may_go(seed: int) -> None:
    """Nor after a first call that was refused for what it costs: that was no promise broken."""
    done = run(EMPTY, "bucket", seed, 0.2)
    assert full_rate(done) <= 2
    assert done.played.counts.refused <= 1
    dear_went_at = min(call.submitted + call.took - call.trip for call in done.played.passed[0] if call.credits == 2000)
    assert dear_went_at <= 3 * NS, "which it is worth after 1.2 s, and the cheap ones are few"


def test_nor_while_dear_ones_are_under_way() -> None:
    """Two calls of 2,000 are among the first, and a third has to wait."""
    assert full_rate(run(NEARLY_EMPTY, "bucket", 6, 0.2)) <= 2
