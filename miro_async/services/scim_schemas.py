"""The schemas of what SCIM has."""

from miro_async import endpoints
from miro_async.models import ScimSchema
from miro_async.services._service import Service

__all__ = ["ScimSchemas"]


class ScimSchemas(Service):
    """The attributes that users and groups have. See https://developers.miro.com/reference/listschemas."""

    async def list(self) -> tuple[ScimSchema, ...]:
        """All schemas. No level is documented."""
        return (await self._sender.send(endpoints.scim.schemas.list())).data

    async def get(self, uri: str) -> ScimSchema:
        """One schema by its URN, `miro_async.models.ENTERPRISE_URN` for instance. No level is documented."""
        return await self._sender.send(endpoints.scim.schemas.get(uri))
