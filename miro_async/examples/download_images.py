"""Download the images of a board, eight at a time; those that are in the folder already are not asked for again.

python -m miro_async.examples.download_images https://miro.com/app/board/uXjVexample=/ pictures
"""

import argparse
import sys
from collections.abc import Iterator

import anyio

from miro_async import Miro, MiroError, ids
from miro_async.models import Image


async def download(miro: Miro, board: str, images: Iterator[Image], folder: anyio.Path) -> None:
    for image in images:
        try:
            file = await miro.images.download(board, image, folder / image.id, overwrite=True)
            path = await anyio.Path(file.path).rename(folder / f"{image.id}-{file.name}")
            print(f"{path}: {file.size:,} bytes")
        except (MiroError, OSError) as error:
            print(f"{image.id}: {error}", file=sys.stderr)


async def main(board: str, folder: anyio.Path) -> None:
    known = {path.name.partition("-")[0] async for path in folder.glob("*-*")}
    async with Miro.from_env() as miro:
        images = [image async for image in miro.items.list(board, type="image") if image.id not in known]
        queue = iter(images)
        async with anyio.create_task_group() as group:
            for _ in range(8):
                group.start_soon(download, miro, board, queue, folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("board", type=ids.board)
    parser.add_argument("folder", type=anyio.Path)
    anyio.run(main, *vars(parser.parse_args()).values())
