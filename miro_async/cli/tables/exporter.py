"""A board as a table: its sticky notes and shapes in the order of their creation."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal

from miro_async.cli.show.progress import Progress
from miro_async.cli.tables.drafting import Point, content_of
from miro_async.cli.tables.mapping import Content, Mapping
from miro_async.cli.tables.output import RowWriter
from miro_async.client import Miro
from miro_async.models import AnyItem, Frame, Page, Shape, StickyNote

__all__ = ["Exported", "center_of", "exact", "export", "pages_of", "read_content"]


@dataclass(slots=True)
class Exported:
    """What became of an export.

    Attributes:
        rows: how many were written.
        left_out: how many items were not, by type.
        misfits: what does not fit the mapping or could not be read, with the reason; the first hundred.
        misfitting: how many these are.
    """

    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter[str])
    misfits: list[str] = field(default_factory=list[str])
    misfitting: int = 0

    def misfit(self, what: str) -> None:
        """Note something that the table does not show as it is on the board."""
        self.misfitting += 1
        if len(self.misfits) < 100:
            self.misfits.append(what)


async def export(miro: Miro, board_id: str, mapping: Mapping, write: RowWriter, progress: Progress) -> Exported:
    """Write a row for every sticky note and shape of a board.

    Args:
        miro: the client.
        board_id: the board.
        mapping: which column is what.
        write: takes the rows.
        progress: is told of every page.

    Raises:
        MiroError: the board cannot be read.
    """
    result = Exported()
    frames = await _frames(miro, board_id)
    tags = await _tags(miro, board_id, mapping) if mapping.tags else {}
    async for page in pages_of(miro, board_id, progress):
        for problem in page.problems:
            result.misfit(f"{problem.path} of a page cannot be read: {problem.message}")
        for item in page.data:
            if isinstance(item, StickyNote | Shape):
                written = mapping.write(read_content(item, frames, tags.get(item.id, ())))
                write(written.cells)
                result.rows += 1
                if written.misfits:
                    result.misfit(f"{item.type} {item.id}: {'; '.join(written.misfits)}")
            elif not isinstance(item, Frame):
                result.left_out[item.type] += 1
    return result


async def pages_of(miro: Miro, board_id: str, progress: Progress) -> AsyncIterator[Page[AnyItem]]:
    """The items of a board, page by page.

    Args:
        miro: the client.
        board_id: the board.
        progress: is told of every page.

    Raises:
        MiroError: the board cannot be read.
    """
    is_begun = False
    async for page in miro.items.list(board_id).pages():
        if not is_begun:
            progress.begin("items", page.total)
            is_begun = True
        yield page
        progress.advance(len(page.data))


def read_content(item: StickyNote | Shape, frames: dict[str, Frame], tags: tuple[str, ...]) -> Content:
    """What a table says of an item on the board.

    Args:
        item: a sticky note or a shape.
        frames: the frames of the board by id.
        tags: the titles of its tags.
    """
    return content_of(item, center_of(item, frames), _title_of(item, frames), tags)


async def _frames(miro: Miro, board_id: str) -> dict[str, Frame]:
    return {frame.id: frame async for frame in miro.items.list(board_id, type="frame")}


async def _tags(miro: Miro, board_id: str, mapping: Mapping) -> dict[str, tuple[str, ...]]:
    """The titles of the tags of every item that has some."""
    found: dict[str, tuple[str, ...]] = {}
    async for tag in miro.tags.list(board_id):
        async for item in miro.tags.list_items(board_id, tag.id):
            found[item.id] = (*found.get(item.id, ()), tag.title or "")
    if mapping.separator is not None:  # only the item itself knows the order of its tags
        for item_id in [item_id for item_id, titles in found.items() if len(titles) > 1]:
            found[item_id] = tuple(tag.title or "" for tag in await miro.tags.list_of_item(board_id, item_id))
    return found


def _title_of(item: StickyNote | Shape, frames: dict[str, Frame]) -> str:
    frame = frames.get(item.parent.id or "")
    return (frame.data.title or "") if frame else ""


def center_of(item: AnyItem, frames: dict[str, Frame], depth: int = 0) -> Point:
    """The centre on the board; exact, because the numbers are taken as they are written.

    Args:
        item: any item.
        frames: the frames of the board by id.
        depth: in how many frames the search has been; frames in a circle end it.
    """
    x, y = exact(item.position.x), exact(item.position.y)
    frame = frames.get(item.parent.id or "")
    if frame is None or depth > len(frames):
        return x, y
    center_x, center_y = center_of(frame, frames, depth + 1)
    return (
        center_x - exact(frame.geometry.width) / 2 + x,
        center_y - exact(frame.geometry.height) / 2 + y,
    )


def exact(value: float | None) -> Decimal:
    """A number of the API as it was written; 0 for none."""
    return Decimal(repr(value or 0.0))
