"""Shapes, basic and of flowcharts. Facts: Miro's OpenAPI description and miro-facts, section 6."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import HexColor, ReadModel, WriteModel
from miro_async.models._item import (
    BorderStyle,
    FontFamily,
    HorizontalAlign,
    Item,
    ItemWrite,
    ParentWrite,
    VerticalAlign,
    check_number,
)

__all__ = [
    "FlowchartShape",
    "FlowchartShapeCreate",
    "FlowchartShapeDataWrite",
    "FlowchartShapeKind",
    "FlowchartShapeUpdate",
    "Shape",
    "ShapeCreate",
    "ShapeData",
    "ShapeDataWrite",
    "ShapeGeometryWrite",
    "ShapeKind",
    "ShapeStyle",
    "ShapeStyleWrite",
    "ShapeUpdate",
]

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
FlowchartShapeKind = Literal[
    "flow_chart_connector",
    "flow_chart_magnetic_disk",
    "flow_chart_input_output",
    "flow_chart_decision",
    "flow_chart_delay",
    "flow_chart_display",
    "flow_chart_document",
    "flow_chart_magnetic_drum",
    "flow_chart_internal_storage",
    "flow_chart_manual_input",
    "flow_chart_manual_operation",
    "flow_chart_merge",
    "flow_chart_multidocuments",
    "flow_chart_note_curly_left",
    "flow_chart_note_curly_right",
    "flow_chart_note_square",
    "flow_chart_offpage_connector",
    "flow_chart_or",
    "flow_chart_predefined_process_2",
    "flow_chart_preparation",
    "flow_chart_process",
    "flow_chart_online_storage",
    "flow_chart_summing_junction",
    "flow_chart_terminator",
]
"""The shapes that only the experimental API knows, beside the basic ones."""


class ShapeData(ReadModel):
    """The text of a shape, in the API's HTML, and which shape it is."""

    content: str | None = None
    shape: ShapeKind | FlowchartShapeKind | str | None = None


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


class _ShapeRead(Item):
    data: ShapeData = ShapeData()
    style: ShapeStyle = ShapeStyle()


class Shape(_ShapeRead, tag_field="type", tag="shape"):
    """A shape as the API returns it; that of a flowchart has no data where ``is_supported`` is False."""

    type: ClassVar[Literal["shape"]] = "shape"


class FlowchartShape(_ShapeRead, tag_field="type", tag="shape"):
    """A shape as the experimental API of flowchart shapes returns it; elsewhere it comes as a `Shape`."""

    type: ClassVar[Literal["shape"]] = "shape"


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
        check_number("fill_opacity", self.fill_opacity, 0, 1)
        check_number("border_opacity", self.border_opacity, 0, 1)
        check_number("border_width", self.border_width, 1, 24)
        check_number("font_size", self.font_size, 10, 288)


class ShapeGeometryWrite(WriteModel):
    """The size of a shape in pixels, each side at least 8, and its rotation in degrees, clockwise."""

    width: Annotated[float, Meta(ge=8)] | UnsetType = UNSET
    height: Annotated[float, Meta(ge=8)] | UnsetType = UNSET
    rotation: float | UnsetType = UNSET


class _ShapeWrite(ItemWrite):
    data: ShapeDataWrite | UnsetType = UNSET
    style: ShapeStyleWrite | UnsetType = UNSET
    geometry: ShapeGeometryWrite | UnsetType = UNSET


class ShapeCreate(_ShapeWrite):
    """A shape to create; `miro_async.drafts.shape` builds one."""

    kind: ClassVar[Literal["shape"]] = "shape"
    parent: ParentWrite | UnsetType = UNSET


class ShapeUpdate(_ShapeWrite):
    """What to change on a shape; a parent of None moves it out of its frame."""


class FlowchartShapeDataWrite(WriteModel):
    """The text of a shape, in the API's HTML, and which shape it is (default rectangle)."""

    content: str | UnsetType = UNSET
    shape: ShapeKind | FlowchartShapeKind | UnsetType = UNSET


class _FlowchartShapeWrite(ItemWrite):
    data: FlowchartShapeDataWrite | UnsetType = UNSET
    style: ShapeStyleWrite | UnsetType = UNSET
    geometry: ShapeGeometryWrite | UnsetType = UNSET


class FlowchartShapeCreate(_FlowchartShapeWrite):
    """A shape to create by the experimental API; `miro_async.drafts.flowchart_shape` builds one."""

    kind: ClassVar[Literal["shape"]] = "shape"
    parent: ParentWrite | UnsetType = UNSET


class FlowchartShapeUpdate(_FlowchartShapeWrite):
    """What to change on a shape by the experimental API; a parent of None moves it out of its frame."""
