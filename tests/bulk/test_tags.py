"""Attaching and detaching many tags."""

from typing import Any

import pytest
from bulk_jobs import Site, a_site, made

from miro_async import InvalidArgument, bulk, drafts
from miro_async.bulk import Attached, Detached
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.emulator.world import Settings
from miro_async.errors import NotFound, StatusError
from miro_async.models import Tag

ATTACH = "tags.attach"
DETACH = "tags.detach"
FAULTS: dict[str, dict[str, Any]] = {
    "hang-up before": {"kind": "hang_up", "applied": 0.0},
    "hang-up after": {"kind": "hang_up", "applied": 1.0},
    "500 half": {"kind": "error", "applied": 0.5},
    "late": {"kind": "late"},
    "html": {"kind": "html", "applied": 0.5},
}


async def some_tags(site: Site, count: int) -> list[Tag]:
    return [await site.miro.tags.create(site.board_id, drafts.tag(f"tag {number}")) for number in range(count)]


async def tags_of(site: Site, item_id: str) -> list[str | None]:
    return [tag.title for tag in await site.miro.tags.list_of_item(site.board_id, item_id)]


def test_tags_are_attached_to_items_and_detached_again() -> None:
    async def main() -> None:
        async with a_site() as site:
            ids = await made(site, 20)
            one, other = await some_tags(site, 2)
            note = await site.miro.items.get(site.board_id, ids[0])
            pairs: list[Any] = [(note, one), (ids[0], other.id), *((item_id, one) for item_id in ids[1:])]
            run = bulk.attach_tags(site.miro, site.board_id, pairs)
            assert run.cost == 21 * 50
            async with run:
                attached = {outcome.index: outcome async for outcome in run}
            assert attached[1] == Attached(1, ids[0], other.id)
            assert run.report.raise_for_failures().credits == 21 * 50
            assert await tags_of(site, ids[0]) == ["tag 0", "tag 1"]
            assert await tags_of(site, ids[19]) == ["tag 0"]
            async with bulk.detach_tags(site.miro, site.board_id, pairs) as detaching:
                detached = {outcome.index: outcome async for outcome in detaching}
            assert detached[1] == Detached(1, ids[0], other.id)
            assert [await tags_of(site, item_id) for item_id in ids] == [[]] * 20
            assert len(await site.items()) == 20  # detaching has the path of deleting

    virtual_time.run(main())


def test_the_ninth_tag_fails_with_the_servers_words_and_the_first_eight_stay() -> None:
    async def main() -> None:
        async with a_site(Emulator(latency=(0.05, 0.5))) as site:
            (note,) = await made(site, 1)
            tags = await some_tags(site, 10)
            report = await bulk.attach_tags(site.miro, site.board_id, [(note, tag) for tag in tags])
            assert report.succeeded == 8
            assert sorted(failure.index for failure in report.failures) == [8, 9]
            assert all(isinstance(failure.error, StatusError) for failure in report.failures)
            assert await tags_of(site, note) == [tag.title for tag in tags[:8]]

    virtual_time.run(main())


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", FAULTS)
def test_every_tag_is_attached_and_detached(name: str, seed: int) -> None:
    async def main() -> None:
        async with a_site(Emulator(seed=seed, latency=(0.05, 0.5))) as site:
            ids = await made(site, 15)
            tags = await some_tags(site, 3)
            site.emulator.faults.add(Fault(operations=(ATTACH, DETACH), share=0.4, **FAULTS[name]))
            pairs = [(item_id, tag) for item_id in ids for tag in tags]
            assert (await bulk.attach_tags(site.miro, site.board_id, pairs)).succeeded == 45
            await site.items()
            assert [len(await tags_of(site, item_id)) for item_id in ids] == [3] * 15
            site.emulator.faults.add(Fault(operations=(ATTACH, DETACH), share=0.4, **FAULTS[name]))
            assert (await bulk.detach_tags(site.miro, site.board_id, pairs)).succeeded == 45
            await site.items()
            assert [len(await tags_of(site, item_id)) for item_id in ids] == [0] * 15

    virtual_time.run(main())


@pytest.mark.parametrize("kind", ["hang-up after", "500 half"])
def test_a_tag_that_the_item_has_counts_as_attached_also_where_the_api_refuses_it(kind: str) -> None:
    async def main() -> None:
        emulator = Emulator(settings=Settings(reattach_status=400))
        async with a_site(emulator) as site:
            ids = await made(site, 40)
            (tag,) = await some_tags(site, 1)
            await site.miro.tags.attach(site.board_id, ids[0], tag.id)
            emulator.faults.add(Fault(**FAULTS[kind], operations=(ATTACH,), share=0.3))
            report = await bulk.attach_tags(site.miro, site.board_id, [(item_id, tag) for item_id in ids])
            assert (report.succeeded, report.failed, report.unknown) == (40, 0, 0)

    virtual_time.run(main())


def test_a_tag_that_is_not_there_fails_unless_that_is_as_good() -> None:
    async def main() -> None:
        async with a_site() as site:
            one, other = await made(site, 2)
            (tag,) = await some_tags(site, 1)
            pairs = [(one, tag), (other, tag)]
            await bulk.attach_tags(site.miro, site.board_id, pairs[:1])
            report = await bulk.detach_tags(site.miro, site.board_id, pairs)
            assert (report.succeeded, report.failed) == (1, 1)
            assert isinstance(report.failures[0].error, NotFound)
            report = await bulk.detach_tags(site.miro, site.board_id, pairs, missing_ok=True)
            assert report.succeeded == 2

    virtual_time.run(main())


def test_what_is_no_pair_of_item_and_tag_fails_unsent() -> None:
    async def main() -> None:
        async with a_site() as site:
            (note,) = await made(site, 1)
            (tag,) = await some_tags(site, 1)
            before = len(site.emulator.log)
            pairs: list[Any] = [note, (note,), (note, None), (note, ""), (tag, tag), (note, "a b"), (note, "..")]
            for job in (bulk.attach_tags, bulk.detach_tags):
                run: Any = job(site.miro, site.board_id, pairs)
                report = await run
                assert report.failed == 7
                assert all(isinstance(failure.error, InvalidArgument) for failure in report.failures)
            assert len(site.emulator.log) == before  # a detach without a tag would delete the item

    virtual_time.run(main())
