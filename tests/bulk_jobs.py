"""What tests of bulk jobs need: a board in an emulator in process, a client of it, drafts, and a look at the board."""

import asyncio
import itertools
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

from emulator_calls import new_board

from miro_async import Miro, bulk, drafts
from miro_async.emulator import Emulator, Fault
from miro_async.models import StickyNoteCreate
from miro_async.wire import Incoming, Request, Response, Transport

CREATE = "items.create"
LIST = "items.list"
_quota_keys = map(str, itertools.count())


@dataclass
class Site:
    """A board, and how to get there."""

    emulator: Emulator
    miro: Miro
    board_id: str

    async def items(self) -> list[dict[str, Any]]:
        """What is on the board when everything has settled."""
        self.emulator.faults.clear()
        await asyncio.sleep(100)
        return self.emulator.world.board_items(self.board_id)

    async def contents(self) -> list[str]:
        """The texts on the board, in z-order."""
        return [item["data"]["content"] for item in await self.items()]

    def sent(self, operation: str) -> int:
        """How many requests of an operation the server saw."""
        return sum(entry.operation == operation for entry in self.emulator.log)


@asynccontextmanager
async def a_site(
    emulator: Emulator | None = None, *, faults: Iterable[Fault] = (), transport: Transport | None = None
) -> AsyncGenerator[Site]:
    """A new board of an emulator, a fresh one by default; the faults come into force when it is there."""
    emulator = Emulator() if emulator is None else emulator
    board_id = await new_board(emulator)
    emulator.faults.add(*faults)
    async with a_client(emulator, transport) as miro:
        yield Site(emulator, miro, board_id)


@asynccontextmanager
async def a_client(
    emulator: Emulator, transport: Transport | None = None, *, token: str = "", **options: Any
) -> AsyncGenerator[Miro]:
    """A client with a budget of its own."""
    carrier = emulator.transport() if transport is None else transport
    async with Miro(
        token or emulator.token, transport=carrier, quota_key=f"bulk {next(_quota_keys)}", **options
    ) as miro:
        yield miro


def notes(count: int, text: str = "note") -> list[StickyNoteCreate]:
    """Notes that differ in text and place."""
    return [drafts.sticky_note(f"{text} {number}", at=(number, 0)) for number in range(count)]


def texts(count: int, text: str = "note") -> list[str]:
    """The texts of `notes`."""
    return [f"{text} {number}" for number in range(count)]


async def made(site: Site, count: int, text: str = "note") -> list[str]:
    """The ids of `notes` that are on the board now."""
    async with bulk.create(site.miro, site.board_id, notes(count, text)) as run:
        return [outcome.id async for outcome in run if isinstance(outcome, bulk.Created)]


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


class DyingTransport:
    """Carries requests until the process is killed; nobody gets an answer after that.

    Args:
        inner: what carries them.
        at: which write is the last thing that happens, from 1.
        arrives: whether it still reaches the server.
    """

    def __init__(self, inner: Transport, at: int, *, arrives: bool) -> None:
        self._inner = inner
        self._left = at
        self._arrives = arrives

    async def send(self, request: Request, *, timeout: float | None) -> Response:  # noqa: ASYNC109 - the protocol's
        if request.method != "GET":
            self._left -= 1
        if self._left > 0:
            response = await self._inner.send(request, timeout=timeout)
            if self._left > 0:
                return response
        elif self._left == 0 and self._arrives:
            await self._inner.send(request, timeout=timeout)
        self._left = -1
        raise Killed

    def fetch(self, url: str, headers: Mapping[str, str]) -> AbstractAsyncContextManager[Incoming]:
        return self._inner.fetch(url, headers)

    async def close(self) -> None:
        await self._inner.close()
