"""User groups that are part of a team."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import TeamUserGroup, TeamUserGroupAdd
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["TeamUserGroups"]


class TeamUserGroups(Service):
    """User groups that are part of a team (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-teams-get-groups.
    """

    def list(
        self, org_id: str, team_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[TeamUserGroup]:
        """The user groups of a team.

        Level 1 a page; scope organizations:groups:read organizations:teams:read.

        Args:
            org_id: the organization.
            team_id: the team.
            limit: user groups a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.team_user_groups.list, org_id, team_id, limit=limit, cursor=cursor)

    async def add(self, org_id: str, team_id: str, body: TeamUserGroupAdd) -> TeamUserGroup:
        """Make a user group part of a team.

        Level 1; scope organizations:groups:read organizations:teams:write; never repeated.

        Raises:
            Conflict: it is part of it.
        """
        return await self._sender.send(endpoints.team_user_groups.add(org_id, team_id, body=body))

    async def get(self, org_id: str, team_id: str, group_id: str) -> TeamUserGroup:
        """Read how a user group is in a team. Level 1; scope organizations:groups:read organizations:teams:read."""
        return await self._sender.send(endpoints.team_user_groups.get(org_id, team_id, group_id))

    async def remove(self, org_id: str, team_id: str, group_id: str) -> None:
        """Take a user group out of a team. Level 1; scope organizations:groups:read organizations:teams:write."""
        await self._sender.send(endpoints.team_user_groups.remove(org_id, team_id, group_id))
