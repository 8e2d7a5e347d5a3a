"""Reads what is new on a board, without reading again what cannot be new."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import anyio
from msgspec import UNSET, UnsetType

from miro_async.bulk.creations import Creation
from miro_async.bulk.matching import Made, number_of
from miro_async.bulk.pipe import Pipe
from miro_async.errors import BadRequest, DecodeError
from miro_async.models import Page

__all__ = ["BoardReader", "Sight"]


class Sight(NamedTuple):
    """What was seen of a board.

    Attributes:
        asked_at: when reading began, by the clock of the event loop.
        things: what was wanted, by ascending id.
    """

    asked_at: float
    things: list[Made]


class BoardReader:
    """The list of a board's items or connectors, by ascending id, which is the order of creation.

    The cursor after the last page that was full of what is old is kept: the next reading begins there.

    Args:
        pipe: what reads.
        board_id: the board.
        creation: what is looked for.
    """

    def __init__(self, pipe: Pipe, board_id: str, creation: Creation) -> None:
        self._pipe = pipe
        self._board_id = board_id
        self._creation = creation
        self._start: str | UnsetType = UNSET

    async def read(self, delay: float, is_wanted: Callable[[Made], bool], is_old: Callable[[Made], bool]) -> Sight:
        """Read the list to its end.

        Args:
            delay: seconds to wait before.
            is_wanted: what to return.
            is_old: what is older than all that any later reading may want.

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

    async def _read(self, delay: float, is_wanted: Callable[[Made], bool], is_old: Callable[[Made], bool]) -> Sight:
        asked_at: list[float] = []
        things: list[Made] = []
        cursor = self._start
        only_old = True
        while True:
            call = self._creation.list_call(self._board_id, cursor)
            exchange = await self._pipe.exchange(
                call, delay=delay, on_send=lambda: asked_at.append(anyio.current_time())
            )
            page: Page[Made] = exchange.value
            delay = 0.0
            things += filter(is_wanted, page.data)
            if not page.cursor:
                return Sight(asked_at[0], sorted(things, key=lambda thing: number_of(thing.id)))
            if page.cursor == cursor:
                raise DecodeError("a page names its own cursor as the next", operation=call.operation)
            cursor = page.cursor
            only_old = only_old and not exchange.problems and _ascend(page.data) and all(map(is_old, page.data))
            if only_old:
                self._start = cursor


def _ascend(things: Sequence[Made]) -> bool:
    """Whether what is new comes last, as it does in the lists that were seen."""
    return all(number_of(one.id) <= number_of(other.id) for one, other in pairwise(things))
