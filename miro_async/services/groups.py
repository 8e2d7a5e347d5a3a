"""Groups of items on a board."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import AnyItem, Group, GroupCreate, GroupUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Groups"]


class Groups(Service):
    """Groups of items; see https://developers.miro.com/reference/groups."""

    async def create(self, board_id: str, body: GroupCreate) -> Group:
        """Group at least two items. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.groups.create(board_id, body=body))

    def list(self, board_id: str, *, limit: int = 50, cursor: str | UnsetType = UNSET) -> Pager[Group]:
        """The groups of a board. Level 2 a page; scope boards:read.

        Miro describes no cursor in the answer. Where the server sends none, only the first page can be read; if that
        is full, it has a problem that says so, see `Pager`.

        Args:
            board_id: the board.
            limit: groups a page, 10 to 50.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.groups.list, board_id, limit=limit, cursor=cursor)

    def list_items(
        self, board_id: str, group_item_id: str, *, limit: int = 50, cursor: str | UnsetType = UNSET
    ) -> Pager[AnyItem]:
        """The items of a group. Level 2 a page; scope boards:read.

        Args:
            board_id: the board.
            group_item_id: the id of the group.
            limit: items a page, 10 to 50.
            cursor: where to begin, from an earlier page.
        """
        query = {"limit": limit, "cursor": cursor, "group_item_id": group_item_id}
        return Pager(self._sender, endpoints.groups.list_items, board_id, **query)

    async def get(self, board_id: str, group_id: str) -> Group:
        """Read a group. Level 2 for each item of it; scope boards:read."""
        return await self._sender.send(endpoints.groups.get(board_id, group_id))

    async def update(self, board_id: str, group_id: str, body: GroupUpdate) -> Group:
        """Give a group other items; it gets a new id. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.groups.update(board_id, group_id, body=body))

    async def ungroup(self, board_id: str, group_id: str) -> None:
        """Dissolve a group; its items stay. Level 3; scope boards:write."""
        await self._sender.send(endpoints.groups.ungroup(board_id, group_id))

    async def delete(self, board_id: str, group_id: str) -> None:
        """Delete a group with all its items, also locked ones. Level 3; scope boards:write."""
        await self._sender.send(endpoints.groups.delete(board_id, group_id))
