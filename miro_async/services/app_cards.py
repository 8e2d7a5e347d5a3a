"""App cards."""

from miro_async import endpoints
from miro_async.models import AppCard, AppCardCreate, AppCardUpdate
from miro_async.services._service import Service

__all__ = ["AppCards"]


class AppCards(Service):
    """App cards; see https://developers.miro.com/reference/app-card."""

    async def create(self, board_id: str, body: AppCardCreate) -> AppCard:
        """Create an app card. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.app_cards.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> AppCard:
        """Read an app card. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.app_cards.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: AppCardUpdate) -> AppCard:
        """Change an app card of the token's own app. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.app_cards.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete an app card. Level 3; scope boards:write."""
        await self._sender.send(endpoints.app_cards.delete(board_id, item_id))
