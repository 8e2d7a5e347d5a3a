"""Members of an organization."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import License, OrganizationMember, OrganizationRole
from miro_async.services._joined import joined
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["OrganizationMembers"]


class OrganizationMembers(Service):
    """Members of an organization (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-get-organization-members.
    """

    def list(
        self,
        org_id: str,
        *,
        emails: str | Iterable[str] | UnsetType = UNSET,
        role: OrganizationRole | UnsetType = UNSET,
        license: License | UnsetType = UNSET,  # noqa: A002 - the parameter's name in the API
        active: bool | UnsetType = UNSET,
        limit: int = 100,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[OrganizationMember]:
        """The members of an organization. Level 3 a page; scope organizations:read.

        Args:
            org_id: the organization.
            emails: only those with these addresses; the API gives them in one page.
            role: only those of this role.
            license: only those with this license.
            active: only those who are active, or who are not.
            limit: members a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(
            self._sender,
            endpoints.organization_members.list,
            org_id,
            emails=joined("emails", emails),
            role=role,
            license=license,
            active=active,
            limit=limit,
            cursor=cursor,
        )

    async def get(self, org_id: str, member_id: str) -> OrganizationMember:
        """Read a member. Level 3; scope organizations:read."""
        return await self._sender.send(endpoints.organization_members.get(org_id, member_id))
