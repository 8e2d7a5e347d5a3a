"""User groups of the organization: who is in them, and which teams, boards and projects they are part of."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

import msgspec

from miro_async.emulator.world.checks import Array, Fields, checked, one_of, text
from miro_async.emulator.world.directory import OrganizationMember, Team, UserGroup
from miro_async.emulator.world.errors import Problem, Refusal, conflict, invalid, no_such_thing, unknown_user
from miro_async.emulator.world.state import State

__all__ = [
    "Change",
    "Place",
    "add_member",
    "change_members",
    "create",
    "delete",
    "join_team",
    "leave_team",
    "listed",
    "member",
    "members_of",
    "of_place",
    "of_team",
    "remove_member",
    "share",
    "team",
    "teams_of",
    "unshare",
    "update",
]

Place = Literal["boards", "projects"]
"""What can be shared with user groups."""

_MOST_CHANGES = 500
_UNKNOWN = "User group not found"

_CHANGES = Fields({"name": text(1, 60), "description": text(0, 300)})
_CREATE = _CHANGES._replace(required={"name": "String"})
_MEMBER = Fields({"email": text(1)}, required={"email": "String"})
_MEMBERS = Fields({"membersToAdd": Array(text(1)), "membersToRemove": Array(text(1))})
_TEAM = Fields({"userGroupId": text(1), "role": one_of("member")}, required={"userGroupId": "String", "role": "String"})
_SHARE = Fields(
    {"userGroupIds": Array(text(1)), "role": one_of("VIEWER", "COMMENTER", "EDITOR")},
    required={"userGroupIds": "Array", "role": "String"},
)


class Change(NamedTuple):
    """What became of the users who were to be added, or of those to be removed.

    Attributes:
        operation: as on the wire.
        done: those with whom it was done.
        refused: the ids and addresses with which it was not.
    """

    operation: Literal["addMembers", "removeMembers"]
    done: tuple[OrganizationMember, ...]
    refused: tuple[str, ...]


# --- user groups ------------------------------------------------------------------------------------------------------


def create(state: State, body: object) -> UserGroup:
    """Create a user group without members.

    Raises:
        Refusal: 400 for a wrong body; 409 for the name of another one.
    """
    given = checked(body, _CREATE)
    _check_name(state, given["name"])
    group = UserGroup(id=state.ids.number(), name=given["name"], description=given.get("description", ""))
    state.directory.user_groups.put(group.id, group)
    return group


def update(state: State, group: UserGroup, body: object) -> UserGroup:
    """Change the name or the description.

    Raises:
        Refusal: likewise.
    """
    given = checked(body, _CHANGES)
    if given.get("name", group.name) != group.name:
        _check_name(state, given["name"])
    return _put(state, group, **given)


def delete(state: State, group: UserGroup) -> None:
    """Delete a user group; its members stay in the organization."""
    state.directory.user_groups.remove(group.id)


def listed(state: State) -> list[UserGroup]:
    """The user groups as lists see them, by id."""
    return sorted(state.directory.user_groups.listed().values(), key=lambda group: group.id)


# --- members ----------------------------------------------------------------------------------------------------------


def add_member(state: State, group: UserGroup, body: object) -> OrganizationMember:
    """Take a member of the organization into the group, by the e-mail address.

    Raises:
        Refusal: 400 for a wrong body; 409 for a member; what the settings say for nobody of the organization.
    """
    email: str = checked(body, _MEMBER)["email"]
    user = state.directory.user_of(email)
    known = None if user is None else state.directory.members.get(user.id)
    if known is None:
        raise unknown_user(state.settings.unknown_user_status)
    if known.id in group.member_ids:
        raise conflict("The user is a member of the user group already")
    _put(state, group, member_ids=(*group.member_ids, known.id))
    return known


def change_members(state: State, group: UserGroup, body: object) -> list[Change]:
    """Add and remove users, each by id or e-mail address; those with whom it cannot be done change nothing.

    Raises:
        Refusal: 400 for a wrong body; 400 or 413, as the settings say, for more than 500 users.
    """
    wanted: dict[str, list[str]] = checked(body, _MEMBERS)
    added, removed = wanted.get("membersToAdd", []), wanted.get("membersToRemove", [])
    if len(added) + len(removed) > _MOST_CHANGES:
        raise _too_many(state.settings.too_many_group_changes_status)
    users = _users(state)
    members = dict.fromkeys(group.member_ids)
    changes: list[Change] = []
    if added:
        again = state.settings.group_member_again
        changes.append(_change("addMembers", added, users, refused=members if again == "failed" else ()))
        members |= dict.fromkeys([user.id for user in changes[-1].done])
    if removed:
        strangers = users.keys() - members if state.settings.group_stranger_removed == "failed" else ()
        changes.append(_change("removeMembers", removed, users, refused=strangers))
        members = {user_id: None for user_id in members if user_id not in {user.id for user in changes[-1].done}}
    _put(state, group, member_ids=tuple(members))
    return changes


def remove_member(state: State, group: UserGroup, user: OrganizationMember) -> None:
    """Remove a member from the group."""
    _put(state, group, member_ids=_without(group.member_ids, user.id))


def member(state: State, group: UserGroup, member_id: str) -> OrganizationMember:
    """A member of the group.

    Raises:
        Refusal: 404, there is none.
    """
    if member_id not in group.member_ids:
        raise no_such_thing("member", member_id)
    return state.directory.member(member_id)


def members_of(state: State, group: UserGroup) -> list[OrganizationMember]:
    """The members as lists see them, by id."""
    return sorted(_known(state.directory.members.listed(), _seen(state, group).member_ids), key=lambda user: user.id)


# --- teams ------------------------------------------------------------------------------------------------------------


def join_team(state: State, team: Team, body: object) -> UserGroup:
    """Make a user group part of a team.

    Raises:
        Refusal: 400 for a wrong body or no user group; 409 for one that is part of it.
    """
    group = _named(state, checked(body, _TEAM)["userGroupId"], "userGroupId")
    if team.id in group.team_ids:
        raise conflict("The user group is part of the team already")
    return _put(state, group, team_ids=(*group.team_ids, team.id))


def leave_team(state: State, team: Team, group: UserGroup) -> None:
    """Take a user group out of a team."""
    _put(state, group, team_ids=_without(group.team_ids, team.id))


def team(state: State, group: UserGroup, team_id: str) -> Team:
    """A team that the group is part of.

    Raises:
        Refusal: 404, there is none.
    """
    if team_id not in group.team_ids:
        raise no_such_thing("team", team_id)
    return state.directory.team(team_id)


def teams_of(state: State, group: UserGroup) -> list[Team]:
    """The teams as lists see them, by id."""
    return sorted(_known(state.directory.teams.listed(), _seen(state, group).team_ids), key=lambda team: team.id)


def of_team(state: State, team: Team) -> list[UserGroup]:
    """The user groups of a team as lists see them, by id."""
    return [group for group in listed(state) if team.id in group.team_ids]


# --- boards and projects ----------------------------------------------------------------------------------------------


def share(state: State, place: Place, place_id: str, body: object) -> list[UserGroup]:
    """Share a board or a project with user groups, or give them another role there; with all of them or with none.

    Raises:
        Refusal: 400 for a wrong body, or a user group that there is not.
    """
    given = checked(body, _SHARE)
    named: list[str] = given["userGroupIds"]
    if not named:
        raise invalid([Problem("userGroupIds", "Array has too few entries")])
    groups = [_named(state, group_id, f"userGroupIds[{index}]") for index, group_id in enumerate(named)]
    return [_put(state, group, **{place: {**_roles(group, place), place_id: given["role"]}}) for group in groups]


def unshare(state: State, place: Place, place_id: str, group: UserGroup) -> None:
    """Share a board or a project with a user group no more.

    Raises:
        Refusal: 404, it is not shared with it.
    """
    roles = _roles(group, place)
    if place_id not in roles:
        raise no_such_thing("group", group.id)
    _put(state, group, **{place: {name: role for name, role in roles.items() if name != place_id}})


def of_place(state: State, place: Place, place_id: str) -> list[UserGroup]:
    """The user groups of a board or a project as lists see them, by id."""
    return [group for group in listed(state) if place_id in _roles(group, place)]


def _roles(group: UserGroup, place: Place) -> dict[str, str]:
    return group.boards if place == "boards" else group.projects


# --- what all of them need --------------------------------------------------------------------------------------------


def _check_name(state: State, name: str) -> None:
    if any(group.name == name for group in state.directory.user_groups):
        raise conflict("A user group with this name already exists")


def _named(state: State, group_id: str, field: str) -> UserGroup:
    """A user group that a body names."""
    group = state.directory.user_groups.get(group_id)
    if group is None:
        raise invalid([Problem(field, _UNKNOWN)])
    return group


def _users(state: State) -> dict[str, OrganizationMember]:
    """The members of the organization by id, and by e-mail address without case."""
    users = list(state.directory.members)
    return {user.id: user for user in users} | {user.email.casefold(): user for user in users}


def _change(
    operation: Literal["addMembers", "removeMembers"],
    named: Iterable[str],
    users: Mapping[str, OrganizationMember],
    refused: Iterable[str],
) -> Change:
    found = {name: users.get(name.casefold()) for name in named}
    barred = frozenset(refused)
    done = {user.id: user for user in found.values() if user is not None and user.id not in barred}
    left = [name for name, user in found.items() if user is None or user.id in barred]
    return Change(operation, tuple(done.values()), tuple(left))


def _too_many(status: int) -> Refusal:
    message = f"At most {_MOST_CHANGES} users could be added or removed with a single request"
    if status == 413:
        return Refusal(413, "payloadTooLarge", message)
    return invalid([Problem("", message)])


def _put(state: State, group: UserGroup, **changes: Any) -> UserGroup:
    changed = msgspec.structs.replace(group, **changes)
    state.directory.user_groups.put(group.id, changed)
    return changed


def _without(ids: tuple[str, ...], left_out: str) -> tuple[str, ...]:
    return tuple([each for each in ids if each != left_out])


def _seen(state: State, group: UserGroup) -> UserGroup:
    """The group as lists see it; one that they do not see yet has nothing."""
    nothing = UserGroup(id=group.id, name="", description="")
    return state.directory.user_groups.listed().get(group.id, nothing)


def _known(values: Mapping[str, Any], ids: Iterable[str]) -> Iterator[Any]:
    return (values[each] for each in ids if each in values)
