from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def test_a_board_has_defaults_and_echoes_what_it_was_given() -> None:
    api = Api(Settings(unknown_project_status=200))
    plain = api.ok("POST", "/v2/boards")
    assert (plain["name"], plain["description"]) == ("Untitled", "")
    assert plain["id"].startswith("uXjV")
    assert plain["id"].endswith("=")
    assert plain["policy"]["sharingPolicy"]["access"] == "private"
    assert "picture" not in plain
    policy = {"sharingPolicy": {"teamAccess": "edit"}, "permissionsPolicy": {"copyAccess": "board_owner"}}
    body = {"name": "N", "description": "D", "teamId": "77", "projectId": "88", "policy": policy}
    board = api.ok("POST", "/v2/boards", body)
    assert (board["name"], board["description"], board["team"]["id"], board["project"]) == (
        "N",
        "D",
        "77",
        {"id": "88"},
    )
    assert board["policy"]["sharingPolicy"]["teamAccess"] == "edit"
    assert board["policy"]["permissionsPolicy"]["copyAccess"] == "board_owner"
    assert board["links"]["self"].endswith(f"/v2/boards/{board['id'].replace('=', '%3D')}")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": None}, "name"),
        ({"description": "x" * 301}, "description"),
        ({"policy": {"sharingPolicy": {"access": "public"}}}, "policy.sharingPolicy.access"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_board_is_refused(body: Any, field: str) -> None:
    api = Api()
    for answer in (api.send("POST", "/v2/boards", body), api.send("PATCH", api.board, body)):
        assert answer.status == 400
        assert [name for name, _ in answer.fields] == [field]
    assert len(api.world.boards()) == 1


def test_lengths_count_characters() -> None:
    api = Api()
    assert api.ok("POST", "/v2/boards", {"name": "\U0001f600" * 60})["name"] == "\U0001f600" * 60


def test_a_board_is_changed_read_and_deleted() -> None:
    api = Api()
    api.at += 60
    changed = api.ok("PATCH", api.board, {"description": "new"})
    assert (changed["name"], changed["description"]) == ("Board", "new")
    assert changed["createdAt"] < changed["modifiedAt"]
    read = api.ok("GET", api.board)
    assert {name: read[name] for name in changed} == changed
    assert {"lastOpenedAt", "lastOpenedBy"} <= set(read)
    note = api.item()
    assert api.send("DELETE", api.board).status == 204
    for path in (api.board, f"{api.board}/items", f"{api.board}/items/{note['id']}", f"{api.board}/tags"):
        assert api.send("GET", path).status == 404
    assert api.send("DELETE", api.board).status == 404
    assert api.ok("GET", "/v2/boards")["data"] == []


def test_a_copy_has_everything_under_new_ids() -> None:
    api = Api()
    frame, tag = api.frame(10, 20), api.tag("a")
    note = api.item(parent={"id": frame["id"]}, position={"x": 5, "y": 6}, data={"content": "c"})
    api.ok("POST", f"{api.board}/items/{note['id']}", tag_id=tag)
    copied = api.ok("PUT", "/v2/boards", {"name": "Twin"}, copy_from=api.board_id)
    assert copied["name"] == "Twin"
    assert "project" not in copied
    twin_frame, twin_note = api.world.board_items(copied["id"])
    assert twin_note["parent"]["id"] == twin_frame["id"]
    assert twin_note["data"] == note["data"]
    assert twin_note["position"] == note["position"]
    tagged = api.ok("GET", f"/v2/boards/{copied['id']}/items/{twin_note['id']}/tags")["tags"]
    assert [tag["title"] for tag in tagged] == ["a"]
    old = {frame["id"], note["id"], tag, api.board_id}
    assert not old & {twin_frame["id"], twin_note["id"], tagged[0]["id"], copied["id"]}
    assert api.ok("PUT", "/v2/boards", copy_from=api.board_id)["name"] == "Copy of Board"


def test_a_copy_needs_its_source() -> None:
    api = Api()
    assert api.send("PUT", "/v2/boards", {}).fields[0][0] == "copy_from"
    assert api.send("PUT", "/v2/boards", {}, copy_from="uXjVnothing=").status == 404


def test_boards_are_found() -> None:
    api = Api()
    names = {"Alpha": "x", "beta": "find ALPHA", "Gamma": "y"}
    for name, description in names.items():
        api.at += 1
        api.ok("POST", "/v2/boards", {"name": name, "description": description, "teamId": "5"})

    def found(**query: str) -> list[str]:
        return [board["name"] for board in api.ok("GET", "/v2/boards", **query)["data"]]

    assert found() == ["Gamma", "beta", "Alpha", "Board"]
    assert found(query="alpha") == ["beta", "Alpha"]
    assert found(owner="nobody") == []
    assert found(owner=api.world.token.user_id) == found()
    assert found(team_id="5", query="nothing has this") == ["Gamma", "beta", "Alpha"]
    assert found(team_id="5", sort="alphabetically") == ["Alpha", "beta", "Gamma"]
    api.at += 1
    alpha = api.ok("GET", "/v2/boards", query="x")["data"][0]
    api.ok("PATCH", f"/v2/boards/{alpha['id']}", {"description": "z"})
    assert found(team_id="5", sort="last_modified") == ["Alpha", "Gamma", "beta"]
    assert api.send("GET", "/v2/boards", sort="nonsense").status == 400
    assert api.send("GET", "/v2/boards", query="x" * 501).status == 400


def test_boards_come_by_offset() -> None:
    api = Api()
    for number in range(4):
        api.ok("POST", "/v2/boards", {"name": str(number)})
    page = api.ok("GET", "/v2/boards", limit="2", offset="2")
    assert (page["size"], page["offset"], page["limit"], page["total"], page["type"]) == (2, 2, 2, 5, "list")
    assert set(page["links"]) == {"self", "next", "prev", "first", "last"}
    assert page["links"]["next"].endswith("limit=2&offset=4")
    last = api.ok("GET", "/v2/boards", limit="2", offset="4")
    assert (last["size"], "next" in last["links"]) == (1, False)
    assert api.ok("GET", "/v2/boards", offset="99")["data"] == []
    assert api.ok("GET", "/v2/boards")["limit"] == 20


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "51"}, {"limit": "x"}, {"limit": ""}, {"offset": "-1"}, {"offset": "1" * 30}]
)
def test_a_page_out_of_range_is_refused(query: dict[str, str]) -> None:
    api = Api()
    answer = api.send("GET", "/v2/boards", **query)
    assert answer.status == 400
    assert [field for field, _ in answer.fields] == list(query)


def test_pictures_come_as_described_or_as_sent() -> None:
    assert isinstance(Api(Settings(pictures="number")).world.boards()[0]["picture"]["id"], int)
    assert isinstance(Api(Settings(pictures="string")).world.boards()[0]["picture"]["id"], str)


def test_a_move_may_be_accepted_and_done_later() -> None:
    api = Api(Settings(board_move_seconds=30, unknown_project_status=200))
    assert api.ok("PATCH", api.board, {"name": "at once"})["name"] == "at once"
    answer = api.send("PATCH", api.board, {"name": "moved", "teamId": "7"})
    assert (answer.status, answer.json) == (202, None)
    api.at += 29
    before = api.ok("GET", api.board)
    assert (before["name"], before["team"]["id"] == "7") == ("at once", False)
    api.at += 1
    moved = api.ok("GET", api.board)
    assert (moved["name"], moved["team"]["id"]) == ("moved", "7")
    api.ok("PATCH", api.board, {"projectId": "9"})
    api.ok("DELETE", api.board)
    api.at += 30
    assert api.world.boards() == []
