"""Projects of a team."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import Project, ProjectCreate, ProjectUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Projects"]


class Projects(Service):
    """Projects of a team, called Spaces in the product (Enterprise plan).

    Their boards are those of ``miro.boards.list(project_id=...)``; a board is made in a project, or moved to it, by
    its ``project_id``. See https://developers.miro.com/reference/enterprise-get-projects.
    """

    async def create(self, org_id: str, team_id: str, body: ProjectCreate) -> Project:
        """Create a project. Level 1; scope projects:write; never repeated."""
        return await self._sender.send(endpoints.projects.create(org_id, team_id, body=body))

    def list(self, org_id: str, team_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET) -> Pager[Project]:
        """The projects of a team. Level 1 a page; scope projects:read.

        Args:
            org_id: the organization.
            team_id: the team.
            limit: projects a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.projects.list, org_id, team_id, limit=limit, cursor=cursor)

    async def get(self, org_id: str, team_id: str, project_id: str) -> Project:
        """Read a project. Level 1; scope projects:read."""
        return await self._sender.send(endpoints.projects.get(org_id, team_id, project_id))

    async def update(self, org_id: str, team_id: str, project_id: str, body: ProjectUpdate) -> Project:
        """Rename a project. Level 1; scope projects:write."""
        return await self._sender.send(endpoints.projects.update(org_id, team_id, project_id, body=body))

    async def delete(self, org_id: str, team_id: str, project_id: str) -> None:
        """Delete a project; its boards stay in the team. Level 4; scope projects:write."""
        await self._sender.send(endpoints.projects.delete(org_id, team_id, project_id))
