"""Data classification of a board."""

from miro_async import endpoints
from miro_async.models import BoardClassificationSet, BoardLabel
from miro_async.services._service import Service

__all__ = ["BoardClassification"]


class BoardClassification(Service):
    """The label of a board (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-dataclassification-board-get.
    """

    async def get(self, org_id: str, team_id: str, board_id: str) -> BoardLabel:
        """Read the label of a board. Level 2; scope boards:read."""
        return await self._sender.send(endpoints.board_classification.get(org_id, team_id, board_id))

    async def set(self, org_id: str, team_id: str, board_id: str, body: BoardClassificationSet) -> BoardLabel:
        """Give a board a label. Level 2; scope boards:write."""
        return await self._sender.send(endpoints.board_classification.set(org_id, team_id, board_id, body=body))
