"""What board items share: places, sizes, parents and styles, once as the API answers and once as we send.

Coordinates are pixels; ``x`` and ``y`` are an item's centre, measured from the centre of the board, or from the
top left corner of the parent frame. Facts: Miro's OpenAPI description and miro-facts, section 6.
"""

import re
from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.errors import InvalidArgument
from miro_async.models._base import Links, ReadModel, Tracked, WriteModel

__all__ = [
    "BorderStyle",
    "FixedRatioSizeWrite",
    "FontFamily",
    "Geometry",
    "HorizontalAlign",
    "Parent",
    "ParentWrite",
    "Position",
    "PositionWrite",
    "RotatedFixedRatioSizeWrite",
    "RotatedSizeWrite",
    "SizeWrite",
    "VerticalAlign",
]

HorizontalAlign = Literal["left", "right", "center"]
VerticalAlign = Literal["top", "middle", "bottom"]
BorderStyle = Literal["normal", "dotted", "dashed"]
FontFamily = Literal[
    "arial",
    "abril_fatface",
    "bangers",
    "eb_garamond",
    "georgia",
    "graduate",
    "gravitas_one",
    "fredoka_one",
    "nixie_one",
    "open_sans",
    "permanent_marker",
    "pt_sans",
    "pt_sans_narrow",
    "pt_serif",
    "rammetto_one",
    "roboto",
    "roboto_condensed",
    "roboto_slab",
    "caveat",
    "times_new_roman",
    "titan_one",
    "lemon_tuesday",
    "roboto_mono",
    "noto_sans",
    "plex_sans",
    "plex_serif",
    "plex_mono",
    "spoof",
    "tiempos_text",
    "formular",
]


_DECIMAL = re.compile(r"\d+(?:\.\d+)?", re.ASCII)


class Position(ReadModel):
    """Where an item's centre is, in pixels."""

    x: float | None = None
    y: float | None = None
    origin: Literal["center"] | str | None = None
    relative_to: Literal["canvas_center", "parent_top_left"] | str | None = None


class Geometry(ReadModel):
    """How large an item is, in pixels, and its rotation in degrees, clockwise."""

    width: float | None = None
    height: float | None = None
    rotation: float | None = None


class Parent(ReadModel):
    """The frame that an item lies in; ``id`` is None for an item on the board itself."""

    id: str | None = None
    links: Links = Links()


class Item(Tracked):
    """What the API tells of an item of any type."""

    id: str
    position: Position = Position()
    geometry: Geometry = Geometry()
    parent: Parent = Parent()
    links: Links = Links()
    is_supported: bool | None = None


def check_number(name: str, value: str | UnsetType, low: float, high: float) -> None:
    """Check a number that the API takes as a string.

    Raises:
        InvalidArgument: it is none, or out of range.
    """
    if value is UNSET:
        return
    if not (isinstance(value, str) and _DECIMAL.fullmatch(value) and low <= float(value) <= high):
        span = f"from {low:g} to {high:g}" if high < float("inf") else f"of at least {low:g}"
        raise InvalidArgument(f"{name} must be a number {span} in a string, not {value!r}", field=name)


class PositionWrite(WriteModel):
    """Where to put an item's centre, in pixels; both coordinates are always sent."""

    x: float
    y: float


class ParentWrite(WriteModel):
    """The frame to put an item into."""

    id: Annotated[str, Meta(min_length=1)]


class SizeWrite(WriteModel):
    """Width and height in pixels."""

    width: Annotated[float, Meta(gt=0)] | UnsetType = UNSET
    height: Annotated[float, Meta(gt=0)] | UnsetType = UNSET


class RotatedSizeWrite(SizeWrite):
    """Width and height in pixels, and a rotation in degrees, clockwise."""

    rotation: float | UnsetType = UNSET


class FixedRatioSizeWrite(WriteModel):
    """The size of an item with a fixed ratio: a width or a height in pixels, the other follows."""

    noun: ClassVar[str] = "an item with a fixed ratio"
    width: Annotated[float, Meta(gt=0)] | UnsetType = UNSET
    height: Annotated[float, Meta(gt=0)] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.width is not UNSET and self.height is not UNSET:
            raise InvalidArgument(f"{self.noun} takes a width or a height, not both", field="height")


class RotatedFixedRatioSizeWrite(FixedRatioSizeWrite):
    """A width or a height in pixels, and a rotation in degrees, clockwise."""

    rotation: float | UnsetType = UNSET


class ItemWrite(WriteModel):
    """Where to put an item; a parent of None moves it out of its frame, which only an update can."""

    position: PositionWrite | UnsetType = UNSET
    parent: ParentWrite | None | UnsetType = UNSET
