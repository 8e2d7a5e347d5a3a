"""What a budget remembers while it rests.

A budget in use holds some ten kilobytes: logs, heaps, counters, evidence. When two windows have passed without a
call, nothing that it spent counts any more, and all that is worth keeping are a few numbers: what it has learned of the
server, and the counters that it shows.
"""

from typing import NamedTuple

from miro_async.budget.costs import Surcharge
from miro_async.budget.ledger import Ledger

__all__ = ["Learned", "Memory"]

_MOST_KINDS = 256  # of servers; more are only ever seen if headers are garbage


class Learned(NamedTuple):
    """What answers have told of the server.

    Attributes:
        limit: credits per window.
        fixed, sliding, steady: which ways of counting are still possible.
        costs: what operations cost that do not cost what was declared.
    """

    limit: int
    fixed: bool = True
    sliding: bool = True
    steady: bool = True
    costs: tuple[Surcharge, ...] = ()

    @classmethod
    def of(cls, ledger: Ledger) -> "Learned":
        """What a ledger has learned; equal ones are one object."""
        suspects = ledger.suspects
        learned = cls(ledger.limit, suspects.fixed, suspects.sliding, suspects.steady, ledger.costs.believed())
        if len(_same) > _MOST_KINDS:
            _same.clear()
        return _same.setdefault(learned, learned)

    def teach(self, ledger: Ledger) -> None:
        """Let a new ledger know it."""
        ledger.limit = self.limit
        suspects = ledger.suspects
        suspects.fixed, suspects.sliding, suspects.steady = self.fixed, self.sliding, self.steady
        ledger.costs.recall(self.costs)


_same: dict[Learned, Learned] = {}


class Memory(NamedTuple):
    """What a resting budget knows.

    Attributes:
        learned: of the server.
        done: credits of all calls since the start.
        written_off: those of them whose answer was lost.
        rate_limited: how many answers were 429.
        refused: credits of their calls.
        foreign: credits that others spent.
    """

    learned: Learned
    done: int = 0
    written_off: int = 0
    rate_limited: int = 0
    refused: int = 0
    foreign: int = 0

    @classmethod
    def of(cls, ledger: Ledger) -> "Memory":
        """What to remember of a ledger that is idle."""
        return cls(
            Learned.of(ledger), ledger.done, ledger.written_off, ledger.rate_limited, ledger.refused, ledger.foreign
        )

    def recall(self, ledger: Ledger) -> None:
        """Let a new ledger go on where the old one stopped."""
        self.learned.teach(ledger)
        ledger.committed = ledger.done = ledger.log.ever = self.done
        ledger.written_off = self.written_off
        ledger.rate_limited = self.rate_limited
        ledger.refused = self.refused
        ledger.neighbours.foreign = self.foreign
