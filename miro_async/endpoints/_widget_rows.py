"""The table: docs, code widgets, nodes of mind maps, and shapes of flowcharts."""

from types import NoneType
from typing import Final, get_args

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import BOARD, CURSOR, CURSOR_PAGE, EXPERIMENTAL, GONE, NEVER, READ, SAFE, WRITE
from miro_async.models import (
    CodeWidget,
    CodeWidgetCreate,
    CodeWidgetUpdate,
    Doc,
    DocContentType,
    DocCreate,
    FlowchartShape,
    FlowchartShapeCreate,
    FlowchartShapeUpdate,
    MindmapNode,
    MindmapNodeCreate,
    Page,
    PositionWrite,
)

__all__ = ["code_widgets", "docs", "flowchart_shapes", "mindmap_nodes"]

_DOC: Final = BOARD + "/docs/{item_id}"
_CODE_WIDGETS: Final = EXPERIMENTAL + "/code_widgets"
_CODE_WIDGET: Final = _CODE_WIDGETS + "/{item_id}"
_MINDMAP_NODES: Final = EXPERIMENTAL + "/mindmap_nodes"
_MINDMAP_NODE: Final = _MINDMAP_NODES + "/{item_id}"
_SHAPES: Final = EXPERIMENTAL + "/shapes"
_SHAPE: Final = _SHAPES + "/{item_id}"


class docs(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `miro.docs.create`
    """Docs; they cannot be changed."""

    create = Endpoint("POST", BOARD + "/docs", Doc, level=2, scope=WRITE, repeat=NEVER, body=DocCreate)
    get = Endpoint(
        "GET",
        _DOC,
        Doc,
        level=1,
        scope=READ,
        repeat=SAFE,
        query={"text_content_type": Param(choices=get_args(DocContentType), wire="textContentType")},
    )
    delete = Endpoint("DELETE", _DOC, NoneType, level=3, scope=WRITE, repeat=GONE)


class code_widgets(Rows):  # noqa: N801
    """Code widgets."""

    create = Endpoint("POST", _CODE_WIDGETS, CodeWidget, level=2, scope=WRITE, repeat=NEVER, body=CodeWidgetCreate)
    list = Endpoint("GET", _CODE_WIDGETS, Page[CodeWidget], level=2, scope=READ, repeat=SAFE, query=CURSOR_PAGE)
    get = Endpoint("GET", _CODE_WIDGET, CodeWidget, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", _CODE_WIDGET, CodeWidget, level=2, scope=WRITE, repeat=SAFE, body=CodeWidgetUpdate)
    move = Endpoint(
        "PATCH", _CODE_WIDGET + "/position", CodeWidget, level=2, scope=WRITE, repeat=SAFE, body=PositionWrite
    )
    delete = Endpoint("DELETE", _CODE_WIDGET, NoneType, level=3, scope=WRITE, repeat=GONE)


class mindmap_nodes(Rows):  # noqa: N801
    """Nodes of mind maps; they cannot be changed."""

    create = Endpoint("POST", _MINDMAP_NODES, MindmapNode, level=2, scope=WRITE, repeat=NEVER, body=MindmapNodeCreate)
    # The reference has no bounds for the limit; live they are those of other lists (miro-facts, section 2).
    list = Endpoint(
        "GET",
        _MINDMAP_NODES,
        Page[MindmapNode],
        level=2,
        scope=READ,
        repeat=SAFE,
        query={"limit": Param(int, low=1), **CURSOR},
    )
    get = Endpoint("GET", _MINDMAP_NODE, MindmapNode, level=1, scope=READ, repeat=SAFE)
    delete = Endpoint("DELETE", _MINDMAP_NODE, NoneType, level=3, scope=WRITE, repeat=GONE)


class flowchart_shapes(Rows):  # noqa: N801
    """Shapes of flowcharts, and basic ones: those that the experimental API knows."""

    create = Endpoint("POST", _SHAPES, FlowchartShape, level=2, scope=WRITE, repeat=NEVER, body=FlowchartShapeCreate)
    get = Endpoint("GET", _SHAPE, FlowchartShape, level=1, scope=READ, repeat=SAFE)
    update = Endpoint("PATCH", _SHAPE, FlowchartShape, level=2, scope=WRITE, repeat=SAFE, body=FlowchartShapeUpdate)
    delete = Endpoint("DELETE", _SHAPE, NoneType, level=3, scope=WRITE, repeat=GONE)
