"""What a run needs to know of a job, whatever the job does."""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from miro_async.bulk.entries import Entry
from miro_async.bulk.history import Fate, SentBatch
from miro_async.bulk.outcomes import Outcome, Succeeded
from miro_async.bulk.turns import Turn

__all__ = ["Decide", "E", "Unit", "Work"]

E = TypeVar("E", bound=Entry)

Decide: TypeAlias = Callable[[Outcome], None]
"""Is told each outcome."""


class Unit(Generic[E]):
    """Some entries of the input that are worked on together.

    Attributes:
        entries: those that are to be sent.
        settled: the outcomes of those that need no sending.
        earlier: the unanswered sending of just these entries by an earlier run, if there is one.
        turn: when they may be sent.
    """

    __slots__ = ("earlier", "entries", "settled", "turn")

    def __init__(self, entries: list[E], settled: list[Outcome], turn: Turn, earlier: SentBatch | None = None) -> None:
        self.entries = entries
        self.settled = settled
        self.turn = turn
        self.earlier = earlier


class Work(Protocol[E]):
    """A job that has begun."""

    @property
    def size(self) -> int:
        """How many entries make a unit."""
        ...

    def checked(self, index: int, given: Any) -> E:
        """Check an entry of the input.

        Raises:
            InvalidArgument: it cannot be sent.
        """
        ...

    def fate(self, entry: E) -> Fate:
        """What an earlier run knows of an entry.

        Raises:
            ConfigurationError: it knows another entry at this index.
        """
        ...

    def resumed(self, entry: E, made_id: str) -> Succeeded:
        """The outcome of an entry that had its effect in an earlier run."""
        ...

    async def settle(self, unit: Unit[E], decide: Decide) -> None:
        """Find an outcome for each entry of a unit that is to be sent, and tell it as soon as it is known.

        Raises:
            MiroError: something that ends the whole run; entries without an outcome were not sent.
        """
        ...
