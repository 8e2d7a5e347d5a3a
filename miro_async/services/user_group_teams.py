"""Teams that a user group is part of."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import UserGroupTeam
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["UserGroupTeams"]


class UserGroupTeams(Service):
    """Teams that a user group is part of (Enterprise plan); `TeamUserGroups` changes that.

    See https://developers.miro.com/reference/enterprise-groups-get-teams.
    """

    def list(
        self, org_id: str, group_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[UserGroupTeam]:
        """The teams of a user group.

        Level 1 a page; scope organizations:groups:read organizations:teams:read.

        Args:
            org_id: the organization.
            group_id: the user group.
            limit: teams a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.user_group_teams.list, org_id, group_id, limit=limit, cursor=cursor)

    async def get(self, org_id: str, group_id: str, team_id: str) -> UserGroupTeam:
        """Read how a user group is in a team. Level 1; scope organizations:groups:read organizations:teams:read."""
        return await self._sender.send(endpoints.user_group_teams.get(org_id, group_id, team_id))
