"""Flat typed constructors of what is created: one function a kind, no nesting.

``drafts.sticky_note("Hi", at=(100, 80), color="yellow", parent=frame)`` gives the Struct that
``miro.sticky_notes.create`` and `miro_async.bulk.create` take. Coordinates and sizes are pixels; ``at`` is the
item's centre. A wrong value raises `InvalidArgument` here or when the call is built, before anything is sent.
"""

from collections.abc import Iterable
from typing import Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from miro_async.errors import InvalidArgument
from miro_async.models import (
    BoardCreate,
    BoardPolicyWrite,
    BorderStyle,
    BulkEntry,
    BulkFrame,
    BulkShape,
    BulkStickyNote,
    FontFamily,
    Frame,
    FrameCreate,
    FrameDataWrite,
    FrameStyleWrite,
    HorizontalAlign,
    ParentWrite,
    PositionWrite,
    ShapeCreate,
    ShapeDataWrite,
    ShapeGeometryWrite,
    ShapeKind,
    ShapeStyleWrite,
    SizeWrite,
    StickyNoteColor,
    StickyNoteCreate,
    StickyNoteDataWrite,
    StickyNoteShape,
    StickyNoteSizeWrite,
    StickyNoteStyleWrite,
    TagColor,
    TagCreate,
    VerticalAlign,
    WriteModel,
)

__all__ = ["ItemDraft", "board", "entries", "frame", "from_dict", "shape", "sticky_note", "tag"]

ItemDraft: TypeAlias = StickyNoteCreate | ShapeCreate | FrameCreate
"""What can be created as an item, alone or in bulk."""

W = TypeVar("W", bound=WriteModel)
Number: TypeAlias = int | float


def board(
    name: str,
    *,
    description: str | UnsetType = UNSET,
    team_id: str | UnsetType = UNSET,
    project_id: str | UnsetType = UNSET,
    policy: BoardPolicyWrite | UnsetType = UNSET,
) -> BoardCreate:
    """A board: a name of 1 to 60 characters, a description of at most 300."""
    return BoardCreate(name=name, description=description, team_id=team_id, project_id=project_id, policy=policy)


def sticky_note(
    content: str | UnsetType = UNSET,
    *,
    at: tuple[Number, Number] | UnsetType = UNSET,
    color: StickyNoteColor | UnsetType = UNSET,
    shape: StickyNoteShape | UnsetType = UNSET,
    width: Number | UnsetType = UNSET,
    height: Number | UnsetType = UNSET,
    align: HorizontalAlign | UnsetType = UNSET,
    vertical_align: VerticalAlign | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> StickyNoteCreate:
    """A sticky note.

    Args:
        content: the text, in the API's HTML.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        color: one of the 16 names.
        shape: ``square`` or ``rectangle``.
        width: in pixels; the height follows from the shape.
        height: in pixels, instead of a width.
        align: of the text.
        vertical_align: of the text.
        parent: the frame, or its id, to put the note into.
    """
    return StickyNoteCreate(
        data=StickyNoteDataWrite(content=content, shape=shape),
        style=_unless_empty(
            StickyNoteStyleWrite(fill_color=color, text_align=align, text_align_vertical=vertical_align)
        ),
        position=_position(at),
        geometry=_unless_empty(StickyNoteSizeWrite(width=width, height=height)),
        parent=_parent(parent),
    )


def shape(
    content: str | UnsetType = UNSET,
    *,
    kind: ShapeKind | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    size: tuple[Number, Number] | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    fill: str | UnsetType = UNSET,
    fill_opacity: Number | UnsetType = UNSET,
    color: str | UnsetType = UNSET,
    font: FontFamily | UnsetType = UNSET,
    font_size: Number | UnsetType = UNSET,
    border_color: str | UnsetType = UNSET,
    border_opacity: Number | UnsetType = UNSET,
    border_style: BorderStyle | UnsetType = UNSET,
    border_width: Number | UnsetType = UNSET,
    align: HorizontalAlign | UnsetType = UNSET,
    vertical_align: VerticalAlign | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> ShapeCreate:
    """A shape.

    Args:
        content: the text, in the API's HTML.
        kind: one of the 21 basic shapes; ``rectangle`` by default.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        size: width and height, each at least 8.
        rotation: degrees, clockwise.
        fill: a colour as ``#rrggbb``; ``fill_opacity`` 0 to 1.
        fill_opacity: 0 to 1.
        color: of the text, as ``#rrggbb``.
        font: one of the 30 families.
        font_size: 10 to 288.
        border_color: as ``#rrggbb``.
        border_opacity: 0 to 1.
        border_style: ``normal``, ``dotted`` or ``dashed``.
        border_width: 1 to 24.
        align: of the text.
        vertical_align: of the text.
        parent: the frame, or its id, to put the shape into.
    """
    width, height = (UNSET, UNSET) if size is UNSET else _pair("size", size)
    return ShapeCreate(
        data=ShapeDataWrite(content=content, shape=kind),
        style=_unless_empty(
            ShapeStyleWrite(
                fill_color=fill,
                fill_opacity=_number_text(fill_opacity),
                color=color,
                font_family=font,
                font_size=_number_text(font_size),
                border_color=border_color,
                border_opacity=_number_text(border_opacity),
                border_style=border_style,
                border_width=_number_text(border_width),
                text_align=align,
                text_align_vertical=vertical_align,
            )
        ),
        position=_position(at),
        geometry=_unless_empty(ShapeGeometryWrite(width=width, height=height, rotation=rotation)),
        parent=_parent(parent),
    )


def frame(
    title: str | UnsetType = UNSET,
    *,
    at: tuple[Number, Number] | UnsetType = UNSET,
    size: tuple[Number, Number] | UnsetType = UNSET,
    fill: str | UnsetType = UNSET,
    show_content: bool | UnsetType = UNSET,
) -> FrameCreate:
    """A frame.

    Args:
        title: shown above the frame.
        at: the centre, from the centre of the board; a frame takes no parent.
        size: width and height.
        fill: a colour as ``#rrggbb``; transparent by default.
        show_content: whether what lies in the frame can be seen (Enterprise plan).
    """
    width, height = (UNSET, UNSET) if size is UNSET else _pair("size", size)
    return FrameCreate(
        data=FrameDataWrite(title=title, format="custom", type="freeform", show_content=show_content),
        style=_unless_empty(FrameStyleWrite(fill_color=fill)),
        position=_position(at),
        geometry=_unless_empty(SizeWrite(width=width, height=height)),
    )


def tag(title: str, *, color: TagColor | UnsetType = UNSET) -> TagCreate:
    """A tag: a title of at most 120 characters, unique on its board, and one of 12 colours."""
    return TagCreate(title=title, fill_color=color)


def from_dict(kind: type[W], data: dict[str, Any]) -> W:
    """Build a draft from data that comes from outside, with the API's field names.

    Args:
        kind: the Struct to build, such as `StickyNoteCreate`.
        data: plain values: ``{"data": {"content": "Hi"}, "style": {"fillColor": "yellow"}}``.

    Raises:
        InvalidArgument: a value that the API would refuse; the message has the path.
    """
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise InvalidArgument(f"{kind.__name__}: {error}", field=kind.__name__) from error


_ENTRIES: dict[type, type[BulkEntry]] = {
    StickyNoteCreate: BulkStickyNote,
    ShapeCreate: BulkShape,
    FrameCreate: BulkFrame,
}


def entries(items: Iterable[ItemDraft]) -> list[BulkEntry]:
    """The body of a bulk create: each draft with the name of its type.

    Raises:
        InvalidArgument: something that is no draft of an item.
    """
    return [_entry(item, index) for index, item in enumerate(items)]


def _entry(item: ItemDraft, index: int) -> BulkEntry:
    if isinstance(item, BulkEntry):
        return item
    entry = _ENTRIES.get(type(item))
    if entry is None:
        raise InvalidArgument(
            f"[{index}] must be a draft of a sticky note, a shape or a frame, not {type(item).__name__}",
            field=f"[{index}]",
        )
    return entry(**{name: getattr(item, name) for name in item.__struct_fields__})


def _position(at: tuple[Number, Number] | UnsetType) -> PositionWrite | UnsetType:
    if at is UNSET:
        return UNSET
    x, y = _pair("at", at)
    return PositionWrite(x=x, y=y)


def _pair(name: str, value: tuple[Number, Number]) -> tuple[Number, Number]:
    try:
        first, second = value
    except (TypeError, ValueError):
        raise InvalidArgument(f"{name} must be two numbers, not {value!r}", field=name) from None
    return first, second


def _parent(parent: Frame | str | UnsetType) -> ParentWrite | UnsetType:
    if parent is UNSET:
        return UNSET
    if not isinstance(parent, str | Frame):
        raise InvalidArgument(f"parent must be a frame or its id, not {parent!r}", field="parent")
    return ParentWrite(id=parent if isinstance(parent, str) else parent.id)


def _number_text(value: Number | UnsetType) -> str | UnsetType:
    return UNSET if value is UNSET else str(value)


def _unless_empty(part: W) -> W | UnsetType:
    return part if any(getattr(part, name) is not UNSET for name in part.__struct_fields__) else UNSET
