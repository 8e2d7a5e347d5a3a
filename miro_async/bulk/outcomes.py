"""What becomes of drafts: one outcome each, and a report of them all."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self, TypeAlias

from miro_async.drafts import ItemDraft
from miro_async.errors import MiroError
from miro_async.models import AnyItem

__all__ = ["Created", "Failed", "NotAllCreated", "Outcome", "Report", "Unknown"]

_KEPT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Created:
    """The draft is on the board.

    Attributes:
        index: the draft's position in the input, from 0.
        draft: the draft.
        id: the item's id.
        item: the item as the API returned it; None if an earlier run made it.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    draft: ItemDraft
    id: str
    item: AnyItem | None = None
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The draft is not on the board.

    Attributes:
        index: the draft's position in the input, from 0.
        draft: what stood there.
        error: why. `InvalidArgument`: it was not sent. A `StatusError`: the API refused it; ``fields`` are the
            draft's own. Anything else had no effect, and the draft may be sent again.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    draft: object
    error: MiroError
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """The draft was sent, and nobody can say whether it is on the board.

    Attributes:
        index: the draft's position in the input, from 0.
        draft: the draft.
        error: why that is unknown.
    """

    index: int
    draft: ItemDraft
    error: MiroError


Outcome: TypeAlias = Created | Failed | Unknown
"""What became of one draft."""


class NotAllCreated(MiroError):  # noqa: N818 - says what the caller has to deal with
    """Some drafts of a bulk job are not on the board, or nobody knows; its cause is the first error.

    Attributes:
        failed: how many failed.
        unknown: of how many the outcome is unknown.
    """

    def __init__(self, message: str = "", *, failed: int = 0, unknown: int = 0) -> None:
        super().__init__(message, operation="items.create")
        self.failed = failed
        self.unknown = unknown


@dataclass(slots=True)
class Report:
    """How far a bulk job is. It is true at any moment, also after the job was cancelled.

    Attributes:
        total: how many drafts there are, if that is known.
        read: how many drafts were taken from the input.
        created: how many are on the board.
        failed: how many are not.
        unknown: of how many that is unknown.
        resumed: how many of these the journal knew from an earlier run.
        credits: what the job spent, reading the board included.
        attempts: how many requests were sent.
        failures: the first thousand failures.
        unknowns: the first thousand unknown outcomes.
        error: what ended the job early; None if nothing did.
        finished: whether every draft of the input has an outcome.
    """

    total: int | None = None
    read: int = 0
    created: int = 0
    failed: int = 0
    unknown: int = 0
    resumed: int = 0
    credits: int = 0
    attempts: int = 0
    failures: list[Failed] = field(default_factory=list[Failed])
    unknowns: list[Unknown] = field(default_factory=list[Unknown])
    error: BaseException | None = None
    finished: bool = False
    _now: Callable[[], float] = field(default=float, repr=False)
    _began: float = field(default=0.0, repr=False)
    _ended: float | None = field(default=None, repr=False)

    @property
    def done(self) -> int:
        """How many drafts have an outcome."""
        return self.created + self.failed + self.unknown

    @property
    def pending(self) -> int:
        """How many drafts were taken from the input and have no outcome: they were not sent, or are on their way."""
        return self.read - self.done

    @property
    def seconds(self) -> float:
        """How long the job took, or has taken so far."""
        return (self._now() if self._ended is None else self._ended) - self._began

    def raise_for_failures(self) -> Self:
        """This report, if every draft is on the board.

        Raises:
            NotAllCreated: some are not, or nobody knows.
            Exception: what ended the job early.
        """
        if self.error is not None:
            raise self.error
        if not self.failed and not self.unknown:
            return self
        lost: list[Failed | Unknown] = [*self.failures[:1], *self.unknowns[:1]]
        first = min(lost, key=lambda outcome: outcome.index)
        unknown = f", and of {self.unknown} nobody knows" if self.unknown else ""
        raise NotAllCreated(
            f"{self.failed} of {self.read} drafts were not created{unknown}; the first at index {first.index}: "
            f"{first.error}",
            failed=self.failed,
            unknown=self.unknown,
        ) from first.error

    def began(self, now: Callable[[], float]) -> None:
        """The job begins; ``now`` is its clock, in seconds."""
        self._now = now
        self._began = now()

    def ended(self) -> None:
        """The job is over."""
        if self._ended is None:
            self._ended = self._now()

    def count(self, outcome: Outcome) -> None:
        """Add an outcome."""
        match outcome:
            case Created(resumed=resumed):
                self.created += 1
                self.resumed += resumed
            case Failed(resumed=resumed):
                self.failed += 1
                self.resumed += resumed
                if len(self.failures) < _KEPT:
                    self.failures.append(outcome)
            case Unknown():
                self.unknown += 1
                if len(self.unknowns) < _KEPT:
                    self.unknowns.append(outcome)
