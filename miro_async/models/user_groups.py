"""User groups of an organization (Enterprise plan), who is in them, and what is shared with them.

They have nothing to do with the groups of items on a board. Facts: Miro's OpenAPI description.
"""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.errors import InvalidArgument
from miro_async.models._base import Email, ReadModel, WriteModel

__all__ = [
    "SharedUserGroup",
    "TeamUserGroup",
    "TeamUserGroupAdd",
    "UserGroup",
    "UserGroupCreate",
    "UserGroupMember",
    "UserGroupMemberAdd",
    "UserGroupMembersError",
    "UserGroupMembersOutcome",
    "UserGroupMembersResult",
    "UserGroupMembersUpdate",
    "UserGroupRole",
    "UserGroupShare",
    "UserGroupTeam",
    "UserGroupUpdate",
]

UserGroupRole = Literal["VIEWER", "COMMENTER", "EDITOR"]
"""What the members of a user group may do on a board or in a project."""

_Name = Annotated[str, Meta(min_length=1, max_length=60)]
_Description = Annotated[str, Meta(max_length=300)]
_IdOrEmail = Annotated[str, Meta(min_length=1)]
_MOST_CHANGES = 500


class UserGroup(ReadModel):
    """A user group as the API returns it."""

    id: str
    type: str | None = None
    name: str | None = None
    description: str | None = None


class UserGroupCreate(WriteModel):
    """A user group to create; `miro_async.drafts.user_group` builds one."""

    name: _Name
    description: _Description | UnsetType = UNSET


class UserGroupUpdate(WriteModel):
    """What to change on a user group."""

    name: _Name | UnsetType = UNSET
    description: _Description | UnsetType = UNSET


class UserGroupMember(ReadModel):
    """A user in a user group."""

    id: str
    type: str | None = None
    email: str | None = None


class UserGroupMemberAdd(WriteModel):
    """Who is to be in a user group, by the e-mail address."""

    email: Email


class UserGroupMembersUpdate(WriteModel):
    """Who is to be in a user group and who no more, each by id or e-mail address: at most 500 users in all.

    `miro_async.drafts.user_group_members` builds one.
    """

    members_to_add: tuple[_IdOrEmail, ...] | UnsetType = UNSET
    members_to_remove: tuple[_IdOrEmail, ...] | UnsetType = UNSET

    def __post_init__(self) -> None:
        count = sum(len(users) for users in (self.members_to_add, self.members_to_remove) if users is not UNSET)
        if count > _MOST_CHANGES:
            raise InvalidArgument(
                f"at most {_MOST_CHANGES} users can be added and removed at once, not {count}", field="members_to_add"
            )


class UserGroupMembersError(ReadModel):
    """Why users were not added, or not removed."""

    status: int | float | None = None
    code: str | None = None
    message: str | None = None
    type: str | None = None


class UserGroupMembersOutcome(ReadModel):
    """What became of a part of the users.

    Attributes:
        operation: what was to be done with them.
        status: the HTTP status of this part.
        affected_users: those with whom it was done.
        error: why it was not done; empty for a success.
    """

    operation: Literal["addMembers", "removeMembers"] | str | None = None
    status: int | None = None
    affected_users: tuple[UserGroupMember, ...] = ()
    error: UserGroupMembersError = UserGroupMembersError()

    @property
    def has_failed(self) -> bool:
        """Whether nothing says that it was done: an error, a status that is no success, or neither status nor users."""
        if self.error != UserGroupMembersError():
            return True
        return not self.affected_users if self.status is None else not 200 <= self.status < 300


class UserGroupMembersResult(ReadModel):
    """What became of users who were to be added and removed: some may fail while others succeed.

    On the wire it is the bare list of the outcomes.

    Attributes:
        outcomes: all of them, as they came.
    """

    outcomes: tuple[UserGroupMembersOutcome, ...]

    @property
    def succeeded(self) -> tuple[UserGroupMembersOutcome, ...]:
        """What was done, with the users in ``affected_users``."""
        return tuple([outcome for outcome in self.outcomes if not outcome.has_failed])

    @property
    def failed(self) -> tuple[UserGroupMembersOutcome, ...]:
        """What was not done, with the reason in ``error``; the API names no users here."""
        return tuple([outcome for outcome in self.outcomes if outcome.has_failed])


class UserGroupTeam(ReadModel):
    """A team that a user group is part of; the id is the team's."""

    id: str
    type: str | None = None
    role: Literal["member"] | str | None = None


class TeamUserGroup(ReadModel):
    """A user group that is part of a team; the id is the user group's."""

    id: str
    type: str | None = None
    role: Literal["member"] | str | None = None


class TeamUserGroupAdd(WriteModel):
    """A user group that is to be part of a team; `miro_async.drafts.team_user_group` builds one."""

    user_group_id: str
    role: Literal["member"]


class SharedUserGroup(ReadModel):
    """A user group with which a board or a project is shared; the id is the user group's."""

    id: str
    type: str | None = None
    role: UserGroupRole | str | None = None


class UserGroupShare(WriteModel):
    """The user groups with which a board or a project is to be shared, and what they may do.

    `miro_async.drafts.user_group_share` builds one.
    """

    user_group_ids: tuple[str, ...]
    role: UserGroupRole
