"""What is set for a team (Enterprise plan). Facts: Miro's OpenAPI description."""

from typing import Literal

from msgspec import UNSET, UnsetType

from miro_async.models._base import ReadModel, WriteModel
from miro_async.models.projects import ProjectAccess

__all__ = [
    "AccountDiscovery",
    "AssetCreators",
    "CopyAccess",
    "CopyLimitation",
    "DefaultAccess",
    "DefaultSharing",
    "DomainRestriction",
    "Inviters",
    "SharingBeyond",
    "Switch",
    "TeamAccountDiscovery",
    "TeamAccountDiscoveryWrite",
    "TeamCollaboration",
    "TeamCollaborationWrite",
    "TeamCopyAccess",
    "TeamCopyAccessWrite",
    "TeamInvitations",
    "TeamInvitationsWrite",
    "TeamSettings",
    "TeamSettingsUpdate",
    "TeamSharing",
    "TeamSharingWrite",
    "Toleration",
]

AccountDiscovery = Literal["hidden", "request", "join"]
AssetCreators = Literal["company_admins", "admins", "all_members"]
CopyAccess = Literal["anyone", "team_members", "team_editors", "board_owner"]
CopyLimitation = Literal["anyone", "team_members"]
DefaultAccess = Literal["private", "view", "comment", "edit"]
DefaultSharing = Literal["team_members_with_editing_rights", "owner_and_coowners"]
DomainRestriction = Literal["enabled", "enabled_with_external_user_access", "disabled"]
Inviters = Literal["only_org_admins", "admins", "all_members"]
SharingBeyond = Literal["allowed", "allowed_with_editing", "not_allowed"]
Switch = Literal["enabled", "disabled"]
Toleration = Literal["allowed", "not_allowed"]


class TeamAccountDiscovery(ReadModel):
    """Who of the organization can find the team and join it."""

    account_discovery: AccountDiscovery | str | None = None


class TeamCollaboration(ReadModel):
    """Whether boards and projects of the team may have co-owners."""

    co_owner_role: Switch | str | None = None


class TeamCopyAccess(ReadModel):
    """Who may copy what lies on the team's boards, and to whom that may be given at most."""

    copy_access_level: CopyAccess | str | None = None
    copy_access_level_limitation: CopyLimitation | str | None = None


class TeamInvitations(ReadModel):
    """Who may invite to the team, and whether outsiders may be."""

    invite_external_users: Toleration | str | None = None
    who_can_invite: Inviters | str | None = None


class TeamSharing(ReadModel):
    """With whom the team's boards and projects may be shared, and how they are at first."""

    allow_listed_domains: tuple[str, ...] = ()
    create_asset_access_level: AssetCreators | str | None = None
    default_board_access: DefaultAccess | str | None = None
    default_board_sharing_access: DefaultSharing | str | None = None
    default_organization_access: DefaultAccess | str | None = None
    default_project_access: ProjectAccess | str | None = None
    move_board_to_account: Toleration | str | None = None
    restrict_allowed_domains: DomainRestriction | str | None = None
    sharing_on_account: Toleration | str | None = None
    sharing_on_organization: SharingBeyond | str | None = None
    sharing_via_public_link: SharingBeyond | str | None = None


class TeamSettings(ReadModel):
    """The settings of a team, or those that a new team begins with: these have no team."""

    type: str | None = None
    organization_id: str | None = None
    team_id: str | None = None
    team_account_discovery_settings: TeamAccountDiscovery = TeamAccountDiscovery()
    team_collaboration_settings: TeamCollaboration = TeamCollaboration()
    team_copy_access_level_settings: TeamCopyAccess = TeamCopyAccess()
    team_invitation_settings: TeamInvitations = TeamInvitations()
    team_sharing_policy_settings: TeamSharing = TeamSharing()


class TeamAccountDiscoveryWrite(WriteModel):
    """Who of the organization can find the team and join it."""

    account_discovery: AccountDiscovery | UnsetType = UNSET


class TeamCollaborationWrite(WriteModel):
    """Whether boards and projects of the team may have co-owners."""

    co_owner_role: Switch | UnsetType = UNSET


class TeamCopyAccessWrite(WriteModel):
    """Who may copy what lies on the team's boards, and to whom that may be given at most."""

    copy_access_level: CopyAccess | UnsetType = UNSET
    copy_access_level_limitation: CopyLimitation | UnsetType = UNSET


class TeamInvitationsWrite(WriteModel):
    """Who may invite to the team, and whether outsiders may be."""

    invite_external_users: Toleration | UnsetType = UNSET
    who_can_invite: Inviters | UnsetType = UNSET


class TeamSharingWrite(WriteModel):
    """With whom the team's boards and projects may be shared, and how they are at first."""

    allow_listed_domains: tuple[str, ...] | UnsetType = UNSET
    create_asset_access_level: AssetCreators | UnsetType = UNSET
    default_board_access: DefaultAccess | UnsetType = UNSET
    default_board_sharing_access: DefaultSharing | UnsetType = UNSET
    default_organization_access: DefaultAccess | UnsetType = UNSET
    default_project_access: ProjectAccess | UnsetType = UNSET
    move_board_to_account: Toleration | UnsetType = UNSET
    restrict_allowed_domains: DomainRestriction | UnsetType = UNSET
    sharing_on_account: Toleration | UnsetType = UNSET
    sharing_on_organization: SharingBeyond | UnsetType = UNSET
    sharing_via_public_link: SharingBeyond | UnsetType = UNSET


class TeamSettingsUpdate(WriteModel):
    """What to change in the settings of a team; `miro_async.drafts.team_settings` builds one."""

    team_account_discovery_settings: TeamAccountDiscoveryWrite | UnsetType = UNSET
    team_collaboration_settings: TeamCollaborationWrite | UnsetType = UNSET
    team_copy_access_level_settings: TeamCopyAccessWrite | UnsetType = UNSET
    team_invitation_settings: TeamInvitationsWrite | UnsetType = UNSET
    team_sharing_policy_settings: TeamSharingWrite | UnsetType = UNSET
