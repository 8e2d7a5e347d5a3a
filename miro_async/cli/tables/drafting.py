"""The one conversion between what a table says of an item and what the API takes and gives."""

from decimal import Decimal
from typing import cast

from miro_async import drafts
from miro_async.cli.tables.mapping import SHAPES, STICKY_NOTES, Content
from miro_async.cli.tables.markup import to_html, to_text
from miro_async.drafts import ItemDraft
from miro_async.models import UNSET, Shape, StickyNote, StickyNoteColor, UnsetType

__all__ = ["Point", "content_of", "draft_of", "size_of"]

Point = tuple[Decimal, Decimal]

# A sticky note has a size of its own, seen live (miro-facts, section 6); a shape gets one that fits beside it.
_SIZES = {"sticky_note": (199, 228), "sticky_note:rectangle": (350, 228)}
_SHAPE_SIZE = (200, 228)

_NAME_OF_FORM: dict[str, str] = {form: name for name, form in STICKY_NOTES.items()}
_NAME_OF_SHAPE: dict[str, str] = {form: name for name, form in SHAPES.items()}


def size_of(kind: str) -> tuple[int, int]:
    """Width and height in pixels of an item of a type."""
    return _SIZES.get(kind, _SHAPE_SIZE)


def draft_of(content: Content, at: Point, parent: str | None) -> ItemDraft:
    """The draft of an item.

    Args:
        content: what it shall be.
        at: its centre, from the centre of the board or the top left corner of the parent.
        parent: the id of its frame.

    Raises:
        InvalidArgument: the API would refuse it.
    """
    color = UNSET if content.color is None else content.color
    place = (float(at[0]), float(at[1]))
    inside = UNSET if parent is None else parent
    if content.type not in STICKY_NOTES:
        width, height = size_of(content.type)
        return drafts.shape(
            to_html(content.text),
            kind=SHAPES[content.type],
            at=place,
            size=(width, height),
            fill=color,
            parent=inside,
        )
    return drafts.sticky_note(
        to_html(content.text),
        at=place,
        color=cast("StickyNoteColor | UnsetType", color),  # the call checks it
        shape=STICKY_NOTES[content.type],
        parent=inside,
    )


def content_of(item: StickyNote | Shape, at: Point, frame: str, tags: tuple[str, ...]) -> Content:
    """What a table says of an item.

    Args:
        item: a sticky note or a shape.
        at: its centre on the board.
        frame: the title of its frame; empty for none.
        tags: the titles of its tags.
    """
    form = item.data.shape or ""
    if isinstance(item, StickyNote):
        kind = _NAME_OF_FORM.get(form, f"sticky_note:{form}" if form else "sticky_note")
    else:
        kind = _NAME_OF_SHAPE.get(form, f"shape:{form}" if form else "shape")
    return Content(kind, to_text(item.data.content or ""), item.style.fill_color, at, frame, tags)
