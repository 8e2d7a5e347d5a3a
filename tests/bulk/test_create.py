"""Creating many items: order, streaming, back-pressure, concurrency, what the report says."""

import asyncio
import gc
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from bulk_jobs import CREATE, a_client, a_site, notes, texts
from emulator_calls import new_board

from miro_async import InvalidArgument, Priority, Quota, bulk, drafts
from miro_async.drafts import ItemDraft
from miro_async.emulator import Emulator, virtual_time
from miro_async.models import StickyNoteCreate
from miro_async.wire import Incoming, Request, Response


def test_items_are_created_in_draft_order_twenty_to_a_call() -> None:
    async def main() -> None:
        async with a_site() as site:
            async with bulk.create(site.miro, site.board_id, notes(45)) as run:
                outcomes = [outcome async for outcome in run]
            assert [outcome.index for outcome in outcomes] == list(range(45))
            assert all(isinstance(outcome, bulk.Created) for outcome in outcomes)
            items = await site.items()
            assert [item["data"]["content"] for item in items] == texts(45)
            assert [outcome.id for outcome in outcomes if isinstance(outcome, bulk.Created)] == [i["id"] for i in items]
            assert site.sent(CREATE) == 3
            report = run.report
            assert (report.read, report.succeeded, report.done, report.pending) == (45, 45, 45, 0)
            assert (report.credits, report.attempts, report.total, report.finished) == (4500, 3, 45, True)
            assert report.raise_for_failures() is report

    virtual_time.run(main())


def test_an_outcome_carries_its_draft_and_the_item() -> None:
    async def main() -> None:
        async with a_site() as site:
            batch: list[ItemDraft] = [
                drafts.sticky_note("a", color="yellow"),
                drafts.shape("b", kind="circle"),
                drafts.frame("c"),
            ]
            async with bulk.create(site.miro, site.board_id, batch) as run:
                outcomes = [outcome async for outcome in run]
            for draft, outcome in zip(batch, outcomes, strict=True):
                assert isinstance(outcome, bulk.Created)
                assert outcome.draft is draft
                assert outcome.item is not None
                assert (outcome.item.type, outcome.item.id) == (draft.kind, outcome.id)
                assert not outcome.resumed

    virtual_time.run(main())


def test_the_short_form_returns_the_report() -> None:
    async def main() -> None:
        async with a_site() as site:
            report = await bulk.create(site.miro, site.board_id, notes(21))
            assert (report.succeeded, report.failures) == (21, [])
            assert await site.contents() == texts(21)

    virtual_time.run(main())


def test_nothing_to_create_sends_nothing() -> None:
    async def main() -> None:
        async with a_site() as site:
            report = await bulk.create(site.miro, site.board_id, [])
            assert (report.read, report.finished, report.total, report.attempts) == (0, True, 0, 0)

    virtual_time.run(main())


def test_an_async_iterable_is_read_as_it_is_needed() -> None:
    async def main() -> None:
        read = 0

        async def source() -> AsyncIterator[StickyNoteCreate]:
            nonlocal read
            for note in notes(1000):
                await asyncio.sleep(0.001)
                read += 1
                yield note

        async with a_site() as site:
            async with bulk.create(site.miro, site.board_id, source()) as run:
                async for outcome in run:
                    assert read <= outcome.index + 61  # its batch, the one on its way, the one being read
            assert run.report.succeeded == 1000
            assert run.report.total == 1000
            assert await site.contents() == texts(1000)

    virtual_time.run(main())


def test_whoever_takes_no_outcomes_stops_the_reading() -> None:
    async def main() -> None:
        read = 0

        def source() -> Iterator[StickyNoteCreate]:
            nonlocal read
            for note in notes(1000):
                read += 1
                yield note

        async with a_site() as site:
            async with bulk.create(site.miro, site.board_id, source()) as run:
                await asyncio.sleep(1000)
                assert site.sent(CREATE) == 1
                assert read <= 60
                assert run.report.succeeded == 20
            assert run.report.pending == read - 20
            assert len(await site.items()) == 20  # leaving early stops

    virtual_time.run(main())


class SwallowingTransport:
    """A server that says yes to every bulk create, and keeps nothing."""

    def __init__(self) -> None:
        self._number = 10**18

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109, ARG002 - the protocol's
        await asyncio.sleep(0.1)  # else all happens in one window of the budget, which remembers every call of it
        if not isinstance(request.body, bytes):
            return Response(200, {}, b'{"id":"uXjVAAAAAAA=","type":"board"}')
        items: list[bytes] = []
        for _ in range(request.body.count(b'"type"')):
            self._number += 1
            items.append(b'{"id":"%d","type":"sticky_note"}' % self._number)
        return Response(201, {}, b'{"data":[%s]}' % b",".join(items))

    def fetch(self, url: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Incoming]:
        raise AssertionError(f"nobody fetches {url} with {headers}")

    async def close(self) -> None:
        """Nothing to close."""


def test_many_drafts_take_no_more_memory_than_few(tmp_path: Path) -> None:
    async def most_held(count: int) -> int:
        most = 0

        def source() -> Iterator[StickyNoteCreate]:
            nonlocal most
            for number in range(count):
                yield drafts.sticky_note(f"note {number}")
                if number % 500 == 0:
                    most = max(most, sys.getallocatedblocks())

        async with a_client(Emulator(), SwallowingTransport(), quota=Quota(1_000_000_000)) as miro:
            gc.collect()
            before = sys.getallocatedblocks()
            report = await bulk.create(miro, "uXjVAAAAAAA=", source(), journal=tmp_path / f"{count}.journal")
            assert report.succeeded == count
            return most - before

    few, many = virtual_time.run(most_held(15_000)), virtual_time.run(most_held(45_000))
    assert many < few + 6_000, (few, many)  # blocks; a draft that is kept takes at least one of 30,000


def test_unordered_batches_are_on_their_way_together() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:
            loop = asyncio.get_running_loop()
            await site.miro.boards.get(site.board_id)  # the budget knows the quota now
            begin = loop.time()
            run = bulk.create(site.miro, site.board_id, notes(160), ordered=False, concurrency=8)
            async with run:
                seen = {outcome.index async for outcome in run}
            assert seen == set(range(160))
            assert loop.time() - begin < 1.5
            assert sorted(await site.contents()) == sorted(texts(160))

    virtual_time.run(main())


def test_boards_are_filled_in_parallel_and_each_in_order() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:
            loop = asyncio.get_running_loop()
            other = await new_board(site.emulator)
            await site.miro.boards.get(other)  # the budget knows the quota now
            begin = loop.time()
            boards = [site.board_id, other]
            reports = await asyncio.gather(*(_awaited(bulk.create(site.miro, board, notes(60))) for board in boards))
            assert [report.succeeded for report in reports] == [60, 60]
            assert loop.time() - begin < 3.5
            assert await site.contents() == texts(60)

    virtual_time.run(main())


def test_the_budget_paces_a_job_and_tells_when_it_ends() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            run = bulk.create(site.miro, site.board_id, iter(notes(2_500)), total=2_500)
            assert run.eta is not None
            assert 60 < run.eta < 180
            report = await run
            assert report.succeeded == 2_500
            assert 120 < report.seconds < 150
            assert run.eta == 0.0
            assert site.emulator.statistics.rate_limited == 0

    virtual_time.run(main())


def test_without_a_total_there_is_no_prediction() -> None:
    async def main() -> None:
        async with a_site() as site:
            run = bulk.create(site.miro, site.board_id, iter(notes(3)))
            assert run.eta is None
            assert (await run).total == 3

    virtual_time.run(main())


def test_jobs_are_of_the_batch_class_unless_told_otherwise() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            loop = asyncio.get_running_loop()
            job = asyncio.create_task(_awaited(bulk.create(site.miro, site.board_id, notes(1_500))))
            await asyncio.sleep(1)
            urgent = site.miro.with_options(priority=Priority.INTERACTIVE)
            begin = loop.time()
            await urgent.boards.get(site.board_id)
            assert loop.time() - begin < 1.0
            assert (await job).succeeded == 1_500

    virtual_time.run(main())


async def _awaited(run: bulk.Run[bulk.Created]) -> bulk.Report:
    return await run


def test_an_error_of_the_input_ends_the_job_as_it_is() -> None:
    def source() -> Iterator[StickyNoteCreate]:
        yield from notes(45)
        raise ValueError("row 46 is broken")

    async def main() -> None:
        async with a_site() as site:
            run = bulk.create(site.miro, site.board_id, source())
            with pytest.raises(ValueError, match="row 46 is broken"):
                await run
            assert run.report.succeeded == 40  # what was on its way arrives
            assert (run.report.pending, run.report.finished) == (5, False)
            assert await site.contents() == texts(40)
            with pytest.raises(ValueError, match="row 46"):
                run.report.raise_for_failures()

    virtual_time.run(main())


def test_an_error_of_the_body_is_not_wrapped() -> None:
    async def main() -> None:
        async with a_site() as site:
            run = bulk.create(site.miro, site.board_id, notes(100))

            async def fail() -> None:
                async with run:
                    async for _ in run:
                        raise KeyError("mine")

            with pytest.raises(KeyError, match="mine"):
                await fail()
            assert 20 <= run.report.succeeded < 100

    virtual_time.run(main())


def test_a_job_runs_once() -> None:
    async def main() -> None:
        async with a_site() as site:
            run = bulk.create(site.miro, site.board_id, notes(1))
            await run
            with pytest.raises(RuntimeError, match="runs once"):
                await run
            with pytest.raises(RuntimeError, match="async with"):
                await anext(bulk.create(site.miro, site.board_id, []))

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("drafts", {"drafts": drafts.sticky_note("not a list")}),
        ("board_id", {"board_id": ".."}),
        ("batch_size", {"batch_size": 21}),
        ("batch_size", {"batch_size": 0}),
        ("concurrency", {"concurrency": 2}),
        ("concurrency", {"concurrency": 0, "ordered": False}),
        ("settle", {"settle": -1.0}),
        ("settle", {"settle": float("nan")}),
        ("total", {"total": -1}),
    ],
)
def test_arguments_that_make_no_sense_are_refused_at_once(field: str, arguments: dict[str, Any]) -> None:
    create: Any = bulk.create

    async def main() -> None:
        async with a_site() as site:
            seen = len(site.emulator.log)
            with pytest.raises(InvalidArgument) as caught:
                create(site.miro, **{"board_id": site.board_id, "drafts": [], **arguments})
            assert caught.value.field == field
            assert len(site.emulator.log) == seen

    virtual_time.run(main())
