"""Embeds."""

from miro_async import endpoints
from miro_async.models import Embed, EmbedCreate, EmbedUpdate
from miro_async.services._service import Service

__all__ = ["Embeds"]


class Embeds(Service):
    """Embeds; see https://developers.miro.com/reference/embed."""

    async def create(self, board_id: str, body: EmbedCreate) -> Embed:
        """Create an embed. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.embeds.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> Embed:
        """Read an embed. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.embeds.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: EmbedUpdate) -> Embed:
        """Change an embed. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.embeds.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete an embed. Level 3; scope boards:write."""
        await self._sender.send(endpoints.embeds.delete(board_id, item_id))
