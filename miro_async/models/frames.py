"""Frames. Facts: Miro's OpenAPI description and miro-facts, section 6."""

from typing import ClassVar, Literal

from msgspec import UNSET, UnsetType

from miro_async.models._base import HexColor, ReadModel, WriteModel
from miro_async.models._item import Item, PositionWrite, SizeWrite

__all__ = ["Frame", "FrameCreate", "FrameData", "FrameDataWrite", "FrameStyle", "FrameStyleWrite", "FrameUpdate"]


class FrameData(ReadModel):
    """The title and layout of a frame."""

    title: str | None = None
    format: str | None = None
    type: Literal["freeform", "heap", "grid", "rows", "columns"] | str | None = None
    show_content: bool | None = None


class FrameStyle(ReadModel):
    """The fill of a frame."""

    fill_color: str | None = None


class Frame(Item, tag_field="type", tag="frame"):
    """A frame as the API returns it."""

    type: ClassVar[Literal["frame"]] = "frame"
    data: FrameData = FrameData()
    style: FrameStyle = FrameStyle()


class FrameDataWrite(WriteModel):
    """The title and layout of a frame; ``show_content`` needs an Enterprise plan."""

    title: str | UnsetType = UNSET
    format: Literal["custom"] | UnsetType = UNSET
    type: Literal["freeform"] | UnsetType = UNSET
    show_content: bool | UnsetType = UNSET


class FrameStyleWrite(WriteModel):
    """The fill of a frame (default transparent)."""

    fill_color: HexColor | UnsetType = UNSET


class FrameCreate(WriteModel):
    """A frame to create; `miro_async.drafts.frame` builds one. A frame takes no parent."""

    kind: ClassVar[Literal["frame"]] = "frame"
    data: FrameDataWrite
    style: FrameStyleWrite | UnsetType = UNSET
    position: PositionWrite | UnsetType = UNSET
    geometry: SizeWrite | UnsetType = UNSET


class FrameUpdate(WriteModel):
    """What to change on a frame."""

    data: FrameDataWrite | UnsetType = UNSET
    style: FrameStyleWrite | UnsetType = UNSET
    position: PositionWrite | UnsetType = UNSET
    geometry: SizeWrite | UnsetType = UNSET
