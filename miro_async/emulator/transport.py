"""The emulator without sockets: a transport that hands requests to the engine, for clients in virtual time."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl, urlsplit

from multidict import CIMultiDict

from miro_async.emulator.engine import Engine
from miro_async.emulator.garble import Reply
from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.files import Broken, Upload
from miro_async.wire import Incoming, NotSent, Request, Response, Timeout, Unanswered

__all__ = ["DEFAULT_TIMEOUT_S", "EmulatorTransport"]

DEFAULT_TIMEOUT_S = Timeout().total
"""What a client waits at most unless told otherwise."""


class EmulatorTransport:
    """A `miro_async.wire.Transport` into an emulator; any host and scheme of the URL will do.

    Args:
        engine: the emulator's engine.
        timeout: seconds to wait for a whole answer, where a call names no shorter time.
    """

    def __init__(self, engine: Engine, *, timeout: float = DEFAULT_TIMEOUT_S) -> None:
        self._engine = engine
        self._timeout = timeout

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - the protocol's signature
        """Hand a request to the engine and wait for its answer.

        Raises:
            NotSent: the emulator is stopped, or the file could not be read.
            Unanswered: the connection would have closed before a whole answer, or no answer came in time.
        """
        body = await _whole(request.body) if isinstance(request.body, Upload) else request.body or b""
        seconds = self._timeout if timeout is None else min(timeout, self._timeout)
        reply = await self._exchange(_received(request.method, request.url, request.headers, body), seconds)
        status, headers, body = _answered(reply)
        if reply.cut is not None:
            raise Unanswered(f"the connection was closed after {reply.cut} of {len(body)} bytes")
        return Response(status, CIMultiDict(headers), body)

    @asynccontextmanager
    async def fetch(self, url: str, headers: Mapping[str, str]) -> AsyncGenerator[Incoming]:
        """Hand a request without a token to the engine; see `miro_async.wire.Transport`."""
        reply = await self._exchange(_received("GET", url, headers, b""), self._timeout)
        response = _answered(reply)
        length = {"Content-Length": str(len(response.body))}
        yield Incoming(response.status, CIMultiDict(response.headers | length), _pieces(response.body, reply.cut))

    async def _exchange(self, request: HttpRequest, seconds: float) -> Reply:
        if not self._engine.is_open:
            raise NotSent("connection refused: the emulator is stopped")
        try:
            async with asyncio.timeout(seconds):
                return await self._engine.exchange(request)
        except TimeoutError:
            raise Unanswered(f"no answer within {seconds:g} s") from None

    async def close(self) -> None:
        """Nothing to close."""


async def _whole(upload: Upload) -> bytes:
    try:
        return b"".join([piece async for piece in upload.pieces()])
    except Broken as error:
        raise NotSent(str(error)) from error


def _answered(reply: Reply) -> HttpResponse:
    if reply.response is None:
        raise Unanswered("the connection was closed without an answer")
    return reply.response


async def _pieces(body: bytes, cut: int | None) -> AsyncIterator[bytes]:
    yield body[:cut]
    if cut is not None:
        raise Unanswered(f"the connection was closed after {cut} of {len(body)} bytes")


def _received(method: str, target: str, sent: Mapping[str, str], body: bytes) -> HttpRequest:
    """The request as a server would read it."""
    url = urlsplit(target)
    headers = {name.lower(): value for name, value in sent.items()}
    if url.scheme == "http":  # else links in answers lead to the real address, as they should
        headers.setdefault("host", url.netloc)
    query = tuple(parse_qsl(url.query, keep_blank_values=True))
    return HttpRequest(method, url.path, query, headers, body)
