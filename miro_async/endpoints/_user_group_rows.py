"""The table: user groups of an organization, their members, and what they are part of."""

from types import NoneType
from typing import Final

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._shared import GONE, NEVER, ORG, ORG_PAGE, READ, READ_TEAMS, SAFE, TEAM, WRITE, WRITE_TEAMS
from miro_async.models import (
    Page,
    SharedUserGroup,
    TeamUserGroup,
    TeamUserGroupAdd,
    UserGroup,
    UserGroupCreate,
    UserGroupMember,
    UserGroupMemberAdd,
    UserGroupMembersResult,
    UserGroupMembersUpdate,
    UserGroupShare,
    UserGroupTeam,
    UserGroupUpdate,
)

__all__ = [
    "board_user_groups",
    "project_user_groups",
    "team_user_groups",
    "user_group_members",
    "user_group_teams",
    "user_groups",
]

_GROUPS: Final = ORG + "/groups"
_GROUP: Final = _GROUPS + "/{group_id}"
_MEMBERS: Final = _GROUP + "/members"
_MEMBER: Final = _MEMBERS + "/{member_id}"
_TEAM: Final = TEAM + "/groups"
_BOARD: Final = ORG + "/boards/{board_id}/groups"
_PROJECT: Final = ORG + "/projects/{project_id}/groups"

_READ: Final = "organizations:groups:read"
_WRITE: Final = "organizations:groups:write"
_READ_TEAMS: Final = f"{_READ} {READ_TEAMS}"
_WRITE_TEAMS: Final = f"{_READ} {WRITE_TEAMS}"
_READ_BOARDS: Final = f"{READ} {_READ}"
_WRITE_BOARDS: Final = f"{WRITE} {_READ}"
_READ_PROJECTS: Final = f"{_READ} projects:read"
_WRITE_PROJECTS: Final = f"{_READ} projects:write"


class user_groups(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `miro.user_groups.create`
    """User groups of an organization."""

    create = Endpoint("POST", _GROUPS, UserGroup, level=1, scope=_WRITE, repeat=NEVER, body=UserGroupCreate)
    list = Endpoint("GET", _GROUPS, Page[UserGroup], level=1, scope=_READ, repeat=SAFE, query=ORG_PAGE)
    get = Endpoint("GET", _GROUP, UserGroup, level=1, scope=_READ, repeat=SAFE)
    update = Endpoint("PATCH", _GROUP, UserGroup, level=1, scope=_WRITE, repeat=SAFE, body=UserGroupUpdate)
    delete = Endpoint("DELETE", _GROUP, NoneType, level=4, scope=_WRITE, repeat=GONE)


class user_group_members(Rows):  # noqa: N801
    """Members of a user group."""

    add = Endpoint("POST", _MEMBERS, UserGroupMember, level=1, scope=_WRITE, repeat=NEVER, body=UserGroupMemberAdd)
    list = Endpoint("GET", _MEMBERS, Page[UserGroupMember], level=1, scope=_READ, repeat=SAFE, query=ORG_PAGE)
    get = Endpoint("GET", _MEMBER, UserGroupMember, level=1, scope=_READ, repeat=SAFE)
    # A repetition would call those failures who were added by the first attempt.
    update = Endpoint(
        "PATCH",
        _MEMBERS,
        UserGroupMembersResult,
        level=1,
        scope=_WRITE,
        repeat=NEVER,
        body=UserGroupMembersUpdate,
        per_item=True,
    )
    remove = Endpoint("DELETE", _MEMBER, NoneType, level=4, scope=_WRITE, repeat=GONE)


class user_group_teams(Rows):  # noqa: N801
    """Teams that a user group is part of."""

    list = Endpoint(
        "GET", _GROUP + "/teams", Page[UserGroupTeam], level=1, scope=_READ_TEAMS, repeat=SAFE, query=ORG_PAGE
    )
    get = Endpoint("GET", _GROUP + "/teams/{team_id}", UserGroupTeam, level=1, scope=_READ_TEAMS, repeat=SAFE)


class team_user_groups(Rows):  # noqa: N801
    """User groups that are part of a team."""

    list = Endpoint("GET", _TEAM, Page[TeamUserGroup], level=1, scope=_READ_TEAMS, repeat=SAFE, query=ORG_PAGE)
    add = Endpoint("POST", _TEAM, TeamUserGroup, level=1, scope=_WRITE_TEAMS, repeat=NEVER, body=TeamUserGroupAdd)
    get = Endpoint("GET", _TEAM + "/{group_id}", TeamUserGroup, level=1, scope=_READ_TEAMS, repeat=SAFE)
    remove = Endpoint("DELETE", _TEAM + "/{group_id}", NoneType, level=1, scope=_WRITE_TEAMS, repeat=GONE)


class board_user_groups(Rows):  # noqa: N801
    """User groups with which a board is shared."""

    list = Endpoint("GET", _BOARD, Page[SharedUserGroup], level=1, scope=_READ_BOARDS, repeat=SAFE, query=ORG_PAGE)
    add = Endpoint("POST", _BOARD, SharedUserGroup, level=1, scope=_WRITE_BOARDS, repeat=NEVER, body=UserGroupShare)
    remove = Endpoint("DELETE", _BOARD + "/{group_id}", NoneType, level=1, scope=_WRITE_BOARDS, repeat=GONE)


class project_user_groups(Rows):  # noqa: N801
    """User groups with which a project is shared."""

    list = Endpoint("GET", _PROJECT, Page[SharedUserGroup], level=1, scope=_READ_PROJECTS, repeat=SAFE, query=ORG_PAGE)
    add = Endpoint("POST", _PROJECT, SharedUserGroup, level=1, scope=_WRITE_PROJECTS, repeat=NEVER, body=UserGroupShare)
    remove = Endpoint("DELETE", _PROJECT + "/{group_id}", NoneType, level=1, scope=_WRITE_PROJECTS, repeat=GONE)
