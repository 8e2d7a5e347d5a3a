"""How far a bulk job is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Self

from miro_async.bulk.outcomes import Failed, NotAllSucceeded, Outcome, Unknown

__all__ = ["Report"]

_KEPT: Final = 1_000


@dataclass(slots=True)
class Report:
    """How far a bulk job is. It is true at any moment, also after the job was cancelled.

    Attributes:
        operation: what the job does, ``"items.create"``.
        total: how many entries there are, if that is known.
        read: how many entries were taken from the input.
        succeeded: how many had their effect.
        failed: how many had none.
        unknown: of how many that is unknown.
        resumed: how many of these the journal knew from an earlier run.
        credits: what the job spent, reading the board included.
        attempts: how many requests were sent.
        failures: the first thousand failures.
        unknowns: the first thousand unknown outcomes.
        error: what ended the job early; None if nothing did.
        finished: whether every entry of the input has an outcome.
    """

    operation: str = ""
    total: int | None = None
    read: int = 0
    succeeded: int = 0
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
        """How many entries have an outcome."""
        return self.succeeded + self.failed + self.unknown

    @property
    def pending(self) -> int:
        """How many entries were taken from the input and have no outcome: they were not sent, or are on their way."""
        return self.read - self.done

    @property
    def seconds(self) -> float:
        """How long the job took, or has taken so far."""
        return (self._now() if self._ended is None else self._ended) - self._began

    def raise_for_failures(self) -> Self:
        """This report, if every entry had its effect.

        Raises:
            NotAllSucceeded: some had none, or nobody knows.
            Exception: what ended the job early.
        """
        if self.error is not None:
            raise self.error
        if not self.failed and not self.unknown:
            return self
        lost: list[Failed | Unknown] = [*self.failures[:1], *self.unknowns[:1]]
        first = min(lost, key=lambda outcome: outcome.index)
        unknown = f", and of {self.unknown} nobody knows" if self.unknown else ""
        raise NotAllSucceeded(
            f"{self.failed} of {self.read} entries failed{unknown}; the first at index {first.index}: {first.error}",
            operation=self.operation,
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
            case Failed(resumed=resumed):
                self.failed += 1
                self.resumed += resumed
                if len(self.failures) < _KEPT:
                    self.failures.append(outcome)
            case Unknown():
                self.unknown += 1
                if len(self.unknowns) < _KEPT:
                    self.unknowns.append(outcome)
            case _:
                self.succeeded += 1
                self.resumed += outcome.resumed
