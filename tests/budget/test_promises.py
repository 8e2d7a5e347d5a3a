"""A deadline that was accepted is kept, at the cost of nobody but its own flow."""

import asyncio

import pytest
from quota_simulation import Link, call, server_of
from scheduler.play import play
from scheduler.policies import ours
from scheduler.worlds import DEADLINES

from miro_async.budget import Budget, Priority, Quota
from miro_async.budget.fair_queue import FairQueue, Waiter
from miro_async.emulator import virtual_time
from miro_async.errors import DeadlineExceeded


def served(queue: FairQueue) -> list[Waiter]:
    order: list[Waiter] = []
    while queue.live:
        order.append(queue.head(queue.in_turn()[0]))
        queue.take(order[-1])
    return order


def test_who_is_hastened_goes_before_its_flow_and_no_other_flow_waits_for_it() -> None:
    queue = FairQueue()
    job = [Waiter(100, Priority.BATCH, "job", 0) for _ in range(6)]
    other = [Waiter(100, Priority.BATCH, "other", 0) for _ in range(6)]
    for waiter in (*job, *other):
        queue.push(waiter)
    queue.hasten(job[4])
    queue.hasten(job[3])
    queue.cancel(job[2])
    assert list(queue.forthcoming(Priority.BATCH))[::2] == [job[4], job[3], job[0], job[1], job[5], other[5]]
    order = served(queue)
    assert [waiter for waiter in order if waiter.flow == "job"] == [job[4], job[3], job[0], job[1], job[5]]
    assert [order.index(waiter) for waiter in other[:5]] == [1, 3, 5, 7, 9]
    assert (queue.live, queue.waiting_credits) == (0, 0)


def test_who_was_accepted_goes_in_time_though_others_come_whom_nobody_foresaw() -> None:
    async def main() -> None:
        link = Link(server_of("bucket", 10_000, 60.0), 1)
        budget = Budget(Quota(limit=10_000))
        batch = [
            asyncio.ensure_future(call(budget, link, 100, priority=Priority.BATCH, flow="job")) for _ in range(200)
        ]
        await asyncio.sleep(30)
        waiting = budget.snapshot().waiting_credits
        foreseen = waiting * 60 / 10_000
        with pytest.raises(DeadlineExceeded):
            await budget.reserve(100, priority=Priority.BATCH, flow="job", deadline=foreseen / 2)
        promised = asyncio.ensure_future(
            budget.reserve(100, priority=Priority.BATCH, flow="job", deadline=foreseen * 1.1)
        )
        await asyncio.sleep(1)
        batch += [asyncio.ensure_future(call(budget, link, 100, flow="board")) for _ in range(30)]
        reservation = await promised
        assert foreseen * 0.8 < reservation.waited <= foreseen * 1.1, "in time, and not much before"
        assert budget.snapshot().waits[Priority.BATCH].waiting > 5, "who waited longer still does"
        reservation.close()
        for task in batch:
            task.cancel()
        await asyncio.gather(*batch, return_exceptions=True)

    virtual_time.run(main(), start=1000.0)


@pytest.mark.parametrize(("model", "seed"), [("log", 2), ("counter", 3), ("bucket", 7)])
def test_hardly_any_verdict_on_a_deadline_is_wrong(model: str, seed: int) -> None:
    judged = play(DEADLINES, model, seed, ours, 10.0).judged
    assert len(judged) > 500
    assert sum(not each.accepted for each in judged) > len(judged) // 20, "there is something to be refused"
    assert sum(not each.accepted and each.in_time for each in judged) <= len(judged) // 100
    assert sum(each.accepted and not each.in_time for each in judged) <= len(judged) // 100
