"""Deadlines: how often somebody must be wrong who knows everything but the future (28).

A call with a deadline is judged when it comes. From that moment on the run is played again and again, each time with
other dice: all that there is stays as it is (who waits, what is under way, the server's books and the scheduler with
all that it believes), and who comes later, what that costs and how long it travels is drawn anew. Let p be the share of
these futures in which the call goes in time. Who says yes is wrong with probability 1 - p, who says no with p, and so
nobody who is to judge by what there is, and however much he can reckon, is wrong less often than min(p, 1 - p).

`knowing` says what is likelier, and tells how often that is wrong: of all that it judged, in percent, yeses and noes
apart. It leans to the low side, so that their sum is a bound: of few futures the smaller share is smaller on average
than it is of all, and where the first few agree the rest are not played, and count as certain. That another scheduler
might be easier to foresee is not excluded.

The futures are forks of the process, one after the other.
"""

import asyncio
import gc
import os
import random
from asyncio import events
from functools import lru_cache
from typing import NamedTuple

from miro_async.emulator import virtual_time
from scheduler.links import Job
from scheduler.play import START_S, Play
from scheduler.policies import ours
from scheduler.servers import NS
from scheduler.streams import OpenLoop
from scheduler.world import World

__all__ = ["Wrong", "knowing"]

_AT_FIRST = 3
_FUTURES = 12
_IN_TIME, _TOO_LATE = 0, 1


class Wrong(NamedTuple):
    """How often who says what is likelier is wrong, in percent of all that is judged.

    Attributes:
        yes: it said so, and the call is late.
        no: it said so, and the call would have gone in time.
    """

    yes: float
    no: float


class _Forking(Play):
    """A run that looks into its futures whenever a call with a deadline comes."""

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        super().__init__(world, model, seed, ours, minutes)
        self.shares: list[float] = []
        self._future = 0  # which one this process is; 0 for the run itself

    async def _judge(self, number: int, stream: OpenLoop, job: Job, deadline: float) -> None:
        submitted = self.now()
        granted = self.loop.create_task(
            self.policy.reserve(
                job.credits, priority=stream.priority, flow=stream.flow, operation=stream.operation, deadline=None
            )
        )
        await asyncio.sleep(0)
        mine = False
        if not self._future and submitted + int(deadline * NS) < self.end:
            share = 1.0 if granted.done() else self._share(deadline)
            mine = self._future > 0
            self.shares.append(share)
        ticket = await granted
        if mine:
            os._exit(_IN_TIME)
        while await self._attempt(number, stream, job, ticket) == 429:
            ticket = await self.policy.reserve(
                job.credits, priority=stream.priority, flow=stream.flow, operation=stream.operation
            )

    def _share(self, deadline: float) -> float:
        """In how many futures the call goes in time; returns in each of them as well."""
        in_time = 0
        dice = [each for each in gc.get_objects() if isinstance(each, random.Random)]
        for future in range(1, _FUTURES + 1):
            child = os.fork()
            if not child:
                self._go_into(future, dice, deadline)
                return 0.0
            status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            assert status in (_IN_TIME, _TOO_LATE), "every future comes to an end"
            in_time += status == _IN_TIME
            if future == _AT_FIRST and in_time in (0, future):
                return in_time / future
        return in_time / _FUTURES

    def _go_into(self, future: int, dice: list[random.Random], deadline: float) -> None:
        """This process is a future: everything that is still to be drawn is drawn by other dice."""
        self._future = future
        events._set_running_loop(self.loop)  # noqa: SLF001 - a fork forgets which loop runs
        for each in dice:
            each.seed(f"{future} {each.random()}")
        self.loop.call_later(deadline, os._exit, _TOO_LATE)


@lru_cache(maxsize=4)
def knowing(world: World, model: str, seed: int, minutes: float) -> Wrong:
    """How often the likelier verdict is wrong."""

    async def main() -> list[float]:
        run = _Forking(world, model, seed, minutes)
        await run.run()
        return run.shares

    shares = virtual_time.run(main(), start=START_S)
    yes = sum(1 - share for share in shares if share > 0.5)
    no = sum(share for share in shares if share <= 0.5)
    return Wrong(100 * yes / max(len(shares), 1), 100 * no / max(len(shares), 1))
