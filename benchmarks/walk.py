"""A process that walks a long board and says how much memory it has: `listing.py` starts it, with the server's URL."""

import asyncio
import sys
from pathlib import Path

import stub

from miro_async import Miro, Quota

__all__ = ["EARLY_PAGES", "LATE_PAGES"]

EARLY_PAGES, LATE_PAGES = 20, 2_000


async def walk(url: str) -> None:
    """Walk the board, and print the resident memory in MB early and late."""
    async with Miro(stub.TOKEN, base_url=url, quota=Quota(limit=stub.LIMIT, window=stub.WINDOW)) as miro:
        pages = 0
        async for _ in miro.items.list(stub.paged_board(LATE_PAGES)).pages():
            pages += 1
            if pages in (EARLY_PAGES, LATE_PAGES):
                print(f"{resident():.2f}")


def resident() -> float:
    """The resident memory of this process in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    asyncio.run(walk(sys.argv[1]))
