"""What a token is good for."""

from miro_async.models._base import Actor, ReadModel

__all__ = ["TokenInfo"]


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
