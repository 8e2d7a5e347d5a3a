"""Finds out by reading the board what became of a batch that nobody answered for.

A create is applied as a whole or not at all, possibly a while after the connection broke, and lists may lag behind.
So the board is read, with growing pauses, until the batch's items are seen, or until `settle` seconds have passed
since it was sent: what is not there then was not applied, and may be sent again. Connectors are looked for in the
same way, each by itself.

Whose items are they? Those that look like the drafts (`matching`), were created since the batch was sent by the
server's clock, by the same user, and are not known to be of another batch of this job. Items that somebody else
makes under the same user at the same time, and that look the same, cannot be told apart.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Final

import anyio

from miro_async.bulk.board import BoardReader, Sight
from miro_async.bulk.claims import Claims
from miro_async.bulk.creations import Creation
from miro_async.bulk.entries import DraftEntry
from miro_async.bulk.matching import Look, Made, align, look, might_be
from miro_async.bulk.pipe import Pipe
from miro_async.errors import (
    DeadlineExceeded,
    DecodeError,
    MiroError,
    OutcomeUnknown,
    QueueFull,
    RateLimited,
    ServerError,
    TransportError,
)

__all__ = ["CLOCK_MARGIN_S", "Attempt", "Reconciler"]

_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 15.0
CLOCK_MARGIN_S: Final = 3.0
"""Each host is up to a second off, and dates are cut to whole seconds."""
_TIMER_SLACK_S: Final = 0.01
_FUTILE_READS: Final = 3
_MOST_WEIGHED_UP: Final = 6  # more batches that could be each other's are shared out first come, first served
_PASSING: Final = (TransportError, ServerError, DecodeError, DeadlineExceeded, QueueFull, RateLimited)


class Attempt:
    """A batch on its way to the board.

    Attributes:
        batch: its number.
        entries: its drafts.
        first: when it was sent for the first time, by the clock of the event loop; None if it was not.
        last: when it was surely on its way for the last time.
        is_doubtful: whether it was sent, and nobody has said what became of it.
        is_applied: whether the server said that it is on the board.
    """

    def __init__(self, batch: int, entries: Sequence[DraftEntry]) -> None:
        self.batch = batch
        self.entries = entries
        self._looks: list[Look] | None = None
        self.first: float | None = None
        self.last = 0.0
        self.is_doubtful = False
        self.is_applied = False

    def take(self, entries: Sequence[DraftEntry]) -> None:
        """These are its drafts."""
        self.entries = entries
        self._looks = None

    @property
    def looks(self) -> list[Look]:
        """What the drafts say."""
        if self._looks is None:
            self._looks = [look(entry.given) for entry in self.entries]
        return self._looks

    def goes_out(self, first: float, last: float) -> None:
        """It is sent, or was sent between these moments."""
        self.first = first if self.first is None else self.first
        self.last = last
        self.is_doubtful = True

    def had_no_effect(self) -> None:
        """It is not on the board, and never will be."""
        self.first = None
        self.is_doubtful = False


class Reconciler:
    """Looks for batches on a board.

    Args:
        pipe: what reads.
        board_id: the board.
        creation: what is looked for.
        claims: what is known to be made by this job.
        settle: seconds after which a batch that is not on the board was not applied.
    """

    def __init__(self, pipe: Pipe, board_id: str, creation: Creation, claims: Claims, settle: float) -> None:
        self._clock = pipe.clock
        self._operation = creation.operation
        self._reader = BoardReader(pipe, board_id, creation)
        self._claims = claims
        self._settle = settle
        self._open: dict[int, Attempt] = {}
        self._authors: set[str] = set()

    def opened(self, attempt: Attempt) -> None:
        """A batch is on its way: what is created from now on may be of it."""
        self._open[attempt.batch] = attempt

    def closed(self, attempt: Attempt, items: Iterable[Made] = ()) -> None:
        """It is known what became of a batch."""
        self._open.pop(attempt.batch, None)
        if not self._authors:
            self._authors.update(item.created_by.id for item in items if item.created_by.id)

    async def find(self, attempt: Attempt) -> list[Made] | None:
        """The items of a batch in the order of its drafts; None if it was not applied. Nothing else may be on its way.

        Raises:
            OutcomeUnknown: the board cannot be read, or does not tell.
            MiroError: this token may not read the board, or there is no such board.
        """
        settled = attempt.last + self._settle
        pause = _FIRST_PAUSE_S
        while True:
            sight = await self._look(pause, settled)
            found, rest = self._shared_out(attempt, sight.things)
            if found is not None:
                return found
            if sight.asked_at >= settled:
                break
            pause = min(2 * pause, _LONGEST_PAUSE_S)
        if attempt.is_applied or might_be(attempt.looks, [look(item) for item in rest]):
            raise OutcomeUnknown("the board has items that may be these, or has lost some of them since")
        return None

    async def _look(self, pause: float, settled: float) -> Sight:
        """Read the board after a pause, again and again if need be.

        Raises:
            OutcomeUnknown: it cannot be read, also after the batch must have settled.
        """
        failures = 0
        while True:
            now = anyio.current_time()
            delay = min(pause, max(0.0, settled - now + _TIMER_SLACK_S)) if not failures else pause
            try:
                return await self._reader.read(delay, self._is_wanted, self._is_old)
            except _PASSING as error:
                failures += 1
                if failures >= _FUTILE_READS and now >= settled:
                    raise self._unreadable(error) from error
                pause = min(2 * pause, _LONGEST_PAUSE_S)

    def _shared_out(self, attempt: Attempt, items: list[Made]) -> tuple[list[Made] | None, list[Made]]:
        """The items of a batch, if they are there, and otherwise what no other doubtful batch has taken.

        Drafts of several batches may look the same. Each is there as a whole or not at all: so those batches are
        there that together account for the most items; of equal ones those that were sent first, because they have
        less time left to appear.
        """
        doubtful = sorted(self._open.values(), key=lambda other: (-len(other.entries), other.last))
        shares = self._shares(doubtful, items)
        taken = {item.id for share in shares.values() for item in share}
        rest = [item for item in items if item.id not in taken and self._may_be_of(attempt, item)]
        return shares.get(attempt.batch), rest

    def _shares(self, attempts: list[Attempt], items: list[Made]) -> dict[int, list[Made]]:
        """The items of as many batches as leave the fewest items over, by the batches' numbers."""
        if not attempts:
            return {}
        first, *others = attempts
        choice = [item for item in items if self._may_be_of(first, item)]
        places = align(first.looks, [look(item) for item in choice]) if choice else None
        if places is None:
            return self._shares(others, items)
        share = [choice[place] for place in places]
        taken = {item.id for item in share}
        with_first = {first.batch: share, **self._shares(others, [item for item in items if item.id not in taken])}
        most = min(len(items), sum(len(attempt.entries) for attempt in attempts))
        if _size(with_first) == most or len(others) > _MOST_WEIGHED_UP:
            return with_first
        return max(with_first, self._shares(others, items), key=_size)

    def _is_wanted(self, item: Made) -> bool:
        return any(self._may_be_of(attempt, item) for attempt in self._open.values())

    def _may_be_of(self, attempt: Attempt, item: Made) -> bool:
        if item.id in self._claims or not item.id or not self._is_kind_of(attempt, item):
            return False
        if self._authors and item.created_by.id and item.created_by.id not in self._authors:
            return False
        return not self._is_before(attempt, item)

    def _is_kind_of(self, attempt: Attempt, item: Made) -> bool:
        kind = look(item).kind
        return any(said.kind == kind for said in attempt.looks)

    def _is_old(self, item: Made) -> bool:
        return item.created_at is not None and all(self._is_before(attempt, item) for attempt in self._open.values())

    def _is_before(self, attempt: Attempt, item: Made) -> bool:
        """Whether an item is older than a batch, as far as is known."""
        if attempt.first is None:  # it will be sent later
            return True
        since = self._clock.epoch(attempt.first)
        if since is None or item.created_at is None:
            return False
        created_at = item.created_at if item.created_at.tzinfo else item.created_at.replace(tzinfo=UTC)
        return created_at.timestamp() < since - CLOCK_MARGIN_S

    def _unreadable(self, error: MiroError) -> OutcomeUnknown:
        return OutcomeUnknown(f"the board cannot be read to find out: {error}", operation=self._operation)


def _size(shares: dict[int, list[Made]]) -> int:
    return sum(map(len, shares.values()))
