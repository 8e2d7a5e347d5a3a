"""Look at an emulator again and again: the only place beside the scheduler that sleeps."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, closing
from typing import Final, Protocol
from urllib.parse import urlsplit

import msgspec
from rich.console import Console

from miro_async._version import __version__
from miro_async.cli.exits import Exit
from miro_async.cli.session import Settings
from miro_async.cli.show.quotas import QuotaLines, QuotaTable
from miro_async.emulator.quotas import QuotaState
from miro_async.errors import ConfigurationError, TransportError
from miro_async.transport import AiohttpTransport
from miro_async.wire import NotSent, Timeout, Transport, Unanswered

__all__ = ["looks", "run_top"]

_PATH: Final = "/__emulator__/quotas"
_HEADERS: Final = {"User-Agent": f"miro-async-cli miro_async/{__version__}", "Accept": "application/json"}
_MOST_BYTES: Final = 16_000_000


class View(Protocol):
    """Shows quotas."""

    def show(self, quotas: list[QuotaState], now: float) -> None:
        """Show them as they are; `now` is in seconds by any clock."""
        ...

    def close(self) -> None:
        """Nothing more will come."""
        ...


def run_top(settings: Settings, url: str, *, once: bool, interval: float) -> Exit:
    """Show the quotas of an emulator until Ctrl-C.

    Args:
        settings: how.
        url: of the emulator.
        once: whether one look is enough.
        interval: seconds between two looks.

    Raises:
        ConfigurationError: there is no emulator at this URL.
        TransportError: nothing answers there, or not any more.
    """
    view = _view(settings, url, once=once)
    try:
        with closing(view):
            asyncio.run(_watch(_checked(url), view, once=once, interval=interval))
    except KeyboardInterrupt:  # the usual way to end it
        if once:
            raise
    return Exit.OK


async def _watch(url: str, view: View, *, once: bool, interval: float) -> None:
    transport = AiohttpTransport(timeout=Timeout(connect=5.0, read=10.0, total=10.0), max_in_flight=1)
    try:
        async with aclosing(looks(transport, url, interval)) as all_looks:
            async for quotas in all_looks:
                view.show(quotas, asyncio.get_running_loop().time())
                if once:
                    return
    finally:
        await transport.close()


async def looks(transport: Transport, url: str, interval: float) -> AsyncGenerator[list[QuotaState]]:
    """The quotas of an emulator, again and again.

    Args:
        transport: what carries the requests.
        url: of the emulator.
        interval: seconds between two looks.

    Raises:
        ConfigurationError: there is no emulator at this URL.
        TransportError: nothing answers there, or not any more.
    """
    while True:
        yield await _look(transport, url)
        await asyncio.sleep(interval)


async def _look(transport: Transport, url: str) -> list[QuotaState]:
    body = bytearray()
    try:
        async with transport.fetch(f"{url}{_PATH}", _HEADERS) as answer:
            async for piece in answer.pieces:
                body += piece
                if len(body) > _MOST_BYTES:
                    break
    except (NotSent, Unanswered) as reason:
        raise TransportError(f"no emulator answers at {url}: {reason}") from reason
    if answer.status == 403:
        raise ConfigurationError(f"the emulator at {url} tells its quotas to its own machine only")
    try:
        if answer.status == 200:
            return msgspec.json.decode(body, type=list[QuotaState])
    except msgspec.DecodeError:
        pass
    raise ConfigurationError(f"{url} is no emulator, or one of another version (GET {_PATH}: {answer.status})")


def _checked(url: str) -> str:
    """The URL without a slash at its end.

    Raises:
        ConfigurationError: no URL of a server.
    """
    try:
        parts = urlsplit(url)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    else:
        fits = fits and not (parts.username or parts.password or parts.query or parts.fragment)
    if not fits:
        raise ConfigurationError("--emulator: expected the URL that miro-async emulate shows, as http://127.0.0.1:8080")
    return url.rstrip("/")


def _view(settings: Settings, url: str, *, once: bool) -> View:
    if settings.json:
        return JsonLines()
    if once or not sys.stdout.isatty():
        return QuotaLines()
    return QuotaTable(Console(), url)


class JsonLines:
    """A line of JSON for each look."""

    def show(self, quotas: list[QuotaState], now: float) -> None:
        """Show them as they are."""
        del now
        sys.stdout.write(msgspec.json.encode(quotas).decode() + "\n")
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing more will come."""
