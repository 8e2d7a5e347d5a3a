"""Docs, code widgets, nodes of mind maps and shapes of flowcharts: built, copied, changed, and refused by name."""

import asyncio
import json
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from draft_strategies import WIDGETS
from hypothesis import given, settings

from miro_async import Miro, Quota, drafts, endpoints
from miro_async.emulator import Emulator
from miro_async.endpoints import by_name
from miro_async.errors import InvalidArgument
from miro_async.models import AnyItem, CodeWidgetUpdate, FlowchartShape, FlowchartShapeUpdate, Frame, MindmapNode

PLACE: dict[str, Any] = {"at": (0, 0.5), "parent": Frame(id="8")}
PLACED = {"position": {"x": 0, "y": 0.5}, "parent": {"id": "8"}}
NEW = {"id", "links", "createdAt", "createdBy", "modifiedAt", "modifiedBy"}
"""What every item has of its own."""

TYPES = {
    "docs": "doc_format", "code_widgets": "code_widget", "mindmap_nodes": "mindmap_node", "flowchart_shapes": "shape",
}  # fmt: skip

emulator = Emulator(limit=10**9)
quota_key = uuid4().hex


def a_client() -> Miro:
    return Miro(emulator.token, transport=emulator.transport(), quota=Quota(limit=10**9), quota_key=quota_key)


def test_everything_that_a_doc_can_have() -> None:
    assert drafts.doc("# D", version=2, **PLACE).to_dict() == PLACED | {
        "data": {"contentType": "markdown", "content": "# D", "contentVersion": 2}
    }
    assert drafts.doc("").to_dict() == {"data": {"contentType": "markdown", "content": ""}}


def test_everything_that_a_code_widget_can_have() -> None:
    widget = drafts.code_widget("x", language="python", title="T", line_numbers=False, size=(3, 4), rotation=5, **PLACE)
    assert widget.to_dict() == PLACED | {
        "data": {"code": "x", "language": "python", "title": "T", "lineNumbersVisible": False},
        "geometry": {"width": 3, "height": 4, "rotation": 5},
    }
    assert drafts.code_widget().to_dict() == {}


@pytest.mark.parametrize("parent", ["8", MindmapNode(id="8")])
def test_everything_that_a_node_of_a_mind_map_can_have(parent: Any) -> None:
    assert drafts.mindmap_node("n", at=(0, 0.5), width=300, parent=parent).to_dict() == PLACED | {
        "data": {"nodeView": {"data": {"type": "text", "content": "n"}}},
        "geometry": {"width": 300},
    }
    assert drafts.mindmap_node().to_dict() == {"data": {"nodeView": {"data": {"type": "text"}}}}


def test_a_shape_of_a_flowchart_has_all_that_a_basic_shape_can_have() -> None:
    look: dict[str, Any] = {
        "size": (10, 20), "rotation": -90, "fill": "#fff", "fill_opacity": 0.5, "color": "#000000", "font": "arial",
        "font_size": 12, "border_color": "#123456", "border_opacity": 1, "border_style": "dotted", "border_width": 2.5,
        "align": "center", "vertical_align": "middle", **PLACE,
    }  # fmt: skip
    basic, merge = drafts.shape("s", kind="star", **look), drafts.flowchart_shape("s", kind="flow_chart_merge", **look)
    assert merge.to_dict() == basic.to_dict() | {"data": {"content": "s", "shape": "flow_chart_merge"}}
    assert drafts.flowchart_shape("s", kind="star", **look).to_dict() == basic.to_dict()
    assert drafts.flowchart_shape().to_dict() == {}


BAD: list[tuple[str, Any, str]] = [
    ("docs", partial(drafts.doc, None), "data.content"),  # type: ignore[arg-type]  # is refused
    ("docs", partial(drafts.doc, "x", version=float("nan")), "data.content_version"),
    ("docs", partial(drafts.doc, "x", at=5), "at"),  # type: ignore[arg-type]  # likewise
    ("code_widgets", partial(drafts.code_widget, "x" * 6001), "data.code"),
    ("code_widgets", partial(drafts.code_widget, title="x" * 101), "data.title"),
    ("code_widgets", partial(drafts.code_widget, size=(0, 5)), "geometry.width"),
    ("code_widgets", partial(drafts.code_widget, line_numbers="no"), "data.line_numbers_visible"),  # type: ignore[arg-type]
    ("code_widgets", partial(drafts.code_widget, parent=MindmapNode(id="1")), "parent"),  # type: ignore[arg-type]
    ("mindmap_nodes", partial(drafts.mindmap_node, "x", width=0), "geometry.width"),
    ("mindmap_nodes", partial(drafts.mindmap_node, "x", parent=Frame(id="1")), "parent"),  # type: ignore[arg-type]
    ("mindmap_nodes", partial(drafts.mindmap_node, "x", parent=""), "parent.id"),
    ("flowchart_shapes", partial(drafts.flowchart_shape, kind="oval"), "data.shape"),  # type: ignore[arg-type]
    ("flowchart_shapes", partial(drafts.flowchart_shape, size=(7, 8)), "geometry.width"),
    ("flowchart_shapes", partial(drafts.flowchart_shape, font_size=9), "font_size"),
]


@pytest.mark.parametrize(("service", "make", "field"), BAD)
def test_what_the_api_would_refuse_is_refused_by_name(service: str, make: Any, field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        by_name(f"{service}.create")("b", body=make())
    assert caught.value.field == field


def test_each_of_them_can_be_grouped_and_connected() -> None:
    several: list[Any] = [
        by_name(f"{service}.get").decode(b'{"id": "%d", "type": "%s"}' % (number, kind.encode()))[0]
        for number, (service, kind) in enumerate(TYPES.items())
    ]
    assert drafts.group(several).data.items == ("0", "1", "2", "3")
    start, *others = several
    for number, other in enumerate(others, 1):
        assert drafts.connector(start, drafts.end(other, snap_to="top")).end_item.id == str(number)


def test_none_of_them_is_an_entry_of_a_bulk_create() -> None:
    several: list[Any] = [drafts.doc("x"), drafts.code_widget(), drafts.mindmap_node(), drafts.flowchart_shape()]
    for draft in several:
        with pytest.raises(InvalidArgument, match=r"\[0\] must be a draft of an item"):
            drafts.entries([draft])


def test_a_draft_is_a_change_where_there_are_changes() -> None:
    widget = drafts.as_update(drafts.code_widget(title="T"))
    assert (type(widget), widget.to_dict()) == (CodeWidgetUpdate, {"data": {"title": "T"}})
    merge = drafts.as_update(drafts.flowchart_shape(kind="flow_chart_merge"))
    assert (type(merge), merge.to_dict()) == (FlowchartShapeUpdate, {"data": {"shape": "flow_chart_merge"}})
    unchangeable: list[Any] = [drafts.doc("x"), drafts.mindmap_node("x")]
    for draft in unchangeable:
        with pytest.raises(InvalidArgument, match="draft must be one of"):
            drafts.as_update(draft)


def lasting(item: Any) -> Any:
    return {key: part for key, part in item.to_dict().items() if key not in NEW}


@pytest.mark.parametrize("service", WIDGETS)
def test_the_same_again_on_another_board(service: str) -> None:
    create, get = by_name(f"{service}.create"), by_name(f"{service}.get")

    @given(WIDGETS[service])
    @settings(max_examples=25, deadline=None)
    def prove(draft: Any) -> None:
        async def main() -> None:
            async with a_client() as miro:
                source = (await miro.boards.create(drafts.board("Source"))).id
                target = (await miro.boards.create(drafts.board("Target"))).id
                read: AnyItem | FlowchartShape = await miro.send(
                    get(source, (await miro.send(create(source, body=draft))).id)
                )
                conversion = drafts.from_item(read)
                usual = {"style", "data.node_view.style"} if service == "mindmap_nodes" else set[str]()
                assert set(conversion.left_out) == usual
                assert type(conversion.draft) is create.body
                again = await miro.send(get(target, (await miro.send(create(target, body=conversion.draft))).id))
                version = {"data": {**lasting(read)["data"], "contentVersion": 1}} if service == "docs" else {}
                assert lasting(again) == lasting(read) | version

        asyncio.run(main())

    prove()


def node(**parts: Any) -> MindmapNode:
    """A node as the API sends it."""
    return endpoints.mindmap_nodes.get.decode(json.dumps({"id": "1", "type": "mindmap_node", **parts}).encode())[0]


def test_a_mind_map_is_copied_node_by_node() -> None:
    view = {"type": "text", "data": {"content": "n"}, "style": {"color": "#000000"}}
    child = node(
        data={"nodeView": view, "isRoot": False, "direction": "end"}, parent={"id": "9"}, position={"x": 1, "y": 2},
        geometry={"width": 100, "height": 40, "rotation": 0}, style={"shape": "pill"},
    )  # fmt: skip
    conversion = drafts.from_item(child, ids={"9": "90"})
    assert conversion.draft == drafts.mindmap_node("n", at=(1, 2), width=100, parent="90")
    assert conversion.left_out == ("data.direction", "data.node_view.style", "style")
    assert drafts.from_item(child, parent=MindmapNode(id="90")) == conversion
    assert "parent" not in drafts.from_item(child, parent=None).draft.to_dict()
    with pytest.raises(InvalidArgument, match="the new id of item 9"):
        drafts.from_item(child, ids={})


@pytest.mark.parametrize("kind", ["doc_format", "mindmap_node", "code_widget", "shape"])
def test_what_was_read_without_its_data_cannot_be_created(kind: str) -> None:
    parts: Any = {"data": {}} if kind == "doc_format" else {"isSupported": False}
    item, _ = endpoints.items.get.decode(json.dumps({"id": "1", "type": kind, **parts}).encode())
    with pytest.raises(InvalidArgument, match="cannot be created") as caught:
        drafts.from_item(item)
    assert caught.value.field == "data"


def test_a_doc_as_html_cannot_be_created() -> None:
    doc, _ = endpoints.docs.get.decode(
        b'{"id": "1", "type": "doc_format", "data": {"contentType": "html", "content": "<p>x</p>"}}'
    )
    with pytest.raises(InvalidArgument, match="cannot be created") as caught:
        drafts.from_item(doc)
    assert caught.value.field == "data"
