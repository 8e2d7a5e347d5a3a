"""What is set for a project."""

from miro_async import endpoints
from miro_async.models import ProjectSettings as Settings
from miro_async.models import ProjectSettingsUpdate
from miro_async.services._service import Service

__all__ = ["ProjectSettings"]


class ProjectSettings(Service):
    """Settings of a project (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-get-project-settings.
    """

    async def get(self, org_id: str, team_id: str, project_id: str) -> Settings:
        """Read the settings of a project. Level 1; scope projects:read."""
        return await self._sender.send(endpoints.project_settings.get(org_id, team_id, project_id))

    async def update(self, org_id: str, team_id: str, project_id: str, body: ProjectSettingsUpdate) -> Settings:
        """Change the settings of a project. Level 1; scope projects:write."""
        return await self._sender.send(endpoints.project_settings.update(org_id, team_id, project_id, body=body))
