"""Legal holds of a case."""

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import LegalHold, LegalHoldContentItem, LegalHoldWrite
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["LegalHolds"]


class LegalHolds(Service):
    """Legal holds of a case (Enterprise Guard); see https://developers.miro.com/reference/get-all-legal-holds."""

    async def create(self, org_id: str, case_id: str, body: LegalHoldWrite) -> LegalHold:
        """Hold what some users own or edit. Level 4; scope organization:cases:management; never repeated."""
        return await self._sender.send(endpoints.legal_holds.create(org_id, case_id, body=body))

    def list(self, org_id: str, case_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET) -> Pager[LegalHold]:
        """The legal holds of a case. Level 4 a page; scope organization:cases:management.

        Args:
            org_id: the organization.
            case_id: the case.
            limit: legal holds a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(self._sender, endpoints.legal_holds.list, org_id, case_id, limit=limit, cursor=cursor)

    async def get(self, org_id: str, case_id: str, legal_hold_id: str) -> LegalHold:
        """Read a legal hold. Level 3; scope organization:cases:management."""
        return await self._sender.send(endpoints.legal_holds.get(org_id, case_id, legal_hold_id))

    async def update(self, org_id: str, case_id: str, legal_hold_id: str, body: LegalHoldWrite) -> LegalHold:
        """Replace a legal hold; who is not named is not held. Level 3; scope organization:cases:management."""
        return await self._sender.send(endpoints.legal_holds.update(org_id, case_id, legal_hold_id, body=body))

    async def delete(self, org_id: str, case_id: str, legal_hold_id: str) -> None:
        """Close a legal hold, for good. Level 4; scope organization:cases:management."""
        await self._sender.send(endpoints.legal_holds.delete(org_id, case_id, legal_hold_id))

    def list_content_items(
        self, org_id: str, case_id: str, legal_hold_id: str, *, limit: int = 100, cursor: str | UnsetType = UNSET
    ) -> Pager[LegalHoldContentItem]:
        """What is held; it is all there once the hold is ``ACTIVE``.

        Level 3 a page; scope organization:cases:management.

        Args:
            org_id: the organization.
            case_id: the case.
            legal_hold_id: the legal hold.
            limit: items a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        row = endpoints.legal_holds.list_content_items
        return Pager(self._sender, row, org_id, case_id, legal_hold_id, limit=limit, cursor=cursor)
