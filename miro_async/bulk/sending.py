"""A batch's way to the board: sent, sent again without what was refused, looked for when nobody answered."""

import math
from collections.abc import Sequence
from typing import Any, Final

import anyio

from miro_async import endpoints
from miro_async.bulk.creations import Creation
from miro_async.bulk.entries import DraftEntry
from miro_async.bulk.gate import Gate
from miro_async.bulk.history import Fate, History, SentBatch
from miro_async.bulk.matching import Made, in_draft_order
from miro_async.bulk.outcomes import Failed, Succeeded, Unknown
from miro_async.bulk.pipe import Pipe
from miro_async.bulk.reconcile import CLOCK_MARGIN_S, Attempt, Reconciler
from miro_async.bulk.trouble import Trouble
from miro_async.bulk.work import Decide, Unit
from miro_async.errors import (
    BadRequest,
    DecodeError,
    InvalidArgument,
    MiroError,
    NotFound,
    OutcomeUnknown,
    PayloadTooLarge,
    StatusError,
    TransportError,
)

__all__ = ["Sending"]

_MOST_SENDINGS: Final = 5
_MADE: Final = (200, 201)  # connectors are answered with either
_ABOUT_THE_DRAFTS: Final = (BadRequest, PayloadTooLarge, NotFound, InvalidArgument)


class Sending:
    """Brings batches of drafts to one board.

    Args:
        pipe: what sends.
        board_id: the board.
        creation: what the drafts are of.
        history: the journal.
        size: how many drafts make a batch.
        concurrency: how many calls may be on their way at once.
        settle: seconds after which a batch that is not on the board was not applied.
    """

    def __init__(
        self,
        pipe: Pipe,
        board_id: str,
        creation: Creation,
        history: History,
        *,
        size: int,
        concurrency: int,
        settle: float,
    ) -> None:
        self.size = size
        self._pipe = pipe
        self._board_id = board_id
        self._creation = creation
        self._history = history
        self._reconciler = Reconciler(pipe, board_id, creation, history.claims, settle)
        self._gate = Gate(concurrency)
        self._trouble = Trouble(pipe, board_id)
        self._starting = anyio.Lock()
        self._is_started = not history.is_kept
        self._earlier: dict[int, Attempt] = {}

    def checked(self, index: int, given: Any) -> DraftEntry:
        """Check a draft."""
        return self._creation.checked(self._board_id, index, given)

    def fate(self, entry: DraftEntry) -> Fate:
        """What an earlier run knows of a draft."""
        return self._history.fate(entry)

    def resumed(self, entry: DraftEntry, made_id: str) -> Succeeded:
        """The outcome of a draft that an earlier run put on the board."""
        return self._creation.resumed(entry, made_id)

    async def settle(self, unit: Unit[DraftEntry], decide: Decide) -> None:
        """Find an outcome for each draft of a batch.

        Raises:
            MiroError: something that ends the whole run; drafts without an outcome were not sent.
        """
        await self._start()
        earlier = unit.earlier
        parts = [self._new(unit.entries) if earlier is None else self._taken_up(earlier, unit.entries)]
        while parts:
            attempt = parts.pop()
            try:
                items = await self._bring(attempt)
            except BaseException as error:
                if isinstance(error, MiroError) and await self._blames_drafts(error, attempt):
                    parts += self._without_refused(attempt, error, decide)
                elif self._ends_run(attempt, error, decide):
                    raise
            else:
                self._trouble.is_over()
                attempt.is_doubtful = False
                for entry, item in zip(attempt.entries, items, strict=True):
                    decide(self._creation.outcome(entry, item))
                self._reconciler.closed(attempt, items)
                self._history.applied(attempt.batch, [item.id for item in items])

    async def _start(self) -> None:
        """With a journal: learn the server's time before anything is sent, and whether the board can be read."""
        async with self._starting:
            if self._is_started:
                return
            await self._pipe.exchange(endpoints.boards.get(self._board_id))
            clock, now = self._pipe.clock, anyio.current_time()
            for batch, sent in self._history.unanswered.items():
                self._earlier[batch] = attempt = Attempt(batch, ())
                last = clock.moment(sent.at, now) + CLOCK_MARGIN_S
                attempt.goes_out(clock.moment(sent.first, -math.inf), last)
                self._reconciler.opened(attempt)
            self._is_started = True

    def _new(self, entries: Sequence[DraftEntry]) -> Attempt:
        return Attempt(self._history.next_batch(), entries)

    def _taken_up(self, earlier: SentBatch, entries: Sequence[DraftEntry]) -> Attempt:
        attempt = self._earlier.pop(earlier.batch)
        attempt.take(entries)
        return attempt

    async def _bring(self, attempt: Attempt) -> Sequence[Made]:
        """The items of a batch, in the order of its drafts.

        Raises:
            OutcomeUnknown: nobody can say whether it is on the board.
            MiroError: it is not on the board, unless the attempt is still doubtful.
        """
        for _ in range(_MOST_SENDINGS):
            items = None if attempt.is_doubtful else await self._send(attempt)
            if items is None:
                async with self._gate.alone():
                    items = await self._reconciler.find(attempt)
            if items is not None:
                return items
            self._had_no_effect(attempt)
        raise TransportError(f"sent {_MOST_SENDINGS} times, and each time neither answered nor applied")

    async def _send(self, attempt: Attempt) -> Sequence[Made] | None:
        """Send a batch; None if its outcome has to be read from the board."""

        def going_out() -> None:
            now = anyio.current_time()
            at = self._pipe.clock.epoch(now)
            first = at if attempt.first is None else self._pipe.clock.epoch(attempt.first)
            self._history.sent(attempt.batch, attempt.entries, at=at, first=first)
            attempt.goes_out(now, now)
            self._reconciler.opened(attempt)

        try:
            async with self._gate.sending():
                call = self._creation.call(self._board_id, attempt.entries)
                exchange = await self._pipe.exchange(call, on_send=going_out)
        except (OutcomeUnknown, DecodeError) as error:
            attempt.last = anyio.current_time()
            # Whoever answers so with anything but a web page is the API, and means it.
            attempt.is_applied = (
                isinstance(error, DecodeError) and error.status in _MADE and not error.excerpt.startswith("<")
            )
            return None
        except MiroError:  # an answer that says no, or nothing was sent
            attempt.is_doubtful = False
            raise
        items = in_draft_order(attempt.looks, self._creation.made(exchange.value))
        attempt.last = anyio.current_time()
        attempt.is_applied = True
        return items

    def _had_no_effect(self, attempt: Attempt, refused: Sequence[tuple[DraftEntry, StatusError]] = ()) -> None:
        attempt.had_no_effect()
        self._reconciler.closed(attempt)
        self._history.not_applied(attempt.batch, refused)

    async def _blames_drafts(self, error: MiroError, attempt: Attempt) -> bool:
        """Whether an error is about drafts of the batch, and not about the board, the token or the way."""
        if attempt.is_doubtful or not isinstance(error, _ABOUT_THE_DRAFTS):
            return False
        if not isinstance(error, NotFound) or self._creation.blamed(error, len(attempt.entries)):
            return True
        if not any(self._creation.needs_others(entry.given) for entry in attempt.entries):
            return False
        return await self._trouble.board_is_there()

    def _without_refused(self, attempt: Attempt, error: MiroError, decide: Decide) -> list[Attempt]:
        """What is left to send, the last part first: all but the drafts that the error names, else both halves."""
        entries = attempt.entries
        refused = self._refused(entries, error)
        if not refused:
            self._had_no_effect(attempt)
            middle = len(entries) // 2
            return [self._new(entries[middle:]), self._new(entries[:middle])]
        for place, own in refused.items():
            decide(Failed(entries[place].index, entries[place].given, own))
        # What the API itself refused it will refuse again.
        final = [(entries[place], own) for place, own in refused.items() if isinstance(own, StatusError)]
        self._had_no_effect(attempt, final)
        rest = [entry for place, entry in enumerate(entries) if place not in refused]
        return [self._new(rest)] if rest else []

    def _refused(self, entries: Sequence[DraftEntry], error: MiroError) -> dict[int, MiroError]:
        """The drafts that an error is about, by their place, each with its own error; empty if unclear."""
        blamed: dict[int, MiroError] = {}
        if isinstance(error, StatusError):
            blamed.update(self._creation.blamed(error, len(entries)))
        return blamed or ({0: error} if len(entries) == 1 else {})

    def _ends_run(self, attempt: Attempt, error: BaseException, decide: Decide) -> bool:
        """Give the drafts of a batch that did not get there their outcome; whether the run ends with it."""
        if attempt.is_doubtful:
            unknown = (
                error if isinstance(error, OutcomeUnknown) else OutcomeUnknown("the run ended before it was known")
            )
            for entry in attempt.entries:
                decide(Unknown(entry.index, entry.given, unknown))
            self._reconciler.closed(attempt)  # what appears of it from now on belongs to nobody
            return not isinstance(error, OutcomeUnknown)
        if not isinstance(error, MiroError):
            return True
        self._had_no_effect(attempt)  # it was refused: the next run need not look for it
        if self._trouble.is_the_end(error):
            return True
        for entry in attempt.entries:
            decide(Failed(entry.index, entry.given, error))
        return self._trouble.is_too_much()
