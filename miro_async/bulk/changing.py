"""A change's way to the board: sent until it is answered, in order where two concern the same thing."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import anyio

from miro_async.bulk.changes import Change
from miro_async.bulk.entries import ChangeEntry, digest_of
from miro_async.bulk.history import Fate, History, SentBatch
from miro_async.bulk.outcomes import Failed, Succeeded, Unknown
from miro_async.bulk.pipe import Pipe
from miro_async.bulk.repeating import Repeatable
from miro_async.bulk.trouble import Trouble, refuses
from miro_async.bulk.work import Decide, Unit
from miro_async.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    MiroError,
    NotFound,
    OutcomeUnknown,
    PayloadTooLarge,
)

__all__ = ["Changing", "Errand"]

_FOR_GOOD: Final = (BadRequest, NotFound, PayloadTooLarge)
_MOST_UNSETTLED: Final = 1_000


class Errand(NamedTuple):
    """A call on its way, and what it is for.

    Attributes:
        entries: the changes that it makes.
        batch: its number in the journal.
        sending: the call.
        decide: is told the outcomes.
    """

    entries: Sequence[ChangeEntry]
    batch: int
    sending: Repeatable
    decide: Decide


class Changing:
    """Makes changes on one board, each by a call of its own.

    Args:
        pipe: what sends.
        board_id: the board.
        change: the sort of change.
        history: the journal.
        settle: seconds after which a call that nobody answered for has no effect any more.
    """

    size = 1

    def __init__(self, pipe: Pipe, board_id: str, change: Change, history: History, *, settle: float) -> None:
        self.trouble = Trouble(pipe, board_id)
        self._pipe = pipe
        self._board_id = board_id
        self._change = change
        self._history = history
        self._settle = settle
        self._made_now: set[str] = set()
        self._unsettled = dict.fromkeys(history.unsettled, anyio.current_time() + settle)
        self._is_allowed = False

    def checked(self, index: int, given: Any) -> ChangeEntry:
        """Check an entry."""
        call = self._change.call(self._board_id, given)
        content = f"{call.operation} {call.target} ".encode() + (call.body or b"")
        return ChangeEntry(index, given, digest_of(content), call)

    def fate(self, entry: ChangeEntry) -> Fate:
        """What an earlier run knows of an entry.

        A change that was made is made again if one to the same thing that stands before it is made only now.
        """
        fate = self._history.fate(entry)
        if fate is None or isinstance(fate, SentBatch):
            if entry.index < self._history.known:
                self._made_now.add(entry.key)
            return fate
        return None if entry.key in self._made_now else fate

    def resumed(self, entry: ChangeEntry, made_id: str) -> Succeeded:  # noqa: ARG002 - it is the entry's own
        """The outcome of a change that an earlier run made."""
        return self._change.outcome(entry, resumed=True)

    async def settle(self, unit: Unit[ChangeEntry], decide: Decide) -> None:
        """Find an outcome for each change of a unit.

        Raises:
            MiroError: something that ends the whole run; changes without an outcome were not sent.
        """
        for entry in unit.entries:
            await self.make(entry, decide, earlier=unit.earlier, is_doubtful=unit.earlier is not None)

    async def make(
        self, entry: ChangeEntry, decide: Decide, *, earlier: SentBatch | None = None, is_doubtful: bool = False
    ) -> None:
        """Make one change.

        Args:
            entry: the change.
            decide: is told its outcome.
            earlier: the unanswered sending of this change by an earlier run.
            is_doubtful: whether it may have been made already.

        Raises:
            MiroError: something that ends the whole run.
        """
        batch = self._history.next_batch() if earlier is None else earlier.batch
        sending = Repeatable(
            self._pipe, entry.call, lambda: self._history.sent(batch, [entry]), is_doubtful=is_doubtful
        )
        errand = Errand((entry,), batch, sending, decide)
        if self._change.is_made(entry):
            self._history.sent(batch, [entry])
            self.succeeded(errand)
            return
        try:
            answer = await sending.bring(self._delay(entry.key))
        except BaseException as error:
            if isinstance(error, MiroError) and await self.is_refusal(error, sending):
                if await self._is_so_already(entry, error):
                    self.succeeded(errand)
                else:
                    self._refused(errand, error)
            else:
                if not sending.is_doubtful:
                    self._history.not_applied(batch)
                if self.lost(errand.entries, error, decide, is_doubtful=sending.is_doubtful):
                    raise
        else:
            self.succeeded(errand, answer)
        finally:
            if sending.may_come_late:
                self._watch(entry.key)

    async def is_refusal(self, error: MiroError, sending: Repeatable) -> bool:
        """Whether an error is about what was sent, and not about the board, the token or the way."""
        if sending.is_doubtful or not refuses(error):
            return False
        return not isinstance(error, NotFound) or await self.trouble.board_is_there()

    async def _is_so_already(self, entry: ChangeEntry, error: MiroError) -> bool:
        """Whether a change was refused because it is made already."""
        look = self._change.look(self._board_id, entry) if isinstance(error, BadRequest | Conflict) else None
        if look is None:
            return False
        try:
            return look.shows((await self._pipe.exchange(look.call)).value)
        except MiroError:
            return False

    def succeeded(self, errand: Errand, answer: Any = None) -> None:
        """Changes were made."""
        self.trouble.is_over()
        self._is_allowed = True
        for entry in errand.entries:
            errand.decide(self._change.outcome(entry, answer))
        ids = [entry.id for entry in errand.entries]
        self._history.applied(errand.batch, ids, unsettled=errand.sending.may_come_late)

    def lost(self, entries: Sequence[ChangeEntry], error: BaseException, decide: Decide, *, is_doubtful: bool) -> bool:
        """Give changes that did not get there their outcome; whether the run ends with it."""
        if is_doubtful:
            unknown = (
                error if isinstance(error, OutcomeUnknown) else OutcomeUnknown("the run ended before it was known")
            )
            for entry in entries:
                decide(Unknown(entry.index, entry.given, unknown))
        if not isinstance(error, MiroError) or (self.trouble.is_the_end(error) and not self.is_about_one(error)):
            return True
        if not is_doubtful:
            for entry in entries:
                decide(Failed(entry.index, entry.given, error))
        return self.trouble.is_too_much()

    def is_about_one(self, error: BaseException) -> bool:
        """Whether a 403 may be about this thing only, such as the app card of another app: others may be changed."""
        return isinstance(error, Forbidden) and not error.missing_scope and self._is_allowed

    def _refused(self, errand: Errand, error: MiroError) -> None:
        if isinstance(error, NotFound) and self._change.missing_ok:
            self.succeeded(errand)
            return
        self.trouble.is_over()
        (entry,) = errand.entries
        errand.decide(Failed(entry.index, entry.given, error))
        self._history.not_applied(errand.batch, [(entry, error)] if isinstance(error, _FOR_GOOD) else [])

    def _delay(self, key: str) -> float:
        """Seconds until no earlier change to the same thing can come late."""
        return max(0.0, self._unsettled.get(key, 0.0) - anyio.current_time())

    def _watch(self, key: str) -> None:
        """From now on for some time a change to this thing may come late."""
        now = anyio.current_time()
        if len(self._unsettled) >= _MOST_UNSETTLED:
            self._unsettled = {other: until for other, until in self._unsettled.items() if until > now}
        self._unsettled[key] = now + self._settle
