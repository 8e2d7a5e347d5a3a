"""A batch's way to the board: sent, sent again without what was refused, looked for when nobody answered."""

import math
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final, TypeAlias

import anyio
from msgspec import UNSET

from miro_async import endpoints
from miro_async.bulk.entries import Entry, create_call
from miro_async.bulk.history import History, SentBatch
from miro_async.bulk.matching import in_draft_order
from miro_async.bulk.outcomes import Created, Failed, Outcome, Unknown
from miro_async.bulk.pipe import Pipe
from miro_async.bulk.reconcile import CLOCK_MARGIN_S, Attempt, Reconciler
from miro_async.bulk.refusals import named, narrowed
from miro_async.errors import (
    BadRequest,
    ConfigurationError,
    DecodeError,
    Forbidden,
    InvalidArgument,
    MiroError,
    NotFound,
    OutcomeUnknown,
    PayloadTooLarge,
    ReauthorizationRequired,
    StatusError,
    TransportError,
    Unauthorized,
)
from miro_async.models import AnyItem, FrameCreate

__all__ = ["Sending"]

_MOST_SENDINGS: Final = 5
_MOST_LOST_BATCHES: Final = 3
_ENDS_THE_RUN: Final = (Unauthorized, Forbidden, NotFound, ReauthorizationRequired, ConfigurationError)
_ABOUT_THE_DRAFTS: Final = (BadRequest, PayloadTooLarge, NotFound, InvalidArgument)

Decided: TypeAlias = Callable[[Outcome], None]


class Sending:
    """Brings batches to one board.

    Args:
        pipe: what sends.
        board_id: the board.
        history: the journal.
        reconciler: what looks for unanswered batches.
        concurrency: how many calls may be on their way at once.
    """

    def __init__(
        self, pipe: Pipe, board_id: str, history: History, reconciler: Reconciler, *, concurrency: int
    ) -> None:
        self._pipe = pipe
        self._board_id = board_id
        self._history = history
        self._reconciler = reconciler
        self._gate = _Gate(concurrency)
        self._starting = anyio.Lock()
        self._is_started = not history.is_kept
        self._earlier: dict[int, Attempt] = {}
        self._lost_batches = 0

    async def settle(self, entries: Sequence[Entry], earlier: SentBatch | None, decided: Decided) -> None:
        """Find an outcome for each draft of a batch.

        Args:
            entries: the drafts, 1 to 20.
            earlier: the unanswered sending of an earlier run that had just these drafts.
            decided: called with each outcome as soon as it is known.

        Raises:
            MiroError: something that ends the whole run; drafts without an outcome were not sent.
        """
        await self._start()
        parts = [self._new(entries) if earlier is None else self._taken_up(earlier, entries)]
        while parts:
            attempt = parts.pop()
            try:
                items = await self._bring(attempt)
            except BaseException as error:
                if isinstance(error, MiroError) and await self._blames_drafts(error, attempt):
                    parts += self._without_refused(attempt, error, decided)
                elif self._ends_run(attempt, error, decided):
                    raise
            else:
                self._lost_batches = 0
                attempt.is_doubtful = False
                for entry, item in zip(attempt.entries, items, strict=True):
                    decided(Created(entry.index, entry.draft, item.id, item))
                self._reconciler.closed(attempt, items)
                self._history.created(attempt.batch, [item.id for item in items])

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

    def _new(self, entries: Sequence[Entry]) -> Attempt:
        return Attempt(self._history.next_batch(), entries)

    def _taken_up(self, earlier: SentBatch, entries: Sequence[Entry]) -> Attempt:
        attempt = self._earlier.pop(earlier.batch)
        attempt.entries = entries
        return attempt

    async def _bring(self, attempt: Attempt) -> Sequence[AnyItem]:
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

    async def _send(self, attempt: Attempt) -> Sequence[AnyItem] | None:
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
                exchange = await self._pipe.exchange(create_call(self._board_id, attempt.entries), on_send=going_out)
        except (OutcomeUnknown, DecodeError) as error:
            attempt.last = anyio.current_time()
            # Whoever answers 201 with anything but a web page is the API, and means it.
            attempt.is_applied = (
                isinstance(error, DecodeError) and error.status == 201 and not error.excerpt.startswith("<")
            )
            return None
        except MiroError:  # an answer that says no, or nothing was sent
            attempt.is_doubtful = False
            raise
        items = in_draft_order([entry.draft for entry in attempt.entries], exchange.value.data)
        attempt.last = anyio.current_time()
        attempt.is_applied = True
        return items

    def _had_no_effect(self, attempt: Attempt, refused: Sequence[tuple[Entry, StatusError]] = ()) -> None:
        was_sent = attempt.first is not None
        attempt.had_no_effect()
        self._reconciler.closed(attempt)
        if was_sent:
            self._history.not_applied(attempt.batch, refused)

    async def _blames_drafts(self, error: MiroError, attempt: Attempt) -> bool:
        """Whether an error is about drafts of the batch, and not about the board, the token or the way."""
        if attempt.is_doubtful or not isinstance(error, _ABOUT_THE_DRAFTS):
            return False
        if not isinstance(error, NotFound) or named(error, len(attempt.entries)):
            return True
        if not any(map(_has_parent, attempt.entries)):
            return False
        try:  # the board is not there, or a parent is not
            await self._pipe.exchange(endpoints.boards.get(self._board_id))
        except MiroError:
            return False
        return True

    def _without_refused(self, attempt: Attempt, error: MiroError, decided: Decided) -> list[Attempt]:
        """What is left to send, the last part first: all but the drafts that the error names, else both halves."""
        entries = attempt.entries
        refused = _refused(entries, error)
        if not refused:
            self._had_no_effect(attempt)
            middle = len(entries) // 2
            return [self._new(entries[middle:]), self._new(entries[:middle])]
        for place, own in refused.items():
            decided(Failed(entries[place].index, entries[place].draft, own))
        # What the API itself refused it will refuse again.
        final = [(entries[place], own) for place, own in refused.items() if isinstance(own, StatusError)]
        self._had_no_effect(attempt, final)
        rest = [entry for place, entry in enumerate(entries) if place not in refused]
        return [self._new(rest)] if rest else []

    def _ends_run(self, attempt: Attempt, error: BaseException, decided: Decided) -> bool:
        """Give the drafts of a batch that did not get there their outcome; whether the run ends with it."""
        if attempt.is_doubtful:
            unknown = (
                error if isinstance(error, OutcomeUnknown) else OutcomeUnknown("the run ended before it was known")
            )
            for entry in attempt.entries:
                decided(Unknown(entry.index, entry.draft, unknown))
            self._reconciler.closed(attempt)  # what appears of it from now on belongs to nobody
            return not isinstance(error, OutcomeUnknown)
        if not isinstance(error, MiroError) or isinstance(error, _ENDS_THE_RUN):
            return True
        for entry in attempt.entries:
            decided(Failed(entry.index, entry.draft, error))
        self._had_no_effect(attempt)
        self._lost_batches += 1
        return self._lost_batches >= _MOST_LOST_BATCHES


class _Gate:
    """Lets some calls go at once; looking for an unanswered batch has to wait until nothing is on its way."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._tokens = anyio.Semaphore(width)
        self._turn = anyio.Lock()

    @asynccontextmanager
    async def sending(self) -> AsyncGenerator[None]:
        """One call is on its way."""
        async with self._tokens:
            yield

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[None]:
        """No call is on its way."""
        held = 0
        async with self._turn:
            try:
                while held < self._width:
                    await self._tokens.acquire()
                    held += 1
                yield
            finally:
                for _ in range(held):
                    self._tokens.release()


def _refused(entries: Sequence[Entry], error: MiroError) -> dict[int, MiroError]:
    """The drafts that an error is about, by their place in the batch, each with its own error; empty if unclear."""
    if isinstance(error, StatusError):
        wrong = named(error, len(entries))
        if wrong:
            return {place: narrowed(error, fields) for place, fields in wrong.items()}
    return {0: error} if len(entries) == 1 else {}


def _has_parent(entry: Entry) -> bool:
    draft = entry.draft
    return not isinstance(draft, FrameCreate) and draft.parent is not UNSET and draft.parent is not None
