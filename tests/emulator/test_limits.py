from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miro_async.emulator.clock import Clock
from miro_async.emulator.limits import Decision, Limits, ModelName, QuotaKey, ResetFormat, rate_headers
from miro_async.emulator.virtual_time import run
from miro_async.errors import ConfigurationError

ME = QuotaKey("user", "app")
S = 1_000_000_000


def in_virtual_time(test: Callable[[], None]) -> None:
    async def main() -> None:
        test()

    run(main())


def test_a_request_that_does_not_fit_is_refused_and_free() -> None:
    def check() -> None:
        limits = Limits(Clock(), ME, limit=100)
        assert limits.charge(ME, 60)[:4] == (True, 60, 100, 40)
        assert limits.charge(ME, 60)[:4] == (False, 0, 100, 40)
        assert limits.charge(ME, 40)[:4] == (True, 40, 100, 0)

    in_virtual_time(check)


@pytest.mark.parametrize("model", ["fixed", "aligned", "sliding_log", "sliding_counter", "token_bucket"])
def test_a_charged_refusal_takes_what_it_asked_for(model: ModelName) -> None:
    def check() -> None:
        limits = Limits(Clock(epoch=1_800_000_000), ME, limit=100, model=model, charge_429=True)
        limits.charge(ME, 60)
        assert limits.charge(ME, 60)[:4] == (False, 60, 100, 0)
        assert not limits.charge(ME, 1).admitted

    in_virtual_time(check)


def test_users_and_apps_have_quotas_of_their_own() -> None:
    def check() -> None:
        limits = Limits(Clock(), ME, limit=100)
        limits.charge(ME, 100)
        assert limits.charge(QuotaKey("user", "other app"), 100).admitted
        assert limits.charge(QuotaKey("other user", "app"), 100).admitted
        assert not limits.charge(ME, 1).admitted

    in_virtual_time(check)


def test_a_neighbour_spends_from_the_same_quota_and_is_refused_like_anybody() -> None:
    def check() -> None:
        clock = Clock()
        limits = Limits(clock, ME, limit=100, window=10)
        assert limits.spend(70)
        assert not limits.spend(40)
        assert limits.charge(ME, 30).remaining == 0
        (window,) = limits.windows()
        assert (window.credits, window.foreign, window.calls, window.denied) == (30, 70, 1, 0)
        clock.advance(10)
        assert limits.peek().remaining == 100

    in_virtual_time(check)


def test_windows_tell_credits_calls_and_refusals_one_by_one() -> None:
    def check() -> None:
        clock = Clock(epoch=1_000.25)
        limits = Limits(clock, ME, limit=100, window=10)
        for cost in (50, 50, 50):
            limits.charge(ME, cost)
        clock.advance(25)
        limits.charge(ME, 20)
        first, second = limits.windows()
        assert [first.start, second.start] == pytest.approx([1_000.25, 1_025.25], abs=1e-4)
        assert (first.credits, first.calls, first.denied) == (100, 2, 1)
        assert second.utilisation == 0.2

    in_virtual_time(check)


def test_another_limit_holds_without_notice() -> None:
    def check() -> None:
        limits = Limits(Clock(), ME, limit=100)
        limits.charge(ME, 50)
        limits.limit = 40
        assert limits.charge(ME, 1)[:4] == (False, 0, 40, 0)
        limits.limit = 200
        assert limits.charge(ME, 150)[:4] == (True, 150, 200, 0)

    in_virtual_time(check)


def test_another_model_starts_afresh() -> None:
    def check() -> None:
        clock = Clock(epoch=1_200.0)
        limits = Limits(clock, ME, limit=100)
        limits.charge(ME, 100)
        limits.model = "sliding_log"
        assert limits.charge(ME, 60).admitted
        clock.advance(30)
        limits.charge(ME, 40)
        clock.advance(30.1)
        assert limits.peek().remaining == 60

    in_virtual_time(check)


def test_wall_clock_windows_end_at_the_full_minute_of_the_skewed_clock() -> None:
    def check() -> None:
        clock = Clock(epoch=1_200.0, skew=-7.3)
        limits = Limits(clock, ME, limit=100, model="aligned")
        assert limits.charge(ME, 100).reset_ns == 1_200 * S
        clock.advance(7.2)
        assert not limits.charge(ME, 1).admitted
        clock.advance(0.1)
        assert limits.charge(ME, 1).admitted

    in_virtual_time(check)


def test_a_clock_that_is_set_moves_no_window() -> None:
    def check() -> None:
        clock = Clock(epoch=1_200.0)
        limits = Limits(clock, ME, limit=100)
        limits.charge(ME, 100)
        clock.step(3_600)
        assert not limits.charge(ME, 1).admitted
        clock.step(-7_200)
        clock.advance(60)
        assert limits.charge(ME, 1).admitted

    in_virtual_time(check)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("ceil", "1260"),
        ("floor", "1259"),
        ("exact", "1259.000000001"),
        ("milliseconds", "1259001"),
        ("relative", "60"),
    ],
)
def test_reset_is_written_as_the_setting_says(form: ResetFormat, expected: str) -> None:
    decision = Decision(True, 0, 100, 7, 1_259 * S + 1)
    headers = rate_headers(decision, 1_199 * S + 2, 0, form)
    assert headers == {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "7", "X-RateLimit-Reset": expected}


@given(reset=st.integers(0, 10**19), ahead=st.integers(-(10**12), 10**12))
def test_a_client_that_waits_for_the_announced_second_never_comes_too_early(reset: int, ahead: int) -> None:
    announced = int(rate_headers(Decision(True, 0, 1, 0, reset), 0, ahead, "ceil")["X-RateLimit-Reset"])
    assert 0 <= announced * S - (reset + ahead) < S


@pytest.mark.parametrize(
    "settings",
    [{"limit": 0}, {"limit": True}, {"limit": 1.5}, {"window": 0}, {"window": float("nan")}, {"model": "leaky"}],
)
def test_bad_settings_are_named(settings: dict[str, object]) -> None:
    (name,) = settings
    with pytest.raises(ConfigurationError, match=name):
        Limits(Clock(), ME, **settings)  # type: ignore[arg-type]  # the wrong types are the test
