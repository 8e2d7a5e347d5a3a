"""What is set for a team: groups of settings, each changed by itself."""

from typing import Any, Final

from miro_async.emulator.world.checks import Array, Fields, checked, one_of, text
from miro_async.emulator.world.directory import Team
from miro_async.emulator.world.state import State

__all__ = ["DEFAULTS", "of", "update"]

_Groups = dict[str, dict[str, Any]]

_TOLERATION = one_of("allowed", "not_allowed")
_SHARING_BEYOND = one_of("allowed", "allowed_with_editing", "not_allowed")
_ACCESS = one_of("private", "view", "comment", "edit")
_CHANGES = Fields(
    {
        "teamAccountDiscoverySettings": Fields({"accountDiscovery": one_of("hidden", "request", "join")}),
        "teamCollaborationSettings": Fields({"coOwnerRole": one_of("enabled", "disabled")}),
        "teamCopyAccessLevelSettings": Fields(
            {
                "copyAccessLevel": one_of("anyone", "team_members", "team_editors", "board_owner"),
                "copyAccessLevelLimitation": one_of("anyone", "team_members"),
            }
        ),
        "teamInvitationSettings": Fields(
            {
                "inviteExternalUsers": _TOLERATION,
                "whoCanInvite": one_of("only_org_admins", "admins", "all_members"),
            }
        ),
        "teamSharingPolicySettings": Fields(
            {
                "allowListedDomains": Array(text()),
                "createAssetAccessLevel": one_of("company_admins", "admins", "all_members"),
                "defaultBoardAccess": _ACCESS,
                "defaultBoardSharingAccess": one_of("team_members_with_editing_rights", "owner_and_coowners"),
                "defaultOrganizationAccess": _ACCESS,
                "defaultProjectAccess": one_of("private", "view"),
                "moveBoardToAccount": _TOLERATION,
                "restrictAllowedDomains": one_of("enabled", "enabled_with_external_user_access", "disabled"),
                "sharingOnAccount": _TOLERATION,
                "sharingOnOrganization": _SHARING_BEYOND,
                "sharingViaPublicLink": _SHARING_BEYOND,
            }
        ),
    }
)

DEFAULTS: Final[_Groups] = {
    "teamAccountDiscoverySettings": {"accountDiscovery": "hidden"},
    "teamCollaborationSettings": {"coOwnerRole": "enabled"},
    "teamCopyAccessLevelSettings": {"copyAccessLevel": "anyone", "copyAccessLevelLimitation": "anyone"},
    "teamInvitationSettings": {"inviteExternalUsers": "allowed", "whoCanInvite": "all_members"},
    "teamSharingPolicySettings": {
        "allowListedDomains": [],
        "createAssetAccessLevel": "all_members",
        "defaultBoardAccess": "private",
        "defaultBoardSharingAccess": "team_members_with_editing_rights",
        "defaultOrganizationAccess": "private",
        "defaultProjectAccess": "private",
        "moveBoardToAccount": "allowed",
        "restrictAllowedDomains": "disabled",
        "sharingOnAccount": "allowed",
        "sharingOnOrganization": "allowed",
        "sharingViaPublicLink": "allowed",
    },
}
"""What a new team begins with."""


def of(state: State, team: Team) -> _Groups:
    """The settings of a team."""
    return state.directory.team_settings.get(team.id, DEFAULTS)


def update(state: State, team: Team, body: object) -> _Groups:
    """Change settings of a team; what is not named stays.

    Raises:
        Refusal: 400 for a wrong body.
    """
    given = checked(body, _CHANGES)
    changed = {name: {**group, **given.get(name, {})} for name, group in of(state, team).items()}
    state.directory.team_settings[team.id] = changed
    return changed
