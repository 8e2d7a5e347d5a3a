"""What all commands have in common: settings, the client, one event loop, results on stdout."""

import os
import sys
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from miro_async.cli.show.safety import json_line, printable

if TYPE_CHECKING:
    from miro_async.client import Miro
    from miro_async.pipe import Pipe
    from miro_async.scim import Scim

__all__ = ["Settings", "log_on_stderr"]

T = TypeVar("T")
C = TypeVar("C", bound="Pipe")

_AGENT = "miro-async-cli"


@dataclass(slots=True)
class Settings:
    """What the options say that every command has.

    Attributes:
        token: the access token; None if none was given.
        base_url: of the API; None for Miro's own.
        json: whether results are JSON.
        quiet: whether nothing is shown meanwhile.
        verbose: whether errors come with a traceback.
        watch: whether long jobs show how their credits are doing.
        explicit: the names of those of them that stood on the command line; others may be of the environment.
    """

    token: str | None = None
    base_url: str | None = None
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    watch: bool = False
    explicit: set[str] = field(default_factory=set[str])

    def run(self, job: "Callable[[Miro], Awaitable[T]]") -> T:
        """Run a job with a client in an event loop of its own.

        Raises:
            ConfigurationError: no token, or a base URL that is none.
        """
        from miro_async.client import Miro  # noqa: PLC0415 - --help has a tenth of a second, and this takes twice that

        return self._run(lambda: Miro(self.token or "", base_url=self.base_url or None, user_agent=_AGENT), job)

    def run_scim(self, job: "Callable[[Scim], Awaitable[T]]") -> T:
        """Likewise with a client of SCIM: its token and its URL are none of the REST API's.

        Raises:
            ConfigurationError: no token, or a base URL that is none.
        """
        from miro_async.scim import Scim  # noqa: PLC0415 - as above

        token = self.token if "token" in self.explicit else os.environ.get("MIRO_SCIM_TOKEN")
        return self._run(lambda: Scim(token or "", base_url=self.url_of("scim"), user_agent=_AGENT), job)

    def url_of(self, api: str) -> str | None:
        """The base URL of an API, ``"rest"`` or ``"scim"``; None for Miro's own."""
        if api == "scim" and "base_url" not in self.explicit:
            return os.environ.get("MIRO_SCIM_BASE_URL") or None
        return self.base_url or None

    def _run(self, made: "Callable[[], C]", job: "Callable[[C], Awaitable[T]]") -> T:
        import asyncio  # noqa: PLC0415 - as above

        with log_on_stderr() as level:
            client = made()
            # What is logged from here on is either dealt with or ends in an error that is shown anyway.
            level("INFO" if self.verbose else "CRITICAL")

            async def with_client() -> T:
                async with client:
                    return await job(client)

            return asyncio.run(with_client())

    def show(self, result: dict[str, Any]) -> None:
        """Print a result: as one line of JSON, or as a line for each value."""
        if self.json:
            text = json_line(result)
        else:
            width = max(map(len, result)) + 2
            text = "\n".join(f"{name.replace('_', ' '):<{width}}{_shown(value)}" for name, value in result.items())
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


@contextmanager
def log_on_stderr() -> "Generator[Callable[[str], None]]":
    """Show what the package logs, warnings at first; what comes out sets another level."""
    import logging  # noqa: PLC0415 - as above

    logger = logging.getLogger("miro_async")
    before = logger.level
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("miro-async: %(message)s"))
    logger.addHandler(handler)
    try:
        yield logger.setLevel
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.1f}"
    return "-" if value is None else printable(str(value))
