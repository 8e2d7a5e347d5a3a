import asyncio
import gc
import threading
import tracemalloc
import weakref

import pytest

from miro_async.budget import Budget, Quota, shared_budget
from miro_async.budget.costs import Surcharge
from miro_async.budget.ledger import Ledger
from miro_async.budget.memory import Memory
from miro_async.budget.registry import Registry
from miro_async.emulator import virtual_time
from miro_async.errors import ConfigurationError
from miro_async.wire import RateLimit

NS = 1_000_000_000


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


QUOTA = Quota(window=1.0)


def visit(registry: Registry, times: int) -> None:
    """Clients of other quotas come."""
    for number in range(times):
        registry.get(f"visitor {number}", QUOTA)


def test_keys_without_recent_use_are_let_go_and_the_others_kept() -> None:
    async def main() -> None:
        registry = Registry()
        references: list[weakref.ref[Budget]] = []
        for number in range(200):
            await spend(registry.get(f"tenant {number}", QUOTA), 50, 99_950)
            references.append(weakref.ref(registry.get(f"tenant {number}", QUOTA)))
        await asyncio.sleep(10)
        held = registry.get("tenant 7", QUOTA)
        await spend(registry.get("tenant 8", QUOTA), 50, 99_950)
        visit(registry, 300)
        gc.collect()
        assert sum(reference() is not None for reference in references) == 2
        assert registry.get("tenant 7", QUOTA) is held
        assert registry.get("tenant 8", QUOTA).snapshot().spent == 100
        assert registry.get("tenant 9", QUOTA).snapshot().spent == 0

    virtual_time.run(main(), start=100.0)


def test_what_was_spent_within_two_windows_is_never_forgotten_though_nobody_holds_it() -> None:
    async def main() -> None:
        registry = Registry()
        await spend(registry.get("spender", QUOTA), 99_000, 1_000)
        for _ in range(19):
            await asyncio.sleep(0.1)
            visit(registry, 50)
            gc.collect()
            assert registry.get("spender", QUOTA).snapshot().spent == 99_000

    virtual_time.run(main(), start=100.0)


def test_one_that_waits_flies_or_pauses_is_not_let_go_however_long_it_takes() -> None:
    async def main() -> None:
        registry = Registry()
        flying = await registry.get("flying", QUOTA).reserve(50)
        flying.sent()
        registry.get("paused", QUOTA).pause(1000)
        waiting = asyncio.ensure_future(registry.get("paused", QUOTA).reserve(50))
        await asyncio.sleep(500)
        visit(registry, 100)
        gc.collect()
        assert registry.get("flying", QUOTA).snapshot().in_flight == 50
        assert registry.get("paused", QUOTA).snapshot().waiting == 1
        assert (await waiting).waited == pytest.approx(1000, abs=1)
        flying.close()

    virtual_time.run(main(), start=100.0)


def test_a_budget_that_rested_in_the_hands_of_a_client_goes_on_where_it_stopped() -> None:
    async def main() -> None:
        registry = Registry()
        budget = registry.get("tenant", QUOTA)
        for remaining in (79_950, 79_900, 79_850):
            reservation = await budget.reserve(50)
            reservation.sent()
            reservation.settle(200, RateLimit(80_000, remaining, 1060, 1000))
        before = budget.snapshot()
        assert before.limit == 80_000
        await asyncio.sleep(10)
        visit(registry, 10)
        assert budget.resting
        state = budget.snapshot()
        assert (state.limit, state.spent, state.remaining) == (80_000, 150, 80_000)
        assert budget.resting, "a look wakes nobody"
        assert registry.get("tenant", QUOTA) is budget

    virtual_time.run(main(), start=100.0)


def test_what_operations_really_cost_is_kept_during_a_rest() -> None:
    before, after = Ledger(100_000, 60 * NS), Ledger(100_000, 60 * NS)
    before.costs.recall((Surcharge("files.download", 50, 450),))
    Memory.of(before).recall(after)
    assert (after.costs.surcharges, after.costs.learned) == ({"files.download": 450}, {"files.download": 500})
    after.costs.answered("files.download", 500)
    assert after.costs.declared("files.download") == 50


def test_what_a_budget_spends_after_its_rest_is_not_forgotten_with_its_client() -> None:
    async def main() -> None:
        registry = Registry()
        budget = registry.get("tenant", QUOTA)
        await spend(budget, 50, 99_950)
        await asyncio.sleep(10)
        visit(registry, 10)
        assert budget.resting
        await spend(budget, 90_000, 10_000)
        del budget
        gc.collect()
        assert registry.get("tenant", QUOTA).try_reserve(20_000) is None

    virtual_time.run(main(), start=100.0)


def test_what_was_learned_of_the_server_outlives_the_budget() -> None:
    async def main() -> None:
        registry = Registry()
        for remaining in (19_950, 19_900, 19_850):
            reservation = await registry.get("tenant", QUOTA).reserve(50)
            reservation.sent()
            reservation.settle(200, RateLimit(20_000, remaining, 1060, 1000))
        del reservation
        await asyncio.sleep(10)
        visit(registry, 10)
        gc.collect()
        assert registry.get("tenant", QUOTA).snapshot().limit == 20_000

    virtual_time.run(main(), start=100.0)


def test_ten_thousand_idle_tenants_are_ten_megabytes_at_most_though_clients_hold_them() -> None:
    async def main() -> None:
        registry = Registry()
        budgets: list[Budget] = []
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            for number in range(1000):
                budgets.append(registry.get(f"{number:064x}", QUOTA))
                await spend(budgets[-1], 50, 99_950)
            await asyncio.sleep(10)
            visit(registry, 200)
            gc.collect()
            after, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert (after - before) / len(budgets) <= 1024

    virtual_time.run(main(), start=100.0)


def test_a_budget_in_use_in_another_thread_is_not_put_to_rest_from_here() -> None:
    registry = Registry()
    budget = registry.get("theirs", Quota(window=0.001))
    started, done = threading.Event(), threading.Event()

    async def theirs() -> None:
        await spend(budget, 50, 99_950)
        started.set()
        await asyncio.to_thread(done.wait)

    thread = threading.Thread(target=lambda: asyncio.run(theirs()))
    thread.start()
    started.wait()
    while not budget.idle:  # two milliseconds of a real clock: only that can tell another thread
        pass
    visit(registry, 10)
    try:
        assert not budget.resting
    finally:
        done.set()
        thread.join()
    visit(registry, 10)
    assert budget.resting
