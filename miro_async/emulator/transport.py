"""The emulator without sockets: a transport that hands requests to the engine, for clients in virtual time."""

import asyncio
from urllib.parse import parse_qsl, urlsplit

from multidict import CIMultiDict

from miro_async.emulator.engine import Engine
from miro_async.emulator.http import HttpRequest
from miro_async.wire import NotSent, Request, Response, Timeout, Unanswered

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
            NotSent: the emulator is stopped.
            Unanswered: the connection would have closed before a whole answer, or no answer came in time.
        """
        if not self._engine.is_open:
            raise NotSent("connection refused: the emulator is stopped")
        seconds = self._timeout if timeout is None else min(timeout, self._timeout)
        try:
            async with asyncio.timeout(seconds):
                reply = await self._engine.exchange(_received(request))
        except TimeoutError:
            raise Unanswered(f"no answer within {seconds:g} s") from None
        if reply.response is None:
            raise Unanswered("the connection was closed without an answer")
        if reply.cut is not None:
            raise Unanswered(f"the connection was closed after {reply.cut} of {len(reply.response.body)} bytes")
        status, headers, body = reply.response
        return Response(status, CIMultiDict(headers), body)

    async def close(self) -> None:
        """Nothing to close."""


def _received(request: Request) -> HttpRequest:
    """The request as a server would read it."""
    url = urlsplit(request.url)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if url.scheme == "http":  # else links in answers lead to the real address, as they should
        headers.setdefault("host", url.netloc)
    query = tuple(parse_qsl(url.query, keep_blank_values=True))
    return HttpRequest(request.method, url.path, query, headers, request.body or b"")
