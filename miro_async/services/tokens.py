"""The token in use."""

from miro_async import endpoints
from miro_async.models import TokenInfo
from miro_async.services._service import Service

__all__ = ["Tokens"]


class Tokens(Service):
    """The token in use; see https://developers.miro.com/reference/token-info."""

    __slots__ = ()

    async def get(self) -> TokenInfo:
        """Whose the token is, for which team, with which scopes. No level is documented; charged as level 1."""
        return await self._sender.send(endpoints.tokens.get())
