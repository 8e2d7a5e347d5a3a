"""Who calls: backlogs of batch work, and people who call when they like.

All are plain values; what they draw comes from dice that are handed to them, so the same seed gives the same calls.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from miro_async.budget import Priority
from scheduler.servers import NS

__all__ = ["MIX", "Backlog", "Mix", "OpenLoop", "Stream"]


@dataclass(frozen=True)
class Mix:
    """What calls cost, and how often."""

    costs: tuple[int, ...] = (50, 100, 500, 2000)
    shares: tuple[int, ...] = (60, 25, 10, 5)

    def draw(self, dice: random.Random) -> int:
        """The cost of a call."""
        return self.costs[0] if len(self.costs) == 1 else dice.choices(self.costs, self.shares)[0]


MIX = Mix()


@dataclass(frozen=True, kw_only=True)
class _Calls:
    """What all streams have.

    Attributes:
        mix: what the calls cost.
        really: what they really cost; None if they cost what the mix says.
        priority: of the calls.
        flow: of the calls.
        operation: of the calls.
        begins: when the first one may come, in seconds.
        ends: when the last one may come, in seconds; None for the end of the run.
    """

    mix: Mix = MIX
    really: int | None = None
    priority: Priority = Priority.BATCH
    flow: str = ""
    operation: str = ""
    begins: float = 0.0
    ends: float | None = None


@dataclass(frozen=True, kw_only=True)
class Backlog(_Calls):
    """Workers who take one call after the other from an endless heap of work.

    Attributes:
        workers: how many.
        quit_queued: the share of calls that are given up within `patience` seconds if they still wait.
        quit_sent: the share of calls that are given up after they were sent, before the answer is there.
        patience: see `quit_queued`.
    """

    workers: int = 64
    quit_queued: float = 0.0
    quit_sent: float = 0.0
    patience: float = 2.0


@dataclass(frozen=True, kw_only=True)
class OpenLoop(_Calls):
    """Calls that come when they come, whatever became of the last ones.

    Attributes:
        rate: calls a second.
        poisson: whether they come at random; else one every 1 / `rate` seconds.
        deadlines: the least and the most time that a call may take until it is granted, in seconds; None for any.
    """

    rate: float = 1.0
    mix: Mix = Mix((50,), (1,))
    priority: Priority = Priority.INTERACTIVE
    flow: str = "person"
    poisson: bool = False
    deadlines: tuple[float, float] | None = None

    def times(self, dice: random.Random) -> Iterator[int]:
        """When the calls come, in ns since the start of the run."""
        at = self.begins
        while self.ends is None or at < self.ends:
            yield int(at * NS)
            at += dice.expovariate(self.rate) if self.poisson else 1 / self.rate


Stream: TypeAlias = Backlog | OpenLoop
