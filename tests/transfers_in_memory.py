"""A process that sends and fetches files, and says by how many MB its memory grew at the most, a line each."""

import asyncio
import sys
from pathlib import Path

from miro_async import Miro

STATUS, PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def megabytes(name: str) -> float:
    return int(STATUS.read_text(encoding="ascii").partition(f"{name}:")[2].split()[0]) / 1024


class Growth:
    """By how many MB the memory of this process is larger at its peak than it was before."""

    def __enter__(self) -> None:
        PEAK.write_text("5", encoding="ascii")  # it begins anew
        self._before = megabytes("VmRSS")

    def __exit__(self, *_: object) -> None:
        sys.stdout.write(f"{megabytes('VmHWM') - self._before}\n")


async def main(url: str, token: str, board: str, small: str, large: str, directory: str) -> None:
    async with Miro(token, base_url=url) as miro:
        image = await miro.images.upload(board, small)  # imports, connections, threads
        await miro.items.upload(board, [small])
        await miro.images.download(board, image, directory)
        with Growth():
            image = await miro.images.upload(board, large)
        with Growth():
            await miro.items.upload(board, [large] * 3)
        with Growth():
            await miro.images.download(board, image, directory)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
