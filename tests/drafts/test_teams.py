"""Members, settings, projects and revocations: built flat, and refused before anything is sent."""

from collections.abc import Callable
from typing import Any

import pytest

from miro_async import drafts, endpoints
from miro_async.endpoints import Call
from miro_async.errors import InvalidArgument
from miro_async.models import ProjectMemberUpdate, ProjectUpdate, TeamMemberUpdate


def test_everything_that_can_be_set_for_a_team() -> None:
    settings = drafts.team_settings(
        account_discovery="request", co_owner_role="disabled", copy_access="team_editors",
        copy_limitation="team_members", external_users="not_allowed", inviters="only_org_admins",
        allowed_domains=["a.example", "b.example"], restrict_domains="enabled", asset_creators="admins",
        board_access="comment", board_sharing="owner_and_coowners", organization_access="view", project_access="view",
        move_boards="not_allowed", sharing_on_team="allowed", sharing_on_organization="allowed_with_editing",
        sharing_by_link="not_allowed",
    )  # fmt: skip
    assert settings.to_dict() == {
        "teamAccountDiscoverySettings": {"accountDiscovery": "request"},
        "teamCollaborationSettings": {"coOwnerRole": "disabled"},
        "teamCopyAccessLevelSettings": {
            "copyAccessLevel": "team_editors", "copyAccessLevelLimitation": "team_members",
        },
        "teamInvitationSettings": {"inviteExternalUsers": "not_allowed", "whoCanInvite": "only_org_admins"},
        "teamSharingPolicySettings": {
            "allowListedDomains": ["a.example", "b.example"], "restrictAllowedDomains": "enabled",
            "createAssetAccessLevel": "admins", "defaultBoardAccess": "comment",
            "defaultBoardSharingAccess": "owner_and_coowners", "defaultOrganizationAccess": "view",
            "defaultProjectAccess": "view", "moveBoardToAccount": "not_allowed", "sharingOnAccount": "allowed",
            "sharingOnOrganization": "allowed_with_editing", "sharingViaPublicLink": "not_allowed",
        },
    }  # fmt: skip


def test_what_is_not_set_is_not_sent() -> None:
    assert drafts.team_settings().to_dict() == drafts.project_settings().to_dict() == {}
    assert drafts.team_settings(inviters="admins").to_dict() == {"teamInvitationSettings": {"whoCanInvite": "admins"}}
    assert drafts.team_settings(allowed_domains=[]).to_dict() == {
        "teamSharingPolicySettings": {"allowListedDomains": []}
    }
    assert drafts.team_member("a@b.example").to_dict() == {"email": "a@b.example"}


WRONG: list[tuple[str, Callable[[], Call[Any]]]] = [
    ("name", lambda: endpoints.projects.create("1", "2", body=drafts.project(""))),
    ("name", lambda: endpoints.projects.update("1", "2", "3", body=ProjectUpdate(name="x" * 61))),
    ("email", lambda: endpoints.team_members.invite("1", "2", body=drafts.team_member("nobody"))),
    ("email", lambda: endpoints.project_members.add("1", "2", "3", body=drafts.project_member("a@b\n", "owner"))),
    ("role", lambda: endpoints.team_members.invite("1", "2", body=drafts.team_member("a@b", role=any_("non_team")))),
    ("role", lambda: endpoints.team_members.update("1", "2", "3", body=TeamMemberUpdate(role=any_("owner")))),
    ("role", lambda: endpoints.project_members.update("1", "2", "3", "4", body=ProjectMemberUpdate(role=any_("x")))),
    (
        "sharing_policy_settings.team_access",
        lambda: endpoints.project_settings.update(
            "1", "2", "3", body=drafts.project_settings(team_access=any_("edit"))
        ),
    ),
    (
        "team_sharing_policy_settings.default_project_access",
        lambda: endpoints.team_settings.update("1", "2", body=drafts.team_settings(project_access=any_("edit"))),
    ),
    ("allowed_domains", lambda: endpoints.team_settings.update("1", "2", body=one_domain("a.example"))),
    ("email", lambda: endpoints.sessions.reset(email=" ")),
    ("email", endpoints.sessions.reset),
]


def any_(value: str) -> Any:
    return value


def one_domain(domain: str) -> Any:
    return drafts.team_settings(allowed_domains=domain)


@pytest.mark.parametrize(("field", "make"), WRONG)
def test_what_the_service_would_refuse_is_not_sent(field: str, make: Callable[[], Call[Any]]) -> None:
    with pytest.raises(InvalidArgument) as raised:
        make()
    assert raised.value.field == field


def test_an_address_that_is_none_is_said_in_words() -> None:
    with pytest.raises(InvalidArgument, match="email: expected an e-mail address"):
        endpoints.team_members.invite("1", "2", body=drafts.team_member("nobody"))
