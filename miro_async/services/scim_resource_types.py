"""The kinds of resources that SCIM has."""

from miro_async import endpoints
from miro_async.models import ScimResourceType
from miro_async.services._service import Service

__all__ = ["ScimResourceTypes"]


class ScimResourceTypes(Service):
    """The kinds of resources: users and groups. See https://developers.miro.com/reference/listresourcetypes."""

    async def list(self) -> tuple[ScimResourceType, ...]:
        """All kinds of resources. No level is documented."""
        return (await self._sender.send(endpoints.scim.resource_types.list())).data

    async def get(self, resource: str) -> ScimResourceType:
        """One kind of resources, ``"User"`` or ``"Group"``. No level is documented."""
        return await self._sender.send(endpoints.scim.resource_types.get(resource))
