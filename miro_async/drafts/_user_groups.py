"""User groups of an organization, who is in them, and what they are part of."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import many
from miro_async.errors import InvalidArgument
from miro_async.models import (
    TeamUserGroupAdd,
    UserGroup,
    UserGroupCreate,
    UserGroupMember,
    UserGroupMemberAdd,
    UserGroupMembersUpdate,
    UserGroupRole,
    UserGroupShare,
)

__all__ = ["team_user_group", "user_group", "user_group_member", "user_group_members", "user_group_share"]


def user_group(name: str, *, description: str | UnsetType = UNSET) -> UserGroupCreate:
    """A user group: a name of 1 to 60 characters, a description of at most 300."""
    return UserGroupCreate(name=name, description=description)


def user_group_member(email: str) -> UserGroupMemberAdd:
    """A user who is to be in a user group, by the e-mail address."""
    return UserGroupMemberAdd(email=email)


def user_group_members(
    *,
    add: UserGroupMember | str | Iterable[UserGroupMember | str] | UnsetType = UNSET,
    remove: UserGroupMember | str | Iterable[UserGroupMember | str] | UnsetType = UNSET,
) -> UserGroupMembersUpdate:
    """Who is to be in a user group and who no more: at most 500 users in all.

    Args:
        add: ids or e-mail addresses, of one user or of several.
        remove: likewise.

    Raises:
        InvalidArgument: more than 500 users, or something that is no user.
    """
    return UserGroupMembersUpdate(
        members_to_add=UNSET if add is UNSET else _users("add", add),
        members_to_remove=UNSET if remove is UNSET else _users("remove", remove),
    )


def team_user_group(user_group: UserGroup | str) -> TeamUserGroupAdd:
    """A user group, or its id, that is to be part of a team; there is no other role than that of a member."""
    (group_id,) = _groups("user_group", (user_group,))
    return TeamUserGroupAdd(user_group_id=group_id, role="member")


def user_group_share(
    user_groups: UserGroup | str | Iterable[UserGroup | str], *, role: UserGroupRole = "VIEWER"
) -> UserGroupShare:
    """The user groups with which a board or a project is to be shared.

    Args:
        user_groups: a user group or its id, or several of them.
        role: what they may do: ``VIEWER``, ``COMMENTER`` or ``EDITOR``.

    Raises:
        InvalidArgument: something that is no user group.
    """
    return UserGroupShare(user_group_ids=_groups("user_groups", user_groups), role=role)


def _users(name: str, given: UserGroupMember | str | Iterable[UserGroupMember | str]) -> tuple[str, ...]:
    several = (given,) if isinstance(given, UserGroupMember | str) else many(name, given)
    for each in several:
        if not isinstance(each, UserGroupMember | str):
            raise InvalidArgument(f"{name} must be ids or e-mail addresses, not {each!r}", field=name)
    return tuple([each if isinstance(each, str) else each.id for each in several])


def _groups(name: str, given: UserGroup | str | Iterable[UserGroup | str]) -> tuple[str, ...]:
    several = (given,) if isinstance(given, UserGroup | str) else many(name, given)
    for each in several:
        if not isinstance(each, UserGroup | str):
            raise InvalidArgument(f"{name} must be a user group or its id, not {each!r}", field=name)
    return tuple([each if isinstance(each, str) else each.id for each in several])
