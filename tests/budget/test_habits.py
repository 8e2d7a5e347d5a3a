"""What neighbours do after moments like this one."""

import pytest

from miro_async.budget.habits import Habits

NS = 1_000_000_000
WINDOW = 60 * NS
TENTH = NS // 10
NOBODY_KNOWS = 9_000


def bursts(habits: Habits, count: int = 20) -> int:
    """Four calls of 500 in a second and a half, and silence for four and a half; returns when the last burst ended."""
    at = 0
    for burst in range(count):
        for nth in range(4):
            at = burst * 6 * NS + nth * NS // 2
            habits.fell(500, at - TENTH, at)
    return at


def test_nothing_is_believed_before_anything_was_seen() -> None:
    habits = Habits(WINDOW)
    assert habits.to_leave(0, NS, NOBODY_KNOWS, 0) == NOBODY_KNOWS
    assert habits.unseen(0, NS, NOBODY_KNOWS, 0) == NOBODY_KNOWS


def test_in_a_silence_that_always_lasts_nothing_is_kept_at_the_end() -> None:
    habits = Habits(WINDOW)
    now = bursts(habits)
    assert habits.last_fall == now
    assert habits.to_leave(2 * NS, NS // 2, NOBODY_KNOWS, now) == 0
    assert habits.unseen(2 * NS, NS // 2, NOBODY_KNOWS, now) == 0


def test_within_a_burst_the_next_call_is_reckoned_with() -> None:
    habits = Habits(WINDOW)
    now = bursts(habits)
    assert habits.to_leave(TENTH, NS * 6 // 10, NOBODY_KNOWS, now) == 500
    assert habits.unseen(TENTH, NS, NOBODY_KNOWS, now) == 1_000


def test_a_burst_that_is_due_is_reckoned_with() -> None:
    habits = Habits(WINDOW)
    now = bursts(habits)
    assert habits.to_leave(4 * NS, NS * 6 // 10, NOBODY_KNOWS, now) == 500
    assert habits.unseen(4 * NS, NS * 12 // 10, NOBODY_KNOWS, now) == 1_000


def test_while_there_is_time_the_most_that_ever_fell_is_kept() -> None:
    habits = Habits(WINDOW)
    now = bursts(habits)
    assert habits.to_leave(2 * NS, 2 * NS, NOBODY_KNOWS, now) == 2_000


def test_a_fall_between_two_answers_is_not_taken_for_one_of_an_instant() -> None:
    habits = Habits(WINDOW)
    for second in range(0, 60, 2):
        habits.fell(1_000, second * NS - NS, second * NS)
    assert habits.most_within(NS * 9 // 10, NOBODY_KNOWS) == 0
    assert habits.most_within(NS, NOBODY_KNOWS) == 1_000


@pytest.mark.parametrize("silence", [0, 1, 3])
def test_who_comes_at_any_time_is_reckoned_with_at_any_time(silence: int) -> None:
    habits = Habits(WINDOW)
    at = 0
    for nth in range(60):
        at += (1 + nth * 7 % 11) * NS // 2
        habits.fell(500, at - TENTH, at)
    assert habits.unseen(silence * NS, NS, NOBODY_KNOWS, at) >= 500


def test_what_was_seen_a_few_times_only_is_not_believed() -> None:
    habits = Habits(WINDOW)
    now = bursts(habits, 3)
    assert habits.unseen(2 * NS, NS // 2, NOBODY_KNOWS, now) > 0


def test_old_habits_are_forgotten() -> None:
    habits = Habits(WINDOW)
    bursts(habits)
    for nth in range(400):
        at = 500 * NS + nth * NS
        habits.fell(100, at - TENTH, at)
    assert habits.most_within(2 * NS, NOBODY_KNOWS) <= 300
