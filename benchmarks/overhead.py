"""CPU of a call of our client against the same call written by hand on aiohttp: ``python benchmarks/overhead.py``.

The plain client does what nobody can leave out: quote the ids into a URL, make the headers, encode the body from the
same Struct, send, check the status, decode the answer into the same Struct. Ours adds the budget with its ledger, the
rate headers, the checks of ids and body, verdicts, repetitions, timeouts and typed errors.
"""

import asyncio
import itertools
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import NamedTuple
from urllib.parse import quote

import aiohttp
import harness
import msgspec
import stub
from harness import Check, Report, Round, Usage
from yarl import URL

from miro_async import Miro, Quota, drafts
from miro_async.models import StickyNote, StickyNoteCreate

BOARD = "uXjVKMOcVQE="
ITEMS = tuple(str(3_458_764_500_000_000_000 + 7_919 * number) for number in range(4_096))
DRAFT = drafts.sticky_note("Ship the release plan to every customer", at=(120.5, -80), color="yellow", shape="square")
TARGET = 1.25
TARGET_AT_ONCE = 32


class PlainClient:
    """What one writes by hand: aiohttp and msgspec, nothing else."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._base_url = base_url
        self._decode = msgspec.json.Decoder(StickyNote).decode

    async def get(self, board_id: str, item_id: str) -> StickyNote:
        """Read a sticky note."""
        url = f"{self._base_url}/v2/boards/{quote(board_id, safe='')}/sticky_notes/{quote(item_id, safe='')}"
        headers = {"Authorization": f"Bearer {stub.PLAIN_TOKEN}", "Accept": "application/json", "User-Agent": "plain"}
        async with self._session.get(URL(url, encoded=True), headers=headers) as response:
            return await self._read(response)

    async def create(self, board_id: str, body: StickyNoteCreate) -> StickyNote:
        """Create a sticky note."""
        url = f"{self._base_url}/v2/boards/{quote(board_id, safe='')}/sticky_notes"
        headers = {
            "Authorization": f"Bearer {stub.PLAIN_TOKEN}",
            "Accept": "application/json",
            "User-Agent": "plain",
            "Content-Type": "application/json",
        }
        data = msgspec.json.encode(body)
        async with self._session.post(URL(url, encoded=True), data=data, headers=headers) as response:
            return await self._read(response)

    async def _read(self, response: aiohttp.ClientResponse) -> StickyNote:
        if response.status >= 300:
            response.raise_for_status()
        return self._decode(await response.read())


class Operation(NamedTuple):
    """The same operation on both clients."""

    name: str
    raw: Callable[[], Awaitable[object]]
    ours: Callable[[], Awaitable[object]]


@asynccontextmanager
async def clients(url: str) -> AsyncGenerator[tuple[Operation, ...]]:
    """Both clients, each with warm connections."""
    jar = aiohttp.DummyCookieJar()  # the cheaper one: no favour to us
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=200), cookie_jar=jar) as session,
        Miro(stub.TOKEN, base_url=url, quota=Quota(limit=stub.LIMIT, window=stub.WINDOW)) as miro,
    ):
        plain = PlainClient(session, url)
        # Another item in every call, as in life: the URL is not found in anybody's cache.
        items, same_items = itertools.cycle(ITEMS), itertools.cycle(ITEMS)
        yield (
            Operation(
                "sticky_notes.get",
                lambda: plain.get(BOARD, next(items)),
                lambda: miro.sticky_notes.get(BOARD, next(same_items)),
            ),
            Operation(
                "sticky_notes.create",
                lambda: plain.create(BOARD, DRAFT),
                lambda: miro.sticky_notes.create(BOARD, DRAFT),
            ),
        )


async def compare(operation: Operation, at_once: int, calls: int) -> tuple[list[Round], float]:
    """Measure one operation at one concurrency."""

    async def raw() -> Usage:
        return await harness.run_calls(operation.raw, at_once=at_once, calls=calls)

    async def ours() -> Usage:
        return await harness.run_calls(operation.ours, at_once=at_once, calls=calls)

    await raw()  # connections, caches
    await ours()
    return await harness.interleaved(raw, ours, slices=4)


def row(operation: str, at_once: int, rounds: list[Round], busy: float) -> tuple[str, ...]:
    """A line of the table; without figures if the plain client did not keep its core busy."""
    if not rounds:
        return operation, str(at_once), "-", "-", f"not measured: core {busy:.0%} busy", f"{busy:.1%}"
    ratios = [each.ratio for each in rounds]
    return (
        operation,
        str(at_once),
        f"{harness.median([each.raw.cpu_us for each in rounds]):.1f}",
        f"{harness.median([each.ours.cpu_us for each in rounds]):.1f}",
        f"{harness.median(ratios):.3f} [{min(ratios):.3f}-{max(ratios):.3f}]",
        f"{busy:.1%}",
    )


async def measure(url: str, calls: int) -> Report:
    """Both operations at 1, 32 and 128 at once."""
    report = Report(
        title="CPU of a call, us: plain aiohttp against miro_async",
        versions=harness.versions(),
        columns=("operation", "at once", "plain", "ours", "ratio [range]", "plain client's core"),
    )
    async with clients(url) as operations:
        for operation in operations:
            for at_once in (1, TARGET_AT_ONCE, 128):
                rounds, busy = await compare(operation, at_once, calls)
                report.rows.append(row(operation.name, at_once, rounds, busy))
                if at_once == TARGET_AT_ONCE:
                    report.checks.append(check(operation.name, rounds, busy))
    return report


def check(operation: str, rounds: list[Round], busy: float) -> Check:
    """The target at 32."""
    return Check(
        claim=f"{operation} at {TARGET_AT_ONCE} at once, CPU of ours / plain",
        measured=harness.median([each.ratio for each in rounds]) if rounds else None,
        bound=TARGET,
        note=f"not measured: the plain client's core was {busy:.0%} busy",
    )


def main() -> int:
    """Run the benchmark."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--calls", type=int, default=768, help="calls of each client in a slice; four make a round")
    given = parser.parse_args()
    harness.pin(harness.CLIENT_CORE)
    with harness.server_process(stub.serve) as server:
        report = asyncio.run(measure(server.url, given.calls))
    return harness.finish(report, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
