"""Boards."""

from typing import Any

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import Board, BoardCopy, BoardCreate, BoardSort, BoardUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Boards"]


class Boards(Service):
    """Boards; see https://developers.miro.com/reference/board-model."""

    async def create(self, body: BoardCreate) -> Board:
        """Create a board. Level 3; scope boards:write; never repeated."""
        return await self._sender.send(endpoints.boards.create(body=body))

    def list(
        self,
        *,
        team_id: str | UnsetType = UNSET,
        project_id: str | UnsetType = UNSET,
        query: str | UnsetType = UNSET,
        owner: str | UnsetType = UNSET,
        limit: int = 50,
        offset: int = 0,
        sort: BoardSort | UnsetType = UNSET,
    ) -> Pager[Board]:
        """The boards that the user can see. Level 1 a page; scope boards:read.

        Args:
            team_id: only boards of this team; ``query`` and ``owner`` are then ignored by the API.
            project_id: only boards of this project; ``query`` and ``owner`` are then ignored by the API.
            query: only boards with this text in name or description; at most 500 characters.
            owner: only boards of this user.
            limit: boards a page, 1 to 50.
            offset: how many boards to leave out.
            sort: the order.
        """
        filters: dict[str, Any] = {"team_id": team_id, "project_id": project_id, "query": query, "owner": owner}
        return Pager(self._sender, endpoints.boards.list, **filters, limit=limit, offset=offset, sort=sort)

    async def copy(self, copy_from: str, body: BoardCopy | None = None) -> Board:
        """Copy a board. Level 4; scope boards:write; never repeated.

        Args:
            copy_from: the id of the board to copy.
            body: what the copy differs in.
        """
        return await self._sender.send(endpoints.boards.copy(body=body or BoardCopy(), copy_from=copy_from))

    async def get(self, board_id: str) -> Board:
        """Read a board. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.boards.get(board_id))

    async def update(self, board_id: str, body: BoardUpdate) -> Board:
        """Change a board; another team or project moves it. Level 2; scope boards:write.

        The API may take its time to move a board (202): what is returned then has nothing but the id, and
        ``is_pending``.
        """
        return await self._sender.send(endpoints.boards.update(board_id, body=body))

    async def delete(self, board_id: str) -> None:
        """Delete a board; on paid plans it stays in the trash for 90 days. Level 3; scope boards:write."""
        await self._sender.send(endpoints.boards.delete(board_id))
