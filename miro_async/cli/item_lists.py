"""The lists of items that the API has: of a board, of a frame, with a tag; and what of them is wanted."""

from typing import TYPE_CHECKING, Any

from miro_async import endpoints
from miro_async.cli.reading import Entry, listed
from miro_async.cli.session import Settings
from miro_async.cli.tags_by_title import tag_id_of

if TYPE_CHECKING:
    from miro_async.client import Miro

__all__ = ["list_items"]


def list_items(
    settings: Settings, board_id: str, *, type_: str | None, tag: str | None, frame: str | None, limit: int | None
) -> list[Entry]:
    """Items of a board as the API sends them.

    Args:
        settings: of the command.
        board_id: the board.
        type_: only items of this type.
        tag: only items with the tag of this id or title.
        frame: only items in this frame.
        limit: how many at most.

    Raises:
        InvalidArgument: there is no such tag.
        MiroError: the board cannot be read.
    """

    def fits(item: Entry) -> bool:
        parent: Entry = item.get("parent") or {}
        return type_ in {None, item.get("type")} and frame in {None, parent.get("id")}

    async def job(miro: "Miro") -> list[Entry]:
        if tag is not None:  # this list has no filter of its own
            tag_id = await tag_id_of(miro, board_id, tag)
            return await listed(miro, endpoints.tags.list_items, board_id, limit=limit, keep=fits, tag_id=tag_id)
        query: dict[str, Any] = {} if type_ is None else {"type": type_}
        if frame is not None:
            row = endpoints.frames.list_items
            return await listed(miro, row, board_id, limit=limit, parent_item_id=frame, **query)
        return await listed(miro, endpoints.items.list, board_id, limit=limit, **query)

    return settings.run(job)
