"""Tells errors that are about one entry from those that end a whole job."""

import math
from typing import Final

import anyio

from miro_async import endpoints
from miro_async.bulk.pipe import Pipe
from miro_async.errors import (
    ConfigurationError,
    Forbidden,
    InvalidArgument,
    MiroError,
    NotFound,
    RateLimited,
    ReauthorizationRequired,
    StatusError,
    Unauthorized,
)

__all__ = ["Trouble", "refuses"]

_MOST_LOST: Final = 3
_ENDS_THE_RUN: Final = (Unauthorized, Forbidden, NotFound, ReauthorizationRequired, ConfigurationError)
_BELIEVED_S: Final = 5.0
"""For so long after a success nobody asks again whether the board is there,"""
_BELIEVED_TIMES: Final = 3
"""and no more often than this."""


def refuses(error: MiroError) -> bool:
    """Whether an error is an answer to what was sent, or to what it was about, and to nothing else."""
    if isinstance(error, InvalidArgument):
        return True
    about_all = isinstance(error, Unauthorized | Forbidden | RateLimited)
    return isinstance(error, StatusError) and 400 <= error.status < 500 and not about_all


class Trouble:
    """What a job has met with.

    Args:
        pipe: what sends.
        board_id: the board.
    """

    def __init__(self, pipe: Pipe, board_id: str) -> None:
        self._pipe = pipe
        self._board_id = board_id
        self._lost = 0
        self._asking = anyio.Lock()
        self._success = -math.inf
        self._believed = 0

    async def board_is_there(self) -> bool:
        """Whether an answer 404 must be about an item, since the board can be read."""
        async with self._asking:
            if self._is_believed():
                return True
            try:
                await self._pipe.exchange(endpoints.boards.get(self._board_id))
            except MiroError:
                return False
            return True

    def _is_believed(self) -> bool:
        if self._success != self._pipe.succeeded_at:
            self._success, self._believed = self._pipe.succeeded_at, 0
        self._believed += 1
        return anyio.current_time() - self._success < _BELIEVED_S and self._believed <= _BELIEVED_TIMES

    def is_over(self) -> None:
        """Something got through."""
        self._lost = 0

    def is_the_end(self, error: MiroError) -> bool:
        """Whether every other call would meet with the same."""
        return isinstance(error, _ENDS_THE_RUN)

    def is_too_much(self) -> bool:
        """Something did not get through; whether that was the third time in a row."""
        self._lost += 1
        return self._lost >= _MOST_LOST
