"""Spans and metrics, as an exporter gets them, in virtual time."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from bulk_jobs import a_client
from emulator_calls import new_board
from msgspec.structs import replace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode, get_current_span
from raw_server import answer, raw_server

from miro_async import Miro, Priority, Quota, Scim, drafts, endpoints, otel
from miro_async.budget import Budget, BudgetSnapshot, shared_budget
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.errors import MiroError, NotFound, ServerError, Unauthorized
from miro_async.pipe import Pipe

T = TypeVar("T")


class Exporters:
    """An OpenTelemetry SDK that keeps everything in memory."""

    def __init__(self) -> None:
        self._spans = InMemorySpanExporter()
        self._metrics = InMemoryMetricReader()
        self.tracer_provider = TracerProvider(shutdown_on_exit=False)
        self.tracer_provider.add_span_processor(SimpleSpanProcessor(self._spans))
        self.meter_provider = MeterProvider([self._metrics], shutdown_on_exit=False)

    def instrument(self, miro: Pipe, **attributes: str) -> otel.Telemetry:
        return otel.instrument(
            miro, meter_provider=self.meter_provider, tracer_provider=self.tracer_provider, attributes=attributes
        )

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self._spans.get_finished_spans())

    def points(self, name: str) -> list[Any]:
        """The data points of a metric."""
        data = self._metrics.get_metrics_data()
        if data is None:
            return []
        return [
            point
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            if metric.name == name
            for point in metric.data.data_points
        ]

    def value(self, name: str) -> Any:
        (point,) = self.points(name)
        return point.value


@dataclass
class Site:
    """A board, a client of it, and what is exported."""

    emulator: Emulator
    miro: Miro
    board_id: str
    exporters: Exporters = field(default_factory=Exporters)


def on_a_board(job: Callable[[Site], Coroutine[Any, Any, T]], emulator: Emulator | None = None, **options: Any) -> T:
    async def main() -> T:
        server = Emulator() if emulator is None else emulator
        board_id = await new_board(server)
        async with a_client(server, **options) as miro:
            site = Site(server, miro, board_id)
            with site.exporters.instrument(miro):
                return await job(site)

    return virtual_time.run(main())


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def test_a_call_is_a_span_with_the_names_of_the_conventions() -> None:
    async def job(site: Site) -> None:
        await site.miro.tags.create(site.board_id, drafts.tag("x"))
        (span,) = site.exporters.spans
        assert span.name == "POST /v2/boards/{board_id}/tags"
        assert span.kind is SpanKind.CLIENT
        assert span.status.status_code is StatusCode.UNSET
        assert attributes(span) == {
            "server.address": "api.miro.com",
            "http.request.method": "POST",
            "url.template": "/v2/boards/{board_id}/tags",
            "http.response.status_code": 201,
            "miro.operation": "tags.create",
            "miro.priority": "normal",
            "miro.cost": 50,
            "miro.credits": 50,
            "miro.waited": 0.0,
            "miro.attempts": 1,
        }

    on_a_board(job)


def test_spans_have_the_parents_that_their_tasks_have() -> None:
    async def job(site: Site) -> None:
        tracer = site.exporters.tracer_provider.get_tracer("test")

        async def report(name: str) -> None:
            with tracer.start_as_current_span(name):
                await asyncio.gather(*(site.miro.boards.get(site.board_id) for _ in range(3)))

        await asyncio.gather(report("a"), report("b"))
        parents = {span.context.span_id: span.name for span in site.exporters.spans if span.context is not None}
        calls = [span for span in site.exporters.spans if span.kind is SpanKind.CLIENT]
        assert (
            sorted(parents[call.parent.span_id] for call in calls if call.parent is not None) == ["a"] * 3 + ["b"] * 3
        )
        assert not get_current_span().is_recording()

    on_a_board(job, Emulator(latency=(0.05, 0.5)))


def test_the_span_is_current_while_the_call_runs_and_not_after() -> None:
    async def job(site: Site) -> None:
        current: list[Any] = []
        call = endpoints.boards.get(site.board_id)
        await site.miro.exchange(call, on_send=lambda: current.append(get_current_span()))
        (span,) = site.exporters.spans
        assert current[0].context == span.context
        assert not get_current_span().is_recording()

    on_a_board(job)


def test_repetitions_and_waits_are_in_the_span() -> None:
    emulator = Emulator(limit=1_000, window=20, faults=[Fault(kind="error", operations=("tags.list",), times=2)])

    async def job(site: Site) -> None:
        await site.miro.tags.list(site.board_id).collect()
        for _ in range(20):
            await site.miro.boards.get(site.board_id)
        first, *_ = site.exporters.spans
        assert attributes(first)["miro.attempts"] == 3
        assert attributes(first)["http.request.resend_count"] == 2
        assert attributes(first)["miro.credits"] == 150
        assert sum(attributes(span)["miro.waited"] for span in site.exporters.spans) > 5

    on_a_board(job, emulator, quota=Quota(1_000, 20.0))


def test_errors_are_recorded() -> None:
    async def job(site: Site) -> None:
        with pytest.raises(NotFound):
            await site.miro.boards.get("uXjVnothing=")
        (span,) = site.exporters.spans
        assert span.status.status_code is StatusCode.ERROR
        assert attributes(span)["http.response.status_code"] == 404
        assert attributes(span)["error.type"] == "404"
        (event,) = span.events
        assert (event.attributes or {})["exception.type"] == "miro_async.errors.NotFound"

    on_a_board(job)


def test_a_cancelled_call_ends_its_span() -> None:
    async def job(site: Site) -> None:
        asking = asyncio.create_task(site.miro.boards.get(site.board_id))
        await asyncio.sleep(1)
        asking.cancel()
        await asyncio.wait([asking])
        (span,) = site.exporters.spans
        assert span.status.status_code is StatusCode.ERROR
        assert attributes(span)["error.type"] == "CancelledError"

    on_a_board(job, Emulator(latency=10.0))


def test_neither_the_token_nor_a_query_leaves_in_a_span() -> None:
    async def job(site: Site) -> None:
        await site.miro.items.list(site.board_id, type="sticky_note").collect()
        await site.miro.boards.list(query="secret plans").collect()
        wrong = Emulator().token + "wrong"
        async with a_client(site.emulator, token=wrong) as stranger:
            with site.exporters.instrument(stranger), pytest.raises(Unauthorized):
                await stranger.boards.get(site.board_id)
        exported = "".join(span.to_json() for span in site.exporters.spans)
        assert len(site.exporters.spans) == 3
        for secret in (site.emulator.token, wrong, "secret", "?", "limit="):
            assert secret not in exported

    on_a_board(job)


HTML = b"<html><body>400 Bad Request. You sent: salary of Ada</body></html>"
JSON = b"""{"code": "2.0703", "message": "no note 'salary of Ada'", "type": "error",
 "context": {"fields": [{"field": "salary", "message": "of Ada"}]}}"""


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (400, HTML, "BadRequest: status 400, request_id r-1"),
        (400, JSON, "BadRequest: status 400, code 2.0703, request_id r-1"),
        (201, HTML, "DecodeError: status 201"),
        (201, b'{"id": {"salary": "of Ada"}}', "DecodeError: status 201"),
        (503, JSON, "OutcomeUnknown: status 503"),
    ],
)
def test_nothing_of_an_answer_leaves_in_a_span(status: int, body: bytes, words: str) -> None:
    async def main() -> None:
        exporters = Exporters()
        async with (
            raw_server([answer(status, body, "X-Request-Id: r-1")]) as server,
            Miro("token", base_url=server.url) as miro,
        ):
            with exporters.instrument(miro), pytest.raises(MiroError):
                await miro.sticky_notes.create("b", drafts.sticky_note("x"))
        (span,) = exporters.spans
        (event,) = span.events
        assert span.status.description == words
        assert (event.attributes or {})["exception.message"] == words
        assert not {word for word in ("salary", "Ada", "html") if word in span.to_json()}

    asyncio.run(main())


def test_views_are_traced_too_and_nothing_is_after_the_end() -> None:
    async def job(site: Site) -> None:
        urgent = site.miro.with_options(priority=Priority.INTERACTIVE)
        more = site.exporters.instrument(site.miro)
        await urgent.boards.get(site.board_id)
        assert len(site.exporters.spans) == 2
        more.close()
        more.close()
        await urgent.boards.get(site.board_id)
        assert len(site.exporters.spans) == 3

    on_a_board(job)


def test_the_budget_is_measured() -> None:
    emulator = Emulator(latency=1.0)

    async def job(site: Site) -> None:
        exporters, emulator = site.exporters, site.emulator
        for _ in range(3):
            await site.miro.boards.get(site.board_id)
        emulator.limits.spend(5_000)
        for _ in range(2):
            await site.miro.boards.get(site.board_id)
        asking = asyncio.create_task(site.miro.boards.get(site.board_id))
        await asyncio.sleep(0.5)
        assert exporters.value("miro.budget.credits.spent") == 250
        assert exporters.value("miro.budget.credits.in_flight") == 50
        assert exporters.value("miro.budget.credits.foreign") == 5_000
        assert exporters.value("miro.budget.credits.limit") == 100_000
        assert exporters.value("miro.budget.credits.remaining") == emulator.limits.peek().remaining - 50
        asking.cancel()
        await asyncio.wait([asking])
        assert exporters.value("miro.budget.credits.unknown") == 50
        (limit,) = exporters.points("miro.budget.credits.limit")
        assert dict(limit.attributes) == {"server.address": "api.miro.com", "miro.model": "unknown"}

    on_a_board(job, emulator)


def test_a_counter_does_not_fall_with_what_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def job(site: Site) -> None:
        await site.miro.boards.get(site.board_id)
        state = site.miro.budget.snapshot()

        def told(_: Budget) -> BudgetSnapshot:
            return replace(state, foreign=foreign)

        monkeypatch.setattr(Budget, "snapshot", told)
        for foreign in (3_000, 1_000, 4_000):
            assert site.exporters.value("miro.budget.credits.foreign") == max(foreign, 3_000)

    on_a_board(job)


def test_waits_are_a_histogram_for_each_class() -> None:
    emulator = Emulator(limit=1_000, window=20)

    async def job(site: Site) -> None:
        batch = site.miro.with_options(priority=Priority.BATCH)
        asking = asyncio.gather(*(batch.boards.get(site.board_id) for _ in range(20)))
        await asyncio.sleep(1)
        waiting = {
            point.attributes["miro.priority"]: point.value
            for point in site.exporters.points("miro.budget.calls.waiting")
        }
        assert waiting.pop("batch") > 0
        assert waiting == {"interactive": 0, "normal": 0}
        await asking
        await site.miro.with_options(priority=Priority.INTERACTIVE).boards.get(site.board_id)
        points = {point.attributes["miro.priority"]: point for point in site.exporters.points("miro.budget.wait")}
        assert points["batch"].count == 20
        assert points["batch"].max == pytest.approx(20, abs=1.5)
        assert points["interactive"].count == 1
        assert 60.0 in points["batch"].explicit_bounds

    on_a_board(job, emulator, quota=Quota(1_000, 20.0))


def test_a_budget_that_two_clients_share_is_reported_once_until_both_are_done() -> None:
    async def job(site: Site) -> None:
        exporters = Exporters()
        async with (
            Miro("shared", transport=site.emulator.transport(), quota_key="shared in test_otel") as one,
            Miro("other", transport=site.emulator.transport(), quota_key="shared in test_otel") as two,
        ):
            first, second = exporters.instrument(one, tenant="acme"), exporters.instrument(two, tenant="acme")
            (point,) = exporters.points("miro.budget.credits.limit")
            assert point.attributes["tenant"] == "acme"
            first.close()
            assert len(exporters.points("miro.budget.credits.limit")) == 1
            second.close()
            assert exporters.points("miro.budget.credits.limit") == []

    on_a_board(job)


def test_a_budget_is_let_rest_and_let_go() -> None:
    async def job(site: Site) -> None:
        exporters = Exporters()
        miro = Miro("passing", transport=site.emulator.transport(), quota_key="passing in test_otel")
        exporters.instrument(miro)
        site.emulator.world.issue_token(value="passing")
        await miro.boards.get(site.board_id)
        assert exporters.value("miro.budget.credits.spent") == 50
        asking = asyncio.create_task(miro.boards.get(site.board_id))
        await asyncio.sleep(0.5)
        assert exporters.value("miro.budget.credits.in_flight") == 50
        await asking
        await asyncio.sleep(200)
        assert miro.budget.rest()
        assert exporters.value("miro.budget.credits.spent") == 100
        assert exporters.value("miro.budget.credits.in_flight") == 0
        assert miro.budget.resting
        del miro
        for _ in range(10_000):  # whoever asks for a budget makes room, for a few at a time
            shared_budget("another in test_otel", Quota())
        gc.collect()
        assert exporters.points("miro.budget.credits.spent") == []

    on_a_board(job, Emulator(latency=1.0))


def test_a_client_of_scim_is_reported_too() -> None:
    async def job(site: Site) -> None:
        exporters = Exporters()
        async with Scim(site.emulator.scim_token, transport=site.emulator.transport()) as scim:
            with exporters.instrument(scim):
                await scim.users.list().collect()
                (span,) = exporters.spans
                assert span.name == "GET /Users"
                assert exporters.value("miro.budget.credits.spent") == attributes(span)["miro.credits"] > 0

    on_a_board(job)


LATE_SDK = """
from opentelemetry import metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from miro_async import Miro, otel
from miro_async.emulator import Emulator

def client(name):
    return Miro(name, transport=Emulator().transport())

early, late, explicit = client("early"), client("late"), client("explicit")
otel.instrument(early, attributes={"client": "early"})
reader = InMemoryMetricReader()
provider = MeterProvider([reader], shutdown_on_exit=False)
metrics.set_meter_provider(provider)
otel.instrument(late, attributes={"client": "late"})
otel.instrument(explicit, attributes={"client": "explicit"}, meter_provider=provider)
for resource in reader.get_metrics_data().resource_metrics:
    for scope in resource.scope_metrics:
        for metric in scope.metrics:
            print(metric.name, *(point.attributes["client"] for point in metric.data.data_points))
"""


def test_clients_before_and_after_the_sdk_is_set_up_are_measured() -> None:
    done = subprocess.run([sys.executable, "-c", LATE_SDK], capture_output=True, text=True, check=True)
    assert "miro.budget.credits.spent early late explicit" in done.stdout.splitlines()
    assert done.stderr == ""


def test_a_5xx_to_the_end_is_an_error_with_its_status() -> None:
    async def job(site: Site) -> None:
        with pytest.raises(ServerError):
            await site.miro.boards.get(site.board_id)
        (span,) = site.exporters.spans
        assert attributes(span)["error.type"] == "500"
        assert attributes(span)["miro.attempts"] == 5

    on_a_board(job, Emulator(faults=[Fault(kind="error", operations=("boards.get",))]))


def test_without_the_extra_the_error_names_it() -> None:
    script = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "import miro_async\n"
        "from miro_async import Miro\n"
        "try: from miro_async import otel\n"
        "except ModuleNotFoundError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert 'pip install "miro_async[otel]"' in done.stdout
