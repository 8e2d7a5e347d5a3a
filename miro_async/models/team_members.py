"""Members of a team (Enterprise plan). Facts: Miro's OpenAPI description."""

from datetime import datetime
from typing import Literal

from msgspec import UNSET, UnsetType

from miro_async.models._base import Email, ReadModel, WriteModel

__all__ = ["AssignedTeamRole", "TeamMember", "TeamMemberInvite", "TeamMemberUpdate", "TeamRole"]

TeamRole = Literal["member", "admin", "non_team", "team_guest"]
AssignedTeamRole = Literal["member", "admin"]
"""The roles that can be given; the others come about."""


class TeamMember(ReadModel):
    """A member of a team.

    Attributes:
        created_at: when the user was invited.
        created_by: the id of who did it.
    """

    id: str
    type: str | None = None
    team_id: str | None = None
    role: TeamRole | str | None = None
    created_at: datetime | None = None
    created_by: str | None = None
    modified_at: datetime | None = None
    modified_by: str | None = None


class TeamMemberInvite(WriteModel):
    """Whom to take into a team: a user of the organization; `miro_async.drafts.team_member` builds one."""

    email: Email
    role: AssignedTeamRole | UnsetType = UNSET


class TeamMemberUpdate(WriteModel):
    """The role that a member of a team is to have."""

    role: AssignedTeamRole | UnsetType = UNSET
