"""Give all sticky notes that contain a word another colour.

python -m miro_async.examples.recolor https://miro.com/app/board/uXjVexample=/ risk red
"""

import argparse
import asyncio
import re
import sys
from typing import get_args

from miro_async import Miro, MiroError, bulk, ids
from miro_async.models import StickyNote, StickyNoteColor, StickyNoteStyleWrite, StickyNoteUpdate


def contains(note: StickyNote, word: str) -> bool:
    text = re.sub("<[^>]*>", " ", note.data.content or "")
    return re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE) is not None


async def main(board: str, word: str, color: StickyNoteColor) -> None:
    change = StickyNoteUpdate(style=StickyNoteStyleWrite(fill_color=color))
    async with Miro.from_env() as miro:
        notes = [note async for note in miro.items.list(board, type="sticky_note") if contains(note, word)]
        changes = [(note, change) for note in notes if note.style.fill_color != color]
        report = await bulk.update(miro, board, changes)
    print(f"{word} is on {len(notes)} notes; {report.succeeded} of them were not {color}, and are now")
    report.raise_for_failures()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("board", type=ids.board)
    parser.add_argument("word")
    parser.add_argument("color", choices=get_args(StickyNoteColor))
    try:
        asyncio.run(main(**vars(parser.parse_args())))
    except MiroError as error:
        sys.exit(str(error))
