"""A board's whole life in bulk, while one answer in ten is lost or half applied: nothing lost, nothing twice."""

import asyncio
import contextlib
from collections import Counter
from itertools import pairwise

import pytest
from bulk_jobs import Site, a_site

from miro_async import bulk, drafts
from miro_async.drafts import ItemDraft
from miro_async.emulator import Emulator, Fault
from miro_async.emulator.virtual_time import run
from miro_async.errors import OutcomeUnknown
from miro_async.models import AnyItem, AppCard, Card, Connector, Frame, Group, Shape, StickyNote, Text

EACH = 30
FAULTS = (
    Fault(kind="hang_up", share=0.05, applied=1.0),
    Fault(kind="error", share=0.05, applied=0.5),
)


LIST_LAG_S = 2.0


async def listed(site: Site) -> list[AnyItem]:
    """The items as a list shows them when it has caught up."""
    await asyncio.sleep(2 * LIST_LAG_S)
    return await site.miro.items.list(site.board_id).collect()


async def listed_groups(site: Site) -> list[Group]:
    """The groups as a list shows them when it has caught up."""
    await asyncio.sleep(2 * LIST_LAG_S)
    return await site.miro.groups.list(site.board_id).collect()


def every_kind(parent: Frame, number: int) -> list[ItemDraft]:
    """One draft of each kind, told apart by their number."""
    x, y = 100 + 30 * number, 100
    return [
        drafts.sticky_note(f"note {number}", at=(x, y), parent=parent),
        drafts.shape(f"shape {number}", at=(x, y), kind="circle"),
        drafts.text(f"text {number}", at=(x, y), width=200),
        drafts.card(f"card {number}", at=(x, y)),
        drafts.app_card(f"app card {number}", at=(x, y), status="connected"),
        drafts.image(f"https://pictures.example/{number}.png", title=f"image {number}", at=(x, y)),
        drafts.document(f"https://papers.example/{number}.pdf", title=f"document {number}", at=(x, y)),
        drafts.embed(f"https://www.youtube.com/watch?v={number}", at=(x, y)),
    ]


async def build(site: Site) -> list[AnyItem]:
    """Frames one by one, all else in bulk."""
    frames = await bulk.create(site.miro, site.board_id, [drafts.frame("parent", size=(2_000, 2_000))])
    assert frames.succeeded == 1
    (parent,) = await listed(site)
    assert isinstance(parent, Frame)
    wanted = [draft for number in range(EACH) for draft in every_kind(parent, number)]
    report = await bulk.create(site.miro, site.board_id, wanted, settle=5.0)
    assert (report.succeeded, report.failed, report.unknown) == (8 * EACH, 0, 0)
    items = await listed(site)
    assert Counter(item.type for item in items) == {"frame": 1} | {draft.kind: EACH for draft in wanted}
    return items


def changed(item: AnyItem) -> str:
    """The words of an item after the update."""
    match item:
        case StickyNote() | Shape() | Text():
            return item.data.content or ""
        case Card() | AppCard():
            return item.data.title or ""
        case _:
            return "changed"


async def update_all(site: Site, items: list[AnyItem]) -> None:
    """New words for all that has some."""
    words: dict[str, bulk.AnyUpdate] = {
        "sticky_note": drafts.as_update(drafts.sticky_note("changed")),
        "shape": drafts.as_update(drafts.shape("changed")),
        "text": drafts.as_update(drafts.text("changed")),
        "card": drafts.as_update(drafts.card("changed")),
        "app_card": drafts.as_update(drafts.app_card("changed")),
    }
    changes = [(item, words[item.type]) for item in items if item.type in words]
    report = await bulk.update(site.miro, site.board_id, changes)
    assert (report.succeeded, report.failed, report.unknown) == (5 * EACH, 0, 0)
    assert {changed(item) for item in await listed(site)} == {"changed"}


async def tag_all(site: Site, items: list[AnyItem]) -> None:
    """A tag on everything that takes one."""
    tag = await site.miro.tags.create(site.board_id, drafts.tag("bulk"))
    takes = [item for item in items if isinstance(item, StickyNote | Card)]
    report = await bulk.attach_tags(site.miro, site.board_id, [(item, tag) for item in takes])
    assert (report.succeeded, report.failed, report.unknown) == (2 * EACH, 0, 0)
    await asyncio.sleep(2 * LIST_LAG_S)
    with_tag = await site.miro.tags.list_items(site.board_id, tag.id).collect()
    assert sorted(item.id for item in with_tag) == sorted(item.id for item in takes)


async def connect_all(site: Site, items: list[AnyItem]) -> list[Connector]:
    """Each to the next, but the frame."""
    ends = [item for item in items if not isinstance(item, Frame)]
    wanted = [drafts.connector(one, other, captions=[f"to {other.id}"]) for one, other in pairwise(ends)]
    report = await bulk.connect(site.miro, site.board_id, wanted, settle=5.0)
    assert (report.succeeded, report.failed, report.unknown) == (len(ends) - 1, 0, 0)
    await asyncio.sleep(2 * LIST_LAG_S)
    connectors = await site.miro.connectors.list(site.board_id).collect()
    found = Counter((connector.start_item.id, connector.end_item.id) for connector in connectors)
    assert found == Counter((one.id, other.id) for one, other in pairwise(ends))
    return connectors


async def group_notes(site: Site, items: list[AnyItem]) -> None:
    """The notes by tens; a group that nobody answered for is there or not."""
    notes = [item.id for item in items if isinstance(item, StickyNote)]
    wanted = [notes[start : start + 10] for start in range(0, len(notes), 10)]
    for ids in wanted:
        while not any(sorted(ids) == sorted(group.data.items) for group in await listed_groups(site)):
            with contextlib.suppress(OutcomeUnknown):
                await site.miro.groups.create(site.board_id, drafts.group(ids))
    groups = await listed_groups(site)
    assert sorted(sorted(group.data.items) for group in groups) == sorted(map(sorted, wanted))
    of_first = await site.miro.groups.list_items(site.board_id, groups[0].id).collect()
    assert sorted(item.id for item in of_first) == sorted(groups[0].data.items)


async def live(site: Site) -> None:
    """The whole life; one item at the end would be one too many."""
    site.emulator.faults.add(*FAULTS)
    items = await build(site)
    await update_all(site, items)
    await tag_all(site, items)
    await group_notes(site, items)
    connectors = await connect_all(site, items)
    gone = await bulk.delete(site.miro, site.board_id, connectors, missing_ok=True)
    assert (gone.succeeded, gone.failed, gone.unknown) == (len(connectors), 0, 0)
    gone = await bulk.delete(site.miro, site.board_id, items, strategy="group", group_size=50)
    assert (gone.succeeded, gone.failed, gone.unknown) == (len(items), 0, 0)
    assert await site.items() == []
    assert site.emulator.world.board_connectors(site.board_id) == []
    assert site.emulator.world.board_groups(site.board_id) == []
    assert site.emulator.statistics.faults["hang_up"] > 10
    assert site.emulator.statistics.rate_limited == 0


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("list_lag", [0.0, LIST_LAG_S])
def test_a_board_of_every_kind_lives_and_is_emptied_in_bulk_under_faults(seed: int, list_lag: float) -> None:
    async def main() -> None:
        async with a_site(Emulator(seed=seed, list_lag=list_lag)) as site:
            await live(site)

    run(main())
