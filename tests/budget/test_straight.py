"""Which straight lines go through what two answers told of others' spending, and which do not."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from miro_async.budget.straight import Straight, Told

NS = 1_000_000_000
LIMIT = 100_000
FINEST = LIMIT // 1024 + 1  # no answer is believed to tell the credits finer than that


@st.composite
def answers(draw: st.DrawFn) -> Told:
    """An answer to a call of the first ten seconds."""
    sent, trip = draw(st.integers(0, 10 * NS)), draw(st.integers(0, 5 * NS))
    low, width = draw(st.integers(-2_000, 2_000)), draw(st.integers(0, 300))
    back = draw(st.sampled_from([0, 3_000, LIMIT]))  # credits a minute
    return Told(0, sent, sent + trip, low, low + width, back, trip / NS, back * trip / NS / 60)


def slopes(first: Told, last: Told, credits: int) -> list[float]:
    """From each end of one call's way to each end of the other's, if others spent so many credits meanwhile."""
    return [
        (credits + more - less) * NS / (came - left)
        for came, more in ((last.sent, 0.0), (last.answered, last.returned))
        for left, less in ((first.sent, 0.0), (first.answered, first.returned))
    ]


@settings(max_examples=500)
@given(answers(), answers())
def test_of_two_calls_one_after_the_other_the_flattest_and_the_steepest_line_are_known(one: Told, two: Told) -> None:
    first, last = sorted((one, two))
    assume(first.answered < last.sent)
    line = Straight(LIMIT)
    steepest = max(slopes(first, last, last.high - first.low + FINEST))
    taken = line.takes(first) and line.takes(last)
    assert taken == (steepest >= 0)  # nobody spends less than nothing
    if taken:
        assert line.least == pytest.approx(max(0.0, min(slopes(first, last, last.low - first.high - FINEST))))
        assert line.most == pytest.approx(steepest)


@given(answers(), answers(), st.floats(0, 5_000), st.floats(0, 1), st.floats(0, 1))
def test_the_line_that_is_true_is_never_ruled_out(
    one: Told, two: Told, rate: float, charged_one: float, charged_two: float
) -> None:
    """Each call is charged at some time of its way, and others had spent by then what the line says."""
    line = Straight(LIMIT)
    for each, part in ((one, charged_one), (two, charged_two)):
        spent = round(rate * (each.sent / NS + part * each.trip) - part * each.returned)
        assert line.takes(each._replace(low=spent - each.width, high=spent + each.width))
    assert line.least <= rate <= line.most
