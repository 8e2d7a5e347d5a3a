from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings

MISSING = "3458764500000000001"
STYLE = {
    "color": "#1a1a1a",
    "endStrokeCap": "stealth",
    "fontSize": "14",
    "startStrokeCap": "none",
    "strokeColor": "#000000",
    "strokeStyle": "normal",
    "strokeWidth": "1.0",
    "textOrientation": "aligned",
}


def connect(api: Api, start: Any, end: Any, **more: Any) -> Any:
    body = {"startItem": {"id": start["id"]}, "endItem": {"id": end["id"]}, **more}
    return api.ok("POST", f"{api.board}/connectors", body)


def path(api: Api, connector: Any) -> str:
    return f"{api.board}/connectors/{connector['id']}"


def pair(api: Api) -> tuple[Any, Any]:
    return api.item(position={"x": 0, "y": 0}), api.item(position={"x": 500, "y": 100})


@pytest.mark.parametrize("status", [200, 201])
def test_a_connector_is_made_with_the_usual_look(status: Any) -> None:
    api = Api(Settings(connector_create_status=status))
    first, second = pair(api)
    body = {"startItem": {"id": first["id"], "snapTo": "top"}, "endItem": {"id": second["id"]}}
    answer = api.send("POST", f"{api.board}/connectors", body)
    assert answer.status == status
    made = answer.json
    user = {"id": api.world.token.user_id, "type": "user"}
    assert made == {
        "id": made["id"],
        "type": "connector",
        "isSupported": True,
        "startItem": {
            "id": first["id"],
            "position": {"x": "50%", "y": "0%"},
            "links": {"self": first["links"]["self"]},
        },
        "endItem": {
            "id": second["id"],
            "position": {"x": "0%", "y": "50%"},  # the side next to the first
            "links": {"self": second["links"]["self"]},
        },
        "shape": "curved",
        "style": STYLE,
        "links": {"self": f"https://api.miro.com{path(api, made)}"},
        "createdAt": "2026-05-20T06:38:21Z",
        "createdBy": user,
        "modifiedAt": "2026-05-20T06:38:21Z",
        "modifiedBy": user,
    }
    assert api.ok("GET", path(api, made)) == made


def test_an_end_may_be_read_with_its_side() -> None:
    api = Api(Settings(snapped_end_reads="snap_to"))
    first, second = pair(api)
    made = connect(api, first, second, endItem={"id": second["id"], "position": {"x": "10%", "y": "99.5%"}})
    assert made["startItem"]["snapTo"] == "auto"
    assert "position" not in made["startItem"]
    assert made["endItem"]["position"] == {"x": "10%", "y": "99.5%"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"startItem": None}, "startItem"),
        ({"endItem": {}}, "endItem.id"),
        ({"endItem": {"id": "x"}}, "endItem.id"),
        ({"endItem": {"id": "1", "snapTo": "middle"}}, "endItem.snapTo"),
        ({"endItem": {"id": "1", "snapTo": "top", "position": {"x": "1%", "y": "1%"}}}, "endItem"),
        ({"endItem": {"id": "1", "position": {"x": "101%"}}}, "endItem.position.x"),
        ({"endItem": {"id": "1", "position": {"x": 0.5}}}, "endItem.position.x"),
        ({"shape": "wavy"}, "shape"),
        ({"captions": [{"content": "x"}] * 21}, "captions"),
        ({"captions": [{"content": "x"}, {"content": "x" * 201}]}, "captions[1].content"),
        ({"captions": [{"position": "50%"}]}, "captions[0].content"),
        ({"style": {"strokeWidth": 2}}, "style.strokeWidth"),
        ({"style": {"strokeWidth": "25"}}, "style.strokeWidth"),
        ({"style": {"fontSize": "9"}}, "style.fontSize"),
        ({"style": {"strokeColor": "red"}}, "style.strokeColor"),
        ({"style": {"endStrokeCap": "of_tomorrow"}}, "style.endStrokeCap"),
        ({"position": {"x": 0, "y": 0}}, "position"),
    ],
)
def test_a_wrong_connector_is_refused(body: Any, field: str) -> None:
    api = Api()
    first, second = pair(api)
    whole = {"startItem": {"id": first["id"]}, "endItem": {"id": second["id"]}, **body}
    answer = api.send("POST", f"{api.board}/connectors", whole)
    assert answer.status == 400
    assert [name for name, _ in answer.fields] == [field]
    assert api.world.board_connectors(api.board_id) == []


def test_a_connector_needs_two_ends() -> None:
    api = Api()
    answer = api.send("POST", f"{api.board}/connectors", {"startItem": {"id": api.item()["id"]}})
    assert answer.fields == [("endItem", "Field [endItem] of type [Object] is required")]


@pytest.mark.parametrize("status", [400, 404])
def test_ends_are_two_items_of_the_board_and_no_frames(status: Any) -> None:
    api = Api(Settings(missing_end_status=status))
    first, second = pair(api)
    connector = connect(api, first, second)
    other = api.world.create_board("Other")["id"]
    elsewhere = api.world.create_item(other, "shape", {})

    def end(item_id: str) -> Any:
        body = {"startItem": {"id": first["id"]}, "endItem": {"id": item_id}}
        return api.send("POST", f"{api.board}/connectors", body)

    assert end(first["id"]).fields[0][0] == "endItem.id"
    assert end(api.frame()["id"]).fields[0][0] == "endItem.id"
    for missing in (MISSING, elsewhere["id"], connector["id"]):
        answer = end(missing)
        assert answer.status == status
        assert answer.json["code"] == ("3.0201" if status == 404 else "2.0703")


def test_an_update_changes_what_it_names() -> None:
    api = Api()
    first, second = pair(api)
    third = api.item("shapes")
    made = connect(api, first, second, captions=[{"content": "yes"}], style={"strokeWidth": "3"})
    assert made["captions"] == [{"content": "yes", "position": "50%", "textAlignVertical": "middle"}]
    assert made["style"]["strokeWidth"] == "3.0"
    api.at += 60
    body = {"endItem": {"id": third["id"], "snapTo": "left"}, "style": {"endStrokeCap": "diamond"}}
    changed = api.ok("PATCH", path(api, made), body)
    assert changed["startItem"] == made["startItem"] | {"position": changed["startItem"]["position"]}
    assert (changed["endItem"]["id"], changed["endItem"]["position"]) == (third["id"], {"x": "0%", "y": "50%"})
    assert changed["style"] == made["style"] | {"endStrokeCap": "diamond"}
    assert changed["captions"] == made["captions"]
    assert changed["modifiedAt"] == "2026-05-20T06:39:21Z"
    assert "captions" not in api.ok("PATCH", path(api, made), {"captions": []})
    moved = api.ok("PATCH", path(api, made), {"startItem": {"position": {"x": "5%", "y": "6%"}}})
    assert (moved["startItem"]["id"], moved["startItem"]["position"]) == (first["id"], {"x": "5%", "y": "6%"})
    assert api.send("PATCH", path(api, made), {"startItem": {"id": third["id"]}}).fields[0][0] == "endItem.id"
    assert api.ok("GET", path(api, made)) == moved


def test_connectors_have_a_list_and_a_path_of_their_own() -> None:
    api = Api()
    first, second = pair(api)
    made = [connect(api, first, second) for _ in range(12)]
    page = api.ok("GET", f"{api.board}/connectors")
    assert (page["size"], page["limit"], page["total"], page["type"]) == (10, 10, 12, "cursor-list")
    rest = api.ok("GET", f"{api.board}/connectors", cursor=page["cursor"])
    assert page["data"] + rest["data"] == made
    assert "cursor" not in rest
    assert api.send("GET", f"{api.board}/connectors", limit="9").fields == [("limit", "minimum items page size is 10")]
    assert [item["id"] for item in api.listed()] == [first["id"], second["id"]]
    for method in ("GET", "DELETE"):
        assert api.send(method, f"{api.board}/items/{made[0]['id']}").status == 404
    assert api.send("GET", f"{api.board}/connectors/{first['id']}").status == 404
    assert api.send("DELETE", path(api, made[0])).status == 204
    assert api.send("DELETE", path(api, made[0])).json["code"] == "3.0201"
    assert len(api.listed()) == 2


def test_a_connector_goes_with_an_item_at_its_end() -> None:
    api = Api()
    first, second = pair(api)
    connector = connect(api, first, second)
    kept = connect(api, second, api.item())
    api.ok("DELETE", f"{api.board}/sticky_notes/{first['id']}")
    assert api.send("GET", path(api, connector)).status == 404
    assert api.ok("GET", f"{api.board}/connectors")["data"] == [kept]


def test_a_connector_may_dangle_and_be_attached_again() -> None:
    api = Api(Settings(orphaned_connectors="dangling"))
    first, second = pair(api)
    connector = connect(api, first, second)
    api.ok("DELETE", f"{api.board}/items/{first['id']}")
    dangling = api.ok("GET", path(api, connector))
    assert "startItem" not in dangling
    assert dangling["endItem"]["id"] == second["id"]
    assert api.send("PATCH", path(api, connector), {"startItem": {"snapTo": "top"}}).fields[0][0] == "startItem.id"
    new = api.item()
    attached = api.ok("PATCH", path(api, connector), {"startItem": {"id": new["id"], "snapTo": "top"}})
    assert attached["startItem"]["id"] == new["id"]


def test_what_the_service_may_hold_and_not_take_comes_from_seeds() -> None:
    api = Api(Settings(unknown_cap_is_writable=False))
    data = {
        "items": [{"type": "shape"}, {"type": "shape"}],
        "connectors": [
            {"startItem": {"index": 0}, "endItem": {"index": 1}, "style": {"endStrokeCap": "of_tomorrow"}},
            {"startItem": {"index": 0, "position": {"x": "0%", "y": "0%"}}, "style": {"endStrokeCap": "unknown"}},
            {"startItem": {"index": 0}, "endItem": {"index": 1}, "isSupported": False},
        ],
    }
    (board,) = api.world.seed({"boards": [data]})
    base = f"/v2/boards/{board['id']}/connectors"
    newer, dangling, unsupported = api.ok("GET", base)["data"]
    assert newer["style"] == STYLE | {"endStrokeCap": "of_tomorrow"}
    assert "endItem" not in dangling
    assert dangling["style"]["endStrokeCap"] == "unknown"
    answer = api.send("PATCH", f"{base}/{newer['id']}", {"style": {"endStrokeCap": "unknown"}})
    assert answer.fields[0][0] == "style.endStrokeCap"
    assert unsupported["isSupported"] is False
    assert api.send("PATCH", f"{base}/{unsupported['id']}", {"shape": "straight"}).status == 400


@pytest.mark.parametrize(
    "connector",
    [{"startItem": {"index": 2}}, {"startItem": {"id": MISSING}}, {"startItem": {}}, {"start": {"index": 0}}],
)
def test_a_seeded_connector_has_ends_on_its_board(connector: Any) -> None:
    api = Api()
    with pytest.raises(ValueError):  # noqa: PT011 - what is wrong differs, that nothing stays is the point
        api.world.seed({"boards": [{"items": [{"type": "shape"}], "connectors": [connector]}]})
    assert len(api.world.boards()) == 1


def test_lists_of_connectors_lag_too() -> None:
    api = Api()
    first, second = pair(api)
    api.world.list_lag = 5.0
    made = connect(api, first, second)
    assert api.ok("GET", f"{api.board}/connectors")["data"] == []
    api.at += 5
    assert api.ok("GET", f"{api.board}/connectors")["data"] == [made]
    api.ok("DELETE", f"{api.board}/items/{first['id']}")
    assert [connector["id"] for connector in api.ok("GET", f"{api.board}/connectors")["data"]] == [made["id"]]
    api.at += 5
    assert api.ok("GET", f"{api.board}/connectors")["data"] == []


def test_a_copied_board_has_its_own_connectors() -> None:
    api = Api(Settings(orphaned_connectors="dangling"))
    first, second = pair(api)
    third = api.item()
    made = connect(api, first, second, captions=[{"content": "yes"}])
    connect(api, first, third)
    api.ok("DELETE", f"{api.board}/items/{third['id']}")
    copy = api.ok("PUT", "/v2/boards", {}, copy_from=api.board_id)["id"]
    notes = [item["id"] for item in api.world.board_items(copy)]
    twin, dangling = api.world.board_connectors(copy)
    assert [twin["startItem"]["id"], twin["endItem"]["id"]] == notes
    assert twin["captions"] == made["captions"]
    assert twin["id"] != made["id"]
    assert "endItem" not in dangling
    api.ok("DELETE", f"/v2/boards/{copy}/items/{notes[0]}")
    assert api.ok("GET", path(api, made)) == made
