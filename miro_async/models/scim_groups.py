"""Groups of SCIM, which are the teams of an organization. Facts: Miro's OpenAPI description, miro-facts section 1."""

from typing import Annotated, Final, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType, field

from miro_async.errors import InvalidArgument
from miro_async.models._base import ReadModel, WriteModel
from miro_async.models.scim import PATCH_URN, ScimMeta, ScimOp

__all__ = ["ScimGroup", "ScimGroupOperation", "ScimGroupPatch", "ScimGroupRename", "ScimMember", "ScimMemberWrite"]

_MOST_MEMBERS: Final = 8_000
_MOST_BYTES: Final = 800_000


class ScimMember(ReadModel):
    """A user in a team; ``value`` is the user's id."""

    value: str | None = None
    type: str | None = None
    display: str | None = None


class ScimGroup(ReadModel):
    """A team as SCIM returns it, with those of its users who are members of the organization."""

    id: str
    schemas: tuple[str, ...] = ()
    meta: ScimMeta = ScimMeta()
    display_name: str | None = None
    members: tuple[ScimMember, ...] = ()


class ScimMemberWrite(WriteModel):
    """A user to add to a team or to remove from it, by id."""

    value: Annotated[str, Meta(min_length=1)]


class ScimGroupRename(WriteModel):
    """A team with another name, as security groups are renamed."""

    display_name: str
    id: str | UnsetType = UNSET


class ScimGroupOperation(WriteModel):
    """One change of a team.

    Attributes:
        path: ``"members"`` or ``"displayName"``; a removal may name one user: ``"members[value eq 307445]"``.
        value: users, or a name; without a path the team with its new name.
    """

    op: ScimOp
    path: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    value: str | tuple[ScimMemberWrite, ...] | ScimGroupRename | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.path is UNSET and self.op == "Remove":
            raise InvalidArgument("Remove needs a path", field="path")
        if self.value is UNSET and self.op != "Remove":
            raise InvalidArgument(f"{self.op} needs a value", field="value")


class ScimGroupPatch(WriteModel):
    """What to change on a team: at most 8,000 users and 800,000 bytes.

    `miro_async.drafts.scim_group_patch` builds one.
    """

    operations: Annotated[tuple[ScimGroupOperation, ...], Meta(min_length=1)] = field(name="Operations")
    schemas: tuple[Literal["urn:ietf:params:scim:api:messages:2.0:PatchOp"]] = (PATCH_URN,)

    def __post_init__(self) -> None:
        members = sum(len(each.value) for each in self.operations if isinstance(each.value, tuple))
        if members > _MOST_MEMBERS:
            raise InvalidArgument(f"at most {_MOST_MEMBERS} users a patch, not {members}", field="operations")
        size = len(msgspec.json.encode(self))
        if size > _MOST_BYTES:
            raise InvalidArgument(f"at most {_MOST_BYTES} bytes a patch, not {size}", field="operations")
