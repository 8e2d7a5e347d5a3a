"""Deleting many things, one by one and in groups: all gone, nothing else, and for how many credits."""

import asyncio
from typing import Any

import pytest
from bulk_jobs import Site, a_site, made

from miro_async import InvalidArgument, OutcomeUnknown, TransportError, bulk, drafts
from miro_async.bulk import Deleted, Failed
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import BadRequest, NotFound
from miro_async.models import AnyItem, Connector

DELETE = "items.delete"
GROUP = "groups.create"
GROUPS = "groups.list"
DELETE_GROUP = "groups.delete"
ABSENT = "3458764500000000000"


def lost(operation: str) -> dict[str, Fault]:
    """What may happen to a write."""
    kinds: dict[str, dict[str, Any]] = {
        "hang-up before": {"kind": "hang_up", "applied": 0.0},
        "hang-up after": {"kind": "hang_up", "applied": 1.0},
        "500 half": {"kind": "error", "applied": 0.5},
        "applied late": {"kind": "late"},
        "html": {"kind": "html", "applied": 0.5},
        # The client does not repeat what looks like a success.
        "html as a success": {"kind": "html", "status": 204, "applied": 0.5, "share": 1.0, "times": 2},
        "no answer": {"kind": "stuck", "applied": 0.5},
    }
    usual: dict[str, Any] = {"share": 0.4}
    return {name: Fault(operations=(operation,), **(usual | fields)) for name, fields in kinds.items()}


async def left(site: Site) -> list[str]:
    """The ids of the items that are still there."""
    return [item["id"] for item in await site.items()]


def test_items_ids_and_connectors_are_deleted_by_their_own_paths() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 4)
            frame = await site.miro.frames.create(site.board_id, drafts.frame("F"))
            connector = await site.miro.connectors.create(site.board_id, drafts.connector(ids[0], ids[1]))
            note = await site.miro.items.get(site.board_id, ids[1])
            things: list[AnyItem | Connector | str] = [connector, ids[0], note, frame, ids[3]]
            async with bulk.delete(site.miro, site.board_id, things) as run:
                outcomes = {outcome.index: outcome.id async for outcome in run if isinstance(outcome, Deleted)}
            assert [outcomes[index] for index in range(5)] == [connector.id, ids[0], ids[1], frame.id, ids[3]]
            assert await left(site) == [ids[2]]
            assert site.emulator.world.board_connectors(site.board_id) == []
            assert run.report.credits == run.cost == 5 * 500
            assert not run.costs_at_least

    virtual_time.run(main())


@pytest.mark.parametrize("strategy", ["each", "group"])
def test_nodes_of_a_mind_map_are_deleted_by_their_own_path_and_take_what_is_below_them_along(strategy: Any) -> None:
    async def main() -> None:
        async with a_site() as site:
            notes = await made(site, 2)
            root = await site.miro.mindmap_nodes.create(site.board_id, drafts.mindmap_node("root"))
            first = await site.miro.mindmap_nodes.create(site.board_id, drafts.mindmap_node("1", parent=root))
            await site.miro.mindmap_nodes.create(site.board_id, drafts.mindmap_node("2", parent=root))
            things = {item.id: item for item in await site.miro.items.list(site.board_id).collect()}
            merge = await site.miro.flowchart_shapes.create(site.board_id, drafts.flowchart_shape("m"))
            chosen = [*notes, merge, things[first.id], things[root.id]]
            report = await bulk.delete(site.miro, site.board_id, chosen, strategy=strategy, ordered=True)
            assert (report.succeeded, report.failed) == (5, 0)
            assert await left(site) == []
            assert site.sent("mindmap_nodes.delete") == 2

    virtual_time.run(main())


@pytest.mark.parametrize(("missing_ok", "failed"), [(False, 1), (True, 0)])
def test_what_went_along_with_the_node_above_it_is_missing(missing_ok: bool, failed: int) -> None:
    async def main() -> None:
        async with a_site() as site:
            root = await site.miro.mindmap_nodes.create(site.board_id, drafts.mindmap_node("root"))
            node = await site.miro.mindmap_nodes.create(site.board_id, drafts.mindmap_node("1", parent=root))
            both = [root, node]
            report = await bulk.delete(site.miro, site.board_id, both, ordered=True, missing_ok=missing_ok)
            assert (report.succeeded, report.failed) == (2 - failed, failed)
            assert await left(site) == []

    virtual_time.run(main())


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", lost(DELETE))
def test_every_item_is_deleted_one_by_one(name: str, seed: int) -> None:
    async def main() -> None:
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.5))) as site:
            ids = await made(site, 40)
            site.emulator.faults.add(lost(DELETE)[name])
            report = await bulk.delete(site.miro, site.board_id, ids[:30])
            assert (report.succeeded, report.failed, report.unknown) == (30, 0, 0)
            assert sum(site.emulator.faults.counts.values())
            assert await left(site) == ids[30:]

    virtual_time.run(main())


def test_an_item_that_is_not_there_fails_unless_that_is_as_good() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 4)
            report = await bulk.delete(site.miro, site.board_id, [ABSENT, *ids[:2]])
            assert (report.succeeded, report.failed) == (2, 1)
            assert isinstance(report.failures[0].error, NotFound)
            report = await bulk.delete(site.miro, site.board_id, [ABSENT, *ids], missing_ok=True)
            assert (report.succeeded, report.failed) == (5, 0)
            run = bulk.delete(site.miro, "uXjVAAAAAAA=", ids * 10, missing_ok=True)
            with pytest.raises(NotFound):
                await run
            assert run.report.succeeded == 0

    virtual_time.run(main())


@pytest.mark.parametrize("concurrency", [1, 8])
@pytest.mark.parametrize("strategy", ["each", "group"])
def test_a_board_that_is_deleted_meanwhile_ends_the_job(strategy: Any, concurrency: int) -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=0.1)) as site:
            ids = await made(site, 100)
            run = bulk.delete(site.miro, site.board_id, ids, strategy=strategy, group_size=2, concurrency=concurrency)
            async with run:
                await anext(run)
                await site.miro.boards.delete(site.board_id)
                with pytest.raises(NotFound):
                    async for _ in run:
                        pass
            assert run.report.failed <= 10

    virtual_time.run(main())


@pytest.mark.parametrize("strategy", ["each", "group"])
def test_an_item_that_comes_twice_is_deleted_once(strategy: Any) -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=(0.05, 0.5))) as site:
            ids = await made(site, 10)
            things = [*ids, *ids, *ids[:3]]
            async with bulk.delete(site.miro, site.board_id, things, strategy=strategy, group_size=4) as run:
                outcomes = [outcome async for outcome in run]
            assert sorted(outcome.index for outcome in outcomes) == list(range(23))
            assert {type(outcome) for outcome in outcomes} == {Deleted}
            deletes = site.sent(DELETE)
            assert deletes == 10 if strategy == "each" else deletes <= 2
            assert await left(site) == []

    virtual_time.run(main())


def test_locked_items_fail_one_by_one() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 5)
            site.emulator.world.lock_item(site.board_id, ids[2])
            report = await bulk.delete(site.miro, site.board_id, ids)
            assert (report.succeeded, report.failed) == (4, 1)
            assert report.failures[0].entry == ids[2]
            assert await left(site) == [ids[2]]

    virtual_time.run(main())


def test_what_is_no_item_fails_unsent() -> None:
    async def main() -> None:
        async with a_site() as site:
            before = len(site.emulator.log)
            tag = site.emulator.world.create_tag(site.board_id, "t")
            things: list[Any] = [None, 7, "", "a/b", "..", await site.miro.tags.get(site.board_id, tag["id"])]
            report = await bulk.delete(site.miro, site.board_id, things)
            assert report.failed == 6
            assert all(isinstance(failure.error, InvalidArgument) for failure in report.failures)
            assert len(site.emulator.log) == before + 1

    virtual_time.run(main())


def test_groups_cost_600_credits_each_and_the_price_is_known_before() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 251)
            run = bulk.delete(site.miro, site.board_id, ids, strategy="group")
            assert run.cost == 3 * 600
            assert run.costs_at_least
            report = await run
            assert (report.succeeded, report.credits, report.attempts) == (251, 3 * 600, 6)
            assert await left(site) == []
            assert site.emulator.world.board_groups(site.board_id) == []
            assert bulk.delete(site.miro, site.board_id, ids[:1], strategy="group").cost == 500
            assert bulk.delete(site.miro, site.board_id, iter(ids), strategy="group").cost is None
            assert bulk.delete(site.miro, site.board_id, iter(ids), total=10).cost == 5_000

    virtual_time.run(main())


def test_frames_and_connectors_are_not_grouped() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 10)
            frame = await site.miro.frames.create(site.board_id, drafts.frame("F"))
            connector = await site.miro.connectors.create(site.board_id, drafts.connector(ids[8], ids[9]))
            things: list[Any] = [*ids[:4], frame, *ids[4:8], connector]
            report = await bulk.delete(site.miro, site.board_id, things, strategy="group")
            assert (report.succeeded, report.credits) == (10, 600 + 2 * 500)
            assert await left(site) == ids[8:]

    virtual_time.run(main())


@pytest.mark.parametrize("wrong", ["missing", "frame", "grouped"])
def test_what_cannot_be_grouped_does_not_keep_the_rest_from_it(wrong: str) -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 64)
            frame = await site.miro.frames.create(site.board_id, drafts.frame("F"))
            things = [*ids]
            if wrong == "grouped":
                site.emulator.world.settings.grouped_again = "refused"
                await site.miro.groups.create(site.board_id, drafts.group(ids[10:12]))
            else:
                things[10] = ABSENT if wrong == "missing" else frame.id
            async with bulk.delete(site.miro, site.board_id, things, strategy="group") as run:
                outcomes = [outcome async for outcome in run]
            assert sorted(outcome.index for outcome in outcomes) == list(range(64))
            failed = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
            assert [outcome.entry for outcome in failed] == ([ABSENT] if wrong == "missing" else [])
            assert all(isinstance(outcome.error, NotFound) for outcome in failed)
            assert run.report.credits < 10_000  # one by one it would be 32,000
            expected = [frame.id] if wrong == "grouped" else [ids[10], frame.id] if wrong == "missing" else [ids[10]]
            assert await left(site) == expected
            assert site.emulator.world.board_groups(site.board_id) == []

    virtual_time.run(main())


def test_locked_items_are_deleted_with_their_group() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 5)
            site.emulator.world.lock_item(site.board_id, ids[2])
            report = await bulk.delete(site.miro, site.board_id, ids, strategy="group")
            assert (report.succeeded, report.credits) == (5, 600)
            assert await left(site) == []

    virtual_time.run(main())


def test_items_of_somebodys_group_leave_it() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 6)
            await site.miro.groups.create(site.board_id, drafts.group(ids[3:]))
            report = await bulk.delete(site.miro, site.board_id, ids[:4], strategy="group")
            assert (report.succeeded, report.credits) == (4, 600)
            assert await left(site) == ids[4:]

    virtual_time.run(main())


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("operation", [GROUP, DELETE_GROUP])
@pytest.mark.parametrize("name", lost(GROUP))
def test_every_group_is_deleted_with_its_items(name: str, operation: str, seed: int) -> None:
    async def main() -> None:
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.5))) as site:
            ids = await made(site, 60)
            site.emulator.faults.add(lost(operation)[name], Fault(kind="list_lag"))
            report = await bulk.delete(site.miro, site.board_id, ids[:50], strategy="group", group_size=5)
            assert (report.succeeded, report.failed, report.unknown) == (50, 0, 0)
            assert site.emulator.faults.counts.total()
            assert await left(site) == ids[50:]
            assert site.emulator.world.board_groups(site.board_id) == []
            assert site.sent(DELETE) == 0

    virtual_time.run(main())


def test_a_group_that_somebody_dissolves_meanwhile_is_deleted_one_by_one() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 8)
            gone = Fault(kind="error", status=404, operations=(DELETE_GROUP,), times=1)
            site.emulator.faults.add(gone)
            report = await bulk.delete(site.miro, site.board_id, ids, strategy="group")
            assert (report.succeeded, site.sent(DELETE)) == (8, 8)
            assert await left(site) == []

    virtual_time.run(main())


def test_a_service_without_groups_deletes_one_by_one() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 8)
            site.emulator.faults.add(Fault(kind="error", status=400, operations=(GROUP,)))
            report = await bulk.delete(site.miro, site.board_id, ids, strategy="group")
            assert (report.succeeded, report.failed) == (8, 0)
            assert await left(site) == []

    virtual_time.run(main())


def test_groups_that_nobody_answers_for_end_the_job() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 50)
            site.emulator.faults.add(Fault(kind="hang_up", operations=(GROUP,), applied=0.0))
            run = bulk.delete(site.miro, site.board_id, ids, strategy="group", group_size=10, ordered=True, settle=3.0)
            with pytest.raises(TransportError):
                await run
            assert (run.report.failed, run.report.succeeded, run.report.unknown) == (30, 0, 0)
            assert await left(site) == ids
            site.emulator.faults.add(Fault(kind="hang_up", operations=(DELETE_GROUP,), applied=1.0))
            run = bulk.delete(site.miro, site.board_id, ids, strategy="group", group_size=10, ordered=True)
            with pytest.raises(OutcomeUnknown):
                await run
            assert (run.report.unknown, run.report.succeeded, run.report.failed) == (30, 0, 0)
            assert await left(site) == ids[30:]

    virtual_time.run(main())


def test_a_group_that_is_found_is_not_made_again() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 20)
            for place in range(0, 20, 2):  # other groups, on more than one page of ten
                pair = ids[place : place + 2]
                await site.miro.groups.create(site.board_id, drafts.group(pair))
            more = await made(site, 5)
            before = site.sent(GROUP)
            site.emulator.faults.add(Fault(kind="hang_up", operations=(GROUP,), times=1, applied=1.0))
            report = await bulk.delete(site.miro, site.board_id, more, strategy="group")
            assert (report.succeeded, site.sent(GROUP) - before) == (5, 1)
            assert await left(site) == ids
            assert len(site.emulator.world.board_groups(site.board_id)) == 10

    virtual_time.run(main())


def test_a_job_that_is_stopped_says_what_is_unknown() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=1.0)) as site:
            ids = await made(site, 40)
            run = bulk.delete(site.miro, site.board_id, ids, strategy="group", group_size=10, concurrency=1)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(3.7):  # in the second group's deletion
                    await run
            report = run.report
            assert (report.succeeded, report.unknown, report.failed) == (10, 10, 0)
            assert await left(site) == ids[20:]

    virtual_time.run(main())


@pytest.mark.parametrize(
    ("field", "arguments"),
    [
        ("strategy", {"strategy": "all"}),
        ("group_size", {"strategy": "group", "group_size": 1}),
        ("items", {"items": 7}),
        ("items", {"items": ABSENT}),
        ("items", {"items": b"17"}),
        ("concurrency", {"concurrency": 0}),
        ("concurrency", {"concurrency": 3, "ordered": True}),
        ("settle", {"settle": -1}),
        ("total", {"total": 1.5}),
        ("board_id", {"board_id": ""}),
    ],
)
def test_arguments_that_make_no_sense_are_refused_at_once(field: str, arguments: dict[str, Any]) -> None:
    delete: Any = bulk.delete

    async def main() -> None:
        async with a_site() as site:
            with pytest.raises(InvalidArgument) as caught:
                delete(site.miro, **{"board_id": site.board_id, "items": [], **arguments})
            assert caught.value.field == field

    virtual_time.run(main())


def test_a_refused_group_keeps_the_apis_reason_for_a_single_item() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 3)
            refused = Fault(kind="error", status=400, operations=(GROUP, DELETE))
            site.emulator.faults.add(refused)
            report = await bulk.delete(site.miro, site.board_id, ids, strategy="group")
            assert report.failed == 3
            assert all(isinstance(failure.error, BadRequest) for failure in report.failures)

    virtual_time.run(main())
