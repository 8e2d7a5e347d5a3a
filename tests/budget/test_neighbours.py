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


def beside_a_neighbour_who_goes_on(seconds: int, then: int) -> tuple[Neighbours, int]:
    """He spends 500 a second on a sliding log: after a minute as much comes back as he takes; then he takes more."""
    neighbours = Neighbours(WINDOW)
    now = 0
    for half_second in range(2 * (seconds + then)):
        now = half_second * NS // 2
        supply = 100_000 - 250 * min(half_second, 120) - 1000 * max(0, half_second - 2 * seconds)
        neighbours.saw(supply, supply, now - NS // 10, now)
    return neighbours, now


def test_who_takes_what_comes_back_to_him_takes_little_more_for_however_long() -> None:
    neighbours, now = beside_a_neighbour_who_goes_on(60, 0)
    assert neighbours.depth(NS // 2, now) >= neighbours.drawdown(30 * NS)  # there may be no end to it
    neighbours, now = beside_a_neighbour_who_goes_on(150, 0)
    assert neighbours.drawdown(30 * NS) > 10_000
    assert 125 <= neighbours.depth(NS // 2, now) <= 1000  # at least half of what he takes in that time


def test_who_takes_more_than_ever_has_no_bound() -> None:
    neighbours, now = beside_a_neighbour_who_goes_on(150, 20)
    assert neighbours.depth(NS // 2, now) >= neighbours.drawdown(30 * NS)


def test_what_was_given_back_by_a_neighbour_may_be_taken_by_him_again() -> None:
    neighbours, now = beside_a_neighbour_who_goes_on(150, 0)
    neighbours.saw(75_000, 75_000, now, now + NS)  # he rests, and 5,000 more are free
    assert neighbours.depth(NS // 2, now + NS) >= 5000


def test_what_a_neighbour_left_free_for_some_windows_is_kept_for_him_no_longer_though_nothing_else_moves() -> None:
    neighbours, now = beside_a_neighbour_who_goes_on(150, 0)
    rests_since = now
    for half_second in range(1, 9 * 60):
        now = rests_since + half_second * NS // 2
        neighbours.saw(75_000, 75_000, now - NS // 10, now)
        if now - rests_since <= 2 * WINDOW:
            assert neighbours.depth(NS // 2, now) >= 5000
            assert neighbours.unseen(NS // 2, now) >= 250, "he may call at any moment"
    assert neighbours.depth(NS // 2, now) == neighbours.unseen(NS // 2, now) == 0


def test_the_lower_bound_with_which_the_level_begins_is_not_kept_for_anybody() -> None:
    neighbours, now = Neighbours(WINDOW), 0
    for half_second in range(1, 150):
        now = half_second * NS // 2
        neighbours.saw(80_000 if half_second > 1 else 71_000, 80_000, now, now)  # a call that flew with many others
    assert neighbours.depth(NS // 2, now) == neighbours.unseen(NS // 2, now) == 0


def test_what_is_given_back_once_the_level_is_known_is_kept_though_it_never_fell() -> None:
    neighbours, now = Neighbours(WINDOW), 0
    for half_second in range(1, 150):
        now = half_second * NS // 2
        neighbours.saw(80_000 if half_second < 140 else 85_000, 85_000, now, now)
    assert neighbours.depth(NS // 2, now) >= 5000


def test_who_is_suspected_and_shows_himself_again_is_reckoned_with_for_longer() -> None:
    neighbours = Neighbours(WINDOW)
    reckoned_with: dict[float, bool] = {}
    neighbours.suspected(NS)
    for half_second in range(2, 40):
        now = half_second * NS // 2
        supply = 100_000 if now < 6 * NS else 99_500
        neighbours.saw(supply, supply, now - NS // 10, now)
        reckoned_with[half_second / 2] = now < neighbours.seen_until
    assert reckoned_with[12]  # more than an eighth of a window after he was suspected, and less after he was seen
    assert not reckoned_with[15]
