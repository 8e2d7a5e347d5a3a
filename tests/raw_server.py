"""A server that reads whole requests, keeps them, and answers with whatever bytes a test wants, or not at all."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple


class Received(NamedTuple):
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Hang:
    """Read the request and never answer."""


class HangUp:
    """Read the request and close the connection without an answer."""


Answer = bytes | Hang | HangUp
HANG = Hang()
HANG_UP = HangUp()


def answer(status: int, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    lines = [
        f"HTTP/1.1 {status} X",
        "Content-Type: application/json",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


class RawServer:
    """Answers the requests in turn; the last answer is repeated."""

    def __init__(self, answers: Sequence[Answer] | Callable[[Received], Answer]) -> None:
        self.received: list[Received] = []
        self.connections = 0
        self.url = ""
        self._answers = answers
        self._writers: set[asyncio.StreamWriter] = set()

    def _next(self, request: Received) -> Answer:
        if callable(self._answers):
            return self._answers(request)
        return self._answers[min(len(self.received), len(self._answers)) - 1]

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                first, *lines = head.decode().split("\r\n")
                method, target, _ = first.split(" ")
                headers = {
                    key.lower(): value.strip() for key, _, value in (line.partition(":") for line in lines if line)
                }
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                request = Received(method, target, headers, body)
                self.received.append(request)
                reply = self._next(request)
                if isinstance(reply, Hang):
                    continue
                if isinstance(reply, HangUp):
                    return
                writer.write(reply)
                await writer.drain()
                declared = [line for line in reply.split(b"\r\n\r\n")[0].split(b"\r\n") if b"Content-Length" in line]
                if declared and int(declared[0].split(b":")[1]) > len(reply.split(b"\r\n\r\n", 1)[1]):
                    return  # cut off
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._writers.discard(writer)
            writer.close()

    def drop_connections(self) -> None:
        for writer in self._writers:
            writer.transport.abort()


@asynccontextmanager
async def raw_server(answers: Sequence[Answer] | Callable[[Received], Answer]) -> AsyncGenerator[RawServer]:
    server = RawServer(answers)
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    server.url = f"http://127.0.0.1:{port}"
    try:
        yield server
    finally:
        listener.close()
        server.drop_connections()
        await asyncio.sleep(0)
