"""OpenTelemetry for a client: a span for each call, and metrics of its budget. Needs the extra ``otel``.

::

    from miro_async import Miro, otel

    async with Miro(token) as miro:
        telemetry = otel.instrument(miro, attributes={"tenant": "acme"})
        ...
        telemetry.close()

Spans have the kind CLIENT, are named as the semantic conventions of HTTP want it, such as
``GET /v2/boards/{board_id}``, and are current while the call runs, so that what an instrumented aiohttp adds is their
child. One span is one call with all its attempts and its waits. No token, no body and no query string is in it: of an
error that may quote an answer it has the class, the status, the API's code and the request id.

==================================  ============  =====================================================================
metric                              unit          what
==================================  ============  =====================================================================
``miro.budget.credits.spent``       ``{credit}``  counter: credits of all answered calls
``miro.budget.credits.foreign``     ``{credit}``  counter: credits that somebody else spent from the quota
``miro.budget.credits.limit``       ``{credit}``  gauge: credits per window, with ``miro.model``
``miro.budget.credits.remaining``   ``{credit}``  gauge: credits that may be spent now, with ``miro.model``
``miro.budget.credits.reserved``    ``{credit}``  credits that are granted and not sent
``miro.budget.credits.in_flight``   ``{credit}``  credits that are sent and not answered
``miro.budget.credits.unknown``     ``{credit}``  credits whose answer will not come
``miro.budget.calls.waiting``       ``{call}``    calls in the queue, with ``miro.priority``
``miro.budget.calls.rate_limited``  ``{call}``    counter: answers that were 429
``miro.budget.wait``                ``s``         histogram: time in the queue of each call, with ``miro.priority``
==================================  ============  =====================================================================

Budgets are shared by all clients of a token: each is reported once, however many of its clients are instrumented.
"""

from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary, ref

from msgspec.structs import replace

try:
    from opentelemetry import metrics, trace
    from opentelemetry.metrics import CallbackOptions, Histogram, Meter, MeterProvider, Observation
    from opentelemetry.trace import Span, SpanKind, Status, StatusCode, TracerProvider
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        'miro_async.otel needs OpenTelemetry: pip install "miro_async[otel]"', name=error.name
    ) from error

from miro_async._version import __version__
from miro_async.budget import Budget, BudgetSnapshot, Priority
from miro_async.endpoints import Call
from miro_async.errors import DecodeError, MiroError, OutcomeUnknown, StatusError
from miro_async.pipe import Pipe
from miro_async.services import Exchange

__all__ = ["Telemetry", "instrument"]

Attributes = dict[str, str | int | float | bool]

_SCOPE = "miro_async"
_QUOTING = (StatusError, DecodeError, OutcomeUnknown)  # this one names the last attempt's error
_WAIT_BOUNDARIES_S = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 900.0)


class Telemetry:
    """What `instrument` began. As a context manager it ends with the block.

    Args:
        stops: what ends its parts.
    """

    def __init__(self, *stops: Callable[[], None]) -> None:
        self._stops = list(stops)

    def close(self) -> None:
        """Report nothing more of this client; may be called more than once."""
        while self._stops:
            self._stops.pop()()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def instrument(
    miro: Pipe,
    *,
    meter_provider: MeterProvider | None = None,
    tracer_provider: TracerProvider | None = None,
    attributes: Mapping[str, str | int | float | bool] | None = None,
) -> Telemetry:
    """Report the calls of a client and all its views as spans, and its budget as metrics.

    Args:
        miro: the client, a `Miro` or a `Scim`.
        meter_provider: where metrics go; the global provider by default.
        tracer_provider: where spans go; the global provider by default.
        attributes: are added to every span and metric; they tell the budgets of several tokens apart.

    Returns:
        What ends it. Without it, metrics end when the last client of the budget is gone.
    """
    parts = urlsplit(miro.base_url)
    server: Attributes = {"server.address": parts.hostname or ""}
    if parts.port is not None:
        server["server.port"] = parts.port
    common = {**server, **(attributes or {})}
    tracer = trace.get_tracer(_SCOPE, __version__, tracer_provider)
    meters = _meters_of(meter_provider or metrics.get_meter_provider())
    telling = _Telling(tracer, meters.waits, common)
    return Telemetry(miro.surround(telling.around), meters.add(miro.budget, common))


class _Telling:
    """Tells of the calls of one client.

    Args:
        tracer: makes the spans.
        waits: the histogram of the times in the queue.
        common: the attributes of everything.
    """

    def __init__(self, tracer: trace.Tracer, waits: Histogram, common: Attributes) -> None:
        self._tracer = tracer
        self._waits = waits
        self._common = common

    @contextmanager
    def around(self, call: Call[Any], priority: Priority) -> Generator[Callable[[Exchange[Any]], object]]:
        """The context of a call: its span."""
        row = call.endpoint
        attributes: Attributes = {
            **self._common,
            **_priority(priority),
            "http.request.method": row.method,
            "url.template": row.template,
            "miro.operation": call.operation,
            "miro.cost": call.credits,
        }
        with self._tracer.start_as_current_span(
            f"{row.method} {row.template}",
            kind=SpanKind.CLIENT,
            attributes=attributes,
            record_exception=False,  # `_failed` does, and says nothing of what may be a secret
            set_status_on_exception=False,
        ) as span:
            try:
                yield partial(self._succeeded, span, priority)
            except BaseException as error:
                self._failed(span, priority, error)
                raise

    def _succeeded(self, span: Span, priority: Priority, exchange: Exchange[Any]) -> None:
        span.set_attributes({"http.response.status_code": exchange.status, "miro.credits": exchange.credits})
        self._over(span, priority, exchange.waited, exchange.attempts)

    def _failed(self, span: Span, priority: Priority, error: BaseException) -> None:
        """Errors of the package hold no secrets; of any other no word is passed on."""
        name = type(error).__name__
        if not isinstance(error, MiroError):
            span.set_attribute("error.type", name)
            span.set_status(Status(StatusCode.ERROR, name))
            return
        self._over(span, priority, error.waited, error.attempts)
        status = getattr(error, "status", 0)
        if status:
            span.set_attribute("http.response.status_code", status)
        span.set_attribute("error.type", str(status) if isinstance(error, StatusError) else name)
        words = _words(error)
        span.set_status(Status(StatusCode.ERROR, words))
        kind = f"{type(error).__module__}.{name}"
        span.add_event("exception", {"exception.type": kind, "exception.message": words})

    def _over(self, span: Span, priority: Priority, waited: float, attempts: int) -> None:
        self._waits.record(waited, {**self._common, **_priority(priority)})
        span.set_attributes({"miro.waited": waited, "miro.attempts": attempts})
        if attempts > 1:
            span.set_attribute("http.request.resend_count", attempts - 1)


def _words(error: MiroError) -> str:
    """What an error says, or its class and figures if its own words may be those of an answer."""
    if not isinstance(error, _QUOTING):
        return str(error)
    figures = ((name, getattr(error, name, None)) for name in ("status", "code", "request_id"))
    told = ", ".join(f"{name} {value}" for name, value in figures if value)
    return f"{type(error).__name__}: {told}" if told else type(error).__name__


Values = Iterable[tuple[int, Attributes]]


@dataclass(frozen=True, slots=True)
class _Metric:
    """Something that is reported of a budget.

    Attributes:
        create: the method of a meter that makes the instrument.
        name: of the metric, without what all have in common.
        unit: by UCUM.
        text: its description.
        read: takes the values, each with its own attributes, from a snapshot.
    """

    create: Callable[[Meter], Callable[..., object]]
    name: str
    unit: str
    text: str
    read: Callable[[BudgetSnapshot], Values]


def _counter(meter: Meter) -> Callable[..., object]:
    return meter.create_observable_counter


def _gauge(meter: Meter) -> Callable[..., object]:
    return meter.create_observable_gauge


def _level(meter: Meter) -> Callable[..., object]:
    return meter.create_observable_up_down_counter


def _waiting(now: BudgetSnapshot) -> Values:
    return [(now.waits[priority].waiting, _priority(priority)) for priority in Priority]


def _priority(priority: Priority) -> Attributes:
    return {"miro.priority": priority.name.lower()}


def _model(now: BudgetSnapshot) -> Attributes:
    return {"miro.model": now.model}


_CREDIT, _CALL = "{credit}", "{call}"
_METRICS = (
    _Metric(_counter, "credits.spent", _CREDIT, "Credits of all answered calls.", lambda now: [(now.spent, {})]),
    _Metric(_counter, "credits.foreign", _CREDIT, "Credits that others spent.", lambda now: [(now.foreign, {})]),
    _Metric(_gauge, "credits.limit", _CREDIT, "Credits per window.", lambda now: [(now.limit, _model(now))]),
    _Metric(_gauge, "credits.remaining", _CREDIT, "Credits left.", lambda now: [(now.remaining, _model(now))]),
    _Metric(_level, "credits.reserved", _CREDIT, "Credits granted, not sent.", lambda now: [(now.reserved, {})]),
    _Metric(_level, "credits.in_flight", _CREDIT, "Credits sent, not answered.", lambda now: [(now.in_flight, {})]),
    _Metric(_level, "credits.unknown", _CREDIT, "Credits without an answer.", lambda now: [(now.unknown, {})]),
    _Metric(_level, "calls.waiting", _CALL, "Calls in the queue.", _waiting),
    _Metric(_counter, "calls.rate_limited", _CALL, "Answers that were 429.", lambda now: [(now.rate_limited, {})]),
)


class _Reported:
    """A budget that is reported, until nobody wants it any more.

    Args:
        attributes: of its metrics.
    """

    def __init__(self, attributes: Attributes) -> None:
        self.attributes = attributes
        self.wanted = 0
        self._last: BudgetSnapshot | None = None
        self._rested = False

    def look(self, budget: Budget) -> BudgetSnapshot:
        """The state of the budget; one that went on resting since the last look is as it was.

        No counter falls, though what senseless answers told of others is taken back.
        """
        rested, self._rested = self._rested, budget.resting
        if self._last is None or not (rested and self._rested):
            told = self._last.foreign if self._last else 0
            now = budget.snapshot()
            self._last = now if now.foreign >= told else replace(now, foreign=told)
        return self._last


class _Meters:
    """The instruments of one meter provider, and the budgets that they report.

    There is one for each provider: an instrument that is made twice would report everything twice. Budgets are not
    kept by it.

    Attributes:
        waits: the histogram of the times in the queue.
    """

    def __init__(self, meter: Meter) -> None:
        self._budgets: WeakKeyDictionary[Budget, _Reported] = WeakKeyDictionary()
        self.waits = meter.create_histogram(
            "miro.budget.wait",
            unit="s",
            description="Time that calls spent in the queue.",
            explicit_bucket_boundaries_advisory=_WAIT_BOUNDARIES_S,
        )
        for metric in _METRICS:
            metric.create(meter)(
                f"miro.budget.{metric.name}",
                [partial(self._observed, metric)],
                unit=metric.unit,
                description=metric.text,
            )

    def add(self, budget: Budget, attributes: Attributes) -> Callable[[], None]:
        """Report a budget; what comes out takes one such wish back."""
        reported = self._budgets.setdefault(budget, _Reported(attributes))
        reported.wanted += 1
        return partial(self._drop, ref(budget))

    def _drop(self, known: "ref[Budget]") -> None:
        budget = known()
        if budget is not None:
            self._budgets[budget].wanted -= 1
            if not self._budgets[budget].wanted:
                del self._budgets[budget]

    def _observed(self, metric: _Metric, _: CallbackOptions) -> Iterable[Observation]:
        for budget, reported in list(self._budgets.items()):
            for value, attributes in metric.read(reported.look(budget)):
                yield Observation(value, {**reported.attributes, **attributes})


_meters: WeakKeyDictionary[MeterProvider, _Meters] = WeakKeyDictionary()


def _meters_of(provider: MeterProvider) -> _Meters:
    meters = _meters.get(provider)
    if meters is None:
        is_global = provider is metrics.get_meter_provider()
        meters = _meters[provider] = _global_meters() if is_global else _Meters(_meter(provider))
    return meters


@cache
def _global_meters() -> _Meters:
    """Made once: what is made before an SDK is there goes on with it, and is its provider's under another name."""
    return _Meters(_meter(metrics.get_meter_provider()))


def _meter(provider: MeterProvider) -> Meter:
    return provider.get_meter(_SCOPE, __version__)
