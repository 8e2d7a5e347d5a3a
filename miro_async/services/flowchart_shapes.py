"""Shapes of flowcharts."""

from miro_async import endpoints
from miro_async.models import FlowchartShape, FlowchartShapeCreate, FlowchartShapeUpdate
from miro_async.services._service import Service

__all__ = ["FlowchartShapes"]


class FlowchartShapes(Service):
    """Shapes of flowcharts, which `Shapes` neither creates nor reads; basic shapes as well.

    See https://developers.miro.com/reference/create-shape-item-flowchart; experimental operations may change.
    """

    async def create(self, board_id: str, body: FlowchartShapeCreate) -> FlowchartShape:
        """Create a shape. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.flowchart_shapes.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> FlowchartShape:
        """Read a shape. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.flowchart_shapes.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: FlowchartShapeUpdate) -> FlowchartShape:
        """Change a shape. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.flowchart_shapes.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a shape. Level 3; scope boards:write."""
        await self._sender.send(endpoints.flowchart_shapes.delete(board_id, item_id))
