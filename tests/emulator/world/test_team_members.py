from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings

BOB = "bob@emulated.example"


def base(api: Api) -> str:
    return f"/v2/orgs/{api.world.organization_id}/teams/{api.world.token.team_id}"


def bob(api: Api) -> str:
    """A user of the organization."""
    api.world.seed({"boards": [], "organization": {"members": [{"email": BOB}]}})
    user_id: str = api.ok("GET", f"/v2/orgs/{api.world.organization_id}/members", emails=BOB)[0]["id"]
    return user_id


def test_a_member_is_invited_given_a_role_and_removed() -> None:
    api = Api()
    user, path = bob(api), f"{base(api)}/members"
    api.at += 60
    answer = api.send("POST", path, {"email": BOB})
    assert answer.status == 201
    assert answer.json == {
        "id": user,
        "role": "member",
        "createdAt": "2026-05-20T06:39:21Z",
        "createdBy": api.world.token.user_id,
        "modifiedAt": "2026-05-20T06:39:21Z",
        "modifiedBy": api.world.token.user_id,
        "teamId": api.world.token.team_id,
        "type": "team-member",
    }
    api.at += 60
    changed = api.ok("PATCH", f"{path}/{user}", {"role": "admin"})
    assert (changed["role"], changed["createdAt"], changed["modifiedAt"]) == (
        "admin", "2026-05-20T06:39:21Z", "2026-05-20T06:40:21Z",
    )  # fmt: skip
    assert api.ok("GET", f"{path}/{user}") == changed
    assert api.send("DELETE", f"{path}/{user}").status == 204
    for method in ("GET", "DELETE"):
        assert api.send(method, f"{path}/{user}").status == 404


def test_members_come_by_cursor_and_by_role() -> None:
    api = Api()
    path = f"{base(api)}/members"
    added = api.world.seed_members(4)
    for number, member in enumerate(added):
        api.ok("POST", path, {"email": member["email"], "role": "admin" if number == 0 else "member"})
    page = api.ok("GET", path, limit="3")
    rest = api.ok("GET", path, limit="3", cursor=page["cursor"])
    ids = [api.world.token.user_id, *(member["id"] for member in added)]
    assert [member["id"] for member in page["data"] + rest["data"]] == ids
    assert [member["id"] for member in api.ok("GET", path, role="admin")["data"]] == ids[:2]
    assert api.ok("GET", path, role="non_team")["data"] == []
    other = api.ok("POST", f"/v2/orgs/{api.world.organization_id}/teams", {"name": "Other"})["id"]
    theirs = api.ok("GET", f"/v2/orgs/{api.world.organization_id}/teams/{other}/members")["data"]
    assert [(member["id"], member["role"], member["teamId"]) for member in theirs] == [(ids[0], "admin", other)]


def test_a_team_begins_with_who_created_it_or_empty() -> None:
    api = Api(Settings(team_creator_joins=False))
    other = api.ok("POST", f"/v2/orgs/{api.world.organization_id}/teams", {"name": "Other"})["id"]
    assert api.ok("GET", f"/v2/orgs/{api.world.organization_id}/teams/{other}/members")["data"] == []


@pytest.mark.parametrize("body", [{}, {"email": ""}, {"email": BOB, "role": "non_team"}, {"email": BOB, "x": 1}, []])
def test_a_wrong_invitation_is_refused(body: Any) -> None:
    api = Api()
    bob(api)
    assert api.send("POST", f"{base(api)}/members", body).status == 400
    assert len(api.ok("GET", f"{base(api)}/members")["data"]) == 1


@pytest.mark.parametrize("status", [400, 404])
def test_only_users_of_the_organization_join(status: Any) -> None:
    api = Api(Settings(unknown_user_status=status))
    path = f"{base(api)}/members"
    assert api.send("POST", path, {"email": BOB}).status == status
    api.ok("POST", f"{api.board}/members", {"emails": [BOB]})  # known now, and yet nobody of the organization
    assert api.send("POST", path, {"email": BOB}).status == status


def test_inviting_again_is_refused_or_changes_the_role() -> None:
    api = Api()
    bob(api)
    path = f"{base(api)}/members"
    api.ok("POST", path, {"email": BOB})
    assert api.send("POST", path, {"email": BOB, "role": "admin"}).status == 409
    api.world.settings.joined_again = "updated"
    assert api.ok("POST", path, {"email": BOB, "role": "admin"})["role"] == "admin"
    assert api.ok("POST", path, {"email": BOB})["role"] == "admin"


def test_the_last_admin_stays_unless_the_settings_let_go() -> None:
    api = Api()
    path = f"{base(api)}/members/{api.world.token.user_id}"
    for answer in (api.send("PATCH", path, {"role": "member"}), api.send("DELETE", path)):
        assert (answer.status, answer.json["code"]) == (409, "conflict")
    api.world.settings.last_admin_status = 200
    assert api.ok("PATCH", path, {"role": "member"})["role"] == "member"
    assert api.send("DELETE", path).status == 204


def test_a_team_that_is_gone_comes_back_empty() -> None:
    api = Api(Settings(last_team_status=204, used_team_status=204))
    api.ok("PATCH", f"{base(api)}/settings", {"teamCollaborationSettings": {"coOwnerRole": "disabled"}})
    assert api.send("DELETE", base(api)).status == 204
    assert api.send("GET", f"{base(api)}/members").status == 404
    api.world.seed({"boards": [], "organization": {"teams": [{"id": api.world.token.team_id, "name": "Again"}]}})
    assert api.ok("GET", f"{base(api)}/members")["data"] == []
    settings = api.ok("GET", f"{base(api)}/settings")
    assert settings["teamCollaborationSettings"] == {"coOwnerRole": "enabled"}


def test_settings_of_a_team_begin_with_the_default_and_change_one_by_one() -> None:
    api = Api()
    path = f"{base(api)}/settings"
    default = api.ok("GET", f"/v2/orgs/{api.world.organization_id}/default_teams_settings")
    assert (default["type"], default["organizationId"], "teamId" in default) == (
        "team-settings", api.world.organization_id, False,
    )  # fmt: skip
    assert api.ok("GET", path) == default | {"teamId": api.world.token.team_id}
    change = {
        "teamSharingPolicySettings": {"allowListedDomains": ["a.example"], "defaultBoardAccess": "edit"},
        "teamInvitationSettings": {"whoCanInvite": "admins"},
    }
    changed = api.ok("PATCH", path, change)
    assert changed["teamSharingPolicySettings"] == default["teamSharingPolicySettings"] | {
        "allowListedDomains": ["a.example"], "defaultBoardAccess": "edit",
    }  # fmt: skip
    assert changed["teamInvitationSettings"] == {"inviteExternalUsers": "allowed", "whoCanInvite": "admins"}
    assert api.ok("PATCH", path, {"teamInvitationSettings": {}}) == changed == api.ok("GET", path)
    assert api.ok("GET", f"/v2/orgs/{api.world.organization_id}/default_teams_settings") == default


@pytest.mark.parametrize(
    "body",
    [
        {"teamAccountDiscoverySettings": {"accountDiscovery": "invited"}},
        {"teamSharingPolicySettings": {"allowListedDomains": "a.example"}},
        {"teamSharingPolicySettings": {"allowListedDomains": [1]}},
        {"teamSharingPolicySettings": None},
        {"teamId": "1"},
    ],
)
def test_wrong_settings_are_refused(body: Any) -> None:
    api = Api()
    before = api.ok("GET", f"{base(api)}/settings")
    assert api.send("PATCH", f"{base(api)}/settings", body).status == 400
    assert api.ok("GET", f"{base(api)}/settings") == before
