"""Pages of lists: by cursor for items, by offset for boards, tags and the items of a tag."""

import base64
import binascii
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlencode

from miro_async.emulator.world.errors import Problem, invalid
from miro_async.emulator.world.state import Item

__all__ = ["CursorPage", "OffsetPage", "cursor_page", "offset_page"]

T = TypeVar("T")

_Json = dict[str, Any]


class CursorPage(NamedTuple):
    """A page of items, and how to go on."""

    items: list[Item]
    total: int
    limit: int
    cursor: str | None

    def wire(self, data: list[_Json], url: str, params: Mapping[str, str]) -> _Json:
        """The page with its rendered items, in the order of keys seen live."""
        wire: _Json = {"size": len(data), "limit": self.limit, "total": self.total}
        if self.cursor is not None:
            wire["cursor"] = self.cursor
        wire["data"] = data
        wire["links"] = {"self": _link(url, params, limit=str(self.limit), cursor=params.get("cursor", ""))}
        if self.cursor is not None:
            wire["links"]["next"] = _link(url, params, limit=str(self.limit), cursor=self.cursor)
        wire["type"] = "cursor-list"
        return wire


class OffsetPage(NamedTuple):
    """A stretch of a list: from ``start`` to before ``stop``."""

    start: int
    stop: int
    total: int
    limit: int

    def wire(self, data: list[_Json], url: str, params: Mapping[str, str]) -> _Json:
        """The page with its rendered entries."""

        def link(offset: int) -> str:
            return _link(url, params, limit=str(self.limit), offset=str(offset))

        links = {"self": link(self.start)}
        if self.stop < self.total:
            links["next"] = link(self.stop)
        if self.start > 0:
            links["prev"] = link(max(0, self.start - self.limit))
        links["first"] = link(0)
        links["last"] = link(max(0, self.total - 1) // self.limit * self.limit)
        return {
            "size": len(data),
            "offset": self.start,
            "limit": self.limit,
            "total": self.total,
            "data": data,
            "links": links,
            "type": "list",
        }


def cursor_page(listed: Sequence[Item], params: Mapping[str, str]) -> CursorPage:
    """The items after the cursor.

    A cursor holds the id of the last item that was seen, so items added or removed in between shift nothing.

    Raises:
        Refusal: 400 for a limit outside 10 to 50, or a cursor that no list gave.
    """
    limit = _number(params, "limit", 10)
    if limit < 10:
        raise invalid([Problem("limit", "minimum items page size is 10")])
    if limit > 50:
        raise invalid([Problem("limit", "maximum items page size is 50")])
    start = bisect_right(listed, _seen(params.get("cursor", "")), key=lambda item: item.id)
    items = list(listed[start : start + limit])
    more = start + limit < len(listed)
    return CursorPage(items, len(listed), limit, _cursor(items[-1].id) if more else None)


def offset_page(total: int, params: Mapping[str, str]) -> OffsetPage:
    """The stretch of a list that a request asks for.

    Raises:
        Refusal: 400 for a limit outside 1 to 50, or a negative offset.
    """
    limit = _number(params, "limit", 20)
    if limit < 1:
        raise invalid([Problem("limit", "minimum page size is 1")])
    if limit > 50:
        raise invalid([Problem("limit", "maximum page size is 50")])
    offset = _number(params, "offset", 0)
    if offset < 0:
        raise invalid([Problem("offset", "minimum offset is 0")])
    return OffsetPage(offset, min(offset + limit, max(offset, total)), total, limit)


def _number(params: Mapping[str, str], name: str, default: int) -> int:
    given = params.get(name)
    if given is None:
        return default
    digits = given.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
        raise invalid([Problem(name, "Unexpected type of value, expected of type [Integer]")])
    return int(given)


def _cursor(item_id: str) -> str:
    return base64.urlsafe_b64encode(f"{item_id}~".encode()).decode()


def _seen(cursor: str) -> str:
    """The id that a cursor holds; empty for the first page."""
    if not cursor:
        return ""
    try:
        text = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeError):
        text = ""
    item_id = text.removesuffix("~")
    if item_id == text or not item_id.isdigit():
        raise invalid([Problem("cursor", "Invalid cursor")])
    return item_id


def _link(url: str, params: Mapping[str, str], **position: str) -> str:
    return f"{url}?{urlencode({**params, **position})}"
