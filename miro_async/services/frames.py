"""Frames."""

from miro_async import endpoints
from miro_async.models import Frame, FrameCreate, FrameUpdate
from miro_async.services._service import Service

__all__ = ["Frames"]


class Frames(Service):
    """Frames; see https://developers.miro.com/reference/frame-1."""

    __slots__ = ()

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
