"""How much an app is used."""

from datetime import date
from typing import Literal

from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.models import AppMetrics as Metrics
from miro_async.models import AppMetricsTotal
from miro_async.services._service import Service

__all__ = ["AppMetrics"]


class AppMetrics(Service):
    """How much an app is used (experimental); needs an app management token of Miro's Developer Hub.

    See https://developers.miro.com/reference/get-metrics.
    """

    async def get(
        self,
        app_id: str,
        *,
        start_date: date | str,
        end_date: date | str,
        period: Literal["DAY", "WEEK", "MONTH"] | UnsetType = UNSET,
    ) -> tuple[Metrics, ...]:
        """The use of an app, period by period. Level 1; scope boards:read.

        Args:
            app_id: the app.
            start_date: the first day, UTC.
            end_date: the last day, UTC.
            period: what is added up; ``WEEK`` by default.
        """
        row = endpoints.app_metrics.get
        return await self._sender.send(row(app_id, start_date=start_date, end_date=end_date, period=period))

    async def get_total(self, app_id: str) -> AppMetricsTotal:
        """The use of an app since it was made. Level 1; scope boards:read."""
        return await self._sender.send(endpoints.app_metrics.get_total(app_id))
