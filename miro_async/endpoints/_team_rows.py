"""The table: who belongs to a team and what is set for it; its projects, with their settings and members."""

from types import NoneType
from typing import Final

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import GONE, NEVER, ORG, ORG_PAGE, READ_TEAMS, SAFE, TEAM, WRITE_TEAMS
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

_TEAM_MEMBER: Final = TEAM + "/members/{member_id}"
_PROJECT: Final = TEAM + "/projects/{project_id}"
_PROJECT_MEMBER: Final = _PROJECT + "/members/{member_id}"
_READ: Final = "projects:read"
_WRITE: Final = "projects:write"


class team_members(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `miro.team_members.list`
    """Members of a team."""

    invite = Endpoint(
        "POST", TEAM + "/members", TeamMember, level=2, scope=WRITE_TEAMS, repeat=NEVER, body=TeamMemberInvite
    )
    list = Endpoint(
        "GET",
        TEAM + "/members",
        Page[TeamMember],
        level=2,
        scope=READ_TEAMS,
        repeat=SAFE,
        query={**ORG_PAGE, "role": Param()},
    )
    get = Endpoint("GET", _TEAM_MEMBER, TeamMember, level=1, scope=READ_TEAMS, repeat=SAFE)
    update = Endpoint("PATCH", _TEAM_MEMBER, TeamMember, level=2, scope=WRITE_TEAMS, repeat=SAFE, body=TeamMemberUpdate)
    remove = Endpoint("DELETE", _TEAM_MEMBER, NoneType, level=1, scope=WRITE_TEAMS, repeat=GONE)


class team_settings(Rows):  # noqa: N801
    """Settings of a team, and those that a new team begins with."""

    get_default = Endpoint("GET", ORG + "/default_teams_settings", TeamSettings, level=1, scope=READ_TEAMS, repeat=SAFE)
    get = Endpoint("GET", TEAM + "/settings", TeamSettings, level=1, scope=READ_TEAMS, repeat=SAFE)
    update = Endpoint(
        "PATCH", TEAM + "/settings", TeamSettings, level=2, scope=WRITE_TEAMS, repeat=SAFE, body=TeamSettingsUpdate
    )


class projects(Rows):  # noqa: N801
    """Projects of a team, called Spaces in the product."""

    create = Endpoint("POST", TEAM + "/projects", Project, level=1, scope=_WRITE, repeat=NEVER, body=ProjectCreate)
    list = Endpoint("GET", TEAM + "/projects", Page[Project], level=1, scope=_READ, repeat=SAFE, query=ORG_PAGE)
    get = Endpoint("GET", _PROJECT, Project, level=1, scope=_READ, repeat=SAFE)
    update = Endpoint("PATCH", _PROJECT, Project, level=1, scope=_WRITE, repeat=SAFE, body=ProjectUpdate)
    delete = Endpoint("DELETE", _PROJECT, NoneType, level=4, scope=_WRITE, repeat=GONE)


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
    list = Endpoint(
        "GET", _PROJECT + "/members", Page[ProjectMember], level=1, scope=_READ, repeat=SAFE, query=ORG_PAGE
    )
    get = Endpoint("GET", _PROJECT_MEMBER, ProjectMember, level=1, scope=_READ, repeat=SAFE)
    update = Endpoint(
        "PATCH", _PROJECT_MEMBER, ProjectMember, level=1, scope=_WRITE, repeat=SAFE, body=ProjectMemberUpdate
    )
    remove = Endpoint("DELETE", _PROJECT_MEMBER, NoneType, level=4, scope=_WRITE, repeat=GONE)
