"""Users of the organization, by SCIM."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import ScimSortOrder, ScimUser, ScimUserCreate, ScimUserPatch, ScimUserReplace
from miro_async.services._joined import joined
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["ScimUsers"]


class ScimUsers(Service):
    """Users of the organization, by SCIM; guests are none. See https://developers.miro.com/reference/listusers."""

    def list(
        self,
        *,
        attributes: str | Iterable[str] | UnsetType = UNSET,
        filter: str | UnsetType = UNSET,  # noqa: A002 - the parameter's name in SCIM
        sort_by: str | UnsetType = UNSET,
        sort_order: ScimSortOrder | UnsetType = UNSET,
        count: int = 1000,
        start_index: int | UnsetType = UNSET,
    ) -> Pager[ScimUser]:
        """The users of the organization. Level 1 a page, by the credits of SCIM.

        Args:
            attributes: only these of each user, by SCIM's names; the rest is empty.
            filter: only users for whom this holds, ``'userName eq "ada@example.com"'``.
            sort_by: an attribute to sort by, ``"userName"``.
            sort_order: in which order.
            count: users a page, 1 to 1000.
            start_index: where to begin; the first user has 1.
        """
        return Pager(
            self._sender,
            endpoints.scim.users.list,
            attributes=joined("attributes", attributes),
            filter=filter,
            sort_by=sort_by,
            sort_order=sort_order,
            count=count,
            start_index=start_index,
        )

    async def create(self, body: ScimUserCreate) -> ScimUser:
        """Create a user, in the default team. Level 1; never repeated."""
        return await self._sender.send(endpoints.scim.users.create(body=body))

    async def get(
        self,
        id: str,  # noqa: A002 - the hole's name in Miro's path, here and below
        *,
        attributes: str | Iterable[str] | UnsetType = UNSET,
    ) -> ScimUser:
        """Read a user, or only some attributes, by SCIM's names. Level 1."""
        return await self._sender.send(endpoints.scim.users.get(id, attributes=joined("attributes", attributes)))

    async def replace(self, id: str, body: ScimUserReplace) -> ScimUser:  # noqa: A002
        """Replace what is known of a user. Level 2."""
        return await self._sender.send(endpoints.scim.users.replace(id, body=body))

    async def update(self, id: str, body: ScimUserPatch) -> ScimUser:  # noqa: A002
        """Change some attributes of a user. Level 2."""
        return await self._sender.send(endpoints.scim.users.update(id, body=body))

    async def delete(self, id: str) -> None:  # noqa: A002
        """Delete a user; the oldest admin of the team gets the user's boards. Level 3."""
        await self._sender.send(endpoints.scim.users.delete(id))
