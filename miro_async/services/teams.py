"""Teams of an organization."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import Team, TeamCreate, TeamUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Teams"]


class Teams(Service):
    """Teams of an organization (Enterprise plan); see https://developers.miro.com/reference/enterprise-get-teams."""

    async def create(self, org_id: str, body: TeamCreate) -> Team:
        """Create a team. Level 1; scope organizations:teams:write; never repeated."""
        return await self._sender.send(endpoints.teams.create(org_id, body=body))

    def list(
        self, org_id: str, *, name: str | UnsetType = UNSET, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[Team]:
        """The teams of an organization. Level 1 a page; scope organizations:teams:read.

        Args:
            org_id: the organization.
            name: only those with this in their name.
            limit: teams a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.teams.list, org_id, name=name, limit=limit, cursor=cursor)

    async def get(self, org_id: str, team_id: str) -> Team:
        """Read a team. Level 1; scope organizations:teams:read."""
        return await self._sender.send(endpoints.teams.get(org_id, team_id))

    async def update(self, org_id: str, team_id: str, body: TeamUpdate) -> Team:
        """Change a team. Level 1; scope organizations:teams:write."""
        return await self._sender.send(endpoints.teams.update(org_id, team_id, body=body))

    async def delete(self, org_id: str, team_id: str) -> None:
        """Delete a team. Level 4; scope organizations:teams:write."""
        await self._sender.send(endpoints.teams.delete(org_id, team_id))
