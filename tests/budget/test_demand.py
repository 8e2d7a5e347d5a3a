import pytest

from miro_async.budget.demand import Demand
from miro_async.budget.fair_queue import Priority

NS = 1_000_000_000


def test_the_rate_is_of_the_last_window_and_goes_with_it() -> None:
    demand = Demand(60 * NS)
    assert demand.rate(Priority.BATCH, 0) == 0
    for second in range(100, 160):
        demand.asked(Priority.BATCH, 200, second * NS)
    assert demand.rate(Priority.BATCH, 160 * NS) == pytest.approx(200, rel=0.05)
    assert demand.rate(Priority.NORMAL, 160 * NS) == 0
    assert demand.rate(Priority.BATCH, 300 * NS) == 0


def test_waits_are_told_by_class_and_forgotten_after_a_window() -> None:
    demand = Demand(60 * NS)
    demand.waited(Priority.NORMAL, 2 * NS, 100 * NS)
    demand.waited(Priority.NORMAL, 4 * NS, 110 * NS)
    demand.waited(Priority.BATCH, 9 * NS, 131 * NS)
    assert demand.waits(Priority.NORMAL, 131 * NS) == (2, 3.0, 4.0)
    assert demand.waits(Priority.BATCH, 131 * NS) == (1, 9.0, 9.0)
    assert demand.waits(Priority.NORMAL, 165 * NS) == (0, 0.0, 0.0)
    assert demand.waits(Priority.BATCH, 165 * NS) == (1, 9.0, 9.0)


def test_one_dear_call_more_is_not_taken_for_a_new_habit() -> None:
    demand = Demand(60 * NS)
    for second in range(0, 600, 2):
        demand.asked(Priority.NORMAL, 200, second * NS)
    demand.asked(Priority.NORMAL, 6_000, 600 * NS)
    assert demand.rate(Priority.NORMAL, 601 * NS) <= 220
    assert demand.rate(Priority.NORMAL, 700 * NS) == 0
