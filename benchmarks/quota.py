"""1,500 creates on a quota of 1,000 a minute, ours and the official client: ``python benchmarks/quota.py``.

100,000 credits in a fixed window of 60 s from the first call; a create costs 100. 100 ms latency, half of it on
either side of the moment of charging; the reset is told in whole seconds, rounded up. Ours runs 128 at once; the
official client (`miro_api`, synchronous) in 32 threads, on a quota of its own, after ours.
"""

import asyncio
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import credit_server
import harness
import msgspec
from credit_server import Entry
from harness import Check, Report
from official import OfficialClient

from miro_async import Miro, MiroError, drafts

BOARD = "uXjVKMOcVQE="
CREATES = 1_500
OURS, OFFICIAL = "the-token-of-miro-async", "the-token-of-miro-api"
AT_ONCE, THREADS = 128, 32
SETTINGS = credit_server.Settings(
    models={OURS: "first", OFFICIAL: "first"},
    limit=100_000,
    window=60.0,
    origin=0.0,
    latency=credit_server.Latency(0.05, 0.05),
)


class Outcome(NamedTuple):
    """What became of the creates of one client."""

    failed: int
    refused: int
    last: float

    @classmethod
    def of(cls, failed: int, log: list[Entry], token: str) -> "Outcome":
        """From what the client says and what the server saw."""
        own = [entry for entry in log if entry.token == token]
        created = [entry.at for entry in own if entry.accepted]
        return cls(failed, sum(not entry.accepted for entry in own), max(created) - own[0].at)


async def create_ours(url: str) -> int:
    """Create with ours; how many failed."""
    numbers = iter(range(CREATES))
    failed = 0
    async with Miro(OURS, base_url=url) as miro:

        async def worker() -> None:
            nonlocal failed
            for number in numbers:
                try:
                    await miro.sticky_notes.create(BOARD, drafts.sticky_note(f"note {number}", at=(number, 0)))
                except MiroError:
                    failed += 1

        await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return failed


def create_officially(url: str) -> int:
    """Create with the official client; how many failed."""
    client = OfficialClient(OFFICIAL, url)

    def create(number: int) -> bool:
        return client.create(BOARD, f"note {number}")

    with ThreadPoolExecutor(THREADS) as pool:
        return sum(not done for done in pool.map(create, range(CREATES)))


def timed(create: Callable[[], int]) -> tuple[int, float]:
    """What it returns, and the seconds it takes."""
    start = time.perf_counter()
    return create(), time.perf_counter() - start


def main() -> int:
    """Run the benchmark."""
    given = harness.arguments(__doc__ or "").parse_args()
    harness.pin(harness.CLIENT_CORE)
    report = Report(
        title=f"{CREATES:,} creates, 100,000 credits in a window of 60 s from the first call, 100 ms latency",
        versions=harness.versions("miro_api"),
        columns=("client", "created", "failed", "429s seen by the server", "last create, s", "client done, s"),
    )
    with harness.server_process(credit_server.serve, msgspec.msgpack.encode(SETTINGS)) as server:
        ours_failed, ours_s = timed(lambda: asyncio.run(create_ours(server.url)))
        official_failed, official_s = timed(lambda: create_officially(server.url))
        server.pipe.send("log")
        log = credit_server.entries(server.pipe.recv_bytes())
    ours, official = Outcome.of(ours_failed, log, OURS), Outcome.of(official_failed, log, OFFICIAL)
    for client, outcome, seconds in (
        (f"miro_async, {AT_ONCE} at once", ours, ours_s),
        (f"miro_api, {THREADS} threads", official, official_s),
    ):
        created = CREATES - outcome.failed
        figures = (
            f"{created:,}",
            f"{outcome.failed:,}",
            f"{outcome.refused:,}",
            f"{outcome.last:.2f}",
            f"{seconds:.2f}",
        )
        report.rows.append((client, *figures))
    report.checks += [
        Check(claim="failed creates", measured=ours.failed, bound=0),
        Check(claim="429s", measured=ours.refused, bound=0),
        Check(claim="last create after the first call, s", measured=ours.last, bound=61.0),
    ]
    return harness.finish(report, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
