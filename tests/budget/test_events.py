"""What a budget tells to those who listen, in virtual time."""

import asyncio
import gc
import logging
import math
from collections import Counter
from collections.abc import Coroutine
from typing import Any

import msgspec
import pytest
from bulk_jobs import a_client
from emulator_calls import new_board
from quota_simulation import Link, mixed_load, server_of

from miro_async.budget import Budget, Priority, Quota
from miro_async.budget import events as ev
from miro_async.emulator import Emulator, virtual_time
from miro_async.errors import DeadlineExceeded, InvalidArgument, QueueFull
from miro_async.wire import RateLimit

FULL = RateLimit(100_000, 99_000, 1060, 1000)


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main, start=1000.0)


async def answered(budget: Budget, rate: RateLimit = FULL, *, credits: int = 50, status: int = 200) -> None:
    """A call that takes a tenth of a second."""
    reservation = await budget.reserve(credits, operation="tags.create")
    reservation.sent()
    await asyncio.sleep(0.1)
    reservation.settle(status, rate)
    reservation.close()


def about(seconds: float, abs: float = 1e-3) -> Any:  # noqa: A002 - pytest's name
    """A time, give or take."""
    return pytest.approx(seconds, abs=abs)


def listened(budget: Budget) -> list[ev.BudgetEvent]:
    heard: list[ev.BudgetEvent] = []
    budget.listen(heard.append)
    return heard


def kinds(heard: list[ev.BudgetEvent]) -> list[str]:
    return [event.kind for event in heard]


def nobody_listens(budget: Any) -> bool:
    return bool(budget._scheduler.audience is None)


def test_the_life_of_a_call_is_told_step_by_step() -> None:
    async def main() -> None:
        budget = Budget()
        async with budget.events() as events:
            reservation = await budget.reserve(
                100, priority=Priority.BATCH, flow="board", operation="sticky_notes.create"
            )
            reservation.sent()
            await asyncio.sleep(0.25)
            reservation.settle(201, FULL)
            reservation.close()
            granted, settled = await anext(events), await anext(events)
        assert granted == ev.Granted(granted.at, 100, Priority.BATCH, "board", "sticky_notes.create", 0.0)
        assert settled == ev.Settled(
            settled.at, 100, "sticky_notes.create", 201, 100_000, 99_000, about(0.25, abs=1e-3)
        )
        assert (granted.at, settled.at) == (about(1000, abs=1e-3), about(1000.25, abs=1e-3))

    run(main())


def test_a_call_that_waits_is_queued_and_granted_or_withdrawn() -> None:
    async def main() -> None:
        budget = Budget()
        await answered(budget, FULL._replace(remaining=150))
        heard = listened(budget)
        waiting = [asyncio.create_task(budget.reserve(100, flow=flow, operation="op")) for flow in "abc"]
        await asyncio.sleep(0)
        with pytest.raises(DeadlineExceeded):
            await budget.reserve(100, deadline=1.0)  # refused at once: it never was in the queue
        waiting[1].cancel()
        await asyncio.wait(waiting)
        assert kinds(heard) == ["granted", "queued", "queued", "turned_away", "withdrawn", "granted"]
        withdrawn, granted = heard[-2:]
        assert isinstance(withdrawn, ev.Withdrawn)
        assert (withdrawn.flow, withdrawn.reason) == ("b", "cancelled")
        assert isinstance(granted, ev.Granted)
        assert (granted.flow, granted.waited) == ("c", about(60, abs=1.1))

    run(main())


def test_a_deadline_that_passes_in_the_queue_is_told() -> None:
    async def main() -> None:
        budget = Budget()
        await answered(budget, FULL._replace(remaining=0))
        heard = listened(budget)
        waiting = asyncio.create_task(budget.reserve(100, deadline=65.0))
        await asyncio.sleep(1)
        budget.pause(100.0)
        await asyncio.wait([waiting])
        assert isinstance(waiting.exception(), DeadlineExceeded)
        queued, paused, withdrawn = heard
        assert (queued.kind, paused.kind) == ("queued", "paused")
        assert isinstance(withdrawn, ev.Withdrawn)
        assert (withdrawn.reason, withdrawn.waited) == ("deadline", about(65, abs=0.1))

    run(main())


def test_who_is_turned_away_is_told_with_the_reason() -> None:
    async def main() -> None:
        budget = Budget(Quota(max_waiting=1))
        await answered(budget, FULL._replace(remaining=0))
        waiting = asyncio.create_task(budget.reserve(100))
        await asyncio.sleep(0)
        heard = listened(budget)
        with pytest.raises(QueueFull):
            await budget.reserve(50, priority=Priority.INTERACTIVE, flow="board", operation="tags.get")
        waiting.cancel()
        await asyncio.wait([waiting])
        with pytest.raises(DeadlineExceeded):
            await budget.reserve(500, deadline=1.0, operation="boards.create")
        full, _, late = heard
        assert full == ev.TurnedAway(full.at, 50, Priority.INTERACTIVE, "board", "tags.get", "full")
        assert late == ev.TurnedAway(late.at, 500, Priority.NORMAL, "", "boards.create", "deadline")

    run(main())


def test_a_pause_tells_for_how_long_nothing_is_granted_in_the_end() -> None:
    async def main() -> None:
        budget = Budget()
        heard = listened(budget)
        for seconds in (10, 60, 20, -3, math.inf, 60):
            budget.pause(seconds)
        assert [event.seconds for event in heard if isinstance(event, ev.Paused)] == [about(10), about(60), math.inf]

    run(main())


def test_what_is_not_sent_is_refunded_and_what_is_not_answered_is_lost() -> None:
    async def main() -> None:
        budget = Budget()
        await answered(budget)
        heard = listened(budget)
        unsent, unanswered = await budget.reserve(50), await budget.reserve(100, operation="boards.copy")
        unanswered.sent()
        for reservation in (unsent, unanswered, unsent, unanswered):
            reservation.close()
        assert kinds(heard) == ["granted", "granted", "refunded", "answer_lost"]
        assert heard[2:] == [
            ev.Refunded(heard[2].at, 50, ""),
            ev.AnswerLost(heard[3].at, 100, "boards.copy"),
        ]

    run(main())


def test_a_429_says_until_when_nothing_goes() -> None:
    async def main() -> None:
        budget = Budget()
        await answered(budget)
        heard = listened(budget)
        await answered(budget, RateLimit(100_000, 0, 1060, 1000, 7.0), status=429)
        settled, refused = heard[1:3]
        assert isinstance(settled, ev.Settled)
        assert settled.status == 429
        assert refused == ev.Refused(settled.at, 50, "tags.create", about(7.0))

    run(main())


def test_pauses_are_told() -> None:
    async def main() -> None:
        budget = Budget()
        heard = listened(budget)
        budget.pause(12.5)
        assert heard == [ev.Paused(heard[0].at, 12.5)]

    run(main())


def test_another_limit_is_told_once() -> None:
    async def main() -> None:
        budget = Budget()
        await answered(budget)
        heard = listened(budget)
        for _ in range(20):
            await answered(budget, RateLimit(20_000, 19_000, 1060, 1000))
        changes = [event for event in heard if isinstance(event, ev.LimitChanged)]
        assert [(change.old, change.new) for change in changes] == [(100_000, 20_000)]

    run(main())


def test_the_servers_way_of_counting_and_its_windows_are_told() -> None:
    async def main() -> None:
        link = Link(server_of("first"), seed=1)
        budget = Budget()
        heard = listened(budget)
        await mixed_load(budget, link, 200)
        link.mangle = without_headers
        await mixed_load(budget, link, 60)
        resets = [event for event in heard if isinstance(event, ev.WindowReset)]
        assert [reset.at for reset in resets] == [about(1000 + 60 * number, abs=2) for number in (1, 2, 3)]
        assert all(reset.resets_in == about(60, abs=2) for reset in resets)
        learned, demoted = [event for event in heard if isinstance(event, ev.ModelLearned | ev.ModelDemoted)]
        assert (learned.kind, learned.model) == ("model_learned", "fixed")
        assert (demoted.kind, demoted.model) == ("model_demoted", "fixed")
        told = Counter(kinds(heard))
        assert told["granted"] == told["settled"] + told["refunded"] + told["answer_lost"]
        assert told["refused"] == link.result.refused

    run(main())


def without_headers(_: RateLimit) -> RateLimit:
    return RateLimit()


def test_a_neighbour_is_told_with_what_it_spent() -> None:
    async def main() -> None:
        emulator = Emulator(latency=(0.05, 0.2))
        board = await new_board(emulator)
        async with a_client(emulator) as miro:
            for _ in range(5):
                await miro.boards.get(board)
            heard = listened(miro.budget)
            await miro.boards.get(board)
            emulator.limits.spend(5_000)
            for _ in range(5):
                await miro.boards.get(board)
            (seen,) = [event for event in heard if isinstance(event, ev.NeighbourSeen)]
            assert (seen.credits, seen.total) == (5_000, 5_000)

    virtual_time.run(main())


def test_who_is_slow_misses_the_oldest_and_knows_how_many() -> None:
    async def main() -> None:
        budget = Budget()
        async with budget.events(buffer=5) as events:
            for _ in range(10):
                (await budget.reserve(50)).close()
            budget.pause(1.0)
            assert events.missed == 16
            seen = [(await anext(events)).kind for _ in range(5)]
            assert seen == ["granted", "refunded", "granted", "refunded", "paused"]
            assert events.missed == 16

    run(main())


def test_every_subscriber_gets_every_event() -> None:
    async def main() -> None:
        budget = Budget()

        async def first_four() -> list[str]:
            async with budget.events() as events:
                return [(await anext(events)).kind for _ in range(4)]

        readers = [asyncio.create_task(first_four()) for _ in range(3)]
        await asyncio.sleep(0.1)
        await answered(budget)
        await answered(budget)
        assert await asyncio.gather(*readers) == [["granted", "settled"] * 2] * 3
        assert nobody_listens(budget)

    run(main())


def test_leaving_the_loop_ends_the_subscription() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(1.0)
        seen: list[str] = []

        async def look() -> None:
            async for event in budget.events():
                seen.append(event.kind)
                break

        looking = asyncio.create_task(look())
        await asyncio.sleep(0)
        assert not nobody_listens(budget)
        budget.pause(2.0)
        await looking
        assert seen == ["paused"]
        assert nobody_listens(budget)

    run(main())


def test_a_cancelled_subscriber_leaves_nothing_behind() -> None:
    async def main() -> None:
        budget = Budget()

        async def watch() -> None:
            async with budget.events() as events:
                async for _ in events:
                    pass

        async def watch_carelessly() -> None:
            async for _ in budget.events():
                pass

        watching = [asyncio.create_task(watch()), asyncio.create_task(watch_carelessly())]
        await asyncio.sleep(1)
        assert [each.cancel() for each in watching] == [True, True]
        await asyncio.wait(watching)
        watching.clear()  # a task that is kept keeps its traceback, and that the stream
        gc.collect()
        assert nobody_listens(budget)

    run(main())


def test_a_reader_may_give_up_waiting_and_go_on_later() -> None:
    async def main() -> None:
        budget = Budget()
        async with budget.events() as events:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(events), 5.0)
            budget.pause(1.0)
            assert (await anext(events)).kind == "paused"

    run(main())


def test_a_subscriber_whose_loop_is_gone_leaves_nothing_behind() -> None:
    budget = Budget()
    stream = budget.events()

    async def wait_in_vain() -> None:
        await anext(stream)

    loop = virtual_time.VirtualTimeLoop()
    waiting = loop.create_task(wait_in_vain())
    loop.call_later(1.0, loop.stop)
    loop.run_forever()
    loop.close()

    async def spend() -> None:
        (await budget.reserve(50)).close()
        assert nobody_listens(budget)

    virtual_time.run(spend(), start=10.0)
    pending: Any = waiting
    pending.get_coro().close()
    pending._log_destroy_pending = False  # that nobody ended it is what this test is about


def test_closing_a_stream_wakes_its_reader() -> None:
    async def main() -> None:
        budget = Budget()
        stream = budget.events()

        async def count() -> int:
            return len([event async for event in stream])

        counting = asyncio.create_task(count())
        await asyncio.sleep(1)
        with pytest.raises(RuntimeError, match="another task waits"):
            await anext(stream)
        budget.pause(1.0)
        await asyncio.sleep(1)
        await stream.aclose()
        budget.pause(2.0)
        assert await counting == 1
        assert [event async for event in stream] == []

    run(main())


def test_a_listener_that_fails_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        budget = Budget()
        seen: list[ev.BudgetEvent] = []

        def fail(_: ev.BudgetEvent) -> None:
            raise ZeroDivisionError

        stop = budget.listen(fail)
        budget.listen(seen.append)
        await answered(budget)
        stop()
        stop()
        await answered(budget)
        assert kinds(seen) == ["granted", "settled"] * 2

    with caplog.at_level(logging.ERROR, "miro_async"):
        run(main())
    assert [record.message.split(" at ")[0] for record in caplog.records] == ["a listener failed"] * 2


@pytest.mark.parametrize("buffer", [0, -1, 1.5, True, "5"])
def test_a_buffer_that_is_none_is_refused(buffer: Any) -> None:
    with pytest.raises(InvalidArgument, match="buffer"):
        Budget().events(buffer=buffer)


def test_events_are_plain_values() -> None:
    event = ev.Granted(1.5, 100, Priority.BATCH, "board", "tags.create", 0.25)
    assert msgspec.json.decode(msgspec.json.encode(event)) == {
        "kind": "granted",
        "at": 1.5,
        "credits": 100,
        "priority": 2,
        "flow": "board",
        "operation": "tags.create",
        "waited": 0.25,
    }
    with pytest.raises(AttributeError):
        setattr(event, "credits", 5)  # noqa: B010 - the checkers know that it cannot be set


def test_who_listens_twice_hears_twice_and_each_time_is_ended_by_itself() -> None:
    async def main() -> None:
        budget = Budget()
        heard: list[ev.BudgetEvent] = []
        first, second = budget.listen(heard.append), budget.listen(heard.append)
        (await budget.reserve(50)).close()
        twice = len(heard)
        first()
        first()
        (await budget.reserve(50)).close()
        assert len(heard) == twice + twice // 2
        second()
        assert nobody_listens(budget)

    run(main())
