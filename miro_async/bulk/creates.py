"""`create` and `connect`: what they take, and what they refuse at once."""

from typing import Final

from miro_async.bulk.arguments import SETTLE_S, Path, check_job, check_whole, width_of
from miro_async.bulk.creations import ConnectorCreation, ItemCreation
from miro_async.bulk.jobs import CreationJob
from miro_async.bulk.outcomes import Connected, Created
from miro_async.bulk.pipe import Client
from miro_async.bulk.run import Run
from miro_async.bulk.units import Source
from miro_async.drafts import ItemDraft
from miro_async.models import ConnectorCreate

__all__ = ["connect", "create"]

_MOST_AT_ONCE: Final = 20
_USUAL_CONCURRENCY: Final = 4


def create(
    client: Client,
    board_id: str,
    drafts: Source[ItemDraft],
    *,
    journal: Path | None = None,
    ordered: bool = True,
    concurrency: int | None = None,
    batch_size: int = _MOST_AT_ONCE,
    settle: float = SETTLE_S,
    total: int | None = None,
) -> Run[Created]:
    """Create items from drafts. Level 2 an item; scope boards:write, and boards:read to look for unanswered batches.

    Nothing happens until the run is entered (``async with``) or awaited. In an ``async with``, outcomes must be
    taken: the job waits for whoever iterates. Leaving early stops it. Awaited, it keeps no outcome but the first
    thousand failures. Its calls are of the class `Priority.BATCH`, unless ``with_options`` or `call_options` say
    otherwise.

    Args:
        client: a `Miro`, or a view of one.
        board_id: the board.
        drafts: drafts of `miro_async.drafts` of the nine kinds of items, of any number; read as they are needed.
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
    check_whole("batch_size", batch_size, 1, _MOST_AT_ONCE)
    width = width_of(concurrency, _USUAL_CONCURRENCY, ordered=ordered)
    job = CreationJob(board_id, ItemCreation(), batch_size, width, settle)
    check_job("drafts", drafts, board_id, settle, total)
    return Run(client, drafts, job, journal=journal, total=total)


def connect(
    client: Client,
    board_id: str,
    drafts: Source[ConnectorCreate],
    *,
    journal: Path | None = None,
    ordered: bool = True,
    concurrency: int | None = None,
    settle: float = SETTLE_S,
    total: int | None = None,
) -> Run[Connected]:
    """Create connectors from drafts, one to a call. Level 2 each; scope boards:write, and boards:read as in `create`.

    A connector that nobody answered for is looked for among the board's connectors: by its ends, captions, shape and
    colour, when and by whom it was made. Only if it is surely not there it is sent again.

    Args:
        client: a `Miro`, or a view of one.
        board_id: the board.
        drafts: what `miro_async.drafts.connector` gives.
        journal: as in `create`.
        ordered: whether they are created in the order of the drafts, which is their z-order: one call at a time.
        concurrency: how many calls at a time if not ordered, at least 1; 4 by default.
        settle: seconds after which a connector that is not on the board will not appear any more.
        total: how many drafts there are, if they cannot be counted.

    Raises:
        InvalidArgument: an argument that makes no sense.
    """
    width = width_of(concurrency, _USUAL_CONCURRENCY, ordered=ordered)
    job = CreationJob(board_id, ConnectorCreation(), 1, width, settle)
    check_job("drafts", drafts, board_id, settle, total)
    return Run(client, drafts, job, journal=journal, total=total)
