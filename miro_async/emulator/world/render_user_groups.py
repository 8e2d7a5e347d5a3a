"""What user groups look like on the wire, with their members and what they are part of."""

from typing import Any

from miro_async.emulator.world.directory import OrganizationMember, Team, UserGroup
from miro_async.emulator.world.user_groups import Change, Place

__all__ = [
    "changes_wire",
    "team_user_group_wire",
    "user_group_member_wire",
    "user_group_share_wire",
    "user_group_team_wire",
    "user_group_wire",
]

_Json = dict[str, Any]

_SHARES = {"boards": "board-user-group", "projects": "project-user-group"}


def user_group_wire(group: UserGroup) -> _Json:
    """A user group."""
    return {"id": group.id, "name": group.name, "description": group.description, "type": "user-group"}


def user_group_member_wire(user: OrganizationMember) -> _Json:
    """A member of a user group."""
    return {"id": user.id, "email": user.email, "type": "user-group-member"}


def user_group_team_wire(team: Team) -> _Json:
    """A team that a user group is part of."""
    return {"id": team.id, "role": "member", "type": "user-group-team"}


def team_user_group_wire(group: UserGroup) -> _Json:
    """A user group that is part of a team."""
    return {"id": group.id, "role": "member", "type": "team-user-group"}


def user_group_share_wire(place: Place, place_id: str, group: UserGroup) -> _Json:
    """A user group with which a board or a project is shared."""
    roles = group.boards if place == "boards" else group.projects
    return {"id": group.id, "role": roles[place_id], "type": _SHARES[place]}


def changes_wire(changes: list[Change]) -> list[_Json]:
    """What became of users who were to be added and removed: for each of both, a success, an error, or one of each."""
    return [entry for change in changes for entry in _change_wire(change)]


def _change_wire(change: Change) -> list[_Json]:
    entries: list[_Json] = []
    if change.done or not change.refused:
        users = [user_group_member_wire(user) for user in change.done]
        entries.append({"operation": change.operation, "status": 200, "affectedUsers": users})
    if change.refused:
        message = f"Not possible for: {', '.join(change.refused)}"
        error = {"status": 400, "code": "invalidParameters", "message": message, "type": "error"}
        entries.append({"operation": change.operation, "status": 400, "error": error})
    return entries
