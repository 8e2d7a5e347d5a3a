"""Items as the experimental API shows them."""

from typing import Literal

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import AnyItem
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["ExperimentalItems"]


class ExperimentalItems(Service):
    """Items with the content that `Items` leaves out: of flowchart shapes and nodes of mind maps.

    See https://developers.miro.com/reference/get-items-experimental; experimental operations may change.
    """

    def list(
        self,
        board_id: str,
        *,
        type: Literal["shape"] | UnsetType = UNSET,  # noqa: A002 - the parameter's name in the API
        limit: int = 50,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[AnyItem]:
        """The items of a board. Level 2 a page; scope boards:read.

        Args:
            board_id: the board.
            type: only shapes.
            limit: items a page, 10 to 50.
            cursor: where to begin, from an earlier page.
        """
        query = {"type": type, "limit": limit, "cursor": cursor}
        return Pager(self._sender, endpoints.experimental_items.list, board_id, **query)

    async def get(self, board_id: str, item_id: str) -> AnyItem:
        """Read an item. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.experimental_items.get(board_id, item_id))

    async def delete(self, board_id: str, item_id: str) -> None:
        """Delete an item. Level 3; scope boards:write."""
        await self._sender.send(endpoints.experimental_items.delete(board_id, item_id))
