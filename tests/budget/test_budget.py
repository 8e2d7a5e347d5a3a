import asyncio
import math
import random
from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quota_simulation import Link, call, mixed_load, server_of
from scheduler.servers import NS, Server

from miro_async import Miro, endpoints
from miro_async.budget import Budget, Priority, Quota, Reservation
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import ConfigurationError, DeadlineExceeded, InvalidArgument, QueueFull
from miro_async.wire import RateLimit


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main, start=1000.0)


async def opened(remaining: int, *, max_waiting: int = 1000) -> Budget:
    """A budget that has heard that so much remains, and that the window ends in a minute."""
    budget = Budget(Quota(max_waiting=max_waiting))
    reservation = await budget.reserve(50)
    reservation.sent()
    reservation.settle(200, RateLimit(100_000, remaining, 1060, 1000))
    reservation.close()
    return budget


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": -5}, "limit"),
        ({"limit": 1.5}, "limit"),
        ({"limit": True}, "limit"),
        ({"window": 0}, "window"),
        ({"window": -1.0}, "window"),
        ({"window": math.nan}, "window"),
        ({"window": math.inf}, "window"),
        ({"window": "60"}, "window"),
        ({"max_waiting": -1}, "max_waiting"),
    ],
)
def test_a_quota_out_of_range_is_refused_by_name(arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"Quota\.{field}"):
        Quota(**arguments)


def test_the_life_of_a_reservation() -> None:
    async def main() -> None:
        budget = await opened(1000)
        reservation = budget.try_reserve(300)
        assert reservation is not None
        assert (budget.snapshot().remaining, budget.snapshot().reserved) == (700, 300)
        reservation.sent()
        assert (budget.snapshot().reserved, budget.snapshot().in_flight) == (0, 300)
        reservation.settle(200, RateLimit(100_000, 700, 1060, 1000))
        reservation.close()
        state = budget.snapshot()
        assert (state.remaining, state.in_flight, state.spent, state.unknown) == (700, 0, 350, 0)
        assert state.resets_in == pytest.approx(60, abs=0.1)

    run(main())


def test_closing_unsent_refunds_at_once_and_once() -> None:
    async def main() -> None:
        budget = await opened(1000)
        reservation = budget.try_reserve(1000)
        assert reservation is not None
        assert budget.try_reserve(50) is None
        reservation.close()
        reservation.close()
        assert budget.snapshot().remaining == 1000
        with pytest.raises(RuntimeError):
            reservation.sent()

    run(main())


def test_a_refund_wakes_who_waits_in_the_same_tick() -> None:
    async def main() -> None:
        budget = await opened(1000)
        first = budget.try_reserve(1000)
        assert first is not None
        waiting = asyncio.ensure_future(budget.reserve(600))
        await asyncio.sleep(0.5)
        assert not waiting.done()
        first.close()
        assert budget.snapshot().waiting == 0
        assert (await waiting).waited == pytest.approx(0.5, abs=0.01)

    run(main())


def test_a_call_cancelled_after_sending_stays_charged_until_answers_tell() -> None:
    async def main() -> None:
        budget = await opened(1000)
        reservation = budget.try_reserve(400)
        assert reservation is not None
        reservation.sent()
        reservation.close()
        assert (budget.snapshot().unknown, budget.snapshot().remaining) == (400, 600)
        await asyncio.sleep(10)
        assert budget.snapshot().unknown == 0
        probe = budget.try_reserve(50)
        assert probe is not None
        probe.sent()
        probe.settle(200, RateLimit(100_000, 950, 1060, 1010))  # it was never charged
        assert budget.snapshot().remaining == 950

    run(main())


@pytest.mark.parametrize("date", [1000, 1_700_000_000, 4_000_000_000])
def test_the_end_of_the_window_is_told_by_the_servers_clock_alone(date: int) -> None:
    async def main() -> None:
        budget = Budget()
        reservation = await budget.reserve(50)
        reservation.sent()
        reservation.settle(200, RateLimit(100_000, 99_950, date + 20, date))
        assert budget.snapshot().resets_in == pytest.approx(20, abs=0.1)

    run(main())


def test_a_new_window_is_known_by_its_reset_though_little_came_back() -> None:
    async def main() -> None:
        budget = Budget()
        for reset, seconds in ((None, 35), (1090, 0)):
            reservation = await budget.reserve(50)
            reservation.sent()
            reservation.settle(200, RateLimit(100_000, 99_950, reset, int(asyncio.get_running_loop().time())))
            await asyncio.sleep(seconds)
        assert budget.snapshot().resets_in == pytest.approx(55, abs=0.1)

    run(main())


def test_every_repetition_of_a_call_is_charged() -> None:
    async def main() -> None:
        emulator = Emulator(faults=[Fault(kind="error", status=503, times=2)])
        board = emulator.world.create_board(name="b")["id"]
        async with Miro(emulator.token, transport=emulator.transport(), quota_key="repetitions") as miro:
            exchange = await miro.exchange(endpoints.boards.get(board))
            assert exchange.attempts == 3
            assert miro.budget.snapshot().spent == exchange.credits == 3 * 50

    run(main())


def test_credits_are_whole_numbers_wherever_they_are_shown() -> None:
    async def main() -> None:
        budget = Budget(Quota(limit=10_000, window=10.0))
        link = Link(server_of("first", 10_000, 10.0), 7)
        await mixed_load(budget, link, 12)
        lost = await budget.reserve(50)
        lost.sent()
        lost.close()
        waiting = asyncio.ensure_future(budget.reserve(10_000))
        await asyncio.sleep(0)
        state = budget.snapshot()
        shown = [state.limit, state.remaining, state.reserved, state.in_flight, state.unknown, state.spent]
        shown += [state.foreign, state.waiting_credits]
        assert [type(credits) for credits in shown] == [int] * len(shown)
        assert state.spent > 10_000
        waiting.cancel()

    run(main())


@pytest.mark.parametrize("cost", [0, -50, 100_001])
def test_a_cost_that_cannot_be_served_is_refused(cost: int) -> None:
    async def main() -> None:
        budget = Budget()
        with pytest.raises(InvalidArgument):
            budget.try_reserve(cost)
        with pytest.raises(InvalidArgument):
            await budget.reserve(cost)

    run(main())


@pytest.mark.parametrize(
    ("field", "delay", "deadline"), [("delay", -1.0, None), ("delay", math.nan, None), ("deadline", 0.0, math.nan)]
)
def test_times_that_make_no_sense_are_refused(field: str, delay: float, deadline: float | None) -> None:
    async def main() -> None:
        with pytest.raises(InvalidArgument) as caught:
            await Budget().reserve(50, delay=delay, deadline=deadline)
        assert caught.value.field == field

    run(main())


def test_nobody_barges() -> None:
    async def main() -> None:
        budget = await opened(1000)
        large = asyncio.ensure_future(budget.reserve(2000))
        await asyncio.sleep(0)
        assert budget.try_reserve(50) is None, "a smaller newcomer waits behind the larger elder"
        assert budget.try_reserve(50, priority=Priority.INTERACTIVE) is not None, "unless it is more urgent"
        large.cancel()
        await asyncio.gather(large, return_exceptions=True)
        assert budget.try_reserve(50) is not None

    run(main())


def test_the_queue_is_bounded() -> None:
    async def main() -> None:
        budget = await opened(0, max_waiting=3)
        waiting = [asyncio.ensure_future(budget.reserve(50)) for _ in range(3)]
        await asyncio.sleep(0)
        with pytest.raises(QueueFull) as caught:
            await budget.reserve(50)
        assert (caught.value.waiting, caught.value.limit) == (3, 3)
        assert budget.snapshot().waiting == 3
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert budget.snapshot().waiting == 0

    run(main())


def test_a_hopeless_deadline_is_refused_at_once() -> None:
    async def main() -> None:
        budget = await opened(100)
        loop = asyncio.get_running_loop()
        started = loop.time()
        with pytest.raises(DeadlineExceeded) as caught:
            await budget.reserve(2000, deadline=5.0)
        assert loop.time() == pytest.approx(started, abs=1e-3)
        assert caught.value.needed == pytest.approx(60, abs=1)
        assert caught.value.deadline == 5.0
        assert (budget.snapshot().remaining, budget.snapshot().waiting) == (100, 0)
        assert (await budget.reserve(100, deadline=0.0)).credits == 100

    run(main())


def test_a_deadline_that_passes_in_the_queue_ends_the_wait_then() -> None:
    async def main() -> None:
        budget = await opened(500)
        blocker = budget.try_reserve(500)
        assert blocker is not None
        blocker.sent()
        loop = asyncio.get_running_loop()
        started = loop.time()
        task = asyncio.ensure_future(budget.reserve(500, deadline=70.0))
        await asyncio.sleep(1)
        budget.pause(100)
        with pytest.raises(DeadlineExceeded):
            await task
        assert loop.time() - started == pytest.approx(70, abs=0.1)
        assert budget.snapshot().waiting == 0

    run(main())


def test_a_pause_holds_everybody_and_the_longest_counts() -> None:
    async def main() -> None:
        budget = await opened(50_000)
        budget.pause(10)
        budget.pause(3)
        assert budget.try_reserve(50, priority=Priority.INTERACTIVE) is None
        assert budget.snapshot().paused_for == pytest.approx(10, abs=0.01)
        assert (await budget.reserve(50)).waited == pytest.approx(10, abs=0.1)

    run(main())


def test_a_retry_waits_for_its_backoff_and_then_goes_first() -> None:
    async def main() -> None:
        budget = await opened(0)
        order: list[str] = []

        async def one(name: str, *, delay: float = 0.0) -> None:
            reservation = await budget.reserve(50, delay=delay)
            order.append(name)
            reservation.sent()
            await asyncio.sleep(0.1)
            reservation.settle(200, RateLimit(100_000, 99_950 - 50 * len(order), 1120, 1061))
            reservation.close()

        await asyncio.gather(one("first"), one("second"), one("retry", delay=2.0))
        assert order == ["retry", "first", "second"]
        assert (await budget.reserve(50, delay=3.0)).waited == pytest.approx(3.0, abs=0.1)

    run(main())


def test_a_full_budget_serves_a_job_at_once_and_tells_how_long_a_large_one_takes() -> None:
    async def main() -> None:
        budget = await opened(100_000 - 50)
        assert budget.estimate(50_000).seconds == 0
        assert budget.estimate(150_000).seconds == pytest.approx(60, abs=1)
        assert budget.estimate(350_000).seconds == pytest.approx(180, abs=1)
        grants = [budget.try_reserve(100) for _ in range(999)]
        assert all(isinstance(grant, Reservation) for grant in grants)

    run(main())


@given(
    seed=st.integers(0, 2**32),
    moments=st.lists(st.tuples(st.integers(0, 39), st.floats(0, 3.0)), max_size=40),
)
@settings(deadline=None, max_examples=25)
def test_cancelled_at_any_point_no_credit_is_lost_and_nobody_is_stuck(
    seed: int, moments: list[tuple[int, float]]
) -> None:
    async def main() -> None:
        link = Link(server_of("first", 10_000, 3.0), seed)
        budget = Budget(Quota(limit=10_000, window=3.0))
        dice = random.Random(seed)
        loop = asyncio.get_running_loop()
        tasks = [
            asyncio.ensure_future(call(budget, link, dice.choice((50, 500, 2000)), flow=f"{number % 3}"))
            for number in range(40)
        ]
        for number, moment in moments:
            loop.call_later(moment, tasks[number].cancel)
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        cancelled = {number for number, _ in moments}
        for number, outcome in enumerate(outcomes):
            assert isinstance(outcome, float) or (number in cancelled and isinstance(outcome, asyncio.CancelledError))
        await asyncio.sleep(10)
        state = budget.snapshot()
        assert (state.reserved, state.in_flight, state.unknown, state.waiting) == (0, 0, 0, 0)
        assert state.remaining == 10_000
        assert link.result.refused == 0

    run(main())


def test_ten_thousand_waiters_at_an_unannounced_zero_earn_one_429_each_in_flight_and_one_more() -> None:
    async def main() -> None:
        server = server_of("first", 1_000_000, 60.0)
        link = Link(server, 3)
        budget = Budget(Quota(limit=1_000_000))
        tasks = [asyncio.ensure_future(call(budget, link, 100)) for _ in range(10_000)]
        await asyncio.sleep(1.0)
        in_flight = budget.snapshot().in_flight // 100
        now = int(asyncio.get_running_loop().time() * NS)
        server.charge(server.remaining(now), now)  # a neighbour takes it all
        await asyncio.gather(*tasks)
        assert link.result.accepted == 1_000_000
        assert link.result.refused <= in_flight + 1
        assert budget.snapshot().rate_limited == link.result.refused

    run(main())


def test_one_large_call_among_small_ones_is_served_within_two_windows() -> None:
    async def main() -> None:
        link = Link(server_of("first", 10_000, 20.0), 5)
        budget = Budget(Quota(limit=10_000, window=20.0))

        async def small(flow: str) -> None:
            while True:
                await call(budget, link, 50, flow=flow)

        workers = [asyncio.ensure_future(small(f"{number}")) for number in range(30)]
        await asyncio.sleep(5)
        assert await call(budget, link, 2000, flow="copy") < 40
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    run(main())


def test_jobs_share_the_quota_by_credits_whatever_the_number_and_size_of_their_calls() -> None:
    async def main() -> None:
        link = Link(server_of("first", 20_000, 20.0), 5)
        budget = Budget(Quota(limit=20_000, window=20.0))
        spent: dict[str, int] = {}

        async def worker(flow: str, cost: int) -> None:
            while True:
                await call(budget, link, cost, flow=flow)
                spent[flow] = spent.get(flow, 0) + cost

        jobs = [("huge", 50, 400), *((f"job {number}", (50, 100, 500)[number % 3], 20) for number in range(9))]
        tasks = [asyncio.ensure_future(worker(flow, cost)) for flow, cost, workers in jobs for _ in range(workers)]
        await asyncio.sleep(200)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        shares = list(spent.values())
        jain = sum(shares) ** 2 / (len(shares) * sum(share**2 for share in shares))
        assert jain >= 0.99

    run(main())


def test_the_same_seed_gives_the_same_run() -> None:
    def once() -> list[tuple[float, int]]:
        log: list[tuple[float, int]] = []

        async def main() -> None:
            link = Link(server_of("first", 10_000, 5.0), 9)
            budget = Budget(Quota(limit=10_000, window=5.0))

            async def worker(number: int) -> None:
                for _ in range(20):
                    await call(budget, link, 50 + 50 * (number % 3))
                    log.append((asyncio.get_running_loop().time(), number))

            await asyncio.gather(*(worker(number) for number in range(20)))

        run(main())
        return log

    assert once() == once()


def test_without_headers_the_own_log_and_the_pacer_keep_the_quota() -> None:
    async def main(server: Server) -> None:
        link = Link(server, 11, mangle=lambda _: RateLimit())
        budget = Budget(Quota(limit=10_000, window=10.0))

        async def worker(flow: str) -> None:
            while True:
                await call(budget, link, 50, flow=flow)

        tasks = [asyncio.ensure_future(worker(f"{number}")) for number in range(10)]
        await asyncio.sleep(50)
        assert budget.snapshot().model == "no headers"
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert link.result.refused == 0
        assert link.result.accepted >= 0.9 * 50_000

    run(main(server_of("first", 10_000, 10.0)))


def test_a_budget_works_before_and_after_its_loop() -> None:
    budget = Budget()
    assert budget.snapshot().remaining == 100_000
    assert "100000 of 100000" in repr(budget)

    async def main() -> Reservation:
        reservation = await budget.reserve(50)
        reservation.sent()
        return reservation

    reservation = virtual_time.run(main(), start=50.0)
    reservation.close()
    assert budget.snapshot().unknown == 50
