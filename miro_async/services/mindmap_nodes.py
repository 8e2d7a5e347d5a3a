"""Nodes of mind maps."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import MindmapNode, MindmapNodeCreate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["MindmapNodes"]


class MindmapNodes(Service):
    """Nodes of mind maps; see https://developers.miro.com/reference/get-mindmap-nodes-experimental.

    None can be changed. Experimental operations may change.
    """

    async def create(self, board_id: str, body: MindmapNodeCreate) -> MindmapNode:
        """Create a node: the root of a mind map, or one below another. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.mindmap_nodes.create(board_id, body=body))

    def list(self, board_id: str, *, limit: int = 50, cursor: str | UnsetType = UNSET) -> Pager[MindmapNode]:
        """The nodes of all mind maps of a board. Level 2 a page; scope boards:read.

        Args:
            board_id: the board.
            limit: nodes a page; 10 to 50 were taken live.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.mindmap_nodes.list, board_id, limit=limit, cursor=cursor)

    async def get(self, board_id: str, item_id: str) -> MindmapNode:
        """Read a node with its text, which lists of items leave out. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.mindmap_nodes.get(board_id, item_id))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a node and all that are below it. Level 3; scope boards:write."""
        await self._sender.send(endpoints.mindmap_nodes.delete(board_id, item_id))
