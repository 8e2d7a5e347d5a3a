"""Lists that span pages, whatever the scheme of their pages."""

from collections.abc import AsyncIterator
from typing import Any, Generic, TypeVar

import msgspec

from miro_async.endpoints import Endpoint
from miro_async.errors import DecodeError
from miro_async.models import Page
from miro_async.services._service import Sender

__all__ = ["Pager"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Pager(Generic[T_co]):
    """A list that is read page by page, as far as it is needed.

    ``async for entry in pager`` walks the entries, ``async for page in pager.pages()`` the pages with their
    ``problems``, ``await pager.collect()`` reads everything. A pager can be walked any number of times; each time
    it reads anew. Deleting while listing skips nothing: a list that is read by offset goes back by as many entries
    as its total has shrunk.
    """

    __slots__ = ("_ids", "_query", "_row", "_sender")

    def __init__(self, sender: Sender, row: Endpoint[Page[T_co]], *ids: str, **query: Any) -> None:
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
            DecodeError: a cursor that came before: the list would never end.
        """
        return self._by_cursor() if "cursor" in self._row.query else self._by_offset()

    async def _by_cursor(self) -> AsyncIterator[Page[T_co]]:
        query: dict[str, Any] = self._query
        seen: set[object] = {query.get("cursor")}
        while True:
            page = await self._sender.send(self._row(*self._ids, **query))
            yield page
            if not page.cursor:
                return
            if page.cursor in seen:
                raise DecodeError("a page names a cursor that came before", operation=self._row.name)
            seen.add(page.cursor)
            query = {**query, "cursor": page.cursor}

    async def _by_offset(self) -> AsyncIterator[Page[T_co]]:
        start = offset = self._query.get("offset", 0)
        total: int | None = None
        seen: set[str] = set()
        while True:
            page = await self._sender.send(self._row(*self._ids, **{**self._query, "offset": offset}))
            if page.total is not None:
                shrunk = 0 if total is None else max(0, total - page.total)
                total = page.total
                if shrunk and offset > start:  # what was deleted may have moved entries to before the offset
                    offset = max(start, offset - shrunk)
                    continue
            yield _unseen(page, seen)
            # Entries that could not be read count as well: the server's own number of them, where it gives one.
            size = max(page.size or 0, len(page.data))
            offset += size
            if size == 0 or (total is not None and offset >= total):
                return

    def __repr__(self) -> str:
        return f"<Pager {self._row.name}>"


def _unseen(page: Page[T], seen: set[str]) -> Page[T]:
    """The page without entries that came before: a list that changes while it is read may show them twice."""
    ids = [getattr(entry, "id", None) for entry in page.data]
    if seen.isdisjoint(ids):
        seen.update(filter(None, ids))
        return page
    data = tuple(entry for entry, entry_id in zip(page.data, ids, strict=True) if not entry_id or entry_id not in seen)
    seen.update(filter(None, ids))
    return msgspec.structs.replace(page, data=data)
