"""Many clients, one quota: on the emulator, in virtual time unless said otherwise."""

import asyncio
import logging
from typing import Any

import pytest

from miro_async import Miro, Priority, Quota, bulk, call_options, drafts, endpoints
from miro_async.emulator import Emulator, virtual_time
from miro_async.errors import ConfigurationError, DeadlineExceeded, OutcomeUnknown
from miro_async.models import StickyNote

LIMIT = 20_000


def quota() -> Quota:
    return Quota(limit=LIMIT, window=20.0)


async def create(miro: Miro, board: str, count: int) -> None:
    await asyncio.gather(*(miro.sticky_notes.create(board, drafts.sticky_note(str(number))) for number in range(count)))


@pytest.mark.parametrize("model", ["fixed", "aligned", "sliding_log", "sliding_counter", "token_bucket"])
def test_fifty_clients_at_once_share_the_quota_of_their_token(model: Any) -> None:
    emulator = Emulator(limit=LIMIT, window=20, model=model, latency=(0.05, 0.3), seed=7)
    board = emulator.world.create_board(name="b")["id"]

    async def one() -> None:
        async with Miro(emulator.token, transport=emulator.transport(), quota=quota(), quota_key=model) as miro:
            await create(miro, board, 12)

    async def main() -> float:
        start = asyncio.get_running_loop().time()
        await asyncio.gather(*(one() for _ in range(50)))
        return asyncio.get_running_loop().time() - start

    took = virtual_time.run(main())
    assert emulator.statistics.rate_limited == 0
    assert emulator.world.item_count(board) == 600
    assert took < 4 * 20  # three windows' worth


def test_twenty_runs_in_a_row_remember_what_was_spent() -> None:
    """In real time, with a new loop each: the memory of the budget outlives its loop."""
    emulator = Emulator(limit=2_000, window=1.0)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> None:
        token = emulator.token
        async with Miro(token, transport=emulator.transport(), quota=Quota(limit=2_000, window=1.0)) as miro:
            await create(miro, board, 4)

    for _ in range(20):
        asyncio.run(main())
    assert emulator.world.item_count(board) == 80
    assert emulator.statistics.rate_limited == 0


def test_a_window_that_is_spent_in_its_first_seconds_is_followed_by_the_next() -> None:
    emulator = Emulator(window=20, latency=0.02)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> float:
        async with Miro(emulator.token, transport=emulator.transport(), quota=Quota(window=20.0)) as miro:
            start = asyncio.get_running_loop().time()
            report = await bulk.create(miro, board, [drafts.sticky_note(str(number)) for number in range(2_300)])
            assert report.succeeded == 2_300
            return asyncio.get_running_loop().time() - start

    took = virtual_time.run(main())
    assert emulator.statistics.rate_limited == 0
    assert took < 2 * 20 + 2, "230,000 credits: two whole windows and a part of the third"


def test_two_live_loops_are_refused() -> None:
    async def inner() -> None:
        async with Miro("shared", transport=Emulator().transport()) as miro:
            await miro.boards.list().collect()

    async def outer() -> None:
        async with Miro("shared", transport=Emulator().transport()) as miro:
            lease = miro.budget.try_reserve(50)
            assert lease is not None
            with pytest.raises(ConfigurationError, match="live event loops"):
                await asyncio.to_thread(asyncio.run, inner())
            lease.close()

    asyncio.run(outer())


def test_a_batch_meets_an_unannounced_neighbour_and_nobody_sees_a_429(caplog: pytest.LogCaptureFixture) -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.1)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> None:
        async with Miro(emulator.token, transport=emulator.transport(), quota=quota(), quota_key="neighbour") as miro:
            await create(miro, board, 5)
            emulator.limits.spend(LIMIT - 1_000)
            await create(miro, board, 100)
            assert miro.budget.snapshot().rate_limited == emulator.statistics.rate_limited

    with caplog.at_level(logging.WARNING, "miro_async"):
        virtual_time.run(main())
    assert emulator.world.item_count(board) == 105


@pytest.mark.parametrize("model", ["fixed", "aligned", "sliding_log", "sliding_counter", "token_bucket"])
def test_what_waited_for_credits_is_not_sent_when_no_answer_can_come_in_time(model: Any) -> None:
    """Twice as many writes as the quota has room for, each with 2 s: a refusal is clean, an unknown outcome is not."""
    emulator = Emulator(limit=LIMIT, window=20, model=model, latency=(0.2, 0.4), seed=7)
    board = emulator.world.create_board(name="b")["id"]

    async def one(miro: Miro, number: int) -> object:
        await asyncio.sleep(number / 20)
        return await miro.sticky_notes.create(board, drafts.sticky_note(str(number)))

    async def main() -> list[object]:
        async with Miro(
            emulator.token, transport=emulator.transport(), quota=quota(), quota_key=f"late-{model}", deadline=2.0
        ) as miro:
            return await asyncio.gather(*(one(miro, number) for number in range(800)), return_exceptions=True)

    outcomes = virtual_time.run(main())
    assert sum(isinstance(outcome, OutcomeUnknown) for outcome in outcomes) <= 8, "one in a hundred"
    assert {type(outcome) for outcome in outcomes} <= {StickyNote, DeadlineExceeded, OutcomeUnknown}
    assert sum(isinstance(outcome, StickyNote) for outcome in outcomes) >= 380
    assert emulator.statistics.rate_limited == 0


def test_an_interactive_call_passes_a_batch_and_a_deadline_refuses_at_once() -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.1)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> None:
        async with Miro(emulator.token, transport=emulator.transport(), quota=quota(), quota_key="urgent") as miro:
            loop = asyncio.get_running_loop()
            with call_options(priority=Priority.BATCH, flow="job"):
                batch = asyncio.create_task(create(miro, board, 600))
            await asyncio.sleep(5)
            start = loop.time()
            with pytest.raises(DeadlineExceeded) as caught:
                await miro.with_options(deadline=0.5, priority=Priority.BATCH, flow="job").boards.get(board)
            assert loop.time() == pytest.approx(start, abs=0.001)
            assert caught.value.attempts == 0
            assert caught.value.needed is not None
            assert caught.value.needed > 0.5
            await miro.with_options(priority=Priority.INTERACTIVE).boards.get(board)
            urgent = loop.time() - start
            await batch
            assert urgent < 16, "before the rest of the batch"

    virtual_time.run(main())
    assert emulator.statistics.rate_limited == 0


def test_cancelled_calls_leave_nothing_held(caplog: pytest.LogCaptureFixture) -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.2)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> None:
        async with Miro(emulator.token, transport=emulator.transport(), quota=quota(), quota_key="cancel") as miro:
            tasks = [
                asyncio.create_task(miro.sticky_notes.create(board, drafts.sticky_note(str(number))))
                for number in range(400)
            ]
            await asyncio.sleep(0.1)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            state = miro.budget.snapshot()
            assert (state.waiting, state.reserved, state.in_flight) == (0, 0, 0)
            assert state.unknown > 0
            await asyncio.sleep(25)
            await create(miro, board, 10)
            assert miro.budget.snapshot().unknown == 0

    with caplog.at_level(logging.WARNING, "miro_async"):
        virtual_time.run(main())
    assert "sticky_notes.create" in caplog.text
    assert "outcome is unknown" in caplog.text


def test_hooks_see_every_call() -> None:
    emulator = Emulator()
    seen: list[tuple[str, str, object]] = []

    async def main() -> None:
        async with Miro(
            emulator.token,
            transport=emulator.transport(),
            before=lambda call: seen.append(("before", call.operation, None)),
            after=lambda call, outcome: seen.append(("after", call.operation, type(outcome).__name__)),
        ) as miro:
            await miro.send(endpoints.tokens.get())
            with pytest.raises(Exception, match="404"):
                await miro.boards.get("none")

    virtual_time.run(main())
    assert seen == [
        ("before", "tokens.get", None),
        ("after", "tokens.get", "Exchange"),
        ("before", "boards.get", None),
        ("after", "boards.get", "NotFound"),
    ]


def test_an_exchange_tells_everything() -> None:
    emulator = Emulator()

    async def main() -> None:
        async with Miro(emulator.token, transport=emulator.transport()) as miro:
            exchange = await miro.exchange(endpoints.boards.create(body=drafts.board("x")))
            assert (exchange.status, exchange.credits, exchange.attempts, exchange.problems) == (201, 500, 1, ())
            assert exchange.headers["x-ratelimit-limit"] == "100000"
            assert exchange.value.name == "x"

    virtual_time.run(main())
