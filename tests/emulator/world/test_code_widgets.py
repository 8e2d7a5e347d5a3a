from typing import Any

import pytest
from world_api import NOTHING, Api

from miro_async.emulator.world import Settings

CODE = {"code": "print(1)", "language": "python", "title": "T", "lineNumbersVisible": False}


def experimental(api: Api) -> str:
    return api.board.replace("/v2/", "/v2-experimental/") + "/code_widgets"


def test_a_code_widget_is_made_changed_moved_and_deleted() -> None:
    api = Api()
    base = experimental(api)
    made = api.ok("POST", base, {"data": CODE, "geometry": {"width": 300, "rotation": 5}})
    assert (made["type"], made["data"]) == ("code_widget", CODE)
    assert made["geometry"] == {"width": 300.0, "height": 320.0, "rotation": 5.0}
    path = f"{base}/{made['id']}"
    assert made["links"]["self"] == f"https://api.miro.com{path}"
    changed = api.ok("PATCH", path, {"data": {"code": ""}, "geometry": {"height": 9}})
    assert (changed["data"], changed["geometry"]["height"]) == ({**CODE, "code": ""}, 9)
    assert changed["position"] == made["position"]
    moved = api.ok("PATCH", f"{path}/position", {"x": 1, "y": -2})
    assert (moved["position"]["x"], moved["position"]["y"], moved["data"]) == (1, -2, changed["data"])
    assert api.ok("GET", path) == moved
    assert api.send("DELETE", path).status == 204
    assert api.send("GET", path).status == 404


def test_a_code_widget_may_be_made_of_nothing() -> None:
    api = Api()
    bodies: list[Any] = [NOTHING, {}]
    for body in bodies:
        assert api.ok("POST", experimental(api), body)["data"]["code"] == ""


def test_the_list_of_code_widgets_goes_on_by_cursor() -> None:
    api = Api()
    made = [api.ok("POST", experimental(api), {"data": {"title": str(number)}}) for number in range(12)]
    api.item()
    first = api.ok("GET", experimental(api), limit="10")
    last = api.ok("GET", experimental(api), limit="10", cursor=first["cursor"])
    assert first["data"] + last["data"] == made
    assert (first["total"], "cursor" in last) == (12, False)
    assert api.send("GET", experimental(api), limit="9").fields == [("limit", "minimum items page size is 10")]


@pytest.mark.parametrize("shown", ["unsupported", "whole"])
def test_in_lists_of_items_it_has_no_data_or_all(shown: Any) -> None:
    api = Api(Settings(stable_code_widgets=shown))
    made = api.ok("POST", experimental(api), {"data": CODE})
    bare = {name: value for name, value in made.items() if name != "data"} | {"isSupported": False}
    assert api.listed() == [made if shown == "whole" else bare]
    items = experimental(api).replace("code_widgets", "items")
    assert api.ok("GET", f"{items}/{made['id']}") == made


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"data": {"code": "x" * 6001}}, "data.code"),
        ({"data": {"title": "x" * 101}}, "data.title"),
        ({"data": {"lineNumbersVisible": 1}}, "data.lineNumbersVisible"),
        ({"data": {"content": "x"}}, "data.content"),
        ({"geometry": {"width": 0}}, "geometry.width"),
        ({"style": {}}, "style"),
    ],
)
def test_a_wrong_code_widget_is_refused(body: Any, field: str) -> None:
    api = Api()
    made = api.ok("POST", experimental(api), {"data": CODE})
    for method, path in (("POST", experimental(api)), ("PATCH", f"{experimental(api)}/{made['id']}")):
        assert [named for named, _ in api.send(method, path, body).fields] == [field]
    assert api.ok("GET", experimental(api))["data"] == [made]
    assert api.send("PATCH", f"{experimental(api)}/{made['id']}/position", {"x": "1"}).status == 400
