"""Data classification of a team."""

from miro_async import endpoints
from miro_async.models import BoardsLabelled, TeamBoardsLabel, TeamClassificationSettings, TeamClassificationUpdate
from miro_async.services._service import Service

__all__ = ["TeamClassification"]


class TeamClassification(Service):
    """How a team classifies its boards (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-dataclassification-team-settings-get.
    """

    async def get(self, org_id: str, team_id: str) -> TeamClassificationSettings:
        """Read how a team classifies its boards. Level 2; scope organizations:teams:read."""
        return await self._sender.send(endpoints.team_classification.get(org_id, team_id))

    async def update(self, org_id: str, team_id: str, body: TeamClassificationUpdate) -> TeamClassificationSettings:
        """Change how a team classifies its boards. Level 2; scope organizations:teams:write."""
        return await self._sender.send(endpoints.team_classification.update(org_id, team_id, body=body))

    async def label_boards(self, org_id: str, team_id: str, body: TeamBoardsLabel) -> BoardsLabelled:
        """Give a label to all boards of a team, or to those without one. Level 4; scope boards:write."""
        return await self._sender.send(endpoints.team_classification.label_boards(org_id, team_id, body=body))
