"""Ids from what people paste."""

import re
from urllib.parse import unquote, urlsplit

from miro_async.errors import InvalidArgument

__all__ = ["board"]

_ID = re.compile(r"[A-Za-z0-9_=+-]+")
_PATH = re.compile(r"/(?:app/board|app/live-embed|v2/boards)/(?P<id>[^/]+)(?:/|$)")


def board(url: str) -> str:
    """The id of a board from the URL in a browser's address bar, from a link to an item, or from the id itself.

    Args:
        url: such as ``https://miro.com/app/board/uXjVOD6LSMk=/?moveToWidget=3458764517517819000``, or
            ``uXjVOD6LSMk=``.

    Raises:
        InvalidArgument: there is no board id in it.
    """
    text = url.strip() if isinstance(url, str) else ""
    if "/" in text:
        match = _PATH.search(urlsplit(text).path)
        text = unquote(match["id"]) if match else ""
    if not _ID.fullmatch(text):
        raise InvalidArgument(
            f"expected the id or the URL of a board, such as https://miro.com/app/board/uXjVOD6LSMk=/, not {url!r}",
            field="board_id",
        )
    return text
