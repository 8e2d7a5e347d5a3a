"""Cases of eDiscovery."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import Case, CaseExportJob, CaseWrite
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["Cases"]


class Cases(Service):
    """Cases of eDiscovery (Enterprise Guard); see https://developers.miro.com/reference/get-all-cases."""

    async def create(self, org_id: str, body: CaseWrite) -> Case:
        """Create a case. Level 4; scope organization:cases:management; never repeated."""
        return await self._sender.send(endpoints.cases.create(org_id, body=body))

    def list(self, org_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET) -> Pager[Case]:
        """The cases of an organization. Level 4 a page; scope organization:cases:management.

        Args:
            org_id: the organization.
            limit: cases a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.cases.list, org_id, limit=limit, cursor=cursor)

    async def get(self, org_id: str, case_id: str) -> Case:
        """Read a case. Level 3; scope organization:cases:management."""
        return await self._sender.send(endpoints.cases.get(org_id, case_id))

    async def update(self, org_id: str, case_id: str, body: CaseWrite) -> Case:
        """Replace the name and the description of a case. Level 3; scope organization:cases:management."""
        return await self._sender.send(endpoints.cases.update(org_id, case_id, body=body))

    async def delete(self, org_id: str, case_id: str) -> None:
        """Close a case without legal holds, for good. Level 4; scope organization:cases:management."""
        await self._sender.send(endpoints.cases.delete(org_id, case_id))

    def list_export_jobs(
        self, org_id: str, case_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[CaseExportJob]:
        """The jobs that export boards for a case. Level 4 a page; scope organization:cases:management.

        Args:
            org_id: the organization.
            case_id: the case.
            limit: jobs a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.cases.list_export_jobs, org_id, case_id, limit=limit, cursor=cursor)
