"""A load on a budget and a server model, in virtual time."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from scheduler.headers import written
from scheduler.servers import MODELS, NS, Server, greedy

from miro_async.budget import Budget, Priority, Quota
from miro_async.emulator import virtual_time
from miro_async.wire import RateLimit

COSTS = (50, 100, 500, 2000)
SHARES = (60, 25, 10, 5)
START = 1000.0
WORKERS = 64
MEAN_COST = sum(cost * share for cost, share in zip(COSTS, SHARES, strict=True)) // 100
MEAN_LATENCY_NS = 233_000_000
ORACLE_LOOKS_NS = NS // 100


def server_of(
    model: str,
    limit: int = 100_000,
    window: float = 60.0,
    *,
    epoch: float = 1.7e9,
    charges_refusals: bool = False,
) -> Server:
    """One of the laboratory's servers; window and epoch are in seconds."""
    return MODELS[model](limit, round(window * NS), round(epoch * NS), charges_refusals=charges_refusals)


@dataclass
class Result:
    """What a run came to."""

    accepted: int = 0
    calls: int = 0
    refused: int = 0
    waits: list[float] = field(default_factory=list[float])
    oracle: int = 0
    model: str = ""

    @property
    def utilisation(self) -> float:
        return self.accepted / self.oracle


class Link:
    """Carries calls to a server model and back, with latencies that let answers overtake each other."""

    def __init__(self, server: Server, seed: int, *, mangle: Callable[[RateLimit], RateLimit] | None = None) -> None:
        self.server = server
        self.random = random.Random(seed)
        self.mangle = mangle
        self.result = Result()
        self.counted: tuple[int, int] = (0, 1 << 62)  # accepted credits count from .. until, in ns

    async def send(self, credits: int) -> tuple[int, RateLimit]:
        loop = asyncio.get_running_loop()
        dice = self.random
        await asyncio.sleep(dice.uniform(0.02, 0.12))
        now = int(loop.time() * NS)
        accepted = self.server.request(credits, now)
        self.result.calls += 1
        if accepted:
            if self.counted[0] <= now < self.counted[1]:
                self.result.accepted += credits
        else:
            self.result.refused += 1
        rate = written(self.server, now)
        if self.mangle is not None:
            rate = self.mangle(rate)
        await asyncio.sleep(0.01 + min(dice.expovariate(1 / 0.083), 0.6) + dice.uniform(0.02, 0.12))
        return 200 if accepted else 429, rate


async def call(
    budget: Budget, link: Link, credits: int, *, priority: Priority = Priority.NORMAL, flow: str = ""
) -> float:
    """One call with its retries; returns the seconds that it waited."""
    waited = 0.0
    while True:
        reservation = await budget.reserve(credits, priority=priority, flow=flow)
        waited += reservation.waited
        try:
            reservation.sent()
            status, rate = await link.send(credits)
            reservation.settle(status, rate)
        finally:
            reservation.close()
        if status != 429:
            return waited


async def mixed_load(budget: Budget, link: Link, seconds: float, *, flows: int = 1) -> None:
    """64 workers with an endless backlog, and an interactive call a second."""
    dice = random.Random(link.random.random())

    async def worker(number: int) -> None:
        while True:
            await call(budget, link, dice.choices(COSTS, SHARES)[0], flow=f"job {number % flows}")

    async def person() -> None:
        link.result.waits.append(await call(budget, link, 50, priority=Priority.INTERACTIVE))

    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    tasks = {asyncio.ensure_future(worker(number)) for number in range(WORKERS)}
    while loop.time() < end:
        tasks.add(asyncio.ensure_future(person()))
        await asyncio.sleep(min(1.0, end - loop.time()))
    for task in tasks:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


def simulate(
    model: str,
    *,
    window: float = 60.0,
    windows: int = 5,
    seed: int = 1,
    limit: int = 100_000,
    flows: int = 1,
    charges_refusals: bool = False,
    mangle: Callable[[RateLimit], RateLimit] | None = None,
) -> Result:
    epoch = 1_700_000_000 + random.Random(seed).uniform(-3600, 3600)

    def server() -> Server:
        return server_of(model, limit, window, epoch=epoch, charges_refusals=charges_refusals)

    start, seconds = round(START * NS), windows * window
    link = Link(server(), seed, mangle=mangle)
    if model == "wall":
        # Whole windows only: nobody can tell what a truncated one is worth.
        start = server().resets_at(start)
        seconds += window
    end = start + round(windows * window * NS)
    link.counted = (start, end)
    budget = Budget(Quota(limit=limit, window=window))
    virtual_time.run(mixed_load(budget, link, seconds, flows=flows), start=START)
    carried = WORKERS * MEAN_COST * ORACLE_LOOKS_NS // MEAN_LATENCY_NS
    ideal = greedy(server(), range(start, end, ORACLE_LOOKS_NS), most=carried)
    link.result.oracle = sum(credits for _, credits in ideal)
    link.result.model = budget.snapshot().model
    return link.result
