"""Docs, code widgets, nodes of mind maps and shapes of flowcharts: one flat constructor a kind.

None of them can be created in bulk.
"""

from msgspec import UNSET, UnsetType

from miro_async.drafts._items import shape
from miro_async.drafts._parts import Number, node_of, parent_of, position_of, size_of, unless_empty
from miro_async.models import (
    BorderStyle,
    CodeWidgetCreate,
    CodeWidgetDataWrite,
    DocCreate,
    DocDataWrite,
    FlowchartShapeCreate,
    FlowchartShapeDataWrite,
    FlowchartShapeKind,
    FontFamily,
    Frame,
    HorizontalAlign,
    MindmapNode,
    MindmapNodeCreate,
    MindmapNodeDataWrite,
    MindmapNodeTextWrite,
    MindmapNodeViewWrite,
    MindmapNodeWidthWrite,
    RotatedSizeWrite,
    ShapeKind,
    VerticalAlign,
)

__all__ = ["code_widget", "doc", "flowchart_shape", "mindmap_node"]


def doc(
    content: str,
    *,
    version: Number | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> DocCreate:
    """A doc, which the API calls a doc format.

    Args:
        content: the text, in Markdown.
        version: of the content; what it means Miro does not say.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        parent: the frame, or its id, to put the doc into.
    """
    return DocCreate(
        data=DocDataWrite(content_type="markdown", content=content, content_version=version),
        position=position_of(at),
        parent=parent_of(parent),
    )


def code_widget(
    code: str | UnsetType = UNSET,
    *,
    language: str | UnsetType = UNSET,
    title: str | UnsetType = UNSET,
    line_numbers: bool | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    size: tuple[Number, Number] | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> CodeWidgetCreate:
    """A code widget.

    Args:
        code: at most 6,000 characters.
        language: by which it is coloured, ``javascript`` for instance.
        title: at most 100 characters.
        line_numbers: whether its lines are numbered.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        size: width and height.
        rotation: degrees, clockwise.
        parent: the frame, or its id, to put the widget into.
    """
    width, height = size_of(size)
    return CodeWidgetCreate(
        data=unless_empty(
            CodeWidgetDataWrite(code=code, language=language, line_numbers_visible=line_numbers, title=title)
        ),
        position=position_of(at),
        geometry=unless_empty(RotatedSizeWrite(width=width, height=height, rotation=rotation)),
        parent=parent_of(parent),
    )


def mindmap_node(
    content: str | UnsetType = UNSET,
    *,
    at: tuple[Number, Number] | UnsetType = UNSET,
    width: Number | UnsetType = UNSET,
    parent: MindmapNode | str | UnsetType = UNSET,
) -> MindmapNodeCreate:
    """A node of a mind map.

    Args:
        content: the text, in the API's HTML.
        at: the centre, from the centre of the board; 0, 0 by default, for a node below another too.
        width: in pixels; the height follows from the text.
        parent: the node, or its id, above it; without one it is the root of a mind map.
    """
    text = MindmapNodeTextWrite(type="text", content=content)
    return MindmapNodeCreate(
        data=MindmapNodeDataWrite(node_view=MindmapNodeViewWrite(data=text)),
        position=position_of(at),
        geometry=unless_empty(MindmapNodeWidthWrite(width=width)),
        parent=node_of(parent),
    )


def flowchart_shape(
    content: str | UnsetType = UNSET,
    *,
    kind: ShapeKind | FlowchartShapeKind | UnsetType = UNSET,
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
) -> FlowchartShapeCreate:
    """A shape of a flowchart, for ``miro.flowchart_shapes``.

    Args:
        content: the text, in the API's HTML; ``flow_chart_or`` and ``flow_chart_summing_junction`` take none.
        kind: one of 24 that begin with ``flow_chart_``, or one of the 21 basic shapes; ``rectangle`` by default.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        size: width and height, each at least 8.
        rotation: degrees, clockwise.
        fill: a colour as ``#rrggbb``.
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
    basic = shape(
        at=at,
        size=size,
        rotation=rotation,
        fill=fill,
        fill_opacity=fill_opacity,
        color=color,
        font=font,
        font_size=font_size,
        border_color=border_color,
        border_opacity=border_opacity,
        border_style=border_style,
        border_width=border_width,
        align=align,
        vertical_align=vertical_align,
        parent=parent,
    )
    return FlowchartShapeCreate(
        data=unless_empty(FlowchartShapeDataWrite(content=content, shape=kind)),
        style=basic.style,
        position=basic.position,
        geometry=basic.geometry,
        parent=basic.parent,
    )
