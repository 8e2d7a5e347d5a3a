"""Upload the pictures of a folder, all at once as far as the quota allows; each has an outcome of its own.

python -m miro_async.examples.upload_folder https://miro.com/app/board/uXjVexample=/ holiday
"""

import argparse
import asyncio
import sys
from pathlib import Path

from miro_async import Miro, MiroError, drafts, ids

ENDINGS = {".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"}


async def upload(miro: Miro, board: str, picture: Path, place: int) -> bool:
    at = (320 * (place % 10), 320 * (place // 10))
    try:
        await miro.images.upload(board, picture, drafts.image_upload(title=picture.stem, at=at, width=300))
    except MiroError as error:
        print(f"{picture.name}: {error}", file=sys.stderr)
        return False
    return True


async def main(board: str, pictures: list[Path]) -> bool:
    async with Miro.from_env() as miro, asyncio.TaskGroup() as group:
        tasks = [group.create_task(upload(miro, board, picture, place)) for place, picture in enumerate(pictures)]
    uploaded = [task.result() for task in tasks]
    print(f"{sum(uploaded)} of {len(uploaded)} pictures uploaded")
    return all(uploaded)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("board", type=ids.board)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    pictures = [path for path in sorted(given.folder.iterdir()) if path.suffix.lower() in ENDINGS]
    sys.exit(not asyncio.run(main(given.board, pictures)))
