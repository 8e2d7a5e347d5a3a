"""Draw an org chart on a new board, from a CSV with the columns name, title and manager.

python -m miro_async.examples.org_chart people.csv
"""

import argparse
import asyncio
import csv
from collections.abc import Iterator
from html import escape
from pathlib import Path

from miro_async import Miro, bulk, drafts


def below(manager: str, people: list[dict[str, str]], x: int = 0) -> Iterator[tuple[int, dict[str, str]]]:
    for person in people:
        if person["manager"] == manager:
            yield x, person
            yield from below(person["name"], people, x + 200)


async def main(people: list[dict[str, str]]) -> None:
    chart = list(below("", people))
    cards = [drafts.card(escape(p["name"]), description=p["title"], at=(x, 100 * y)) for y, (x, p) in enumerate(chart)]
    async with Miro.from_env() as miro:
        board = await miro.boards.create(drafts.board("Org chart"))
        async with bulk.create(miro, board.id, cards) as run:
            card_of = {chart[made.index][1]["name"]: made.id async for made in run if isinstance(made, bulk.Created)}
        run.report.raise_for_failures()
        lines = [drafts.connector(card_of[p["manager"]], card_of[p["name"]], shape="elbowed") for x, p in chart if x]
        (await bulk.connect(miro, board.id, lines)).raise_for_failures()
    print(f"{len(cards)} of {len(people)} people are below somebody at the top: {board.view_link}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    with parser.parse_args().table.open(newline="", encoding="utf-8-sig") as file:
        asyncio.run(main(list(csv.DictReader(file))))
