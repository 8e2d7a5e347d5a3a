import asyncio
import time

import pytest

from miro_async.emulator.clock import VIRTUAL_EPOCH, Clock
from miro_async.emulator.virtual_time import run
from miro_async.errors import ConfigurationError


def test_the_clock_moves_with_the_virtual_loop() -> None:
    clock = Clock()

    async def main() -> tuple[float, float]:
        start = clock.now()
        await asyncio.sleep(90.5)
        return start, clock.now()

    start, end = run(main())
    assert start == VIRTUAL_EPOCH
    assert end - start == pytest.approx(90.5, abs=1e-4)


def test_loops_one_after_another_continue_the_same_time() -> None:
    clock = Clock(epoch=1_000.0)

    async def wait(seconds: float) -> float:
        clock.now()
        await asyncio.sleep(seconds)
        return clock.now()

    async def look() -> float:
        return clock.now()

    run(look())
    first = run(wait(10), start=500.0)
    second = run(wait(5))
    assert second - first == pytest.approx(5, abs=1e-4)
    assert clock.now() == pytest.approx(second, abs=1e-4)  # outside of a loop it stands where the last one left it


def test_real_time_before_a_virtual_loop_does_not_count() -> None:
    clock = Clock(epoch=1_000.0)
    clock.advance(5)
    until = time.monotonic() + 0.01
    while time.monotonic() < until:
        pass

    async def look() -> float:
        return clock.now()

    assert run(look()) == pytest.approx(1_005.0, abs=1e-6)


def test_outside_of_a_loop_it_is_the_wall_clock_with_the_skew() -> None:
    assert Clock(skew=-3600).now() == pytest.approx(time.time() - 3600, abs=2)


def test_advance_lets_time_pass_and_tells_who_listens() -> None:
    clock = Clock()
    told: list[float] = []

    async def main() -> None:
        clock.on_advance(lambda: told.append(clock.now()))
        before = clock.steady_ns()
        clock.advance(60)
        assert (clock.steady_ns() - before) / 1e9 == pytest.approx(60, abs=1e-4)
        with pytest.raises(ValueError, match="backwards"):
            clock.advance(-1)

    run(main())
    assert told == [pytest.approx(VIRTUAL_EPOCH + 60, abs=1e-4)]


def test_step_sets_the_clock_and_leaves_the_steady_scale_alone() -> None:
    clock = Clock()

    async def main() -> None:
        steady, now = clock.steady_ns(), clock.now()
        clock.step(-3.5)
        assert clock.now() - now == pytest.approx(-3.5, abs=1e-4)
        assert clock.steady_ns() == pytest.approx(steady, abs=1e5)

    run(main())


def test_http_date_is_that_of_the_host_that_answers() -> None:
    clock = Clock(epoch=VIRTUAL_EPOCH, skew=2)

    async def main() -> None:
        assert clock.http_date() == "Thu, 01 Jan 2026 00:00:02 GMT"
        assert clock.http_date(offset=1.0) == "Thu, 01 Jan 2026 00:00:03 GMT"

    run(main())


@pytest.mark.parametrize("seconds", [1e12, -1e12, float("inf"), float("nan")])
def test_a_time_without_a_date_is_refused(seconds: float) -> None:
    clock = Clock(epoch=0)
    for refused in (lambda: Clock(skew=seconds), lambda: Clock(epoch=seconds), lambda: clock.step(seconds)):
        with pytest.raises(ConfigurationError, match="epoch seconds"):
            refused()
    assert clock.http_date() == "Thu, 01 Jan 1970 00:00:00 GMT"
