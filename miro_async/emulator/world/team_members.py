"""Who is in a team: taking in, roles, removing. As a rule a team has an admin."""

from collections.abc import Mapping

import msgspec

from miro_async.emulator.world.checks import Fields, checked, one_of, text
from miro_async.emulator.world.directory import Directory, Team, TeamMember, User
from miro_async.emulator.world.errors import conflict, no_such_thing, unknown_user
from miro_async.emulator.world.state import State

__all__ = ["find", "invite", "join", "leave_all", "member", "remove", "update"]

_ROLE = one_of("member", "admin")
_INVITATION = Fields({"email": text(1), "role": _ROLE}, required={"email": "String"})
_CHANGES = Fields({"role": _ROLE})


def invite(state: State, team: Team, body: object, by: User) -> TeamMember:
    """Take a user of the organization into a team, at once.

    Raises:
        Refusal: 400 for a wrong body; as the settings say, 404 for a user whom the organization does not have, and
            409 for one who is in the team.
    """
    given = checked(body, _INVITATION)
    user = state.directory.user_of(given["email"])
    if user is None or user.id not in state.directory.members:
        raise unknown_user(state.settings.unknown_user_status)
    known = state.directory.team_members.get(_key(team.id, user.id))
    if known is None:
        return join(state.directory, team.id, user.id, given.get("role", "member"), at=state.timeline.now(), by=by)
    if state.settings.joined_again == "refused":
        raise conflict("The user is a member of the team already")
    return _changed(state, known, given.get("role", known.role), by)


def join(directory: Directory, team_id: str, user_id: str, role: str, *, at: float, by: User) -> TeamMember:
    """Put a user into a team."""
    made = TeamMember(
        id=user_id, team_id=team_id, role=role, created_at=at, created_by=by.id, modified_at=at, modified_by=by.id
    )
    directory.team_members.put(_key(team_id, user_id), made)
    return made


def find(state: State, team: Team, params: Mapping[str, str]) -> list[TeamMember]:
    """The members that a list shows, by id: all, or those of a role."""
    listed = state.directory.team_members.listed().values()
    role = params.get("role")
    found = [each for each in listed if each.team_id == team.id and role in {None, each.role}]
    return sorted(found, key=lambda each: each.id)


def member(state: State, team: Team, member_id: str) -> TeamMember:
    """A member of a team.

    Raises:
        Refusal: 404, there is none.
    """
    found = state.directory.team_members.get(_key(team.id, member_id))
    if found is None:
        raise no_such_thing("member", member_id)
    return found


def update(state: State, changed: TeamMember, body: object, by: User) -> TeamMember:
    """Change a member's role.

    Raises:
        Refusal: 400 for a wrong body; 409 for the last admin, as the settings say.
    """
    return _changed(state, changed, checked(body, _CHANGES).get("role", changed.role), by)


def remove(state: State, removed: TeamMember) -> None:
    """Remove a member from the team.

    Raises:
        Refusal: 409 for the last admin, as the settings say.
    """
    _check_admins(state, removed, "removed")
    state.directory.team_members.remove(_key(removed.team_id, removed.id))


def leave_all(state: State, team: Team) -> None:
    """Leave a team without members, as nobody is in one that is not there any more."""
    table = state.directory.team_members
    for each in [each for each in table if each.team_id == team.id]:
        table.remove(_key(team.id, each.id))


def _changed(state: State, member: TeamMember, role: str, by: User) -> TeamMember:
    if role != "admin":
        _check_admins(state, member, "demoted")
    changed = msgspec.structs.replace(member, role=role, modified_at=state.timeline.now(), modified_by=by.id)
    state.directory.team_members.put(_key(member.team_id, member.id), changed)
    return changed


def _check_admins(state: State, member: TeamMember, what: str) -> None:
    admins = [each for each in state.directory.team_members if each.team_id == member.team_id and each.role == "admin"]
    if admins == [member] and state.settings.last_admin_status == 409:
        raise conflict(f"The last admin of a team can not be {what}")


def _key(team_id: str, user_id: str) -> str:
    return f"{team_id}/{user_id}"
