"""The first look at a table: everything is checked, counted and given its place before a credit is spent."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from miro_async import drafts, endpoints
from miro_async.budget import Budget, Quota
from miro_async.cli.tables.drafting import Point, draft_of, size_of
from miro_async.cli.tables.layout import Extent, Grid, Layout, lay_out
from miro_async.cli.tables.mapping import BadCell, Content, Mapping, as_held
from miro_async.cli.tables.table import Row, Table, hint_at_delimiter, where
from miro_async.errors import InvalidArgument
from miro_async.models import FrameCreate

__all__ = ["BULK", "MOST_COMPLAINTS", "Estimate", "Placed", "Plan", "checked_rows", "explained", "survey"]

BULK = 20  # items in a call, at most (miro-facts, section 5)
MOST_COMPLAINTS = 10
_SOME_ID = "0"


class Placed(NamedTuple):
    """An item with its place.

    Attributes:
        line: of its row.
        content: what it shall be.
        at: its centre, from the top left corner of its frame or from the centre of the board.
    """

    line: int
    content: Content
    at: Point


class Estimate(NamedTuple):
    """What an import will take.

    Attributes:
        calls: how many requests.
        credits: what they cost.
        seconds: when the last one can be sent, by the documented quota and nobody else using it.
    """

    calls: int
    credits: int
    seconds: float


@dataclass(slots=True)
class Plan:
    """What an import will do.

    Attributes:
        table: the rows.
        mapping: what they mean.
        grid: how the grids look.
        extents: what has to find room, by the title of the frame; empty for items without one.
        tags: how many items each tag is for.
        layout: where everything goes.
    """

    table: Table
    mapping: Mapping
    grid: Grid
    extents: dict[str, Extent] = field(default_factory=dict[str, Extent])
    tags: Counter[str] = field(default_factory=Counter[str])
    layout: Layout = field(default_factory=lambda: Layout({}))

    @property
    def items(self) -> int:
        """How many items there will be, frames left out."""
        return sum(extent.count for extent in self.extents.values())

    @property
    def attachments(self) -> int:
        """How many tags have to be attached."""
        return self.tags.total()

    @property
    def frames(self) -> list[str]:
        """The titles of the frames."""
        return [title for title in self.extents if title]

    def frame_drafts(self) -> list[FrameCreate]:
        """The drafts of the frames, in the order of `frames`."""
        return [
            drafts.frame(title, at=block.center, size=(block.width, block.height))
            for title, block in self.layout.blocks.items()
            if title
        ]

    def placed(self) -> Iterator[Placed]:
        """Every item in the order of the rows; the table is read anew.

        Raises:
            InvalidArgument: the table has changed since it was looked at.
        """
        counts: Counter[str] = Counter()
        for row in self.table.rows():
            try:
                content = self.mapping.read(row)
            except BadCell as error:
                raise explained(self.table, row, error) from error
            frame = content.frame
            if frame not in self.extents or counts[frame] == self.extents[frame].count:
                raise InvalidArgument(f"{self.table.name} has changed while it was read")
            yield Placed(row.line, content, self.layout.place(frame, counts[frame], content.at))
            counts[frame] += 1

    def estimate(self, *, new_board: bool) -> Estimate:
        """What it will take, if the board has none of the tags yet.

        Args:
            new_board: whether the board has to be created.
        """
        board = endpoints.boards.create if new_board else endpoints.boards.get
        item, tag = endpoints.items.create, endpoints.tags.create
        calls = 1 + math.ceil(len(self.frames) / BULK) + math.ceil(self.items / BULK)
        cost = board.credits + item.credits * (len(self.frames) + self.items)
        if self.tags:
            calls += 1 + len(self.tags) + self.attachments
            cost += endpoints.tags.list.credits + tag.credits * len(self.tags)
            cost += endpoints.tags.attach.credits * self.attachments
        return Estimate(calls, cost, Budget(Quota()).estimate(cost).seconds)


def survey(table: Table, mapping: Mapping, grid: Grid) -> Plan:
    """Read a table once, check every row, and find a place for every item.

    Args:
        table: the rows.
        mapping: what they mean.
        grid: how the grids look.

    Raises:
        InvalidArgument: what is wrong with the table: file, line, column and value of each bad cell, up to ten.
    """
    plan = Plan(table, mapping, grid)
    for _, content in checked_rows(table, mapping):
        plan.extents.setdefault(content.frame, Extent()).add(size_of(content.type), content.at)
        plan.tags.update(content.tags)
    plan.layout = lay_out(plan.extents, grid)
    if any(frame and extent.least is not None for frame, extent in plan.extents.items()):
        _refuse_inexact(plan)
    return plan


def checked_rows(table: Table, mapping: Mapping) -> Iterator[tuple[Row, Content]]:
    """Every row with what it says; all of them have to be taken, for what is wrong is said at the end.

    Args:
        table: the rows.
        mapping: what they mean.

    Raises:
        InvalidArgument: what is wrong with the table: file, line, column and value of each bad cell, up to ten.
    """
    complaints: list[str] = []
    columns: set[str] = set()
    is_empty = True
    for row in table.rows():
        is_empty = False
        if not columns.issuperset(row.cells):
            columns.update(row.cells)
        try:
            content = _checked(mapping, row)
        except BadCell as error:
            complaints.append(str(explained(table, row, error)))
            if len(complaints) == MOST_COMPLAINTS:
                break
            continue
        yield row, content
    if columns:
        _refuse_missing(table, mapping, columns)
    if complaints:
        raise InvalidArgument("\n".join(complaints))
    if is_empty:
        raise InvalidArgument(f"{table.name}: no rows")


def _checked(mapping: Mapping, row: Row) -> Content:
    """What a row says, which the API would accept."""
    content = mapping.read(row)
    try:
        draft = draft_of(content, content.at or (Decimal(0), Decimal(0)), _SOME_ID)
        endpoints.items.create(_SOME_ID, body=drafts.entries([draft]))
    except InvalidArgument as error:
        raise BadCell("", str(error.args[0]).removeprefix("[0].")) from error
    return content


def _refuse_missing(table: Table, mapping: Mapping, columns: set[str]) -> None:
    missing = [column for column in mapping.columns if column not in columns]
    if missing:
        known = ", ".join(map(repr, sorted(columns)))
        hint = hint_at_delimiter(table)
        raise InvalidArgument(f"{table.name} has no column {', '.join(map(repr, missing))}; it has {known}{hint}")


def _refuse_inexact(plan: Plan) -> None:
    """Raise if a coordinate would change on its way through that of its frame."""
    for item in plan.placed():
        content = item.content
        if not content.frame or content.at is None:
            continue
        block = plan.layout.blocks[content.frame]
        back = (as_held(item.at[0]) + block.left, as_held(item.at[1]) + block.top)
        if plan.mapping.write(content._replace(at=back)).cells != plan.mapping.write(content).cells:
            raise InvalidArgument(
                f"{where(plan.table, item.line)}: the position has more digits than one in a frame can hold"
            )


def explained(table: Table, row: Row, error: BadCell) -> InvalidArgument:
    """A bad cell, with its place."""
    place = where(table, row.line, error.column)
    return InvalidArgument(f"{place}: {error}", field=error.column)
