"""A server that does as little as a server can: fixed bytes, with rate headers that count down.

It is a loop over epoll rather than asyncio, and it does not sleep between requests that follow close upon one
another, so that a client on the other core is what takes the time. Its quota is that of the client's ledger: a fixed
window of 60 s from the first call, with a limit so large (`LIMIT`) that nothing ever waits for it. A client with
`PLAIN_TOKEN` has a quota of its own: the ledger of the other one must not take it for a neighbour.

Routes, told apart by a glance at the request's head: a list of items, whose board id says how many pages it has
(`paged_board`), any other GET (a sticky note), and POST (a created sticky note).
"""

import math
import select
import socket
import time
from collections.abc import Callable
from email.utils import formatdate
from multiprocessing.connection import Connection

import board

__all__ = ["LIMIT", "PAGES_KNOWN", "PLAIN_TOKEN", "TOKEN", "WINDOW", "paged_board", "serve"]

LIMIT = 1_000_000_000
"""Credits per window: ten thousand times Miro's, for a client that is measured at full speed."""

WINDOW = 60.0
PAGES_KNOWN = 20
"""How many different pages there are; a longer list shows them again."""

TOKEN = "the-token-of-miro-async"
PLAIN_TOKEN = "plain-token-of-any-other"

_PLAIN = b"Bearer plain-"
_SPINS = 3_000  # polls without an event before the server goes to sleep: about two milliseconds
_PADDING = b"c3ZlcmFsIGJ5dGVzIGxpa2UgYSBjdXJzb3I"
_BOARD = b"uXjVpages"


def paged_board(pages: int) -> str:
    """The id of a board with so many pages of items."""
    return f"{_BOARD.decode()}{pages:06d}="


class _Quota:
    """The rate headers and the Date, as bytes."""

    def __init__(self) -> None:
        self._ends = -math.inf
        self._spent = 0
        self._second = 0
        self._date = b""

    def headers(self, cost: int) -> bytes:
        now = time.time()
        if now >= self._ends:
            self._ends, self._spent = now + WINDOW, 0
        self._spent += cost
        if int(now) != self._second:
            self._second = int(now)
            self._date = formatdate(now, usegmt=True).encode()
        return (b"X-RateLimit-Limit: %d\r\nX-RateLimit-Remaining: %d\r\nX-RateLimit-Reset: %d\r\nDate: %s\r\n\r\n") % (
            LIMIT,
            LIMIT - self._spent,
            math.ceil(self._ends),
            self._date,
        )


def _head(status: bytes, length: int) -> bytes:
    return (
        b"HTTP/1.1 %s\r\nContent-Type: application/json;charset=utf-8\r\nContent-Length: %d\r\n"
        b"X-Request-Id: 8c9d2f0a51b7\r\n"
    ) % (status, length)


class _Answers:
    """The answer to a request's head, in pieces."""

    def __init__(self) -> None:
        self._ours = _Quota()
        self._plain = _Quota()
        self._note = board.item(1)
        self._found = _head(b"200 OK", len(self._note))
        self._created = _head(b"201 Created", len(self._note))
        self._pages = [board.page(number) for number in range(PAGES_KNOWN)]

    def __call__(self, head: bytes) -> tuple[bytes, ...]:
        quota = self._plain if _PLAIN in head else self._ours
        if head.startswith(b"POST"):
            return self._created, quota.headers(100), self._note
        if b"/items?" in head[:200]:
            return self._page(head, quota)
        return self._found, quota.headers(50), self._note

    def _page(self, head: bytes, quota: _Quota) -> tuple[bytes, ...]:
        at = head.index(_BOARD) + len(_BOARD)
        pages = int(head[at : at + 6])
        at = head.find(b"cursor=")
        number = 0 if at < 0 else int(head[at + 7 : at + 13])
        cursor = b"%06d%s" % (number + 1, _PADDING) if number + 1 < pages else b""
        first = board.first_half(cursor, pages * board.ITEMS_PER_PAGE)
        rest = self._pages[number % PAGES_KNOWN]
        return _head(b"200 OK", len(first) + len(rest)), quota.headers(100), first, rest


def _split(data: bytes) -> tuple[list[bytes], bytes]:
    """The heads of the whole requests in some bytes, and what is left."""
    heads: list[bytes] = []
    begin = 0
    while (end := data.find(b"\r\n\r\n", begin)) >= 0:
        head = data[begin : end + 4]
        at = head.find(b"Content-Length: ")
        length = int(head[at + 16 : head.index(b"\r", at)]) if at >= 0 else 0
        if len(data) < end + 4 + length:
            break
        heads.append(head)
        begin = end + 4 + length
    return heads, data[begin:]


class _Loop:
    """The connections, and the epoll that watches them."""

    def __init__(self, listener: socket.socket, pipe: "Connection[bytes, str]") -> None:
        self._listener = listener
        self._stop = pipe.fileno()
        self._answers: Callable[[bytes], tuple[bytes, ...]] = _Answers()
        self._connections: dict[int, socket.socket] = {}
        self._unread: dict[int, bytes] = {}
        self._epoll = select.epoll()
        self._epoll.register(listener, select.EPOLLIN)
        self._epoll.register(self._stop, select.EPOLLIN)

    def run(self) -> None:
        """Serve until the other end of the pipe is closed."""
        poll = self._epoll.poll
        spins = 0
        while True:
            events = poll(0 if spins < _SPINS else -1)
            spins = 0 if events else spins + 1
            for number, _ in events:
                if number == self._stop:
                    return
                if number in self._connections:
                    self._read(number)
                else:
                    self._accept()

    def _accept(self) -> None:
        connection, _ = self._listener.accept()
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        self._connections[connection.fileno()] = connection
        self._unread[connection.fileno()] = b""
        self._epoll.register(connection, select.EPOLLIN)

    def _read(self, number: int) -> None:
        connection = self._connections[number]
        try:
            data = connection.recv(1 << 16)
        except ConnectionError:
            data = b""
        if not data:
            self._epoll.unregister(number)
            del self._connections[number], self._unread[number]
            connection.close()
            return
        heads, self._unread[number] = _split(self._unread[number] + data)
        for head in heads:
            self._write(connection, self._answers(head))

    def _write(self, connection: socket.socket, pieces: tuple[bytes, ...]) -> None:
        sent = connection.sendmsg(pieces)
        if sent < sum(map(len, pieces)):
            connection.setblocking(True)
            connection.sendall(b"".join(pieces)[sent:])
            connection.setblocking(False)


def serve(pipe: "Connection[bytes, str]", _settings: bytes) -> None:
    """Serve on a free port of 127.0.0.1; see `harness.server_process`."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        pipe.send_bytes(str(listener.getsockname()[1]).encode())
        _Loop(listener, pipe).run()
