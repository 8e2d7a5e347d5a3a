"""Who else spends from the quota: open loops that do not ask again when they are denied."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from scheduler.servers import NS

__all__ = ["Bursty", "Neighbour", "Poisson", "Steps"]


@dataclass(frozen=True)
class Bursty:
    """Calls in bursts, evenly within one, and silence between them.

    Attributes:
        share: of the limit, on the average.
        credits: of each call.
        on: seconds of a burst.
        off: seconds of silence.
    """

    share: float
    credits: int = 500
    on: float = 2.0
    off: float = 4.0

    def times(self, dice: random.Random, rate: float) -> Iterator[int]:
        """When the calls come, in ns; `rate` is the limit in credits per second."""
        cycle = self.on + self.off
        calls = self.share * rate * cycle / self.credits
        start = dice.uniform(-cycle, 0)
        serial = 0
        while True:
            burst, nth = divmod(serial, calls)
            at = start + burst * cycle + nth / calls * self.on
            serial += 1
            if at >= 0:
                yield int(at * NS)


@dataclass(frozen=True)
class Poisson:
    """Calls at random times.

    Attributes:
        share: of the limit, on the average.
        credits: of each call.
    """

    share: float
    credits: int = 500

    def times(self, dice: random.Random, rate: float) -> Iterator[int]:
        """When the calls come, in ns; `rate` is the limit in credits per second."""
        at = 0.0
        while True:
            at += dice.expovariate(self.share * rate / self.credits)
            yield int(at * NS)


@dataclass(frozen=True)
class Steps:
    """Calls at even distances, now at one rate and now at another.

    Attributes:
        shares: of the limit, in turn.
        seconds: how long each share lasts.
        credits: of each call.
    """

    shares: tuple[float, ...]
    seconds: float = 60.0
    credits: int = 500

    @property
    def share(self) -> float:
        """The mean of the shares."""
        return sum(self.shares) / len(self.shares)

    def share_at(self, seconds: float) -> float:
        """What share the neighbour asks at that time since the start of the run."""
        return self.shares[int(seconds / self.seconds) % len(self.shares)]

    def times(self, dice: random.Random, rate: float) -> Iterator[int]:
        """When the calls come, in ns; `rate` is the limit in credits per second."""
        at = dice.random() * self.credits / rate
        while True:
            share = self.share_at(at)
            if share:
                yield int(at * NS)
                at += self.credits / (share * rate)
            else:
                at = (at // self.seconds + 1) * self.seconds + dice.random() * self.credits / rate


Neighbour: TypeAlias = Bursty | Poisson | Steps
