import asyncio
import math
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from quota_simulation import Link, call, server_of

from miro_async.budget import Budget, Priority, Quota
from miro_async.emulator import virtual_time
from miro_async.errors import DeadlineExceeded, InvalidArgument
from miro_async.wire import RateLimit


def run(main: Coroutine[Any, Any, None]) -> None:
    virtual_time.run(main, start=1000.0)


def test_a_pause_holds_everybody_up_until_it_ends() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(10)
        assert budget.try_reserve(50, priority=Priority.INTERACTIVE) is None
        assert budget.snapshot().paused_for == pytest.approx(10, abs=0.01)
        waited = await asyncio.gather(*(budget.reserve(50) for _ in range(3)))
        assert waited[0].waited == pytest.approx(10, abs=0.1)
        assert budget.snapshot().paused_for == 0

    run(main())


def test_who_looks_during_a_stall_sees_for_how_long_the_first_in_line_has_waited() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(10)
        waiting = [asyncio.ensure_future(budget.reserve(50, flow="a"))]
        await asyncio.sleep(3)
        waiting += [asyncio.ensure_future(budget.reserve(50, flow=flow)) for flow in "ab"]
        await asyncio.sleep(4)
        assert budget.snapshot().waits[Priority.NORMAL].oldest_wait == pytest.approx(7, abs=0.01)
        waiting[0].cancel()
        await asyncio.sleep(1)
        assert budget.snapshot().waits[Priority.NORMAL].oldest_wait == pytest.approx(5, abs=0.01)
        assert budget.snapshot().waits[Priority.BATCH].oldest_wait == 0
        await asyncio.wait(waiting)
        assert budget.snapshot().waits[Priority.NORMAL].oldest_wait == 0

    run(main())


def test_who_would_have_to_wait_for_a_resume_is_told_so() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(math.inf)
        with pytest.raises(DeadlineExceeded, match=r"only after resume\(\)") as error:
            await budget.reserve(50, deadline=5.0)
        assert error.value.needed == math.inf

    run(main())


def test_of_several_pauses_the_one_that_ends_last_counts() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(10)
        budget.pause(3)
        budget.pause(-5)
        assert budget.snapshot().paused_for == pytest.approx(10, abs=0.01)

    run(main())


def test_a_pause_may_end_at_a_moment_of_the_wall_clock() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(datetime.now(UTC) + timedelta(hours=1))
        assert budget.snapshot().paused_for == pytest.approx(3600, abs=5)

    run(main())


def test_a_pause_without_end_ends_when_somebody_resumes() -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(math.inf)
        assert budget.snapshot().paused_for == math.inf
        assert budget.estimate(1_000).seconds == math.inf
        waiting = asyncio.ensure_future(budget.reserve(50))
        await asyncio.sleep(3 * 86_400)
        assert not waiting.done()
        budget.resume()
        assert (await waiting).waited == pytest.approx(3 * 86_400, abs=1)
        assert budget.snapshot().paused_for == 0

    run(main())


def test_resuming_does_not_open_the_gate_of_a_429() -> None:
    async def main() -> None:
        budget = Budget()
        refused = await budget.reserve(50)
        refused.sent()
        refused.settle(429, RateLimit(100_000, 0, 1060, 1000, retry_after=20.0))
        refused.close()
        budget.pause(5)
        budget.resume()
        assert budget.snapshot().paused_for == pytest.approx(20, abs=0.1)
        assert budget.try_reserve(50) is None

    run(main())


def test_a_deadline_before_the_end_of_a_pause_is_refused_at_once() -> None:
    async def main() -> None:
        budget = Budget()
        loop = asyncio.get_running_loop()
        budget.pause(10)
        started = loop.time()
        for priority in Priority:
            with pytest.raises(DeadlineExceeded) as caught:
                await budget.reserve(50, deadline=9.0, priority=priority)
            assert caught.value.needed == pytest.approx(10, abs=0.1)
        assert loop.time() == pytest.approx(started, abs=0.01)
        assert budget.snapshot().waiting == 0
        assert (await budget.reserve(50, deadline=11.0)).waited == pytest.approx(10, abs=0.1)

    run(main())


def test_what_was_granted_goes_on_and_the_quota_is_kept_afterwards() -> None:
    async def main() -> None:
        link = Link(server_of("first", 10_000, 10.0), 3)
        budget = Budget(Quota(limit=10_000, window=10.0))
        tasks = [asyncio.ensure_future(call(budget, link, 100)) for _ in range(300)]
        await asyncio.sleep(1)
        budget.pause(12)
        await asyncio.sleep(2)
        before = link.result.accepted
        await asyncio.sleep(9)
        assert link.result.accepted == before, "nothing new goes out"
        assert before > 0
        await asyncio.gather(*tasks)
        assert (link.result.accepted, link.result.refused) == (30_000, 0)

    run(main())


@pytest.mark.parametrize("until", [math.nan, datetime(2030, 1, 1)])  # noqa: DTZ001 - a naive one is the point
def test_what_is_no_end_of_a_pause_is_refused(until: Any) -> None:
    async def main() -> None:
        with pytest.raises(InvalidArgument) as caught:
            Budget().pause(until)
        assert caught.value.field == "until"

    run(main())
