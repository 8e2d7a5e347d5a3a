"""Each window model against its formula, at its boundaries, and against a naive model that remembers everything."""

import itertools
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miro_async.emulator.windows import MODELS, AlignedWindow, FixedWindow, SlidingCounter, SlidingLog, TokenBucket

W = 60_000_000_000
S = 1_000_000_000
T0 = 1_767_225_600 * S + 7 * S  # seven seconds after a full minute


def test_fixed_window_opens_with_the_first_request_and_ends_one_window_later() -> None:
    model = FixedWindow(1_000, W)
    assert model.reset_ns(T0 - S) == T0 - S + W  # nothing is open: where a window opened now would end
    model.spend(400, T0)
    assert (model.available(T0 + W - 1), model.reset_ns(T0 + W - 1)) == (600, T0 + W)
    assert model.available(T0 + W) == 1_000
    model.spend(100, T0 + W + 5 * S)  # late: the next window counts from here
    assert model.reset_ns(T0 + W + 6 * S) == T0 + 2 * W + 5 * S


def test_aligned_window_ends_at_the_full_minute_of_the_server() -> None:
    model = AlignedWindow(1_000, W)
    model.spend(1_000, T0)
    assert (model.available(T0), model.reset_ns(T0)) == (0, T0 - 7 * S + W)
    assert model.available(T0 - 7 * S + W - 1) == 0
    assert model.available(T0 - 7 * S + W) == 1_000


def test_sliding_log_gives_each_credit_back_exactly_one_window_later() -> None:
    model = SlidingLog(1_000, W)
    model.spend(300, T0)
    model.spend(700, T0 + 10 * S)
    assert (model.available(T0 + W - 1), model.reset_ns(T0 + W - 1)) == (0, T0 + W)
    assert (model.available(T0 + W), model.reset_ns(T0 + W)) == (300, T0 + 10 * S + W)
    assert model.available(T0 + 10 * S + W) == 1_000


def test_sliding_counter_weighs_the_last_window_by_what_reaches_into_the_sliding_one() -> None:
    minute = T0 - 7 * S
    model = SlidingCounter(1_000, W)
    model.spend(900, minute)
    assert model.available(minute + W) == 100  # the last window still counts in full
    assert model.available(minute + W + W // 3) == 400
    assert model.available(minute + W + 1) == 100  # 100.000000015 credits are 100
    model.spend(50, minute + W + W // 2)
    assert model.available(minute + W + W // 2) == 1_000 - 50 - 450
    assert model.available(minute + 3 * W) == 1_000  # a whole window without a request in between
    assert model.reset_ns(minute + W + S) == minute + 2 * W


def test_token_bucket_is_full_at_first_and_refills_evenly() -> None:
    model = TokenBucket(1_000, W)
    assert (model.available(T0), model.reset_ns(T0)) == (1_000, T0)
    model.spend(1_000, T0)
    assert (model.available(T0), model.reset_ns(T0)) == (0, T0 + W)
    assert model.available(T0 + W // 1_000 - 1) == 0
    assert model.available(T0 + W // 1_000) == 1
    assert model.available(T0 + 10 * W) == 1_000


def test_a_charged_refusal_leaves_no_debt_in_a_token_bucket() -> None:
    model = TokenBucket(1_000, W)
    model.spend(5_000, T0)
    assert model.available(T0 + W // 2) == 500


@pytest.mark.parametrize("name", MODELS)
def test_a_lower_limit_holds_at_once_and_a_higher_one_too(name: str) -> None:
    model = MODELS[name](1_000, W)
    model.spend(400, T0)
    model.limit = 300
    assert model.available(T0) <= 0 or name == "token_bucket"
    assert model.available(T0) <= 300
    model.limit = 2_000
    model.spend(0, T0 + 2 * W)
    assert model.available(T0 + 4 * W) == 2_000


LIMIT = 1_000
Spent = list[tuple[int, int]]  # time and cost of what was admitted


def fixed(spent: Spent, now: int) -> Fraction:
    opened: int | None = None
    used = 0
    for at, cost in spent:
        if opened is None or at >= opened + W:
            opened, used = at, 0
        used += cost
    return Fraction(LIMIT - used if opened is not None and now < opened + W else LIMIT)


def aligned(spent: Spent, now: int) -> Fraction:
    return Fraction(LIMIT - sum(cost for at, cost in spent if at // W == now // W))


def sliding_log(spent: Spent, now: int) -> Fraction:
    return Fraction(LIMIT - sum(cost for at, cost in spent if at > now - W))


def sliding_counter(spent: Spent, now: int) -> Fraction:
    this = sum(cost for at, cost in spent if at // W == now // W)
    last = sum(cost for at, cost in spent if at // W == now // W - 1)
    return LIMIT - this - last * Fraction(W - now % W, W)


def token_bucket(spent: Spent, now: int) -> Fraction:
    level, before = Fraction(LIMIT), None
    for at, cost in [*spent, (now, 0)]:
        if before is not None:
            level = min(Fraction(LIMIT), level + Fraction(LIMIT * (at - before), W))
        level, before = level - cost, at
    return level


NAIVE: dict[str, Callable[[Spent, int], Fraction]] = {
    "fixed": fixed,
    "aligned": aligned,
    "sliding_log": sliding_log,
    "sliding_counter": sliding_counter,
    "token_bucket": token_bucket,
}

gaps = st.one_of(st.sampled_from([0, 1, W - 1, W, W + 1, 2 * W, W // 2]), st.integers(0, W // 4))
requests = st.lists(st.tuples(gaps, st.sampled_from([1, 50, 100, 500, 999, 1_000, 1_001])), max_size=40)


@pytest.mark.parametrize("name", MODELS)
@given(requests=requests)
def test_admits_exactly_what_the_naive_model_admits(name: str, requests: list[tuple[int, int]]) -> None:
    model, naive = MODELS[name](LIMIT, W), NAIVE[name]
    spent: Spent = []
    now = T0
    for gap, cost in requests:
        now += gap
        expected = naive(spent, now)
        assert model.available(now) == expected.numerator // expected.denominator
        if cost <= expected:
            model.spend(cost, now)
            spent.append((now, cost))
        assert model.reset_ns(now) >= now


@given(requests=requests)
def test_a_sliding_log_never_admits_more_than_the_limit_in_any_window(requests: list[tuple[int, int]]) -> None:
    model = SlidingLog(LIMIT, W)
    times = list(itertools.accumulate((gap for gap, _ in requests), initial=T0))[1:]
    admitted: Spent = []
    for now, (_, cost) in zip(times, requests, strict=True):
        if cost <= model.available(now):
            model.spend(cost, now)
            admitted.append((now, cost))
    for begin, _ in admitted:
        assert sum(cost for at, cost in admitted if begin <= at < begin + W) <= LIMIT


@pytest.mark.parametrize("name", ["sliding_log", "token_bucket"])
def test_models_without_windows_are_cut_every_window_from_the_first_request_on(name: str) -> None:
    model = MODELS[name](LIMIT, W)
    assert model.window_start(T0) == T0
    assert model.window_start(T0 + W - 1) == T0
    assert model.window_start(T0 + 3 * W + 5) == T0 + 3 * W
