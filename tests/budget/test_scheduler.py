import asyncio
import random
from collections.abc import Coroutine
from contextlib import closing
from typing import Any

import pytest
from counting_loop import CountingLoop
from quota_simulation import Link, call, server_of
from scheduler.servers import NS

from miro_async.budget import Budget, Priority, Quota, Reservation
from miro_async.budget.clocks import suspended_ns
from miro_async.budget.fair_queue import Waiter
from miro_async.budget.scheduler import Scheduler
from miro_async.emulator import virtual_time
from miro_async.wire import RateLimit


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main, start=1000.0)


async def opened(remaining: int) -> Budget:
    budget = Budget()
    reservation = await budget.reserve(50)
    reservation.sent()
    reservation.settle(200, RateLimit(100_000, remaining, 1060, 1000))
    reservation.close()
    return budget


# Suspended clocks -------------------------------------------------------------------------------------------


class Machine:
    """A scheduler on a machine that can sleep, with its window all spent."""

    def __init__(self) -> None:
        self.slept = 0.0
        self.scheduler = Scheduler(100_000, 60.0, suspended=lambda: round(self.slept * NS))

    def spend_all(self) -> None:
        scheduler = self.scheduler
        now = scheduler.now()
        assert scheduler.hold_now(50, Priority.NORMAL, now)
        ledger = scheduler.ledger
        ledger.flying += 50
        ledger.answered(50, now, 0, ledger.supply, 200, RateLimit(100_000, 0, 1060, 1000), now)

    def newcomer(self) -> asyncio.Future[None]:
        now = self.scheduler.now()
        future = asyncio.get_running_loop().create_future()
        self.scheduler.enqueue(Waiter(50, Priority.NORMAL, "", now, future), now)
        return future


def test_the_time_that_the_machine_slept_counts_for_the_window() -> None:
    async def main() -> None:
        machine = Machine()
        machine.spend_all()
        waiting = machine.newcomer()
        await asyncio.sleep(10)
        machine.slept += 45
        await asyncio.wait_for(waiting, 15)  # 10 s before, 45 s asleep, and the rest

    run(main())


def test_a_machine_that_slept_through_the_window_finds_a_full_one() -> None:
    async def main() -> None:
        machine = Machine()
        machine.spend_all()
        machine.slept += 3600
        await asyncio.wait_for(machine.newcomer(), 1)

    run(main())


def test_what_is_less_than_the_clocks_can_tell_is_not_sleep() -> None:
    async def main() -> None:
        machine = Machine()
        machine.spend_all()
        newcomers: list[asyncio.Future[None]] = []
        before = machine.scheduler.now()
        for _ in range(100):
            machine.slept += 0.001
            newcomers.append(machine.newcomer())
            machine.slept -= 0.001
        assert machine.scheduler.now() - before < 1_000_000

    run(main())


def test_a_machine_that_is_awake_sleeps_not() -> None:
    before = suspended_ns()
    assert before > -1_000_000
    assert abs(suspended_ns() - before) < 1_000_000


# The order --------------------------------------------------------------------------------------------------


def test_a_newcomer_passes_nobody_of_its_class_even_when_there_is_enough_for_it() -> None:
    async def main() -> None:
        budget = await opened(1000)
        order: list[str] = []

        async def one(name: str, credits: int) -> Reservation:
            reservation = await budget.reserve(credits, flow="board")
            order.append(name)
            return reservation

        held = await budget.reserve(500)
        elders = [asyncio.ensure_future(one("dear", 900)), asyncio.ensure_future(one("cheap", 50))]
        await asyncio.sleep(1)
        newcomer = asyncio.ensure_future(one("newcomer", 50))
        await asyncio.sleep(1)
        assert order == []
        held.close()
        await asyncio.gather(*elders, newcomer)
        assert order == ["dear", "cheap", "newcomer"]

    run(main())


def test_a_cancelled_head_blocks_nobody() -> None:
    async def main() -> None:
        budget = await opened(1000)
        dear = asyncio.ensure_future(budget.reserve(2000))
        others = [asyncio.ensure_future(budget.reserve(100)) for _ in range(10)]
        await asyncio.sleep(1)
        assert budget.snapshot().waiting == 11
        dear.cancel()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert all(other.done() for other in others)
        assert budget.snapshot().remaining == 0

    run(main())


def test_a_grant_to_one_who_is_cancelled_in_the_same_tick_goes_to_the_next() -> None:
    async def main() -> None:
        budget = await opened(1000)
        held = await budget.reserve(1000)
        first, second = (asyncio.ensure_future(budget.reserve(1000)) for _ in range(2))
        await asyncio.sleep(1)
        held.close()  # the first is granted, and has not run yet
        first.cancel()
        await asyncio.wait({first, second}, timeout=1)
        assert first.cancelled()
        assert (await second).waited == pytest.approx(1, abs=0.01)
        assert budget.snapshot().reserved == 1000

    run(main())


def test_half_of_a_full_queue_cancelled_leaves_no_more_than_is_alive() -> None:
    async def main() -> None:
        budget = await opened(0)
        tasks = [asyncio.ensure_future(budget.reserve(50, flow=f"{number % 50}")) for number in range(10_000)]
        await asyncio.sleep(1)
        for task in random.Random(1).sample(tasks, 5000):
            task.cancel()
        await asyncio.sleep(1)
        state = budget.snapshot()
        assert (state.waiting, state.waiting_credits) == (5000, 250_000)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (budget.snapshot().waiting, budget.snapshot().reserved) == (0, 0)

    run(main())


class Load:
    """Workers that spend from one budget as fast as they may, and what each of their groups got."""

    def __init__(self, limit: int, window: float, seed: int, weights: tuple[int, int, int] = (8, 3, 1)) -> None:
        self.limit = limit
        self.link = Link(server_of("first", limit, window), seed)
        self.budget = Budget(Quota(limit=limit, window=window, weights=weights))
        self.spent: dict[str, int] = {}
        self.longest: dict[str, float] = {}
        self.tasks: list[asyncio.Future[None]] = []

    def workers(
        self, name: str, credits: int, count: int, priority: Priority = Priority.NORMAL, weight: int = 1
    ) -> None:
        for _ in range(count):
            self.tasks.append(asyncio.ensure_future(self._work(name, credits, priority, weight)))

    async def _work(self, name: str, credits: int, priority: Priority, weight: int) -> None:
        while True:
            reservation = await self.budget.reserve(credits, priority=priority, flow=name, weight=weight)
            self.longest[name] = max(self.longest.get(name, 0.0), reservation.waited)
            try:
                reservation.sent()
                reservation.settle(*await self.link.send(credits))
            finally:
                reservation.close()
            self.spent[name] = self.spent.get(name, 0) + credits

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        assert self.link.result.refused == 0


def test_a_hundred_jobs_share_by_credits_though_one_has_a_hundred_times_the_calls() -> None:
    async def main() -> None:
        load = Load(100_000, 10.0, seed=1)
        load.workers("huge", 50, 400)
        for number in range(99):
            load.workers(f"job {number}", (50, 100, 500)[number % 3], 4)
        await asyncio.sleep(100)
        await load.stop()
        shares = [load.spent.get(name, 0) for name in ("huge", *(f"job {number}" for number in range(99)))]
        assert sum(shares) ** 2 / (len(shares) * sum(share**2 for share in shares)) >= 0.99

    run(main())


def test_flows_and_classes_share_by_the_weights_that_are_given() -> None:
    async def main() -> None:
        load = Load(5_000, 10.0, seed=2, weights=(8, 4, 2))
        load.workers("three parts", 50, 60, weight=3)
        load.workers("one part", 100, 60)
        load.workers("batch", 50, 60, Priority.BATCH)
        await asyncio.sleep(400)
        await load.stop()
        spent = load.spent
        assert spent["three parts"] / spent["one part"] == pytest.approx(3, rel=0.05)
        assert (spent["three parts"] + spent["one part"]) / spent["batch"] == pytest.approx(2, rel=0.05)

    run(main())


def test_a_dear_call_among_cheap_ones_at_more_than_the_quota_waits_no_longer_than_two_windows() -> None:
    async def main() -> None:
        load = Load(10_000, 10.0, seed=3)
        loop = asyncio.get_running_loop()
        budget, link = load.budget, load.link
        served: list[asyncio.Future[float]] = []
        for number in range(1050):  # 105 % of the quota
            served.append(asyncio.ensure_future(call(budget, link, 50, flow=f"{number % 7}")))
            if number == 200:
                served.append(asyncio.ensure_future(call(budget, link, 2000, flow="copy")))
            await asyncio.sleep(10.0 / 210)
        assert loop.time() > 1040
        assert await served[201] <= 20
        await asyncio.gather(*served)

    run(main())


# One timer --------------------------------------------------------------------------------------------------


def test_many_budgets_wait_with_one_timer_in_the_loop() -> None:
    async def main() -> None:
        budgets = [await opened(0) for _ in range(200)]
        waiting = [asyncio.ensure_future(budget.reserve(50)) for budget in budgets]
        await asyncio.sleep(0)
        before = loop.timers
        done, _ = await asyncio.wait(waiting)
        assert len(done) == 200
        assert loop.timers - before <= 2 * 60 / 5, "one look every five seconds at most, whoever waits"

    loop = CountingLoop(start=1000.0)
    with closing(loop):
        loop.run_until_complete(main())


def test_what_is_no_longer_kept_for_people_is_given_away_when_it_melts() -> None:
    """And not when something else happens: nobody calls any more, and no answer comes."""

    async def main() -> list[float]:
        link, budget = Link(server_of("first", 10_000), 1), Budget(Quota(limit=10_000))

        async def worker() -> None:
            while True:
                await call(budget, link, 500, priority=Priority.BATCH)

        async def people() -> None:
            while True:
                await asyncio.sleep(1)
                tasks.append(asyncio.ensure_future(call(budget, link, 50, priority=Priority.INTERACTIVE)))

        tasks: list[asyncio.Future[Any]] = [asyncio.ensure_future(worker()) for _ in range(8)]
        talking = asyncio.ensure_future(people())
        await asyncio.sleep(171)
        talking.cancel()
        resets_in = budget.snapshot().resets_in
        assert resets_in is not None
        assert resets_in > 8
        granted: list[float] = []

        async def late() -> None:
            granted.append(await call(budget, link, 50, flow="web"))

        tasks += [asyncio.ensure_future(late()) for _ in range(9)]
        await asyncio.sleep(4)
        for task in (talking, *tasks):
            task.cancel()
        await asyncio.gather(talking, *tasks, return_exceptions=True)
        return granted

    granted = virtual_time.run(main(), start=1000.0)
    assert len(granted) == 9
    assert granted[-1] > 1, "the reserve was more than what they cost"
