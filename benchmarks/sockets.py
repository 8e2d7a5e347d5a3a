"""A mixed load over real sockets against the emulator, on five window models: ``python benchmarks/sockets.py``.

Ten minutes of windows of 60 s, 100,000 credits each: the whole client, aiohttp on both sides, 20 to 120 ms each way.
The load and what utilisation means: see `mixed_load`. The five models are five emulators in one server process, and
run at the same time; the title says how busy the two processes were. `utilisation.py` is the same on a server that is
written for the benchmarks alone.
"""

import asyncio
import contextlib
import logging
import sys
import time
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

import credit_server
import emulated
import harness
import mixed_load
import msgspec
from emulated import Sight
from harness import Check
from mixed_load import Account, Load, Result

LIMIT = 100_000
WINDOW_S, QUICK_WINDOW_S = 60.0, 20.0
QUICK_WINDOWS = 4
TARGET, QUICK_TARGET = 0.985, 0.97
LATE_S = 0.05  # what an interactive call may take longer than a round trip, by the p99 of both
LEAD_S = 4.0  # for the server process to start
LATENCY = credit_server.Latency(0.02, 0.12)


class Settings(msgspec.Struct, frozen=True):
    """What the server process is told: the loads that it will meet."""

    loads: list[Load]


class Sights(msgspec.Struct):
    """What the server process tells in the end: what it saw of each load, and its CPU time in seconds."""

    each: list[Sight]
    cpu: float


# The server ---------------------------------------------------------------------------------------------------------


def serve(pipe: "Connection[bytes, str]", settings: bytes) -> None:
    """Run an emulator for each load; answers ``accounts``, and ``sights`` when the loads are over."""
    with contextlib.suppress(EOFError):
        asyncio.run(_serve(pipe, msgspec.msgpack.decode(settings, type=Settings).loads))


async def _serve(pipe: "Connection[bytes, str]", loads: list[Load]) -> None:
    async with AsyncExitStack() as running:
        emulators = [await running.enter_async_context(emulated.emulator_for(load, LATENCY)) for load in loads]
        accounts = [emulated.account_of(emulator) for emulator in emulators]
        watching = asyncio.gather(*map(emulated.watch, emulators, loads))
        cpu = time.process_time()
        pipe.send_bytes(str(urlsplit(emulators[0].url).port).encode())
        async for message in harness.messages(pipe):
            if message == "accounts":
                pipe.send_bytes(msgspec.msgpack.encode(accounts))
            else:
                sights = await watching
                pipe.send_bytes(msgspec.msgpack.encode(Sights(sights, time.process_time() - cpu)))


# The client ---------------------------------------------------------------------------------------------------------


def measure(loads: list[Load]) -> tuple[list[Result], float, float]:
    """Run everything; also the shares of their cores that client and server used."""
    with harness.server_process(serve, msgspec.msgpack.encode(Settings(loads))) as server:
        server.pipe.send("accounts")
        accounts = msgspec.msgpack.decode(server.pipe.recv_bytes(), type=list[Account])
        cpu = time.process_time()
        experiences = asyncio.run(mixed_load.run_all(loads, accounts))
        cpu = time.process_time() - cpu
        server.pipe.send("sights")
        sights = msgspec.msgpack.decode(server.pipe.recv_bytes(), type=Sights)
    results = [
        Result(load, experience, sight.own, sight.left, sight.refused, load.ideal())
        for load, experience, sight in zip(loads, experiences, sights.each, strict=True)
    ]
    seconds = max(load.seconds for load in loads)
    return results, cpu / seconds, sights.cpu / seconds


def main() -> int:
    """Run the benchmark."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--minutes", type=int, default=10, help="how many windows of a minute (10)")
    parser.add_argument("--quick", action="store_true", help="four windows of 20 s, for a look")
    parser.add_argument("--picture", type=Path, help="where to draw the credits over time")
    given = parser.parse_args()
    window = QUICK_WINDOW_S if given.quick else WINDOW_S
    windows = QUICK_WINDOWS if given.quick else given.minutes
    logging.getLogger("miro_async").setLevel(logging.ERROR)  # the end of the load cancels calls under way
    harness.pin(harness.CLIENT_CORE)
    loads = mixed_load.loads(time.monotonic() + LEAD_S, windows, limit=LIMIT, window=window)
    results, client, server = measure(loads)
    span = f"{windows} windows of {window:g} s"
    round_trip = LATENCY.round_trip(0.99)
    report = mixed_load.report_of(
        f"Mixed load on the emulator, {span}, {LIMIT:,} credits each; cores {client:.0%} and {server:.0%} busy",
        results,
        target=QUICK_TARGET if given.quick else TARGET,
        round_trip=round_trip,
    )
    if not given.quick:  # of 80 calls the p99 is the first, which waits for the first answer of all
        report.checks += [
            Check(claim=f"{each.load.name}: interactive p99, s", measured=each.wait(0.99), bound=round_trip + LATE_S)
            for each in results
        ]
    if given.picture is not None:
        mixed_load.draw(given.picture, span, results)
    return harness.finish(report, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
