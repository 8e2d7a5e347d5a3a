"""When others spent, where credits come back all the time."""

import random

import pytest

from miro_async.budget.falls import Falls

NS = 1_000_000_000
WINDOW = 60 * NS
LIMIT = 100_000
A_SECOND = LIMIT // 60


def told(theirs: list[float], *, seed: int) -> Falls:
    """Somebody else makes calls of 500, and four times a second an answer tells of them, but for what came back."""
    dice = random.Random(seed)
    falls = Falls(WINDOW)
    for quarter in range(4 * 12):
        sent = quarter / 4
        charged, trip = sent + dice.uniform(0.02, 0.12), dice.uniform(0.24, 0.4)
        low = 500 * sum(at <= charged for at in theirs) - int(A_SECOND * (charged - sent))
        falls.told(low, low + int(A_SECOND * trip / 2), int(sent * NS), int((sent + trip) * NS), LIMIT)
    return falls


@pytest.mark.parametrize("seed", range(20))
def test_a_call_that_is_told_in_dribbles_is_dated_once(seed: int) -> None:
    falls = told([5.0], seed=seed)
    assert abs(falls.quiet_since - 5 * NS) < 0.3 * NS
    assert falls.habits.most_within(1, LIMIT) == LIMIT, "nothing is known of a second one"


@pytest.mark.parametrize("seed", range(20))
def test_the_last_call_of_a_burst_is_told_from_those_before(seed: int) -> None:
    assert abs(told([5.0, 5.5, 6.0, 6.5], seed=seed).quiet_since - 6.5 * NS) < 0.4 * NS
