"""What makes no sense is refused by name, whether or not anybody waits, and leaves no trace on the shared quota."""

import asyncio
import math
import sys
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from miro_async import endpoints
from miro_async.budget import Budget, Quota
from miro_async.emulator import virtual_time
from miro_async.errors import ConfigurationError, InvalidArgument
from miro_async.wire import RateLimit

NO_CALLS: list[tuple[str, dict[str, Any]]] = [
    ("credits", {"credits": math.nan}),
    ("credits", {"credits": 1.5}),
    ("credits", {"credits": "50"}),
    ("credits", {"credits": True}),
    ("credits", {"credits": 0}),
    ("credits", {"credits": 1_001}),
    ("weight", {"weight": math.nan}),
    ("weight", {"weight": math.inf}),
    ("weight", {"weight": 1.5}),
    ("weight", {"weight": "2"}),
    ("weight", {"weight": 0}),
    ("weight", {"weight": 10_001}),
    ("priority", {"priority": "batch"}),
    ("priority", {"priority": 1}),
    ("priority", {"priority": None}),
    ("flow", {"flow": []}),
    ("flow", {"flow": None}),
]
NO_TIMES: list[tuple[str, dict[str, Any]]] = [
    ("deadline", {"deadline": "2"}),
    ("deadline", {"deadline": math.nan}),
    ("deadline", {"deadline": True}),
    ("delay", {"delay": "1"}),
    ("delay", {"delay": 1e300}),
    ("delay", {"delay": math.inf}),
    ("delay", {"delay": -1.0}),
]


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main, start=1000.0)


async def with_a_limit_of_a_thousand(left: int) -> Budget:
    budget = Budget(Quota(limit=1_000))
    reservation = await budget.reserve(50)
    reservation.sent()
    reservation.settle(200, RateLimit(1_000, left, 1060, 1000))
    return budget


@pytest.mark.parametrize("left", [900, 0], ids=["idle", "waiting"])
@pytest.mark.parametrize(("field", "wrong"), NO_CALLS + NO_TIMES)
def test_a_call_that_is_none_is_refused_by_name_and_spoils_nothing(left: int, field: str, wrong: Any) -> None:
    async def main() -> None:
        budget = await with_a_limit_of_a_thousand(left)
        waiting = [] if left else [asyncio.ensure_future(budget.reserve(100)) for _ in range(2)]
        await asyncio.sleep(0)
        before = budget.snapshot()
        asked: dict[str, Any] = {"credits": 50, **wrong}
        with pytest.raises(InvalidArgument) as error:
            await budget.reserve(**asked)
        assert error.value.field == field
        assert (budget.snapshot().remaining, budget.snapshot().waiting) == (before.remaining, len(waiting))
        for reservation in await asyncio.gather(*waiting):
            reservation.close()
        await budget.drain()

    run(main())


@pytest.mark.parametrize("left", [900, 0], ids=["idle", "waiting"])
@pytest.mark.parametrize(("field", "wrong"), NO_CALLS)
def test_who_does_not_wait_is_told_the_same(left: int, field: str, wrong: Any) -> None:
    async def main() -> None:
        budget = await with_a_limit_of_a_thousand(left)
        asked: dict[str, Any] = {"credits": 50, **wrong}
        with pytest.raises(InvalidArgument) as error:
            budget.try_reserve(**asked)
        assert error.value.field == field
        assert budget.snapshot().remaining == left

    run(main())


@pytest.mark.parametrize("deadline", [math.inf, sys.float_info.max, 2e9, 10**30, 10**400])
def test_a_deadline_beyond_all_windows_is_none(deadline: float) -> None:
    async def main() -> None:
        budget = await with_a_limit_of_a_thousand(0)
        reservation = await budget.reserve(100, deadline=deadline)
        assert reservation.waited == pytest.approx(60, abs=1.1)
        reservation.close()
        await budget.drain()

    run(main())


def pausing(until: Any) -> Callable[[Budget], object]:
    return lambda budget: budget.pause(until)


def estimating(calls: Any, **options: Any) -> Callable[[Budget], object]:
    return lambda budget: budget.estimate(calls, **options)


def listening(ear: Any) -> Callable[[Budget], object]:
    return lambda budget: budget.listen(ear)


def reading(buffer: Any) -> Callable[[Budget], object]:
    return lambda budget: budget.events(buffer=buffer)


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        *((pausing(until), "until") for until in ("5", None, True, math.nan, timedelta(minutes=5))),
        *((estimating(calls), "calls") for calls in (endpoints.boards.get("b"), "B", [None], None, 1.5, True, -1)),
        (estimating(50, priority=5), "priority"),
        (listening("print"), "ear"),
        *((reading(buffer), "buffer") for buffer in (0, 1.5, 10**30)),
    ],
)
def test_other_questions_are_checked_as_well(ask: Callable[[Budget], object], field: str) -> None:
    async def main() -> None:
        budget = Budget()
        with pytest.raises(InvalidArgument) as error:
            ask(budget)
        assert error.value.field == field
        assert (await budget.reserve(50)).waited == 0

    run(main())


@pytest.mark.parametrize("seconds", [0, -1.5, -math.inf, -(10**400)])
def test_a_pause_that_is_over_is_none(seconds: float) -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(seconds)
        assert budget.snapshot().paused_for == 0
        assert budget.try_reserve(50) is not None

    run(main())


def test_a_window_is_a_year_at_most() -> None:
    with pytest.raises(ConfigurationError, match=r"Quota\.window"):
        Quota(window=1e300)
