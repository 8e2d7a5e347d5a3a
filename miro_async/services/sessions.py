"""Sessions of users."""

from miro_async import endpoints
from miro_async.services._service import Service

__all__ = ["Sessions"]


class Sessions(Service):
    """Sessions of users (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-post-user-sessions-reset.
    """

    async def reset(self, *, email: str) -> None:
        """End all sessions of a user, who has to sign in again on every device. Level 3; scope sessions:delete.

        Args:
            email: the user's address.
        """
        await self._sender.send(endpoints.sessions.reset(email=email))
