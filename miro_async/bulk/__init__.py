"""Many items on a board: any number of drafts, twenty to a call, one outcome each.

::

    async with bulk.create(miro, board.id, drafts, journal="import.journal") as run:
        async for outcome in run: ...                 # Created | Failed | Unknown, with index and draft
    report = run.report                               # true at any time, also after a cancel

    report = await bulk.create(miro, board.id, drafts)

What can go wrong, and what is done about it:

- A draft that the API would refuse fails without being sent. One that the API does refuse is named by its answer:
  it fails, and the rest of its batch is sent again. When none is named, the batch is halved until it is known.
- A batch that nobody answered for is looked for on the board, never guessed and never sent blindly again (see
  `miro_async.bulk.reconcile`, which also says what cannot be told apart).
- 401, 403, a board that is not there, and three batches in a row that could not be sent end the job with one error.
- With a journal the same call with the same drafts goes on where a killed process stopped.
"""

import math
import os
from collections.abc import AsyncIterable, Iterable
from typing import Final

from miro_async import endpoints
from miro_async.bulk.outcomes import Created, Failed, NotAllCreated, Outcome, Report, Unknown
from miro_async.bulk.pipe import Client
from miro_async.bulk.run import Run
from miro_async.bulk.units import Source
from miro_async.errors import InvalidArgument

__all__ = ["Created", "Failed", "NotAllCreated", "Outcome", "Report", "Run", "Unknown", "create"]

_MOST_AT_ONCE: Final = 20
_USUAL_CONCURRENCY: Final = 4


def create(
    client: Client,
    board_id: str,
    drafts: Source,
    *,
    journal: str | os.PathLike[str] | None = None,
    ordered: bool = True,
    concurrency: int | None = None,
    batch_size: int = _MOST_AT_ONCE,
    settle: float = 45.0,
    total: int | None = None,
) -> Run:
    """Create items from drafts. Level 2 an item; scope boards:write, and boards:read to look for unanswered batches.

    Nothing happens until the run is entered (``async with``) or awaited. In an ``async with``, outcomes must be
    taken: the job waits for whoever iterates. Leaving early stops it. Awaited, it keeps no outcome but the first
    thousand failures. Its calls are of the class `Priority.BATCH`, unless ``with_options`` or `call_options` say
    otherwise.

    Args:
        client: a `Miro`, or a view of one.
        board_id: the board.
        drafts: sticky notes, shapes and frames of `miro_async.drafts`, of any number; read as they are needed.
        journal: a file that the next call goes on from; needs the same drafts in the same order. Reading the board
            once (level 1) comes first then, for the server's time.
        ordered: whether items are created in the order of the drafts, which is their z-order: one call at a time.
        concurrency: how many calls at a time if not ordered, at least 1; 4 by default.
        batch_size: drafts a call, 1 to 20.
        settle: seconds after which a batch that is not on the board will not appear any more.
        total: how many drafts there are, if they cannot be counted.

    Raises:
        InvalidArgument: an argument that makes no sense. What the drafts are is found out on the way.
    """
    endpoints.boards.get(board_id)  # checks the id
    if not isinstance(drafts, Iterable | AsyncIterable):
        raise InvalidArgument(f"drafts must be iterable, not {type(drafts).__name__}", field="drafts")
    _check_whole("batch_size", batch_size, 1, _MOST_AT_ONCE)
    if total is not None:
        _check_whole("total", total, 0)
    if not isinstance(settle, int | float) or not 0 <= settle < math.inf:
        raise InvalidArgument(f"settle must be a number of seconds, not {settle!r}", field="settle")
    if concurrency is not None:
        _check_whole("concurrency", concurrency, 1)
        if ordered and concurrency > 1:
            raise InvalidArgument("concurrency needs ordered=False", field="concurrency")
    return Run(
        client,
        board_id,
        drafts,
        journal=journal,
        concurrency=1 if ordered else concurrency or _USUAL_CONCURRENCY,
        batch_size=batch_size,
        settle=settle,
        total=total,
    )


def _check_whole(name: str, value: object, low: int, high: float = math.inf) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        most = f" to {high}" if high < math.inf else " or more"
        raise InvalidArgument(f"{name} must be a whole number, {low}{most}, not {value!r}", field=name)
