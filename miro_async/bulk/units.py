"""Cuts an input of any length into units of work: what is to be sent together, and what needs no sending."""

from collections.abc import AsyncGenerator, AsyncIterable, Iterable, Iterator
from typing import Any, Final, Generic, TypeAlias, TypeVar

from miro_async.bulk.history import History, Refusal, SentBatch
from miro_async.bulk.outcomes import Failed, Outcome
from miro_async.bulk.report import Report
from miro_async.bulk.turns import Turns
from miro_async.bulk.work import E, Unit, Work
from miro_async.errors import InvalidArgument

__all__ = ["Source", "units"]

_MOST_SETTLED: Final = 100

T = TypeVar("T")
Source: TypeAlias = Iterable[T] | AsyncIterable[T]
"""Where entries come from."""


async def units(source: Source[Any], work: Work[E], history: History, report: Report) -> AsyncGenerator[Unit[E], None]:
    """The units of an input, in its order, each as soon as it is full.

    Args:
        source: the entries.
        work: what is to be done with them.
        history: what is known of them already.
        report: where those that were read are counted.

    Raises:
        ConfigurationError: the input is not the one that the journal is of.
    """
    cutter = _Cutter(work, history)
    async for given in _given(source):
        index = report.read
        report.read += 1
        for unit in cutter.add(index, given):
            yield unit
    history.check_end(report.read)
    for unit in cutter.end():
        yield unit


class _Cutter(Generic[E]):
    """Collects entries until they make a unit."""

    def __init__(self, work: Work[E], history: History) -> None:
        self._work = work
        self._history = history
        self._turns = Turns()
        self._entries: list[E] = []
        self._settled: list[Outcome] = []
        self._earlier: dict[int, list[E]] = {}

    def add(self, index: int, given: Any) -> Iterator[Unit[E]]:
        """Take the next entry; gives the units that are full with it."""
        try:
            entry = self._work.checked(index, given)
        except InvalidArgument as error:
            self._history.check_unsent(index)
            self._settled.append(Failed(index, given, error))
        else:
            match self._work.fate(entry):
                case None:
                    if not self._entries:  # what is known already does not wait for what has to be sent
                        yield from self.rest()
                    self._entries.append(entry)
                case SentBatch() as sent:
                    yield from self._taken_up(entry, sent)
                case Refusal() as refusal:
                    self._settled.append(Failed(index, given, refusal.error(), resumed=True))
                case made_id:
                    self._settled.append(self._work.resumed(entry, made_id))
        if len(self._entries) >= self._work.size or len(self._settled) >= _MOST_SETTLED:
            yield from self.rest()

    def rest(self) -> Iterator[Unit[E]]:
        """What is collected, if there is anything."""
        if self._entries or self._settled:
            yield self._unit(self._entries, self._settled)
            self._entries, self._settled = [], []

    def end(self) -> Iterator[Unit[E]]:
        """All that is left, also of what an earlier run sent together and has been settled in part since."""
        yield from self.rest()
        for batch, part in self._earlier.items():
            yield self._unit(part, [], self._history.unanswered[batch])

    def _taken_up(self, entry: E, sent: SentBatch) -> Iterator[Unit[E]]:
        """Collect what an earlier run sent together, until it is complete."""
        part = self._earlier.setdefault(sent.batch, [])
        part.append(entry)
        if len(part) == len(sent.indexes):
            yield from self.rest()
            yield self._unit(self._earlier.pop(sent.batch), [], sent)

    def _unit(self, entries: list[E], settled: list[Outcome], earlier: SentBatch | None = None) -> Unit[E]:
        turn = self._turns.take(entry.key for entry in entries)
        return Unit(entries, settled, turn, earlier)


async def _given(source: Source[Any]) -> AsyncGenerator[Any, None]:
    if isinstance(source, AsyncIterable):
        async for given in source:
            yield given
    else:
        for given in source:
            yield given
