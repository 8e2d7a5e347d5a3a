"""Scenario 28: a mixed load, random deadlines, and what really happened."""

import asyncio
import math
import random
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import pytest
from quota_simulation import COSTS, SHARES, Link, call, server_of
from scheduler.play import play
from scheduler.policies import ours
from scheduler.worlds import DEADLINES

from miro_async.budget import Budget, Priority, Quota, Reservation
from miro_async.emulator import virtual_time
from miro_async.errors import DeadlineExceeded, QueueFull

MINUTES = 8
FLOWS = 8


class Load:
    """64 workers of two classes in closed loop, large jobs now and then, people, and calls with deadlines.

    A call that is refused for its deadline is made again without one, to see what it would have waited.
    """

    def __init__(self, model: str, seed: int) -> None:
        self.dice = random.Random(seed)
        self.link = Link(server_of(model, epoch=1.7e9 + self.dice.uniform(-3600, 3600)), seed)
        self.budget = Budget(Quota())
        self.tasks: set[asyncio.Future[None]] = set()
        self.verdicts: Counter[str] = Counter()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def cost(self) -> int:
        return self.dice.choices(COSTS, SHARES)[0]

    async def once(self, credits: int, priority: Priority, flow: str) -> None:
        await call(self.budget, self.link, credits, priority=priority, flow=flow)

    async def worker(self, number: int) -> None:
        priority = Priority.BATCH if number % 4 else Priority.NORMAL
        while True:
            await self.once(self.cost(), priority, f"job {number % FLOWS}")

    async def people(self) -> None:
        while True:
            await asyncio.sleep(self.dice.expovariate(1.0))
            self.start(self.once(50, Priority.INTERACTIVE, f"user {self.dice.randrange(20)}"))

    async def large_jobs(self) -> None:
        while True:
            await asyncio.sleep(self.dice.uniform(30, 240))
            flow = f"large {self.dice.random()}"
            for _ in range(self.dice.randrange(100, 600)):
                self.start(self.once(self.cost(), Priority.BATCH, flow))

    async def finish(self, reservation: Reservation) -> None:
        try:
            reservation.sent()
            status, rate = await self.link.send(reservation.credits)
            reservation.settle(status, rate)
        finally:
            reservation.close()

    async def asker(self) -> None:
        dice, budget = self.dice, self.budget
        priority = dice.choice(list(Priority))
        credits = dice.choice((50, 100)) if priority is Priority.INTERACTIVE else self.cost()
        flow = dice.choice((f"job {dice.randrange(FLOWS)}", f"user {dice.randrange(40)}", f"new {dice.random()}"))
        deadline = math.exp(dice.uniform(math.log(0.1), math.log(180)))
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            reservation = await budget.reserve(credits, priority=priority, flow=flow, deadline=deadline)
            self.verdicts["kept"] += 1
        except DeadlineExceeded:
            if loop.time() - began > deadline / 2:
                self.verdicts["falsely accepted"] += 1
                return
            assert loop.time() - began < 1e-3, "a refusal takes no time"
            reservation = await budget.reserve(credits, priority=priority, flow=flow)
            late = loop.time() - began > deadline
            self.verdicts["rightly refused" if late else "falsely refused"] += 1
        await self.finish(reservation)

    async def run(self, minutes: int) -> None:
        for number in range(64):
            self.start(self.worker(number))
        self.start(self.people())
        self.start(self.large_jobs())
        for _ in range(minutes * 120):
            await asyncio.sleep(0.5)
            self.start(self.asker())
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome


# A little above the worst of four seeds. Means of them: 1.0 and 0.5 % on fixed windows, 1.8 and 1.6 % on the sliding
# log, 1.4 and 1.8 % where credits come back steadily. Most of the rest are large jobs that come later, which nobody
# foresees, and waits below a second, where it matters which answer tells: a third of the deadlines are shorter.
# Before a sliding log has given anything back a fixed window is assumed, which accepts too much in the first minute.
BOUNDS = {
    "first": (0.02, 0.01),
    "wall": (0.02, 0.01),
    "log": (0.03, 0.03),
    "counter": (0.025, 0.03),
    "bucket": (0.025, 0.025),
}


@pytest.mark.parametrize("model", sorted(BOUNDS))
def test_deadlines_are_judged_rightly_under_load(model: str) -> None:
    load = Load(model, 1)
    virtual_time.run(load.run(MINUTES), start=1000.0)
    verdicts = load.verdicts
    asked = sum(verdicts.values())
    falsely_accepted, falsely_refused = BOUNDS[model]
    assert verdicts["rightly refused"] > 0.1 * asked, verdicts
    assert verdicts["kept"] > 0.4 * asked, verdicts
    assert verdicts["falsely accepted"] <= falsely_accepted * asked, verdicts
    assert verdicts["falsely refused"] <= falsely_refused * asked, verdicts


def test_an_interactive_call_is_not_refused_for_the_batch_that_waits() -> None:
    async def main() -> None:
        link = Link(server_of("first", 10_000, 60.0), 1)
        budget = Budget(Quota(limit=10_000))
        batch = [
            asyncio.ensure_future(call(budget, link, 100, priority=Priority.BATCH, flow="job")) for _ in range(500)
        ]
        await asyncio.sleep(20)
        left = 60 - 20
        with pytest.raises(DeadlineExceeded):
            await budget.reserve(100, priority=Priority.BATCH, flow="job", deadline=left + 120)
        urgent = await budget.reserve(100, priority=Priority.INTERACTIVE, deadline=left + 5)
        urgent.close()
        for task in batch:
            task.cancel()
        await asyncio.gather(*batch, return_exceptions=True)

    virtual_time.run(main(), start=1000.0)


def test_a_board_with_little_work_is_not_refused_for_one_with_much() -> None:
    async def main() -> None:
        link = Link(server_of("first", 10_000, 60.0), 1)
        budget = Budget(Quota(limit=10_000))
        busy = [asyncio.ensure_future(call(budget, link, 100, flow="busy board")) for _ in range(500)]
        await asyncio.sleep(20)
        with pytest.raises(DeadlineExceeded):
            await budget.reserve(100, flow="busy board", deadline=100)
        quiet = await budget.reserve(100, flow="quiet board", deadline=60)
        assert quiet.waited < 60
        quiet.close()
        for task in busy:
            task.cancel()
        await asyncio.gather(*busy, return_exceptions=True)

    virtual_time.run(main(), start=1000.0)


def test_a_full_queue_says_who_waits() -> None:
    async def main() -> None:
        budget = Budget(Quota(max_waiting=6))
        budget.pause(60)
        waiting = [
            asyncio.ensure_future(budget.reserve(50, priority=priority, delay=delay))
            for priority, delay in (
                (Priority.INTERACTIVE, 0.0),
                (Priority.NORMAL, 0.0),
                (Priority.NORMAL, 0.0),
                (Priority.BATCH, 0.0),
                (Priority.BATCH, 0.0),
                (Priority.BATCH, 5.0),
            )
        ]
        await asyncio.sleep(0)
        with pytest.raises(QueueFull, match="1 interactive, 2 normal, 2 batch") as caught:
            await budget.reserve(50)
        assert (caught.value.waiting, caught.value.limit) == (6, 6)
        assert caught.value.by_class == {"interactive": 1, "normal": 2, "batch": 2}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    virtual_time.run(main(), start=1000.0)


def test_the_snapshot_tells_the_waits_of_each_class() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(10)
        waiting = [
            asyncio.ensure_future(budget.reserve(50 + 50 * priority, priority=priority)) for priority in Priority
        ]
        await asyncio.sleep(4)
        waiting.append(asyncio.ensure_future(budget.reserve(500, priority=Priority.BATCH)))
        await asyncio.sleep(0)
        batch = budget.snapshot().waits[Priority.BATCH]
        assert (batch.waiting, batch.credits, batch.queued) == (2, 650, 0)
        for reservation in await asyncio.gather(*waiting):
            reservation.close()
        interactive, normal, batch = budget.snapshot().waits
        assert (interactive.waiting, interactive.credits, interactive.queued) == (0, 0, 1)
        assert interactive.mean_wait == pytest.approx(10, abs=2.5)
        assert normal.longest_wait == pytest.approx(10, abs=2.5)
        assert (batch.queued, batch.waiting) == (2, 0)
        assert batch.longest_wait > batch.mean_wait > 5
        await asyncio.sleep(130)
        assert budget.snapshot().waits[Priority.BATCH].queued == 0, "only of late"

    virtual_time.run(main(), start=1000.0)


def test_hardly_any_call_is_turned_away_in_vain_though_the_window_is_nearly_spent() -> None:
    judged = play(DEADLINES, "wall", 2, ours, 12.0).judged
    assert len(judged) > 700
    assert sum(not each.accepted and each.in_time for each in judged) <= len(judged) // 100
    assert sum(each.accepted and not each.in_time for each in judged) <= len(judged) // 100


@pytest.mark.parametrize("seed", [2, 23])
def test_a_cheap_call_that_finds_a_gap_on_a_sliding_log_is_seldom_turned_away(seed: int) -> None:
    judged = play(DEADLINES, "log", seed, ours, 10.0).judged
    assert len(judged) > 500
    assert sum(not each.accepted and each.in_time for each in judged) <= len(judged) * 3 // 100
    assert sum(each.accepted and not each.in_time for each in judged) <= len(judged) // 100
