"""Board items: what a list returns, and what sticky notes, shapes and frames are made from.

Coordinates are pixels; ``x`` and ``y`` are an item's centre, measured from the centre of the board, or from the
top left corner of the parent frame. Facts: Miro's OpenAPI description and miro-facts, section 6.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from miro_async.errors import InvalidArgument
from miro_async.models._base import Actor, HexColor, Links, ReadModel, Tracked, WriteModel

__all__ = [
    "AnyItem",
    "BorderStyle",
    "BulkEntry",
    "BulkFrame",
    "BulkShape",
    "BulkStickyNote",
    "FontFamily",
    "Frame",
    "FrameCreate",
    "FrameData",
    "FrameDataWrite",
    "FrameStyle",
    "FrameStyleWrite",
    "FrameUpdate",
    "Geometry",
    "HorizontalAlign",
    "ItemType",
    "ItemUpdate",
    "KnownItem",
    "Parent",
    "ParentWrite",
    "Position",
    "PositionWrite",
    "Shape",
    "ShapeCreate",
    "ShapeData",
    "ShapeDataWrite",
    "ShapeGeometryWrite",
    "ShapeKind",
    "ShapeStyle",
    "ShapeStyleWrite",
    "ShapeUpdate",
    "SizeWrite",
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
    "UnknownItem",
    "VerticalAlign",
]

ItemType = Literal[
    "text",
    "shape",
    "sticky_note",
    "image",
    "document",
    "card",
    "app_card",
    "preview",
    "frame",
    "embed",
    "doc_format",
    "data_table_format",
]
"""The types that a list of items can be filtered by."""

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
ShapeKind = Literal[
    "rectangle",
    "round_rectangle",
    "circle",
    "triangle",
    "rhombus",
    "parallelogram",
    "trapezoid",
    "pentagon",
    "hexagon",
    "octagon",
    "wedge_round_rectangle_callout",
    "star",
    "flow_chart_predefined_process",
    "cloud",
    "cross",
    "can",
    "right_arrow",
    "left_arrow",
    "left_right_arrow",
    "left_brace",
    "right_brace",
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


# --- what the API answers -------------------------------------------------------------------------------------------


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


class _Item(Tracked):
    id: str
    position: Position = Position()
    geometry: Geometry = Geometry()
    parent: Parent = Parent()
    links: Links = Links()


class StickyNoteData(ReadModel):
    """The text of a sticky note, in the API's HTML, and its shape."""

    content: str | None = None
    shape: StickyNoteShape | str | None = None


class StickyNoteStyle(ReadModel):
    """Colour and alignment of a sticky note."""

    fill_color: StickyNoteColor | str | None = None
    text_align: HorizontalAlign | str | None = None
    text_align_vertical: VerticalAlign | str | None = None


class StickyNote(_Item, tag_field="type", tag="sticky_note"):
    """A sticky note as the API returns it."""

    type: ClassVar[Literal["sticky_note"]] = "sticky_note"
    data: StickyNoteData = StickyNoteData()
    style: StickyNoteStyle = StickyNoteStyle()


class ShapeData(ReadModel):
    """The text of a shape, in the API's HTML, and which shape it is."""

    content: str | None = None
    shape: ShapeKind | str | None = None


class ShapeStyle(ReadModel):
    """Colours, border and font of a shape; the API sends numbers as strings here."""

    fill_color: str | None = None
    fill_opacity: str | None = None
    color: str | None = None
    font_family: FontFamily | str | None = None
    font_size: str | None = None
    border_color: str | None = None
    border_opacity: str | None = None
    border_style: BorderStyle | str | None = None
    border_width: str | None = None
    text_align: HorizontalAlign | str | None = None
    text_align_vertical: VerticalAlign | str | None = None


class Shape(_Item, tag_field="type", tag="shape"):
    """A shape as the API returns it."""

    type: ClassVar[Literal["shape"]] = "shape"
    data: ShapeData = ShapeData()
    style: ShapeStyle = ShapeStyle()


class FrameData(ReadModel):
    """The title and layout of a frame."""

    title: str | None = None
    format: str | None = None
    type: Literal["freeform", "heap", "grid", "rows", "columns"] | str | None = None
    show_content: bool | None = None


class FrameStyle(ReadModel):
    """The fill of a frame."""

    fill_color: str | None = None


class Frame(_Item, tag_field="type", tag="frame"):
    """A frame as the API returns it."""

    type: ClassVar[Literal["frame"]] = "frame"
    data: FrameData = FrameData()
    style: FrameStyle = FrameStyle()


class UnknownItem(ReadModel):
    """An item of a type that this version does not model: nothing of it is lost.

    Attributes:
        id: the item's id; empty if the API sent none.
        type: the API's name of the type; empty if the API sent none.
        raw: the item as the API sent it, as plain JSON values.
    """

    id: str = ""
    type: str = ""
    created_at: datetime | None = None
    created_by: Actor = Actor()
    modified_at: datetime | None = None
    modified_by: Actor = Actor()
    position: Position = Position()
    geometry: Geometry = Geometry()
    parent: Parent = Parent()
    links: Links = Links()
    raw: dict[str, Any] = field(default_factory=dict[str, Any], name="$raw")  # a name that no server sends


KnownItem: TypeAlias = StickyNote | Shape | Frame
"""The item types that this version models."""

AnyItem: TypeAlias = KnownItem | UnknownItem
"""What a list of items holds."""


# --- what we send ---------------------------------------------------------------------------------------------------


def _check_number(name: str, value: str | UnsetType, low: float, high: float) -> None:
    if value is UNSET:
        return
    try:
        fits = low <= float(value) <= high
    except ValueError:
        fits = False
    if not fits:
        raise InvalidArgument(
            f"{name} must be a number from {low:g} to {high:g} in a string, not {value!r}", field=name
        )


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


class StickyNoteSizeWrite(WriteModel):
    """The size of a sticky note in pixels: a width or a height, the other follows from the shape."""

    width: Annotated[float, Meta(gt=0)] | UnsetType = UNSET
    height: Annotated[float, Meta(gt=0)] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.width is not UNSET and self.height is not UNSET:
            raise InvalidArgument("a sticky note takes a width or a height, not both", field="geometry.height")


class StickyNoteDataWrite(WriteModel):
    """The text of a sticky note, in the API's HTML, and its shape (default square)."""

    content: str | UnsetType = UNSET
    shape: StickyNoteShape | UnsetType = UNSET


class StickyNoteStyleWrite(WriteModel):
    """Colour (default light_yellow) and alignment of a sticky note."""

    fill_color: StickyNoteColor | UnsetType = UNSET
    text_align: HorizontalAlign | UnsetType = UNSET
    text_align_vertical: VerticalAlign | UnsetType = UNSET


class _StickyNoteWrite(WriteModel):
    data: StickyNoteDataWrite | UnsetType = UNSET
    style: StickyNoteStyleWrite | UnsetType = UNSET
    position: PositionWrite | UnsetType = UNSET
    geometry: StickyNoteSizeWrite | UnsetType = UNSET
    parent: ParentWrite | None | UnsetType = UNSET


class StickyNoteCreate(_StickyNoteWrite):
    """A sticky note to create; `miro_async.drafts.sticky_note` builds one."""

    kind: ClassVar[Literal["sticky_note"]] = "sticky_note"


class StickyNoteUpdate(_StickyNoteWrite):
    """What to change on a sticky note; a parent of None moves it out of its frame."""


class ShapeDataWrite(WriteModel):
    """The text of a shape, in the API's HTML, and which shape it is (default rectangle)."""

    content: str | UnsetType = UNSET
    shape: ShapeKind | UnsetType = UNSET


class ShapeStyleWrite(WriteModel):
    """Colours, border and font of a shape; the API takes numbers as strings here.

    Opacities are 0 to 1, border widths 1 to 24, font sizes 10 to 288.
    """

    fill_color: HexColor | UnsetType = UNSET
    fill_opacity: str | UnsetType = UNSET
    color: HexColor | UnsetType = UNSET
    font_family: FontFamily | UnsetType = UNSET
    font_size: str | UnsetType = UNSET
    border_color: HexColor | UnsetType = UNSET
    border_opacity: str | UnsetType = UNSET
    border_style: BorderStyle | UnsetType = UNSET
    border_width: str | UnsetType = UNSET
    text_align: HorizontalAlign | UnsetType = UNSET
    text_align_vertical: VerticalAlign | UnsetType = UNSET

    def __post_init__(self) -> None:
        _check_number("fill_opacity", self.fill_opacity, 0, 1)
        _check_number("border_opacity", self.border_opacity, 0, 1)
        _check_number("border_width", self.border_width, 1, 24)
        _check_number("font_size", self.font_size, 10, 288)


class ShapeGeometryWrite(WriteModel):
    """The size of a shape in pixels, each side at least 8, and its rotation in degrees, clockwise."""

    width: Annotated[float, Meta(ge=8)] | UnsetType = UNSET
    height: Annotated[float, Meta(ge=8)] | UnsetType = UNSET
    rotation: float | UnsetType = UNSET


class _ShapeWrite(WriteModel):
    data: ShapeDataWrite | UnsetType = UNSET
    style: ShapeStyleWrite | UnsetType = UNSET
    position: PositionWrite | UnsetType = UNSET
    geometry: ShapeGeometryWrite | UnsetType = UNSET
    parent: ParentWrite | None | UnsetType = UNSET


class ShapeCreate(_ShapeWrite):
    """A shape to create; `miro_async.drafts.shape` builds one."""

    kind: ClassVar[Literal["shape"]] = "shape"


class ShapeUpdate(_ShapeWrite):
    """What to change on a shape; a parent of None moves it out of its frame."""


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


class ItemUpdate(WriteModel):
    """What can be changed on an item of any type: its position and its parent."""

    position: PositionWrite | UnsetType = UNSET
    parent: ParentWrite | None | UnsetType = UNSET


class BulkStickyNote(StickyNoteCreate, tag_field="type", tag="sticky_note"):
    """A sticky note in the body of a bulk create, where each entry names its type."""


class BulkShape(ShapeCreate, tag_field="type", tag="shape"):
    """A shape in the body of a bulk create."""


class BulkFrame(FrameCreate, tag_field="type", tag="frame"):
    """A frame in the body of a bulk create."""


BulkEntry: TypeAlias = BulkStickyNote | BulkShape | BulkFrame
