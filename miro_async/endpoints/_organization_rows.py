"""The table: organizations, teams, sessions of users, and tokens."""

from types import NoneType
from typing import Final, get_args

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import GONE, NEVER, ORG, ORG_PAGE, READ_TEAMS, SAFE, TEAM, WRITE_TEAMS
from miro_async.models import (
    License,
    Organization,
    OrganizationMember,
    OrganizationRole,
    Page,
    Team,
    TeamCreate,
    TeamUpdate,
    TokenInfo,
    TokenRevocation,
)

__all__ = ["organization_members", "organizations", "sessions", "teams", "tokens"]

_READ: Final = "organizations:read"


class organizations(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `miro.teams.create`
    """Organizations."""

    get = Endpoint("GET", ORG, Organization, level=3, scope=_READ, repeat=SAFE)


class organization_members(Rows):  # noqa: N801
    """Members of an organization."""

    list = Endpoint(
        "GET",
        ORG + "/members",
        Page[OrganizationMember],
        level=3,
        scope=_READ,
        repeat=SAFE,
        query={
            "emails": Param(),
            "role": Param(choices=get_args(OrganizationRole)),
            "license": Param(choices=get_args(License)),
            "active": Param(kind=bool),
            **ORG_PAGE,
        },
    )
    get = Endpoint("GET", ORG + "/members/{member_id}", OrganizationMember, level=3, scope=_READ, repeat=SAFE)


class teams(Rows):  # noqa: N801
    """Teams of an organization."""

    create = Endpoint("POST", ORG + "/teams", Team, level=1, scope=WRITE_TEAMS, repeat=NEVER, body=TeamCreate)
    list = Endpoint(
        "GET", ORG + "/teams", Page[Team], level=1, scope=READ_TEAMS, repeat=SAFE, query={**ORG_PAGE, "name": Param()}
    )
    get = Endpoint("GET", TEAM, Team, level=1, scope=READ_TEAMS, repeat=SAFE)
    update = Endpoint("PATCH", TEAM, Team, level=1, scope=WRITE_TEAMS, repeat=SAFE, body=TeamUpdate)
    delete = Endpoint("DELETE", TEAM, NoneType, level=4, scope=WRITE_TEAMS, repeat=GONE)


class sessions(Rows):  # noqa: N801
    """Sessions of users."""

    # Once more, it still leaves the user without a session.
    reset = Endpoint(
        "POST",
        "/v2/sessions/reset_all",
        NoneType,
        level=3,
        scope="sessions:delete",
        repeat=SAFE,
        query={"email": Param(required=True)},
    )


class tokens(Rows):  # noqa: N801
    """Access tokens."""

    get = Endpoint("GET", "/v1/oauth-token", TokenInfo, level=None, scope="", repeat=SAFE)
    revoke = Endpoint(
        "POST", "/v2/oauth/revoke", NoneType, level=None, scope="", repeat=GONE, body=TokenRevocation, is_secret=True
    )
    # What the second of two answers, 400, does not tell whether the first revoked the token.
    revoke_v1 = Endpoint(
        "POST",
        "/v1/oauth/revoke",
        NoneType,
        level=None,
        scope="",
        repeat=NEVER,
        query={"access_token": Param(required=True)},
        is_secret=True,
    )
