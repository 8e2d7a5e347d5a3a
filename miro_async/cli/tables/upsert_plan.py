"""What an import with a key sends, as data: it is kept in the journal, so that a later run sends the same."""

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias, cast

import msgspec
from msgspec import UNSET, UnsetType

from miro_async import drafts, endpoints
from miro_async.budget import Budget, Quota
from miro_async.cli.tables.drafting import Point, draft_of, size_of
from miro_async.cli.tables.layout import Block, Grid
from miro_async.cli.tables.mapping import SHAPES, STICKY_NOTES, Content, Mapping
from miro_async.cli.tables.markup import to_html
from miro_async.cli.tables.plan import BULK, Estimate
from miro_async.cli.tables.rooms import FrameRoom, Ground, Request, Spot, arrange
from miro_async.cli.tables.upsert import Comparison, Match, is_note
from miro_async.drafts import ItemDraft
from miro_async.models import (
    FrameCreate,
    FrameUpdate,
    ParentWrite,
    PositionWrite,
    ShapeDataWrite,
    ShapeStyleWrite,
    ShapeUpdate,
    SizeWrite,
    StickyNoteColor,
    StickyNoteDataWrite,
    StickyNoteStyleWrite,
    StickyNoteUpdate,
)

__all__ = ["Creation", "Growth", "NewFrame", "Parent", "Retagging", "Update", "UpsertPlan", "make_plan"]

Parent: TypeAlias = str | int | None
"""The id of a frame, the number of a new one, or None for the board itself."""


class NewFrame(msgspec.Struct, frozen=True, kw_only=True):
    """A frame that is missing; centre and size in pixels.

    Numbers are floats here and below: they come back from the journal as such, and have to be sent as they were.
    """

    title: str
    at: tuple[float, float]
    size: tuple[float, float]

    def draft(self) -> FrameCreate:
        """Its draft."""
        return drafts.frame(self.title, at=self.at, size=self.size)


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """Another size for a frame, with the centre that leaves its top left corner where it is; in pixels."""

    id: str
    title: str
    at: tuple[float, float]
    size: tuple[float, float]

    def body(self) -> FrameUpdate:
        """What to send."""
        (x, y), (width, height) = self.at, self.size
        return FrameUpdate(position=PositionWrite(x=x, y=y), geometry=SizeWrite(width=width, height=height))


class Creation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A new item.

    Attributes:
        line: of its row.
        type: a key of `miro_async.cli.tables.mapping.TYPES`.
        text: the plain text on it.
        color: None for the service's own.
        at: its centre, in its frame or on the board.
        parent: what it lies in.
        tags: the titles of its tags.
        replaces: the id of the item that goes when this one is there; empty for none.
    """

    line: int
    type: str
    text: str
    color: str | None = None
    at: tuple[float, float]
    parent: Parent = None
    tags: tuple[str, ...] = ()
    replaces: str = ""

    def draft(self, frame_ids: dict[int, str]) -> ItemDraft:
        """Its draft, with the ids of the new frames by their numbers."""
        x, y = self.at
        content = Content(self.type, self.text, self.color)
        return draft_of(content, (Decimal(repr(x)), Decimal(repr(y))), _id(self.parent, frame_ids))


class Update(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What becomes of an item; what is UNSET stays as it is.

    Attributes:
        line: of its row.
        id: of the item.
        is_note: whether it is a sticky note; else it is a shape.
        type: a key of `miro_async.cli.tables.mapping.TYPES`.
        text: the plain text on it.
        color: its colour.
        at: its centre, in its frame or on the board.
        parent: what it lies in.
    """

    line: int
    id: str
    is_note: bool
    type: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    color: str | UnsetType = UNSET
    at: tuple[float, float] | UnsetType = UNSET
    parent: Parent | UnsetType = UNSET

    def body(self, frame_ids: dict[int, str]) -> StickyNoteUpdate | ShapeUpdate:
        """What to send, with the ids of the new frames by their numbers.

        Raises:
            InvalidArgument: the API would refuse it.
        """
        position = UNSET if self.at is UNSET else PositionWrite(x=self.at[0], y=self.at[1])
        parent = self._parent(frame_ids)
        text = UNSET if self.text is UNSET else to_html(self.text)
        has_data = (self.type, self.text) != (UNSET, UNSET)
        if self.is_note:
            form = UNSET if self.type is UNSET else STICKY_NOTES[self.type]
            color = cast("StickyNoteColor | UnsetType", self.color)  # the call checks it
            return StickyNoteUpdate(
                data=StickyNoteDataWrite(content=text, shape=form) if has_data else UNSET,
                style=UNSET if color is UNSET else StickyNoteStyleWrite(fill_color=color),
                position=position,
                parent=parent,
            )
        kind = UNSET if self.type is UNSET else SHAPES[self.type]
        return ShapeUpdate(
            data=ShapeDataWrite(content=text, shape=kind) if has_data else UNSET,
            style=UNSET if self.color is UNSET else ShapeStyleWrite(fill_color=self.color),
            position=position,
            parent=parent,
        )

    def _parent(self, frame_ids: dict[int, str]) -> ParentWrite | None | UnsetType:
        if self.parent is UNSET:
            return UNSET
        parent_id = _id(self.parent, frame_ids)
        return None if parent_id is None else ParentWrite(id=parent_id)


class Retagging(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What becomes of the tags of an item.

    Attributes:
        line: of its row.
        id: of the item.
        attach: the titles of tags.
        detach: the ids of tags.
    """

    line: int
    id: str
    attach: tuple[str, ...] = ()
    detach: tuple[str, ...] = ()


class UpsertPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is going to be sent, and what is not.

    Attributes:
        frames: that are missing.
        growths: frames that are too small.
        creations: new items, in the order of the rows.
        updates: changes to items.
        retaggings: changes to their tags.
        removals: the ids of items that go because their rows have.
        new_tags: the titles of tags that the board does not have.
        unchanged: how many rows are on the board as they are.
        left: why rows are left alone.
        strangers: how many items are none of the table's.
    """

    frames: tuple[NewFrame, ...] = ()
    growths: tuple[Growth, ...] = ()
    creations: tuple[Creation, ...] = ()
    updates: tuple[Update, ...] = ()
    retaggings: tuple[Retagging, ...] = ()
    removals: tuple[str, ...] = ()
    new_tags: tuple[str, ...] = ()
    unchanged: int = 0
    left: tuple[str, ...] = ()
    strangers: int = 0

    @property
    def replaced(self) -> list[Creation]:
        """The new items that take the place of others."""
        return [creation for creation in self.creations if creation.replaces]

    @property
    def updated(self) -> int:
        """How many items change, one that is replaced included."""
        return len({*(update.id for update in self.updates), *(change.id for change in self.retaggings)}) + len(
            self.replaced
        )

    @property
    def created(self) -> int:
        """How many rows are new on the board."""
        return len(self.creations) - len(self.replaced)

    @property
    def tags(self) -> dict[str, None]:
        """The titles of the tags that are to be attached."""
        items: tuple[tuple[str, ...], ...] = (
            *(creation.tags for creation in self.creations),
            *(change.attach for change in self.retaggings),
        )
        return dict.fromkeys(title for titles in items for title in titles)

    @property
    def attachments(self) -> int:
        """How many tags are to be attached."""
        return sum(len(creation.tags) for creation in self.creations) + sum(
            len(change.attach) for change in self.retaggings
        )

    @property
    def detachments(self) -> int:
        """How many tags are to be detached."""
        return sum(len(change.detach) for change in self.retaggings)

    @property
    def removal_credits(self) -> int:
        """What it costs to remove what is gone from the table."""
        return len(self.removals) * endpoints.items.delete.credits

    def estimate(self) -> Estimate:
        """What it will take."""
        items, tags = endpoints.items, endpoints.tags
        removals = len(self.removals) + len(self.replaced)
        created = len(self.frames) + len(self.creations)
        changed = len(self.growths) + len(self.updates)
        calls = math.ceil(len(self.frames) / BULK) + math.ceil(len(self.creations) / BULK) + changed + removals
        cost = items.create.credits * created + items.update.credits * changed
        cost += items.delete.credits * removals
        if self.tags:
            calls += 1 + len(self.new_tags) + self.attachments
            cost += tags.list.credits + tags.create.credits * len(self.new_tags)
            cost += tags.attach.credits * self.attachments
        calls += self.detachments
        cost += tags.detach.credits * self.detachments
        return Estimate(calls, cost, Budget(Quota()).estimate(cost).seconds)


def make_plan(
    comparison: Comparison, mapping: Mapping, ground: Ground, grid: Grid, tag_ids: dict[str, str]
) -> UpsertPlan:
    """Give everything its place.

    Args:
        comparison: what there is to do.
        mapping: which column is what.
        ground: what is on the board.
        grid: how grids look.
        tag_ids: the ids of the board's tags by title.
    """
    placer = _Placer(mapping, ground)
    for row in comparison.create:
        placer.ask(row.line, Request(row.content.frame, size_of(row.content.type), row.content.at))
    for match in comparison.change:
        placer.look_at(match)
    spots, blocks, grown = placer.place(grid)
    plan = UpsertPlan(
        frames=tuple(
            NewFrame(title=title, at=block.center, size=(float(block.width), float(block.height)))
            for title, block in blocks.items()
        ),
        growths=tuple(
            Growth(id=room.id, title=room.title, at=_floats(room.box.center), size=_floats(room.box.size))
            for room in grown
        ),
        creations=tuple(
            sorted(
                [
                    *(_creation(row.line, row.content, spots[row.line]) for row in comparison.create),
                    *(_replacement(match, mapping, spots) for match in comparison.change if match.is_replaced),
                ],
                key=lambda creation: creation.line,
            )
        ),
        updates=tuple(_updates(comparison, spots)),
        retaggings=tuple(
            Retagging(
                line=match.wanted.line,
                id=match.item.id,
                attach=match.attach,
                detach=tuple(tag_ids[title] for title in match.detach),
            )
            for match in comparison.change
            if match.attach or match.detach
        ),
        removals=tuple(item.id for item in comparison.remove),
        unchanged=comparison.unchanged,
        left=tuple(comparison.left),
        strangers=comparison.strangers,
    )
    return msgspec.structs.replace(plan, new_tags=tuple(title for title in plan.tags if title not in tag_ids))


class _Placer:
    """Collects what needs a place; what has one it keeps there."""

    def __init__(self, mapping: Mapping, ground: Ground) -> None:
        self._mapping = mapping
        self._ground = ground
        self._rooms = {room.id: room for room in ground.frames}
        self._requests: dict[int, Request] = {}
        self._spots: dict[int, Spot] = {}

    def ask(self, line: int, request: Request) -> None:
        """A row needs a place."""
        self._requests[line] = request

    def look_at(self, match: Match) -> None:
        """An item may need another place: if the table says one, or another frame, or if it is replaced."""
        line, content, item = match.wanted.line, match.wanted.content, match.item
        says_place, says_frame = self._mapping.says("x"), self._mapping.says("frame")
        stays = not match.fields & {"frame", "at"}
        if match.is_replaced:
            size = size_of(content.type)
            stays = not says_place and not (says_frame and content.frame != item.content.frame)
        else:
            size = (math.ceil(item.size[0]), math.ceil(item.size[1]))
        if stays:
            if match.is_replaced:
                self._spots[line] = Spot(item.frame_id or None, item.spot)
        elif says_frame:
            self.ask(line, Request(content.frame, size, content.at, item.frame_id))
        elif content.at is not None:
            room = self._rooms.get(item.frame_id)
            self._spots[line] = Spot(None, content.at) if room is None else Spot(room.id, room.within(content.at))

    def place(self, grid: Grid) -> tuple[dict[int, Spot], dict[str, Block], list[FrameRoom]]:
        """The places by line, the frames that are missing, and those that are too small."""
        spots, blocks, grown = arrange(list(self._requests.values()), self._ground, grid)
        return {**self._spots, **dict(zip(self._requests, spots, strict=True))}, blocks, grown


def _creation(line: int, content: Content, spot: Spot, replaces: str = "") -> Creation:
    return Creation(
        line=line,
        type=content.type,
        text=content.text,
        color=content.color,
        at=_floats(spot.at),
        parent=spot.parent,
        tags=content.tags,
        replaces=replaces,
    )


def _replacement(match: Match, mapping: Mapping, spots: dict[int, Spot]) -> Creation:
    content = match.wanted.content
    if not mapping.says("content"):
        content = content._replace(text=match.item.content.text)
    return _creation(match.wanted.line, content, spots[match.wanted.line], match.item.id)


def _updates(comparison: Comparison, spots: dict[int, Spot]) -> Iterator[Update]:
    for match in comparison.change:
        if match.is_replaced or not match.fields:
            continue
        fields, content, item = match.fields, match.wanted.content, match.item
        spot = spots.get(match.wanted.line)
        yield Update(
            line=match.wanted.line,
            id=item.id,
            is_note=is_note(item.content.type),
            type=content.type if "type" in fields else UNSET,
            text=content.text if "text" in fields else UNSET,
            color=content.color if "color" in fields and content.color is not None else UNSET,
            at=UNSET if spot is None else _floats(spot.at),
            parent=UNSET if spot is None or spot.parent == (item.frame_id or None) else spot.parent,
        )


def _floats(at: Point) -> tuple[float, float]:
    return float(at[0]), float(at[1])


def _id(parent: Parent, frame_ids: dict[int, str]) -> str | None:
    return frame_ids[parent] if isinstance(parent, int) else parent
