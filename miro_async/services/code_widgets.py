"""Code widgets."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import CodeWidget, CodeWidgetCreate, CodeWidgetUpdate, PositionWrite
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["CodeWidgets"]


class CodeWidgets(Service):
    """Code widgets; see https://developers.miro.com/reference/get-code-widget-items.

    Experimental operations may change.
    """

    async def create(self, board_id: str, body: CodeWidgetCreate) -> CodeWidget:
        """Create a code widget. Level 2; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.code_widgets.create(board_id, body=body))

    def list(self, board_id: str, *, limit: int = 50, cursor: str | UnsetType = UNSET) -> Pager[CodeWidget]:
        """The code widgets of a board. Level 2 a page; scope boards:read.

        Args:
            board_id: the board.
            limit: widgets a page, 10 to 50.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.code_widgets.list, board_id, limit=limit, cursor=cursor)

    async def get(self, board_id: str, item_id: str) -> CodeWidget:
        """Read a code widget. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.code_widgets.get(board_id, item_id))

    async def update(self, board_id: str, item_id: str, body: CodeWidgetUpdate) -> CodeWidget:
        """Change a code widget. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.code_widgets.update(board_id, item_id, body=body))

    async def move(self, board_id: str, item_id: str, body: PositionWrite) -> CodeWidget:
        """Move a code widget. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.code_widgets.move(board_id, item_id, body=body))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete a code widget. Level 3; scope boards:write."""
        await self._sender.send(endpoints.code_widgets.delete(board_id, item_id))
