"""What is set for a team."""

from miro_async import endpoints
from miro_async.models import TeamSettings as Settings
from miro_async.models import TeamSettingsUpdate
from miro_async.services._service import Service

__all__ = ["TeamSettings"]


class TeamSettings(Service):
    """Settings of a team (Enterprise plan); see https://developers.miro.com/reference/enterprise-get-team-settings."""

    async def get_default(self, org_id: str) -> Settings:
        """Read the settings that a new team begins with. Level 1; scope organizations:teams:read."""
        return await self._sender.send(endpoints.team_settings.get_default(org_id))

    async def get(self, org_id: str, team_id: str) -> Settings:
        """Read the settings of a team. Level 1; scope organizations:teams:read."""
        return await self._sender.send(endpoints.team_settings.get(org_id, team_id))

    async def update(self, org_id: str, team_id: str, body: TeamSettingsUpdate) -> Settings:
        """Change settings of a team; what is not named stays. Level 2; scope organizations:teams:write."""
        return await self._sender.send(endpoints.team_settings.update(org_id, team_id, body=body))
