"""Members of a project."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import ProjectMember, ProjectMemberAdd, ProjectMemberUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["ProjectMembers"]


class ProjectMembers(Service):
    """Members of a project (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-get-project-members.
    """

    async def add(self, org_id: str, team_id: str, project_id: str, body: ProjectMemberAdd) -> ProjectMember:
        """Take a user into a project. Level 1; scope projects:write; never repeated."""
        return await self._sender.send(endpoints.project_members.add(org_id, team_id, project_id, body=body))

    def list(
        self, org_id: str, team_id: str, project_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[ProjectMember]:
        """The members of a project. Level 1 a page; scope projects:read.

        Args:
            org_id: the organization.
            team_id: the team.
            project_id: the project.
            limit: members a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        row = endpoints.project_members.list
        return Pager(self._sender, row, org_id, team_id, project_id, limit=limit, cursor=cursor)

    async def get(self, org_id: str, team_id: str, project_id: str, member_id: str) -> ProjectMember:
        """Read a member. Level 1; scope projects:read."""
        return await self._sender.send(endpoints.project_members.get(org_id, team_id, project_id, member_id))

    async def update(
        self, org_id: str, team_id: str, project_id: str, member_id: str, body: ProjectMemberUpdate
    ) -> ProjectMember:
        """Give a member another role. Level 1; scope projects:write.

        Raises:
            Conflict: the project would have no owner any more.
        """
        call = endpoints.project_members.update(org_id, team_id, project_id, member_id, body=body)
        return await self._sender.send(call)

    async def remove(self, org_id: str, team_id: str, project_id: str, member_id: str) -> None:
        """Remove a member from a project; the user stays in the team. Level 4; scope projects:write.

        Raises:
            Conflict: the project would have no owner any more.
        """
        await self._sender.send(endpoints.project_members.remove(org_id, team_id, project_id, member_id))
