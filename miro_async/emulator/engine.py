"""The way of a request through the fake server, the same over sockets and in process.

::

    read -> which operation? -> log -> latency -> whose token? -> quota -> fault? -> world -> fault? -> headers
         -> latency -> answer

A download, which is no part of the API, only travels and meets the faults of the operation ``files.download``.

The engine knows nothing of sockets. It works in tasks of its own: a client that goes away does not stop what the
server has begun, as it would not stop the real one.
"""

import asyncio
import heapq
import itertools
import random
import re
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final
from urllib.parse import unquote

import msgspec

from miro_async.emulator.clock import Clock
from miro_async.emulator.faults import Fault, Faults, Hit, Seen
from miro_async.emulator.garble import Reply, error, garble_headers, spoil
from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.limits import Decision, Limits, QuotaKey, ResetFormat, rate_headers, seconds_up
from miro_async.emulator.log import LogEntry, RequestLog, Statistics
from miro_async.emulator.world import DOWNLOADS, Route, Token, World, is_scim

__all__ = ["Engine", "Manners"]

_NS = 1_000_000_000
_BOARD: Final = re.compile(r"/boards/([^/]+)")
_ANONYMOUS: Final = QuotaKey("", "")
_SILENT: Final = Hit(Fault(kind="no_rate_headers"), applied=True, chance=0.0)
_TIMER_SLACK_S: Final = 0.001  # loops fire timers a little early


class Manners(msgspec.Struct, frozen=True, kw_only=True):
    """How the server behaves where the facts leave a doubt.

    Attributes:
        list_lag: seconds by which lists lag behind writes, if no fault says more.
        latency: the shortest and the longest time on the way, there and back together, in seconds.
        charge_401: whether a request without a valid token counts, on a quota of nobody's.
        retry_after: whether a 429 says ``Retry-After``.
        reset_format: how ``X-RateLimit-Reset`` is written.
        headers_on_errors: whether answers of 400 and above have rate headers.
        host_skew: by how many seconds at most the hosts behind the address are off the server's clock.
    """

    list_lag: float = 0.0
    latency: tuple[float, float] = (0.0, 0.0)
    charge_401: bool = False
    retry_after: bool = False
    reset_format: ResetFormat = "ceil"
    headers_on_errors: bool = True
    host_skew: float = 0.0


class Engine:
    """The pipeline; see the module's docstring.

    Attributes:
        is_open: whether the server takes requests.
    """

    def __init__(
        self,
        *,
        world: World,
        limits: Limits,
        scim_limits: Limits,
        faults: Faults,
        clock: Clock,
        log: RequestLog,
        manners: Manners,
        seed: int = 0,
    ) -> None:
        self.world = world
        self.limits = limits
        self.scim_limits = scim_limits
        self.faults = faults
        self.clock = clock
        self.log = log
        self.statistics = Statistics(log, limits, faults.counts)
        self.manners = manners
        self.is_open = True
        self._seed = seed
        self._way = random.Random(f"{seed}/latency")  # noqa: S311 - repeatable chance is the purpose
        self._host = random.Random(f"{seed}/hosts")  # noqa: S311
        self._late: list[tuple[int, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._pending: set[asyncio.Future[Reply]] = set()
        # A test may turn the clock in one thread while the server answers in another.
        self._lock = threading.RLock()
        clock.on_advance(self.settle)
        faults.on_change(self._let_lists_lag)
        self._let_lists_lag()

    async def exchange(self, request: HttpRequest) -> Reply:
        """Answer a request. Cancelling this is the client going away: the request is served all the same."""
        if request.path.startswith(DOWNLOADS):
            return await self._delivered(self._download(request))
        route = self.world.route(request)
        entry = self.log.open(request, route.operation if route else "", self.clock.now())
        holder = self.world.authenticate(request)
        if not isinstance(holder, HttpResponse):
            entry.user, entry.app = holder.user_id, self.world.pool(request, holder)
        self.statistics.opened()
        reply = Reply(None)
        try:
            reply = await self._delivered(self._serve(request, route, entry))
        finally:
            self.log.close(entry, "answered" if reply.is_whole else "unanswered", self.clock.now())
        return reply

    async def shut_down(self) -> None:
        """Stop in the middle of everything, as a server does that loses its power; writes on their way are lost."""
        self.is_open = False
        self._late.clear()
        pending = list(self._pending)
        for work in pending:
            work.cancel()
        await asyncio.gather(*pending, return_exceptions=True)

    def settle(self) -> None:
        """Let the delayed writes take effect whose time has come."""
        with self._lock:
            while self._late and self._late[0][0] <= self.clock.steady_ns():
                heapq.heappop(self._late)[2]()

    def reset(self) -> None:
        """Begin anew: an empty world, a full quota, no log, the faults of the constructor. The clock goes on."""
        with self._lock:
            self._late.clear()
            self.world.reset()
            self.limits.reset()
            self.scim_limits.reset()
            self.faults.reset()
            self.log.clear()
            self.statistics.reset()
            self._way.seed(f"{self._seed}/latency")
            self._host.seed(f"{self._seed}/hosts")

    def seed(self, data: Any) -> object:
        """Put data into the world, see `World.seed`."""
        with self._lock:
            return self.world.seed(data)

    async def _delivered(self, work: Coroutine[Any, Any, Reply]) -> Reply:
        """What the client gets of some work; it may be that it waits for ever."""
        loop = asyncio.get_running_loop()
        hold: asyncio.Future[Reply] = loop.create_future()
        try:
            reply = await self._outcome(loop.create_task(work))
            return await self._outcome(hold) if reply.never else reply
        finally:
            hold.cancel()

    async def _outcome(self, work: asyncio.Future[Reply]) -> Reply:
        """What becomes of some work that goes on without its client; a closed connection if the server stops."""
        self._pending.add(work)
        work.add_done_callback(self._pending.discard)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            if not work.cancelled():  # it is the client that goes away
                raise
            return Reply(None)

    def _let_lists_lag(self) -> None:
        self.world.list_lag = max(self.manners.list_lag, self.faults.list_lag)

    async def _serve(self, request: HttpRequest, route: Route | None, entry: LogEntry) -> Reply:
        await self._travel()
        reply = await self._answer(request, route, entry)
        if reply.response is not None:
            entry.status = reply.response.status
        self.statistics.closed(entry)
        if not reply.never:
            await self._travel()
        return reply

    async def _download(self, request: HttpRequest) -> Reply:
        await self._travel()

        def apply() -> HttpResponse:
            with self._lock:
                response = self.world.download(request)
            return response._replace(headers={**response.headers, "Date": self.clock.http_date()})

        hit = self.faults.replacement(Seen("files.download", request.method, _board(request.path)))
        reply = Reply(apply()) if hit is None else await self._befallen(hit, apply)
        if not reply.never:
            await self._travel()
        return reply

    async def _travel(self) -> None:
        low, high = self.manners.latency
        if high > 0:
            await asyncio.sleep(self._way.uniform(low, high) / 2)

    async def _answer(self, request: HttpRequest, route: Route | None, entry: LogEntry) -> Reply:
        self.settle()
        token = self.world.authenticate(request)
        seen = Seen(entry.operation, request.method, _board(request.path))
        entry.cost = self.world.credits(route, request) if route else 0
        changes = self.faults.changes(seen)
        entry.fault = " ".join(hit.kind for hit in changes)
        if isinstance(token, HttpResponse):
            entry.user = entry.app = ""  # the token may have expired on the way
            decision = self._charge(request, entry, _ANONYMOUS, entry.cost if self.manners.charge_401 else 0)
            return Reply(self._dressed(token, decision, changes))
        entry.user, entry.app = token.user_id, self.world.pool(request, token)
        decision = self._charge(request, entry, QuotaKey(entry.user, entry.app), entry.cost)
        if token.api == "scim" and not self.world.settings.scim_rate_headers:
            changes = [*changes, _SILENT]
        if not decision.admitted:
            return Reply(self._dressed(error(429), decision, changes))
        reply = await self._admitted(request, entry, token, route, self.faults.replacement(seen))
        if reply.response is not None:
            reply.response = self._dressed(reply.response, decision, changes)
        return reply

    def _charge(self, request: HttpRequest, entry: LogEntry, key: QuotaKey, cost: int) -> Decision:
        decision = (self.scim_limits if is_scim(request) else self.limits).charge(key, cost)
        entry.credits, entry.remaining = decision.charged, decision.remaining
        return decision

    async def _admitted(
        self,
        request: HttpRequest,
        entry: LogEntry,
        token: Token,
        route: Route | None,
        hit: Hit | None,
    ) -> Reply:
        def apply() -> HttpResponse:
            with self._lock:
                response = self.world.handle(request, token)
            entry.applied = route is not None and route.is_write and response.status < 400
            return response

        if hit is None:
            return Reply(apply())
        entry.fault = f"{hit.kind} {entry.fault}".strip()
        return await self._befallen(hit, apply)

    async def _befallen(self, hit: Hit, apply: Callable[[], HttpResponse]) -> Reply:
        """What a fault that replaces the answer makes of a request."""
        if hit.kind == "late":
            self._postpone(hit.chance * hit.fault.duration, apply)
            return spoil(hit, None)
        if hit.kind == "latency":
            return await self._slowly(hit, apply)
        return spoil(hit, apply() if hit.applied else None)

    async def _slowly(self, hit: Hit, apply: Callable[[], HttpResponse]) -> Reply:
        """Wait after the request took effect, or before: it takes effect either way."""
        if not hit.applied:
            await asyncio.sleep(hit.fault.duration)
            return Reply(apply())
        response = apply()
        await asyncio.sleep(hit.fault.duration)
        return Reply(response)

    def _postpone(self, seconds: float, apply: Callable[[], HttpResponse]) -> None:
        due_ns = self.clock.steady_ns() + round(seconds * _NS)
        heapq.heappush(self._late, (due_ns, next(self._order), lambda: _ignore(apply())))
        asyncio.get_running_loop().call_later(seconds + _TIMER_SLACK_S, self.settle)

    def _dressed(self, response: HttpResponse, decision: Decision, changes: list[Hit]) -> HttpResponse:
        """The answer with the headers of the gateway, as far as the faults leave them."""
        clock, manners = self.clock, self.manners
        host = self._host.uniform(-manners.host_skew, manners.host_skew) if manners.host_skew else 0.0
        ahead_ns = clock.ahead_ns + round(host * _NS)
        now_ns = clock.steady_ns() + ahead_ns
        headers = {**response.headers, "Date": clock.http_date(host)}
        if response.status < 400 or manners.headers_on_errors:
            headers |= rate_headers(decision, now_ns, ahead_ns, manners.reset_format)
        if response.status == 429 and manners.retry_after:
            headers["Retry-After"] = str(max(0, seconds_up(decision.reset_ns + ahead_ns - now_ns)))
        for hit in changes:
            _change(headers, hit, response.status, now_ns / _NS)
        return response._replace(headers=headers)


def _change(headers: dict[str, str], hit: Hit, status: int, now: float) -> None:
    match hit.kind:
        case "no_rate_headers":
            for name in [name for name in headers if name.startswith("X-RateLimit-")]:
                del headers[name]
        case "garbage_rate_headers":
            garble_headers(headers, hit, now)
        case "no_date":
            headers["Date"] = ""
        case "retry_after" if status >= 400:
            headers["Retry-After"] = f"{hit.fault.duration:g}"
        case _:
            pass


def _board(path: str) -> str:
    match = _BOARD.search(path)
    return unquote(match[1]) if match else ""


def _ignore(_: HttpResponse) -> None:
    """The answer of a delayed write, which nobody waits for."""
