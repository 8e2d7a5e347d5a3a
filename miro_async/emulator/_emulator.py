"""`Emulator`: the fake Miro as users hold it."""

import math
from collections.abc import Iterable
from types import TracebackType
from typing import TYPE_CHECKING, Self, get_args

from miro_async.emulator.clock import Clock
from miro_async.emulator.control import Control
from miro_async.emulator.engine import Engine, Manners
from miro_async.emulator.faults import Fault, Faults
from miro_async.emulator.limits import Limits, ModelName, QuotaKey, ResetFormat
from miro_async.emulator.log import RequestLog, Statistics
from miro_async.emulator.transport import DEFAULT_TIMEOUT_S, EmulatorTransport
from miro_async.emulator.world import SCIM_PATH, Download, Settings, World
from miro_async.errors import ConfigurationError

if TYPE_CHECKING:
    from miro_async.emulator.server import Server

__all__ = ["Emulator"]


class Emulator:
    """A stateful fake Miro: real rules, a real quota, faults on demand, and a clock that tests can turn.

    Over sockets, for any client in any language::

        async with Emulator(seed=1, limit=10_000, window=5.0) as emulator:
            async with Miro(emulator.token, base_url=emulator.url) as miro: ...

    In process, without a socket, also in virtual time (`miro_async.emulator.virtual_time`)::

        emulator = Emulator(latency=(0.05, 0.3))
        async with Miro(emulator.token, transport=emulator.transport()) as miro: ...

    Both ways lead to one state. SCIM is part of it: ``Scim(emulator.scim_token, base_url=emulator.scim_url)``. All
    settings but host and port may be looked at and changed later through `world`, `limits`, `scim_limits`, `faults`
    and `clock`.

    Args:
        host: the address to listen on; the own machine unless told otherwise.
        port: the port to listen on; 0 takes a free one.
        seed: seeds ids, latencies and faults: the same requests get the same answers.
        limit: the quota in credits per window.
        window: the length of the quota's window in seconds.
        scim_limit: the same of SCIM; `Settings.scim_pools` says what shares it.
        scim_window: likewise.
        model: how the window is counted, see `miro_async.emulator.windows`.
        charge_429: whether a request refused with 429 costs credits all the same.
        charge_401: whether a request without a valid token counts, on a quota of nobody's.
        clock_skew: seconds by which the server's clock differs from the true one; negative is behind.
        host_skew: by how many seconds at most the hosts that answer differ from the server's clock.
        epoch: true epoch seconds at the start, to which the skew is added; None means the wall clock, or 2026-01-01
            in virtual time.
        latency: seconds on the way, half of it there and half of it back: a number, or the least and the most.
        retry_after: whether a 429 says ``Retry-After``. Not documented by Miro.
        reset_format: how ``X-RateLimit-Reset`` is written: "ceil" (epoch seconds rounded up), "floor", "exact" (with
            decimals), "milliseconds" (epoch), "relative" (seconds from now).
        headers_on_errors: whether answers of 400 and above have rate headers.
        list_lag: seconds by which lists lag behind writes.
        faults: what goes wrong from the start.
        settings: doubtful facts about Miro's rules, each as a setting of the world.
        log_size: how many requests the log keeps.

    Raises:
        ConfigurationError: a setting is out of range.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        seed: int = 0,
        limit: int = 100_000,
        window: float = 60.0,
        scim_limit: int = 10_000,
        scim_window: float = 30.0,
        model: ModelName = "fixed",
        charge_429: bool = False,
        charge_401: bool = False,
        clock_skew: float = 0.0,
        host_skew: float = 0.0,
        epoch: float | None = None,
        latency: float | tuple[float, float] = 0.0,
        retry_after: bool = False,
        reset_format: ResetFormat = "ceil",
        headers_on_errors: bool = True,
        list_lag: float = 0.0,
        faults: Iterable[Fault] = (),
        settings: Settings | None = None,
        log_size: int = 100_000,
    ) -> None:
        if not isinstance(port, int) or not 0 <= port <= 65_535:
            raise ConfigurationError(f"port must be a number from 0 to 65535, not {port!r}")
        if reset_format not in get_args(ResetFormat):
            raise ConfigurationError(f"reset_format must be one of {', '.join(get_args(ResetFormat))}")
        if not isinstance(log_size, int) or log_size < 1:
            raise ConfigurationError(f"log_size must be a positive whole number, not {log_size!r}")
        for name, value in {"clock_skew": clock_skew, "epoch": epoch or 0.0}.items():
            if not math.isfinite(value):
                raise ConfigurationError(f"{name} must be a finite number of seconds, not {value!r}")
        self._host = host
        self._port = port
        self.clock = Clock(skew=clock_skew, epoch=epoch)
        self.world = World(seed=seed, now=self.clock.now, settings=settings)
        own, scim = self.world.token, self.world.scim_token
        self.limits = Limits(
            self.clock,
            QuotaKey(own.user_id, own.app_id),
            limit=limit,
            window=window,
            model=model,
            charge_429=charge_429,
        )
        self.scim_limits = Limits(
            self.clock,
            QuotaKey(scim.user_id, scim.app_id),
            limit=scim_limit,
            window=scim_window,
            model=model,
            charge_429=charge_429,
        )
        self.faults = Faults(faults, seed=seed)
        self.log = RequestLog(size=log_size)
        self._engine = Engine(
            world=self.world,
            limits=self.limits,
            scim_limits=self.scim_limits,
            faults=self.faults,
            clock=self.clock,
            log=self.log,
            manners=Manners(
                latency=_range("latency", latency),
                charge_401=charge_401,
                retry_after=retry_after,
                reset_format=reset_format,
                headers_on_errors=headers_on_errors,
                host_skew=_seconds("host_skew", host_skew),
                list_lag=_seconds("list_lag", list_lag),
            ),
            seed=seed,
        )
        self._server: Server | None = None

    @property
    def token(self) -> str:
        """The default access token, with every scope."""
        return self.world.token.value

    @property
    def scim_token(self) -> str:
        """The organization's token for SCIM; neither API takes the other's."""
        return self.world.scim_token.value

    @property
    def url(self) -> str:
        """The base URL of the running server.

        Raises:
            ConfigurationError: it does not run.
        """
        if self._server is None:
            raise ConfigurationError("the emulator has a URL only while it runs: `async with Emulator() as emulator`")
        return self._server.url

    @property
    def scim_url(self) -> str:
        """The base URL of SCIM.

        Raises:
            ConfigurationError: the server does not run.
        """
        return self.url + SCIM_PATH

    @property
    def statistics(self) -> Statistics:
        """Sums over all requests."""
        return self._engine.statistics

    @property
    def downloads(self) -> list[Download]:
        """The requests for files, in order: uncharged, not in `log`, and not to carry a token or a cookie."""
        return self.world.downloads

    def transport(self, *, timeout: float = DEFAULT_TIMEOUT_S) -> EmulatorTransport:
        """A transport into this emulator that needs no socket and no running server.

        Args:
            timeout: seconds after which a request without a whole answer is given up.
        """
        return EmulatorTransport(self._engine, timeout=timeout)

    def reset(self) -> None:
        """Begin anew: an empty world, a full quota, no log, the faults of the constructor. The clock goes on."""
        self._engine.reset()

    async def start(self) -> None:
        """Listen; `url` says where. The context manager does it for you.

        Raises:
            ConfigurationError: the address cannot be listened on.
        """
        if self._server is None:
            from miro_async.emulator.server import Server  # noqa: PLC0415 - in process nobody needs aiohttp's server

            server = Server(self._engine, Control(self._engine), host=self._host, port=self._port)
            await server.start()
            self._engine.is_open = True
            self._server = server

    async def stop(self) -> None:
        """Close the port and every connection, and refuse requests in process too. What is on its way is lost."""
        await self._engine.shut_down()
        if self._server is not None:
            server, self._server = self._server, None
            await server.stop()

    async def wait_closed(self) -> None:
        """Wait until somebody calls `stop`; returns at once if the server does not run."""
        if self._server is not None:
            await self._server.wait_closed()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    def __repr__(self) -> str:
        where = self._server.url if self._server else "not listening"
        return f"<Emulator {where}: {self.limits!r}, {self.log!r}, {len(self.faults)} faults>"


def _seconds(name: str, value: float) -> float:
    if not 0 <= value < math.inf:
        raise ConfigurationError(f"{name} must be 0 or more seconds, not {value!r}")
    return value


def _range(name: str, value: float | tuple[float, float]) -> tuple[float, float]:
    low, high = value if isinstance(value, tuple) else (value, value)
    if not 0 <= low <= high < math.inf:
        raise ConfigurationError(f"{name} must be seconds of 0 or more, or (least, most), not {value!r}")
    return low, high
