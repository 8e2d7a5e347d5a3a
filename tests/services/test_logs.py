"""Logs and metrics through their typed methods: what a range of time may be, and how long lists are read."""

import asyncio
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from miro_async import Miro, Quota, endpoints
from miro_async.emulator import Emulator
from miro_async.errors import InvalidArgument
from miro_async.models import AppMetrics

SINCE = datetime(2026, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
UNTIL = "2026-05-20T06:38:21.5Z"


def test_moments_are_sent_in_utc_to_the_millisecond_under_the_names_of_the_wire() -> None:
    sent = dict(endpoints.content_logs.list("1", since=SINCE, until=UNTIL).query)
    assert sent == {"from": "2026-05-01T10:00:00.000Z", "to": "2026-05-20T06:38:21.500Z"}
    sent = dict(endpoints.audit_logs.list(since=SINCE, until=UNTIL).query)
    assert sent == {"createdAfter": "2026-05-01T10:00:00.000Z", "createdBefore": "2026-05-20T06:38:21.500Z"}
    days = endpoints.app_metrics.get("1", start_date=date(2026, 5, 1), end_date="2026-05-20").query
    assert dict(days) == {"startDate": "2026-05-01", "endDate": "2026-05-20"}


@pytest.mark.parametrize("since", [datetime(2026, 5, 1), "2026-05-01T00:00:00", "yesterday", 1_779_259_101, None])  # noqa: DTZ001 - the case
def test_a_moment_without_its_zone_is_refused_where_the_list_is_made(since: Any) -> None:
    miro = Miro("token")
    with pytest.raises(InvalidArgument, match="since must be a datetime with its time zone"):
        miro.audit_logs.list(since=since, until=UNTIL)
    with pytest.raises(InvalidArgument, match="since must be a datetime with its time zone"):
        miro.ai_interaction_logs.list("1", since=since, until=UNTIL)


@pytest.mark.parametrize(
    "since",
    [
        datetime.min.replace(tzinfo=timezone(timedelta(hours=14))),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))),
        "0001-01-01T00:00:00+01:00",
    ],
)
def test_a_moment_that_utc_does_not_have_is_refused(since: Any) -> None:
    with pytest.raises(InvalidArgument, match="since must be a datetime") as raised:
        endpoints.audit_logs.list(since=since, until=UNTIL)
    assert raised.value.field == "since"


def test_a_list_takes_a_generator_of_values_and_says_them_again_on_each_page() -> None:
    async def main() -> None:
        emulator = Emulator(limit=10**9)
        quota = Quota(limit=10**9)
        async with Miro(emulator.token, transport=emulator.transport(), quota=quota, quota_key="generator") as miro:
            emails = (f"user{number}@b.example" for number in range(2))
            org_id = emulator.world.organization_id
            pager = miro.content_logs.list(org_id, since=SINCE, until=UNTIL, emails=emails, limit=1)
            assert len(await pager.collect()) == len(await pager.collect()) == 2
        asked = [entry.query["emails"] for entry in emulator.log]
        assert len(asked) == 4
        assert len(set(map(str, asked))) == 1

    asyncio.run(main())


def test_up_to_15_ids_and_addresses_are_sent_one_by_one() -> None:
    emails = [f"user{number}@b.example" for number in range(16)]
    call = endpoints.ai_interaction_logs.list("1", since=SINCE, until=UNTIL, emails=emails[:15], object_ids="uXj=")
    assert [value for name, value in call.query if name == "emails"] == emails[:15]
    assert ("object_ids", "uXj=") in call.query
    with pytest.raises(InvalidArgument, match="emails takes 1 to 15 values, not 16"):
        endpoints.content_logs.list("1", since=SINCE, until=UNTIL, emails=emails)


def test_a_log_is_read_to_its_end_and_metrics_are_a_plain_list() -> None:
    async def main() -> None:
        emulator = Emulator(limit=10**9)
        quota = Quota(limit=10**9)
        async with Miro(emulator.token, transport=emulator.transport(), quota=quota, quota_key="test_logs") as miro:
            pages = [page async for page in miro.audit_logs.list(since=SINCE, until=UNTIL, limit=1).pages()]
            assert [(len(page.data), bool(page.cursor)) for page in pages] == [(1, True), (1, False)]
            assert pages[0].data[0].id != pages[1].data[0].id
            assert all(isinstance(event.created_at, datetime) for page in pages for event in page.data)
            metrics = await miro.app_metrics.get("35", start_date=SINCE.date(), end_date=SINCE.astimezone(UTC).date())
            assert {type(each) for each in metrics} == {AppMetrics}
            assert len(metrics) == 2

    asyncio.run(main())


def test_one_unreadable_period_leaves_the_others() -> None:
    metrics, problems = endpoints.app_metrics.get.decode(
        b'[{"periodStart":"2026-05-01","uniqueUsers":1},{"periodStart":"May","uniqueUsers":2},7]'
    )
    assert [(each.period_start, each.unique_users) for each in metrics] == [(date(2026, 5, 1), 1), (None, 2)]
    assert sorted(problem.path for problem in problems) == ["$[1].periodStart", "$[2]"]
