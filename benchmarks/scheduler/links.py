"""How calls travel: up, through the server, and down again."""

import math
import random
from dataclasses import dataclass
from typing import NamedTuple

from scheduler.servers import NS

__all__ = ["PLAIN_LINK", "Job", "Link"]


class Job(NamedTuple):
    """A call of ours, with the times it will spend on its way: ns up, in the server, and down."""

    credits: int
    up: int
    served: int
    down: int

    @property
    def trip(self) -> int:
        """There and back, in ns, unless the link mirrors."""
        return self.up + self.served + self.down


@dataclass(frozen=True)
class Link:
    """How long calls travel, in seconds: uniform each way, and a cut exponential in the server.

    Attributes:
        way: least and most of each way.
        served: what the server always takes.
        more: the mean of what it takes besides.
        most: where that is cut off.
        spread: least and most of the time in the server, all orders of magnitude alike, instead; None for no such.
        mirror: answers to calls that arrive within so many seconds come back in reverse order; 0 for no such.
    """

    way: tuple[float, float] = (0.02, 0.12)
    served: float = 0.01
    more: float = 0.083
    most: float = 0.6
    spread: tuple[float, float] | None = None
    mirror: float = 0.0

    def job(self, credits: int, dice: random.Random) -> Job:
        """Draw the times of one call."""
        up, down = int(dice.uniform(*self.way) * NS), int(dice.uniform(*self.way) * NS)
        if self.spread is None:
            served = self.served + min(dice.expovariate(1 / self.more), self.most)
        else:
            served = math.exp(dice.uniform(math.log(self.spread[0]), math.log(self.spread[1])))
        return Job(credits, up, int(served * NS), down)

    def back(self, job: Job, now: int) -> int:
        """Nanoseconds from being charged at `now` until the answer is here."""
        if self.mirror:
            grain = int(self.mirror * NS)
            return 2 * (grain - now % grain)
        return job.served + job.down


PLAIN_LINK = Link()
