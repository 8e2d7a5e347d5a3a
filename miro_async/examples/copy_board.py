"""Copy a board and say what gets lost: python -m miro_async.examples.copy_board BOARD "Name of the copy"."""

import asyncio
import sys
from typing import Any

from miro_async import InvalidArgument, Miro, bulk, drafts, ids
from miro_async.models import TagCreate


async def main(source: str, name: str) -> None:
    copies: dict[str, str] = {}
    async with Miro.from_env() as miro:
        frames = await miro.items.list(source, type="frame").collect()
        others = [item async for item in miro.items.list(source) if item.type != "frame"]
        connectors = await miro.connectors.list(source).collect()
        board = await miro.boards.create(drafts.board(name))
        for create, originals in ((bulk.create, frames), (bulk.create, others), (bulk.connect, connectors)):
            batch: list[tuple[str, Any]] = []
            for original in originals:
                try:
                    draft, lost = drafts.from_item(original, ids=copies)
                    batch.append((original.id, draft))
                except InvalidArgument as error:
                    lost = (str(error),)
                if lost:
                    print(f"{original.type} {original.id}: lost", ", ".join(lost))
            async with create(miro, board.id, [draft for _, draft in batch]) as run:
                copies |= {batch[made.index][0]: made.id async for made in run if isinstance(made, bulk.Succeeded)}
            sys.stdout.writelines(f"{batch[failed.index][0]}: {failed.error}\n" for failed in run.report.failures)
        async for tag in miro.tags.list(source):
            draft = drafts.from_dict(TagCreate, {"title": tag.title, "fillColor": tag.fill_color})
            copy = await miro.tags.create(board.id, draft)
            tagged = [item.id async for item in miro.tags.list_items(source, tag.id) if item.id in copies]
            await bulk.attach_tags(miro, board.id, [(copies[item_id], copy) for item_id in tagged])
        print(f"{len(copies)} of {len(frames) + len(others) + len(connectors)} copied: {board.view_link}")


if __name__ == "__main__":
    asyncio.run(main(ids.board(sys.argv[1]), sys.argv[2]))
