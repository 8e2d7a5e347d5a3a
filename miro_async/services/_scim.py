"""The services of SCIM, as attributes of whatever sends calls."""

from miro_async.services._service import Bound
from miro_async.services.scim_groups import ScimGroups
from miro_async.services.scim_resource_types import ScimResourceTypes
from miro_async.services.scim_schemas import ScimSchemas
from miro_async.services.scim_service_provider_config import ScimServiceProviderConfigs
from miro_async.services.scim_users import ScimUsers

__all__ = ["ScimServices"]


class ScimServices:
    """One attribute a resource: ``scim.users``, ``scim.groups``; on a view it sends through the view."""

    users = Bound(ScimUsers)
    groups = Bound(ScimGroups)
    service_provider_config = Bound(ScimServiceProviderConfigs)
    resource_types = Bound(ScimResourceTypes)
    schemas = Bound(ScimSchemas)
