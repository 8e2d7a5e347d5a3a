"""Changes and deletions with a journal: whatever kills the process, the next run completes them."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bulk_jobs import DyingTransport, Killed, Site, a_client, a_site, made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miro_async import ConfigurationError, DeadlineExceeded, Miro, bulk, drafts
from miro_async.bulk import Deleted, Failed, Updated
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import NotFound
from miro_async.models import StickyNoteDataWrite, StickyNoteUpdate

UPDATE = "sticky_notes.update"
DELETE = "items.delete"
GROUP = "groups.create"
DELETE_GROUP = "groups.delete"
ABSENT = "3458764500000000000"
BAD_WEATHER = (
    Fault(kind="hang_up", methods=("PATCH", "DELETE", "POST"), share=0.1, applied=0.5),
    Fault(kind="error", methods=("PATCH", "DELETE", "POST"), share=0.1, applied=0.5),
    Fault(kind="list_lag"),
)

AnyRun = bulk.Run[Any]


def saying(text: str) -> StickyNoteUpdate:
    return StickyNoteUpdate(data=StickyNoteDataWrite(content=text))


async def until_killed(site: Site, start: Callable[[Miro], AnyRun], at: int, *, arrives: bool) -> bulk.Report:
    """Run a job until its process dies with a write, or to its end."""
    transport = DyingTransport(site.emulator.transport(), at, arrives=arrives)
    async with a_client(site.emulator, transport) as miro:
        run = start(miro)
        with suppress(Killed):
            await run
        return run.report


async def contents(site: Site, ids: Sequence[str]) -> list[str]:
    shown = {item["id"]: item["data"]["content"] for item in await site.items()}
    return [shown[note] for note in ids]


@pytest.mark.parametrize("arrives", [False, True])
@pytest.mark.parametrize("at", [1, 7, 20])
def test_killed_updates_go_on_where_they_were(tmp_path: Path, at: int, arrives: bool) -> None:
    async def main() -> None:
        journal = tmp_path / "update.journal"
        async with a_site(Emulator(latency=0.1)) as site:
            ids = await made(site, 20)
            changes = [(note, saying(f"{note} new")) for note in ids]

            def start(miro: Miro) -> AnyRun:
                return bulk.update(miro, site.board_id, changes, journal=journal, ordered=True)

            report = await until_killed(site, start, at, arrives=arrives)
            assert (report.succeeded, report.unknown) == (at - 1, 1)
            before = site.sent(UPDATE)
            async with start(site.miro) as run:
                outcomes = [outcome async for outcome in run]
            assert [outcome.index for outcome in outcomes] == list(range(20))
            resumed = [outcome.resumed for outcome in outcomes if isinstance(outcome, Updated)]
            assert resumed == [True] * (at - 1) + [False] * (21 - at)
            assert [(outcome.id, outcome.body) for outcome in outcomes if isinstance(outcome, Updated)] == changes
            assert site.sent(UPDATE) - before == 21 - at
            assert await contents(site, ids) == [f"{note} new" for note in ids]
            again = await start(site.miro)
            assert (again.succeeded, again.resumed, again.attempts) == (20, 20, 0)

    virtual_time.run(main())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    targets=st.lists(st.integers(0, 5), min_size=1, max_size=30),
    kills=st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=6),
    seed=st.integers(0, 10_000),
)
def test_the_last_change_of_each_item_wins_however_often_it_is_killed(
    tmp_path: Path, targets: list[int], kills: list[tuple[int, bool]], seed: int
) -> None:
    async def main() -> None:
        journal = tmp_path / "update.journal"
        journal.unlink(missing_ok=True)
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.5))) as site:
            ids = await made(site, 6)
            changes = [(ids[target], saying(f"version {place}")) for place, target in enumerate(targets)]
            site.emulator.faults.add(*BAD_WEATHER, Fault(kind="late", operations=(UPDATE,), share=0.2))

            def start(miro: Miro) -> AnyRun:
                return bulk.update(miro, site.board_id, changes, journal=journal)

            for at, arrives in kills:
                await until_killed(site, start, at, arrives=arrives)
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (len(targets), True)
            last = {target: place for place, target in enumerate(targets)}
            expected = [f"version {last[n]}" if n in last else f"note {n}" for n in range(6)]
            assert await contents(site, ids) == expected

    virtual_time.run(main())


def test_a_change_that_is_made_only_now_does_not_undo_a_later_one(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "update.journal"
        async with a_site() as site:
            one, other = await made(site, 2)
            changes = [(one, saying("old")), (other, saying("x")), (one, saying("new"))]
            conflict = Fault(kind="error", status=409, operations=(UPDATE,), times=1)
            site.emulator.faults.add(conflict)
            report = await bulk.update(site.miro, site.board_id, changes, journal=journal, ordered=True)
            assert (report.succeeded, report.failed) == (2, 1)
            site.emulator.faults.add(Fault(kind="error", status=409, operations=(UPDATE,), nth=2, times=1))
            report = await bulk.update(site.miro, site.board_id, changes, journal=journal, ordered=True)
            assert (report.succeeded, report.failed, report.resumed) == (2, 1, 1)
            assert report.failures[0].index == 2
            for resumed in (2, 3):
                report = await bulk.update(site.miro, site.board_id, changes, journal=journal, ordered=True)
                assert (report.succeeded, report.resumed) == (3, resumed)
                assert await contents(site, [one, other]) == ["new", "x"]

    virtual_time.run(main())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kills=st.lists(st.tuples(st.integers(1, 20), st.booleans()), max_size=6),
    seed=st.integers(0, 10_000),
    strategy=st.sampled_from(["each", "group"]),
    pause=st.sampled_from([0.0, 1.0, 100.0]),
)
def test_every_item_is_deleted_however_often_it_is_killed(
    tmp_path: Path, kills: list[tuple[int, bool]], seed: int, strategy: Any, pause: float
) -> None:
    async def main() -> None:
        journal = tmp_path / "delete.journal"
        journal.unlink(missing_ok=True)
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.2))) as site:
            ids = await made(site, 40)
            things = [*ids[:20], ABSENT, *ids[20:35], ids[3]]
            site.emulator.faults.add(*BAD_WEATHER)

            def start(miro: Miro) -> AnyRun:
                return bulk.delete(miro, site.board_id, things, strategy=strategy, group_size=8, journal=journal)

            for at, arrives in kills:
                await until_killed(site, start, at, arrives=arrives)
                await asyncio.sleep(pause)
            async with start(site.miro) as run:
                outcomes = {outcome.index: outcome async for outcome in run}
            assert sorted(outcomes) == list(range(37))
            assert await site.items() == [item for item in await site.items() if item["id"] in ids[35:]]
            assert len(await site.items()) == 5
            absent = outcomes.pop(20)
            assert {type(outcome) for outcome in outcomes.values()} == {Deleted}
            # Whether it was there before a sending that nobody answered for, nobody can know.
            assert isinstance(absent, Deleted) or isinstance(absent.error, NotFound)
            assert site.emulator.world.board_groups(site.board_id) == []

    virtual_time.run(main())


def test_a_deletion_that_was_sent_is_done_when_the_item_is_gone(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "delete.journal"
        async with a_site() as site:
            ids = await made(site, 3)
            things = [ids[0], ABSENT, ids[1]]

            def start(miro: Miro) -> AnyRun:
                return bulk.delete(miro, site.board_id, things, journal=journal, ordered=True)

            await until_killed(site, start, 3, arrives=True)  # dies with the last, which is gone
            async with start(site.miro) as run:
                first, second, third = [outcome async for outcome in run]
            assert first == Deleted(0, ids[0], resumed=True)
            assert isinstance(second, Failed)
            assert isinstance(second.error, NotFound)
            assert second.resumed  # the API said so, and would say so again
            assert third == Deleted(2, ids[1])
            assert run.report.attempts == 1

    virtual_time.run(main())


@pytest.mark.parametrize("arrives", [False, True])
def test_a_group_left_behind_is_deleted_by_the_next_run(tmp_path: Path, arrives: bool) -> None:
    async def main() -> None:
        journal = tmp_path / "delete.journal"
        async with a_site() as site:
            ids = await made(site, 12)

            def start(miro: Miro) -> AnyRun:
                return bulk.delete(miro, site.board_id, ids[:10], strategy="group", journal=journal, settle=5.0)

            report = await until_killed(site, start, 1, arrives=arrives)  # with the grouping
            assert (report.succeeded, report.unknown, report.pending) == (0, 0, 10)
            assert len(site.emulator.world.board_groups(site.board_id)) == arrives
            before = site.sent(GROUP)
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (10, True)
            assert site.sent(GROUP) - before == (not arrives)
            assert site.sent(DELETE) == 0
            assert [item["id"] for item in await site.items()] == ids[10:]
            assert site.emulator.world.board_groups(site.board_id) == []

    virtual_time.run(main())


@pytest.mark.parametrize("arrives", [False, True])
def test_a_group_whose_deletion_was_sent_is_not_deleted_one_by_one(tmp_path: Path, arrives: bool) -> None:
    async def main() -> None:
        journal = tmp_path / "delete.journal"
        async with a_site() as site:
            ids = await made(site, 12)

            def start(miro: Miro) -> AnyRun:
                return bulk.delete(miro, site.board_id, ids[:10], strategy="group", journal=journal)

            report = await until_killed(site, start, 2, arrives=arrives)  # with the group's deletion
            assert (report.succeeded, report.unknown) == (0, 10)
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (10, True)
            assert report.credits <= 1_200  # a look at the group, the deletion again, a look at the board and each item
            assert site.sent(DELETE) == 0
            assert [item["id"] for item in await site.items()] == ids[10:]

    virtual_time.run(main())


def test_a_group_that_somebody_dissolved_between_two_runs_is_deleted_one_by_one(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "delete.journal"
        async with a_site() as site:
            ids = await made(site, 6)

            def start(miro: Miro) -> AnyRun:
                return bulk.delete(miro, site.board_id, ids, strategy="group", journal=journal)

            await until_killed(site, start, 2, arrives=False)
            (group,) = site.emulator.world.board_groups(site.board_id)
            await site.miro.groups.ungroup(site.board_id, group["id"])
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (6, True)
            assert await site.items() == []

    virtual_time.run(main())


def test_tags_are_attached_by_the_next_run(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "tags.journal"
        async with a_site(Emulator(latency=0.1)) as site:
            ids = await made(site, 20)
            tag = await site.miro.tags.create(site.board_id, drafts.tag("t"))
            pairs = [(note, tag) for note in ids]

            def start(miro: Miro) -> AnyRun:
                return bulk.attach_tags(miro, site.board_id, pairs, journal=journal)

            await until_killed(site, start, 9, arrives=True)
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (20, True)
            assert report.resumed
            tagged = await site.miro.tags.list_items(site.board_id, tag.id).collect()
            assert [item.id for item in tagged] == ids

    virtual_time.run(main())


def test_another_job_or_another_input_is_refused_and_nothing_is_sent(tmp_path: Path) -> None:
    async def main() -> None:
        journal = tmp_path / "bulk.journal"
        async with a_site() as site:
            ids = await made(site, 6)
            changes = [(note, saying("x")) for note in ids]
            await bulk.update(site.miro, site.board_id, changes, journal=journal)
            before = len(site.emulator.log)
            another = [*changes[:3], (ids[3], saying("y")), *changes[4:]]
            with pytest.raises(ConfigurationError, match="the entry at index 3 is not the journal's"):
                await bulk.update(site.miro, site.board_id, another, journal=journal)
            with pytest.raises(ConfigurationError, match="ends before index 5"):
                await bulk.update(site.miro, site.board_id, changes[:5], journal=journal)
            with pytest.raises(ConfigurationError, match="goes on at index 6"):
                await bulk.update(site.miro, site.board_id, [*changes, *changes], journal=journal)
            with pytest.raises(ConfigurationError, match=r"another job: operation 'bulk\.update'"):
                await bulk.delete(site.miro, site.board_id, ids, journal=journal)
            groups = tmp_path / "groups.journal"
            await bulk.delete(site.miro, site.board_id, ids, journal=groups, strategy="group")
            with pytest.raises(ConfigurationError, match="another job: strategy 'group'"):
                await bulk.delete(site.miro, site.board_id, ids, journal=groups)
            assert len(site.emulator.log) == before + 2

    virtual_time.run(main())


@pytest.mark.parametrize("wrong", [None, "", "a/b"])
def test_an_entry_that_became_senseless_is_another_input(tmp_path: Path, wrong: Any) -> None:
    async def main() -> None:
        journal = tmp_path / "bulk.journal"
        async with a_site() as site:
            ids = await made(site, 8)

            def start(miro: Miro, things: Sequence[Any]) -> AnyRun:
                return bulk.delete(miro, site.board_id, things, strategy="group", group_size=4, journal=journal)

            await until_killed(site, lambda miro: start(miro, ids), 2, arrives=False)
            run = start(site.miro, [ids[0], wrong, *ids[2:]])
            with pytest.raises(ConfigurationError, match="the entry at index 1 is not the journal's"):
                await run
            assert not run.report.finished
            assert (await start(site.miro, ids)).succeeded == 8

    virtual_time.run(main())


@pytest.mark.parametrize("strategy", ["each", "group"])
def test_what_could_not_be_sent_in_time_is_sent_by_the_next_run(tmp_path: Path, strategy: Any) -> None:
    async def main() -> None:
        journal = tmp_path / "delete.journal"
        async with a_site(Emulator(limit=4_000)) as site:
            ids = await made(site, 20)

            def start(miro: Miro) -> AnyRun:
                return bulk.delete(
                    miro, site.board_id, ids, strategy=strategy, group_size=2, journal=journal, ordered=True
                )

            with pytest.raises(DeadlineExceeded):
                await start(site.miro.with_options(deadline=1.0))
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (20, True)
            assert report.resumed
            assert await site.items() == []
            assert (await start(site.miro)).resumed == 20

    virtual_time.run(main())


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("job", ["update", "each", "group", "connect"])
def test_a_job_that_is_cancelled_anywhere_is_completed_by_the_next_run(tmp_path: Path, job: str, seed: int) -> None:
    async def main() -> None:
        journal = tmp_path / "bulk.journal"
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.5))) as site:
            ids = await made(site, 30)

            def start(miro: Miro) -> AnyRun:
                match job:
                    case "update":
                        return bulk.update(miro, site.board_id, [(n, saying("x")) for n in ids], journal=journal)
                    case "connect":
                        lines = [drafts.connector(one, other) for one, other in pairwise(ids)]
                        return bulk.connect(miro, site.board_id, [*lines, lines[0]], journal=journal, ordered=False)
                    case _:
                        strategy: Any = job
                        return bulk.delete(
                            miro, site.board_id, ids, strategy=strategy, group_size=4, journal=journal, concurrency=2
                        )

            site.emulator.faults.add(*BAD_WEATHER)
            for attempt in range(12):
                run = start(site.miro)
                try:
                    async with asyncio.timeout(0.3 + 0.41 * attempt):
                        await run
                except TimeoutError:
                    report = run.report
                    assert report.pending == report.read - report.succeeded - report.unknown - report.failed
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (30, True)
            shown = await site.items()
            match job:
                case "update":
                    assert await contents(site, ids) == ["x"] * 30
                case "connect":
                    assert len(site.emulator.world.board_connectors(site.board_id)) == 30
                case _:
                    assert shown == []
                    assert site.emulator.world.board_groups(site.board_id) == []

    virtual_time.run(main())
