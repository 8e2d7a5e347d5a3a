"""Access tokens: what one is good for, and its end."""

from miro_async import endpoints
from miro_async.models import TokenInfo, TokenRevocation
from miro_async.services._service import Service

__all__ = ["Tokens"]


class Tokens(Service):
    """Access tokens; see https://developers.miro.com/reference/token-info and its ``revoke-token-v2``.

    No text that this package makes shows a token or a client's secret: no repr, no error, no log.
    """

    async def get(self) -> TokenInfo:
        """Whose the token is, for which team, with which scopes. No level is documented; charged as level 1."""
        return await self._sender.send(endpoints.tokens.get())

    async def revoke(self, body: TokenRevocation) -> None:
        """Revoke an access token, and with it its refresh token. No level is documented; charged as level 1.

        The app stays installed. A repetition that finds no such token takes it for revoked.

        Raises:
            NotFound: there is no such token, or it belongs to another app.
            Unauthorized: the token was this client's own, and an attempt that got no answer had revoked it.
        """
        await self._sender.send(endpoints.tokens.revoke(body=body))

    async def revoke_v1(self, *, access_token: str) -> None:
        """Revoke an access token by the old endpoint; never repeated. No level is documented; charged as level 1.

        Deprecated by Miro, since the token stands in the URL, where proxies and servers write it down: use `revoke`.

        Raises:
            BadRequest: there is no such token.
        """
        await self._sender.send(endpoints.tokens.revoke_v1(access_token=access_token))
