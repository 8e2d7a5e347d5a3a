"""User groups with which a board is shared."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import SharedUserGroup, UserGroupShare
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["BoardUserGroups"]


class BoardUserGroups(Service):
    """User groups with which a board is shared (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-boards-get-groups.
    """

    def list(
        self, org_id: str, board_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[SharedUserGroup]:
        """The user groups of a board. Level 1 a page; scope boards:read organizations:groups:read.

        Args:
            org_id: the organization.
            board_id: the board.
            limit: user groups a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.board_user_groups.list, org_id, board_id, limit=limit, cursor=cursor)

    async def add(self, org_id: str, board_id: str, body: UserGroupShare) -> SharedUserGroup:
        """Share a board with user groups. Level 1; scope boards:write organizations:groups:read; never repeated.

        Those with which it is shared get the new role. The API answers with one user group, also for several.
        """
        return await self._sender.send(endpoints.board_user_groups.add(org_id, board_id, body=body))

    async def remove(self, org_id: str, board_id: str, group_id: str) -> None:
        """Share a board with a user group no more. Level 1; scope boards:write organizations:groups:read."""
        await self._sender.send(endpoints.board_user_groups.remove(org_id, board_id, group_id))
