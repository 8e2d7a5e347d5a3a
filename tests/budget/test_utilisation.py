"""The promise: the whole quota and no 429, on every window model, alone on the quota."""

import asyncio
import random

import pytest
from quota_simulation import Link, Result, call, server_of, simulate
from scheduler.headers import written
from scheduler.links import Link as Way
from scheduler.play import play
from scheduler.policies import ours
from scheduler.servers import MODELS, NS, Switching
from scheduler.world import Faults, World
from scheduler.worlds import faulty

from miro_async.budget import Budget, Priority, Quota, shared_budget
from miro_async.emulator import virtual_time
from miro_async.wire import RateLimit

# A weighted counter of 20 s whose first window is cut short by the wall clock costs the start-up more than a share.
SHORT = dict.fromkeys(MODELS, 0.97) | {"counter": 0.96}
LONG = dict.fromkeys(MODELS, 0.985)
QUICK = Way(served=0.0005, more=0.001)


@pytest.mark.parametrize("charges_refusals", [False, True])
@pytest.mark.parametrize("name", MODELS)
def test_windows_of_a_minute(name: str, charges_refusals: bool) -> None:
    for seed in (1, 2):
        result = simulate(name, seed=seed, charges_refusals=charges_refusals)
        assert result.refused == 0
        assert result.utilisation >= LONG[name]


@pytest.mark.parametrize("flows", [1, 64])
@pytest.mark.parametrize("name", MODELS)
def test_windows_of_twenty_seconds(name: str, flows: int) -> None:
    for seed in (1, 2, 3):
        result = simulate(name, window=20.0, seed=seed, flows=flows)
        assert result.refused == 0
        assert result.utilisation >= SHORT[name]


@pytest.mark.parametrize("name", MODELS)
def test_a_call_of_a_tenth_of_the_limit_is_not_sent_for_what_came_back_twice(name: str) -> None:
    world = World("short windows", limit=20_000, window=8.0, link=QUICK)
    for seed in (7, 8, 13, 16):
        counts = play(world, name, seed, ours, 4.0).counts
        assert counts.refused == 0
        assert counts.own >= 0.94 * 30 * world.limit


@pytest.mark.parametrize("name", MODELS)
def test_an_interactive_call_hardly_waits_under_a_full_batch(name: str) -> None:
    waits = sorted(simulate(name, seed=4).waits)
    assert waits[len(waits) // 2] < 0.01
    assert waits[len(waits) * 98 // 100] < 0.6


@pytest.mark.parametrize(("model", "workers"), [("first", 600), ("first", 64), ("wall", 64), ("bucket", 64)])
def test_what_a_neighbour_needs_until_the_end_of_the_window_is_left_to_it(model: str, workers: int) -> None:
    server = server_of(model)
    link = Link(server, 3)
    answers: list[bool] = []

    async def neighbour() -> None:
        while True:
            await asyncio.sleep(0.25)
            answers.append(server.request(100, int(asyncio.get_running_loop().time() * NS)))

    async def worker(budget: Budget) -> None:
        while True:
            await call(budget, link, 200)

    async def main() -> None:
        budget = Budget()
        tasks = [asyncio.ensure_future(neighbour())]
        tasks += [asyncio.ensure_future(worker(budget)) for _ in range(workers)]
        await asyncio.sleep(300)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    virtual_time.run(main(), start=1000.0)
    later = answers[len(answers) * 2 // 5 :]  # before, it may not have been noticed
    assert later.count(False) <= 0.05 * len(later)
    assert link.result.accepted + 100 * answers.count(True) >= 0.97 * 500_000
    assert link.result.refused <= 10


def garbled(seed: int) -> Link:
    dice = random.Random(seed)

    def mangle(rate: RateLimit) -> RateLimit:
        return dice.choice(
            [
                rate,
                rate,
                rate,
                rate._replace(remaining=-5),
                rate._replace(remaining=10**9),
                rate._replace(reset=5),
                rate._replace(limit=7),
                rate._replace(date=10**11),
                RateLimit(),
            ]
        )

    return Link(server_of("first"), seed, mangle=mangle)


@pytest.mark.parametrize("name", MODELS)
def test_garbage_in_every_second_answer_costs_little(name: str) -> None:
    result = simulate(name, windows=3, seed=5, mangle=garbled(5).mangle)
    assert result.refused == 0
    assert result.utilisation >= 0.95


@pytest.mark.parametrize(("seed", "minutes"), [(8, 12.5), (13, 11)])
def test_what_senseless_answers_tell_costs_no_window(seed: int, minutes: float) -> None:
    """The first answer of the twelfth minute, or two one after the other in the ninth, say that 7 credits remain."""
    played = play(faulty(Faults("garbage")), "wall", seed, ours, minutes)
    accepted = played.counts.tenths
    assert min(sum(accepted[begins : begins + 600]) for begins in range(600, len(accepted) - 600, 600)) > 90_000
    assert not played.counts.refused


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("header", ["date", "reset"])
def test_without_date_or_reset_the_own_log_tells_when_credits_come_back(name: str, header: str) -> None:
    result = simulate(name, windows=3, seed=6, mangle=lambda rate: rate._replace(**{header: None}))
    assert result.refused == 0
    # The counter's boundary is what the missing header would have told.
    assert result.utilisation >= (0.9 if name == "counter" else 0.97)


@pytest.mark.parametrize("name", MODELS)
def test_without_any_header_hardly_anything_is_refused(name: str) -> None:
    result = simulate(name, windows=3, seed=7, mangle=lambda _: RateLimit())
    if name == "counter":  # which may hold a call of one window against the next
        assert result.refused <= 2
        assert result.utilisation >= 0.7
    elif name == "bucket":  # whose first window holds two limits, which nobody can know
        assert result.refused == 0
    else:
        assert result.refused == 0
        assert result.utilisation >= 0.95


@pytest.mark.parametrize("name", MODELS)
def test_after_an_unknown_start_at_most_one_429_and_then_the_full_rate(name: str) -> None:
    for used in (0, 30_000, 90_000, 100_000):
        server = server_of(name, epoch=1.7e9 + 0.4)
        if used:
            server.charge(used, 990 * NS)
        link = Link(server, used)
        budget = Budget()

        async def main(link: Link = link, budget: Budget = budget) -> None:
            tasks = [asyncio.ensure_future(call(budget, link, 100)) for _ in range(1500)]
            await asyncio.wait_for(asyncio.gather(*tasks), 250)

        virtual_time.run(main(), start=1000.0)
        assert link.result.refused <= 1


@pytest.mark.parametrize("epoch", [1.7e9, 1.7e9 + 0.35, 1.7e9 + 0.99])
def test_fifteen_hundred_creates_are_done_in_sixty_one_seconds(epoch: float) -> None:
    server = server_of("first", epoch=epoch)
    result = Result()

    async def main() -> float:
        budget = Budget()
        loop = asyncio.get_running_loop()
        started = loop.time()
        todo = iter(range(1500))

        async def worker() -> None:
            for _ in todo:
                reservation = await budget.reserve(100)
                reservation.sent()
                await asyncio.sleep(0.05)
                now = int(loop.time() * NS)
                accepted = server.request(100, now)
                result.refused += not accepted
                rate = written(server, now)
                await asyncio.sleep(0.05)
                reservation.settle(200 if accepted else 429, rate)
                reservation.close()

        await asyncio.gather(*(worker() for _ in range(128)))
        return loop.time() - started

    assert virtual_time.run(main(), start=77.3) <= 61.0
    assert result.refused == 0


def test_a_job_that_fits_runs_at_once_even_beside_interactive_calls() -> None:
    async def main() -> None:
        link = Link(server_of("first"), 1)
        budget = Budget()
        await call(budget, link, 50, priority=Priority.INTERACTIVE)
        waits = await asyncio.gather(*(call(budget, link, 50) for _ in range(100)))
        assert max(waits) < 0.01

    virtual_time.run(main(), start=1000.0)


def test_a_server_that_changes_its_way_of_counting_costs_at_most_two_429() -> None:
    async def main() -> None:
        server = Switching({kind: server_of(kind, window=20.0) for kind in ("first", "log")})
        asyncio.get_running_loop().call_later(70, server.switch, "log")
        link = Link(server, 2)
        budget = Budget(Quota(window=20.0))

        async def worker() -> None:
            while True:
                await call(budget, link, 500)

        tasks = [asyncio.ensure_future(worker()) for _ in range(64)]
        await asyncio.sleep(200)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert link.result.refused <= 2
        assert link.result.accepted >= 0.93 * 10 * 100_000

    virtual_time.run(main(), start=1000.0)


def test_twenty_runs_in_a_row_and_fifty_clients_at_once_share_one_window() -> None:
    server = server_of("first")
    link = Link(server, 8)
    spent: list[int] = []

    async def client(budget: Budget) -> None:
        for _ in range(2):
            await call(budget, link, 100)

    async def main() -> float:
        budgets = [shared_budget("twenty runs in a row", Quota()) for _ in range(50)]
        await asyncio.gather(*(client(budget) for budget in budgets))
        spent.append(budgets[0].snapshot().spent)
        return asyncio.get_running_loop().time()

    clock = 1000.0
    for _ in range(20):
        clock = virtual_time.run(main(), start=clock)
    assert link.result.refused == 0
    assert spent == [10_000 * (number + 1) for number in range(20)]
