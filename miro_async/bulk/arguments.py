"""What the functions of `miro_async.bulk` refuse at once."""

import math
import os
from collections.abc import AsyncIterable, Iterable
from typing import Final, TypeAlias

from miro_async import endpoints
from miro_async.errors import InvalidArgument

__all__ = ["SETTLE_S", "Path", "check_job", "check_whole", "width_of"]

Path: TypeAlias = str | os.PathLike[str]

SETTLE_S: Final = 45.0
"""The usual time after which a call that nobody answered for takes no effect any more."""


def width_of(concurrency: int | None, usual: int, *, ordered: bool) -> int:
    """How many calls at a time.

    Raises:
        InvalidArgument: no such number, or more than one in order.
    """
    if concurrency is not None:
        check_whole("concurrency", concurrency, 1)
        if ordered and concurrency > 1:
            raise InvalidArgument("concurrency needs ordered=False", field="concurrency")
    return 1 if ordered else concurrency or usual


def check_job(name: str, source: object, board_id: str, settle: object, total: int | None) -> None:
    """Check what all jobs take; ``name`` is that of the input.

    Raises:
        InvalidArgument: an argument that makes no sense.
    """
    endpoints.boards.get(board_id)  # checks the id
    # One id instead of a list of ids would be taken for a list of letters, each of them an id.
    if not isinstance(source, Iterable | AsyncIterable) or isinstance(source, str | bytes | bytearray):
        raise InvalidArgument(f"{name} must be an iterable of entries, not {type(source).__name__}", field=name)
    if total is not None:
        check_whole("total", total, 0)
    if not isinstance(settle, int | float) or not 0 <= settle < math.inf:
        raise InvalidArgument(f"settle must be a number of seconds, not {settle!r}", field="settle")


def check_whole(name: str, value: object, low: int, high: float = math.inf) -> None:
    """Check a whole number.

    Raises:
        InvalidArgument: it is none, or out of range.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        most = f" to {high}" if high < math.inf else " or more"
        raise InvalidArgument(f"{name} must be a whole number, {low}{most}, not {value!r}", field=name)
