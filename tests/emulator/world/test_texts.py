from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def test_a_text_has_a_height_that_nobody_asked_for() -> None:
    api = Api()
    text = api.item("texts", data={"content": "one"}, geometry={"width": 200})
    expected = {
        "id": text["id"],
        "type": "text",
        "data": {"content": "one"},
        "style": {
            "fillColor": "#ffffff",
            "fillOpacity": "0.0",
            "fontFamily": "arial",
            "fontSize": "14",
            "textAlign": "center",
            "color": "#1a1a1a",
        },
        "geometry": {"width": 200.0, "height": 21.0},
        "position": {"x": 0.0, "y": 0.0, "origin": "center", "relativeTo": "canvas_center"},
        "links": {"self": f"https://api.miro.com{api.board}/texts/{text['id']}"},
        "createdAt": "2026-05-20T06:38:21Z",
        "createdBy": {"id": api.world.token.user_id, "type": "user"},
        "modifiedAt": "2026-05-20T06:38:21Z",
        "modifiedBy": {"id": api.world.token.user_id, "type": "user"},
    }
    assert text == expected
    assert list(text) == list(expected)


@pytest.mark.parametrize(
    ("content", "lines"), [("", 1), ("a\nb", 2), ("<p>a</p><p>b</p>", 2), ("a<br>b<br />c", 3), ("<p>a</p>", 1)]
)
def test_lines_and_font_make_the_height(content: str, lines: int) -> None:
    text = Api().item("texts", data={"content": content}, style={"fontSize": "20"})
    assert text["geometry"]["height"] == lines * 30


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({}, "data", "Field [data] of type [Object] is required"),
        ({"data": {}}, "data.content", "Field [data.content] of type [String] is required"),
        ({"data": {"content": "x"}, "geometry": {"height": 9}}, "geometry.height", "is not supported"),
        ({"data": {"content": "x"}, "geometry": {"width": 23.7}}, "geometry.width", "at least 23.8"),
        (
            {"data": {"content": "x"}, "style": {"textColor": "#000000"}},
            "style.textColor",
            "Field [style.textColor] is not supported",
        ),
        ({"data": {"content": "x"}, "style": {"fontSize": "0.5"}}, "style.fontSize", "a number of at least 1"),
    ],
)
def test_a_wrong_text_is_refused(body: Any, field: str, message: str) -> None:
    api = Api()
    (named,) = api.send("POST", f"{api.board}/texts", body).fields
    assert named[0] == field
    assert message in named[1]
    assert api.listed() == []


def test_the_least_width_follows_the_font_size() -> None:
    api = Api()
    text = api.item("texts", data={"content": "x"}, geometry={"width": 170}, style={"fontSize": "100"})
    path = f"{api.board}/texts/{text['id']}"
    assert api.send("PATCH", path, {"geometry": {"width": 169}}).fields[0][0] == "geometry.width"
    larger = api.ok("PATCH", path, {"style": {"fontSize": "200"}})
    assert larger["geometry"] == {"width": 340.0, "height": 300.0}
    turned = api.ok("PATCH", path, {"geometry": {"rotation": 45}})
    assert turned["geometry"] == {"width": 340.0, "rotation": 45.0, "height": 300.0}


def test_a_fill_is_opaque_unless_it_says_otherwise() -> None:
    api = Api(Settings(default_text_width=90))
    filled = api.item("texts", data={"content": "x"}, style={"fillColor": "#ff0000"})
    assert (filled["style"]["fillOpacity"], filled["geometry"]["width"]) == ("1.0", 90)
    faint = api.item("texts", data={"content": "x"}, style={"fillColor": "#ff0000", "fillOpacity": "0.50"})
    assert faint["style"]["fillOpacity"] == "0.5"
