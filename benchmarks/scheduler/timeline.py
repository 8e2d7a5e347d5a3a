"""A world as a heap of events, without a scheduler: what the bounds are played on.

The calls, their times on the link, the neighbours and the server are those of `play` and of the oracle, from the same
dice. Who says when a call of ours may go on is left to the bound.
"""

import heapq
import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from scheduler.door import Counts, Door
from scheduler.links import Job
from scheduler.servers import NS
from scheduler.streams import Backlog, OpenLoop
from scheduler.world import Change, World, counted_from, dice_of, jobs_of

__all__ = ["Call", "Caller", "Timeline"]


class Caller(NamedTuple):
    """A stream, its number, and what it will call."""

    number: int
    stream: Backlog | OpenLoop
    jobs: Iterator[Job]


class Call(NamedTuple):
    """A call of ours: its number in order of submission, who makes it, its way, what it costs and since when."""

    serial: int
    caller: Caller
    job: Job
    cost: int
    submitted: int


class Timeline(ABC):
    """One run: who calls when, and a door to call at.

    Args:
        world: what to play; without faults.
        model: the server's way of counting.
        seed: of the dice.
        minutes: counted virtual minutes.
    """

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        start = counted_from(world, model, seed)
        self.world = world
        self.end = start + int(minutes * 60 * NS)
        self.door = Door(world, model, seed, start, self.end)
        self._model, self._seed = model, seed
        self._events: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = itertools.count()
        self._serial = itertools.count()

    def run(self) -> Counts:
        """Play until the end."""
        world = self.world
        for number, stream in enumerate(world.streams):
            caller = Caller(number, stream, jobs_of(world, self._model, self._seed, number))
            if isinstance(stream, Backlog):
                for _ in range(stream.workers):
                    self.at(int(stream.begins * NS), self.work, caller)
            else:
                times = stream.times(dice_of(world, self._model, self._seed, f"times {number}"))
                self._follow(times, self._submit, caller)
        for number, neighbour in enumerate(world.neighbours):
            dice = dice_of(world, self._model, self._seed, f"neighbour {number}")
            self._follow(neighbour.times(dice, world.limit / world.window), self.foreign, neighbour.credits)
        for change in world.changes:
            self.at(int(change.at * NS), self._change, change)
        events = self._events
        while events:
            now, _, act, given = heapq.heappop(events)
            if now >= self.end:
                break
            act(now, *given)
        return self.door.counts

    def at(self, at: int, act: Callable[..., None], *given: Any) -> None:
        """Do something then; it is told the time first."""
        heapq.heappush(self._events, (at, next(self._order), act, given))

    def work(self, now: int, caller: Caller) -> None:
        """A worker takes the next call."""
        if caller.stream.ends is None or now < caller.stream.ends * NS:
            self._submit(now, caller)

    @abstractmethod
    def submitted(self, now: int, call: Call) -> None:
        """Somebody of ours wants to call."""

    def foreign(self, now: int, credits: int) -> None:
        """A neighbour calls."""
        self.door.foreign(credits, now)

    def _follow(self, times: Iterator[int], act: Callable[..., None], given: Any) -> None:
        at = next(times, None)
        if at is not None:
            self.at(at, self._followed, times, act, given)

    def _followed(self, now: int, times: Iterator[int], act: Callable[..., None], given: Any) -> None:
        act(now, given)
        self._follow(times, act, given)

    def _submit(self, now: int, caller: Caller) -> None:
        job = next(caller.jobs)
        self.submitted(now, Call(next(self._serial), caller, job, caller.stream.really or job.credits, now))

    def _change(self, now: int, change: Change) -> None:
        self.door.change(change, now)
