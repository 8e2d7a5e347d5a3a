"""The audit log."""

from datetime import datetime
from typing import Literal

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import AuditEvent
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["AuditLogs"]


class AuditLogs(Service):
    """The audit log of the token's organization (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-get-audit-logs.
    """

    def list(
        self,
        *,
        since: datetime | str,
        until: datetime | str,
        sorting: Literal["ASC", "DESC"] | UnsetType = UNSET,
        limit: int = 100,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[AuditEvent]:
        """The events between two moments of the last 90 days. Level 2 a page; scope auditlogs:read.

        Args:
            since: events after this moment, with its time zone or as ISO 8601 text.
            until: events before this moment, likewise.
            sorting: by time, ``ASC`` by default.
            limit: events a page, 1 or more; nobody documents a most.
            cursor: where to begin, from an earlier page.
        """
        row = endpoints.audit_logs.list
        return Pager(self._sender, row, since=since, until=until, sorting=sorting, limit=limit, cursor=cursor)
