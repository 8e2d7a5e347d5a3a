import asyncio
import math
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from quota_simulation import Link, call, server_of
from scheduler.servers import MODELS

from miro_async import drafts, endpoints
from miro_async.budget import Budget, Priority, Quota
from miro_async.budget.estimate import Cost, cost_of, estimate_of
from miro_async.emulator import virtual_time
from miro_async.errors import InvalidArgument
from miro_async.wire import RateLimit


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main, start=1000.0)


def test_calls_cost_what_their_rows_say_or_what_they_were_seen_to_cost() -> None:
    calls = [
        endpoints.boards.get("b"),
        endpoints.boards.create(body=drafts.board("x")),
        *(endpoints.tags.attach("b", "1", tag_id=f"{number}") for number in range(3)),
    ]
    listed = sum(call.credits for call in calls)
    assert listed == 50 + 500 + 3 * endpoints.tags.attach.credits
    assert cost_of(calls, {}, 100_000) == Cost(listed)
    assert cost_of(iter(calls), {"tags.attach": 50}, 100_000) == Cost(listed + 150)
    assert cost_of(750, {}, 100) == Cost(750)


def test_a_job_costs_at_least_what_one_of_its_calls_costs_at_least() -> None:
    exact, lower_bound = endpoints.boards.get("b"), endpoints.groups.get("b", "1")
    estimate = Budget().estimate(iter([lower_bound, exact]))
    assert (estimate.credits, estimate.costs_at_least) == (150, True)
    assert Budget().estimate([endpoints.tokens.get()]).costs_at_least
    assert not Budget().estimate([exact]).costs_at_least
    assert not Budget().estimate(150).costs_at_least


def test_what_can_never_be_sent_is_refused() -> None:
    with pytest.raises(InvalidArgument, match=r"boards\.create costs 500"):
        Budget(Quota(limit=400)).estimate([endpoints.boards.create(body=drafts.board("x"))])
    with pytest.raises(InvalidArgument) as caught:
        Budget().estimate(-1)
    assert caught.value.field == "calls"


def test_an_estimate_says_when_in_utc() -> None:
    estimate = Budget().estimate(250_000)
    assert estimate.credits == 250_000
    assert estimate.seconds == pytest.approx(120, abs=1), "nothing is known: fixed windows are assumed"
    assert estimate.done_at - datetime.now(UTC) == pytest.approx(timedelta(seconds=120), abs=timedelta(seconds=5))
    assert estimate_of(Cost(1), math.inf).done_at == datetime.max.replace(tzinfo=UTC)
    assert estimate_of(Cost(1), 1e15).done_at == datetime.max.replace(tzinfo=UTC)


def test_a_job_that_fits_is_done_at_once_and_one_that_does_not_goes_on_in_the_next_windows() -> None:
    async def main() -> None:
        budget = Budget()
        reservation = await budget.reserve(50)
        reservation.sent()
        reservation.settle(200, RateLimit(100_000, 40_000, 1030, 1000))
        reservation.close()
        assert budget.estimate(40_000).seconds == 0
        assert budget.estimate(40_050).seconds == pytest.approx(30, abs=1)
        assert budget.estimate(240_050).seconds == pytest.approx(150, abs=1)
        assert budget.estimate(240_050, priority=Priority.NORMAL).seconds == pytest.approx(150, abs=1)

    run(main())


def test_what_waits_before_it_counts_by_class() -> None:
    async def main() -> None:
        budget = Budget(Quota(limit=10_000, window=10.0))
        budget.pause(5)
        waiting = [
            *(asyncio.ensure_future(budget.reserve(500, priority=Priority.BATCH)) for _ in range(40)),
            *(asyncio.ensure_future(budget.reserve(500, priority=Priority.NORMAL)) for _ in range(10)),
        ]
        await asyncio.sleep(0)
        assert budget.estimate(500, priority=Priority.INTERACTIVE).seconds == pytest.approx(5, abs=0.5)
        batch = budget.estimate(500)
        assert batch.credits == 500
        assert batch.seconds >= 20, "25,000 credits before it at 10,000 a window"
        assert budget.estimate(0).seconds >= 20
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    run(main())


@pytest.mark.parametrize("model", sorted(MODELS))
def test_a_job_is_done_about_when_it_was_said_to_be(model: str) -> None:
    async def main() -> None:
        link = Link(server_of(model, 20_000, 20.0), 7)
        budget = Budget(Quota(limit=20_000, window=20.0))
        loop = asyncio.get_running_loop()

        async def job(flow: str, calls: int) -> None:
            await asyncio.gather(*(call(budget, link, 100, priority=Priority.BATCH, flow=flow) for _ in range(calls)))

        await job("first", 300)  # by which the budget learns how the server counts
        started = loop.time()
        told = budget.estimate(60_000).seconds
        await job("second", 600)
        took = loop.time() - started
        assert abs(told - took) <= 0.15 * took, (told, took)

    run(main())


def test_a_lower_limit_of_the_server_makes_a_job_take_as_many_windows_as_it_needs() -> None:
    async def main() -> None:
        budget = Budget()
        for answered in range(4):
            reservation = await budget.reserve(50)
            reservation.sent()
            reservation.settle(200, RateLimit(2_100, 2_050 - 50 * answered, 1060, 1000))
            reservation.close()
            assert budget.estimate(21_000).seconds <= 11 * 60
        assert budget.estimate(21_000).seconds >= 9 * 60

    run(main())


def test_without_headers_a_job_takes_the_windows_that_it_needs() -> None:
    async def main() -> None:
        silent = RateLimit(None, None, None, None, None)
        link = Link(server_of("log", 20_000, 20.0), 7, mangle=lambda _: silent)
        budget = Budget(Quota(limit=20_000, window=20.0))
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(call(budget, link, 100, priority=Priority.BATCH) for _ in range(50)))
        started = loop.time()
        told = budget.estimate(60_000).seconds
        await asyncio.gather(*(call(budget, link, 100, priority=Priority.BATCH) for _ in range(600)))
        took = loop.time() - started
        assert abs(told - took) <= 0.15 * took, (told, took)

    run(main())
