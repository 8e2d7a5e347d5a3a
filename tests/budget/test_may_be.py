"""What a neighbour's rate may be, by what is told."""

from scheduler.may_be import may_be
from scheduler.worlds import STEADY


def test_nobody_knows_a_rate_to_the_credit_and_ours_is_near_where_it_may_be_known() -> None:
    found = may_be(STEADY, "first", 2, 1.0, 3.0)
    assert 0.5 < found.unknown < 50
    assert 0 < found.ours < 3
