"""What a run is made of, as plain values, and the dice that it is played with."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.links import PLAIN_LINK, Job, Link
from scheduler.neighbours import Neighbour
from scheduler.servers import MODELS, NS, Server, Switching
from scheduler.streams import Backlog, OpenLoop, Stream

__all__ = ["Change", "Faults", "World", "counted_from", "dice_of", "jobs_of", "server_of"]

_BY_THE_CLOCK = ("wall",)  # truncated windows cannot be judged: counting begins at the first boundary


@dataclass(frozen=True)
class Change:
    """Something that happens to the server without notice.

    Attributes:
        at: when, in seconds.
        limit: the new limit; None to keep it.
        model: the new way of counting; None to keep it.
        empty: whether all that is left vanishes at this moment.
    """

    at: float
    limit: int | None = None
    model: str | None = None
    empty: bool = False


@dataclass(frozen=True)
class Faults:
    """What goes wrong on the way; the oracle knows nothing of it.

    Attributes:
        headers: the name of what garbles the headers; see `scheduler.headers`.
        lost: the share of answers that get lost.
        lost_charged: the share of those whose call was charged nevertheless.
        drift: by how much the client's clock runs fast, in parts per million.
        clock_steps: (seconds since the start, step in seconds) of the clock that the server writes headers by.
        charges_refusals: whether a 429 counts as use.
    """

    headers: str = "plain"
    lost: float = 0.0
    lost_charged: float = 0.5
    drift: int = 0
    clock_steps: tuple[tuple[float, float], ...] = ()
    charges_refusals: bool = False


@dataclass(frozen=True)
class World:
    """Everything about a run but the server's way of counting, the seed and the policy.

    Attributes:
        name: seeds the dice, together with model and seed; worlds of one name have the same calls.
        streams: who of ours calls.
        neighbours: who else does.
        link: how long calls travel.
        faults: what goes wrong.
        changes: what happens to the server.
        limit: credits per window.
        window: the length of a window in seconds.
        minutes: how long to play, by default.
        used: the share of the limit that is used already when the run begins.
        watch: who looks on; see `scheduler.watch`.
        digest: whether a digest of all events is kept.
        truncated: whether windows of the clock are counted from the middle of one.
    """

    name: str
    streams: tuple[Stream, ...] = (Backlog(), OpenLoop())
    neighbours: tuple[Neighbour, ...] = ()
    link: Link = PLAIN_LINK
    faults: Faults = Faults()
    changes: tuple[Change, ...] = ()
    limit: int = 100_000
    window: float = 60.0
    minutes: float = 20.0
    used: float = 0.0
    watch: tuple[str, ...] = ()
    digest: bool = False
    truncated: bool = False


def dice_of(world: World, model: str, seed: int, what: str) -> random.Random:
    """Dice that depend on nothing but these."""
    return random.Random(f"{world.name}/{model}/{seed}/{what}")


def jobs_of(world: World, model: str, seed: int, number: int) -> Iterator[Job]:
    """The calls of a stream, in order."""
    stream = world.streams[number]
    dice = dice_of(world, model, seed, f"stream {number}")
    while True:
        yield world.link.job(stream.mix.draw(dice), dice)


def server_of(world: World, model: str, seed: int) -> Server:
    """A fresh server."""
    dice = dice_of(world, model, seed, "epoch")
    epoch = int((1_700_000_000 + dice.uniform(-3600, 3600)) * NS)
    names = dict.fromkeys([model, *(change.model for change in world.changes if change.model)])
    charges = world.faults.charges_refusals
    servers = {
        name: MODELS[name](world.limit, int(world.window * NS), epoch, charges_refusals=charges) for name in names
    }
    server = servers[model] if len(servers) == 1 else Switching(servers)
    if world.used:
        server.charge(int(world.used * world.limit), 0)
    return server


def counted_from(world: World, model: str, seed: int) -> int:
    """When counting begins, in ns since the start of the run."""
    if world.truncated or model not in _BY_THE_CLOCK:
        return 0
    return server_of(world, model, seed).resets_at(0)
