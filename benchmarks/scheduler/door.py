"""Where calls reach the server: it charges, counts, and writes the headers."""

import hashlib
from dataclasses import dataclass, field

from miro_async.wire import RateLimit
from scheduler.headers import HEADERS, written
from scheduler.servers import NS, Switching
from scheduler.world import Change, World, dice_of, server_of

__all__ = ["Counts", "Door"]

_TENTH_NS = NS // 10


@dataclass
class Counts:
    """What the server saw within the counted time.

    Attributes:
        own: credits accepted from us.
        calls: calls of ours, repeated ones included.
        asked: credits that neighbours asked.
        denied: credits that neighbours were denied.
        refused_at: when calls of ours were refused, in ns since the start of the run.
        by_stream: credits accepted from us, by the number of the stream.
        tenths: credits accepted from us in each tenth of a second since the start of the run.
    """

    own: int = 0
    calls: int = 0
    asked: int = 0
    denied: int = 0
    refused_at: list[int] = field(default_factory=list[int])
    by_stream: list[int] = field(default_factory=list[int])
    tenths: list[int] = field(default_factory=list[int])

    @property
    def refused(self) -> int:
        """Calls of ours that were answered with 429."""
        return len(self.refused_at)


class Door:
    """The server of one run.

    Args:
        world: what is played.
        model: the server's way of counting.
        seed: of the dice.
        start: counting begins here, in ns.
        end: and ends here.
        digest: whether to keep a digest of every event.
    """

    def __init__(self, world: World, model: str, seed: int, start: int, end: int, *, digest: bool = False) -> None:
        self.server = server_of(world, model, seed)
        self.counts = Counts(by_stream=[0] * len(world.streams), tenths=[0] * (end // _TENTH_NS + 1))
        self.start = start
        self.end = end
        self.digest = hashlib.sha256() if digest else None
        self._steps = [(int(at * NS), int(step * NS)) for at, step in world.faults.clock_steps]
        self._garble = HEADERS[world.faults.headers]
        self._dice = dice_of(world, model, seed, "headers")

    def own(self, credits: int, now: int, number: int) -> tuple[int, RateLimit]:
        """A call of ours: status and headers."""
        accepted = self.server.request(credits, now)
        counts = self.counts
        if self.start <= now < self.end:
            counts.calls += 1
            if accepted:
                counts.own += credits
                counts.by_stream[number] += credits
                counts.tenths[now // _TENTH_NS] += credits
            else:
                counts.refused_at.append(now)
        if self.digest is not None:
            self.note(f"own {now} {number} {credits} {accepted}")
        return (200 if accepted else 429), self._headers(now)

    def foreign(self, credits: int, now: int) -> None:
        """A call of a neighbour, who does not ask again."""
        accepted = self.server.request(credits, now)
        if self.start <= now < self.end:
            self.counts.asked += credits
            self.counts.denied += 0 if accepted else credits
        if self.digest is not None:
            self.note(f"foreign {now} {credits} {accepted}")

    def change(self, change: Change, now: int) -> None:
        """Something happens to the server."""
        if change.limit is not None:
            self.server.set_limit(change.limit, now)
        if change.model is not None and isinstance(self.server, Switching):
            self.server.switch(change.model)
        if change.empty:
            self.server.charge(self.server.remaining(now), now)

    def note(self, line: str) -> None:
        """Add to the digest, if one is kept."""
        if self.digest is not None:
            self.digest.update(line.encode() + b"\n")

    def _headers(self, now: int) -> RateLimit:
        stepped = sum(step for at, step in self._steps if now >= at)
        return self._garble(written(self.server, now, fast=stepped), self._dice)
