"""Tag sticky notes and cards by what they say.

python -m miro_async.examples.tag_by_rule https://miro.com/app/board/uXjVexample=/ --rule urgent 'asap|today'
"""

import argparse
import asyncio
import re
import sys

from miro_async import Miro, MiroError, bulk, drafts, ids
from miro_async.models import Card, StickyNote


def text_of(item: StickyNote | Card) -> str:
    markup = item.data.content if isinstance(item, StickyNote) else item.data.title
    return re.sub("<[^>]*>", " ", markup or "")


async def main(board: str, rules: list[tuple[str, str]]) -> None:
    async with Miro.from_env() as miro:
        items = [item async for item in miro.items.list(board) if isinstance(item, StickyNote | Card)]
        tags = {tag.title: tag async for tag in miro.tags.list(board)}
        for title, pattern in rules:
            tag = tags[title] = tags.get(title) or await miro.tags.create(board, drafts.tag(title))
            tagged = {item.id async for item in miro.tags.list_items(board, tag.id)}
            fitting = [item for item in items if re.search(pattern, text_of(item), re.IGNORECASE)]
            report = await bulk.attach_tags(miro, board, [(item, tag) for item in fitting if item.id not in tagged])
            print(f"{title}: attached to {report.succeeded} items, refused by {report.failed}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("board", type=ids.board)
    parser.add_argument("--rule", dest="rules", nargs=2, action="append", required=True, metavar=("TAG", "PATTERN"))
    try:
        asyncio.run(main(**vars(parser.parse_args())))
    except (MiroError, re.error) as error:
        sys.exit(str(error))
