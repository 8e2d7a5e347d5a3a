from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def base(api: Api) -> str:
    return f"/v2/orgs/{api.world.organization_id}/teams"


def team(api: Api, name: str) -> Any:
    return api.ok("POST", base(api), {"name": name})


def test_a_team_is_made_changed_and_deleted() -> None:
    api = Api()
    answer = api.send("POST", base(api), {"name": "Design"})
    assert answer.status == 201
    made = answer.json
    assert made == {"id": made["id"], "type": "team", "name": "Design"}
    path = f"{base(api)}/{made['id']}"
    assert api.ok("PATCH", path, {"name": "Research"})["name"] == "Research"
    assert api.ok("PATCH", path, {})["name"] == "Research"
    assert api.ok("GET", path)["name"] == "Research"
    board = api.ok("POST", "/v2/boards", {"teamId": made["id"]})
    assert board["team"]["name"] == "Research"
    api.ok("DELETE", f"/v2/boards/{board['id']}")
    assert api.send("DELETE", path).status == 204
    for method in ("GET", "DELETE"):
        assert api.send(method, path).status == 404


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 61}, {"name": None}, {"name": "x", "color": "red"}])
def test_a_wrong_team_is_refused(body: Any) -> None:
    api = Api()
    assert api.send("POST", base(api), body).status == 400
    assert len(api.ok("GET", base(api))["data"]) == 1


def test_teams_come_by_cursor_and_by_a_part_of_their_name() -> None:
    api = Api()
    made = [team(api, f"Team {number}") for number in range(5)] + [team(api, "developer's")]
    page = api.ok("GET", base(api), limit="4")
    rest = api.ok("GET", base(api), limit="4", cursor=page["cursor"])
    assert (page["data"] + rest["data"])[1:] == made
    assert "cursor" not in rest
    assert api.ok("GET", base(api), name="DEV")["data"] == [made[-1]]
    assert api.ok("GET", base(api), name="nobody") == {"limit": 100, "size": 0, "data": [], "type": "cursor-list"}
    assert api.send("GET", base(api), limit="101").status == 400


def test_the_last_team_and_one_with_boards_stay() -> None:
    api = Api()
    first = api.world.token.team_id
    answer = api.send("DELETE", f"{base(api)}/{first}")
    assert (answer.status, answer.json["code"]) == (409, "conflict")
    other = team(api, "Other")["id"]
    assert api.send("DELETE", f"{base(api)}/{first}").status == 409
    api.ok("PATCH", api.board, {"teamId": other})
    assert api.send("DELETE", f"{base(api)}/{first}").status == 204


def test_a_team_may_take_its_boards_with_it() -> None:
    api = Api(Settings(last_team_status=204, used_team_status=204))
    assert api.send("DELETE", f"{base(api)}/{api.world.token.team_id}").status == 204
    assert api.send("GET", api.board).status == 404
    assert api.ok("GET", base(api))["data"] == []


def test_a_team_has_a_picture_where_boards_have_one() -> None:
    api = Api(Settings(pictures="string"))
    assert api.ok("GET", f"{base(api)}/{api.world.token.team_id}")["picture"]["type"] == "picture"
    board = api.ok("POST", "/v2/boards", {"teamId": "none of ours"})
    assert board["team"]["name"] == "Emulated team"
