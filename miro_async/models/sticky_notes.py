"""Sticky notes. Facts: Miro's OpenAPI description and miro-facts, section 6."""

from typing import ClassVar, Literal

from msgspec import UNSET, UnsetType

from miro_async.models._base import ReadModel, WriteModel
from miro_async.models._item import FixedRatioSizeWrite, HorizontalAlign, Item, ItemWrite, ParentWrite, VerticalAlign

__all__ = [
    "StickyNote",
    "StickyNoteColor",
    "StickyNoteCreate",
    "StickyNoteData",
    "StickyNoteDataWrite",
    "StickyNoteShape",
    "StickyNoteSizeWrite",
    "StickyNoteStyle",
    "StickyNoteStyleWrite",
    "StickyNoteUpdate",
]

StickyNoteColor = Literal[
    "gray",
    "light_yellow",
    "yellow",
    "orange",
    "light_green",
    "green",
    "dark_green",
    "cyan",
    "light_pink",
    "pink",
    "violet",
    "red",
    "light_blue",
    "blue",
    "dark_blue",
    "black",
]
StickyNoteShape = Literal["square", "rectangle"]


class StickyNoteData(ReadModel):
    """The text of a sticky note, in the API's HTML, and its shape."""

    content: str | None = None
    shape: StickyNoteShape | str | None = None


class StickyNoteStyle(ReadModel):
    """Colour and alignment of a sticky note."""

    fill_color: StickyNoteColor | str | None = None
    text_align: HorizontalAlign | str | None = None
    text_align_vertical: VerticalAlign | str | None = None


class StickyNote(Item, tag_field="type", tag="sticky_note"):
    """A sticky note as the API returns it."""

    type: ClassVar[Literal["sticky_note"]] = "sticky_note"
    data: StickyNoteData = StickyNoteData()
    style: StickyNoteStyle = StickyNoteStyle()


class StickyNoteSizeWrite(FixedRatioSizeWrite):
    """The size of a sticky note in pixels: a width or a height, the other follows from the shape."""

    noun: ClassVar[str] = "a sticky note"


class StickyNoteDataWrite(WriteModel):
    """The text of a sticky note, in the API's HTML, and its shape (default square)."""

    content: str | UnsetType = UNSET
    shape: StickyNoteShape | UnsetType = UNSET


class StickyNoteStyleWrite(WriteModel):
    """Colour (default light_yellow) and alignment of a sticky note."""

    fill_color: StickyNoteColor | UnsetType = UNSET
    text_align: HorizontalAlign | UnsetType = UNSET
    text_align_vertical: VerticalAlign | UnsetType = UNSET


class _StickyNoteWrite(ItemWrite):
    data: StickyNoteDataWrite | UnsetType = UNSET
    style: StickyNoteStyleWrite | UnsetType = UNSET
    geometry: StickyNoteSizeWrite | UnsetType = UNSET


class StickyNoteCreate(_StickyNoteWrite):
    """A sticky note to create; `miro_async.drafts.sticky_note` builds one."""

    kind: ClassVar[Literal["sticky_note"]] = "sticky_note"
    parent: ParentWrite | UnsetType = UNSET


class StickyNoteUpdate(_StickyNoteWrite):
    """What to change on a sticky note; a parent of None moves it out of its frame."""
