"""Reads what is new on a board, without reading again what cannot be new."""

from collections.abc import Callable
from typing import NamedTuple

import anyio
from msgspec import UNSET, UnsetType

from miro_async import endpoints
from miro_async.bulk.pipe import Pipe
from miro_async.errors import BadRequest, DecodeError
from miro_async.models import AnyItem, Page

__all__ = ["BoardReader", "Sight"]

_LIMIT = 50


class Sight(NamedTuple):
    """What was seen of a board.

    Attributes:
        asked_at: when reading began, by the clock of the event loop.
        items: the items that were wanted, by ascending id.
    """

    asked_at: float
    items: list[AnyItem]


class BoardReader:
    """The list of a board's items, by ascending id, which is the order of creation.

    The cursor after the last page that was full of old items is kept: the next reading begins there.
    """

    def __init__(self, pipe: Pipe, board_id: str) -> None:
        self._pipe = pipe
        self._board_id = board_id
        self._start: str | UnsetType = UNSET

    async def read(
        self, delay: float, is_wanted: Callable[[AnyItem], bool], is_old: Callable[[AnyItem], bool]
    ) -> Sight:
        """Read the list to its end.

        Args:
            delay: seconds to wait before.
            is_wanted: which items to return.
            is_old: which items are older than all that any later reading may want.

        Raises:
            MiroError: it cannot be read.
        """
        try:
            return await self._read(delay, is_wanted, is_old)
        except BadRequest:
            if self._start is UNSET:
                raise
            self._start = UNSET  # cursors may not live for ever
            return await self._read(0.0, is_wanted, is_old)

    async def _read(
        self, delay: float, is_wanted: Callable[[AnyItem], bool], is_old: Callable[[AnyItem], bool]
    ) -> Sight:
        asked_at: list[float] = []
        items: list[AnyItem] = []
        cursor = self._start
        only_old = True
        while True:
            call = endpoints.items.list(self._board_id, limit=_LIMIT, cursor=cursor)
            exchange = await self._pipe.exchange(
                call, delay=delay, on_send=lambda: asked_at.append(anyio.current_time())
            )
            page: Page[AnyItem] = exchange.value
            delay = 0.0
            items += filter(is_wanted, page.data)
            if not page.cursor:
                return Sight(asked_at[0], items)
            if page.cursor == cursor:
                raise DecodeError("a page names its own cursor as the next", operation=call.operation)
            cursor = page.cursor
            only_old = only_old and not exchange.problems and all(map(is_old, page.data))
            if only_old:
                self._start = cursor
