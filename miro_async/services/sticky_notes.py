"""Sticky notes."""

from miro_async import endpoints
from miro_async.models import StickyNote, StickyNoteCreate, StickyNoteUpdate
from miro_async.services._service import Service

__all__ = ["StickyNotes"]


class StickyNotes(Service):
    """Sticky notes; see https://developers.miro.com/reference/sticky-note-1."""

    async def create(self, board_id: str, body: StickyNoteCreate) -> StickyNote:
        """Create a sticky note. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.sticky_notes.create(board_id, body=body))

    async def get(self, board_id: str, item_id: str) -> StickyNote:
        """Read a sticky note. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.sticky_notes.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: StickyNoteUpdate) -> StickyNote:
        """Change a sticky note. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.sticky_notes.update(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a sticky note. Level 3; scope boards:write."""
        await self._sender.send(endpoints.sticky_notes.delete(board_id, item_id))
