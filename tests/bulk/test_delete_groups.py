"""Deleting in groups beside people who use groups too: nothing is deleted that was not asked for, and all that was."""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from bulk_jobs import DyingTransport, Killed, Site, a_client, a_site, made

from miro_async import DeadlineExceeded, Miro, bulk
from miro_async.bulk import Deleted
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import Forbidden, ServerError
from miro_async.wire import Incoming, Request, Response, Transport

GROUP = "groups.create"
DELETE = "items.delete"
DELETE_GROUP = "groups.delete"

Start = Callable[[Miro], bulk.Run[Deleted]]


class GrowingGroups:
    """Carries requests; every new group takes in an item that nobody asked for.

    Args:
        inner: what carries them.
        item_id: the item.
        later: whether the answer does not say so yet: it happens right after.
    """

    def __init__(self, inner: Transport, item_id: str, *, later: bool) -> None:
        self._inner = inner
        self._item_id = item_id
        self._later = later

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - the protocol's
        if request.method != "POST" or not request.target.endswith("/groups"):
            return await self._inner.send(request, timeout=timeout)
        assert isinstance(request.body, bytes)
        asked = json.loads(request.body)["data"]["items"]
        body = json.dumps({"data": {"items": [*asked, self._item_id]}}).encode()
        response = await self._inner.send(request._replace(body=body), timeout=timeout)
        if not self._later:
            return response
        group = json.loads(response.body)
        group["data"]["items"] = asked
        return response._replace(body=json.dumps(group).encode())

    def fetch(self, url: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Incoming]:
        return self._inner.fetch(url, headers)

    async def close(self) -> None:
        await self._inner.close()


async def left(site: Site) -> list[str]:
    return [item["id"] for item in await site.items()]


async def until_the_deletion(site: Site, start: Start, transport: Transport | None = None) -> None:
    """Run a job of one group until its process dies with the group's deletion, which does not arrive."""
    dying = DyingTransport(transport or site.emulator.transport(), 2, arrives=False)
    async with a_client(site.emulator, dying) as miro:
        with pytest.raises(Killed):
            await start(miro)


def test_a_group_that_takes_in_others_is_not_deleted() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 8)
            transport = GrowingGroups(site.emulator.transport(), ids[7], later=False)
            async with a_client(site.emulator, transport) as miro:
                report = await bulk.delete(miro, site.board_id, ids[:6], strategy="group", group_size=3)
            assert (report.succeeded, report.finished) == (6, True)
            assert site.sent(DELETE_GROUP) == 0
            assert await left(site) == ids[6:]

    virtual_time.run(main())


@pytest.mark.parametrize("cursors", [True, False])
@pytest.mark.parametrize("size", [6, 60])
def test_a_group_that_has_grown_between_two_runs_is_not_deleted(tmp_path: Path, size: int, cursors: bool) -> None:
    async def main() -> None:
        async with a_site() as site:
            site.emulator.world.settings.group_list_cursor = cursors
            ids = await made(site, size + 2)

            def start(miro: Miro) -> bulk.Run[Deleted]:
                journal = tmp_path / "delete.journal"
                return bulk.delete(miro, site.board_id, ids[:size], strategy="group", journal=journal)

            await until_the_deletion(site, start, GrowingGroups(site.emulator.transport(), ids[-1], later=True))
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (size, True)
            assert await left(site) == ids[size:]

    virtual_time.run(main())


@pytest.mark.parametrize("arrives", [False, True])
@pytest.mark.parametrize("at", [1, 2, 4, 6])
def test_a_run_that_is_killed_beside_such_a_group_is_completed(tmp_path: Path, at: int, arrives: bool) -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 8)

            def start(miro: Miro) -> bulk.Run[Deleted]:
                journal = tmp_path / "delete.journal"
                return bulk.delete(miro, site.board_id, ids[:6], strategy="group", journal=journal)

            await until_the_deletion(site, start, GrowingGroups(site.emulator.transport(), ids[-1], later=True))
            async with a_client(site.emulator, DyingTransport(site.emulator.transport(), at, arrives=arrives)) as miro:
                with pytest.raises(Killed):
                    await start(miro)
            async with start(site.miro) as run:
                outcomes = [outcome async for outcome in run]
            assert sorted(outcome.index for outcome in outcomes) == list(range(6))
            assert {type(outcome) for outcome in outcomes} == {Deleted}
            assert await left(site) == ids[6:]
            assert (await start(site.miro)).resumed == 6

    virtual_time.run(main())


def test_no_item_is_called_deleted_because_another_is_gone(tmp_path: Path) -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 6)

            def start(miro: Miro) -> bulk.Run[Deleted]:
                return bulk.delete(miro, site.board_id, ids, strategy="group", journal=tmp_path / "delete.journal")

            await until_the_deletion(site, start)
            (group,) = site.emulator.world.board_groups(site.board_id)
            await site.miro.groups.ungroup(site.board_id, group["id"])
            await site.miro.items.delete(site.board_id, ids[0])
            report = await start(site.miro)
            assert (report.succeeded, report.finished) == (6, True)
            assert await left(site) == []

    virtual_time.run(main())


def test_a_group_whose_deletion_could_not_be_sent_is_deleted_by_the_next_run(tmp_path: Path) -> None:
    async def main() -> None:
        async with a_site(Emulator(limit=550)) as site:
            ids = await made(site, 4)

            def start(miro: Miro) -> bulk.Run[Deleted]:
                return bulk.delete(miro, site.board_id, ids, strategy="group", journal=tmp_path / "delete.journal")

            report = await start(site.miro.with_options(deadline=1.0))
            assert {type(failure.error) for failure in report.failures} == {DeadlineExceeded}
            assert (report.failed, len(site.emulator.world.board_groups(site.board_id))) == (4, 1)
            report = await start(site.miro)
            assert (report.succeeded, site.sent(GROUP), site.sent(DELETE)) == (4, 1, 0)
            assert await left(site) == []

    virtual_time.run(main())


def test_a_group_that_could_not_be_looked_for_is_found_by_the_next_run(tmp_path: Path) -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 4)

            def start(miro: Miro) -> bulk.Run[Deleted]:
                return bulk.delete(miro, site.board_id, ids, strategy="group", journal=tmp_path / "delete.journal")

            unanswered = Fault(kind="hang_up", operations=(GROUP,), times=1, applied=1.0)
            site.emulator.faults.add(unanswered, Fault(kind="error", operations=("groups.list",)))
            report = await start(site.miro)
            assert {type(failure.error) for failure in report.failures} == {ServerError}
            site.emulator.faults.clear()
            report = await start(site.miro)
            assert (report.succeeded, site.sent(GROUP), site.sent(DELETE)) == (4, 1, 0)
            assert site.emulator.world.board_groups(site.board_id) == []

    virtual_time.run(main())


def test_what_may_have_been_deleted_has_not_failed(tmp_path: Path) -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 4)

            def start(miro: Miro) -> bulk.Run[Deleted]:
                return bulk.delete(miro, site.board_id, ids, strategy="group", journal=tmp_path / "delete.journal")

            await until_the_deletion(site, start)
            for operation in ("groups.list_items", DELETE_GROUP):
                site.emulator.faults.add(Fault(kind="error", status=429, operations=(operation,)))
                report = await start(site.miro)
                assert (report.unknown, report.failed, report.succeeded) == (4, 0, 0)
                site.emulator.faults.clear()
            assert (await start(site.miro)).succeeded == 4
            assert await left(site) == []

    virtual_time.run(main())


def test_one_item_that_must_not_be_deleted_does_not_keep_its_group(tmp_path: Path) -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 8)
            refused = Fault(kind="error", status=403, operations=(DELETE_GROUP,), nth=2, times=1)
            theirs = Fault(kind="error", status=403, operations=(DELETE,), nth=2, times=1)
            site.emulator.faults.add(refused, theirs)
            report = await bulk.delete(
                site.miro, site.board_id, ids, strategy="group", group_size=4, journal=tmp_path / "j", ordered=True
            )
            assert (report.succeeded, report.failed, report.finished) == (7, 1, True)
            assert isinstance(report.failures[0].error, Forbidden)
            assert await left(site) == [report.failures[0].entry]

    virtual_time.run(main())
