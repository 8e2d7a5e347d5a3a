"""Access tokens: whose they are, what they may do, and which one a request carries."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from miro_async.emulator.http import HttpRequest
from miro_async.emulator.world.errors import Refusal, bad_token, token_expired, token_not_provided
from miro_async.emulator.world.ids import Ids
from miro_async.emulator.world.state import User

__all__ = ["ALL_SCOPES", "SCIM_PATH", "Token", "Tokens", "is_scim"]

ALL_SCOPES = (
    *("boards:read", "boards:write", "boards:export", "identity:read", "team:read", "projects:read", "projects:write"),
    *("organizations:read", "organizations:teams:read", "organizations:teams:write"),
    *("organizations:groups:read", "organizations:groups:write", "organization:cases:management"),
    *("auditlogs:read", "contentlogs:export", "aiinteractionlogs:read", "sessions:delete"),
)
"""The scopes of the default token: all that any operation needs."""

INFORMATION_PATH = "/v1/oauth-token"
SCIM_PATH = "/api/v1/scim"


def is_scim(request: HttpRequest) -> bool:
    """Whether a request goes to the SCIM API, which has tokens of its own."""
    return request.path.startswith(SCIM_PATH + "/")


class Token(msgspec.Struct, frozen=True):
    """An access token: bound to one user, one team and one app.

    Attributes:
        value: what a request carries.
        user_id: whose it is.
        user_name: likewise.
        team_id: the team that the app was installed in.
        app_id: the app; with the user it is what a quota belongs to.
        scopes: what it may do.
        expired: whether its time is over.
        api: which API it is for. That of SCIM belongs to the organization: its user stands for all of it.
    """

    value: str
    user_id: str
    user_name: str
    team_id: str
    app_id: str
    scopes: tuple[str, ...]
    expired: bool = False
    api: Literal["rest", "scim"] = "rest"

    @property
    def user(self) -> User:
        """Whose it is."""
        return User(self.user_id, self.user_name)


class Tokens:
    """The tokens issued.

    Args:
        ids: makes ids and token values.
        default: the value of the token with all scopes.
        scim: the value of the organization's token for SCIM.

    Attributes:
        default: a token with all scopes.
        scim: the organization's token for SCIM.
        names: of the users, by their ids.
    """

    def __init__(self, ids: Ids, default: str, scim: str) -> None:
        self._ids = ids
        self._issued: dict[str, Token] = {}
        self.organization_id = ids.number()
        self.default = Token(
            value=default,
            user_id=ids.number(),
            user_name="Ada Emulated",
            team_id=ids.number(),
            app_id=ids.number(),
            scopes=ALL_SCOPES,
        )
        self.scim = Token(
            value=scim,
            user_id=self.organization_id,
            user_name="Emulated organization",
            team_id=self.default.team_id,
            app_id="scim",
            scopes=(),
            api="scim",
        )
        self._issued |= {token.value: token for token in (self.default, self.scim)}
        self.names = {token.user_id: token.user_name for token in (self.default, self.scim)}

    def issue(
        self,
        *,
        scopes: Sequence[str],
        user_id: str | None,
        expired: bool,
        value: str | None,
        app_id: str | None = None,
    ) -> Token:
        """Issue a token of the default team; the value of an earlier one replaces it."""
        default = self.default
        is_default_user = user_id in {None, default.user_id}
        token = Token(
            value=value or self._ids.token(),
            user_id=user_id or default.user_id,
            user_name=default.user_name if is_default_user else f"User {user_id}",
            team_id=default.team_id,
            app_id=app_id or default.app_id,
            scopes=tuple(scopes),
            expired=expired,
        )
        self._issued[token.value] = token
        self.names[token.user_id] = token.user_name
        return token

    def find(self, value: str) -> Token | None:
        """The token of a value; None if none was issued, or it was revoked."""
        return self._issued.get(value)

    def revoke(self, token: Token) -> None:
        """Let nobody in with a token any more."""
        self._issued.pop(token.value, None)

    def of(self, request: HttpRequest) -> Token:
        """The token of a request.

        Raises:
            Refusal: 401 for none, an unknown, a revoked or an expired one; 400 where the token itself is asked about.
        """
        value = _value(request)
        if value is None:
            raise token_not_provided()
        token = self._issued.get(value)
        if token is None or (token.api == "scim") != is_scim(request):
            raise bad_token(400 if request.path == INFORMATION_PATH else 401)
        if token.expired:
            raise _expired(request)
        return token


def _expired(request: HttpRequest) -> Refusal:
    return bad_token(400) if request.path == INFORMATION_PATH else token_expired()


def _value(request: HttpRequest) -> str | None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and value.strip():
        return value.strip()
    if request.path == INFORMATION_PATH:
        return dict(request.query).get("access_token")
    return None
