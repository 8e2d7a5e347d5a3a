"""Docs."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import Doc, DocContentType, DocCreate
from miro_async.services._service import Service

__all__ = ["Docs"]


class Docs(Service):
    """Docs, which the API calls doc formats; see https://developers.miro.com/reference/create-doc-format-item.

    None can be changed: delete it and create another.
    """

    async def create(self, board_id: str, body: DocCreate) -> Doc:
        """Create a doc. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.docs.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str, *, text_content_type: DocContentType | UnsetType = UNSET) -> Doc:
        """Read a doc with its text, which lists of items leave out. Level 1; scope boards:read.

        Args:
            board_id: the board.
            item_id: the doc.
            text_content_type: as what the text comes: ``html``, or ``markdown``, from which it can be created again.
        """
        return await self._sender.send(endpoints.docs.get(board_id, item_id, text_content_type=text_content_type))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a doc. Level 3; scope boards:write."""
        await self._sender.send(endpoints.docs.delete(board_id, item_id))
