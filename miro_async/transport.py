"""The transport over sockets: the only user of `aiohttp.ClientSession`.

No exception of aiohttp's leaves it, not even as a cause: many of them hold the request's headers, and so the token,
or the proxy's password.

aiohttp resends a PUT, DELETE or GET by itself when a reused connection closes unanswered, and follows redirects,
turning a POST into a GET. Both are impossible here: the middleware `_once` hides from aiohttp the errors that it
would repeat, and redirects are off.

What is fetched from elsewhere goes through a session that holds nothing of the user's, whatever session the user gave.
"""

import asyncio
import math
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

import aiohttp
from yarl import URL

from miro_async.answer_time import AnswerTime
from miro_async.errors import ConfigurationError
from miro_async.files import Broken, Upload
from miro_async.wire import Incoming, NotSent, Request, Response, Timeout, TooLate, Unanswered

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter
    from aiohttp.client_middlewares import ClientHandlerType

__all__ = ["AiohttpTransport"]

T = TypeVar("T")

_KEEP_ALIVE = 30.0  # seconds; a new TLS connection costs as much CPU as 16 calls
_PIECE = 64 * 1024  # bytes of a download at once; what waits to be read may be ten times that


_CONNECTING = (
    aiohttp.ClientConnectorError,
    ssl.CertificateError,
)


class _GoneError(Exception):
    """The connection was lost while an answer was due."""


async def _once(request: aiohttp.ClientRequest, handler: "ClientHandlerType") -> aiohttp.ClientResponse:
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise  # nothing was sent, and aiohttp does not repeat it
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _GoneError(str(error) or "the server closed the connection") from error


async def _anonymous(request: aiohttp.ClientRequest, handler: "ClientHandlerType") -> aiohttp.ClientResponse:
    request.headers.pop("Authorization", None)  # with `trust_env` aiohttp takes one from ~/.netrc
    return await _once(request, handler)


async def _next_piece(content: aiohttp.StreamReader) -> bytes:
    try:
        return await content.read(_PIECE)
    except RuntimeError as error:  # aiohttp's own, where the connection was closed on this side
        raise _GoneError("the client was closed") from error


def _reason(error: Exception) -> NotSent | Unanswered:
    """What an exception means, in words that hold neither headers nor a proxy's password nor a signed URL."""
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return NotSent(f"the proxy answered {error.status}")
    if isinstance(error, aiohttp.InvalidURL):
        return NotSent("the URL is none")
    if isinstance(error, aiohttp.ClientResponseError):
        return Unanswered("the answer is no HTTP")
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return NotSent("no connection in time")
    kind = NotSent if isinstance(error, _CONNECTING) else Unanswered
    reason = kind(str(error) or type(error).__name__)
    if isinstance(error, aiohttp.ClientConnectorError):
        reason.__cause__ = error.os_error
    return reason


class _Outgoing(aiohttp.Payload):
    """An upload for aiohttp; `broken` says why it did not go out whole, if that is the file's fault."""

    _autoclose = True

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload, content_type=upload.content_type)
        self._size = upload.size
        self._upload = upload
        self.broken: Broken | None = None

    async def write(self, writer: "AbstractStreamWriter") -> None:
        try:
            async for piece in self._upload.pieces():
                await writer.write(piece)
        except Broken as error:
            self.broken = error
            raise

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:  # noqa: ARG002 - aiohttp's signature
        raise TypeError("an upload is read once, by the connection")


class _Flight:
    """A request on its way: until when it may wait for the next piece of its answer, and for all of it."""

    __slots__ = ("began", "cancelling", "due", "ends", "task", "why")

    def __init__(self, task: "asyncio.Task[object]", began: float, due: float, ends: float) -> None:
        self.task = task
        self.began = began
        self.due = due
        self.ends = ends
        self.why = ""
        self.cancelling = task.cancelling()

    def give_up(self, why: str) -> None:
        """Cancel the task, which finds out by `given_up` that it is not itself to end."""
        self.why = why
        self.task.cancel()

    def given_up(self) -> bool:
        """Whether a cancellation that arrived is ours, and nobody else's."""
        return bool(self.why) and self.task.uncancel() <= self.cancelling


class _Flights:
    """The requests on their way in one loop, and one timer for the time limits of all of them.

    Timers of its own for each request (aiohttp's) cost a quarter of all the CPU that a request takes. This one
    timer is set for the earliest limit. When it fires most of the requests that it was set for are long answered,
    and it is set again for the earliest limit of those that are on their way then.
    """

    __slots__ = ("_answer_time", "_loop", "_timer", "_timer_at", "_under_way", "slots")

    def __init__(self, loop: asyncio.AbstractEventLoop, max_in_flight: int) -> None:
        self.slots = asyncio.Semaphore(max_in_flight)
        self._answer_time = AnswerTime()
        self._loop = loop
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = math.inf
        self._under_way: set[_Flight] = set()

    def begin(self, read: float, total: float) -> _Flight:
        """Watch over a request of the current task."""
        task = asyncio.current_task(self._loop)
        assert task is not None  # noqa: S101 - a coroutine of asyncio runs in a task
        now = self._loop.time()
        flight = _Flight(task, now, now + min(read, total), now + total)
        self._under_way.add(flight)
        if flight.due < self._timer_at:
            self._arm(flight.due)
        return flight

    async def slot(self, total: float) -> float:
        """Wait until one more request may be on its way; release `slots` after it.

        Returns:
            What is left of `total` seconds.

        Raises:
            TooLate: no slot was free in time for an answer.
            NotSent: the client was closed.
        """
        if not self.slots.locked():
            await self.slots.acquire()  # at once
            return total
        wait = self.begin(math.inf, total)
        try:
            await self.slots.acquire()
        except asyncio.CancelledError:
            if wait.given_up():
                raise NotSent(f"{wait.why} while too many requests were on their way") from None
            raise
        finally:
            self.end(wait)
        left = wait.ends - self._loop.time()
        if left < self._answer_time.seconds:
            self.slots.release()
            raise TooLate("too many requests were on their way")
        return left

    def serves(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether these are the requests of that loop."""
        return self._loop is loop

    def answered(self, flight: _Flight) -> None:
        """The answer is here, all of it."""
        self._answer_time.answered(self._loop.time() - flight.began)

    def cut(self, flight: _Flight) -> None:
        """No answer came in its time."""
        self._answer_time.in_vain(self._loop.time() - flight.began)

    def end(self, flight: _Flight) -> None:
        """Watch over it no more."""
        self._under_way.discard(flight)

    def close(self) -> None:
        """Give up whatever is under way: where aiohttp closes a connection, nobody wakes who reads from it."""
        if not self._loop.is_closed():
            for flight in self._under_way:
                flight.give_up("the client was closed")
        self._under_way.clear()
        self._arm(math.inf)

    def _arm(self, at: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = self._loop.call_at(at, self._look) if at < math.inf else None

    def _look(self) -> None:
        now = self._loop.time()
        for flight in [flight for flight in self._under_way if flight.due <= now]:
            self._under_way.discard(flight)
            flight.give_up("timed out")
        self._arm(min((flight.due for flight in self._under_way), default=math.inf))


def _check(timeout: Timeout, max_in_flight: int, proxy: str | None) -> None:
    for name, seconds in timeout._asdict().items():
        if not (isinstance(seconds, int | float) and seconds > 0):
            raise ConfigurationError(f"timeout.{name}: expected a positive number of seconds, not {seconds!r}")
    if not (isinstance(max_in_flight, int) and max_in_flight > 0):
        raise ConfigurationError(f"max_in_flight: expected a whole number, at least 1, not {max_in_flight!r}")
    if proxy is None:
        return
    try:
        fits = URL(proxy).host is not None
    except (TypeError, ValueError):
        fits = False
    if not fits:  # and it may hold a password, so it is not shown
        raise ConfigurationError("proxy: expected a URL such as http://127.0.0.1:8080")


class AiohttpTransport:
    """One pooled session; opened at the first request, in the loop of that request.

    Args:
        timeout: seconds to connect, until an answer begins and between two pieces of it, and in total.
        max_in_flight: how many requests may be on their way at once; the others wait without a time limit of their
            own. The limit of a connector of the user's own counts as well.
        connector: a connector of the user's own; it is not closed here.
        session: a session of the user's own, with its cookies, headers and trust; it is not closed here, and its
            middlewares are not run. Files are downloaded over its connector alone, also without a proxy of its own.
        proxy: the URL of an HTTP proxy.
        trust_env: whether to take proxies from the environment.

    Raises:
        ConfigurationError: a time limit or a number that is not positive, a proxy that is no URL.
    """

    def __init__(
        self,
        *,
        timeout: Timeout,
        max_in_flight: int,
        connector: aiohttp.BaseConnector | None = None,
        session: aiohttp.ClientSession | None = None,
        proxy: str | None = None,
        trust_env: bool = False,
    ) -> None:
        _check(timeout, max_in_flight, proxy)
        self._timeout = timeout
        self._slots = max_in_flight
        if (known := connector or (session.connector if session is not None else None)) is not None:
            # A request that waits for a connection inside aiohttp would run out of time unsent, and nobody could tell.
            self._slots = min(limit for limit in (max_in_flight, known.limit, known.limit_per_host) if limit)
        self._connector = connector
        self._given = session
        self._proxy = proxy
        self._trust_env = trust_env
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._flights: _Flights | None = None
        self._closed = False
        self._base = ("", URL())
        self._connect_only = aiohttp.ClientTimeout(total=None, sock_connect=timeout.connect)

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - see `_Flights`
        """Send a request once and read the whole answer; see `miro_async.wire.Transport`."""
        flights = self._flights_here()
        left = await flights.slot(math.inf if timeout is None else timeout)
        upload = _Outgoing(request.body) if isinstance(request.body, Upload) else None
        # What the system holds of an upload may take long to leave this machine, and nobody sees it move.
        read = self._timeout.read if upload is None else math.inf
        flight = flights.begin(read, min(left, self._timeout.total))
        try:
            async with self._open_session().request(
                request.method,
                self._url(request),
                data=upload or request.body,
                headers=request.headers,
                allow_redirects=False,
                timeout=self._connect_only,
                proxy=self._proxy,
                middlewares=(_once,),
            ) as response:
                body = await self._body(response.content, flight)
                flights.answered(flight)
                return Response(response.status, response.headers, body)
        except asyncio.CancelledError:
            if flight.given_up():
                flights.cut(flight)
                raise Unanswered(flight.why, is_final=self._closed) from None
            raise
        except (_GoneError, aiohttp.ClientError, OSError) as error:
            broken = upload.broken if upload is not None else None
            reason = NotSent(str(broken)) if broken is not None else _reason(error)
            reason.is_final = self._closed
        finally:
            flights.end(flight)
            flights.slots.release()
        raise reason  # out of the handler, so that it has no context either

    @asynccontextmanager
    async def fetch(self, url: str, headers: Mapping[str, str]) -> AsyncGenerator[Incoming]:
        """Read a URL outside of the API; see `miro_async.wire.Transport`."""
        flights = self._flights_here()
        await flights.slot(math.inf)
        try:
            answer = self._anonymous_session().get(
                URL(url, encoded=True),
                headers=headers,
                allow_redirects=False,
                timeout=self._connect_only,
                proxy=self._proxy,
                middlewares=(_anonymous,),
            )
            response = await self._in_time(flights, answer, self._timeout.total)
            try:
                yield Incoming(response.status, response.headers, self._pieces(flights, response.content))
            finally:
                response.close()
        finally:
            flights.slots.release()

    async def _pieces(self, flights: _Flights, content: aiohttp.StreamReader) -> AsyncIterator[bytes]:
        while not content.at_eof():
            yield await self._in_time(flights, _next_piece(content), math.inf)

    async def _in_time(self, flights: _Flights, step: Awaitable[T], total: float) -> T:
        """Await a step of a fetch; nothing of aiohttp's leaves it, and what its caller does costs no time of it."""
        flight = flights.begin(self._timeout.read, total)
        try:
            return await step
        except asyncio.CancelledError:
            if flight.given_up():
                raise Unanswered(flight.why) from None
            raise
        except (_GoneError, aiohttp.ClientError, OSError) as error:
            reason = _reason(error)
        finally:
            flights.end(flight)
        raise reason

    def _url(self, request: Request) -> URL:
        if request.base_url != self._base[0]:
            self._base = (request.base_url, URL(request.base_url, encoded=True))
        base = self._base[1]
        if "?" in request.target or base.raw_path != "/":
            return URL(request.url, encoded=True)
        return base.with_path(request.target, encoded=True)  # a third of the time that it takes to parse a URL

    async def _body(self, content: aiohttp.StreamReader, flight: _Flight) -> bytes:
        pieces: list[bytes] = []
        while True:
            if not content.is_eof():  # more is to come, and the wait for it begins now
                flight.due = min(flight.ends, asyncio.get_running_loop().time() + self._timeout.read)
            pieces.append(await _next_piece(content))
            if content.at_eof():
                return b"".join(pieces)

    def _flights_here(self) -> _Flights:
        flights = self._flights
        loop = asyncio.get_running_loop()
        if flights is None or not flights.serves(loop):
            flights = self._flights = _Flights(loop, self._slots)
        return flights

    def _open_session(self) -> aiohttp.ClientSession:
        if self._given is None or self._closed:
            return self._anonymous_session()
        if self._given.closed:
            raise NotSent("the session is closed", is_final=True)
        return self._given

    def _anonymous_session(self) -> aiohttp.ClientSession:
        """A session without cookies, headers and credentials of its own, on the connections of the user's, if any."""
        if self._closed:
            raise NotSent("the client is closed", is_final=True)
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop:
            # After `asyncio.run` the old loop is closed, and its connections with it.
            given = self._connector or (self._given.connector if self._given is not None else None)
            self._loop = loop
            self._session = aiohttp.ClientSession(
                connector=given or aiohttp.TCPConnector(limit=0, keepalive_timeout=_KEEP_ALIVE),
                connector_owner=given is None,
                # One user's Set-Cookie must not ride on another's token.
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=self._trust_env or (self._given is not None and self._given.trust_env),
            )
        return self._session

    async def close(self) -> None:
        """Close the session, unless it is the user's; nothing is sent any more."""
        self._closed = True
        flights, self._flights = self._flights, None
        if flights is not None:
            flights.close()
        session, self._session = self._session, None
        if session is not None:
            await session.close()
