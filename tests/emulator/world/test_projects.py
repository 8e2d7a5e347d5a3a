from typing import Any

import pytest
from world_api import Answer, Api

from miro_async.emulator.world import Settings

BOB = "bob@emulated.example"


class Team:
    """A team of a world, by default its first."""

    def __init__(self, api: Api, team_id: str = "") -> None:
        self.api = api
        self.id = team_id or api.world.token.team_id
        self.path = f"/v2/orgs/{api.world.organization_id}/teams/{self.id}/projects"

    def project(self, name: str = "Launch") -> str:
        """The path of a new project."""
        return f"{self.path}/{self.api.ok('POST', self.path, {'name': name})['id']}"


def other_team(api: Api) -> Team:
    made = api.ok("POST", f"/v2/orgs/{api.world.organization_id}/teams", {"name": "Other"})
    return Team(api, made["id"])


def bob(api: Api) -> str:
    """A user of the organization."""
    api.world.seed({"boards": [], "organization": {"members": [{"email": BOB}]}})
    members = api.ok("GET", f"/v2/orgs/{api.world.organization_id}/members", emails=BOB)
    user_id: str = members[0]["id"]
    return user_id


def test_a_project_is_made_renamed_and_deleted() -> None:
    api = Api()
    team = Team(api)
    answer = api.send("POST", team.path, {"name": "Launch"})
    assert answer.status == 201
    made = answer.json
    assert made == {"id": made["id"], "type": "project", "name": "Launch"}
    path = f"{team.path}/{made['id']}"
    assert api.ok("PATCH", path, {"name": "Landing"})["name"] == "Landing"
    assert api.ok("GET", path)["name"] == "Landing"
    assert api.send("DELETE", path).status == 204
    for method, below in (("GET", ""), ("DELETE", ""), ("GET", "/settings"), ("GET", "/members")):
        assert api.send(method, path + below).status == 404


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 61}, {"name": None}, {"name": "x", "type": "y"}, []])
def test_a_wrong_project_is_refused(body: Any) -> None:
    api = Api()
    team = Team(api)
    path = team.project()
    assert api.send("POST", team.path, body).status == 400
    assert api.send("PATCH", path, body).status == 400
    assert [each["name"] for each in api.ok("GET", team.path)["data"]] == ["Launch"]


def test_a_team_lists_its_own_projects_by_cursor() -> None:
    api = Api()
    team, other = Team(api), other_team(api)
    made = [team.project(f"P{number}").rpartition("/")[2] for number in range(5)]
    foreign = other.project()
    page = api.ok("GET", team.path, limit="3")
    rest = api.ok("GET", team.path, limit="3", cursor=page["cursor"])
    assert [each["id"] for each in page["data"] + rest["data"]] == made
    assert "cursor" not in rest
    assert len(api.ok("GET", other.path)["data"]) == 1
    assert api.send("GET", f"{team.path}/{foreign.rpartition('/')[2]}").status == 404
    assert api.send("GET", team.path, limit="101").status == 400


def test_a_project_is_private_until_its_settings_say_more() -> None:
    api = Api()
    path = Team(api).project() + "/settings"
    private = {"sharingPolicySettings": {"teamAccess": "private"}, "type": "project_settings"}
    assert api.ok("GET", path) == private
    assert api.ok("PATCH", path, {}) == private
    shared = api.ok("PATCH", path, {"sharingPolicySettings": {"teamAccess": "view"}})
    assert shared == api.ok("GET", path) != private
    for wrong in ("edit", None, 1):
        assert api.send("PATCH", path, {"sharingPolicySettings": {"teamAccess": wrong}}).status == 400
    assert api.ok("GET", path) == shared


def test_members_are_added_given_roles_and_removed() -> None:
    api = Api()
    user, path = bob(api), Team(api).project() + "/members"
    owner = api.ok("GET", path)["data"]
    assert [(each["id"], each["email"], each["role"]) for each in owner] == [
        (api.world.token.user_id, "ada@emulated.example", "owner")
    ]
    answer = api.send("POST", path, {"email": BOB.upper(), "role": "commentator"})
    assert answer.status == 201
    assert answer.json | {"email": BOB} == {"id": user, "email": BOB, "role": "commentator", "type": "project_member"}
    assert len(api.ok("GET", path, limit="1")["data"]) == 1
    assert api.ok("PATCH", f"{path}/{user}", {"role": "editor"})["role"] == "editor"
    assert api.ok("PATCH", f"{path}/{user}", {})["role"] == "editor"
    assert api.ok("GET", f"{path}/{user}")["role"] == "editor"
    assert api.send("DELETE", f"{path}/{user}").status == 204
    assert api.ok("GET", path)["data"] == owner
    for method in ("GET", "DELETE"):
        assert api.send(method, f"{path}/{user}").status == 404


@pytest.mark.parametrize(
    "body", [{}, {"email": BOB}, {"role": "editor"}, {"email": BOB, "role": "admin"}, {"email": 1, "role": "editor"}]
)
def test_a_wrong_member_is_refused(body: Any) -> None:
    api = Api()
    bob(api)
    path = Team(api).project() + "/members"
    assert api.send("POST", path, body).status == 400
    assert len(api.ok("GET", path)["data"]) == 1


@pytest.mark.parametrize("status", [400, 404])
def test_nobody_unknown_joins(status: Any) -> None:
    api = Api(Settings(unknown_user_status=status))
    path = Team(api).project() + "/members"
    assert api.send("POST", path, {"email": BOB, "role": "editor"}).status == status


def test_joining_again_is_refused_or_changes_the_role() -> None:
    api = Api()
    user, path = bob(api), Team(api).project() + "/members"
    api.ok("POST", path, {"email": BOB, "role": "viewer"})
    answer = api.send("POST", path, {"email": BOB, "role": "editor"})
    assert (answer.status, answer.json["code"]) == (409, "conflict")
    assert api.ok("GET", f"{path}/{user}")["role"] == "viewer"
    api.world.settings.joined_again = "updated"
    assert api.ok("POST", path, {"email": BOB, "role": "editor"})["role"] == "editor"


def without_owner(api: Api) -> list[Answer]:
    """Demote the only owner of a new project, then remove them."""
    path = f"{Team(api).project()}/members/{api.world.token.user_id}"
    return [api.send("PATCH", path, {"role": "editor"}), api.send("DELETE", path)]


def test_the_last_owner_stays_unless_the_settings_let_go() -> None:
    assert [answer.status for answer in without_owner(Api())] == [409, 409]
    assert [answer.status for answer in without_owner(Api(Settings(last_admin_status=200)))] == [200, 204]


def test_another_owner_is_one_more_or_takes_over() -> None:
    api = Api()
    user, path = bob(api), Team(api).project() + "/members"
    api.ok("POST", path, {"email": BOB, "role": "owner"})
    assert {each["role"] for each in api.ok("GET", path)["data"]} == {"owner"}
    assert api.send("DELETE", f"{path}/{user}").status == 204
    api.world.settings.new_owner = "replaces"
    api.ok("POST", path, {"email": BOB, "role": "owner"})
    assert api.ok("GET", f"{path}/{api.world.token.user_id}")["role"] == "coowner"


def test_boards_are_made_in_projects_moved_and_listed_by_them() -> None:
    api = Api()
    team = Team(api)
    first, second = (team.project(name).rpartition("/")[2] for name in ("A", "B"))
    made = api.ok("POST", "/v2/boards", {"name": "in A", "projectId": first})
    assert made["project"] == {"id": first}
    api.ok("PATCH", api.board, {"projectId": first})

    def listed(**query: str) -> set[str]:
        return {board["id"] for board in api.ok("GET", "/v2/boards", **query)["data"]}

    assert listed(project_id=first) == {made["id"], api.board_id}
    assert listed(project_id=second) == set()
    api.ok("PATCH", api.board, {"projectId": second})
    assert listed(project_id=first) == {made["id"]}
    assert listed(project_id=second, team_id=team.id) == {api.board_id}
    assert "project" not in api.ok("PUT", "/v2/boards", {}, copy_from=made["id"])
    api.ok("DELETE", f"{team.path}/{first}")
    assert listed(project_id=first) == set()
    board = api.ok("GET", f"/v2/boards/{made['id'].replace('=', '%3D')}")
    assert (board["team"]["id"], "project" in board) == (team.id, False)


def test_a_board_goes_to_the_team_of_its_project_and_leaves_the_project_with_the_team() -> None:
    api = Api()
    other = other_team(api)
    project = other.project().rpartition("/")[2]
    moved = api.ok("PATCH", api.board, {"projectId": project})
    assert (moved["team"]["id"], moved["project"]["id"]) == (other.id, project)
    answer = api.send("PATCH", api.board, {"projectId": project, "teamId": api.world.token.team_id})
    assert [field for field, _ in answer.fields] == ["projectId"]
    back = api.ok("PATCH", api.board, {"teamId": api.world.token.team_id})
    assert "project" not in back


@pytest.mark.parametrize("status", [200, 400, 404])
def test_a_board_needs_a_project_that_is_there(status: Any) -> None:
    api = Api(Settings(unknown_project_status=status))
    answers = [api.send("POST", "/v2/boards", {"projectId": "5"}), api.send("PATCH", api.board, {"projectId": "5"})]
    refused = [201, 200] if status == 200 else [status] * 2
    assert [answer.status for answer in answers] == refused


def test_a_move_to_a_project_that_is_gone_in_time_is_not_made() -> None:
    api = Api(Settings(board_move_seconds=30))
    path = Team(api).project()
    assert api.send("PATCH", api.board, {"name": "moved", "projectId": path.rpartition("/")[2]}).status == 202
    api.ok("DELETE", path)
    api.at += 30
    board = api.ok("GET", api.board)
    assert (board["name"], "project" in board) == ("Board", False)


def test_a_team_takes_its_projects_with_it() -> None:
    api = Api()
    other = other_team(api)
    path = other.project()
    assert api.send("DELETE", other.path.removesuffix("/projects")).status == 204
    assert api.send("GET", path).status == 404
    assert api.send("POST", "/v2/boards", {"projectId": path.rpartition("/")[2]}).status == 404


def test_projects_can_be_seeded_with_members_and_boards() -> None:
    api = Api()
    project = {"id": "88", "name": "Launch", "teamAccess": "view", "members": [{"email": BOB, "role": "editor"}]}
    (board,) = api.world.seed({"organization": {"projects": [project]}, "boards": [{"name": "B", "projectId": "88"}]})
    assert board["project"] == {"id": "88"}
    path = f"{Team(api).path}/88"
    assert api.ok("GET", f"{path}/settings")["sharingPolicySettings"]["teamAccess"] == "view"
    assert [each["role"] for each in api.ok("GET", f"{path}/members")["data"]] == ["owner", "editor"]
    with pytest.raises(ValueError, match="there is a project 88 already"):
        api.world.seed({"organization": {"projects": [project]}, "boards": []})
