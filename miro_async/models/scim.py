"""Users of an organization as SCIM has them. Facts: Miro's OpenAPI description, RFC 7643, RFC 7644.

SCIM names its extension of a user by a URN; here it is the field ``enterprise``.
"""

from typing import Annotated, Final, Literal, TypeVar

from msgspec import UNSET, Meta, UnsetType, field

from miro_async.errors import InvalidArgument
from miro_async.models._base import Email, ReadModel, WriteModel

__all__ = [
    "ENTERPRISE_URN",
    "PATCH_URN",
    "USER_URN",
    "ScimEmail",
    "ScimEmailWrite",
    "ScimEnterprise",
    "ScimEnterpriseWrite",
    "ScimManager",
    "ScimManagerWrite",
    "ScimMeta",
    "ScimMetaWrite",
    "ScimName",
    "ScimNameReplace",
    "ScimNameWrite",
    "ScimOp",
    "ScimPhoto",
    "ScimPhotoWrite",
    "ScimRole",
    "ScimRoleType",
    "ScimRoleWrite",
    "ScimSortOrder",
    "ScimTeam",
    "ScimTeamWrite",
    "ScimUser",
    "ScimUserCreate",
    "ScimUserOperation",
    "ScimUserPatch",
    "ScimUserReplace",
    "ScimUserType",
]

T_co = TypeVar("T_co", covariant=True)

USER_URN: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE_URN: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_URN: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

_LONGEST_NAME: Final = 60
_Name = Annotated[str, Meta(max_length=_LONGEST_NAME)]
_Unit = Annotated[str, Meta(max_length=120)]

ScimUserType = Literal["Full", "Free", "Free Restricted", "Full (Trial)", "Basic", "Standard", "Advanced"]
"""The license of a user, in SCIM's words; which of them there are depends on the organization."""

ScimRoleType = Literal["organization_user_role", "organization_admin_role"]
ScimOp = Literal["Add", "Remove", "Replace"]
ScimSortOrder = Literal["ascending", "descending"]


class ScimMeta(ReadModel):
    """What a resource is, and its URL."""

    resource_type: str | None = None
    location: str | None = None


class ScimName(ReadModel):
    """The name of a user."""

    formatted: str | None = None
    family_name: str | None = None
    given_name: str | None = None


class ScimEmail(ReadModel):
    """An e-mail address of a user."""

    value: str | None = None
    type: str | None = None
    display: str | None = None
    primary: bool | None = None


class ScimPhoto(ReadModel):
    """A picture of a user, by its URL."""

    type: str | None = None
    value: str | None = None


class ScimTeam(ReadModel):
    """A team of a user; ``value`` is its id."""

    value: str | None = None
    display: str | None = None


class ScimRole(ReadModel):
    """A role of a user in the organization, or as an admin of something."""

    type: ScimRoleType | str | None = None
    value: str | None = None
    display: str | None = None
    primary: bool | None = None


class ScimManager(ReadModel):
    """The manager of a user; ``value`` is an id."""

    display_name: str | None = None
    value: str | None = None


class ScimEnterprise(ReadModel):
    """Where a user belongs in the organization."""

    employee_number: str | None = None
    cost_center: str | None = None
    organization: str | None = None
    division: str | None = None
    department: str | None = None
    manager: ScimManager = ScimManager()


class ScimUser(ReadModel):
    """A user as SCIM returns it; guests of the organization are none.

    Attributes:
        user_name: the e-mail address by which the user logs in.
        user_type: the license.
        active: whether the user is not deactivated.
        groups: the user's teams.
        enterprise: the extension for enterprises.
    """

    id: str
    schemas: tuple[str, ...] = ()
    meta: ScimMeta = ScimMeta()
    user_name: str | None = None
    name: ScimName = ScimName()
    display_name: str | None = None
    user_type: ScimUserType | str | None = None
    active: bool | None = None
    emails: tuple[ScimEmail, ...] = ()
    photos: tuple[ScimPhoto, ...] = ()
    groups: tuple[ScimTeam, ...] = ()
    roles: tuple[ScimRole, ...] = ()
    preferred_language: str | None = None
    enterprise: ScimEnterprise = field(default=ScimEnterprise(), name=ENTERPRISE_URN)


class ScimNameWrite(WriteModel):
    """The name of a new user; given and family name together have at most 60 characters."""

    family_name: str
    given_name: str
    formatted: _Name | UnsetType = UNSET

    def __post_init__(self) -> None:
        _check_length(self.given_name, self.family_name)


class ScimNameReplace(WriteModel):
    """The name of a user that is replaced; given and family name together have at most 60 characters."""

    family_name: str | UnsetType = UNSET
    given_name: str | UnsetType = UNSET
    formatted: _Name | UnsetType = UNSET

    def __post_init__(self) -> None:
        _check_length(self.given_name, self.family_name)


class ScimEmailWrite(WriteModel):
    """An e-mail address of a user."""

    value: Email
    type: str | UnsetType = UNSET
    primary: bool | UnsetType = UNSET


class ScimPhotoWrite(WriteModel):
    """A picture of a user: the URL of a jpg, jpeg, bmp, png or gif of at most 31,457,280 bytes."""

    value: str
    type: str | UnsetType = UNSET


class ScimTeamWrite(WriteModel):
    """A team of a user; ``value`` is its id."""

    value: str
    display: str | UnsetType = UNSET


class ScimRoleWrite(WriteModel):
    """A role of a user.

    Of the type ``organization_user_role`` there is ``ORGANIZATION_INTERNAL_ADMIN`` and ``ORGANIZATION_INTERNAL_USER``;
    of ``organization_admin_role`` ``Content Admin``, ``User Admin``, ``Security Admin``, and more if the organization
    has roles of its own.
    """

    value: str
    type: ScimRoleType | UnsetType = UNSET
    display: str | UnsetType = UNSET
    primary: bool | UnsetType = UNSET


class ScimManagerWrite(WriteModel):
    """The manager of a user; of ``value`` the API takes only the id of a user, which is a number."""

    display_name: _Name | UnsetType = UNSET
    value: str | UnsetType = UNSET


class ScimEnterpriseWrite(WriteModel):
    """Where a user belongs: an employee number of at most 20 characters, names of at most 120."""

    employee_number: Annotated[str, Meta(max_length=20)] | UnsetType = UNSET
    cost_center: _Unit | UnsetType = UNSET
    organization: _Unit | UnsetType = UNSET
    division: _Unit | UnsetType = UNSET
    department: _Unit | UnsetType = UNSET
    manager: ScimManagerWrite | UnsetType = UNSET


class ScimUserCreate(WriteModel):
    """A user to create, who comes to the default team; `miro_async.drafts.scim_user` builds one.

    Attributes:
        user_name: an e-mail address; also the full name, where neither `display_name` nor `name` is given.
        user_type: the license, see `ScimUserType`; by the organization's plan if it is not given.
    """

    user_name: Email
    schemas: tuple[Literal["urn:ietf:params:scim:schemas:core:2.0:User"], ...] = (USER_URN,)
    name: ScimNameWrite | UnsetType = UNSET
    display_name: _Name | UnsetType = UNSET
    user_type: str | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    photos: tuple[ScimPhotoWrite, ...] | UnsetType = UNSET
    roles: tuple[ScimRoleWrite, ...] | UnsetType = UNSET
    preferred_language: str | UnsetType = UNSET
    enterprise: ScimEnterpriseWrite | UnsetType = field(default=UNSET, name=ENTERPRISE_URN)

    def __post_init__(self) -> None:
        _check_roles(self.roles)


class ScimMetaWrite(WriteModel):
    """What a resource is, and its URL; the API gave both."""

    resource_type: str | UnsetType = UNSET
    location: str | UnsetType = UNSET


class ScimUserReplace(WriteModel):
    """What a user is to be instead; `miro_async.drafts.scim_replacement` makes one of a user that was read.

    Of a deactivated user neither `user_name` nor `user_type` nor `roles` can be changed.
    """

    schemas: tuple[Literal["urn:ietf:params:scim:schemas:core:2.0:User"], ...] = (USER_URN,)
    id: str | UnsetType = UNSET
    meta: ScimMetaWrite | UnsetType = UNSET
    user_name: Email | UnsetType = UNSET
    name: ScimNameReplace | UnsetType = UNSET
    display_name: _Name | UnsetType = UNSET
    user_type: str | UnsetType = UNSET
    active: bool | UnsetType = UNSET
    emails: tuple[ScimEmailWrite, ...] | UnsetType = UNSET
    photos: tuple[ScimPhotoWrite, ...] | UnsetType = UNSET
    groups: tuple[ScimTeamWrite, ...] | UnsetType = UNSET
    roles: tuple[ScimRoleWrite, ...] | UnsetType = UNSET
    preferred_language: str | UnsetType = UNSET
    enterprise: ScimEnterpriseWrite | UnsetType = field(default=UNSET, name=ENTERPRISE_URN)

    def __post_init__(self) -> None:
        _check_roles(self.roles)


class ScimUserOperation(WriteModel):
    """One change of a user.

    Attributes:
        path: the attribute, ``"active"``, ``"roles[primary eq true].value"`` or a URN with an attribute.
        value: its new value, or the roles to add; only a removal may do without.
    """

    op: ScimOp
    path: Annotated[str, Meta(min_length=1)]
    value: str | bool | tuple[ScimRoleWrite, ...] | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.value is UNSET and self.op != "Remove":
            raise InvalidArgument(f"{self.op} needs a value", field="value")


class ScimUserPatch(WriteModel):
    """What to change on a user; `miro_async.drafts.scim_patch` builds one."""

    operations: Annotated[tuple[ScimUserOperation, ...], Meta(min_length=1)] = field(name="Operations")
    schemas: tuple[Literal["urn:ietf:params:scim:api:messages:2.0:PatchOp"]] = (PATCH_URN,)


def _check_length(*names: str | UnsetType) -> None:
    length = sum(len(name) for name in names if name is not UNSET)
    if length > _LONGEST_NAME:
        raise InvalidArgument(
            f"given and family name have {length} characters, at most {_LONGEST_NAME} together", field="family_name"
        )


def _check_roles(roles: tuple[ScimRoleWrite, ...] | UnsetType) -> None:
    if roles is UNSET:
        return
    if sum(role.primary is True for role in roles) > 1:
        raise InvalidArgument("only one role can be primary", field="roles")
    if sum(role.type == "organization_user_role" for role in roles) > 1:
        raise InvalidArgument("only one role can be an organization_user_role", field="roles")
