"""Cards."""

from miro_async import endpoints
from miro_async.models import Card, CardCreate, CardUpdate
from miro_async.services._service import Service

__all__ = ["Cards"]


class Cards(Service):
    """Cards; see https://developers.miro.com/reference/card."""

    async def create(self, board_id: str, body: CardCreate) -> Card:
        """Create a card. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.cards.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> Card:
        """Read a card. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.cards.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: CardUpdate) -> Card:
        """Change a card. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.cards.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a card. Level 3; scope boards:write."""
        await self._sender.send(endpoints.cards.delete(board_id, item_id))
