"""Lists that span pages, whatever the scheme of their pages."""

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, Generic, TypeVar, cast

import msgspec
from msgspec import UNSET

from miro_async.endpoints import Endpoint
from miro_async.errors import DecodeError
from miro_async.models import Page, Problem
from miro_async.services._service import Sender

__all__ = ["Pager"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
_log = logging.getLogger("miro_async")

_MOST_REPEATED: Final = 10
"""Pages in a row that may hold nothing new, in a list by place: entries that are added move others to later pages."""
_SILENT: Final = frozenset({"groups.list"})
"""Lists of which Miro describes neither a cursor nor a total in the answer, though they take a cursor."""


class Pager(Generic[T_co]):
    """A list that is read page by page, as far as it is needed.

    ``async for entry in pager`` walks the entries, ``async for page in pager.pages()`` the pages with their
    ``problems``, ``await pager.collect()`` reads everything. A pager can be walked any number of times; each time
    it reads anew. Deleting while listing skips nothing: a list that is read by offset, or by SCIM's index, goes back
    by as many entries as its total has shrunk.

    A server that names no cursor after a full page may have more entries which nobody can reach. Where it tells so by
    its total, or where it is known to tell nothing at all, what was read is given all the same; the last page then
    has a problem at ``$.cursor``, which is logged at WARNING too.
    """

    __slots__ = ("_ids", "_query", "_row", "_sender")

    def __init__(self, sender: Sender, row: Endpoint[Page[T_co]], *ids: str, **query: Any) -> None:
        # The first page must not use up what the second one says again.
        query = {name: _kept(value) for name, value in query.items()}
        row(*ids, **query)  # what is wrong with the arguments shows where the list is made, not where it is walked
        self._sender = sender
        self._row = row
        self._ids = ids
        self._query = query

    def __aiter__(self) -> AsyncIterator[T_co]:
        return self._entries()

    async def _entries(self) -> AsyncIterator[T_co]:
        async for page in self.pages():
            for entry in page.data:
                yield entry

    async def collect(self) -> list[T_co]:
        """All entries of the list."""
        return [entry async for page in self.pages() for entry in page.data]

    def pages(self) -> AsyncIterator[Page[T_co]]:
        """The pages, each as it is answered.

        Raises:
            DecodeError: a cursor that came before, or page after page of what came before: the list would never end.
        """
        if "cursor" in self._row.query:
            return self._by_cursor()
        if "start_index" in self._row.query:
            return self._by_place("start_index", 1)
        return self._by_place("offset", 0)

    async def _by_cursor(self) -> AsyncIterator[Page[T_co]]:
        query: dict[str, Any] = self._query
        seen: set[object] = {query.get("cursor")}
        read = 0
        while True:
            page = await self._sender.send(self._row(*self._ids, **query))
            read += _size(page)
            if not page.cursor:
                yield self._last(page, read)
                return
            yield page
            if page.cursor in seen:
                raise DecodeError("a page names a cursor that came before", operation=self._row.name)
            seen.add(page.cursor)
            query = {**query, "cursor": page.cursor}

    def _last(self, page: Page[T_co], read: int) -> Page[T_co]:
        """A page without a cursor: the last one, or one after which the server does not say how to go on."""
        limit = self._query.get("limit", UNSET) if page.limit is None else page.limit
        if self._query.get("cursor", UNSET) is not UNSET or limit is UNSET or not 0 < limit <= _size(page):
            return page
        if page.total is not None and page.total > read:
            message = f"a full page names no cursor: only {read} of {page.total} entries were listed"
        elif {page.total, page.cursor} == {None} and self._row.name in _SILENT and read == _size(page):
            message = f"a full page names no cursor, nor a total: there may be more than its {read} entries"
        else:
            return page
        _log.warning("%s: %s", self._row.name, message)
        problem = Problem("$.cursor", page.cursor, message)
        return msgspec.structs.replace(page, problems=(*page.problems, problem))

    async def _by_place(self, parameter: str, first: int) -> AsyncIterator[Page[T_co]]:
        """The pages, each by the place of its first entry.

        Args:
            parameter: says where a page begins.
            first: the place of the first entry of all.
        """
        given = self._query.get(parameter, UNSET)
        start = offset = 0 if given is UNSET else given - first
        total: int | None = None
        seen: set[str] = set()
        furthest = repeated = 0
        while True:
            query: dict[str, Any] = {**self._query, parameter: first + offset}
            page = await self._sender.send(self._row(*self._ids, **query))
            if page.total is not None:
                shrunk = 0 if total is None else max(0, total - page.total)
                total = page.total
                if shrunk and offset > start:  # what was deleted may have moved entries to before the offset
                    offset = max(start, offset - shrunk)
                    continue
            unseen = _unseen(page, seen)
            says_nothing_new = bool(page.data) and not unseen.data and offset >= furthest
            repeated = repeated + 1 if says_nothing_new else 0
            if repeated == _MOST_REPEATED:
                raise DecodeError(f"{repeated} pages in a row say what came before", operation=self._row.name)
            yield unseen
            size = _size(page)
            offset += size
            furthest = max(furthest, offset)
            if size == 0 or (total is not None and offset >= total):
                return

    def __repr__(self) -> str:
        return f"<Pager {self._row.name}>"


def _kept(value: object) -> object:
    return tuple(cast("Iterator[object]", value)) if isinstance(value, Iterator) else value


def _size(page: Page[Any]) -> int:
    """How many entries a page has: also those that could not be read, as the server counts them."""
    return max(page.size or 0, len(page.data))


def _unseen(page: Page[T], seen: set[str]) -> Page[T]:
    """The page without entries that came before: a list that changes while it is read may show them twice."""
    ids = [getattr(entry, "id", None) for entry in page.data]
    if seen.isdisjoint(ids):
        seen.update(filter(None, ids))
        return page
    data = tuple(entry for entry, entry_id in zip(page.data, ids, strict=True) if not entry_id or entry_id not in seen)
    seen.update(filter(None, ids))
    return msgspec.structs.replace(page, data=data)
