"""Who belongs to a team or a project, what is set for them, and the end of a token."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import many, unless_empty
from miro_async.models import (
    AccountDiscovery,
    AssetCreators,
    AssignedTeamRole,
    CopyAccess,
    CopyLimitation,
    DefaultAccess,
    DefaultSharing,
    DomainRestriction,
    Inviters,
    ProjectAccess,
    ProjectCreate,
    ProjectMemberAdd,
    ProjectRole,
    ProjectSettingsUpdate,
    ProjectSharingWrite,
    SharingBeyond,
    Switch,
    TeamAccountDiscoveryWrite,
    TeamCollaborationWrite,
    TeamCopyAccessWrite,
    TeamInvitationsWrite,
    TeamMemberInvite,
    TeamSettingsUpdate,
    TeamSharingWrite,
    TokenRevocation,
    Toleration,
)

__all__ = ["project", "project_member", "project_settings", "team_member", "team_settings", "token_revocation"]


def project(name: str) -> ProjectCreate:
    """A project: a name of 1 to 60 characters."""
    return ProjectCreate(name=name)


def project_member(email: str, role: ProjectRole) -> ProjectMemberAdd:
    """A user to take into a project: the address, and what the user may do there."""
    return ProjectMemberAdd(email=email, role=role)


def project_settings(*, team_access: ProjectAccess | UnsetType = UNSET) -> ProjectSettingsUpdate:
    """Settings of a project: whether it is ``private`` to its members, or those in its team may ``view`` it."""
    return ProjectSettingsUpdate(sharing_policy_settings=unless_empty(ProjectSharingWrite(team_access=team_access)))


def team_member(email: str, *, role: AssignedTeamRole | UnsetType = UNSET) -> TeamMemberInvite:
    """A user of the organization to take into a team: the address, and ``member`` or ``admin``."""
    return TeamMemberInvite(email=email, role=role)


def team_settings(
    *,
    account_discovery: AccountDiscovery | UnsetType = UNSET,
    co_owner_role: Switch | UnsetType = UNSET,
    copy_access: CopyAccess | UnsetType = UNSET,
    copy_limitation: CopyLimitation | UnsetType = UNSET,
    external_users: Toleration | UnsetType = UNSET,
    inviters: Inviters | UnsetType = UNSET,
    allowed_domains: Iterable[str] | UnsetType = UNSET,
    restrict_domains: DomainRestriction | UnsetType = UNSET,
    asset_creators: AssetCreators | UnsetType = UNSET,
    board_access: DefaultAccess | UnsetType = UNSET,
    board_sharing: DefaultSharing | UnsetType = UNSET,
    organization_access: DefaultAccess | UnsetType = UNSET,
    project_access: ProjectAccess | UnsetType = UNSET,
    move_boards: Toleration | UnsetType = UNSET,
    sharing_on_team: Toleration | UnsetType = UNSET,
    sharing_on_organization: SharingBeyond | UnsetType = UNSET,
    sharing_by_link: SharingBeyond | UnsetType = UNSET,
) -> TeamSettingsUpdate:
    """Settings of a team to change.

    Args:
        account_discovery: whether others of the organization can find the team: it is ``hidden``, they may
            ``request`` to join, or ``join``.
        co_owner_role: whether boards and projects may have co-owners.
        copy_access: who may copy what lies on new boards.
        copy_limitation: to whom that right may be given at most.
        external_users: whether people outside of the team may be invited.
        inviters: who may invite to the team.
        allowed_domains: the e-mail domains on the list.
        restrict_domains: whether only they are let in.
        asset_creators: who may create boards and projects.
        board_access: what the team may do with a new board.
        board_sharing: who may share a new board.
        organization_access: what the organization may do with a new board.
        project_access: what the team may do with a new project.
        move_boards: whether boards may be moved to the team.
        sharing_on_team: whether boards may be shared with the team.
        sharing_on_organization: whether with the organization.
        sharing_by_link: whether by a public link.

    Raises:
        InvalidArgument: ``allowed_domains`` is one string.
    """
    domains = UNSET if allowed_domains is UNSET else many("allowed_domains", allowed_domains)
    return TeamSettingsUpdate(
        team_account_discovery_settings=unless_empty(TeamAccountDiscoveryWrite(account_discovery=account_discovery)),
        team_collaboration_settings=unless_empty(TeamCollaborationWrite(co_owner_role=co_owner_role)),
        team_copy_access_level_settings=unless_empty(
            TeamCopyAccessWrite(copy_access_level=copy_access, copy_access_level_limitation=copy_limitation)
        ),
        team_invitation_settings=unless_empty(
            TeamInvitationsWrite(invite_external_users=external_users, who_can_invite=inviters)
        ),
        team_sharing_policy_settings=unless_empty(
            TeamSharingWrite(
                allow_listed_domains=domains,
                create_asset_access_level=asset_creators,
                default_board_access=board_access,
                default_board_sharing_access=board_sharing,
                default_organization_access=organization_access,
                default_project_access=project_access,
                move_board_to_account=move_boards,
                restrict_allowed_domains=restrict_domains,
                sharing_on_account=sharing_on_team,
                sharing_on_organization=sharing_on_organization,
                sharing_via_public_link=sharing_by_link,
            )
        ),
    )


def token_revocation(access_token: str, *, client_id: str, client_secret: str) -> TokenRevocation:
    """A token to revoke, with the id and the secret of its app; no repr shows the token or the secret."""
    return TokenRevocation(access_token=access_token, client_id=client_id, client_secret=client_secret)
