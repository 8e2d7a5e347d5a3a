from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def test_a_shape_is_answered_as_seen_live() -> None:
    api = Api()
    shape = api.item(
        "shapes",
        data={"content": "probe"},
        style={"fillColor": "#abcdef"},
        geometry={"width": 100, "height": 100},
    )
    user = {"id": api.world.token.user_id, "type": "user"}
    expected = {
        "id": shape["id"],
        "type": "shape",
        "data": {"content": "probe", "shape": "rectangle"},
        "style": {
            "fillColor": "#abcdef",
            "fillOpacity": "1.0",
            "fontFamily": "open_sans",
            "fontSize": "14",
            "borderColor": "#1a1a1a",
            "borderWidth": "2.0",
            "borderOpacity": "0.0",
            "borderStyle": "normal",
            "textAlign": "left",
            "textAlignVertical": "top",
            "color": "#1a1a1a",
        },
        "geometry": {"width": 100.0, "height": 100.0},
        "position": {"x": 0.0, "y": 0.0, "origin": "center", "relativeTo": "canvas_center"},
        "links": {"self": f"https://api.miro.com{api.board}/shapes/{shape['id']}"},
        "createdAt": "2026-05-20T06:38:21Z",
        "createdBy": user,
        "modifiedAt": "2026-05-20T06:38:21Z",
        "modifiedBy": user,
    }
    assert shape == expected
    assert list(shape) == list(expected)
    assert list(shape["style"]) == list(expected["style"])
    assert "%3D/shapes/" in shape["links"]["self"]
    assert len(shape["id"]) == 19
    page = api.ok("GET", f"{api.board}/items", limit="50")
    assert page == {
        "size": 1,
        "limit": 50,
        "total": 1,
        "data": [shape],
        "links": {"self": f"https://api.miro.com{api.board}/items?limit=50&cursor="},
        "type": "cursor-list",
    }
    assert list(page) == ["size", "limit", "total", "data", "links", "type"]


def test_a_sticky_note_has_the_defaults_of_its_shape() -> None:
    api = Api()
    square, rectangle = api.item(), api.item(data={"shape": "rectangle"})
    assert square["data"] == {"content": "", "shape": "square"}
    assert square["style"] == {"fillColor": "light_yellow", "textAlign": "center", "textAlignVertical": "top"}
    assert square["geometry"] == {"width": 199.0, "height": 228.0}
    assert rectangle["geometry"] == {"width": 350.0, "height": 228.0}


def test_a_sticky_note_keeps_its_aspect_ratio() -> None:
    api = Api()
    note = api.item(geometry={"width": 398})
    assert note["geometry"] == {"width": 398.0, "height": 456.0}
    path = f"{api.board}/sticky_notes/{note['id']}"
    assert api.ok("PATCH", path, {"geometry": {"height": 114}})["geometry"] == {"width": 99.5, "height": 114.0}
    assert api.ok("PATCH", path, {"data": {"shape": "rectangle"}})["geometry"] == {"width": 175.0, "height": 114.0}


@pytest.mark.parametrize(
    ("kind", "body", "field", "message"),
    [
        ("sticky_notes", {"metadata": {}}, "metadata", "Field [metadata] is not supported"),
        (
            "sticky_notes",
            {"style": {"fillColor": "#ffffff"}},
            "style.fillColor",
            "Unexpected value [#ffffff], expected",
        ),
        (
            "sticky_notes",
            {"geometry": {"width": 1, "height": 1}},
            "geometry",
            "Only height or width should be passed for widgets with fixed aspect ratio",
        ),
        ("sticky_notes", {"geometry": {"width": 0}}, "geometry.width", "greater than 0"),
        ("sticky_notes", {"data": []}, "data", "Unexpected type of value, expected of type [Object]"),
        ("sticky_notes", {"data": {"content": 5}}, "data.content", "expected of type [String]"),
        ("sticky_notes", {"position": {"x": "1"}}, "position.x", "expected of type [Double]"),
        ("sticky_notes", {"position": {"x": True}}, "position.x", "expected of type [Double]"),
        ("sticky_notes", {"position": {"x": 1e300}}, "position.x", "out of range"),
        ("sticky_notes", {"position": {"origin": "center"}}, "position.origin", "[position.origin] is not supported"),
        ("sticky_notes", {"parent": {}}, "parent.id", "Field [parent.id] of type [String] is required"),
        ("sticky_notes", {"parent": {"id": "x"}}, "parent.id", "Has illegal integer number value"),
        ("sticky_notes", [], "", "Unexpected type of value, expected of type [Object]"),
        ("shapes", {"data": {"shape": "oval"}}, "data.shape", "Unexpected value [oval], expected one of: [rectangle,"),
        ("shapes", {"data": {"shape": "flow_chart_merge"}}, "data.shape", "Unexpected value"),
        ("shapes", {"style": {"fontSize": 14}}, "style.fontSize", "expected of type [String]"),
        ("shapes", {"style": {"fontSize": "9"}}, "style.fontSize", "from 10 to 288"),
        ("shapes", {"style": {"borderWidth": "25"}}, "style.borderWidth", "from 1 to 24"),
        ("shapes", {"style": {"fillOpacity": "nan"}}, "style.fillOpacity", "from 0 to 1"),
        ("shapes", {"style": {"fillColor": "red"}}, "style.fillColor", "invalid hex string"),
        ("shapes", {"geometry": {"width": 7.9}}, "geometry.width", "at least 8"),
        ("frames", {}, "data", "Field [data] of type [Object] is required"),
        ("frames", {"data": {}, "parent": {"id": "1"}}, "parent", "Field [parent] is not supported"),
        ("frames", {"data": {"type": "frame"}}, "data.type", "Unexpected value [frame], expected one of: [freeform]"),
        ("frames", {"data": {}, "style": {"fillColor": "light_gray"}}, "style.fillColor", "invalid hex string"),
        ("frames", {"data": {}, "geometry": {"rotation": 1}}, "geometry.rotation", "is not supported"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_made(kind: str, body: Any, field: str, message: str) -> None:
    api = Api()
    answer = api.send("POST", f"{api.board}/{kind}", body)
    assert (answer.status, answer.json["code"]) == (400, "2.0703")
    assert answer.json["message"] == "Invalid parameters"
    assert len(answer.fields) == 1
    assert answer.fields[0][0] == field
    assert message in answer.fields[0][1]
    assert api.listed() == []


def test_every_wrong_field_is_named() -> None:
    api = Api()
    body = {"style": {"fillColor": "beige", "textAlign": "up"}, "zIndex": 1}
    answer = api.send("POST", f"{api.board}/sticky_notes", body)
    assert [field for field, _ in answer.fields] == ["style.fillColor", "style.textAlign", "zIndex"]


def test_an_update_changes_what_it_names_only() -> None:
    api = Api()
    shape = api.item("shapes", data={"content": "a", "shape": "star"}, style={"fontSize": "20", "color": "#ff0000"})
    api.at += 90
    path = f"{api.board}/shapes/{shape['id']}"
    changed = api.ok("PATCH", path, {"data": {"content": "b"}, "style": {"borderWidth": "3"}, "position": {"x": 0}})
    assert changed["data"] == {"content": "b", "shape": "star"}
    assert changed["style"] == shape["style"] | {"borderWidth": "3.0"}
    assert changed["createdAt"] == shape["createdAt"]
    assert changed["modifiedAt"] == "2026-05-20T06:39:51Z"
    assert api.ok("GET", path) == changed == api.listed()[0]


def test_content_comes_back_as_it_was_sent() -> None:
    api = Api()
    for content in ("A & B <x>", "<p>a</p>", "=1+1", "line\nline", '"', "\U0001f600 \u00e9", ""):
        assert api.item(data={"content": content})["data"]["content"] == content


def test_an_item_is_found_by_its_own_type_only() -> None:
    api = Api()
    shape = api.item("shapes")
    for method in ("GET", "PATCH", "DELETE"):
        assert api.send(method, f"{api.board}/sticky_notes/{shape['id']}", {}).status == 404
    assert api.ok("GET", f"{api.board}/items/{shape['id']}") == shape
    assert api.ok("GET", f"{api.board}/shapes/{shape['id']}") == shape


def test_the_second_delete_finds_nothing() -> None:
    api = Api()
    note = api.item()
    path = f"{api.board}/items/{note['id']}"
    assert api.send("DELETE", path).status == 204
    again = api.send("DELETE", path)
    assert again.status == 404
    assert again.json == {
        "type": "error",
        "code": "3.0201",
        "context": {"boardId": {"value": api.board_id}},
        "message": "Item not found",
        "status": 404,
    }


def test_items_of_one_board_are_not_on_another() -> None:
    api = Api()
    note = api.item()
    other = api.ok("POST", "/v2/boards", {})["id"]
    assert api.send("GET", f"/v2/boards/{other}/items/{note['id']}").status == 404
    assert api.send("POST", "/v2/boards/uXjVnothing=/sticky_notes", {}).status == 404


def test_the_generic_update_takes_position_and_parent_only() -> None:
    api = Api()
    note = api.item(position={"x": 1, "y": 2})
    path = f"{api.board}/items/{note['id']}"
    assert api.send("PATCH", path, {"data": {"content": "x"}}).fields[0][0] == "data.content"
    assert api.send("PATCH", path, {"style": {"fillColor": "red"}}).fields[0][0] == "style"
    assert api.ok("PATCH", path, {"position": {"y": 7}})["position"]["x"] == 1
    assert api.ok("GET", path)["position"]["y"] == 7


def test_a_null_parent_on_create_depends_on_the_setting() -> None:
    assert Api().item(parent=None)["position"]["relativeTo"] == "canvas_center"
    strict = Api(Settings(detach_with_null_parent=False))
    assert strict.send("POST", f"{strict.board}/sticky_notes", {"parent": None}).status == 400


def test_what_the_world_hands_out_is_nobodys_live_data() -> None:
    api = Api()
    made = api.world.create_item(api.board_id, "shape", {"data": {"content": "kept"}})
    listed = api.world.board_items(api.board_id)[0]
    for item in (made, listed):
        item["data"]["content"] = item["geometry"]["width"] = "spoilt"
    assert api.listed()[0]["data"]["content"] == "kept"
    assert api.listed()[0]["geometry"]["width"] == 100.0
