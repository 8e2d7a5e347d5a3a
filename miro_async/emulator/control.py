"""The control API: what tests in other processes do to the emulator, as JSON under ``/__emulator__/``.

=========================  ==========================================================================================
request                    effect
=========================  ==========================================================================================
``GET health``             ``{"status": "ok"}``
``GET state``              clock, quota, faults, boards and requests in flight, at a glance
``POST reset``             an empty world, a full quota, no log, the faults that the emulator was started with
``POST seed``              puts data into the world, see `miro_async.emulator.world.World.seed`
``GET faults``             the rules in force, each with how many requests it matched and hit
``PUT faults``             a list of rules (`miro_async.emulator.Fault`) replaces those in force
``POST faults``            adds one rule or a list of rules
``DELETE faults``          nothing goes wrong any more
``GET clock``              ``{"now": epoch seconds}``
``POST clock``             ``{"advance": seconds}`` lets time pass; ``{"step": seconds}`` only sets the clock
``GET limits``             limit, remaining, reset, window and model of the default token's quota
``POST limits``            ``{"spend": credits}`` as a neighbour would; ``{"limit": n, "model": name}`` changes it
``GET scim/limits``        the same of SCIM, likewise ``POST``
``GET quotas``             every quota by user and app, see `miro_async.emulator.quotas.QuotaState`
``GET log``                the requests; ``?operation= method= status= fault= state= since= last=`` select some
``DELETE log``             forgets them
``GET downloads``          the requests for files, with which headers they carried that belong to the API only
``GET statistics``         sums by operation and status, windows, utilisation, requests in flight
=========================  ==========================================================================================

No call needs a token, costs a credit or appears in the log, and none is answered to other machines or to web pages.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from miro_async.emulator.engine import Engine
from miro_async.emulator.faults import Fault
from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.limits import Limits, ModelName
from miro_async.emulator.quotas import quota_states
from miro_async.emulator.world import Refusal
from miro_async.errors import MiroError

__all__ = ["PREFIX", "Control"]

PREFIX: Final = "/__emulator__/"


class _ClockChange(msgspec.Struct, forbid_unknown_fields=True):
    advance: Annotated[float, Meta(ge=0.0)] = 0.0
    step: float = 0.0


class _LimitsChange(msgspec.Struct, forbid_unknown_fields=True):
    spend: Annotated[int, Meta(ge=0)] | None = None
    limit: Annotated[int, Meta(ge=1)] | None = None
    model: ModelName | None = None


class _Selection(msgspec.Struct, forbid_unknown_fields=True):
    operation: str = ""
    method: str = ""
    status: int | None = None
    fault: str = ""
    state: str = ""
    since: int = 0
    last: Annotated[int, Meta(ge=1)] | None = None


class Control:
    """Answers the calls of the control API.

    Args:
        engine: what is controlled.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._actions: dict[tuple[str, str], Callable[[HttpRequest], object]] = {
            ("GET", "health"): lambda _: {"status": "ok"},
            ("GET", "state"): self._state,
            ("POST", "reset"): self._reset,
            ("POST", "seed"): self._seed,
            ("GET", "faults"): lambda _: engine.faults.state(),
            ("PUT", "faults"): self._replace_faults,
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "clock"): lambda _: {"now": engine.clock.now()},
            ("POST", "clock"): self._move_clock,
            ("GET", "limits"): lambda _: self._limits_state(engine.limits),
            ("POST", "limits"): lambda request: self._change_limits(engine.limits, request),
            ("GET", "scim/limits"): lambda _: self._limits_state(engine.scim_limits),
            ("POST", "scim/limits"): lambda request: self._change_limits(engine.scim_limits, request),
            ("GET", "quotas"): lambda _: quota_states(engine),
            ("GET", "log"): self._log,
            ("DELETE", "log"): self._clear_log,
            ("GET", "downloads"): lambda _: engine.world.downloads,
            ("GET", "statistics"): lambda _: engine.statistics.snapshot(),
        }

    def handle(self, request: HttpRequest, *, allowed: bool) -> HttpResponse:
        """Answer a call.

        Args:
            request: a request whose path begins with `PREFIX`.
            allowed: whether it comes from this machine.
        """
        name = request.path.removeprefix(PREFIX).rstrip("/")
        action = self._actions.get((request.method, name))
        if not allowed:
            return _answer(403, {"message": "the control API is for this machine only"})
        if action is None:
            known = sorted(method for method, other in self._actions if other == name)
            return _answer(405 if known else 404, {"message": f"no {request.method} {name}", "methods": known})
        try:
            return _answer(200, action(request))
        except (MiroError, Refusal, msgspec.MsgspecError, ValueError, TypeError, LookupError, RecursionError) as error:
            return _answer(400, {"message": str(error) or type(error).__name__})

    def _state(self, _: HttpRequest) -> object:
        engine = self._engine
        return {
            "now": engine.clock.now(),
            "limits": self._limits_state(engine.limits),
            "faults": engine.faults.state(),
            "boards": len(engine.world.boards()),
            "in_flight": engine.log.waiting,
            "calls": engine.statistics.calls,
        }

    def _reset(self, _: HttpRequest) -> object:
        self._engine.reset()
        return {}

    def _seed(self, request: HttpRequest) -> object:
        return self._engine.seed(msgspec.json.decode(request.body))

    def _replace_faults(self, request: HttpRequest) -> object:
        self._engine.faults.replace(msgspec.json.decode(request.body, type=list[Fault]))
        return self._engine.faults.state()

    def _add_faults(self, request: HttpRequest) -> object:
        is_list = request.body.lstrip()[:1] == b"["
        body = request.body if is_list else b"[" + request.body + b"]"
        self._engine.faults.add(*msgspec.json.decode(body, type=list[Fault]))
        return self._engine.faults.state()

    def _clear_faults(self, _: HttpRequest) -> object:
        self._engine.faults.clear()
        return []

    def _move_clock(self, request: HttpRequest) -> object:
        change = msgspec.json.decode(request.body, type=_ClockChange)
        self._engine.clock.step(change.step)
        self._engine.clock.advance(change.advance)
        return {"now": self._engine.clock.now()}

    def _limits_state(self, limits: Limits) -> dict[str, object]:
        state = limits.peek()
        return {
            "limit": state.limit,
            "remaining": state.remaining,
            "reset": (state.reset_ns + self._engine.clock.ahead_ns) / 1e9,
            "window": limits.window,
            "model": limits.model,
        }

    def _change_limits(self, limits: Limits, request: HttpRequest) -> object:
        change = msgspec.json.decode(request.body, type=_LimitsChange)
        if change.limit is not None:
            limits.limit = change.limit
        if change.model is not None:
            limits.model = change.model
        admitted = change.spend is None or limits.spend(change.spend)
        return {**self._limits_state(limits), "admitted": admitted}

    def _log(self, request: HttpRequest) -> object:
        wanted = msgspec.convert(dict(request.query), _Selection, strict=False)
        entries = self._engine.log.select(
            operation=wanted.operation,
            method=wanted.method,
            status=wanted.status,
            fault=wanted.fault,
            state=wanted.state,
            since=wanted.since,
        )
        return entries if wanted.last is None else entries[-wanted.last :]

    def _clear_log(self, _: HttpRequest) -> object:
        self._engine.log.clear()
        return {}


def _answer(status: int, value: Any) -> HttpResponse:
    return HttpResponse(status, {"Content-Type": "application/json"}, msgspec.json.encode(value))
