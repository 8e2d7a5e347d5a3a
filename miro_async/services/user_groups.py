"""User groups of an organization."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import UserGroup, UserGroupCreate, UserGroupUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["UserGroups"]


class UserGroups(Service):
    """User groups of an organization (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-get-groups.
    """

    async def create(self, org_id: str, body: UserGroupCreate) -> UserGroup:
        """Create a user group. Level 1; scope organizations:groups:write; never repeated.

        Raises:
            Conflict: the organization has one of this name.
        """
        return await self._sender.send(endpoints.user_groups.create(org_id, body=body))

    def list(self, org_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET) -> Pager[UserGroup]:
        """The user groups of an organization. Level 1 a page; scope organizations:groups:read.

        Args:
            org_id: the organization.
            limit: user groups a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.user_groups.list, org_id, limit=limit, cursor=cursor)

    async def get(self, org_id: str, group_id: str) -> UserGroup:
        """Read a user group. Level 1; scope organizations:groups:read."""
        return await self._sender.send(endpoints.user_groups.get(org_id, group_id))

    async def update(self, org_id: str, group_id: str, body: UserGroupUpdate) -> UserGroup:
        """Change a user group's name or description. Level 1; scope organizations:groups:write.

        Raises:
            Conflict: the organization has another one of this name.
        """
        return await self._sender.send(endpoints.user_groups.update(org_id, group_id, body=body))

    async def delete(self, org_id: str, group_id: str) -> None:
        """Delete a user group; its members stay in the organization. Level 4; scope organizations:groups:write."""
        await self._sender.send(endpoints.user_groups.delete(org_id, group_id))
