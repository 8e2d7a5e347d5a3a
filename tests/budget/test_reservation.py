import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

import pytest

from miro_async.budget import Budget, Priority, Quota, Reservation
from miro_async.emulator import virtual_time
from miro_async.wire import RateLimit


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main, start=1000.0)


def told(remaining: int) -> RateLimit:
    return RateLimit(100_000, remaining, 1060, 1000)


async def opened(remaining: int) -> Budget:
    budget = Budget()
    reservation = await budget.reserve(50)
    reservation.sent()
    reservation.settle(200, told(remaining))
    reservation.close()
    return budget


def taken(budget: Budget, credits: int) -> Reservation:
    reservation = budget.try_reserve(credits)
    assert reservation is not None
    return reservation


def test_it_is_good_for_one_request() -> None:
    async def main() -> None:
        budget = await opened(1000)
        reservation = taken(budget, 100)
        reservation.sent()
        with pytest.raises(RuntimeError, match="one request"):
            reservation.sent()
        reservation.settle(200, told(900))
        with pytest.raises(RuntimeError, match="one request"):
            reservation.sent()

    run(main())


def test_an_answer_counts_once_and_only_of_what_was_sent() -> None:
    async def main() -> None:
        budget = await opened(1000)
        reservation = taken(budget, 100)
        reservation.settle(200, told(5))  # nobody asked
        assert budget.snapshot().remaining == 900
        reservation.sent()
        reservation.settle(200, told(900))
        reservation.settle(429, told(0))
        reservation.close()
        state = budget.snapshot()
        assert (state.remaining, state.spent, state.rate_limited, state.unknown) == (900, 150, 0, 0)

    run(main())


def test_what_did_not_leave_after_all_is_refunded() -> None:
    async def main() -> None:
        budget = await opened(1000)
        reservation = taken(budget, 400)
        reservation.sent()
        reservation.unsend()
        assert (budget.snapshot().in_flight, budget.snapshot().reserved) == (0, 400)
        reservation.close()
        assert (budget.snapshot().remaining, budget.snapshot().unknown) == (1000, 0)

    run(main())


def test_leaving_its_block_closes_it_whatever_happened() -> None:
    async def main() -> None:
        budget = await opened(1000)
        with await budget.reserve(400) as reservation:
            assert budget.snapshot().reserved == reservation.credits == 400
        assert budget.snapshot().remaining == 1000
        with contextlib.suppress(KeyError), await budget.reserve(400):
            raise KeyError
        assert budget.snapshot().remaining == 1000

    run(main())


def test_what_was_refused_is_not_spent() -> None:
    async def main() -> None:
        budget = await opened(1000)
        reservation = taken(budget, 500)
        reservation.sent()
        reservation.settle(429, told(1000))
        assert (budget.snapshot().spent, budget.snapshot().rate_limited) == (50, 1)

    run(main())


def test_it_tells_its_operation_and_how_long_it_waited() -> None:
    async def main() -> None:
        budget = await opened(100)
        first = taken(budget, 100)
        waiting = asyncio.ensure_future(budget.reserve(50, operation="tags.create", flow="board", weight=2))
        await asyncio.sleep(1.5)
        first.close()
        await asyncio.sleep(0)
        second = await waiting
        assert (second.credits, second.operation) == (50, "tags.create")
        assert second.waited == pytest.approx(1.5, abs=0.01)
        assert "50 credits, granted" in repr(second)

    run(main())


def test_one_of_a_loop_that_is_gone_changes_nothing_any_more() -> None:
    budget = Budget()
    left: list[Reservation] = []

    async def first() -> None:
        left.extend([await budget.reserve(300), await budget.reserve(400)])
        left[1].sent()

    async def second() -> None:
        budget.try_reserve(50)
        state = budget.snapshot()
        for reservation in left:
            reservation.settle(200, told(7))
            reservation.close()
        assert budget.snapshot() == state

    virtual_time.run(first(), start=1000.0)
    virtual_time.run(second(), start=1000.0)


def test_what_need_not_wait_is_given_at_once_whatever_is_said_of_deadline_and_class() -> None:
    async def main() -> None:
        budget = await opened(10_000)
        loop = asyncio.get_running_loop()
        started = loop.time()
        for priority in Priority:
            for deadline in (None, 0.0, 3.0):
                reservation = await budget.reserve(50, priority=priority, deadline=deadline)
                assert reservation.waited == 0
        assert loop.time() == pytest.approx(started, abs=1e-4)
        assert budget.snapshot().reserved == 9 * 50

    run(main())


def test_a_hundred_thousand_calls_leave_the_books_balanced() -> None:
    async def main() -> None:
        limit = 100_000_000
        budget = Budget(Quota(limit=limit))
        for number in range(100_000):
            reservation = await budget.reserve(50)
            reservation.sent()
            reservation.settle(200, RateLimit(limit, limit - 50 * (number + 1), 1060, 1000))
            reservation.close()
        state = budget.snapshot()
        assert state.remaining == limit - 5_000_000
        assert state.spent == 5_000_000
        assert (state.reserved, state.in_flight, state.unknown, state.foreign) == (0, 0, 0, 0)

    run(main())
