"""The official Python client, unchanged, on team members, settings, projects, sessions and the revocation of tokens."""

import warnings

import pytest
from official_client import OF_TEAMS, Official

from miro_async.emulator import Emulator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own imports warn on a current Python
    from miro_api import exceptions
    from miro_api.models import (
        AddProjectMemberRequest,
        CreateProjectRequest,
        RevokeTokenRequest,
        TeamMemberChanges,
        TeamMemberInvite,
        TeamSettingsChanges,
        UpdateProjectMemberRequest,
        UpdateProjectRequest,
        UpdateProjectSettingsRequest,
    )

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def members(client: Official, at: tuple[str, str], email: str) -> None:
    member = client.enterprise_invite_team_member(*at, TeamMemberInvite(email=email))
    assert (member.role, member.team_id) == ("member", at[1])
    assert client.enterprise_get_team_members(*at, limit=1).size == 1
    assert [each.id for each in client.get_all_enterprise_team_members(*at, limit=1)][-1] == member.id
    changed = client.enterprise_update_team_member(*at, member.id, TeamMemberChanges(role="admin"))
    assert changed == client.enterprise_get_team_member(*at, member.id)
    client.enterprise_delete_team_member(*at, member.id)
    with pytest.raises(exceptions.NotFoundException):
        client.enterprise_get_team_member(*at, member.id)


def settings(client: Official, at: tuple[str, str]) -> None:
    assert client.enterprise_get_default_team_settings(at[0]).team_id is None
    change = {"teamSharingPolicySettings": {"defaultBoardAccess": "edit", "allowListedDomains": ["a.example"]}}
    changed = client.enterprise_update_team_settings(*at, TeamSettingsChanges.from_dict(change))
    assert changed == client.enterprise_get_team_settings(*at)
    assert changed.team_sharing_policy_settings.allow_listed_domains == ["a.example"]


def projects(client: Official, at: tuple[str, str], email: str) -> None:
    project = (*at, client.enterprise_create_project(*at, CreateProjectRequest(name="P")).id)
    assert client.enterprise_update_project(*project, UpdateProjectRequest(name="Q")).name == "Q"
    assert client.enterprise_get_projects(*at).data == [client.enterprise_get_project(*project)]
    shared = UpdateProjectSettingsRequest.from_dict({"sharingPolicySettings": {"teamAccess": "view"}})
    changed = client.enterprise_update_project_settings(*project, shared)
    assert changed == client.enterprise_get_project_settings(*project)
    assert changed.sharing_policy_settings.team_access == "view"
    added = AddProjectMemberRequest.from_dict({"email": email, "role": "viewer"})
    member = (*project, client.enterprise_add_project_member(*project, added).id)
    editor = client.enterprise_update_project_member(*member, UpdateProjectMemberRequest.from_dict({"role": "editor"}))
    assert editor == client.enterprise_get_project_member(*member)
    assert client.enterprise_get_project_members(*project).data[-1] == editor
    client.enterprise_delete_project_member(*member)
    client.enterprise_delete_project(*project)
    with pytest.raises(exceptions.NotFoundException):
        client.enterprise_get_project(*project)


def tokens(client: Official, emulator: Emulator) -> None:
    first, second = emulator.world.issue_token(), emulator.world.issue_token()
    client.revoke_token(first.value)
    secrets = {"accessToken": second.value, "clientId": second.app_id, "clientSecret": "s"}
    client.revoke_token_v2(RevokeTokenRequest.from_dict(secrets))
    with pytest.raises(exceptions.NotFoundException):
        client.revoke_token_v2(RevokeTokenRequest.from_dict(secrets))


def test_every_covered_method(miro_emulator: Emulator) -> None:
    client = Official(miro_emulator)
    at = (miro_emulator.world.organization_id, miro_emulator.world.token.team_id)
    (user,) = miro_emulator.world.seed_members(1)
    members(client, at, user["email"])
    settings(client, at)
    projects(client, at, user["email"])
    client.enterprise_post_user_sessions_reset(user["email"])
    tokens(client, miro_emulator)
    assert client.called == OF_TEAMS
