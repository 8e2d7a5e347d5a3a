"""The transport over sockets: the only user of `aiohttp.ClientSession`.

aiohttp resends a PUT, DELETE or GET by itself when a reused connection closes unanswered, and follows redirects,
turning a POST into a GET. Both are impossible here: the middleware `_once` hides from aiohttp the errors that it
would repeat, and redirects are off.
"""

import asyncio
import ssl
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from miro_async.wire import NotSent, Request, Response, Timeout, Unanswered

if TYPE_CHECKING:
    from aiohttp.client_middlewares import ClientHandlerType

__all__ = ["AiohttpTransport"]

_KEEP_ALIVE = 30.0  # seconds; a new TLS connection costs as much CPU as 16 calls


class _GoneError(Exception):
    """The connection was lost while an answer was due."""


async def _once(request: aiohttp.ClientRequest, handler: "ClientHandlerType") -> aiohttp.ClientResponse:
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise  # nothing was sent, and aiohttp does not repeat it
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _GoneError(str(error) or "the server closed the connection") from error


class AiohttpTransport:
    """One pooled session; opened at the first request, in the loop of that request.

    Args:
        timeout: seconds to connect, between two reads, and in total.
        max_in_flight: how many connections may be open at once.
        connector: a connector of the user's own; it is not closed here.
        session: a session of the user's own, with its cookies, headers and trust; it is not closed here, and its
            middlewares are not run.
        proxy: the URL of an HTTP proxy.
        trust_env: whether to take proxies from the environment.
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
        self._timeout = timeout
        self._max_in_flight = max_in_flight
        self._connector = connector
        self._given = session
        self._proxy = proxy
        self._trust_env = trust_env
        self._session: aiohttp.ClientSession | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._client_timeout = self._client_timeout_of(timeout.total)

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - aiohttp's timer
        """Send a request once and read the whole answer; see `miro_async.wire.Transport`."""
        limit = self._client_timeout
        if timeout is not None and timeout < self._timeout.total:
            limit = self._client_timeout_of(max(timeout, 0.001))
        try:
            async with self._open_session().request(
                request.method,
                URL(request.url, encoded=True),
                data=request.body,
                headers=request.headers,
                allow_redirects=False,
                timeout=limit,
                proxy=self._proxy,
                middlewares=(_once,),
            ) as response:
                return Response(response.status, response.headers, await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, ssl.CertificateError) as error:
            raise NotSent(str(error) or type(error).__name__) from error
        except TimeoutError as error:
            raise Unanswered(str(error) or "timed out") from error
        except (_GoneError, aiohttp.ClientError, OSError) as error:
            raise Unanswered(str(error) or type(error).__name__) from error

    def _client_timeout_of(self, total: float) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(total=total, sock_connect=self._timeout.connect, sock_read=self._timeout.read)

    def _open_session(self) -> aiohttp.ClientSession:
        if self._given is not None:
            return self._given
        loop = asyncio.get_running_loop()
        if self._session is None or self._loop is not loop:
            # After `asyncio.run` the old loop is closed, and its connections with it.
            self._loop = loop
            self._session = aiohttp.ClientSession(
                connector=self._connector
                or aiohttp.TCPConnector(limit=self._max_in_flight, keepalive_timeout=_KEEP_ALIVE),
                connector_owner=self._connector is None,
                # One user's Set-Cookie must not ride on another's token.
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=self._trust_env,
            )
        return self._session

    async def close(self) -> None:
        """Close the session, unless it is the user's."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()
