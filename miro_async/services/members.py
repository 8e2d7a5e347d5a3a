"""Members of a board."""

from miro_async import endpoints
from miro_async.models import BoardMember, Invitation, InvitationResult, MemberUpdate
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Members"]


class Members(Service):
    """Members of a board; see https://developers.miro.com/reference/board-members."""

    async def share(self, board_id: str, body: Invitation) -> InvitationResult:
        """Invite 1 to 20 people to a board. Level 3; scope boards:write; never repeated.

        Some invitations may fail while others succeed: look at ``failed`` of what is returned.
        """
        return await self._sender.send(endpoints.members.share(board_id, body=body))

    def list(self, board_id: str, *, limit: int = 50, offset: int = 0) -> Pager[BoardMember]:
        """The members of a board. Level 1 a page; scope boards:read.

        Args:
            board_id: the board.
            limit: members a page, 1 to 50.
            offset: how many members to leave out.
        """
        return Pager(self._sender, endpoints.members.list, board_id, limit=limit, offset=offset)

    async def get(self, board_id: str, board_member_id: str) -> BoardMember:
        """Read a member. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.members.get(board_id, board_member_id))

    async def update(self, board_id: str, board_member_id: str, body: MemberUpdate) -> BoardMember:
        """Give a member another role. Level 2; scope boards:write.

        Raises:
            Conflict: the board would have no owner any more.
        """
        return await self._sender.send(endpoints.members.update(board_id, board_member_id, body=body))

    async def remove(self, board_id: str, board_member_id: str) -> None:
        """Remove a member from a board. Level 2; scope boards:write.

        Raises:
            Conflict: the board would have no owner any more.
        """
        await self._sender.send(endpoints.members.remove(board_id, board_member_id))
