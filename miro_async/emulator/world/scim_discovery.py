"""What the SCIM service says of itself."""

from typing import Any, Final

from miro_async.emulator.world.errors import no_such_thing
from miro_async.emulator.world.scim_groups import GROUP_URN
from miro_async.emulator.world.scim_users import ENTERPRISE_URN, USER_URN
from miro_async.emulator.world.tokens import SCIM_PATH

__all__ = ["configuration", "resource_type", "resource_types", "schema", "schemas"]

_Json = dict[str, Any]

_CORE: Final = "urn:ietf:params:scim:schemas:core:2.0"
_TEXTS: Final = {
    "User": (
        USER_URN,
        "User account",
        ("userName", "displayName", "userType", "preferredLanguage"),
        ("emails", "photos", "groups", "roles"),
    ),
    "Group": (GROUP_URN, "Group", ("displayName",), ("members",)),
    "EnterpriseUser": (
        ENTERPRISE_URN,
        "Enterprise user",
        ("employeeNumber", "costCenter", "organization", "division", "department"),
        (),
    ),
}
"""Of each schema its URN, what it is, its attributes that are texts and those that are lists."""


def configuration(public_url: str) -> _Json:
    """What the service can do."""
    return {
        "schemas": [f"{_CORE}:ServiceProviderConfig"],
        "documentationUri": "https://developers.miro.com/docs/scim",
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": 1000},
        "changePassword": {"supported": False},
        "sort": {"supported": True},
        "etag": {"supported": False},
        "authenticationSchemes": [
            {
                "name": "OAuth Bearer Token",
                "description": "The token of the organization",
                "specUri": f"{public_url}{SCIM_PATH}",
                "type": "oauthbearertoken",
                "primary": True,
            }
        ],
    }


def resource_types() -> list[_Json]:
    """The kinds of resources."""
    return [
        {
            "schemas": [f"{_CORE}:ResourceType"],
            "id": name,
            "name": name,
            "description": name,
            "endpoint": f"/{name}s",
            "schema": _TEXTS[name][0],
            "schemaExtensions": [{"schema": ENTERPRISE_URN, "required": False}] if name == "User" else [],
        }
        for name in ("User", "Group")
    ]


def resource_type(name: str) -> _Json:
    """One kind of resources.

    Raises:
        Refusal: 404, there is none.
    """
    found = [each for each in resource_types() if each["id"] == name]
    if not found:
        raise no_such_thing("resource type", name)
    return found[0]


def schemas(public_url: str) -> list[_Json]:
    """The attributes of all resources."""
    return [
        {
            "schemas": [f"{_CORE}:Schema"],
            "id": urn,
            "name": name,
            "description": description,
            "attributes": [
                *[_attribute(each, "string", is_list=False) for each in texts],
                *[_attribute(each, "complex", is_list=True) for each in lists],
            ],
            "meta": {"resourceType": "Schema", "location": f"{public_url}{SCIM_PATH}/Schemas/{urn}"},
        }
        for name, (urn, description, texts, lists) in _TEXTS.items()
    ]


def schema(urn: str, public_url: str) -> _Json:
    """The attributes of one resource.

    Raises:
        Refusal: 404, there is none.
    """
    found = [each for each in schemas(public_url) if each["id"] == urn]
    if not found:
        raise no_such_thing("schema", urn)
    return found[0]


def _attribute(name: str, kind: str, *, is_list: bool) -> _Json:
    below = [_attribute(each, "string", is_list=False) for each in ("value", "type", "display")] if is_list else []
    return {
        "name": name,
        "type": kind,
        "multiValued": is_list,
        "description": name,
        "required": name == "userName",
        "subAttributes": below,
        "caseExact": False,
        "mutability": "readOnly" if name == "groups" else "readWrite",
        "returned": "default",
        "uniqueness": "server" if name == "userName" else "none",
    }
