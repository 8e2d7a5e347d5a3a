"""Cuts an input of any length into units of work: what is to be sent together, and what needs no sending."""

from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from typing import Any, Final, TypeAlias

from miro_async.bulk.entries import Entry, checked
from miro_async.bulk.history import History, Refusal, SentBatch
from miro_async.bulk.outcomes import Created, Failed, Outcome, Report
from miro_async.drafts import ItemDraft
from miro_async.errors import InvalidArgument

__all__ = ["Source", "Unit", "units"]

_MOST_SETTLED: Final = 100

Source: TypeAlias = Iterable[ItemDraft] | AsyncIterable[ItemDraft]
"""Where drafts come from."""


class Unit:
    """Some drafts of the input.

    Attributes:
        entries: those to be sent in one call.
        settled: the outcomes of those that need no sending.
        earlier: the unanswered sending of just these drafts by an earlier run, if there is one.
    """

    __slots__ = ("earlier", "entries", "settled")

    def __init__(self, entries: list[Entry] | None = None, earlier: SentBatch | None = None) -> None:
        self.entries: list[Entry] = [] if entries is None else entries
        self.settled: list[Outcome] = []
        self.earlier = earlier

    @property
    def is_begun(self) -> bool:
        """Whether there is anything in it."""
        return bool(self.entries or self.settled)


async def units(
    source: Source, board_id: str, size: int, history: History, report: Report
) -> AsyncGenerator[Unit, None]:
    """The units of an input, in its order, each as soon as it is full.

    Args:
        source: the drafts.
        board_id: the board that they are for.
        size: how many to send in one call.
        history: what is known of them already.
        report: where those that were read are counted.

    Raises:
        ConfigurationError: the input is not the one that the journal is of.
    """
    unit = Unit()
    earlier: dict[int, list[Entry]] = {}
    async for draft in _drafts(source):
        index = report.read
        report.read += 1
        try:
            entry = checked(board_id, index, draft)
        except InvalidArgument as error:
            unit.settled.append(Failed(index, draft, error))
        else:
            match history.fate(entry):
                case None:
                    unit.entries.append(entry)
                case SentBatch() as sent:
                    part = earlier.setdefault(sent.batch, [])
                    part.append(entry)
                    if len(part) == len(sent.indexes):
                        if unit.is_begun:
                            yield unit
                            unit = Unit()
                        yield Unit(earlier.pop(sent.batch), sent)
                case Refusal() as refusal:
                    unit.settled.append(Failed(index, draft, refusal.error(), resumed=True))
                case item_id:
                    unit.settled.append(Created(index, draft, item_id, resumed=True))
        if len(unit.entries) >= size or len(unit.settled) >= _MOST_SETTLED:
            yield unit
            unit = Unit()
    history.check_end(report.read)
    if unit.is_begun:
        yield unit


async def _drafts(source: Source) -> AsyncGenerator[Any, None]:
    if isinstance(source, AsyncIterable):
        async for draft in source:
            yield draft
    else:
        for draft in source:
            yield draft
