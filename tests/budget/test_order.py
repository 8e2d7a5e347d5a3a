"""In which order calls were charged that were under way at the same time."""

import random
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduler.servers import MODELS, NS

from miro_async.budget.order import Charged, Order

LIMIT = 100_000
WINDOW = 60 * NS


class Run(NamedTuple):
    """Our calls, what the supply really was when each was charged, and how wide the brackets were at first."""

    calls: list[Charged]
    truth: list[int]
    widths: list[int]


def played(model: str, seed: int) -> Run:
    """Two seconds of calls of ours and of somebody else, and what the account makes of the answers."""
    dice = random.Random(seed)
    server = MODELS[model](LIMIT, WINDOW, 0)
    server.charge(30_000, 0)
    trips = sorted(
        (sent + dice.randrange(NS // 10), sent, dice.choice((50, 100, 500, 2000)))
        for sent in (dice.randrange(2 * NS) for _ in range(60))
    )
    others = [(dice.randrange(2 * NS), -1, 500) for _ in range(6)]
    calls: list[Charged] = []
    truth: list[int] = []
    own = 0
    for charged, sent, cost in sorted([*trips, *others]):
        assert server.request(cost, charged)
        if sent >= 0:
            own += cost
            left = server.remaining(charged)
            calls.append(Charged(sent, charged + dice.randrange(1, NS // 5), cost, left, left, left))
            truth.append(left + own)
    for call in calls:
        call.low += call.cost + sum(each.cost for each in calls if each.came <= call.sent)
        call.high += sum(each.cost for each in calls if each.sent <= call.came)
    return Run(calls, truth, [call.high - call.low for call in calls])


@given(model=st.sampled_from(["first", "bucket"]), seed=st.integers(0, 10_000))
def test_what_is_narrowed_still_holds_the_truth(model: str, seed: int) -> None:
    run, order = played(model, seed), Order(WINDOW)
    for call in sorted(run.calls, key=lambda each: each.came):
        assert call in order.answered(call, LIMIT if model == "bucket" else 0)
    for call, supply, width in zip(run.calls, run.truth, run.widths, strict=True):
        assert call.low <= supply <= call.high
        assert call.high - call.low <= width


def test_in_a_fixed_window_it_is_known_to_the_credit() -> None:
    run, order = played("first", 1), Order(WINDOW)
    assert max(run.widths) > 2000
    for call in sorted(run.calls, key=lambda each: each.came):
        list(order.answered(call, 0))
    assert [call.low for call in run.calls] == [call.high for call in run.calls] == run.truth


def test_in_a_bucket_dear_calls_have_their_place() -> None:
    run, order = played("bucket", 1), Order(WINDOW)
    for call in sorted(run.calls, key=lambda each: each.came):
        list(order.answered(call, LIMIT))
    assert sum(call.high - call.low for call in run.calls) < sum(run.widths) / 2


@pytest.mark.parametrize("forgotten", [True, False])
def test_a_call_of_the_window_before_is_not_held_against_one_of_this(forgotten: bool) -> None:
    order = Order(WINDOW)
    before, after = Charged(0, 3, 500, 1000, 1500, 2000), Charged(1, 4, 500, 99_500, 100_000, 100_500)
    list(order.answered(before, 0))
    if forgotten:
        order.clear()
    assert list(order.answered(after, 0)) == ([after] if forgotten else [before, after])


def test_a_call_that_was_refused_has_no_place() -> None:
    order = Order(WINDOW)
    one, refused = Charged(0, 3, 500, 1000, 1500, 2000), Charged(1, 4, 0, 1000, 1500, 2000)
    list(order.answered(one, 0))
    assert list(order.answered(refused, 0)) == [refused]
    assert (one.low, one.high) == (1500, 2000)
