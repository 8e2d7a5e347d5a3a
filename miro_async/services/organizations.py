"""Organizations."""

from miro_async import endpoints
from miro_async.models import Organization
from miro_async.services._service import Service

__all__ = ["Organizations"]


class Organizations(Service):
    """Organizations (Enterprise plan); see https://developers.miro.com/reference/enterprise-get-organization."""

    async def get(self, org_id: str) -> Organization:
        """Read an organization. Level 3; scope organizations:read."""
        return await self._sender.send(endpoints.organizations.get(org_id))
