"""What SCIM says of itself: its configuration, its resource types, their schemas. Facts: Miro's OpenAPI description."""

from miro_async.models._base import ReadModel
from miro_async.models.scim import ScimMeta

__all__ = [
    "ScimAttribute",
    "ScimAuthenticationScheme",
    "ScimBulk",
    "ScimFeature",
    "ScimFilter",
    "ScimResourceType",
    "ScimSchema",
    "ScimSchemaExtension",
    "ScimServiceProviderConfig",
]


class ScimFeature(ReadModel):
    """Whether the service can do something."""

    supported: bool | None = None


class ScimBulk(ScimFeature):
    """Whether it takes several operations in one request, and how many, in how many bytes."""

    max_operations: int | float | None = None
    max_payload_size: int | float | None = None


class ScimFilter(ScimFeature):
    """Whether lists can be filtered, and how many entries one answer has at most."""

    max_results: int | float | None = None


class ScimAuthenticationScheme(ReadModel):
    """A way to prove who asks."""

    name: str | None = None
    description: str | None = None
    spec_uri: str | None = None
    type: str | None = None
    primary: bool | None = None


class ScimServiceProviderConfig(ReadModel):
    """What the service can do."""

    schemas: tuple[str, ...] = ()
    documentation_uri: str | None = None
    patch: ScimFeature = ScimFeature()
    bulk: ScimBulk = ScimBulk()
    filter: ScimFilter = ScimFilter()
    change_password: ScimFeature = ScimFeature()
    sort: ScimFeature = ScimFeature()
    etag: ScimFeature = ScimFeature()
    authentication_schemes: tuple[ScimAuthenticationScheme, ...] = ()


class ScimSchemaExtension(ReadModel):
    """A schema that adds attributes to a resource, by its URN."""

    schema: str | None = None
    required: bool | None = None


class ScimResourceType(ReadModel):
    """A kind of resource: users, or groups."""

    id: str
    schemas: tuple[str, ...] = ()
    name: str | None = None
    description: str | None = None
    endpoint: str | None = None
    schema: str | None = None
    schema_extensions: tuple[ScimSchemaExtension, ...] = ()


class ScimAttribute(ReadModel):
    """An attribute of a resource; one that is an object has attributes itself."""

    schemas: tuple[str, ...] = ()
    name: str | None = None
    type: str | None = None
    multi_valued: bool | None = None
    description: str | None = None
    required: bool | None = None
    sub_attributes: "tuple[ScimAttribute, ...]" = ()
    case_exact: bool | None = None
    mutability: str | None = None
    returned: str | None = None
    uniqueness: str | None = None


class ScimSchema(ReadModel):
    """The attributes of a resource; its id is a URN."""

    id: str
    schemas: tuple[str, ...] = ()
    name: str | None = None
    description: str | None = None
    attributes: tuple[ScimAttribute, ...] = ()
    meta: ScimMeta = ScimMeta()
