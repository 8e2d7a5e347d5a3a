"""Frames."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import AnyItem, Frame, FrameCreate, FrameUpdate, ItemType
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Frames"]


class Frames(Service):
    """Frames; see https://developers.miro.com/reference/frame-1."""

    async def create(self, board_id: str, body: FrameCreate) -> Frame:
        """Create a frame. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.frames.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> Frame:
        """Read a frame. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.frames.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: FrameUpdate) -> Frame:
        """Change a frame. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.frames.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a frame; the items in it stay on the board. Level 3; scope boards:write."""
        await self._sender.send(endpoints.frames.delete(board_id, item_id))

    def list_items(
        self,
        board_id: str,
        parent_item_id: str,
        *,
        type: ItemType | UnsetType = UNSET,  # noqa: A002 - the parameter's name in the API
        limit: int = 50,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[AnyItem]:
        """The items that lie in a frame. Level 2 a page; scope boards:read.

        Args:
            board_id: the board.
            parent_item_id: the id of the frame.
            type: only items of this type.
            limit: items a page, 10 to 50.
            cursor: where to begin, from an earlier page.
        """
        query = {"parent_item_id": parent_item_id, "type": type, "limit": limit, "cursor": cursor}
        return Pager(self._sender, endpoints.frames.list_items, board_id, **query)
