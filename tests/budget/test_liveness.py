"""Whatever the answers say or leave out, the queue moves: while somebody waits, somebody is served before long."""

import asyncio
import random
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from quota_simulation import Link, call, mixed_load, server_of
from scheduler.headers import written
from scheduler.servers import MODELS, NS, Server

from miro_async.budget import Budget, Priority, Quota, Reservation
from miro_async.emulator import virtual_time
from miro_async.errors import DeadlineExceeded, InvalidArgument
from miro_async.wire import RateLimit

NOTHING = RateLimit()


def sent(budget: Budget, credits: int = 50) -> Reservation:
    reservation = budget.try_reserve(credits)
    assert reservation is not None
    reservation.sent()
    return reservation


def test_an_answer_from_before_a_429_without_headers_is_no_reason_to_wait_for_ever() -> None:
    async def main() -> None:
        budget = Budget()
        sent(budget).settle(200, RateLimit(100_000, 99_950, 1060, 1000))
        early, refused = sent(budget), sent(budget)
        refused.settle(429, NOTHING)
        early.settle(200, RateLimit(100_000, 0, 1060, 1000))  # and the rest is a neighbour's
        assert (await asyncio.wait_for(budget.reserve(50), 120)).waited == pytest.approx(60, abs=2)

    virtual_time.run(main(), start=1000.0)


def test_a_lowered_limit_of_which_nothing_is_left_is_waited_for_and_blamed_on_nobody() -> None:
    async def main() -> None:
        budget = Budget()
        sent(budget).settle(200, RateLimit(100_000, 99_950, 1060, 1000))
        for reservation in [sent(budget) for _ in range(4)]:
            reservation.settle(200, RateLimit(20_000, 0, 1060, 1000))
        state = budget.snapshot()
        assert (state.limit, state.remaining, state.foreign) == (20_000, 0, 0)
        assert (await asyncio.wait_for(budget.reserve(50), 120)).waited == pytest.approx(60, abs=2)

    virtual_time.run(main(), start=1000.0)


@pytest.mark.parametrize("deadline", [None, 0.5], ids=["cancelled", "refused"])
def test_whoever_comes_after_one_that_gave_up_does_not_wait_for_ever(deadline: float | None) -> None:
    async def main() -> None:
        budget = Budget()
        budget.pause(10)
        gave_up = asyncio.ensure_future(budget.reserve(50, deadline=deadline))
        await asyncio.sleep(1)
        gave_up.cancel()
        await asyncio.gather(gave_up, return_exceptions=True)
        await asyncio.sleep(100)
        budget.pause(10)
        assert (await asyncio.wait_for(budget.reserve(50), 120)).waited == pytest.approx(10, abs=0.1)

    virtual_time.run(main(), start=1000.0)


@pytest.mark.parametrize("limit", [0, 1, 7])
def test_a_limit_that_is_none_stops_nobody(limit: int) -> None:
    async def main() -> None:
        budget = Budget(Quota(window=10.0))
        sent(budget).settle(200, RateLimit(100_000, 99_950, 1010, 1000))
        for reservation in [sent(budget) for _ in range(5)]:
            reservation.settle(200, RateLimit(limit, 0, 1010, 1000))
        for _ in range(5):
            reservation = await asyncio.wait_for(budget.reserve(500), 60)
            reservation.sent()
            reservation.settle(200, RateLimit(100_000, 50_000, 1010, 1000))
        assert budget.snapshot().limit == 100_000

    virtual_time.run(main(), start=1000.0)


@pytest.mark.parametrize("name", MODELS)
def test_a_second_batch_after_a_long_pause_is_served_like_the_first(name: str) -> None:
    async def main() -> None:
        link = Link(server_of(name, 20_000, 20.0), 1)
        budget = Budget(Quota(limit=20_000, window=20.0))
        await mixed_load(budget, link, 100)  # enough to learn how the server counts
        await asyncio.sleep(300)  # and enough to know no longer what it has left
        async with asyncio.timeout(120):
            await asyncio.gather(*(call(budget, link, 100, flow=f"{number % 3}") for number in range(600)))
        assert link.result.refused == 0

    virtual_time.run(main(), start=1000.0)


def test_the_fallback_pacer_survives_a_program_that_cancels_all_its_tasks() -> None:
    async def main() -> None:
        budget = Budget(Quota(limit=10_000, window=10.0))
        for _ in range(60):
            reservation = await budget.reserve(50)
            reservation.sent()
            reservation.settle(200, NOTHING)
        waiting = [asyncio.ensure_future(budget.reserve(50)) for _ in range(5)]
        await asyncio.sleep(0)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        assert len(others) == 6, "the five, and the pacer's own"
        for task in others:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        assert (await asyncio.wait_for(budget.reserve(50), 60)).credits == 50

    virtual_time.run(main(), start=1000.0)


def test_a_timer_left_in_an_idle_loop_takes_nothing_from_the_loop_that_came_after() -> None:
    budget = Budget()

    async def spend_all_and_give_up() -> None:
        sent(budget).settle(200, RateLimit(100_000, 0, 1060, 1000))
        impatient = asyncio.ensure_future(budget.reserve(50))
        await asyncio.sleep(1)
        impatient.cancel()
        await asyncio.gather(impatient, return_exceptions=True)

    async def queue() -> asyncio.Task[Reservation]:
        task = asyncio.ensure_future(budget.reserve(50))
        await asyncio.sleep(1)
        return task

    first, second = virtual_time.VirtualTimeLoop(), virtual_time.VirtualTimeLoop()
    with closing(first), closing(second):
        first.run_until_complete(spend_all_and_give_up())
        waiting = second.run_until_complete(queue())
        first.run_until_complete(asyncio.sleep(100))
        assert second.run_until_complete(waiting).waited == pytest.approx(60, abs=2)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong, as shares of the answers or calls."""

    seed: int
    model: str
    limit: int
    window: float  # seconds
    latency: float  # seconds each way, at most
    bare: float  # answers without rate headers
    bare_429: float  # the same, of those that are 429
    garbled: float
    lost: float
    cancelled: float
    hurried: float  # calls with a deadline
    foreign: float  # chance, with each new call, that a neighbour takes some of the quota or all of it
    changing: float  # the same, that the server changes its limit


SHARE = st.sampled_from([0.0, 0.2, 0.5, 1.0])
TROUBLE = st.builds(
    Trouble,
    seed=st.integers(0, 2**32),
    model=st.sampled_from(list(MODELS)),
    limit=st.sampled_from([1000, 5000, 10_000]),
    window=st.sampled_from([3.0, 10.0, 60.0]),
    latency=st.sampled_from([0.05, 0.5, 3.0]),
    bare=SHARE,
    bare_429=SHARE,
    garbled=SHARE,
    lost=SHARE,
    cancelled=st.sampled_from([0.0, 0.3]),
    hurried=st.sampled_from([0.0, 0.3]),
    foreign=st.sampled_from([0.0, 0.1, 0.3]),
    changing=st.sampled_from([0.0, 0.05]),
)
GARBAGE: list[dict[str, Any]] = [
    {"remaining": None},
    {"remaining": 0},
    {"remaining": 10**9},
    {"limit": 0, "remaining": 0},
    {"limit": 1},
    {"limit": 7, "remaining": 3},
    {"limit": 10**9},
    {"reset": 5},
    {"reset": None},
    {"date": 10**11},
    {"date": None},
    {"retry_after": 1e12},
]


class TroubledServer:
    """Calls on a budget that meet trouble, and the longest time that the queue stood still meanwhile."""

    def __init__(self, trouble: Trouble) -> None:
        self.trouble = trouble
        self.dice = random.Random(trouble.seed)
        self.server: Server = server_of(trouble.model, trouble.limit, trouble.window)
        self.budget = Budget(Quota(limit=trouble.limit, window=trouble.window))
        self.moved_at = 0.0
        self.longest_stop = 0.0

    def happens(self, share: float) -> bool:
        return self.dice.random() < share

    async def one(self, credits: int, number: int, deadline: float | None) -> None:
        priority = self.dice.choice(list(Priority))
        try:
            for _ in range(5):
                if await self.attempt(credits, priority, f"{number % 4}", deadline):
                    return
        except (DeadlineExceeded, InvalidArgument):
            return

    async def attempt(self, credits: int, priority: Priority, flow: str, deadline: float | None) -> bool:
        trouble, loop = self.trouble, asyncio.get_running_loop()
        reservation = await self.budget.reserve(credits, priority=priority, flow=flow, deadline=deadline)
        self.moved_at = loop.time()
        try:
            if self.happens(0.02):
                return True  # changed its mind
            reservation.sent()
            await asyncio.sleep(self.dice.uniform(0, trouble.latency))
            now = int(loop.time() * NS)
            accepted = self.server.request(credits, now)
            rate = self.headers(now, accepted=accepted)
            await asyncio.sleep(self.dice.uniform(0, trouble.latency))
            if not self.happens(trouble.lost):
                reservation.settle(200 if accepted else 429, rate)
                return accepted
            return False
        finally:
            reservation.close()

    def headers(self, now: int, *, accepted: bool) -> RateLimit:
        trouble, server = self.trouble, self.server
        if self.happens(trouble.bare) or (not accepted and self.happens(trouble.bare_429)):
            return NOTHING
        rate = written(server, now)
        return rate._replace(**self.dice.choice(GARBAGE)) if self.happens(trouble.garbled) else rate

    def disturb(self, tasks: list[asyncio.Future[None]]) -> None:
        trouble, server = self.trouble, self.server
        if self.happens(trouble.cancelled):
            self.dice.choice(tasks).cancel()
        now = int(asyncio.get_running_loop().time() * NS)
        if self.happens(trouble.foreign) and server.left(now) > 0:
            server.charge(self.dice.randint(1, server.left(now)), now)
        if self.happens(trouble.changing):
            limits = [trouble.limit // 10, trouble.limit // 2, trouble.limit, 2 * trouble.limit]
            server.set_limit(self.dice.choice(limits), now)

    async def load(self) -> None:
        loop, trouble = asyncio.get_running_loop(), self.trouble
        tasks: list[asyncio.Future[None]] = []
        for number in range(60):
            deadline = self.dice.uniform(0.1, 2 * trouble.window) if self.happens(trouble.hurried) else None
            credits = self.dice.choice([50, 100, 500, 1000])
            tasks.append(asyncio.ensure_future(self.one(credits, number, deadline)))
            if self.happens(0.1):
                await asyncio.sleep(self.dice.uniform(0, trouble.window / 2))
            self.disturb(tasks)
        # Else the dearest call could never be served.
        self.server.set_limit(max(self.server.limit, 1000), int(loop.time() * NS))
        self.moved_at = loop.time()
        left: set[asyncio.Future[None]] = set(tasks)
        while left:
            _, left = await asyncio.wait(left, timeout=trouble.window / 2)
            if self.budget.snapshot().waiting_credits:
                self.longest_stop = max(self.longest_stop, loop.time() - self.moved_at)
                assert self.longest_stop < 5 * trouble.window + 40 * trouble.latency, "nobody was served for too long"
            else:
                self.moved_at = loop.time()
        for task in tasks:
            if not task.cancelled():
                task.result()


@given(trouble=TROUBLE)
@settings(deadline=None, max_examples=150)
def test_every_call_ends_and_no_credit_is_held_whatever_goes_wrong(trouble: Trouble) -> None:
    troubled = TroubledServer(trouble)

    async def main() -> None:
        await troubled.load()
        await asyncio.sleep(60)
        state = troubled.budget.snapshot()
        assert (state.waiting, state.reserved, state.in_flight, state.unknown) == (0, 0, 0, 0)

    virtual_time.run(main(), start=1000.0)
