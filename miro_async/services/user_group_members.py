"""Members of a user group."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import UserGroupMember, UserGroupMemberAdd, UserGroupMembersResult, UserGroupMembersUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["UserGroupMembers"]


class UserGroupMembers(Service):
    """Members of a user group (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-get-group-members.
    """

    async def add(self, org_id: str, group_id: str, body: UserGroupMemberAdd) -> UserGroupMember:
        """Take a user into a user group. Level 1; scope organizations:groups:write; never repeated.

        Raises:
            Conflict: the user is in it.
        """
        return await self._sender.send(endpoints.user_group_members.add(org_id, group_id, body=body))

    def list(
        self, org_id: str, group_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[UserGroupMember]:
        """The members of a user group. Level 1 a page; scope organizations:groups:read.

        Args:
            org_id: the organization.
            group_id: the user group.
            limit: members a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.user_group_members.list, org_id, group_id, limit=limit, cursor=cursor)

    async def get(self, org_id: str, group_id: str, member_id: str) -> UserGroupMember:
        """Read a member. Level 1; scope organizations:groups:read."""
        return await self._sender.send(endpoints.user_group_members.get(org_id, group_id, member_id))

    async def update(self, org_id: str, group_id: str, body: UserGroupMembersUpdate) -> UserGroupMembersResult:
        """Add and remove up to 500 users. Level 1 for each; scope organizations:groups:write; never repeated.

        Some may fail while others succeed: look at ``failed`` of what is returned. It is also the cheap way to
        remove a user: `remove` costs 40 times as much.
        """
        return await self._sender.send(endpoints.user_group_members.update(org_id, group_id, body=body))

    async def remove(self, org_id: str, group_id: str, member_id: str) -> None:
        """Remove a member from a user group. Level 4; scope organizations:groups:write."""
        await self._sender.send(endpoints.user_group_members.remove(org_id, group_id, member_id))
