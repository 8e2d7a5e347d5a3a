"""A job with a queue that holds fewer calls than the job sends at once, or that others have filled: it waits."""

import asyncio
from typing import Any

import pytest
from bulk_jobs import a_client, notes
from emulator_calls import new_board

from miro_async import Miro, Quota, bulk
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import QueueFull, TransportError
from miro_async.models import StickyNoteDataWrite, StickyNoteUpdate

COUNT = 60
NEW = StickyNoteUpdate(data=StickyNoteDataWrite(content="new"))


async def _changes(miro: Miro, board: str) -> list[tuple[str, StickyNoteUpdate]]:
    async with bulk.create(miro, board, notes(COUNT)) as run:
        return [(made.id, NEW) async for made in run if isinstance(made, bulk.Created)]


async def _most_waiting(miro: Miro, job: "asyncio.Task[Any]") -> int:
    most = 0
    while not job.done():
        most = max(most, miro.budget.snapshot().waiting)
        await asyncio.sleep(0.01)
    return most


@pytest.mark.parametrize("fault", [(), (Fault(kind="error", operations=("sticky_notes.update",), times=30),)])
def test_a_job_does_not_flood_its_own_queue(fault: tuple[Fault, ...]) -> None:
    emulator = Emulator(latency=0.2)

    async def main() -> None:
        board = await new_board(emulator)
        async with a_client(emulator, quota=Quota(max_waiting=2)) as miro:
            changes = await _changes(miro, board)
            emulator.faults.add(*fault)
            miro.budget.pause(5)
            job = asyncio.ensure_future(bulk.update(miro, board, changes))
            most = await _most_waiting(miro, job)
            assert job.result().succeeded == COUNT
            assert most == 2 or fault, "beside them only what was sent already may wait"

    virtual_time.run(main())


def test_a_job_waits_until_others_have_left_the_queue() -> None:
    emulator = Emulator(latency=0.2)

    async def main() -> None:
        board = await new_board(emulator)
        async with a_client(emulator, quota=Quota(max_waiting=3)) as miro:
            changes = await _changes(miro, board)
            miro.budget.pause(60)
            others = [asyncio.ensure_future(miro.boards.get(board)) for _ in range(3)]
            await asyncio.sleep(1)
            job = asyncio.ensure_future(bulk.update(miro, board, changes))
            await asyncio.sleep(1)
            with pytest.raises(QueueFull):
                await miro.boards.get(board)
            others[0].cancel()
            await asyncio.sleep(1)
            assert miro.budget.snapshot().waiting == 3
            assert (await job).succeeded == COUNT
            await asyncio.gather(*others[1:])

    virtual_time.run(main())


def test_a_job_that_waits_for_room_ends_with_its_client_and_by_cancelling() -> None:
    emulator = Emulator(latency=0.2)

    async def main() -> None:
        board = await new_board(emulator)
        async with a_client(emulator, quota=Quota(max_waiting=2)) as miro:
            changes = await _changes(miro, board)
            miro.budget.pause(1e6)
            cancelled = asyncio.ensure_future(bulk.update(miro, board, changes))
            await asyncio.sleep(1)
            cancelled.cancel()
            await asyncio.gather(cancelled, return_exceptions=True)
            assert miro.budget.snapshot().waiting == 0
            job = asyncio.ensure_future(bulk.update(miro, board, changes))
            await asyncio.sleep(1)
            await miro.aclose()
            async with asyncio.timeout(1):
                with pytest.raises(TransportError, match="the client is closed"):
                    await job

    virtual_time.run(main())


def test_where_nothing_may_wait_a_job_does_not_either() -> None:
    emulator = Emulator(latency=0.2)

    async def main() -> None:
        board = await new_board(emulator)
        async with a_client(emulator, quota=Quota(max_waiting=0)) as miro:
            changes = await _changes(miro, board)
            assert (await bulk.update(miro, board, changes)).succeeded == COUNT
            miro.budget.pause(60)
            with pytest.raises(QueueFull):
                await bulk.update(miro, board, changes)

    virtual_time.run(main())
