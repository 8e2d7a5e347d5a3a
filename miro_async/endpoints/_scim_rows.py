"""The table: SCIM, by which an identity provider manages the users of an organization.

The level of a row is that of Miro's page on the limits of SCIM (miro-facts, section 1); of the discovery of what there
is it says nothing.
"""

from types import NoneType
from typing import Final, get_args

from miro_async.endpoints._endpoint import Rows, ScimEndpoint
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import GONE, NEVER, SAFE
from miro_async.models import (
    ScimGroup,
    ScimGroupPatch,
    ScimPage,
    ScimResourceType,
    ScimSchema,
    ScimServiceProviderConfig,
    ScimSortOrder,
    ScimUser,
    ScimUserCreate,
    ScimUserPatch,
    ScimUserReplace,
)

__all__ = ["scim"]

_USER: Final = "/Users/{id}"
_GROUP: Final = "/Groups/{id}"
_ATTRIBUTES: Final = {"attributes": Param()}
_LIST: Final = {
    **_ATTRIBUTES,
    "filter": Param(),
    "start_index": Param(int, low=1, wire="startIndex"),
    "count": Param(int, low=1, high=1000),
    "sort_by": Param(wire="sortBy"),
    "sort_order": Param(choices=get_args(ScimSortOrder), wire="sortOrder"),
}


class scim(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `scim.users.create`
    """All of SCIM; its attributes are the namespaces of its services."""

    class users(Rows):  # noqa: N801
        """Users of the organization; guests are none."""

        list = ScimEndpoint("GET", "/Users", ScimPage[ScimUser], level=1, scope="", repeat=SAFE, query=_LIST)
        create = ScimEndpoint("POST", "/Users", ScimUser, level=1, scope="", repeat=NEVER, body=ScimUserCreate)
        get = ScimEndpoint("GET", _USER, ScimUser, level=1, scope="", repeat=SAFE, query=_ATTRIBUTES)
        replace = ScimEndpoint("PUT", _USER, ScimUser, level=2, scope="", repeat=SAFE, body=ScimUserReplace)
        update = ScimEndpoint("PATCH", _USER, ScimUser, level=2, scope="", repeat=SAFE, body=ScimUserPatch)
        delete = ScimEndpoint("DELETE", _USER, NoneType, level=3, scope="", repeat=GONE)

    class groups(Rows):  # noqa: N801
        """Groups, which are the teams of the organization."""

        list = ScimEndpoint("GET", "/Groups", ScimPage[ScimGroup], level=4, scope="", repeat=SAFE, query=_LIST)
        get = ScimEndpoint("GET", _GROUP, ScimGroup, level=3, scope="", repeat=SAFE, query=_ATTRIBUTES)
        # Adding and removing by id sets who is in: applied twice it does what it does once.
        update = ScimEndpoint(
            "PATCH",
            _GROUP,
            ScimGroup,
            level=2,
            large=(500, 4),
            scope="",
            repeat=SAFE,
            body=ScimGroupPatch,
            query=_ATTRIBUTES,
        )

    class service_provider_config(Rows):  # noqa: N801
        """What the service can do."""

        get = ScimEndpoint(
            "GET", "/ServiceProviderConfig", ScimServiceProviderConfig, level=None, scope="", repeat=SAFE
        )

    class resource_types(Rows):  # noqa: N801
        """The kinds of resources."""

        list = ScimEndpoint("GET", "/ResourceTypes", ScimPage[ScimResourceType], level=None, scope="", repeat=SAFE)
        get = ScimEndpoint("GET", "/ResourceTypes/{resource}", ScimResourceType, level=None, scope="", repeat=SAFE)

    class schemas(Rows):  # noqa: N801
        """The attributes of the resources."""

        list = ScimEndpoint("GET", "/Schemas", ScimPage[ScimSchema], level=None, scope="", repeat=SAFE)
        get = ScimEndpoint("GET", "/Schemas/{uri}", ScimSchema, level=None, scope="", repeat=SAFE)
