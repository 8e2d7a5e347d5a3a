"""Texts."""

from miro_async import endpoints
from miro_async.models import Text, TextCreate, TextUpdate
from miro_async.services._service import Service

__all__ = ["Texts"]


class Texts(Service):
    """Texts; see https://developers.miro.com/reference/text."""

    async def create(self, board_id: str, body: TextCreate) -> Text:
        """Create a text. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.texts.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> Text:
        """Read a text. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.texts.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: TextUpdate) -> Text:
        """Change a text. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.texts.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a text. Level 3; scope boards:write."""
        await self._sender.send(endpoints.texts.delete(board_id, item_id))
