"""A server that keeps accounts: quotas of any window model by token, latency, 429s, and a log of every call.

Small and apart from the emulator, whose limiter must not be what our scheduler is measured against. Costs are those
of Miro's levels, told by method and path.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from email.utils import formatdate
from multiprocessing.connection import Connection
from typing import NamedTuple

import board
import msgspec
from scheduler.servers import MODELS, NS, Server

__all__ = ["Entry", "Latency", "Settings", "entries", "serve"]

_TOO_MANY = b'{"status":429,"code":"tooManyRequests","message":"Request rate limit exceeded","type":"error"}'
_BULK_ITEMS = 20
_DRAWS = 100_000


class Latency(msgspec.Struct, frozen=True):
    """How long a request is on its way, in seconds: uniform up and down, and an exponential share in the server.

    Attributes:
        least: of each way.
        most: of each way.
        served: what the server always takes.
        served_more: the mean of what it takes besides.
        served_most: where that is cut off.
    """

    least: float
    most: float
    served: float = 0.0
    served_more: float = 0.0
    served_most: float = 0.6

    def way(self, dice: random.Random) -> float:
        """One way."""
        return dice.uniform(self.least, self.most)

    def service(self, dice: random.Random) -> float:
        """The time in the server."""
        more = dice.expovariate(1 / self.served_more) if self.served_more else 0.0
        return min(self.served + more, self.served_most)

    def round_trip(self, share: float) -> float:
        """The seconds that this share of all requests do not exceed, by many draws."""
        dice = random.Random(7)
        trips = sorted(self.way(dice) + self.service(dice) + self.way(dice) for _ in range(_DRAWS))
        return trips[int(_DRAWS * share)]


class Settings(msgspec.Struct, frozen=True):
    """What the server is to be.

    Attributes:
        models: the window model, one of `scheduler.servers.MODELS`, by token.
        limit: credits per window.
        window: the length of a window in seconds.
        origin: where a window of the clock begins, by `time.monotonic`.
        latency: of every request.
    """

    models: dict[str, str]
    limit: int
    window: float
    origin: float
    latency: Latency


class Entry(NamedTuple):
    """One call, as the server saw it.

    Attributes:
        at: when it was charged or refused, by `time.monotonic`, which all processes of a machine share.
        token: whose it was.
        credits: what it costs.
        accepted: whether it was accepted; refused calls are not charged.
        left: credits left afterwards.
    """

    at: float
    token: str
    credits: int
    accepted: bool
    left: int


def entries(data: bytes) -> list[Entry]:
    """The log as it came through the pipe."""
    return msgspec.msgpack.decode(data, type=list[Entry])


class _Accounts:
    """The quotas and the log."""

    def __init__(self, settings: Settings) -> None:
        self.latency = settings.latency
        self.dice = random.Random(7)
        self.log: list[Entry] = []
        self._limit = settings.limit
        self._epoch = time.time_ns() - time.monotonic_ns()
        self._servers: dict[str, Server] = {
            token: MODELS[model](settings.limit, round(settings.window * NS), -round(settings.origin * NS))
            for token, model in settings.models.items()
        }
        self._note = board.item(1)

    def answer(self, head: str) -> bytes:
        """Charge a request or refuse it."""
        now = time.monotonic_ns()
        token = head.partition("Bearer ")[2].partition("\r")[0]
        status, cost, body = self._operation(head)
        server = self._servers[token]
        accepted = server.request(cost, now)
        if not accepted:
            status, body = "429 Too Many Requests", _TOO_MANY
        left = server.remaining(now)
        self.log.append(Entry(now / NS, token, cost, accepted, left))
        return self._head(status, len(body), left, server.resets_at(now)) + body

    def _operation(self, head: str) -> tuple[str, int, bytes]:
        method, target = head.split(" ", 2)[:2]
        if method == "DELETE":
            return "204 No Content", 500, b""
        if method == "GET":
            return "200 OK", 50, self._note
        if target.endswith("/items/bulk"):
            return "201 Created", 100 * _BULK_ITEMS, b'{"data":[%s]}' % b",".join([self._note] * _BULK_ITEMS)
        return "201 Created", 100, self._note

    def _head(self, status: str, length: int, left: int, resets_at: int) -> bytes:
        lines = [
            f"HTTP/1.1 {status}",
            "Content-Type: application/json;charset=utf-8",
            f"X-RateLimit-Limit: {self._limit}",
            f"X-RateLimit-Remaining: {left}",
            f"X-RateLimit-Reset: {-(-(resets_at + self._epoch) // NS)}",
            f"Date: {formatdate(usegmt=True)}",
        ]
        if not status.startswith("204"):
            lines.append(f"Content-Length: {length}")
        return "\r\n".join([*lines, "", ""]).encode()


class _Connection(asyncio.Protocol):
    """Reads one request after another, and answers each after the time that it is on its way."""

    def __init__(self, accounts: _Accounts) -> None:
        self._accounts = accounts
        self._transport: asyncio.WriteTransport | None = None
        self._unread = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the protocol's signature
        """Answer no more."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Take whole requests from what came."""
        self._unread += data
        while (end := self._unread.find(b"\r\n\r\n")) >= 0:
            head = self._unread[:end].decode("latin-1") + "\r\n"
            at = head.lower().find("content-length: ")
            length = int(head[at + 16 : head.index("\r", at)]) if at >= 0 else 0
            if len(self._unread) < end + 4 + length:
                return
            self._unread = self._unread[end + 4 + length :]
            latency, dice = self._accounts.latency, self._accounts.dice
            asyncio.get_running_loop().call_later(latency.way(dice), self._charge, head)

    def _charge(self, head: str) -> None:
        answer = self._accounts.answer(head)
        latency, dice = self._accounts.latency, self._accounts.dice
        later = latency.service(dice) + latency.way(dice)
        asyncio.get_running_loop().call_later(later, self._write, answer)

    def _write(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)


def serve(pipe: "Connection[bytes, str]", settings: bytes) -> None:
    """Serve on a free port of 127.0.0.1; every message on the pipe is answered with the log so far."""
    with contextlib.suppress(EOFError):
        asyncio.run(_serve(pipe, msgspec.msgpack.decode(settings, type=Settings)))


async def _serve(pipe: "Connection[bytes, str]", settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    accounts = _Accounts(settings)
    closed = loop.create_future()
    server = await loop.create_server(lambda: _Connection(accounts), "127.0.0.1", 0, backlog=512)
    loop.add_reader(pipe.fileno(), _reader(pipe, accounts, closed))
    pipe.send_bytes(str(server.sockets[0].getsockname()[1]).encode())
    await closed
    server.close()


def _reader(pipe: "Connection[bytes, str]", accounts: _Accounts, closed: "asyncio.Future[None]") -> Callable[[], None]:
    def read() -> None:
        try:
            pipe.recv()
        except (EOFError, OSError):
            if not closed.done():
                closed.set_result(None)
        else:
            pipe.send_bytes(msgspec.msgpack.encode(accounts.log))

    return read
