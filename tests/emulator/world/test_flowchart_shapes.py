from typing import Any, get_args

import pytest
from world_api import Api

from miro_async.models import FlowchartShapeKind, ShapeKind


def base(api: Api) -> str:
    return api.board.replace("/v2/", "/v2-experimental/") + "/shapes"


def test_a_shape_of_a_flowchart_is_made_and_changed_by_the_experimental_paths() -> None:
    api = Api()
    made = api.ok("POST", base(api), {"data": {"content": "m", "shape": "flow_chart_merge"}})
    assert (made["type"], made["data"]) == ("shape", {"content": "m", "shape": "flow_chart_merge"})
    # the description's defaults, which differ from those of basic shapes
    assert (made["style"]["fillOpacity"], made["style"]["textAlign"], made["style"]["textAlignVertical"]) == (
        "1.0", "center", "middle",
    )  # fmt: skip
    path = f"{base(api)}/{made['id']}"
    assert made["links"]["self"] == f"https://api.miro.com{path}"
    change = {"data": {"shape": "flow_chart_delay"}, "style": {"fontSize": "20"}, "position": {"x": 3, "y": 4}}
    changed = api.ok("PATCH", path, change)
    assert changed["data"] == {"content": "m", "shape": "flow_chart_delay"}
    assert (changed["style"]["fontSize"], changed["position"]["x"]) == ("20", 3)
    assert api.ok("GET", path) == changed
    assert api.send("DELETE", path).status == 204
    assert api.send("GET", path).status == 404


def test_the_stable_paths_show_no_data_of_it() -> None:
    api = Api()
    made = api.ok("POST", base(api), {"data": {"shape": "flow_chart_merge"}})
    (listed,) = api.listed(type="shape")
    assert (listed["isSupported"], listed["geometry"]) == (False, made["geometry"])
    assert not {"data", "style"} & listed.keys()
    for method in ("GET", "PATCH", "DELETE"):
        assert api.send(method, f"{api.board}/shapes/{made['id']}", {}).status == 404
    items = base(api).replace("shapes", "items")
    assert api.ok("GET", f"{items}/{made['id']}") == made
    assert api.send("DELETE", f"{api.board}/items/{made['id']}").status == 204


def test_a_basic_shape_is_the_same_by_both_paths() -> None:
    api = Api()
    made = api.ok("POST", base(api), {"data": {"shape": "star"}})
    assert api.ok("GET", f"{api.board}/shapes/{made['id']}") == made == api.listed()[0]
    assert made["data"] == api.item("shapes", data={"shape": "star"})["data"]
    merge = api.ok("PATCH", f"{base(api)}/{made['id']}", {"data": {"shape": "flow_chart_merge"}})
    assert merge["data"]["shape"] == "flow_chart_merge"
    assert api.listed()[0]["isSupported"] is False
    assert "isSupported" not in api.ok("PATCH", f"{base(api)}/{made['id']}", {"data": {"shape": "circle"}})
    assert "isSupported" not in api.listed()[0]


@pytest.mark.parametrize("shape", [*get_args(ShapeKind), *get_args(FlowchartShapeKind), "oval"])
def test_which_shapes_there_are(shape: str) -> None:
    api = Api()
    body: Any = {"data": {"shape": shape}}
    assert api.send("POST", base(api), body).status == (400 if shape == "oval" else 201)
    assert api.send("POST", f"{api.board}/shapes", body).status == (201 if shape in get_args(ShapeKind) else 400)


def test_a_seeded_shape_of_a_flowchart_is_checked_as_a_request() -> None:
    api = Api()
    seed = {"type": "flowchart_shape", "data": {"shape": "flow_chart_merge"}}
    (board,) = api.world.seed({"boards": [{"items": [seed]}]})
    (listed,) = api.world.board_items(board["id"])
    assert (listed["type"], listed["isSupported"]) == ("shape", False)
    with pytest.raises(ValueError, match=r"data\.shape"):
        api.world.seed({"boards": [{"items": [{**seed, "data": {"shape": "oval"}}]}]})
