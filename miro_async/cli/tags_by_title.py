"""Tags as people name them: by title, or by id."""

from miro_async.client import Miro
from miro_async.errors import InvalidArgument
from miro_async.models import Tag

__all__ = ["tag_id_of"]


async def tag_id_of(miro: Miro, board_id: str, name: str) -> str:
    """The id of the tag that has this title, or this id.

    Raises:
        InvalidArgument: the board has no such tag.
        MiroError: the board's tags cannot be read.
    """
    tags: list[Tag] = await miro.tags.list(board_id).collect()
    for tag in [*(tag for tag in tags if tag.title == name), *(tag for tag in tags if tag.id == name)]:
        return tag.id
    known = ", ".join(repr(tag.title) for tag in tags[:20]) or "no tags"
    raise InvalidArgument(f"there is no tag {name!r} on the board {board_id}; it has {known}", field="tag")
