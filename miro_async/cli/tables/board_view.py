"""A board as an import with a key sees it: the items that are rows for an export, and what lies where."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from miro_async.cli.show.progress import Progress
from miro_async.cli.tables.drafting import Point
from miro_async.cli.tables.exporter import center_of, exact, pages_of, read_content
from miro_async.cli.tables.rooms import Box, FrameRoom, Ground
from miro_async.cli.tables.upsert import Item
from miro_async.client import Miro
from miro_async.models import AnyItem, Frame, Page, Shape, StickyNote

__all__ = ["BoardView", "look_at_board"]

_ENTRY: Final = re.compile(r"\$\.data\[(\d+)\]")


class BoardView(NamedTuple):
    """A board.

    Attributes:
        items: its sticky notes and shapes, in the order of their creation.
        ground: what lies where.
        tag_ids: the ids of its tags by title; empty if tags were not asked for.
    """

    items: list[Item]
    ground: Ground
    tag_ids: dict[str, str]


async def look_at_board(miro: Miro, board_id: str, progress: Progress, *, with_tags: bool) -> BoardView:
    """Read a board: its items once, and for each tag those that have it.

    Args:
        miro: the client.
        board_id: the board.
        progress: is told of every page.
        with_tags: whether tags matter.

    Raises:
        MiroError: the board cannot be read.
    """
    tag_ids, titles = await _tags(miro, board_id) if with_tags else ({}, {})
    found: list[AnyItem] = []
    problems: dict[str, str] = {}
    async for page in pages_of(miro, board_id, progress):
        found += page.data
        problems.update(_problems(page))
    frames = {item.id: item for item in found if isinstance(item, Frame)}
    items = [
        Item(
            item.id,
            read_content(item, frames, titles.get(item.id, ())),
            _spot(item),
            _size(item),
            item.parent.id or "",
            problems.get(item.id, ""),
        )
        for item in found
        if isinstance(item, StickyNote | Shape)
    ]
    return BoardView(items, _ground(found, frames), tag_ids)


async def _tags(miro: Miro, board_id: str) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The ids of the tags by title, and the titles of the tags of every item that has some."""
    ids: dict[str, str] = {}
    titles: dict[str, tuple[str, ...]] = {}
    async for tag in miro.tags.list(board_id):
        title = tag.title or ""
        ids[title] = tag.id
        async for item in miro.tags.list_items(board_id, tag.id):
            titles[item.id] = (*titles.get(item.id, ()), title)
    return ids, titles


def _problems(page: Page[AnyItem]) -> Iterator[tuple[str, str]]:
    """The items of a page that could not be read whole, by id."""
    if not page.problems:
        return
    entries = [(match, problem) for problem in page.problems if (match := _ENTRY.match(problem.path))]
    left_out = {int(match[1]) for match, problem in entries if match[0] == problem.path}
    places = (place for place in range(len(page.data) + len(left_out)) if place not in left_out)
    ids = {place: item.id for place, item in zip(places, page.data, strict=True)}
    for match, problem in entries:
        if int(match[1]) in ids:
            yield ids[int(match[1])], f"{problem.path[match.end() + 1 :]}: {problem.message}"


def _ground(found: Iterable[AnyItem], frames: dict[str, Frame]) -> Ground:
    children: dict[str, list[Box]] = {}
    loose: list[Box] = []
    for item in found:
        parent_id = item.parent.id or ""
        if parent_id in frames:
            children.setdefault(parent_id, []).append(Box(_spot(item), _size(item)))
        elif item.id not in frames:
            loose.append(Box(_spot(item), _size(item)))
    rooms = [
        FrameRoom(
            frame.id,
            frame.data.title or "",
            Box(center_of(frame, frames), _size(frame)),
            children.get(frame.id, []),
            may_grow=frame.parent.id not in frames,
        )
        for frame in frames.values()
    ]
    return Ground(rooms, loose)


def _spot(item: AnyItem) -> Point:
    return exact(item.position.x), exact(item.position.y)


def _size(item: AnyItem) -> tuple[Decimal, Decimal]:
    return exact(item.geometry.width), exact(item.geometry.height)
