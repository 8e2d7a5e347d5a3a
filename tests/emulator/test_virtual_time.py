import asyncio
import time

import pytest

from miro_async.emulator import virtual_time


def test_an_hour_of_sleep_takes_no_real_time() -> None:
    async def main() -> float:
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time()

    started = time.perf_counter()
    assert virtual_time.run(main(), start=5.0) == pytest.approx(3605.0, abs=1e-3)
    assert time.perf_counter() - started < 5


def test_timers_fire_in_order_and_at_their_times() -> None:
    async def main() -> list[tuple[int, float]]:
        loop = asyncio.get_running_loop()
        fired: list[tuple[int, float]] = []

        def fire(number: int) -> None:
            fired.append((number, loop.time()))

        for number, delay in enumerate((0.3, 0.1, 0.2, 0.1)):
            loop.call_later(delay, fire, number)
        await asyncio.sleep(1)
        return fired

    fired = virtual_time.run(main())
    assert [number for number, _ in fired] == [1, 3, 2, 0]
    assert [at for _, at in fired] == pytest.approx([0.1, 0.1, 0.2, 0.3], abs=1e-4)


@pytest.mark.parametrize("start", [0.0, 129.0, 1e6, 1.7e9])
def test_rescheduling_until_a_moment_has_passed_gets_there(start: float) -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        end = loop.time() + 0.1
        turns = 0
        while loop.time() < end:
            turns += 1
            await asyncio.sleep(max(0.0, end - loop.time() - 1e-9))
        return turns

    assert virtual_time.run(main(), start=start) < 100


def test_a_program_that_only_yields_sees_time_pass() -> None:
    async def main() -> float:
        for _ in range(1000):
            await asyncio.sleep(0)
        return asyncio.get_running_loop().time()

    assert virtual_time.run(main()) > 0


def test_the_clock_stands_still_while_a_thread_works() -> None:
    def work() -> int:
        time.sleep(0.05)
        return 7

    async def main() -> tuple[int, float]:
        loop = asyncio.get_running_loop()
        before = loop.time()
        async with asyncio.timeout(0.01):  # far less than the thread takes in real time
            value = await asyncio.to_thread(work)
        return value, loop.time() - before

    value, passed = virtual_time.run(main())
    assert value == 7
    assert passed < 0.001


def test_waiting_for_what_cannot_happen_is_an_error() -> None:
    async def main() -> None:
        await asyncio.Event().wait()

    with pytest.raises(RuntimeError, match="deadlock"):
        virtual_time.run(main())


def test_two_runs_take_the_same_turns() -> None:
    async def main() -> list[float]:
        loop = asyncio.get_running_loop()
        times: list[float] = []

        async def worker(number: int) -> None:
            for step in range(20):
                await asyncio.sleep((number * 7 + step * 3) % 11 / 10)
                times.append(loop.time())

        await asyncio.gather(*(worker(number) for number in range(10)))
        return times

    assert virtual_time.run(main()) == virtual_time.run(main())
