"""Connectors between items."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import Connector, ConnectorCreate, ConnectorUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Connectors"]


class Connectors(Service):
    """Connectors; see https://developers.miro.com/reference/connector.

    They are no items: lists of items do not show them, and ``items.delete`` does not find them.
    """

    async def create(self, board_id: str, body: ConnectorCreate) -> Connector:
        """Connect two items of the board. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.connectors.create(board_id, body=body))

    def list(self, board_id: str, *, limit: int = 50, cursor: str | UnsetType = UNSET) -> Pager[Connector]:
        """The connectors of a board. Level 2 a page; scope boards:read.

        Args:
            board_id: the board.
            limit: connectors a page, 10 to 50.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.connectors.list, board_id, limit=limit, cursor=cursor)

    async def get(self, board_id: str, connector_id: str) -> Connector:
        """Read a connector. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.connectors.get(board_id, connector_id))

    async def update(self, board_id: str, connector_id: str, body: ConnectorUpdate) -> Connector:
        """Change a connector. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.connectors.update(board_id, connector_id, body=body))

    async def delete(self, board_id: str, connector_id: str) -> None:
        """Delete a connector. Level 3; scope boards:write."""
        await self._sender.send(endpoints.connectors.delete(board_id, connector_id))
