"""The table: logs of an organization, and the metrics of apps."""

from datetime import date, datetime
from typing import Final

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import CURSOR, ORG, READ, SAFE
from miro_async.models import AiInteraction, AppMetrics, AppMetricsTotal, AuditEvent, ContentChange, Page

__all__ = ["ai_interaction_logs", "app_metrics", "audit_logs", "content_logs"]

_APP: Final = "/v2-experimental/apps/{app_id}"
_MOST_VALUES: Final = 15
_TIMES: Final = {
    "since": Param(datetime, required=True, wire="from"),
    "until": Param(datetime, required=True, wire="to"),
    "sorting": Param(choices=("asc", "desc")),
    **CURSOR,
}


class audit_logs(Rows):  # noqa: N801 - the namespace is the operation's first name, as in `miro.audit_logs.list`
    """The audit log, of the last 90 days."""

    list = Endpoint(
        "GET",
        "/v2/audit/logs",
        Page[AuditEvent],
        level=2,
        scope="auditlogs:read",
        repeat=SAFE,
        query={
            "since": Param(datetime, required=True, wire="createdAfter"),
            "until": Param(datetime, required=True, wire="createdBefore"),
            "sorting": Param(choices=("ASC", "DESC")),
            "limit": Param(int, low=1),
            **CURSOR,
        },
    )


class content_logs(Rows):  # noqa: N801
    """Changes of the items of boards."""

    list = Endpoint(
        "GET",
        ORG + "/content-logs/items",
        Page[ContentChange],
        level=4,
        scope="contentlogs:export",
        repeat=SAFE,
        query={
            "board_ids": Param(most=_MOST_VALUES, is_id=True),
            "emails": Param(most=_MOST_VALUES),
            **_TIMES,
            "limit": Param(int, low=1, high=1000),
        },
    )


class ai_interaction_logs(Rows):  # noqa: N801
    """Uses of AI."""

    list = Endpoint(
        "GET",
        ORG + "/ai-interaction-logs",
        Page[AiInteraction],
        level=4,
        scope="aiinteractionlogs:read",
        repeat=SAFE,
        query={
            "object_ids": Param(most=_MOST_VALUES, is_id=True),
            "emails": Param(most=_MOST_VALUES),
            **_TIMES,
            "limit": Param(int, low=1, high=100),
        },
    )


class app_metrics(Rows):  # noqa: N801
    """How much an app is used."""

    get = Endpoint(
        "GET",
        _APP + "/metrics",
        tuple[AppMetrics, ...],
        level=1,
        scope=READ,
        repeat=SAFE,
        query={
            "start_date": Param(date, required=True, wire="startDate"),
            "end_date": Param(date, required=True, wire="endDate"),
            "period": Param(choices=("DAY", "WEEK", "MONTH")),
        },
    )
    get_total = Endpoint("GET", _APP + "/metrics-total", AppMetricsTotal, level=1, scope=READ, repeat=SAFE)
