"""Tags of a board, and which items have them."""

from miro_async import endpoints
from miro_async.models import AnyItem, Tag, TagCreate, TagUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Tags"]


class Tags(Service):
    """Tags; see https://developers.miro.com/reference/tag. Sticky notes and cards have at most 8."""

    async def create(self, board_id: str, body: TagCreate) -> Tag:
        """Create a tag. Level 1; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.tags.create(board_id, body=body))

    def list(self, board_id: str, *, limit: int = 50, offset: int = 0) -> Pager[Tag]:
        """The tags of a board. Level 1 a page; scope boards:read.

        Args:
            board_id: the board.
            limit: tags a page, 1 to 50.
            offset: how many tags to leave out.
        """
        return Pager(self._sender, endpoints.tags.list, board_id, limit=limit, offset=offset)

    async def get(self, board_id: str, tag_id: str) -> Tag:
        """Read a tag. Level 1; scope boards:write, also for reading."""
        return await self._sender.send(endpoints.tags.get(board_id, tag_id))

    async def update(self, board_id: str, tag_id: str, body: TagUpdate) -> Tag:
        """Change a tag on all its items. Level 1; scope boards:write."""
        return await self._sender.send(endpoints.tags.update(board_id, tag_id, body=body))

    async def delete(self, board_id: str, tag_id: str) -> None:
        """Delete a tag, from all its items too. Level 1; scope boards:write."""
        await self._sender.send(endpoints.tags.delete(board_id, tag_id))

    async def attach(self, board_id: str, item_id: str, tag_id: str) -> None:
        """Attach a tag to an item. Level 1; scope boards:write."""
        await self._sender.send(endpoints.tags.attach(board_id, item_id, tag_id=tag_id))

    async def detach(self, board_id: str, item_id: str, tag_id: str) -> None:
        """Detach a tag from an item. Level 1; scope boards:write."""
        await self._sender.send(endpoints.tags.detach(board_id, item_id, tag_id=tag_id))

    async def list_of_item(self, board_id: str, item_id: str) -> tuple[Tag, ...]:
        """The tags of an item. Level 1; scope boards:read."""
        return (await self._sender.send(endpoints.tags.list_of_item(board_id, item_id))).tags

    def list_items(self, board_id: str, tag_id: str, *, limit: int = 50, offset: int = 0) -> Pager[AnyItem]:
        """The items that have a tag. Level 1 a page; scope boards:read.

        Args:
            board_id: the board.
            tag_id: the tag.
            limit: items a page, 1 to 50.
            offset: how many items to leave out.
        """
        return Pager(self._sender, endpoints.tags.list_items, board_id, tag_id=tag_id, limit=limit, offset=offset)
