"""User groups with which a project is shared."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import SharedUserGroup, UserGroupShare
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["ProjectUserGroups"]


class ProjectUserGroups(Service):
    """User groups with which a project (a space) is shared (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-projects-get-groups.
    """

    def list(
        self, org_id: str, project_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[SharedUserGroup]:
        """The user groups of a project. Level 1 a page; scope organizations:groups:read projects:read.

        Args:
            org_id: the organization.
            project_id: the project.
            limit: user groups a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.project_user_groups.list, org_id, project_id, limit=limit, cursor=cursor)

    async def add(self, org_id: str, project_id: str, body: UserGroupShare) -> SharedUserGroup:
        """Share a project with user groups. Level 1; scope organizations:groups:read projects:write; never repeated.

        Those with which it is shared get the new role. The API answers with one user group, also for several.
        """
        return await self._sender.send(endpoints.project_user_groups.add(org_id, project_id, body=body))

    async def remove(self, org_id: str, project_id: str, group_id: str) -> None:
        """Share a project with a user group no more. Level 1; scope organizations:groups:read projects:write."""
        await self._sender.send(endpoints.project_user_groups.remove(org_id, project_id, group_id))
