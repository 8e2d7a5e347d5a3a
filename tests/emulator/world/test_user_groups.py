"""User groups of the emulated organization, their members, and the teams, boards and projects they are part of."""

from typing import Any

import pytest
from witness import load, schema_of, validate
from world_api import Answer, Api

from miro_async.emulator.world import Settings

ROLES = ("VIEWER", "COMMENTER", "EDITOR")


def organization(api: Api) -> str:
    return f"/v2/orgs/{api.world.organization_id}"


def group(api: Api, name: str = "Product") -> str:
    """The path of a new user group."""
    made = api.ok("POST", f"{organization(api)}/groups", {"name": name})
    return f"{organization(api)}/groups/{made['id']}"


def id_of(path: str) -> str:
    return path.rpartition("/")[2]


def users(api: Api, count: int) -> list[Any]:
    return api.world.seed_members(count)


def change(api: Api, path: str, **body: list[str]) -> Answer:
    return api.send("PATCH", f"{path}/members", body)


def ids(api: Api, path: str) -> list[str]:
    return [entry["id"] for entry in api.ok("GET", path)["data"]]


def place(api: Api, kind: str) -> str:
    """The path of the user groups of a team, of a board or of a project."""
    if kind == "boards":
        return f"{organization(api)}/boards/{api.board_id}/groups"
    team = api.ok("POST", f"{organization(api)}/teams", {"name": "Design"})["id"]
    if kind == "teams":
        return f"{organization(api)}/teams/{team}/groups"
    project = api.ok("POST", f"{organization(api)}/teams/{team}/projects", {"name": "Launch"})["id"]
    return f"{organization(api)}/projects/{project}/groups"


# --- user groups ------------------------------------------------------------------------------------------------------


def test_a_user_group_is_made_changed_and_deleted() -> None:
    api = Api()
    path = f"{organization(api)}/groups"
    answer = api.send("POST", path, {"name": "Product", "description": "Who makes it"})
    assert answer.status == 201
    made = answer.json
    assert made == {"id": made["id"], "name": "Product", "description": "Who makes it", "type": "user-group"}
    assert api.ok("PATCH", f"{path}/{made['id']}", {"description": "x"}) == made | {"description": "x"}
    assert api.ok("PATCH", f"{path}/{made['id']}", {}) == api.ok("GET", f"{path}/{made['id']}")
    assert api.ok("GET", path) == {
        "limit": 100, "size": 1, "data": [made | {"description": "x"}], "type": "cursor-list",
    }  # fmt: skip
    assert api.send("DELETE", f"{path}/{made['id']}").status == 204
    for method in ("GET", "DELETE"):
        assert api.send(method, f"{path}/{made['id']}").status == 404


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 61}, {"name": "x", "description": "y" * 301}, []])
def test_a_wrong_user_group_is_refused(body: Any) -> None:
    api = Api()
    assert api.send("POST", f"{organization(api)}/groups", body).status == 400
    assert ids(api, f"{organization(api)}/groups") == []


def test_no_two_user_groups_have_one_name() -> None:
    api = Api()
    first, second = group(api, "First"), group(api, "Second")
    assert api.send("POST", f"{organization(api)}/groups", {"name": "First"}).status == 409
    assert api.send("PATCH", second, {"name": "First"}).status == 409
    assert api.ok("PATCH", first, {"name": "First"})["name"] == "First"


# --- members ----------------------------------------------------------------------------------------------------------


def test_a_member_joins_by_address_and_leaves_by_id() -> None:
    api = Api()
    path, (user,) = group(api), users(api, 1)
    answer = api.send("POST", f"{path}/members", {"email": user["email"].upper()})
    assert (answer.status, answer.json) == (
        201,
        {"id": user["id"], "email": user["email"], "type": "user-group-member"},
    )
    assert api.ok("GET", f"{path}/members/{user['id']}") == answer.json
    assert api.ok("GET", f"{path}/members")["data"] == [answer.json]
    assert api.send("POST", f"{path}/members", {"email": user["email"]}).status == 409
    assert api.send("DELETE", f"{path}/members/{user['id']}").status == 204
    for method in ("GET", "DELETE"):
        assert api.send(method, f"{path}/members/{user['id']}").status == 404
    assert ids(api, f"{path}/members") == []


@pytest.mark.parametrize("status", [400, 404])
def test_nobody_of_the_organization_joins(status: Any) -> None:
    api = Api(Settings(unknown_user_status=status))
    path = group(api)
    assert api.send("POST", f"{path}/members", {"email": "nobody@x.example"}).status == status
    api.ok("POST", f"{api.board}/members", {"emails": ["guest@x.example"]})  # on a board, not of the organization
    assert api.send("POST", f"{path}/members", {"email": "guest@x.example"}).status == status


def test_many_join_and_leave_at_once_by_id_or_address() -> None:
    api = Api()
    path, (ann, bob, cid) = group(api), users(api, 3)
    change(api, path, membersToAdd=[ann["id"], cid["id"]])
    answer = change(api, path, membersToAdd=[bob["email"].upper()], membersToRemove=[ann["id"], cid["email"]])
    assert answer.status == 207
    assert [(entry["operation"], entry["status"]) for entry in answer.json] == [
        ("addMembers", 200), ("removeMembers", 200),
    ]  # fmt: skip
    assert [[user["id"] for user in entry["affectedUsers"]] for entry in answer.json] == [
        [bob["id"]], [ann["id"], cid["id"]],
    ]  # fmt: skip
    assert ids(api, f"{path}/members") == [bob["id"]]


def test_who_cannot_join_or_leave_is_said_beside_those_who_can() -> None:
    api = Api()
    path, (ann, bob) = group(api), users(api, 2)
    answer = change(api, path, membersToAdd=[ann["id"], "7", "x@x.example"], membersToRemove=[bob["id"]])
    assert [(entry["operation"], entry["status"]) for entry in answer.json] == [
        ("addMembers", 200), ("addMembers", 400), ("removeMembers", 400),
    ]  # fmt: skip
    error = answer.json[1]["error"]
    assert (error["status"], error["code"], error["type"]) == (400, "invalidParameters", "error")
    assert "7, x@x.example" in error["message"]
    assert ids(api, f"{path}/members") == [ann["id"]]


def test_who_is_in_or_out_already_is_as_the_settings_say() -> None:
    for settings, statuses in (
        (Settings(), [200, 400]),
        (Settings(group_member_again="failed", group_stranger_removed="ignored"), [400, 200]),
    ):
        api = Api(settings)
        path, (ann, bob) = group(api), users(api, 2)
        change(api, path, membersToAdd=[ann["id"]])
        answer = change(api, path, membersToAdd=[ann["id"]], membersToRemove=[bob["id"]])
        assert [entry["status"] for entry in answer.json] == statuses
        assert ids(api, f"{path}/members") == [ann["id"]]


@pytest.mark.parametrize("status", [400, 413])
def test_at_most_500_join_and_leave_at_once(status: Any) -> None:
    api = Api(Settings(too_many_group_changes_status=status))
    path, found = group(api), users(api, 250)
    some = [user["id"] for user in found]
    assert change(api, path, membersToAdd=some, membersToRemove=[*some, "1"]).status == status
    assert ids(api, f"{path}/members") == []
    assert change(api, path, membersToAdd=some, membersToRemove=some[1:]).status == 207
    assert ids(api, f"{path}/members") == some[:1]


def test_a_change_of_members_costs_by_the_user() -> None:
    api = Api()
    path = group(api)
    request = api.request("PATCH", f"{path}/members", {"membersToAdd": ["1"] * 10, "membersToRemove": ["2"] * 5})
    route = api.world.route(request)
    assert route is not None
    assert api.world.credits(route, request) == 750  # the example of Miro's reference


# --- teams ------------------------------------------------------------------------------------------------------------


def test_a_user_group_joins_a_team_and_leaves_it() -> None:
    api = Api()
    path, of_team = group(api), place(api, "teams")
    team = of_team.split("/")[-2]
    body = {"userGroupId": id_of(path), "role": "member"}
    answer = api.send("POST", of_team, body)
    expected = {"id": id_of(path), "role": "member", "type": "team-user-group"}
    assert (answer.status, answer.json) == (201, expected)
    assert api.ok("GET", f"{of_team}/{id_of(path)}") == expected
    assert api.ok("GET", of_team)["data"] == [expected]
    assert api.ok("GET", f"{path}/teams")["data"] == [{"id": team, "role": "member", "type": "user-group-team"}]
    assert api.ok("GET", f"{path}/teams/{team}") == api.ok("GET", f"{path}/teams")["data"][0]
    assert api.send("POST", of_team, body).status == 409
    assert api.send("DELETE", f"{of_team}/{id_of(path)}").status == 204
    assert ids(api, of_team) == ids(api, f"{path}/teams") == []
    for method, gone in (("GET", f"{of_team}/{id_of(path)}"), ("DELETE", f"{of_team}/{id_of(path)}")):
        assert api.send(method, gone).status == 404
    assert api.send("GET", f"{path}/teams/{team}").status == 404


def test_a_team_that_is_deleted_is_in_no_list() -> None:
    api = Api()
    path, of_team = group(api), place(api, "teams")
    api.ok("POST", of_team, {"userGroupId": id_of(path), "role": "member"})
    api.ok("DELETE", of_team.removesuffix("/groups"))
    assert ids(api, f"{path}/teams") == []
    assert api.send("GET", of_team).status == 404


# --- boards and projects ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["boards", "projects"])
def test_a_place_is_shared_with_user_groups(kind: str) -> None:
    api = Api()
    first, second, shared = group(api, "First"), group(api, "Second"), place(api, kind)
    both = [id_of(first), id_of(second)]
    answer = api.send("POST", shared, {"userGroupIds": both, "role": "EDITOR"})
    assert (answer.status, answer.json) == (
        200,
        {"id": both[0], "role": "EDITOR", "type": f"{kind.removesuffix('s')}-user-group"},
    )
    assert api.ok("POST", shared, {"userGroupIds": both[1:], "role": "VIEWER"})["id"] == both[1]
    assert [(entry["id"], entry["role"]) for entry in api.ok("GET", shared)["data"]] == [
        (both[0], "EDITOR"), (both[1], "VIEWER"),
    ]  # fmt: skip
    assert api.send("DELETE", f"{shared}/{both[0]}").status == 204
    assert api.send("DELETE", f"{shared}/{both[0]}").status == 404
    api.ok("DELETE", second)
    assert ids(api, shared) == []


@pytest.mark.parametrize("kind", ["boards", "projects"])
def test_an_unknown_user_group_shares_nothing(kind: str) -> None:
    api = Api()
    path, shared = group(api), place(api, kind)
    answer = api.send("POST", shared, {"userGroupIds": [id_of(path), "7"], "role": "EDITOR"})
    assert (answer.status, answer.fields) == (400, [("userGroupIds[1]", "User group not found")])
    assert ids(api, shared) == []
    wrong: list[Any] = [{"userGroupIds": [], "role": "EDITOR"}, {"userGroupIds": [id_of(path)], "role": "OWNER"}, {}]
    for body in wrong:
        assert api.send("POST", shared, body).status == 400


@pytest.mark.parametrize("kind", ["teams", "boards", "projects"])
def test_what_is_not_there_has_no_user_groups(kind: str) -> None:
    api = Api()
    path = group(api)
    body = {"role": "VIEWER", "userGroupIds": [id_of(path)]}
    for method, url in (("GET", "7/groups"), ("POST", "7/groups"), ("DELETE", f"7/groups/{id_of(path)}")):
        answer = api.send(method, f"{organization(api)}/{kind}/{url}", *([body] if method == "POST" else []))
        assert answer.status == 404, (method, answer)


# --- all of them ------------------------------------------------------------------------------------------------------


def test_every_list_comes_by_cursor() -> None:
    api = Api()
    path = group(api)
    for number in range(5):
        group(api, f"Group {number}")
    change(api, path, membersToAdd=[user["id"] for user in users(api, 5)])
    everybody = ids(api, f"{organization(api)}/groups")
    for kind in ("boards", "projects"):
        shared = place(api, kind)
        api.ok("POST", shared, {"userGroupIds": everybody, "role": "VIEWER"})
        assert walked(api, shared) == everybody
    of_team = place(api, "teams")
    for each in everybody:
        api.ok("POST", of_team, {"userGroupId": each, "role": "member"})
    assert walked(api, of_team) == everybody
    assert walked(api, f"{organization(api)}/groups") == everybody
    assert walked(api, f"{path}/members") == ids(api, f"{path}/members")
    assert len(ids(api, f"{path}/members")) == 5


def walked(api: Api, path: str) -> list[str]:
    """The ids of a list, two a page."""
    page = api.ok("GET", path, limit="2")
    found = [entry["id"] for entry in page["data"]]
    while "cursor" in page:
        page = api.ok("GET", path, limit="2", cursor=page["cursor"])
        assert 0 < len(page["data"]) <= 2
        found += [entry["id"] for entry in page["data"]]
    return found


def test_lists_lag_and_reads_by_id_do_not() -> None:
    api = Api()
    path, (ann, bob) = group(api), users(api, 2)
    change(api, path, membersToAdd=[ann["id"]])
    api.at += 1
    api.world.list_lag = 5
    change(api, path, membersToAdd=[bob["id"]])
    new = group(api, "New")
    change(api, new, membersToAdd=[ann["id"]])
    assert ids(api, f"{path}/members") == [ann["id"]]
    assert ids(api, f"{new}/members") == []
    assert ids(api, f"{organization(api)}/groups") == [id_of(path)]
    assert api.ok("GET", f"{path}/members/{bob['id']}")["id"] == bob["id"]
    api.at += 6
    assert ids(api, f"{path}/members") == [ann["id"], bob["id"]]
    assert ids(api, f"{new}/members") == [ann["id"]]


def test_another_organization_is_not_the_tokens() -> None:
    api = Api()
    path = group(api)
    for ours in (f"{organization(api)}/groups", path, f"{path}/members", f"{path}/teams", place(api, "boards")):
        theirs = ours.replace(organization(api), "/v2/orgs/7")
        assert (api.send("GET", ours).status, api.send("GET", theirs).status) == (200, 404)


def test_every_success_fits_the_schema_of_its_operation() -> None:
    api = Api()
    document = load("miro-openapi.json")  # as it is: what it calls a group is a group of users
    path, (ann, _) = group(api), users(api, 2)
    base, of_team = organization(api), place(api, "teams")
    team, project = of_team.split("/")[-2], place(api, "projects")
    share = {"userGroupIds": [id_of(path)], "role": "COMMENTER"}
    checks: list[tuple[str, str, str, Any]] = [
        ("enterprise-create-group", "POST", f"{base}/groups", {"name": "Other"}),
        ("enterprise-get-groups", "GET", f"{base}/groups", None),
        ("enterprise-get-group", "GET", path, None),
        ("enterprise-update-group", "PATCH", path, {"name": "Changed"}),
        ("enterprise-create-group-member", "POST", f"{path}/members", {"email": ann["email"]}),
        ("enterprise-get-group-members", "GET", f"{path}/members", None),
        ("enterprise-get-group-member", "GET", f"{path}/members/{ann['id']}", None),
        ("enterprise-teams-create-group", "POST", of_team, {"userGroupId": id_of(path), "role": "member"}),
        ("enterprise-teams-get-groups", "GET", of_team, None),
        ("enterprise-teams-get-group", "GET", f"{of_team}/{id_of(path)}", None),
        ("enterprise-groups-get-teams", "GET", f"{path}/teams", None),
        ("enterprise-groups-get-team", "GET", f"{path}/teams/{team}", None),
        ("enterprise-boards-create-group", "POST", place(api, "boards"), share),
        ("enterprise-boards-get-groups", "GET", place(api, "boards"), None),
        ("enterprise-project-create-group", "POST", project, share),
        ("enterprise-projects-get-groups", "GET", project, None),
    ]
    for operation, method, url, body in checks:
        answer = api.send(method, url, *([] if body is None else [body]))
        validate(document, schema_of(document, operation, answer.status), answer.json)


def test_the_outcomes_of_a_change_of_members_fit_their_schemas() -> None:
    """The description's list is a choice of objects without required fields: each fits both, so each is named."""
    api = Api()
    document = load("miro-openapi.json")
    path, (ann, bob) = group(api), users(api, 2)
    answer = change(api, path, membersToAdd=[ann["id"], "7"], membersToRemove=[bob["id"]])
    for entry in answer.json:
        name = "Success" if entry["status"] == 200 else "Error"
        schema = document["components"]["schemas"][f"UpdateUserGroupMembersResult{name}"]
        validate(document, {**schema, "additionalProperties": False}, entry)
