"""The teams of the organization: create, rename, delete, find."""

from collections.abc import Mapping

import msgspec

from miro_async.emulator.world import projects, team_members
from miro_async.emulator.world.checks import Fields, checked, text
from miro_async.emulator.world.directory import Team
from miro_async.emulator.world.errors import conflict
from miro_async.emulator.world.state import State

__all__ = ["create", "delete", "find", "update"]

_CHANGES = Fields({"name": text(1, 60)})
_CREATE = _CHANGES._replace(required={"name": "String"})


def create(state: State, body: object, team_id: str | None = None) -> Team:
    """Create a team, with a certain id if one is given.

    Raises:
        Refusal: 400 for a wrong body.
    """
    team = Team(state.ids.number(team_id), checked(body, _CREATE)["name"])
    state.directory.teams.put(team.id, team)
    return team


def update(state: State, team: Team, body: object) -> Team:
    """Rename a team.

    Raises:
        Refusal: 400 for a wrong body.
    """
    changed = msgspec.structs.replace(team, name=checked(body, _CHANGES).get("name", team.name))
    state.directory.teams.put(team.id, changed)
    return changed


def delete(state: State, team: Team) -> None:
    """Delete a team.

    Raises:
        Refusal: 409 for the only team or one with boards, if the settings say so.
    """
    if len(state.directory.teams) == 1 and state.settings.last_team_status == 409:
        raise conflict("The last team of an organization can not be deleted")
    boards = [board for board in state.boards if board.team_id == team.id]
    if boards and state.settings.used_team_status == 409:
        raise conflict("A team with boards can not be deleted")
    for board in boards:
        state.remove_board(board.id)
    projects.delete_all(state, team)
    team_members.leave_all(state, team)
    state.directory.team_settings.pop(team.id, None)
    state.directory.teams.remove(team.id)


def find(state: State, params: Mapping[str, str]) -> list[Team]:
    """The teams that a list shows, by id: those with a text anywhere in their name, whatever its case."""
    name = params.get("name", "").casefold()
    teams = state.directory.teams.listed().values()
    return sorted((team for team in teams if name in team.name.casefold()), key=lambda team: team.id)
