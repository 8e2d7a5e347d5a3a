"""Jobs with a journal: killed at any moment they go on, and each draft is on the board exactly once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bulk_jobs import CREATE, DyingTransport, Killed, Site, a_client, a_site, notes, texts
from emulator_calls import new_board
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miro_async import ConfigurationError, bulk, drafts
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import Forbidden
from miro_async.models import StickyNoteCreate

LOST = Fault(kind="hang_up", operations=(CREATE,), share=0.2, applied=0.5)
LATE = Fault(kind="late", operations=(CREATE,), share=0.2)
FAILED = Fault(kind="error", operations=(CREATE,), share=0.2, applied=0.5)
LAGGING = Fault(kind="list_lag")
TORN = 5 * b'0badc0de {"record":"created"'


async def until_killed(site: Site, journal: Path, at: int, *, arrives: bool, count: int, **options: Any) -> bulk.Report:
    """Run a job until its process dies with a bulk create."""
    transport = DyingTransport(site.emulator.transport(), at, arrives=arrives)
    async with a_client(site.emulator, transport) as miro:
        run = bulk.create(miro, site.board_id, notes(count), journal=journal, **options)
        with pytest.raises(Killed):
            await run
        return run.report


async def resumed(site: Site, journal: Path, count: int, **options: Any) -> bulk.Report:
    """The same job again, in a new process."""
    async with a_client(site.emulator) as miro:
        return await bulk.create(miro, site.board_id, notes(count), journal=journal, **options)


@pytest.mark.parametrize("arrives", [False, True])
@pytest.mark.parametrize("at", [1, 2, 5])
def test_a_killed_job_goes_on_where_it_was(tmp_path: Path, at: int, arrives: bool) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site() as site:
            report = await until_killed(site, journal, at, arrives=arrives, count=100)
            assert (report.succeeded, report.unknown) == (20 * (at - 1), 20)
            before = site.sent(CREATE)
            report = await resumed(site, journal, 100)
            assert (report.succeeded, report.failed, report.unknown, report.finished) == (100, 0, 0, True)
            assert report.resumed == 20 * (at - 1)
            assert site.sent(CREATE) - before == 5 - (at - 1) - arrives  # what is there is not sent again
            assert await site.contents() == texts(100)

    virtual_time.run(main())


def test_outcomes_of_earlier_runs_are_reported_with_their_ids(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site() as site:
            await until_killed(site, journal, 2, arrives=True, count=45)
            async with bulk.create(site.miro, site.board_id, notes(45), journal=journal) as run:
                outcomes = [outcome async for outcome in run]
            created = [outcome for outcome in outcomes if isinstance(outcome, bulk.Created)]
            assert [outcome.index for outcome in created] == list(range(45))
            assert [outcome.id for outcome in created] == [item["id"] for item in await site.items()]
            assert [outcome.resumed for outcome in created] == [True] * 20 + [False] * 25
            assert [outcome.item is None for outcome in created] == [True] * 20 + [False] * 25
            assert [outcome.draft for outcome in created] == notes(45)

    virtual_time.run(main())


def test_what_earlier_runs_did_is_told_before_anything_is_sent(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site() as site:

            def breaking() -> Iterator[StickyNoteCreate]:
                yield from notes(40)
                raise ValueError("row 41 is broken")

            with pytest.raises(ValueError, match="row 41"):
                await bulk.create(site.miro, site.board_id, breaking(), journal=journal)
            seen = len(site.emulator.log)
            async with bulk.create(site.miro, site.board_id, notes(50), journal=journal) as run:
                assert [(await anext(run)).index for _ in range(40)] == list(range(40))
                assert len(site.emulator.log) == seen
                assert [outcome.index async for outcome in run] == list(range(40, 50))

    virtual_time.run(main())


def test_a_finished_job_is_reported_again_without_a_request(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        bad: Any = drafts.sticky_note("bad", color="mauve")  # type: ignore[arg-type]  # what a caller gets wrong
        orphan = drafts.sticky_note("orphan", parent="3458764500000000000")
        job = [*notes(30), bad, orphan]
        async with a_site() as site:
            first = await bulk.create(site.miro, site.board_id, job, journal=journal)
            seen, size = len(site.emulator.log), journal.stat().st_size
            again = await bulk.create(site.miro, site.board_id, job, journal=journal)
            assert len(site.emulator.log) == seen
            assert journal.stat().st_size == size
            assert (again.succeeded, again.failed, again.resumed) == (first.succeeded, first.failed, 31) == (30, 2, 31)
            assert [str(failure.error) for failure in again.failures] == [str(f.error) for f in first.failures]
            assert again.credits == 0

    virtual_time.run(main())


def test_a_job_goes_on_from_a_journal_that_was_torn_anywhere(tmp_path: Path) -> None:
    """A process may die in the middle of any write: whatever the last record lacks, the job goes on."""
    count, size = 4, 2

    async def whole() -> tuple[bytes, list[int]]:
        journal = tmp_path / "whole.journal"
        async with a_site() as site:
            await bulk.create(site.miro, site.board_id, notes(count), journal=journal, batch_size=size)
        data = journal.read_bytes()
        lines = data.splitlines(keepends=True)
        return data, [sum(map(len, lines[: place + 1])) for place, line in enumerate(lines) if b'"sent"' in line]

    async def torn(data: bytes, sent: int, *, arrives: bool) -> None:
        journal = tmp_path / "torn.journal"
        journal.unlink(missing_ok=True)
        async with a_site() as site:
            if sent:
                await until_killed(site, journal, sent, arrives=arrives, count=count, batch_size=size)
                assert data.startswith(journal.read_bytes())  # the same job writes the same journal
            journal.write_bytes(data)
            report = await resumed(site, journal, count, batch_size=size)
            assert report.succeeded == count
            assert await site.contents() == texts(count)

    data, ends = virtual_time.run(whole())
    assert len(ends) == 2
    ends_of_lines = [place for place, byte in enumerate(data, start=1) if byte == ord("\n")]
    around = {end + shift for end in ends_of_lines for shift in (-1, 0, 1)}
    for length in sorted({*range(0, len(data), 11), *around} - {len(data) + 1}):
        sent = sum(end <= length for end in ends)
        virtual_time.run(torn(data[:length], sent, arrives=True))
        if length in ends:
            virtual_time.run(torn(data[:length], sent, arrives=False))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kills=st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.integers(0, 120)), max_size=8),
    seed=st.integers(0, 10_000),
    ordered=st.booleans(),
    pause=st.sampled_from([0.0, 1.0, 30.0, 100.0]),
)
def test_killed_again_and_again_under_faults(
    tmp_path: Path, kills: list[tuple[int, bool, int]], seed: int, ordered: bool, pause: float
) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        journal.unlink(missing_ok=True)
        options: dict[str, Any] = {"ordered": ordered, "batch_size": 5}
        emulator = Emulator(seed=seed, latency=(0.05, 0.2))
        async with a_site(emulator, faults=[LOST, LATE, FAILED, LAGGING]) as site:
            for at, arrives, torn in kills:
                transport = DyingTransport(emulator.transport(), at, arrives=arrives)
                async with a_client(emulator, transport) as miro:
                    try:
                        await bulk.create(miro, site.board_id, notes(60), journal=journal, **options)
                    except Killed:
                        with journal.open("ab") as file:  # the beginning of a record that was being written
                            file.write(TORN[:torn])
                await asyncio.sleep(pause)
            report = await resumed(site, journal, 60, **options)
            assert (report.succeeded, report.finished) == (60, True)
            contents = await site.contents()
            assert sorted(contents) == sorted(texts(60))
            assert not ordered or contents == texts(60)

    virtual_time.run(main())


@pytest.mark.parametrize("ordered", [True, False])
def test_a_job_that_looks_the_same_everywhere_goes_on_too(tmp_path: Path, ordered: bool) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        same = [drafts.sticky_note("same")] * 60
        async with a_site(Emulator(latency=0.1), faults=[LAGGING]) as site:
            for at, arrives in [(2, True), (1, False), (1, True), (1, False)]:
                transport = DyingTransport(site.emulator.transport(), at, arrives=arrives)
                async with a_client(site.emulator, transport) as miro:
                    run = bulk.create(miro, site.board_id, same, journal=journal, batch_size=10, ordered=ordered)
                    with pytest.raises(Killed):
                        await run
                    assert run.report.succeeded < 60
            report = await bulk.create(site.miro, site.board_id, same, journal=journal)
            assert report.succeeded == 60
            assert len(await site.items()) == 60

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("job", "what"),
    [
        ([*notes(7), drafts.sticky_note("another"), *notes(45)[8:]], "index 7 is not the journal's"),
        (notes(39), "ends before index 39"),
        ([], "ends before index 0"),
    ],
)
def test_another_input_is_refused_and_nothing_is_sent(tmp_path: Path, job: list[StickyNoteCreate], what: str) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site() as site:
            await until_killed(site, journal, 2, arrives=False, count=45)
            data, sent = journal.read_bytes(), site.sent(CREATE)
            with pytest.raises(ConfigurationError, match=what):
                await bulk.create(site.miro, site.board_id, job, journal=journal)
            assert site.sent(CREATE) == sent
            assert journal.read_bytes() == data
            assert (await resumed(site, journal, 45)).succeeded == 45

    virtual_time.run(main())


def test_a_finished_job_takes_no_more_drafts(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site() as site:
            await resumed(site, journal, 5)
            with pytest.raises(ConfigurationError, match="goes on at index 5"):
                await resumed(site, journal, 6)
            assert await site.contents() == texts(5)

    virtual_time.run(main())


def test_a_journal_is_of_one_board(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site() as site:
            await resumed(site, journal, 5)
            other = await new_board(site.emulator)
            with pytest.raises(ConfigurationError, match=f"another job: board_id '{site.board_id}'"):
                await bulk.create(site.miro, other, notes(5), journal=journal)

    virtual_time.run(main())


def test_a_journal_is_used_by_one_run_at_a_time(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site() as site:
            async with bulk.create(site.miro, site.board_id, notes(40), journal=journal) as run:
                await anext(run)
                with pytest.raises(ConfigurationError, match="in use by another run"):
                    await bulk.create(site.miro, site.board_id, notes(40), journal=journal)
            assert (await resumed(site, journal, 40)).succeeded == 40
            assert await site.contents() == texts(40)

    virtual_time.run(main())


def test_batches_that_could_not_be_sent_are_sent_by_the_next_run(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        conflict = Fault(kind="error", status=409, operations=(CREATE,), nth=2, times=1)
        async with a_site(faults=[conflict]) as site:
            assert (await resumed(site, journal, 60)).failed == 20
            assert (await resumed(site, journal, 60)).succeeded == 60
            assert sorted(await site.contents()) == sorted(texts(60))

    virtual_time.run(main())


def test_what_stays_unknown_is_found_out_by_the_next_run(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        lost = Fault(kind="hang_up", operations=(CREATE,), times=1, applied=1.0)
        async with a_site(faults=[lost, Fault(kind="error", operations=("items.list",))]) as site:
            assert (await resumed(site, journal, 60)).unknown == 20
            site.emulator.faults.clear()
            assert (await resumed(site, journal, 60)).succeeded == 60
            assert await site.contents() == texts(60)

    virtual_time.run(main())


def test_a_journal_works_without_the_servers_time(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site(faults=[Fault(kind="no_date")]) as site:
            for at, arrives in [(2, True), (1, False), (2, True)]:
                await until_killed(site, journal, at, arrives=arrives, count=100)
            assert (await resumed(site, journal, 100)).succeeded == 100
            assert await site.contents() == texts(100)

    virtual_time.run(main())


@pytest.mark.parametrize("skew", [-3600.0, 3600.0])
def test_the_clock_of_this_machine_does_not_matter(tmp_path: Path, skew: float) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site(Emulator(clock_skew=skew, host_skew=1.0, latency=0.2)) as site:
            for at, arrives in [(2, True), (1, False), (2, True)]:
                await until_killed(site, journal, at, arrives=arrives, count=100)
                await asyncio.sleep(1000)
            assert (await resumed(site, journal, 100)).succeeded == 100
            assert await site.contents() == texts(100)

    virtual_time.run(main())


def test_a_full_disk_ends_the_job_and_nothing_is_lost(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    journal = tmp_path / "import.journal"
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)

    def draining() -> Iterator[StickyNoteCreate]:
        for place, note in enumerate(notes(100)):
            if place == 50:
                resource.setrlimit(resource.RLIMIT_FSIZE, (journal.stat().st_size + 100, unlimited[1]))
            yield note

    async def main() -> None:
        async with a_site() as site:
            run = bulk.create(site.miro, site.board_id, draining(), journal=journal)
            try:
                with pytest.raises(ConfigurationError, match="cannot be written"):
                    await run
            finally:
                resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
            assert run.report.succeeded == len(site.emulator.world.board_items(site.board_id))
            assert (await resumed(site, journal, 100)).succeeded == 100
            assert await site.contents() == texts(100)

    virtual_time.run(main())


def test_the_token_is_not_in_the_journal(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        async with a_site(faults=[LOST]) as site:
            await resumed(site, journal, 60)
            assert site.emulator.token.encode() not in journal.read_bytes()

    virtual_time.run(main())


def test_what_was_refused_with_the_token_is_not_looked_for_by_the_next_run(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "import.journal"
        forbidden = Fault(kind="error", status=403, operations=(CREATE,), nth=2, applied=0.0)
        async with a_site(faults=[forbidden]) as site:
            with pytest.raises(Forbidden):
                await bulk.create(site.miro, site.board_id, notes(100), journal=journal)
            site.emulator.faults.clear()
            report = await resumed(site, journal, 100)
            assert (report.succeeded, report.resumed) == (100, 20)
            assert report.seconds < 10  # the second batch is not waited for, as an unanswered one would be
            assert await site.contents() == texts(100)

    virtual_time.run(main())
