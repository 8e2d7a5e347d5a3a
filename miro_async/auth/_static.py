"""The protocol of token sources, and the token that never changes."""

import hashlib
from typing import Protocol, runtime_checkable

from miro_async.errors import ConfigurationError

__all__ = ["StaticToken", "TokenSource"]


@runtime_checkable
class TokenSource(Protocol):
    """Gives the access token for the next request."""

    @property
    def quota_key(self) -> str:
        """A digest that names the quota, the same for every token of one user and app; never a token."""
        ...

    async def token(self) -> str:
        """The access token to send now.

        Raises:
            ReauthorizationRequired: only the user can make it valid again.
        """
        ...

    async def renew(self, rejected: str) -> str | None:
        """Another token after the API answered 401 to ``rejected``; None if there is no other.

        Raises:
            ReauthorizationRequired: only the user can make it valid again.
        """
        ...


class StaticToken:
    """One access token, given by the user.

    Raises:
        ConfigurationError: the token is missing, or has characters that no token has.
    """

    __slots__ = ("_value", "quota_key")

    def __init__(self, value: str) -> None:
        if not isinstance(value, str) or not value.strip():
            raise ConfigurationError(
                "token: expected a non-empty access token (set MIRO_ACCESS_TOKEN, for SCIM MIRO_SCIM_TOKEN)"
            )
        if not value.isascii() or not value.isprintable() or " " in value:
            raise ConfigurationError("token: expected printable ASCII without blanks; was something else pasted along?")
        self._value = value
        self.quota_key = hashlib.sha256(b"miro_async quota " + value.encode()).hexdigest()

    async def token(self) -> str:
        """The token."""
        return self._value

    async def renew(self, rejected: str) -> str | None:  # noqa: ARG002 - the protocol's signature
        """None: there is only one token."""
        return None

    def __repr__(self) -> str:
        return "<StaticToken>"
