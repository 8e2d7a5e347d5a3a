"""What a token is good for, and its end."""

from typing import Annotated, Any

from msgspec import Meta

from miro_async.models._base import Actor, ReadModel, WriteModel

__all__ = ["TokenInfo", "TokenRevocation"]

_NotEmpty = Annotated[str, Meta(min_length=1)]


class TokenInfo(ReadModel):
    """The context of the token in use: whose it is, for which team, with which scopes.

    Fact: ``GET /v1/oauth-token`` as seen live (miro-facts, section 4).
    """

    type: str
    organization: Actor = Actor()
    team: Actor = Actor()
    user: Actor = Actor()
    created_by: Actor = Actor()
    application: Actor = Actor()
    scopes: tuple[str, ...] = ()


class TokenRevocation(WriteModel):
    """Which token to revoke, and what proves that it is the app's own; `miro_async.drafts.token_revocation` builds one.

    All but the id of the app are secrets: they stand in no repr.
    """

    access_token: _NotEmpty
    client_id: _NotEmpty
    client_secret: _NotEmpty

    def __repr__(self) -> str:
        return f"TokenRevocation(client_id={self.client_id!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("client_id", self.client_id)]
