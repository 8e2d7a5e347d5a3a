from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def base(api: Api) -> str:
    return api.board.replace("/v2/", "/v2-experimental/") + "/mindmap_nodes"


def node(api: Api, content: str, parent: Any = None, **parts: Any) -> Any:
    below = {} if parent is None else {"parent": {"id": parent["id"]}}
    body = {"data": {"nodeView": {"data": {"type": "text", "content": content}}}, **below, **parts}
    return api.ok("POST", base(api), body)


def test_a_root_and_a_node_below_it() -> None:
    api = Api()
    root = node(api, "root", position={"x": 5, "y": 6}, geometry={"width": 300})
    child = node(api, "child", root)
    assert (root["type"], root["data"]["nodeView"]["data"], root["data"]["isRoot"]) == (
        "mindmap_node", {"content": "root"}, True,
    )  # fmt: skip
    assert (root["geometry"]["width"], root["position"]["x"], "parent" in root) == (300, 5, False)
    assert (child["data"]["isRoot"], child["parent"]["id"]) == (False, root["id"])
    # seen live: a child is not put beside its parent
    assert (child["position"]["x"], child["position"]["y"], child["position"]["relativeTo"]) == (0, 0, "canvas_center")
    assert child["links"]["self"] == f"https://api.miro.com{base(api)}/{child['id']}"
    assert child["parent"]["links"]["self"] == root["links"]["self"]
    assert api.ok("GET", f"{base(api)}/{child['id']}") == child
    assert api.ok("GET", base(api))["data"] == [root, child]
    assert api.send("GET", base(api), limit="51").fields == [("limit", "maximum items page size is 50")]


def test_lists_of_items_show_a_node_without_data() -> None:
    api = Api()
    root = node(api, "root")
    (listed,) = api.listed()
    assert listed == {name: value for name, value in root.items() if name not in {"data", "style"}} | {
        "isSupported": False
    }
    items = base(api).replace("mindmap_nodes", "items")
    assert api.ok("GET", f"{items}/{root['id']}") == root


def test_deleting_a_node_deletes_all_that_is_below_it() -> None:
    api = Api()
    root, note = node(api, "root"), api.item()
    left, right = node(api, "left", root), node(api, "right", root)
    leaf = node(api, "leaf", node(api, "inner", left))
    ends = {"startItem": {"id": leaf["id"]}, "endItem": {"id": note["id"]}}
    api.ok("POST", f"{api.board}/connectors", ends)
    assert api.send("DELETE", f"{base(api)}/{left['id']}").status == 204
    assert [item["id"] for item in api.listed()] == [root["id"], note["id"], right["id"]]
    assert api.ok("GET", f"{api.board}/connectors")["data"] == []
    assert api.send("DELETE", f"{base(api)}/{leaf['id']}").status == 404
    assert api.send("DELETE", f"{base(api)}/{root['id']}").status == 204
    assert api.listed() == [note]


@pytest.mark.parametrize("status", [400, 404])
def test_the_path_of_any_item_neither_deletes_nor_moves_a_node(status: Any) -> None:
    api = Api(Settings(generic_mindmap_status=status))
    root = node(api, "root")
    path = f"{api.board}/items/{root['id']}"
    assert api.send("DELETE", path).status == status
    assert api.send("PATCH", path, {"position": {"x": 1, "y": 1}}).status == status
    assert api.ok("GET", f"{base(api)}/{root['id']}") == root
    assert api.send("PATCH", f"{base(api)}/{root['id']}", {}).status == 405


def test_a_parent_must_be_a_node_that_exists() -> None:
    api = Api()
    frame, root = api.frame(), node(api, "root")
    data = {"nodeView": {"data": {"type": "text"}}}
    assert api.send("POST", base(api), {"data": data, "parent": {"id": frame["id"]}}).fields == [
        ("parent.id", "Item of type [frame] can not be a parent")
    ]
    assert api.send("POST", base(api), {"data": data, "parent": {"id": "7"}}).status == 404
    assert api.send("POST", f"{api.board}/sticky_notes", {"parent": {"id": root["id"]}}).fields == [
        ("parent.id", "Item of type [mindmap_node] can not be a parent")
    ]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "data"),
        ({"data": {}}, "data.nodeView"),
        ({"data": {"nodeView": {"data": {"content": "x"}}}}, "data.nodeView.data.type"),
        ({"data": {"nodeView": {"data": {"type": "shape"}}}}, "data.nodeView.data.type"),
        ({"data": {"nodeView": {}, "isRoot": True}}, "data.isRoot"),
        ({"data": {"nodeView": {}}, "geometry": {"height": 5}}, "geometry.height"),
        ({"data": {"nodeView": {}}, "style": {}}, "style"),
    ],
)
def test_a_wrong_node_is_refused(body: Any, field: str) -> None:
    api = Api()
    assert [named for named, _ in api.send("POST", base(api), body).fields] == [field]
    assert api.listed() == []


def test_mind_maps_are_copied_and_seeded_with_their_tree() -> None:
    api = Api()
    child = node(api, "child", node(api, "root"))
    copy = api.ok("PUT", "/v2/boards", {}, copy_from=api.board_id)["id"]
    first, second = api.ok("GET", f"/v2-experimental/boards/{copy}/mindmap_nodes")["data"]
    assert (second["parent"]["id"], second["data"]) == (first["id"], child["data"])
    data = {"nodeView": {"data": {"type": "text", "content": "s"}}}
    seeds: list[Any] = [
        {"type": "mindmap_node", "data": data},
        {"type": "mindmap_node", "data": data, "parent": {"index": 0}},
    ]
    (board,) = api.world.seed({"boards": [{"items": seeds}]})
    root, below = api.ok("GET", f"/v2-experimental/boards/{board['id']}/mindmap_nodes")["data"]
    assert below["parent"]["id"] == root["id"]
    in_frame: list[Any] = [{"type": "frame", "data": {}}, {**seeds[1], "isSupported": False}]
    with pytest.raises(ValueError, match="no mindmap_node"):
        api.world.seed({"boards": [{"items": in_frame}]})
