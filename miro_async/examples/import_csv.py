"""Import a CSV: each row becomes a sticky note. Stopped half-way, the same command goes on from there.

python -m miro_async.examples.import_csv https://miro.com/app/board/uXjVexample=/ rows.csv
"""

import argparse
import asyncio
import csv
import html
import sys
from pathlib import Path

from miro_async import Miro, MiroError, bulk, drafts, ids
from miro_async.models import StickyNoteCreate


def notes(table: Path) -> list[StickyNoteCreate]:
    with table.open(newline="", encoding="utf-8-sig") as file:
        texts = ["<br>".join(map(html.escape, cells)) for cells in csv.reader(file)]
    return [drafts.sticky_note(text, at=(220 * (n % 20), 250 * (n // 20))) for n, text in enumerate(texts)]


async def main(board: str, table: Path) -> None:
    async with Miro.from_env() as miro:
        async with bulk.create(miro, board, notes(table), journal=table.with_suffix(".journal")) as run:
            async for _ in run:
                print(f"\r{run.report.done} of {run.report.total} rows, {run.eta:.0f} s left ", end="", flush=True)
        print(f"\n{run.report.succeeded} notes are on the board, {run.report.resumed} of them from an earlier run")
        run.report.raise_for_failures()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("board", type=ids.board)
    parser.add_argument("table", type=Path)
    try:
        asyncio.run(main(**vars(parser.parse_args())))
    except (MiroError, OSError) as error:
        sys.exit(str(error))
