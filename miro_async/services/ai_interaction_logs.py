"""Uses of AI."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import AiInteraction
from miro_async.services._pager import Pager
from miro_async.services._service import Service

__all__ = ["AiInteractionLogs"]


class AiInteractionLogs(Service):
    """Uses of AI (Enterprise Guard).

    See https://developers.miro.com/reference/enterprise-get-ai-interaction-logs.
    """

    def list(
        self,
        org_id: str,
        *,
        since: datetime | str,
        until: datetime | str,
        object_ids: str | Iterable[str] | UnsetType = UNSET,
        emails: str | Iterable[str] | UnsetType = UNSET,
        sorting: Literal["asc", "desc"] | UnsetType = UNSET,
        limit: int = 100,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[AiInteraction]:
        """The uses between two moments. Level 4 a page; scope aiinteractionlogs:read.

        Args:
            org_id: the organization.
            since: from this moment on, with its time zone or as ISO 8601 text.
            until: up to this moment, likewise.
            object_ids: only those of these boards, or of the organization; 1 to 15 ids.
            emails: only those of users with these addresses; 1 to 15.
            sorting: by time, ``asc`` by default.
            limit: uses a page, 1 to 100.
            cursor: where to begin, from an earlier page.
        """
        return Pager(
            self._sender,
            endpoints.ai_interaction_logs.list,
            org_id,
            since=since,
            until=until,
            object_ids=object_ids,
            emails=emails,
            sorting=sorting,
            limit=limit,
            cursor=cursor,
        )
