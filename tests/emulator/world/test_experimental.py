"""Items that the stable API lists without their data, and the experimental one that has it."""

from typing import Any

from world_api import Api

MERGE = {"shape": "flow_chart_merge", "content": "m"}


def seeded(api: Api) -> tuple[str, list[Any]]:
    flowchart = {"type": "shape", "isSupported": False, "data": MERGE, "style": {"fillColor": "#ffffff"}}
    mind_map = {"type": "mindmap_node", "isSupported": False, "data": {"nodeView": {"data": {"content": "n"}}}}
    (board,) = api.world.seed({"boards": [{"items": [{"type": "shape"}, flowchart, mind_map]}]})
    return board["id"], api.world.board_items(board["id"])


def test_an_unsupported_item_is_listed_without_data() -> None:
    api = Api()
    board, (basic, merge, node) = seeded(api)
    page = api.ok("GET", f"/v2/boards/{board}/items")["data"]
    assert page == [basic, merge, node]
    assert "isSupported" not in basic
    for item in (merge, node):
        assert item["isSupported"] is False
        assert not {"data", "style"} & item.keys()
    assert api.ok("GET", f"/v2/boards/{board}/items/{merge['id']}") == merge
    assert api.send("GET", f"/v2/boards/{board}/shapes/{merge['id']}").status == 404


def test_the_experimental_get_fills_it() -> None:
    api = Api()
    board, (_, merge, _) = seeded(api)
    whole = api.ok("GET", f"/v2-experimental/boards/{board}/items/{merge['id']}")
    assert (whole["data"], whole["style"]) == (MERGE, {"fillColor": "#ffffff"})
    assert "isSupported" not in whole


def test_the_experimental_list_knows_one_type() -> None:
    api = Api()
    board, items = seeded(api)
    path = f"/v2-experimental/boards/{board}/items"
    everything = api.ok("GET", path, limit="10")
    assert [item["id"] for item in everything["data"]] == [item["id"] for item in items]
    assert everything["links"]["self"] == f"https://api.miro.com{path}?limit=10&cursor="
    assert [item["data"]["shape"] for item in api.ok("GET", path, type="shape")["data"]] == [
        "rectangle",
        MERGE["shape"],
    ]
    assert api.send("GET", path, type="text").fields == [
        ("type", "Unexpected value [text], expected one of: [shape]"),
    ]
    assert api.send("GET", path, limit="9").status == 400


def test_the_experimental_delete_deletes() -> None:
    api = Api()
    board, (_, merge, _) = seeded(api)
    path = f"/v2-experimental/boards/{board}/items/{merge['id']}"
    assert api.send("DELETE", path).status == 204
    assert api.send("DELETE", path).status == 404
    assert api.world.item_count(board) == 2
