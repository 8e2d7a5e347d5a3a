"""Groups of SCIM: the teams of the organization."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import ScimGroup, ScimGroupPatch, ScimSortOrder
from miro_async.services._joined import joined
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["ScimGroups"]


class ScimGroups(Service):
    """Groups of SCIM, which are the teams of the organization. See https://developers.miro.com/reference/listgroups."""

    def list(
        self,
        *,
        attributes: str | Iterable[str] | UnsetType = UNSET,
        filter: str | UnsetType = UNSET,  # noqa: A002 - the parameter's name in SCIM
        sort_by: str | UnsetType = UNSET,
        sort_order: ScimSortOrder | UnsetType = UNSET,
        count: int = 1000,
        start_index: int | UnsetType = UNSET,
    ) -> Pager[ScimGroup]:
        """The teams of the organization with their users. Level 4 a page: 5 pages in 30 seconds.

        Args:
            attributes: only these of each team, ``"id,displayName"`` for instance; the rest is empty.
            filter: only teams for which this holds, ``'displayName eq "Kiwi"'``.
            sort_by: an attribute to sort by, ``"displayName"``.
            sort_order: in which order.
            count: teams a page, 1 to 1000.
            start_index: where to begin; the first team has 1.
        """
        return Pager(
            self._sender,
            endpoints.scim.groups.list,
            attributes=joined("attributes", attributes),
            filter=filter,
            sort_by=sort_by,
            sort_order=sort_order,
            count=count,
            start_index=start_index,
        )

    async def get(
        self,
        id: str,  # noqa: A002 - the hole's name in Miro's path, here and below
        *,
        attributes: str | Iterable[str] | UnsetType = UNSET,
    ) -> ScimGroup:
        """Read a team with its users, or only some attributes, by SCIM's names. Level 3."""
        return await self._sender.send(endpoints.scim.groups.get(id, attributes=joined("attributes", attributes)))

    async def update(
        self,
        id: str,  # noqa: A002
        body: ScimGroupPatch,
        *,
        attributes: str | Iterable[str] | UnsetType = UNSET,
    ) -> ScimGroup:
        """Add users to a team, remove them, or rename the team. Level 2, and 4 for a body of more than 500 bytes.

        Args:
            id: the team.
            body: at most 8,000 users and 800,000 bytes. Ten users by their ids are less than 500 bytes.
            attributes: only these in the answer, which has all users of the team otherwise.
        """
        row = endpoints.scim.groups.update
        return await self._sender.send(row(id, body=body, attributes=joined("attributes", attributes)))
