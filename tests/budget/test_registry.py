import asyncio
import gc
import threading
import weakref

import pytest

from miro_async.budget import Budget, Quota, shared_budget
from miro_async.emulator import virtual_time
from miro_async.errors import ConfigurationError
from miro_async.wire import RateLimit


async def spend(budget: Budget, credits: int, remaining: int) -> None:
    reservation = await budget.reserve(credits)
    reservation.sent()
    reservation.settle(200, RateLimit(100_000, remaining, 1060, 1000))
    reservation.close()


def test_the_same_key_gives_the_same_budget_and_another_another() -> None:
    assert shared_budget("a", Quota()) is shared_budget("a", Quota())
    assert shared_budget("a", Quota()) is not shared_budget("b", Quota())


def test_a_key_has_one_quota() -> None:
    budget = shared_budget("c", Quota())
    with pytest.raises(ConfigurationError, match="in use with"):
        shared_budget("c", Quota(limit=5))
    assert budget.quota == Quota()


def test_what_was_spent_is_remembered_when_the_loop_is_gone() -> None:
    virtual_time.run(spend(shared_budget("d", Quota()), 2000, 98_000), start=100.0)
    gc.collect()
    assert shared_budget("d", Quota()).snapshot().remaining == 98_000

    async def second() -> None:
        budget = shared_budget("d", Quota())
        assert budget.try_reserve(99_000) is None

    virtual_time.run(second(), start=0.0)  # a clock that has gone back brings no credits back


def test_waiters_die_with_their_loop_and_what_they_had_sent_is_unknown() -> None:
    budget = Budget()

    async def first() -> None:
        await spend(budget, 50, 1000)
        sent = budget.try_reserve(400)
        held = budget.try_reserve(100)
        assert sent is not None
        assert held is not None
        sent.sent()
        leftovers.extend((sent, held))

    leftovers: list[object] = []
    virtual_time.run(first(), start=10.0)

    async def second() -> None:
        assert budget.try_reserve(700) is None
        state = budget.snapshot()
        assert (state.unknown, state.reserved, state.waiting, state.remaining) == (400, 0, 0, 600)
        assert budget.try_reserve(600) is not None

    virtual_time.run(second(), start=10.0)


def test_two_live_loops_are_refused() -> None:
    budget = Budget()
    refusals: list[Exception] = []

    def other_thread() -> None:
        async def main() -> None:
            budget.try_reserve(50)

        try:
            asyncio.run(main())
        except ConfigurationError as error:
            refusals.append(error)

    async def main() -> None:
        await spend(budget, 50, 99_950)
        thread = threading.Thread(target=other_thread)
        thread.start()
        thread.join()

    asyncio.run(main())
    assert len(refusals) == 1
    assert "two live event loops" in str(refusals[0])


def test_keys_without_recent_use_are_let_go_and_the_others_kept() -> None:
    async def main() -> None:
        references: list[weakref.ref[Budget]] = []
        for number in range(200):
            await spend(shared_budget(f"tenant {number}", Quota(window=1.0)), 50, 99_950)
            references.append(weakref.ref(shared_budget(f"tenant {number}", Quota(window=1.0))))
        await asyncio.sleep(10)
        held = shared_budget("tenant 7", Quota(window=1.0))
        await spend(shared_budget("tenant 8", Quota(window=1.0)), 50, 99_950)
        for number in range(300):
            shared_budget(f"newcomer {number}", Quota(window=1.0))
        gc.collect()
        assert sum(reference() is not None for reference in references) == 2
        assert shared_budget("tenant 7", Quota(window=1.0)) is held
        assert shared_budget("tenant 8", Quota(window=1.0)).snapshot().spent == 100
        assert shared_budget("tenant 9", Quota(window=1.0)).snapshot().spent == 0

    virtual_time.run(main(), start=100.0)
