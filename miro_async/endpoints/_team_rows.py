"""The table: who belongs to a team and what is set for it; its projects, with their settings and members."""

from typing import Final

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import CURSOR, GONE, NEVER, SAFE
from miro_async.models import (
    Page,
    Project,
    ProjectCreate,
    ProjectMember,
    ProjectMemberAdd,
    ProjectMemberUpdate,
    ProjectSettings,
    ProjectSettingsUpdate,
    ProjectUpdate,
    TeamMember,
    TeamMemberInvite,
    TeamMemberUpdate,
    TeamSettings,
    TeamSettingsUpdate,
)

__all__ = ["project_members", "project_settings", "projects", "team_members", "team_settings"]

_ORGANIZATION: Final = "/v2/orgs/{org_id}"
_TEAM: Final = _ORGANIZATION + "/teams/{team_id}"
_TEAM_MEMBER: Final = _TEAM + "/members/{member_id}"
_PROJECT: Final = _TEAM + "/projects/{project_id}"
_PROJECT_MEMBER: Final = _PROJECT + "/members/{member_id}"
_READ_TEAMS: Final = "organizations:teams:read"
_WRITE_TEAMS: Final = "organizations:teams:write"
_READ: Final = "projects:read"
_WRITE: Final = "projects:write"
_PAGE: Final = {"limit": Param(int, low=1, high=100), **CURSOR}


class team_members(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `miro.team_members.list`
    """Members of a team."""

    invite = Endpoint(
        "POST", _TEAM + "/members", TeamMember, level=2, scope=_WRITE_TEAMS, repeat=NEVER, body=TeamMemberInvite
    )
    list = Endpoint(
        "GET",
        _TEAM + "/members",
        Page[TeamMember],
        level=2,
        scope=_READ_TEAMS,
        repeat=SAFE,
        query={**_PAGE, "role": Param()},
    )
    get = Endpoint("GET", _TEAM_MEMBER, TeamMember, level=1, scope=_READ_TEAMS, repeat=SAFE)
    update = Endpoint(
        "PATCH", _TEAM_MEMBER, TeamMember, level=2, scope=_WRITE_TEAMS, repeat=SAFE, body=TeamMemberUpdate
    )
    remove = Endpoint("DELETE", _TEAM_MEMBER, level=1, scope=_WRITE_TEAMS, repeat=GONE)


class team_settings(Rows):  # noqa: N801
    """Settings of a team, and those that a new team begins with."""

    get_default = Endpoint(
        "GET", _ORGANIZATION + "/default_teams_settings", TeamSettings, level=1, scope=_READ_TEAMS, repeat=SAFE
    )
    get = Endpoint("GET", _TEAM + "/settings", TeamSettings, level=1, scope=_READ_TEAMS, repeat=SAFE)
    update = Endpoint(
        "PATCH", _TEAM + "/settings", TeamSettings, level=2, scope=_WRITE_TEAMS, repeat=SAFE, body=TeamSettingsUpdate
    )


class projects(Rows):  # noqa: N801
    """Projects of a team, called Spaces in the product."""

    create = Endpoint("POST", _TEAM + "/projects", Project, level=1, scope=_WRITE, repeat=NEVER, body=ProjectCreate)
    list = Endpoint("GET", _TEAM + "/projects", Page[Project], level=1, scope=_READ, repeat=SAFE, query=_PAGE)
    get = Endpoint("GET", _PROJECT, Project, level=1, scope=_READ, repeat=SAFE)
    update = Endpoint("PATCH", _PROJECT, Project, level=1, scope=_WRITE, repeat=SAFE, body=ProjectUpdate)
    delete = Endpoint("DELETE", _PROJECT, level=4, scope=_WRITE, repeat=GONE)


class project_settings(Rows):  # noqa: N801
    """Settings of a project."""

    get = Endpoint("GET", _PROJECT + "/settings", ProjectSettings, level=1, scope=_READ, repeat=SAFE)
    update = Endpoint(
        "PATCH", _PROJECT + "/settings", ProjectSettings, level=1, scope=_WRITE, repeat=SAFE, body=ProjectSettingsUpdate
    )


class project_members(Rows):  # noqa: N801
    """Members of a project."""

    add = Endpoint(
        "POST", _PROJECT + "/members", ProjectMember, level=1, scope=_WRITE, repeat=NEVER, body=ProjectMemberAdd
    )
    list = Endpoint("GET", _PROJECT + "/members", Page[ProjectMember], level=1, scope=_READ, repeat=SAFE, query=_PAGE)
    get = Endpoint("GET", _PROJECT_MEMBER, ProjectMember, level=1, scope=_READ, repeat=SAFE)
    update = Endpoint(
        "PATCH", _PROJECT_MEMBER, ProjectMember, level=1, scope=_WRITE, repeat=SAFE, body=ProjectMemberUpdate
    )
    remove = Endpoint("DELETE", _PROJECT_MEMBER, level=4, scope=_WRITE, repeat=GONE)
