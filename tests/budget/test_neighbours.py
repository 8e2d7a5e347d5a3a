"""What is known of others who spend from the same quota."""

import random

from miro_async.budget.neighbours import Neighbours

NS = 1_000_000_000
WINDOW = 60 * NS


def told_once_a_second(spent_a_second: int, seconds: int) -> tuple[Neighbours, int]:
    """Somebody spends at a steady rate; each answer comes 0.04 to 0.24 s after it was written."""
    neighbours = Neighbours(WINDOW)
    dice = random.Random(7)
    now = 0
    for second in range(1, seconds + 1):
        written = second * NS
        supply = 100_000 - spent_a_second * second
        now = written + int(dice.uniform(0.04, 0.24) * NS)
        neighbours.saw(supply, supply, written - NS // 10, now)
    return neighbours, now


def test_who_spends_much_within_a_window_is_reckoned_with_for_longer() -> None:
    neighbours, now = told_once_a_second(500, 20)
    neighbours.noticed(now)
    until = neighbours.seen_until
    neighbours.go_on(20_000, now + NS)
    assert neighbours.seen_until == until
    neighbours.go_on(5_000, now + NS)
    assert neighbours.seen_until == until + NS


def test_who_is_unknown_or_gone_is_not_reckoned_with_for_what_he_spent_once() -> None:
    neighbours, now = told_once_a_second(500, 20)
    neighbours.go_on(5_000, now)
    assert neighbours.seen_until < now
    neighbours.noticed(now)
    neighbours.go_on(5_000, now)
    until = neighbours.seen_until
    neighbours.go_on(5_000, now + 100 * NS)
    assert neighbours.seen_until == until
