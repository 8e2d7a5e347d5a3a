"""Members of a team."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import TeamMember, TeamMemberInvite, TeamMemberUpdate, TeamRole
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["TeamMembers"]


class TeamMembers(Service):
    """Members of a team (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-get-team-members.
    """

    async def invite(self, org_id: str, team_id: str, body: TeamMemberInvite) -> TeamMember:
        """Take a user of the organization into a team. Level 2; scope organizations:teams:write; never repeated."""
        return await self._sender.send(endpoints.team_members.invite(org_id, team_id, body=body))

    def list(
        self,
        org_id: str,
        team_id: str,
        *,
        role: TeamRole | UnsetType = UNSET,
        limit: int = 100,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[TeamMember]:
        """The members of a team. Level 2 a page; scope organizations:teams:read.

        Args:
            org_id: the organization.
            team_id: the team.
            role: only those of this role.
            limit: members a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        row = endpoints.team_members.list
        return Pager(self._sender, row, org_id, team_id, role=role, limit=limit, cursor=cursor)

    async def get(self, org_id: str, team_id: str, member_id: str) -> TeamMember:
        """Read a member. Level 1; scope organizations:teams:read."""
        return await self._sender.send(endpoints.team_members.get(org_id, team_id, member_id))

    async def update(self, org_id: str, team_id: str, member_id: str, body: TeamMemberUpdate) -> TeamMember:
        """Give a member another role. Level 2; scope organizations:teams:write.

        Raises:
            Conflict: the team would have no admin any more.
        """
        return await self._sender.send(endpoints.team_members.update(org_id, team_id, member_id, body=body))

    async def remove(self, org_id: str, team_id: str, member_id: str) -> None:
        """Remove a member from a team. Level 1; scope organizations:teams:write.

        Raises:
            Conflict: the team would have no admin any more.
        """
        await self._sender.send(endpoints.team_members.remove(org_id, team_id, member_id))
