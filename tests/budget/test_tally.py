"""On a weighted counter what was spent in a window comes back evenly in the next one, and Reset tells what was."""

import pytest
from scheduler.play import Play, play
from scheduler.policies import ours
from scheduler.servers import NS
from scheduler.worlds import REVERSED, SLOW

from miro_async.budget import Budget
from miro_async.budget.tally import Tally
from miro_async.wire import RateLimit

WINDOW_NS = 60 * NS


@pytest.mark.parametrize(("seed", "credits"), [(2, 466_000), (4, 394_000), (7, 418_000)])
def test_answers_in_reverse_order_cost_hardly_anything_of_a_counter(seed: int, credits: int) -> None:
    counts = play(REVERSED, "counter", seed, ours, 4.0).counts
    assert counts.own >= credits
    assert counts.refused == 0, "nor does what comes back count twice when a window turns out to have ended before"


def test_how_long_an_answer_takes_says_nothing_of_how_soon_a_call_is_charged() -> None:
    assert play(SLOW, "counter", 5, ours, 8.0).counts.own >= 828_000, "until the very end of each window"


def test_an_answer_that_comes_late_counts_in_the_window_in_which_its_call_was_charged() -> None:
    tally = Tally(WINDOW_NS)
    tally.told(100, 100, 100, 1060)
    tally.told(100, 100, 500, 1060)  # 300 credits were answered between, and nobody asked them
    tally.told(50, 50, 550, 1120)
    assert tally.came_before(1120) == 500
    tally.told(200, 200, 750, 1060)
    assert tally.came_before(1120) == 700
    assert tally.came_before(1121) == 700, "hosts may differ by a second"


def test_of_a_window_that_nobody_saw_nothing_comes_back() -> None:
    tally = Tally(WINDOW_NS)
    tally.told(100, 100, 100, 1060)
    assert tally.came_before(1120) == 0, "no answer has told of that one"
    tally.told(100, 100, 200, 1180)
    assert tally.came_before(1180) == 0, "one was left out"


def test_what_was_refused_comes_back_for_nobody() -> None:
    tally = Tally(WINDOW_NS)
    tally.told(100, 100, 100, 1060)
    tally.told(2000, 0, 2100, 1060)
    tally.told(100, 100, 2200, 1120)
    assert tally.came_before(1120) == 100


def test_what_was_spent_early_in_a_window_is_held_by_a_counter_until_it_comes_back_evenly() -> None:
    tally = Tally(WINDOW_NS)
    tally.told(60_000, 60_000, 60_000, 1060)
    tally.told(500, 500, 60_500, 1120)
    assert tally.weighted(RateLimit(reset=1120, date=1065)) == 500 + 55_000
    assert tally.weighted(RateLimit(reset=1120)) == 500 + 60_000, "nobody tells how late it is"
    assert tally.weighted(RateLimit(reset=1122, date=1065)) == 0, "no window ends later than it did"


def test_who_spends_a_first_window_early_is_not_taken_for_two_on_a_counter() -> None:
    course: list[tuple[int, float]] = []

    def look(run: Play) -> None:
        budget = run.policy
        assert isinstance(budget, Budget)
        run.every(1.0, lambda: course.append((budget.snapshot().foreign, budget.snapshot().foreign_rate)))

    play(REVERSED, "counter", 4, ours, 2.5, watchers=(look,))
    assert set(course) == {(0, 0.0)}
