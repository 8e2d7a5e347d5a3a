"""The projects of a team: create, rename, delete, share; which one a board is in."""

from collections.abc import Mapping
from typing import Any

import msgspec

from miro_async.emulator.world.checks import Fields, checked, one_of, text
from miro_async.emulator.world.directory import Project, ProjectMember, Team, User
from miro_async.emulator.world.errors import Problem, conflict, invalid, no_such_thing, unknown_user
from miro_async.emulator.world.state import State

__all__ = [
    "add_member",
    "create",
    "delete",
    "delete_all",
    "find",
    "find_members",
    "home",
    "join",
    "member",
    "project",
    "remove_member",
    "rename",
    "set_up",
    "update_member",
]

_ROLE = one_of("owner", "editor", "viewer", "commentator", "coowner")
_NAMED = Fields({"name": text(1, 60)}, required={"name": "String"})
_SETTINGS = Fields({"sharingPolicySettings": Fields({"teamAccess": one_of("private", "view")})})
_ADDED = Fields({"email": text(1), "role": _ROLE}, required={"email": "String", "role": "String"})
_CHANGES = Fields({"role": _ROLE})


def create(state: State, team: Team, body: object, user: User, project_id: str | None = None) -> Project:
    """Create a project, with a certain id if one is given; who creates it owns it.

    Raises:
        Refusal: 400 for a wrong body.
    """
    name = checked(body, _NAMED)["name"]
    made = Project(id=state.ids.number(project_id), team_id=team.id, name=name)
    state.directory.projects.put(made.id, made)
    join(state, made, user, state.directory.email_of(user.id), "owner")
    return made


def project(state: State, team: Team, project_id: str) -> Project:
    """A project of a team.

    Raises:
        Refusal: 404, the team has none of that id.
    """
    found = state.directory.project(project_id)
    if found.team_id != team.id:
        raise no_such_thing("project", project_id)
    return found


def find(state: State, team: Team) -> list[Project]:
    """The projects that a list shows, by id."""
    listed = state.directory.projects.listed().values()
    return sorted((each for each in listed if each.team_id == team.id), key=lambda each: each.id)


def rename(state: State, renamed: Project, body: object) -> Project:
    """Rename a project.

    Raises:
        Refusal: 400 for a wrong body.
    """
    return _put(state, msgspec.structs.replace(renamed, name=checked(body, _NAMED)["name"]))


def set_up(state: State, changed: Project, body: object) -> Project:
    """Change the settings of a project.

    Raises:
        Refusal: 400 for a wrong body.
    """
    sharing = checked(body, _SETTINGS).get("sharingPolicySettings", {})
    return _put(state, msgspec.structs.replace(changed, team_access=sharing.get("teamAccess", changed.team_access)))


def delete(state: State, deleted: Project) -> None:
    """Delete a project; its boards stay in the team."""
    for board in [board for board in state.boards if board.project_id == deleted.id]:
        state.boards.put(board.id, msgspec.structs.replace(board, project_id=None))
    table = state.directory.project_members
    for each in [each for each in table if each.project_id == deleted.id]:
        table.remove(_key(deleted.id, each.id))
    state.directory.projects.remove(deleted.id)


def delete_all(state: State, team: Team) -> None:
    """Delete the projects of a team."""
    for each in [each for each in state.directory.projects if each.team_id == team.id]:
        delete(state, each)


def home(state: State, given: Mapping[str, Any], team_id: str, project_id: str | None) -> tuple[str, str | None]:
    """The team and the project of a board after a request; a project's boards are of the project's team.

    Args:
        state: knows the projects.
        given: what the request says of the board.
        team_id: the team that the board is in, or is created in.
        project_id: the project that it is in; None for none. A board that leaves the team leaves it too.

    Raises:
        Refusal: 400 or 404, as the settings say, for a project that is not there; 400 for one of another team than
            the request names.
    """
    team = given.get("teamId", team_id)
    if "projectId" not in given:
        return team, project_id if team == team_id else None
    wanted = state.directory.projects.get(given["projectId"])
    if wanted is None:
        _check_unknown(state, given["projectId"])
        return team, given["projectId"]
    if given.get("teamId", wanted.team_id) != wanted.team_id:
        raise invalid([Problem("projectId", "The project belongs to another team")])
    return wanted.team_id, wanted.id


def add_member(state: State, joined: Project, body: object) -> ProjectMember:
    """Take a user into a project.

    Raises:
        Refusal: 400 for a wrong body; as the settings say, 404 for somebody unknown, 409 for a member.
    """
    given = checked(body, _ADDED)
    user = state.directory.user_of(given["email"])
    if user is None:
        raise unknown_user(state.settings.unknown_user_status)
    known = state.directory.project_members.get(_key(joined.id, user.id))
    if known is None:
        return join(state, joined, user, given["email"], given["role"])
    if state.settings.joined_again == "refused":
        raise conflict("The user is a member of the project already")
    return _with_role(state, known, given["role"])


def join(state: State, joined: Project, user: User, email: str, role: str) -> ProjectMember:
    """Put a user into a project."""
    return _put_member(state, ProjectMember(id=user.id, project_id=joined.id, email=email, role=role))


def find_members(state: State, shown: Project) -> list[ProjectMember]:
    """The members that a list shows, by id."""
    listed = state.directory.project_members.listed().values()
    return sorted((each for each in listed if each.project_id == shown.id), key=lambda each: each.id)


def member(state: State, shown: Project, member_id: str) -> ProjectMember:
    """A member of a project.

    Raises:
        Refusal: 404, there is none.
    """
    found = state.directory.project_members.get(_key(shown.id, member_id))
    if found is None:
        raise no_such_thing("member", member_id)
    return found


def update_member(state: State, changed: ProjectMember, body: object) -> ProjectMember:
    """Change a member's role.

    Raises:
        Refusal: 400 for a wrong body; 409 for the last owner, as the settings say.
    """
    return _with_role(state, changed, checked(body, _CHANGES).get("role", changed.role))


def remove_member(state: State, removed: ProjectMember) -> None:
    """Remove a member from a project.

    Raises:
        Refusal: 409 for the last owner, as the settings say.
    """
    _check_owners(state, removed, "removed")
    state.directory.project_members.remove(_key(removed.project_id, removed.id))


def _put(state: State, changed: Project) -> Project:
    state.directory.projects.put(changed.id, changed)
    return changed


def _with_role(state: State, member: ProjectMember, role: str) -> ProjectMember:
    if role != "owner":
        _check_owners(state, member, "demoted")
    return _put_member(state, msgspec.structs.replace(member, role=role))


def _put_member(state: State, member: ProjectMember) -> ProjectMember:
    table = state.directory.project_members
    if member.role == "owner" and state.settings.new_owner == "replaces":
        for owner in _owners(state, member.project_id):
            table.put(_key(owner.project_id, owner.id), msgspec.structs.replace(owner, role="coowner"))
    table.put(_key(member.project_id, member.id), member)
    return member


def _owners(state: State, project_id: str) -> list[ProjectMember]:
    table = state.directory.project_members
    return [each for each in table if each.project_id == project_id and each.role == "owner"]


def _check_owners(state: State, member: ProjectMember, what: str) -> None:
    if _owners(state, member.project_id) == [member] and state.settings.last_admin_status == 409:
        raise conflict(f"The last owner of a project can not be {what}")


def _check_unknown(state: State, project_id: str) -> None:
    if state.settings.unknown_project_status == 404:
        raise no_such_thing("project", project_id)
    if state.settings.unknown_project_status == 400:
        raise invalid([Problem("projectId", "Project not found")])


def _key(project_id: str, user_id: str) -> str:
    return f"{project_id}/{user_id}"
