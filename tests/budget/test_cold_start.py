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
