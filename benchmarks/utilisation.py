"""How much of the quota a mixed load gets, on five window models: ``python benchmarks/utilisation.py``.

64 workers with an endless backlog (calls of 50, 100, 500 and 2,000 credits, 60, 25, 10 and 5 % of them) and one
interactive call of 50 credits a second, over real sockets; 20 to 120 ms each way, 10 ms and more in the server.
Utilisation is what the server accepted from us over what it would have accepted from an oracle that sees its state
and has no way to go, over the same seconds, the first one included. The five models run at the same time, each with a
token of its own in one client process, which is nowhere near busy.
"""

import asyncio
import itertools
import logging
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import credit_plot
import credit_server
import harness
import msgspec
from credit_server import Entry
from harness import Check, Report
from window_models import MODELS, oracle

from miro_async import Miro, MiroError, Priority, Quota, drafts

BOARD, ITEM = "uXjVKMOcVQE=", "3458764500000007919"
LIMIT = 100_000
WORKERS = 64
TARGET = 0.97
LEAD = 3.0  # seconds for the server process to start
BY_THE_CLOCK = {"fixed by the clock", "sliding counter"}
LATENCY = credit_server.Latency(0.02, 0.12, 0.01, 0.083)
NOTE = drafts.sticky_note("Ship the release plan", at=(0, 0))
PICTURE = Path(__file__).parent / "pictures" / "utilisation.png"


class Load(NamedTuple):
    """When the load runs on one model.

    Attributes:
        model: the window model.
        start: by `time.monotonic`.
        seconds: for how long. Windows by the clock are met in their middle, so that is half a window less.
    """

    model: str
    start: float
    seconds: float

    @property
    def token(self) -> str:
        """The token, and so the quota, of this model."""
        return "token-" + self.model.replace(" ", "-")


class Result(NamedTuple):
    """What came of it.

    Attributes:
        load: what ran.
        own: (seconds since the start, credits accepted so far).
        ideal: the same for the oracle.
        left: (seconds since the start, what the server had left).
        refused: how many calls were answered with 429.
        waits: seconds from call to answer of every interactive call.
    """

    load: Load
    own: list[tuple[float, int]]
    ideal: list[tuple[float, int]]
    left: list[tuple[float, int]]
    refused: int
    waits: list[float]

    @property
    def utilisation(self) -> float:
        """Own credits over the oracle's."""
        return self.own[-1][1] / self.ideal[-1][1]


def calls_of(miro: Miro) -> tuple[Callable[[], Awaitable[object]], ...]:
    """A call of 50, 100, 500 and 2,000 credits each."""
    batch = miro.with_options(priority=Priority.BATCH)
    return (
        lambda: batch.sticky_notes.get(BOARD, ITEM),
        lambda: batch.sticky_notes.create(BOARD, NOTE),
        lambda: batch.items.delete(BOARD, ITEM),
        lambda: batch.items.create(BOARD, [NOTE] * 20),
    )


async def run(load: Load, url: str, window: float) -> list[float]:
    """Run the load on one model; how long each interactive call took."""
    dice = random.Random(load.model)
    waits: list[float] = []
    async with Miro(load.token, base_url=url, quota=Quota(limit=LIMIT, window=window)) as miro:
        calls = calls_of(miro)
        person = miro.with_options(priority=Priority.INTERACTIVE)

        async def worker() -> None:
            while True:
                await unless_refused(dice.choices(calls, (60, 25, 10, 5))[0])

        async def interactive_call() -> None:
            start = time.monotonic()
            await unless_refused(lambda: person.sticky_notes.get(BOARD, ITEM))
            waits.append(time.monotonic() - start)

        async def interactive(tasks: asyncio.TaskGroup) -> None:
            for second in itertools.count():
                await asyncio.sleep(load.start + second - time.monotonic())
                tasks.create_task(interactive_call())  # whether or not the last one is answered

        await asyncio.sleep(load.start - time.monotonic())
        try:
            async with asyncio.timeout_at(load.start + load.seconds), asyncio.TaskGroup() as tasks:
                tasks.create_task(interactive(tasks))
                for _ in range(WORKERS):
                    tasks.create_task(worker())
        except TimeoutError:
            return waits
    raise AssertionError("the load is endless")


async def unless_refused(call: Callable[[], Awaitable[object]]) -> None:
    """Make a call; an error costs what it costs, and the server's log counts it."""
    try:
        await call()
    except MiroError as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)


async def run_all(loads: list[Load], url: str, window: float) -> list[list[float]]:
    """All models at once."""
    return await asyncio.gather(*(run(load, url, window) for load in loads))


def result_of(load: Load, log: list[Entry], waits: list[float], window: float) -> Result:
    """Judge one model by the server's log."""
    seen = [entry for entry in log if entry.token == load.token and entry.at <= load.start + load.seconds]
    accepted = [entry for entry in seen if entry.accepted]
    spent = itertools.accumulate(entry.credits for entry in accepted)
    return Result(
        load,
        [(entry.at - load.start, total) for entry, total in zip(accepted, spent, strict=True)],
        oracle(MODELS[load.model](LIMIT, window, load.start - window / 2), load.start, load.seconds),
        [(entry.at - load.start, entry.left) for entry in seen],
        len(seen) - len(accepted),
        sorted(waits),
    )


def measure(windows: int, window: float) -> tuple[list[Result], float]:
    """Run everything; also the share of its core that the client used."""
    start = time.monotonic() + LEAD
    loads = [Load(model, start, window * (windows - 0.5 if model in BY_THE_CLOCK else windows)) for model in MODELS]
    settings = credit_server.Settings(
        models={load.token: load.model for load in loads},
        limit=LIMIT,
        window=window,
        origin=start - window / 2,
        latency=LATENCY,
    )
    with harness.server_process(credit_server.serve, msgspec.msgpack.encode(settings)) as server:
        cpu = time.process_time()
        waits = asyncio.run(run_all(loads, server.url, window))
        busy = (time.process_time() - cpu) / (window * windows)
        server.pipe.send("log")
        log = credit_server.entries(server.pipe.recv_bytes())
    return [result_of(load, log, each, window) for load, each in zip(loads, waits, strict=True)], busy


def report_of(results: list[Result], windows: int, window: float, busy: float) -> Report:
    """The table and the claims."""
    report = Report(
        title=f"Mixed load, {windows} windows of {window:g} s, {LIMIT:,} credits each; client's core {busy:.0%} busy",
        versions=harness.versions(),
        columns=("window model", "own credits", "oracle's", "utilisation", "429s", "interactive p50 / p99, s"),
    )
    for result in results:
        p50, p99 = (result.waits[int(len(result.waits) * share)] for share in (0.5, 0.99))
        own, ideal = result.own[-1][1], result.ideal[-1][1]
        figures = (f"{own:,}", f"{ideal:,}", f"{result.utilisation:.2%}", str(result.refused), f"{p50:.2f} / {p99:.2f}")
        report.rows.append((result.load.model, *figures))
        report.checks += [
            Check(claim=f"{result.load.model}: own / oracle", measured=result.utilisation, bound=TARGET, at_most=False),
            Check(claim=f"{result.load.model}: 429s", measured=result.refused, bound=0),
        ]
    return report


def main() -> int:
    """Run the benchmark."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--windows", type=int, default=5, help="how many windows (5)")
    parser.add_argument("--window", type=float, default=20.0, help="seconds of a window (20; below 20 proves nothing)")
    parser.add_argument("--quick", action="store_true", help="two windows, for a look")
    parser.add_argument(
        "--picture", type=Path, help=f"where to draw the credits over time ({PICTURE.name} is the kept one)"
    )
    given = parser.parse_args()
    windows = 2 if given.quick else given.windows
    logging.getLogger("miro_async").setLevel(logging.ERROR)  # the end of the load cancels calls under way
    harness.pin(harness.CLIENT_CORE)
    results, busy = measure(windows, given.window)
    if given.picture is not None:
        credit_plot.draw(
            given.picture,
            f"{windows} windows of {given.window:g} s",
            [credit_plot.Panel(each.load.model, each.own, each.ideal, each.left) for each in results],
        )
    return harness.finish(report_of(results, windows, given.window, busy), as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
