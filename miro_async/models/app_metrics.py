"""How much an app is used. Facts: Miro's OpenAPI description."""

from datetime import date

from miro_async.models._base import ReadModel

__all__ = ["AppMetrics", "AppMetricsTotal"]


class AppMetricsTotal(ReadModel):
    """The use of an app since it was made.

    Attributes:
        unique_users: who did something in the app.
        unique_recurring_users: who did on more than one of the last 30 days.
        unique_organizations: companies that installed it.
        installations: how often a team installed it.
        uninstallations: how often a team removed it.
    """

    unique_users: int | None = None
    unique_recurring_users: int | None = None
    unique_organizations: int | None = None
    installations: int | None = None
    uninstallations: int | None = None


class AppMetrics(AppMetricsTotal):
    """The use of an app in a day, a week or a month.

    Attributes:
        period_start: the first day of it.
    """

    period_start: date | None = None
