"""How much of the quota a mixed load gets, on five window models: ``python benchmarks/utilisation.py``.

Over real sockets, on a server of its own that keeps the accounts of all models; 20 to 120 ms each way, 10 ms and more
in the server. The load and what utilisation means: see `mixed_load`; the same on the emulator: `sockets.py`.
"""

import asyncio
import itertools
import logging
import sys
import time
from pathlib import Path

import credit_server
import harness
import mixed_load
import msgspec
from credit_server import Entry
from mixed_load import Account, Experience, Load, Result

BOARD, ITEM = "uXjVKMOcVQE=", "3458764500000007919"
LIMIT = 100_000
TARGET = 0.97
LEAD = 3.0  # seconds for the server process to start
LATENCY = credit_server.Latency(0.02, 0.12, 0.01, 0.083)
PICTURE = Path(__file__).parent / "pictures" / "utilisation.png"


def token_of(load: Load) -> str:
    """The token, and so the quota, of a model."""
    return f"token-{load.model}"


def result_of(load: Load, log: list[Entry], experience: Experience) -> Result:
    """Judge one model by the server's log."""
    token = token_of(load)
    seen = [entry for entry in log if entry.token == token and entry.at <= load.start + load.seconds]
    accepted = [entry for entry in seen if entry.accepted]
    spent = itertools.accumulate(entry.credits for entry in accepted)
    return Result(
        load,
        experience,
        [(entry.at - load.start, total) for entry, total in zip(accepted, spent, strict=True)],
        [(entry.at - load.start, entry.left) for entry in seen],
        len(seen) - len(accepted),
        load.ideal(),
    )


def measure(loads: list[Load]) -> tuple[list[Result], float]:
    """Run everything; also the share of its core that the client used."""
    settings = credit_server.Settings(
        models={token_of(load): load.model for load in loads},
        limit=LIMIT,
        window=loads[0].window,
        origin=loads[0].origin,
        latency=LATENCY,
    )
    with harness.server_process(credit_server.serve, msgspec.msgpack.encode(settings)) as server:
        items = [ITEM] * (1 + mixed_load.SPARE_ITEMS)
        accounts = [Account(server.url, token_of(load), BOARD, items) for load in loads]
        cpu = time.process_time()
        experiences = asyncio.run(mixed_load.run_all(loads, accounts))
        busy = (time.process_time() - cpu) / max(load.seconds for load in loads)
        server.pipe.send("log")
        log = credit_server.entries(server.pipe.recv_bytes())
    return [result_of(load, log, each) for load, each in zip(loads, experiences, strict=True)], busy


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
    results, busy = measure(mixed_load.loads(time.monotonic() + LEAD, windows, limit=LIMIT, window=given.window))
    span = f"{windows} windows of {given.window:g} s"
    if given.picture is not None:
        mixed_load.draw(given.picture, span, results)
    report = mixed_load.report_of(
        f"Mixed load, {span}, {LIMIT:,} credits each; client's core {busy:.0%} busy",
        results,
        target=TARGET,
        round_trip=LATENCY.round_trip(0.99),
    )
    return harness.finish(report, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
