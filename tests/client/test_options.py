"""Steering: what `with_options`, `call_options` and the constructor say, and what becomes of it in the queue."""

import asyncio
import math
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import pytest

from miro_async import Miro, Priority, Quota, bulk, call_options, drafts, endpoints
from miro_async.attempts import Attempts
from miro_async.emulator import Emulator, virtual_time
from miro_async.endpoints import Call
from miro_async.errors import ConfigurationError, DeadlineExceeded, InvalidArgument
from miro_async.options import CallOptions, checked_options, current_options

LIMIT = 20_000


def client(emulator: Emulator, key: str, **options: Any) -> Miro:
    quota = options.pop("quota", Quota(limit=LIMIT, window=20.0))
    return Miro(emulator.token, transport=emulator.transport(), quota=quota, quota_key=key, **options)


def test_what_is_nearest_to_the_call_wins_one_by_one() -> None:
    view = checked_options(Priority.INTERACTIVE, None, None, None)
    default = checked_options(Priority.BATCH, 9.0, "mine", 2)
    with call_options(deadline=5.0), call_options(weight=3):
        assert view.over(current_options()).over(default) == CallOptions(Priority.INTERACTIVE, 5.0, "mine", 3)
    assert current_options() == CallOptions()


@pytest.mark.parametrize("weight", [0, -1, 1.5, "2", True, 10_001])
def test_a_weight_that_is_none_is_refused_by_name(weight: Any) -> None:
    async def main() -> None:
        async with client(Emulator(), "weights") as miro:
            with pytest.raises(InvalidArgument) as caught:
                miro.with_options(weight=weight)
            assert caught.value.field == "weight"
        with pytest.raises(InvalidArgument), call_options(weight=weight):
            pass
        with pytest.raises(InvalidArgument):
            Miro("t", weight=weight)

    virtual_time.run(main())


def test_the_budget_refuses_a_weight_below_one_too() -> None:
    async def main() -> None:
        async with client(Emulator(), "raw weights") as miro:
            for waits in (False, True):
                if waits:
                    miro.budget.pause(60)
                with pytest.raises(InvalidArgument) as caught:
                    await miro.budget.reserve(50, weight=0)
                assert caught.value.field == "weight"
                with pytest.raises(InvalidArgument):
                    miro.budget.try_reserve(50, weight=-2)

    virtual_time.run(main())


@pytest.mark.parametrize("weights", [(8, 3), (8, 3, 0), (8, 3, 1.0), [8, 3, 1], (True, 3, 1), None, "831"])
def test_weights_of_the_classes_out_of_range_are_refused_by_name(weights: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"Quota\.weights"):
        Quota(weights=weights)


@pytest.mark.parametrize(
    ("call", "flow"),
    [
        (endpoints.tags.list("board"), "board"),
        (endpoints.boards.delete("board"), "board"),
        (endpoints.organizations.get("org"), "org"),
        (endpoints.boards.list(), ""),
        (endpoints.tokens.get(), ""),
    ],
)
def test_a_flow_is_a_board_an_organization_or_what_is_neither(call: Call[Any], flow: str) -> None:
    assert Attempts(call, CallOptions(), 0.0).flow == flow
    assert Attempts(call, CallOptions(flow="mine"), 0.0).flow == "mine"


@pytest.mark.parametrize("deadline", [math.inf, sys.float_info.max, 1e10, 10**400])
def test_a_deadline_can_be_lifted(deadline: Any) -> None:
    emulator = Emulator()

    async def main() -> None:
        async with client(emulator, f"lifted {deadline}", deadline=0.5) as hurried:
            await hurried.tokens.get()
            hurried.budget.pause(5.0)
            with pytest.raises(DeadlineExceeded):
                await hurried.tokens.get()
            with call_options(deadline=deadline):
                await hurried.tokens.get()
            hurried.budget.pause(5.0)
            patient = hurried.with_options(deadline=deadline)
            with call_options(deadline=0.5):
                await patient.with_options(flow="mine").tokens.get()
        async with client(emulator, f"none {deadline}", deadline=deadline) as miro:
            miro.budget.pause(5.0)
            await miro.tokens.get()

    virtual_time.run(main())


@pytest.mark.parametrize("deadline", [0, -1, math.nan, -math.inf, "2", True])
def test_a_deadline_that_is_none_is_refused_by_name(deadline: Any) -> None:
    with pytest.raises(InvalidArgument) as caught, call_options(deadline=deadline):
        pass
    assert caught.value.field == "deadline"
    with pytest.raises(InvalidArgument, match="deadline"):
        Miro("t", deadline=deadline)


@pytest.mark.parametrize(
    ("argument", "value"), [("quota", 5), ("quota", "x"), ("quota_key", 5), ("quota_key", b"k"), ("quota_key", True)]
)
def test_a_quota_that_is_none_is_refused_by_name(argument: str, value: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"^{argument}: expected"):
        Miro("t", **{argument: value})


async def _shares(miro: Miro, clients: dict[str, Miro], boards: dict[str, str]) -> dict[str, int]:
    """Credits that each of several endless jobs got when the first has got half a window."""
    spent = dict.fromkeys(clients, 0)

    async def job(name: str) -> None:
        while True:
            await clients[name].boards.get(boards[name])
            spent[name] += 50

    tasks = [asyncio.ensure_future(job(name)) for name in clients for _ in range(500)]
    await asyncio.sleep(100)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert miro.budget.snapshot().rate_limited == 0
    return spent


def test_weights_share_a_class_between_boards() -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.05)
    boards = {name: emulator.world.create_board(name=name)["id"] for name in ("light", "heavy", "context")}

    async def main() -> None:
        async with client(emulator, "shares") as miro:
            spent = await _shares(miro, {"light": miro, "heavy": miro.with_options(weight=3)}, boards)
            assert spent["heavy"] / spent["light"] == pytest.approx(3, rel=0.1)

    virtual_time.run(main())


def test_boards_share_evenly_unless_told_otherwise() -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.05)
    boards = {name: emulator.world.create_board(name=name)["id"] for name in ("a", "b")}

    async def main() -> None:
        async with client(emulator, "even") as miro:
            spent = await _shares(miro, {"a": miro, "b": miro}, boards)
            assert spent["a"] / spent["b"] == pytest.approx(1, rel=0.1)

    virtual_time.run(main())


def test_the_quota_says_how_the_classes_share() -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.05)
    boards = {name: emulator.world.create_board(name=name)["id"] for name in ("normal", "batch")}

    async def main() -> None:
        quota = Quota(limit=LIMIT, window=20.0, weights=(8, 1, 2))
        async with client(emulator, "classes", quota=quota) as miro:
            batch = miro.with_options(priority=Priority.BATCH)
            spent = await _shares(miro, {"normal": miro, "batch": batch}, boards)
            assert spent["batch"] / spent["normal"] == pytest.approx(2, rel=0.1)

    virtual_time.run(main())


def test_the_constructor_speaks_for_calls_that_say_nothing() -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.05)
    boards = {name: emulator.world.create_board(name=name)["id"] for name in ("one", "two", "other")}

    async def main() -> None:
        async with (
            client(emulator, "constructor", flow="everything", weight=2) as miro,
            client(emulator, "constructor") as plain,
        ):
            spent = await _shares(miro, {"one": miro, "two": miro, "other": plain}, boards)
            assert (spent["one"] + spent["two"]) / spent["other"] == pytest.approx(2, rel=0.1), "one flow of weight 2"

    virtual_time.run(main())


@pytest.mark.parametrize("asked", [Priority.INTERACTIVE, Priority.NORMAL])
def test_a_bulk_job_may_be_made_urgent_by_its_context(asked: Priority) -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.05)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> None:
        async with client(emulator, f"urgent bulk {asked}") as miro:
            miro.budget.pause(10)
            with call_options(priority=asked):
                run = asyncio.ensure_future(_create(miro, board))
            await asyncio.sleep(1)
            assert [state.waiting for state in miro.budget.snapshot().waits] == [
                int(priority is asked) for priority in Priority
            ]
            await run

    virtual_time.run(main())


async def _create(miro: Miro, board: str) -> bulk.Report:
    return await bulk.create(miro, board, [drafts.sticky_note("x")])


def test_calls_are_estimated_before_they_are_sent() -> None:
    emulator = Emulator(limit=LIMIT, window=20, latency=0.05)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> None:
        async with client(emulator, "estimate") as miro:
            calls = [endpoints.sticky_notes.create(board, body=drafts.sticky_note(f"{n}")) for n in range(500)]
            estimate = miro.budget.estimate(calls)
            assert estimate.credits == sum(call.credits for call in calls) == 50_000
            loop = asyncio.get_running_loop()
            began = loop.time()
            await asyncio.gather(*(miro.with_options(priority=Priority.BATCH).send(call) for call in calls))
            assert loop.time() - began == pytest.approx(estimate.seconds, abs=4)
            await miro.budget.drain()

    virtual_time.run(main())


def test_who_surrounds_twice_is_ended_once_each() -> None:
    entered: list[str] = []

    @contextmanager
    def around(call: Any, _: Priority) -> Generator[Callable[[Any], object]]:
        entered.append(call.operation)
        yield entered.append

    async def main() -> None:
        emulator = Emulator()
        async with Miro(emulator.token, transport=emulator.transport()) as miro:
            first, second = miro.surround(around), miro.surround(around)
            first()
            first()
            await miro.tokens.get()
            second()
            await miro.tokens.get()

    asyncio.run(main())
    assert entered.count("tokens.get") == 1
