"""What the SCIM service can do."""

from miro_async import endpoints
from miro_async.models import ScimServiceProviderConfig
from miro_async.services._service import Service

__all__ = ["ScimServiceProviderConfigs"]


class ScimServiceProviderConfigs(Service):
    """What the SCIM service can do. See https://developers.miro.com/reference/listserviceproviderconfigs."""

    async def get(self) -> ScimServiceProviderConfig:
        """What the service can do: filters, sorting, patches. No level is documented."""
        return await self._sender.send(endpoints.scim.service_provider_config.get())
