import asyncio
import gc
from collections.abc import Coroutine
from typing import Any

import pytest
from quota_simulation import Link, call, server_of

from miro_async.budget import Budget, Quota
from miro_async.emulator import virtual_time
from miro_async.wire import RateLimit


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main, start=1000.0)


def test_an_idle_budget_is_drained_at_once() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        await Budget().drain()
        assert loop.time() == pytest.approx(started, abs=1e-3)

    run(main())


def test_draining_waits_for_what_waits_is_granted_or_flies() -> None:
    async def main() -> None:
        link = Link(server_of("first", 10_000, 10.0), 3)
        budget = Budget(Quota(limit=10_000, window=10.0))
        tasks = [asyncio.ensure_future(call(budget, link, 100)) for _ in range(250)]
        backoff = asyncio.ensure_future(budget.reserve(50, delay=60.0))
        await asyncio.sleep(0)
        drains = [asyncio.ensure_future(budget.drain()) for _ in range(3)]
        await asyncio.sleep(50)
        assert all(task.done() for task in tasks)
        assert not any(drain.done() for drain in drains), "a call is still in backoff"
        reservation = await backoff
        await asyncio.sleep(1)
        assert not any(drain.done() for drain in drains), "it is granted"
        reservation.sent()
        await asyncio.sleep(1)
        assert not any(drain.done() for drain in drains), "it is under way"
        reservation.settle(200, RateLimit(10_000, 9_950, 1_700_001_100, 1_700_001_062))
        await asyncio.gather(*drains)
        state = budget.snapshot()
        assert (state.waiting, state.reserved, state.in_flight) == (0, 0, 0)

    run(main())


def test_who_gives_up_draining_leaves_nothing_behind() -> None:
    async def main() -> None:
        budget = Budget()
        reservation = await budget.reserve(50)
        for _ in range(100):
            drain = asyncio.ensure_future(budget.drain())
            await asyncio.sleep(0)
            drain.cancel()
            await asyncio.wait([drain])
        gc.collect()
        assert sum(type(each) is asyncio.Future for each in gc.get_objects()) < 100
        reservation.close()

    run(main())


def test_newcomers_are_served_while_it_drains() -> None:
    async def main() -> None:
        budget = Budget()
        first = await budget.reserve(50)
        drain = asyncio.ensure_future(budget.drain())
        await asyncio.sleep(1)
        second = await budget.reserve(50)
        first.close()
        await asyncio.sleep(1)
        assert not drain.done()
        second.close()
        await asyncio.wait_for(drain, 1)

    run(main())


def test_a_lost_answer_is_not_waited_for() -> None:
    async def main() -> None:
        budget = Budget()
        lost = await budget.reserve(50)
        lost.sent()
        drain = asyncio.ensure_future(budget.drain())
        await asyncio.sleep(1)
        lost.close()
        await asyncio.wait_for(drain, 1)
        assert budget.snapshot().unknown == 50

    run(main())


def test_a_cancelled_drain_leaves_the_others_waiting() -> None:
    async def main() -> None:
        budget = Budget()
        reservation = await budget.reserve(50)
        drains = [asyncio.ensure_future(budget.drain()) for _ in range(2)]
        await asyncio.sleep(1)
        drains[0].cancel()
        await asyncio.sleep(1)
        assert drains[0].cancelled()
        assert not drains[1].done()
        reservation.close()
        await asyncio.wait_for(drains[1], 1)

    run(main())


def test_calls_that_are_cancelled_or_expire_count_as_gone() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(100)
        cancelled = asyncio.ensure_future(budget.reserve(50))
        await asyncio.sleep(0)
        drain = asyncio.ensure_future(budget.drain())
        await asyncio.sleep(1)
        assert not drain.done()
        cancelled.cancel()
        await asyncio.wait_for(drain, 1)

    run(main())
