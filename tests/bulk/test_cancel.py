"""A job that is stopped, wherever it is: the report is true, nothing runs on, and a journal goes on from there."""

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bulk_jobs import CREATE, Site, a_site, notes, texts

from miro_async import bulk
from miro_async.emulator import Emulator, Fault, virtual_time

COUNT = 12
LOST = Fault(kind="hang_up", operations=(CREATE,), nth=2, times=1, applied=1.0)
LAGGING = Fault(kind="list_lag", seconds=2.0)


class Turns(virtual_time.VirtualTimeLoop):
    """A loop in virtual time that does something at one of its turns."""

    def __init__(self) -> None:
        super().__init__()
        self.left = -1
        self.action: Callable[[], object] = int

    def _run_once(self) -> None:
        self.left -= 1
        if self.left == 0:
            self.action()
        super()._run_once()  # type: ignore[misc]  # not in typeshed: the one place where a turn can be seen


async def check_report(site: Site, report: bulk.Report) -> None:
    """What the report says against what is on the board."""
    on_board = [int(text.removeprefix("note ")) for text in await site.contents()]
    unknown = {outcome.index for outcome in report.unknowns}
    assert len(on_board) == len(set(on_board))
    assert len(set(on_board) - unknown) == report.succeeded
    assert report.pending == report.read - report.succeeded - report.unknown
    assert not report.finished or report.succeeded == COUNT


async def stopped(site: Site, journal: Path, way: str, turn: int, **options: Any) -> int:
    """Stop a job at a turn of the loop, and look at its report; returns how many turns were left to that."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, Turns)
    run = bulk.create(site.miro, site.board_id, notes(COUNT), journal=journal, **options)
    stop = asyncio.Event()

    async def drain() -> None:
        async for _ in run:
            pass

    async def until_stopped() -> None:
        async with run:
            draining = asyncio.create_task(drain())
            stopping = asyncio.create_task(stop.wait())
            await asyncio.wait([draining, stopping], return_when="FIRST_COMPLETED")
            stopping.cancel()
        await draining

    job = asyncio.create_task(until_stopped())
    loop.left, loop.action = turn, (job.cancel if way == "cancel" else stop.set)
    (ended,) = await asyncio.gather(job, return_exceptions=True)
    left, loop.left = loop.left, -1
    assert ended is None or isinstance(ended, asyncio.CancelledError)
    await check_report(site, run.report)
    return left


@pytest.mark.parametrize(("way", "ordered", "stride"), [("cancel", True, 1), ("cancel", False, 3), ("leave", True, 3)])
def test_a_job_can_be_stopped_at_any_await(tmp_path: Path, way: str, ordered: bool, stride: int) -> None:
    options: dict[str, Any] = {"batch_size": 3, "ordered": ordered, "settle": 4.0}

    async def main(turn: int) -> int:
        journal = tmp_path / f"{turn}.journal"
        async with a_site(Emulator(), faults=[LOST, LAGGING]) as site:
            left = await stopped(site, journal, way, turn, **options)
            report = await bulk.create(site.miro, site.board_id, notes(COUNT), journal=journal, **options)
            assert (report.succeeded, report.finished) == (COUNT, True)
            contents = await site.contents()
            assert contents == texts(COUNT) if ordered else sorted(contents) == sorted(texts(COUNT))
            return left

    for turn in itertools.count(1, stride):
        with asyncio.Runner(loop_factory=Turns) as runner:
            if runner.run(main(turn)) > 0:  # the job was over before
                assert turn > 50
                break


def test_a_batch_on_its_way_is_unknown_and_the_rest_was_not_sent() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:
            run = bulk.create(site.miro, site.board_id, notes(100))
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(1.7):
                    await run
            report = run.report
            assert (report.succeeded, report.unknown, report.read) == (20, 20, 60)
            assert [unknown.index for unknown in report.unknowns] == list(range(20, 40))
            assert report.pending == 20
            seconds = report.seconds
            assert await site.contents() == texts(40)
            assert run.report.seconds == seconds  # the clock of the report stopped

    virtual_time.run(main())


def test_a_batch_that_waits_for_credits_was_not_sent() -> None:
    async def main() -> None:
        async with a_site(Emulator(limit=6_500)) as site:
            run = bulk.create(site.miro, site.board_id, notes(100))
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(20):
                    await run
            assert run.report.unknown == 0
            assert run.report.succeeded == len(await site.items()) > 0

    virtual_time.run(main())


def test_no_task_outlives_the_job() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:
            before = asyncio.all_tasks()
            async with bulk.create(site.miro, site.board_id, notes(100), ordered=False) as run:
                await anext(run)
            assert {task for task in asyncio.all_tasks() - before if "_serve" not in repr(task)} == set()

    virtual_time.run(main())


def test_two_cancellations_are_as_good_as_one() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:

            async def short(run: bulk.Run[bulk.Created]) -> None:
                await run

            run = bulk.create(site.miro, site.board_id, notes(100))
            job = asyncio.create_task(short(run))
            await asyncio.sleep(1.5)
            job.cancel()
            await asyncio.sleep(0)
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await job
            await check_report_of_hundred(site, run.report)

    virtual_time.run(main())


async def check_report_of_hundred(site: Site, report: bulk.Report) -> None:
    on_board = len(await site.items())
    assert report.succeeded <= on_board <= report.succeeded + report.unknown
