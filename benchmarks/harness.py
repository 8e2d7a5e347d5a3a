"""What the benchmarks share: a core each, CPU time, interleaved rounds, and a report with a verdict."""

import argparse
import asyncio
import gc
import importlib.metadata
import multiprocessing
import os
import platform
import statistics
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import NamedTuple

import msgspec

__all__ = [
    "CLIENT_CORE",
    "LEAST_BUSY",
    "ROUNDS",
    "Check",
    "Report",
    "Round",
    "Server",
    "Usage",
    "arguments",
    "finish",
    "interleaved",
    "median",
    "messages",
    "pin",
    "run_calls",
    "server_process",
    "versions",
]

CLIENT_CORE = 0
SERVER_CORE = 1
ROUNDS = 7
LEAST_BUSY = 0.95
"""The share of its core that the plain client must have used for a round to count."""

_START_SECONDS = 20.0


# Processes ----------------------------------------------------------------------------------------------------------


def pin(core: int) -> None:
    """Keep this process on one core.

    Raises:
        SystemExit: the machine has too few.
    """
    cores = sorted(os.sched_getaffinity(0) | {0})
    if core >= (os.cpu_count() or 1):
        sys.exit(f"two cores are needed, one each for client and server; this machine offers {cores}")
    os.sched_setaffinity(0, {core})


class Server(NamedTuple):
    """A server in a process of its own, and the pipe to ask it something."""

    url: str
    pipe: "Connection[str, bytes]"


@contextmanager
def server_process(
    serve: Callable[["Connection[bytes, str]", bytes], None], settings: bytes = b""
) -> Generator[Server]:
    """Run a server on the other core, on 127.0.0.1 and a free port, until the block ends.

    Args:
        serve: called in the new process with its end of a pipe and the settings. It sends its port as decimal
            digits, serves, and returns when the pipe is closed.
        settings: whatever it needs to know.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve_on_its_core, args=(serve, theirs, settings), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(_START_SECONDS):
            raise TimeoutError("the server process did not start")
        yield Server(f"http://127.0.0.1:{int(ours.recv_bytes())}", ours)
    finally:
        ours.close()
        process.join(5.0)
        if process.is_alive():
            process.terminate()
            process.join()


def _serve_on_its_core(
    serve: Callable[["Connection[bytes, str]", bytes], None], pipe: "Connection[bytes, str]", settings: bytes
) -> None:
    pin(SERVER_CORE)
    serve(pipe, settings)


async def messages(pipe: "Connection[bytes, str]") -> AsyncIterator[str]:
    """What the other end of a server's pipe says, until it is closed."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[str | None] = asyncio.Queue()

    def read() -> None:
        try:
            arrived.put_nowait(pipe.recv())
        except (EOFError, OSError):
            loop.remove_reader(pipe.fileno())
            arrived.put_nowait(None)

    loop.add_reader(pipe.fileno(), read)
    while (message := await arrived.get()) is not None:
        yield message


# Measuring ----------------------------------------------------------------------------------------------------------


class Usage(NamedTuple):
    """What some calls took: CPU (user and system) and wall time of this process, in seconds."""

    cpu: float
    wall: float
    calls: int

    @property
    def busy(self) -> float:
        """The share of one core that was used."""
        return self.cpu / self.wall

    @property
    def cpu_us(self) -> float:
        """CPU a call, in microseconds."""
        return 1e6 * self.cpu / self.calls

    def __add__(self, other: object) -> "Usage":
        if not isinstance(other, Usage):
            return NotImplemented
        return Usage(self.cpu + other.cpu, self.wall + other.wall, self.calls + other.calls)


class Round(NamedTuple):
    """One round: the plain client and ours, slice by slice in turn."""

    raw: Usage
    ours: Usage

    @classmethod
    def of(cls, slices: Sequence["Round"]) -> "Round":
        """The sum of some slices."""
        start = Usage(0.0, 0.0, 0)
        return cls(sum((each.raw for each in slices), start), sum((each.ours for each in slices), start))

    @property
    def ratio(self) -> float:
        """Our CPU a call over that of the plain client."""
        return self.ours.cpu_us / self.raw.cpu_us


async def run_calls(call: Callable[[], Awaitable[object]], *, at_once: int, calls: int) -> Usage:
    """Run calls with some of them always on their way."""

    async def worker() -> None:
        for _ in range(calls // at_once):
            await call()

    gc.collect()  # nobody pays for the garbage of the other
    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(worker() for _ in range(at_once)))
    return Usage(time.process_time() - cpu, time.perf_counter() - wall, calls // at_once * at_once)


async def interleaved(
    raw: Callable[[], Awaitable[Usage]], ours: Callable[[], Awaitable[Usage]], *, slices: int
) -> tuple[list[Round], float]:
    """Measure two clients in turn, until there are seven rounds of some slices of either.

    A slice counts if the plain client kept its core busy: else somebody else used the core, or the server was what
    was measured. Three times as many slices as are needed are tried at most.

    Args:
        raw: runs one slice of the plain client.
        ours: runs one slice of ours.
        slices: how many slices each has in a round.

    Returns:
        The rounds, none if there are too few; and the share of the core that the plain client used: the least of
        the rounds, or the median of all slices if there are no rounds.
    """
    needed = ROUNDS * slices
    pairs: list[Round] = []
    shares: list[float] = []
    for attempt in range(3 * needed):
        if attempt % 2:
            second, first = await ours(), await raw()
        else:
            first, second = await raw(), await ours()
        shares.append(first.busy)
        if first.busy >= LEAST_BUSY:
            pairs.append(Round(first, second))
        hopeless = attempt + 1 == needed and 3 * len(pairs) < needed
        if len(pairs) == needed or hopeless:
            break
    if len(pairs) < needed:
        return [], median(shares)
    rounds = [Round.of(pairs[begin : begin + slices]) for begin in range(0, needed, slices)]
    return rounds, min(each.raw.busy for each in rounds)


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


# Reporting ----------------------------------------------------------------------------------------------------------


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """A claim held against its target.

    Attributes:
        claim: what is claimed, with its unit.
        measured: the figure; None if it could not be measured, which does not pass.
        bound: the target.
        at_most: whether the figure may not be above the target, or else not below it.
        note: why there is no figure.
    """

    claim: str
    measured: float | None
    bound: float
    at_most: bool = True
    note: str = ""

    @property
    def holds(self) -> bool:
        """Whether the target is met."""
        if self.measured is None:
            return False
        return self.measured <= self.bound if self.at_most else self.measured >= self.bound

    def __str__(self) -> str:
        sign = "<=" if self.at_most else ">="
        figure = self.note or "not measured" if self.measured is None else f"{self.measured:.4g}"
        return f"{'ok  ' if self.holds else 'FAIL'}  {self.claim}: {figure} (target {sign} {self.bound:g})"


class Report(msgspec.Struct, kw_only=True):
    """What a benchmark found.

    Attributes:
        title: what was measured, in one line.
        versions: of Python and of the libraries that matter.
        load: the machine's load average when the benchmark began; a busy machine blurs figures.
        columns: the head of the table.
        rows: its rows, as text.
        checks: the claims.
    """

    title: str
    versions: dict[str, str]
    columns: tuple[str, ...]
    load: float = msgspec.field(default_factory=lambda: round(os.getloadavg()[0], 2))
    rows: list[tuple[str, ...]] = msgspec.field(default_factory=list[tuple[str, ...]])
    checks: list[Check] = msgspec.field(default_factory=list[Check])

    @property
    def holds(self) -> bool:
        """Whether every target is met."""
        return all(check.holds for check in self.checks)


def versions(*packages: str) -> dict[str, str]:
    """The versions of Python, of this package and of others."""
    found = {name: importlib.metadata.version(name) for name in ("miro_async", "aiohttp", "msgspec", *packages)}
    return {"python": platform.python_version(), **found}


def arguments(description: str) -> argparse.ArgumentParser:
    """A parser with what every benchmark takes."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def finish(report: Report, *, as_json: bool) -> int:
    """Print a report; the exit code of the process."""
    if as_json:
        content = {**msgspec.to_builtins(report), "holds": report.holds}
        print(msgspec.json.format(msgspec.json.encode(content)).decode())
    else:
        print("\n".join(_lines(report)))
    return 0 if report.holds else 1


def _lines(report: Report) -> Iterator[str]:
    yield report.title
    yield ", ".join(f"{name} {version}" for name, version in report.versions.items()) + f"; load {report.load:.2f}"
    yield ""
    widths = [max(len(row[column]) for row in (report.columns, *report.rows)) for column in range(len(report.columns))]
    for row in (report.columns, tuple("-" * width for width in widths), *report.rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    yield ""
    yield from map(str, report.checks)
