"""Real sockets for the engine: a low-level aiohttp server."""

import asyncio
import ipaddress
import logging
from urllib.parse import parse_qsl, urlsplit

from aiohttp import ClientError, web

from miro_async.emulator.control import PREFIX, Control
from miro_async.emulator.engine import Engine
from miro_async.emulator.garble import Reply
from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.errors import ConfigurationError

__all__ = ["Server"]

_logger = logging.getLogger("miro_async.emulator")


class Server:
    """Listens on one address; starts and stops.

    Args:
        engine: answers the metered requests.
        control: answers those under its own prefix.
        host: the address to listen on; anything but the own machine is logged as a warning.
        port: the port; 0 takes a free one.
    """

    def __init__(self, engine: Engine, control: Control, *, host: str, port: int) -> None:
        self._engine = engine
        self._control = control
        # The name may stand for two addresses, and a free port of one need not be free on the other.
        self._host = "127.0.0.1" if host == "localhost" else host
        self._port = port
        self._runner: web.ServerRunner | None = None
        self._closed = asyncio.Event()
        self.url = ""

    async def start(self) -> None:
        """Listen.

        Raises:
            ConfigurationError: the address cannot be listened on.
        """
        if not _is_loopback(self._host):
            _logger.warning(
                "the emulator listens on %s and can be reached by other machines", self._host or "all addresses"
            )
        # With handler_cancellation a client that hangs up ends its exchange; the engine finishes what it began.
        server = web.Server(self._handle, handler_cancellation=True, access_log=None)
        runner = web.ServerRunner(server, shutdown_timeout=0.01)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise ConfigurationError(f"cannot listen on {self._host}:{self._port}: {error}") from error
        self._runner = runner
        self._port = runner.addresses[0][1]
        self.url = f"http://{_reachable(self._host)}:{self._port}"

    async def stop(self) -> None:
        """Close the port and every connection, whatever is on its way."""
        if self._runner is not None:
            runner, self._runner = self._runner, None
            await runner.cleanup()
            self._closed.set()

    async def wait_closed(self) -> None:
        """Wait until somebody calls `stop`."""
        await self._closed.wait()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        received = await _received(request)
        if received is None:
            return _hang_up(request)
        if received.path.startswith(PREFIX):
            return _whole(self._controlled(request, received))
        return await _sent(request, await self._engine.exchange(received))

    def _controlled(self, request: web.BaseRequest, received: HttpRequest) -> HttpResponse:
        # A web page in a browser of this machine is somebody else: it may reach the port under a name of its own, and
        # sends its origin along.
        host = urlsplit(f"//{request.headers.get('Host', '')}").hostname or ""
        is_own = _is_loopback(request.remote or "") and _is_loopback(host) and "Origin" not in request.headers
        return self._control.handle(received, allowed=is_own)


async def _received(request: web.BaseRequest) -> HttpRequest | None:
    """The whole request; None if the client left in the middle of it."""
    try:
        body = await request.content.read()
    except (ClientError, ConnectionError, web.RequestPayloadError):
        return None
    # aiohttp's own parsed URL would resolve dot segments; raw_path is what the client wrote
    path, _, query = request.raw_path.partition("?")
    if not path.startswith("/"):
        path = urlsplit(path).path
    headers = {name.lower(): value for name, value in request.headers.items()}
    return HttpRequest(request.method, path, tuple(parse_qsl(query, keep_blank_values=True)), headers, body)


async def _sent(request: web.BaseRequest, reply: Reply) -> web.StreamResponse:
    response = reply.response
    if response is None:
        return _hang_up(request)
    if reply.cut is None:
        return _whole(response)
    answer = web.StreamResponse(status=response.status, headers=response.headers)
    answer.content_length = len(response.body)
    await answer.prepare(request)
    await answer.write(response.body[: reply.cut])
    if request.transport is not None:
        request.transport.close()
    return answer


def _whole(response: HttpResponse) -> web.Response:
    return web.Response(status=response.status, headers=response.headers, body=response.body or None)


def _hang_up(request: web.BaseRequest) -> web.Response:
    """Close the connection at once; what is returned goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _reachable(host: str) -> str:
    """How this machine reaches a server that listens on `host`, as part of a URL."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)  # noqa: S104 - names it, binds nothing
    return f"[{host}]" if ":" in host else host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
