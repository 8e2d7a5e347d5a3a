"""CPU and memory of listing a board: ours, aiohttp with msgspec, the official client: ``python benchmarks/listing.py``.

The plain client follows the cursors with aiohttp and decodes each page into the same typed Structs. Four boards of
200 pages are listed at once, so that the client and not the round trip is measured. The official client
(`miro_api`, synchronous) lists fewer of the same pages in a process of its own, and is compared by CPU a page. Memory
is that of a process that does nothing but walk one board of 2,000 pages.
"""

import asyncio
import subprocess
import sys
from urllib.parse import quote

import aiohttp
import harness
import msgspec
import official
import stub
import walk
from harness import Check, Report, Round, Usage
from yarl import URL

from miro_async import Miro, Quota
from miro_async.models import KnownItem, Page

PAGES = 200
BOARDS_AT_ONCE = 4
OFFICIAL_PAGES = 4


class PlainClient:
    """Cursors followed by hand."""

    def __init__(self, session: aiohttp.ClientSession, base_url: str) -> None:
        self._session = session
        self._base_url = base_url
        self._decode = msgspec.json.Decoder(Page[KnownItem]).decode

    async def list(self, board_id: str) -> int:
        """Read all items; how many there were."""
        path = f"{self._base_url}/v2/boards/{quote(board_id, safe='')}/items?limit=50"
        headers = {"Authorization": f"Bearer {stub.PLAIN_TOKEN}", "Accept": "application/json", "User-Agent": "plain"}
        items, cursor = 0, ""
        while True:
            url = f"{path}&cursor={quote(cursor, safe='')}" if cursor else path
            async with self._session.get(URL(url, encoded=True), headers=headers) as response:
                if response.status >= 300:
                    response.raise_for_status()
                page = self._decode(await response.read())
            for _ in page.data:
                items += 1
            if not page.cursor:
                return items
            cursor = page.cursor


async def list_ours(miro: Miro, board_id: str) -> int:
    """Read all items; how many there were."""
    items = 0
    async for _ in miro.items.list(board_id):
        items += 1
    return items


async def measure(url: str) -> tuple[list[Round], float]:
    """Seven rounds of the plain client and ours."""
    board_id = stub.paged_board(PAGES)
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        Miro(stub.TOKEN, base_url=url, quota=Quota(limit=stub.LIMIT, window=stub.WINDOW)) as miro,
    ):
        plain = PlainClient(session, url)

        async def raw() -> Usage:
            return per_page(
                await harness.run_calls(lambda: plain.list(board_id), at_once=BOARDS_AT_ONCE, calls=BOARDS_AT_ONCE)
            )

        async def ours() -> Usage:
            return per_page(
                await harness.run_calls(lambda: list_ours(miro, board_id), at_once=BOARDS_AT_ONCE, calls=BOARDS_AT_ONCE)
            )

        await raw()  # connections, caches
        await ours()
        return await harness.interleaved(raw, ours, slices=4)


def per_page(usage: Usage) -> Usage:
    """The same with pages for calls."""
    return usage._replace(calls=usage.calls * PAGES)


def figures_of(program: str | None, *arguments: str) -> list[float]:
    """What a program of this directory prints."""
    command = [sys.executable, str(program), *arguments]
    return [
        float(line) for line in subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=120).stdout.split()
    ]


def report_of(rounds: list[Round], busy: float, official_us: float, early: float, late: float) -> Report:
    """The table and the claims."""
    report = Report(
        title=f"Listing {PAGES} pages of 50 items: CPU a page, us",
        versions=harness.versions("miro_api"),
        columns=("client", "CPU a page, us", "items a second of CPU", "against ours [range]"),
    )
    note = f"not measured: the plain client's core was {busy:.0%} busy"
    ratio = speed_up = None
    if rounds:
        ours_us = harness.median([each.ours.cpu_us for each in rounds])
        raw_us = harness.median([each.raw.cpu_us for each in rounds])
        ratios = [each.ratio for each in rounds]
        ratio, speed_up = harness.median(ratios), official_us / ours_us
        report.rows += [
            ("aiohttp + msgspec", f"{raw_us:.1f}", f"{50e6 / raw_us:,.0f}", f"{1 / ratio:.2f} x"),
            (
                "miro_async",
                f"{ours_us:.1f}",
                f"{50e6 / ours_us:,.0f}",
                f"1 [{min(ratios):.3f}-{max(ratios):.3f} x plain]",
            ),
            ("miro_api", f"{official_us:.0f}", f"{50e6 / official_us:,.0f}", f"{speed_up:.1f} x"),
        ]
    report.rows.append(
        ("miro_async, memory", f"{early:.1f} MB at page {walk.EARLY_PAGES}", f"{late:.1f} MB at {walk.LATE_PAGES}", "")
    )
    report.checks += [
        Check(claim="CPU a page, ours / plain", measured=ratio, bound=1.15, note=note),
        Check(claim="CPU a page, miro_api / ours", measured=speed_up, bound=35, at_most=False, note=note),
        Check(
            claim=f"RSS at page {walk.LATE_PAGES} above page {walk.EARLY_PAGES}, MB", measured=late - early, bound=3.0
        ),
    ]
    return report


def main() -> int:
    """Run the benchmark."""
    given = harness.arguments(__doc__ or "").parse_args()
    harness.pin(harness.CLIENT_CORE)
    with harness.server_process(stub.serve) as server:
        early, late = figures_of(walk.__file__, server.url)
        pages = (stub.paged_board(OFFICIAL_PAGES), str(OFFICIAL_PAGES))
        official_us = harness.median(figures_of(official.__file__, server.url, stub.PLAIN_TOKEN, *pages))
        rounds, busy = asyncio.run(measure(server.url))
    return harness.finish(report_of(rounds, busy, official_us, early, late), as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
