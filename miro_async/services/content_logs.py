"""Changes of the items of boards."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import ContentChange
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["ContentLogs"]


class ContentLogs(Service):
    """Changes of the items of boards (Enterprise plan).

    See https://developers.miro.com/reference/enterprise-board-content-item-logs-fetch.
    """

    def list(
        self,
        org_id: str,
        *,
        since: datetime | str,
        until: datetime | str,
        board_ids: str | Iterable[str] | UnsetType = UNSET,
        emails: str | Iterable[str] | UnsetType = UNSET,
        sorting: Literal["asc", "desc"] | UnsetType = UNSET,
        limit: int = 1000,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[ContentChange]:
        """The changes between two moments. Level 4 a page; scope contentlogs:export.

        Args:
            org_id: the organization.
            since: from this moment on, with its time zone or as ISO 8601 text.
            until: up to this moment, likewise.
            board_ids: only those of these boards; 1 to 15 ids.
            emails: only those of users with these addresses; 1 to 15.
            sorting: by time, ``asc`` by default.
            limit: changes a page, 1 to 1000.
            cursor: where to begin, from an earlier page.
        """
        return Pager(
            self._sender,
            endpoints.content_logs.list,
            org_id,
            since=since,
            until=until,
            board_ids=board_ids,
            emails=emails,
            sorting=sorting,
            limit=limit,
            cursor=cursor,
        )
