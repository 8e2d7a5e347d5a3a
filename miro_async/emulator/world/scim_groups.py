"""Groups as SCIM has them: the teams of the organization with those of their members who are users."""

import re
from typing import Any, Final

import msgspec

from miro_async.emulator.world import scim_users, team_members
from miro_async.emulator.world.checks import is_array, is_object, text
from miro_async.emulator.world.directory import OrganizationMember, Team
from miro_async.emulator.world.errors import Problem, Refusal
from miro_async.emulator.world.state import State, User
from miro_async.emulator.world.tokens import SCIM_PATH

__all__ = ["MOST_BYTES", "groups", "patch", "wire"]

GROUP_URN: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
MOST_BYTES: Final = 800_000
_MOST_MEMBERS: Final = 8_000
_ONE_MEMBER: Final = re.compile(r"members\[\s*value\s+eq\s+\"?(\w+)\"?\s*\]", re.IGNORECASE)
_NAME: Final = text(1, 60)


def groups(state: State) -> list[Team]:
    """The teams that a list shows, by id."""
    return sorted(state.directory.teams.listed().values(), key=lambda team: team.id)


def wire(state: State, team: Team, public_url: str) -> dict[str, Any]:
    """A group as on the wire."""
    return {
        "schemas": [GROUP_URN],
        "id": team.id,
        "displayName": team.name,
        "members": [{"value": each.id, "type": "User", "display": each.name} for each in _members(state, team)],
        "meta": {"resourceType": "Group", "location": f"{public_url}{SCIM_PATH}/Groups/{team.id}"},
    }


def patch(state: State, team: Team, operations: list[tuple[str, str, Any]], by: User) -> Team:
    """Apply changes; all are checked before the first is made.

    Args:
        state: the world.
        team: the group.
        operations: of each the kind in lower case, the path, and the value or None.
        by: who does it.

    Raises:
        Refusal: 400 for a path or a value that there is not; 404 for an unknown user; 409 for the last admin; 413 for
            too many users.
    """
    changes = [_understood(kind, path, value) for kind, path, value in operations]
    if sum(len(ids) for _, ids, _ in changes) > _MOST_MEMBERS:
        raise Refusal(413, "tooMany", f"At most {_MOST_MEMBERS} members can be changed at once")
    for kind, ids, _ in changes:
        for user_id in ids if kind != "remove" else ():
            scim_users.user(state, user_id)
    for kind, ids, name in changes:
        if name is not None:
            team = msgspec.structs.replace(team, name=name)
            state.directory.teams.put(team.id, team)
        else:
            _change_members(state, team, kind, ids, by)
    return team


def _members(state: State, team: Team) -> list[OrganizationMember]:
    found = [state.directory.members.get(each.id) for each in team_members.find(state, team, {})]
    return [member for member in found if member is not None]


def _understood(kind: str, path: str, value: Any) -> tuple[str, tuple[str, ...], str | None]:
    """The kind of a change, the users that it is about, and the name that it sets, or None."""
    single = _ONE_MEMBER.fullmatch(path)
    if single is not None and kind == "remove":
        return kind, (single[1],), None
    if path == "members" and (is_array(value) or (value is None and kind == "remove")):
        return kind, tuple(_id_of(each) for each in value or ()), None
    renamed = value.get("displayName") if path == "" and is_object(value) else value if path == "displayName" else None
    problem = _NAME(renamed)
    if kind == "remove" or path not in {"", "displayName"}:
        raise Refusal(400, "invalidPath", f"Unsupported path {path}")
    if problem is not None:
        raise scim_users.invalid_value([Problem("displayName", problem)])
    return kind, (), str(renamed)


def _id_of(entry: object) -> str:
    user_id = entry.get("value") if is_object(entry) else None
    if not isinstance(user_id, str):
        raise scim_users.invalid_value([Problem("members.value", "Must be the id of a user")])
    return user_id


def _change_members(state: State, team: Team, kind: str, ids: tuple[str, ...], by: User) -> None:
    inside = {each.id: each for each in state.directory.team_members if each.team_id == team.id}
    gone = ids if kind == "remove" else [each for each in inside if each not in ids] if kind == "replace" else ()
    for user_id in gone:
        if user_id in inside:
            team_members.remove(state, inside[user_id])
    for user_id in ids if kind != "remove" else ():
        if user_id not in inside:
            team_members.join(state.directory, team.id, user_id, "member", at=state.timeline.now(), by=by)
