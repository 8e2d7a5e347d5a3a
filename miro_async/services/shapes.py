"""Shapes."""

from miro_async import endpoints
from miro_async.models import Shape, ShapeCreate, ShapeUpdate
from miro_async.services._service import Service

__all__ = ["Shapes"]


class Shapes(Service):
    """Shapes; see https://developers.miro.com/reference/shape-1."""

    async def create(self, board_id: str, body: ShapeCreate) -> Shape:
        """Create a shape. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.shapes.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> Shape:
        """Read a shape. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.shapes.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: ShapeUpdate) -> Shape:
        """Change a shape. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.shapes.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a shape. Level 3; scope boards:write."""
        await self._sender.send(endpoints.shapes.delete(board_id, item_id))
