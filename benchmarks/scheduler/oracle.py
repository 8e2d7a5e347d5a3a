"""What could have been had: the same calls, the same links, and a gate at the server's door that sees its books.

A call that arrives waits at the door until there is room, first fit over what waits, is charged and goes home. The
gate never wastes what somebody at the door could use at once. It does not save up for a dear call: cheap ones take each
little that comes back, so that up to what a dear one costs may be left when a counter's window ends, and who packs that
better comes to a little more than 100 %. Beside neighbours the gate keeps a margin free: as much as it takes to deny
them no more than is polite, and not a credit more.
"""

import hashlib
import heapq
import itertools
import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from scheduler.door import Counts, Door
from scheduler.links import Job
from scheduler.servers import NS
from scheduler.streams import Backlog, OpenLoop
from scheduler.world import Change, Faults, World, counted_from, dice_of, jobs_of

__all__ = ["POLITE", "Ideal", "ideal"]

POLITE = 0.02
"""The share of a neighbour's credits that may be denied."""

_POLL_NS = NS // 20
_NEVER = 1 << 62
_CLOSE_ENOUGH = 50  # credits of margin


@dataclass(frozen=True)
class Margin:
    """What the gate leaves alone: so many credits, and so many more for each second until the reset."""

    credits: int = 0
    a_second: float = 0.0

    def at(self, left_s: float) -> int:
        """Credits."""
        return max(0, self.credits + int(self.a_second * left_s))


@dataclass(frozen=True)
class Ideal:
    """What the oracle came to.

    Attributes:
        own: credits accepted from us.
        denied: the share of the neighbours' credits that was denied.
        margin: what was left for them, as text.
        tenths: credits accepted from us in each tenth of a second since the start of the run.
    """

    own: int
    denied: float
    margin: str
    tenths: tuple[int, ...]


class _Caller(NamedTuple):
    """A stream, its number, and what it will call."""

    number: int
    stream: Backlog | OpenLoop
    jobs: Iterator[Job]

    def cost(self, job: Job) -> int:
        """What a call of it really costs."""
        return self.stream.really or job.credits


class _Gate:
    """One run of the oracle: a heap of events, and who waits at the door."""

    def __init__(self, world: World, model: str, seed: int, minutes: float, margin: Margin) -> None:
        start = counted_from(world, model, seed)
        self.end = start + int(minutes * 60 * NS)
        self.door = Door(world, model, seed, start, self.end)
        self.server = self.door.server
        self.margin = margin
        self._world, self._model, self._seed = world, model, seed
        self._events: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._serial = itertools.count()
        self._waiting: list[tuple[_Caller, Job]] = []
        self._least = _NEVER
        self._look_at = _NEVER

    def run(self) -> Counts:
        """Play until the end."""
        world = self._world
        for number, stream in enumerate(world.streams):
            jobs = jobs_of(world, self._model, self._seed, number)
            caller = _Caller(number, stream, jobs)
            if isinstance(stream, Backlog):
                for _ in range(stream.workers):
                    self._at(int(stream.begins * NS), self._work, caller)
            else:
                times = stream.times(dice_of(world, self._model, self._seed, f"times {number}"))
                self._follow(times, self._submit, caller)
        for number, neighbour in enumerate(world.neighbours):
            dice = dice_of(world, self._model, self._seed, f"neighbour {number}")
            self._follow(neighbour.times(dice, world.limit / world.window), self._foreign, neighbour.credits)
        for change in world.changes:
            self._at(int(change.at * NS), self._change, change)
        events = self._events
        while events:
            now, _, act, given = heapq.heappop(events)
            if now >= self.end:
                break
            act(now, *given)
        return self.door.counts

    def _at(self, at: int, act: Callable[..., None], *given: Any) -> None:
        heapq.heappush(self._events, (at, next(self._serial), act, given))

    def _follow(self, times: Iterator[int], act: Callable[..., None], given: Any) -> None:
        at = next(times, None)
        if at is not None:
            self._at(at, self._followed, times, act, given)

    def _followed(self, now: int, times: Iterator[int], act: Callable[..., None], given: Any) -> None:
        act(now, given)
        self._follow(times, act, given)

    def _work(self, now: int, caller: _Caller) -> None:
        if caller.stream.ends is None or now < caller.stream.ends * NS:
            self._submit(now, caller)

    def _submit(self, now: int, caller: _Caller) -> None:
        job = next(caller.jobs)
        self._at(now + job.up, self._arrive, caller, job)

    def _foreign(self, now: int, credits: int) -> None:
        self.door.foreign(credits, now)

    def _change(self, now: int, change: Change) -> None:
        self.door.change(change, now)
        self._look(now)

    def _arrive(self, now: int, caller: _Caller, job: Job) -> None:
        if caller.cost(job) <= self._free(now):
            self._pass(now, caller, job)
        else:
            self._wait(caller, job)
            self._look_later(now)

    def _free(self, now: int) -> int:
        server = self.server
        return server.left(now) - self.margin.at((server.resets_at(now) - now) / NS)

    def _pass(self, now: int, caller: _Caller, job: Job) -> None:
        self.door.own(caller.cost(job), now, caller.number)
        if isinstance(caller.stream, Backlog):
            self._at(now + self._world.link.back(job, now), self._work, caller)

    def _look(self, now: int) -> None:
        self._look_at = _NEVER
        free = self._free(now)
        if free >= self._least:
            waiting, self._waiting = self._waiting, []
            self._least = _NEVER
            for caller, job in waiting:
                cost = caller.cost(job)
                if cost <= free:
                    free -= cost
                    self._pass(now, caller, job)
                else:
                    self._wait(caller, job)
        self._look_later(now)

    def _wait(self, caller: _Caller, job: Job) -> None:
        self._waiting.append((caller, job))
        self._least = min(self._least, caller.cost(job))

    def _look_later(self, now: int) -> None:
        if not self._waiting:
            return
        if self.margin.a_second or self._least + self.margin.credits > self.server.limit:
            at = now + _POLL_NS
        else:
            at = max(self.server.room_at(self._least + self.margin.credits, now), now + 1)
        if at < self._look_at:
            self._look_at = at
            self._at(at, self._look_if_due)

    def _look_if_due(self, now: int) -> None:
        if now == self._look_at:
            self._look(now)


def _with(margin: Margin, world: World, model: str, seed: int, minutes: float) -> Ideal:
    counts = _Gate(world, model, seed, minutes, margin).run()
    text = f"{margin.credits} + {margin.a_second:.0f}/s"
    return Ideal(counts.own, counts.denied / max(counts.asked, 1), text, tuple(counts.tenths))


def _politest(world: World, model: str, seed: int, minutes: float, a_second: float) -> Ideal:
    """The least margin that is polite, by halving."""
    rude, polite = -int(a_second * world.window) - 1, world.limit - 2000
    best = None
    while polite - rude > _CLOSE_ENOUGH:
        middle = (rude + polite) // 2
        tried = _with(Margin(middle, a_second), world, model, seed, minutes)
        if tried.denied <= POLITE:
            polite = middle
            best = tried if best is None or tried.own > best.own else best
        else:
            rude = middle
    return best or _with(Margin(polite, a_second), world, model, seed, minutes)


def _best(world: World, model: str, seed: int, minutes: float) -> Ideal:
    if not world.neighbours:
        return _with(Margin(), world, model, seed, minutes)
    mean = sum(neighbour.share for neighbour in world.neighbours) * world.limit / world.window
    return max((_politest(world, model, seed, minutes, rate) for rate in (0.0, mean)), key=lambda each: each.own)


@lru_cache
def _sources() -> str:
    digest = hashlib.sha256()
    for name in ("servers", "streams", "neighbours", "links", "world", "door", "oracle"):
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    return digest.hexdigest()


def ideal(world: World, model: str, seed: int, minutes: float, cache: Path | None = None) -> Ideal:
    """What the oracle comes to, courteous if there are neighbours; remembered in files between runs.

    Args:
        world: what to play.
        model: the server's way of counting.
        seed: of the dice.
        minutes: counted virtual minutes.
        cache: a directory for what is remembered.
    """
    world = replace(world, faults=Faults(), watch=(), digest=False)
    folder = cache or Path(tempfile.gettempdir()) / "miro-scheduler-laboratory"
    asked = [f"{each.name}={value!r}" for each in fields(World) if (value := getattr(world, each.name)) != each.default]
    key = hashlib.sha256(f"{_sources()} {asked} {model} {seed} {minutes}".encode()).hexdigest()
    path = folder / f"{key[:32]}.json"
    if path.exists():
        known = json.loads(path.read_text())
        return Ideal(known["own"], known["denied"], known["margin"], tuple(known["tenths"]))
    found = _best(world, model, seed, minutes)
    folder.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{seed}.part")
    partial.write_text(json.dumps(asdict(found)))
    partial.replace(path)
    return found
