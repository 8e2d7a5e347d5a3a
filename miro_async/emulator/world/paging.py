"""Pages of lists: by cursor for items, connectors, groups and organizations, by offset for the rest."""

import base64
import binascii
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from urllib.parse import urlencode

from miro_async.emulator.world.errors import Problem, invalid

__all__ = [
    "BOARD_SCHEME",
    "ORGANIZATION_SCHEME",
    "CursorPage",
    "CursorScheme",
    "OffsetPage",
    "cursor_page",
    "offset_page",
]

_Json = dict[str, Any]


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Identified)


class CursorScheme(NamedTuple):
    """How lists by cursor differ.

    Attributes:
        lowest: the smallest limit.
        highest: the largest limit.
        default: the limit of a request that names none.
        is_id: whether a cursor is the id of the last entry, as Miro's description says of organizations; else it
            is opaque.
    """

    lowest: int = 10
    highest: int = 50
    default: int = 10
    is_id: bool = False


BOARD_SCHEME = CursorScheme()
"""The lists below a board."""

ORGANIZATION_SCHEME = CursorScheme(lowest=1, highest=100, default=100, is_id=True)
"""The lists below an organization."""


class CursorPage(NamedTuple, Generic[T]):
    """A page of a list, and how to go on."""

    items: list[T]
    total: int
    limit: int
    cursor: str | None

    def wire(self, data: list[_Json], url: str, params: Mapping[str, str]) -> _Json:
        """The page with its rendered entries, in the order of keys seen live."""
        wire: _Json = {"size": len(data), "limit": self.limit, "total": self.total}
        if self.cursor is not None:
            wire["cursor"] = self.cursor
        wire["data"] = data
        wire["links"] = {"self": _link(url, params, limit=str(self.limit), cursor=params.get("cursor", ""))}
        if self.cursor is not None:
            wire["links"]["next"] = _link(url, params, limit=str(self.limit), cursor=self.cursor)
        wire["type"] = "cursor-list"
        return wire

    def bare_wire(self, data: list[_Json]) -> _Json:
        """The page as lists below an organization have it: without a total and without links."""
        wire: _Json = {"limit": self.limit, "size": len(data), "data": data}
        if self.cursor is not None:
            wire["cursor"] = self.cursor
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


def cursor_page(listed: Sequence[T], params: Mapping[str, str], scheme: CursorScheme = BOARD_SCHEME) -> CursorPage[T]:
    """The entries after the cursor, of a list in the order of ids.

    A cursor holds the id of the last entry that was seen, so entries added or removed in between shift nothing.

    Raises:
        Refusal: 400 for a limit outside the scheme's, or a cursor that no list gave.
    """
    limit = _number(params, "limit", scheme.default)
    if limit < scheme.lowest:
        raise invalid([Problem("limit", f"minimum items page size is {scheme.lowest}")])
    if limit > scheme.highest:
        raise invalid([Problem("limit", f"maximum items page size is {scheme.highest}")])
    start = bisect_right(listed, _seen(params.get("cursor", ""), scheme), key=lambda entry: entry.id)
    items = list(listed[start : start + limit])
    more = start + limit < len(listed)
    return CursorPage(items, len(listed), limit, _cursor(items[-1].id, scheme) if more else None)


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


def _cursor(last: str, scheme: CursorScheme) -> str:
    return last if scheme.is_id else base64.urlsafe_b64encode(f"{last}~".encode()).decode()


def _seen(cursor: str, scheme: CursorScheme) -> str:
    """The id that a cursor holds; empty for the first page."""
    if not cursor:
        return ""
    last = cursor if scheme.is_id else _opened(cursor)
    if not (last.isascii() and last.isdigit()):
        raise invalid([Problem("cursor", "Invalid cursor")])
    return last


def _opened(cursor: str) -> str:
    """The id in an opaque cursor; empty if it is none."""
    try:
        text = base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, UnicodeError):
        return ""
    last = text.removesuffix("~")
    return "" if last == text else last


def _link(url: str, params: Mapping[str, str], **position: str) -> str:
    return f"{url}?{urlencode({**params, **position})}"
