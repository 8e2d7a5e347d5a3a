"""One run: a policy, a world, a server's way of counting and a seed, in virtual time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeAlias

from miro_async.budget import Budget, BudgetSnapshot, Priority
from miro_async.emulator import virtual_time
from miro_async.errors import DeadlineExceeded
from miro_async.wire import RateLimit
from scheduler.door import Counts, Door
from scheduler.links import Job
from scheduler.servers import NS, Returns
from scheduler.streams import Backlog, OpenLoop, Stream
from scheduler.takeover import Books
from scheduler.world import Change, World, counted_from, dice_of, jobs_of

__all__ = ["START_S", "Clock", "Judged", "Maker", "Overheard", "Passed", "Play", "Played", "Policy", "Ticket", "play"]

START_S = 1000.0  # what the loop's clock shows when a run begins
_ANSWER_TIMEOUT_S = 10.0
_YOUNG_NS = NS  # a call that is younger when the run ends is no evidence of anything
_FIRST_CALLS = 64
_LONG_MINUTES = 120  # longer runs do not remember every call

Answer: TypeAlias = tuple[int, RateLimit | None]
Clock: TypeAlias = Callable[[], float]
"""The server's own clock, in seconds since the epoch."""


class Ticket(Protocol):
    """A call that a policy lets go."""

    def sent(self) -> None:
        """The call goes out now."""

    def settle(self, status: int, rate: RateLimit) -> None:
        """Its answer came."""

    def close(self) -> None:
        """It is over, whatever happened."""


class Policy(Protocol):
    """What decides when a call may go."""

    async def reserve(
        self, credits: int, *, priority: Priority, flow: str, operation: str, deadline: float | None = None
    ) -> Ticket:
        """Wait until the call may go."""
        ...


Maker: TypeAlias = Callable[[World, Clock], Policy]
"""Makes a policy for a world, out of nothing but its quota and the server's clock."""


class Passed(NamedTuple):
    """A call that came through, in ns: when it was submitted, how long it took in all, and on its last trip."""

    submitted: int
    took: int
    trip: int
    credits: int


class Overheard(NamedTuple):
    """A call of ours, as somebody knows who is told everything.

    Attributes:
        credits: its cost.
        sent: when it was sent, in ns.
        charged: when it was charged or refused.
        answered: when it was answered.
        spent: what neighbours had spent when it was charged.
        remaining: what the Remaining header told.
        reset: what the Reset header told, before it was rounded.
        returns: how credits came back.
    """

    credits: int
    sent: int
    charged: int
    answered: int
    spent: int
    remaining: int
    reset: int
    returns: Returns


class Judged(NamedTuple):
    """A call with a deadline: what was said of it at once, and what would have come true."""

    accepted: bool
    in_time: bool


@dataclass
class Played:
    """What came of a run.

    Attributes:
        counts: what the server saw.
        passed: the calls that came through in the counted time, by stream; open ones that are old are among them.
        judged: the calls with a deadline.
        first_calls: when the first calls that came through were sent, and how long their trips were, in ns.
        refused: when a 429 was read, and how many calls were under way then, itself not counted.
        unaware: how many 429s met calls that were sent before any answer could tell of the last change of the server,
            or of the first call that it accepted from a neighbour.
        final: the budget's own view at the end, before the streams are cut off; None of other policies.
        samples: what the watchers wrote down.
        books: the server's, where slices begin and end.
        digest: of every event; empty if none was kept.
    """

    counts: Counts
    passed: list[list[Passed]]
    judged: list[Judged] = field(default_factory=list[Judged])
    first_calls: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    refused: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    unaware: int = 0
    final: BudgetSnapshot | None = None
    samples: dict[str, list[tuple[float, ...]]] = field(default_factory=dict[str, list[tuple[float, ...]]])
    books: dict[int, Books] = field(default_factory=dict[int, Books])
    digest: str = ""


class Play:
    """Streams on one side, the door on the other, and the link between them.

    Attributes:
        played: what has come of it so far.
        door: the server.
        flying: calls under way on the link, given up or not.
        held: credits of the calls that were sent and are neither answered nor given up.
        lost_charged: (ns, credits) of calls that were charged and whose answer was lost.
        overheard: all calls of ours that were charged or refused, if somebody who looks on wants them.
        latest: when the latest of all answers that were read was written, and what neighbours had spent by then.
    """

    def __init__(
        self,
        world: World,
        model: str,
        seed: int,
        policy: Maker,
        minutes: float,
        *,
        digest: bool = False,
    ) -> None:
        self.world = world
        self.loop = asyncio.get_running_loop()
        start = counted_from(world, model, seed)
        self.end = start + int(minutes * 60 * NS)
        self.door = Door(world, model, seed, start, self.end, digest=digest)
        self.policy = policy(world, self.server_clock)
        self.played = Played(self.door.counts, [[] for _ in world.streams])
        self.flying = 0
        self.held = 0
        self.lost_charged: list[tuple[int, int]] = []
        self.latest = (-1, 0)
        self.overheard: list[Overheard] | None = None
        self._open: dict[int, tuple[int, int, int]] = {}  # stream, submitted, credits
        self._serial = 0
        self._remember = minutes <= _LONG_MINUTES
        self._luck = dice_of(world, model, seed, "luck")
        self._changed_at = -1
        self._told_at = 0  # when the first answer was read that was written after the last change
        self._met = False  # whether a neighbour's call was accepted
        self._over = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._start(model, seed)

    def now(self) -> int:
        """Nanoseconds since the start, by the server's clock."""
        now = round((self.loop.time() - START_S) * NS)
        return now - now * self.world.faults.drift // 1_000_000

    def server_clock(self) -> float:
        """What the server's clock shows, in seconds since the epoch."""
        return (self.now() + self.door.server.epoch) / NS

    @property
    def open_calls(self) -> Iterator[tuple[int, int]]:
        """Stream and time of submission of the calls that are not through."""
        return ((number, submitted) for number, submitted, _ in self._open.values())

    def every(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something again and again, from now on."""
        act()
        self.loop.call_later(seconds, self.every, seconds, act)

    async def run(self) -> Played:
        """Play until the end."""
        await asyncio.sleep(self.end / NS * (1 + self.world.faults.drift / 1_000_000))
        played = self.played
        if isinstance(self.policy, Budget):
            played.final = self.policy.snapshot()
        if self.door.digest is not None:
            played.digest = self.door.digest.hexdigest()
        self._count_open()
        self._over = True
        for task in self._tasks:
            task.cancel()
        for outcome in await asyncio.gather(*self._tasks, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome
        return played

    # Who calls ----------------------------------------------------------------------------------------------

    def _start(self, model: str, seed: int) -> None:
        world = self.world
        for number, stream in enumerate(world.streams):
            jobs = jobs_of(world, model, seed, number)
            if isinstance(stream, Backlog):
                for _ in range(stream.workers):
                    self._spawn(self._work(number, stream, jobs))
            else:
                times = stream.times(dice_of(world, model, seed, f"times {number}"))
                self._follow(times, self._submitter(number, stream, jobs))
        for number, neighbour in enumerate(world.neighbours):
            times = neighbour.times(dice_of(world, model, seed, f"neighbour {number}"), world.limit / world.window)
            self._follow(times, self._intruder(neighbour.credits))
        for change in world.changes:
            self.loop.call_at(START_S + change.at, self._change, change)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        if task.cancelled() or task.exception() is None:
            self._tasks.discard(task)

    def _follow(self, times: Iterator[int], act: Callable[[], None]) -> None:
        """Do something at each of the times (ns since the start)."""
        at = next(times, None)
        if at is not None and at <= self.end:
            self.loop.call_at(START_S + at / NS, self._followed, times, act)

    def _followed(self, times: Iterator[int], act: Callable[[], None]) -> None:
        act()
        self._follow(times, act)

    def _submitter(self, number: int, stream: OpenLoop, jobs: Iterator[Job]) -> Callable[[], None]:
        if stream.deadlines is None:
            return lambda: self._spawn(self._call(number, stream, next(jobs)))
        least, most = stream.deadlines
        return lambda: self._spawn(self._judge(number, stream, next(jobs), self._luck.uniform(least, most)))

    def _intruder(self, credits: int) -> Callable[[], None]:
        return lambda: self._intrude(credits, self.now())

    def _intrude(self, credits: int, now: int) -> None:
        if not self._met and self.door.server.left(now) >= credits:
            self._met = True
            self._nobody_knows_since(now)
        self.door.foreign(credits, now)

    def _change(self, change: Change) -> None:
        now = self.now()
        self._nobody_knows_since(now)
        self.door.change(change, now)

    def _nobody_knows_since(self, now: int) -> None:
        self._changed_at = now
        self._told_at = self.end

    async def _work(self, number: int, stream: Backlog, jobs: Iterator[Job]) -> None:
        if stream.begins:
            await asyncio.sleep(stream.begins)
        while stream.ends is None or self.now() < stream.ends * NS:
            try:
                await self._call(number, stream, next(jobs), stream)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if self._over or task is None:
                    raise
                task.uncancel()  # the worker gave this call up, and takes the next one

    # A call's way -------------------------------------------------------------------------------------------

    async def _call(self, number: int, stream: Stream, job: Job, whims: Backlog | None = None) -> None:
        submitted = self.now()
        serial = self._serial = self._serial + 1
        self._open[serial] = number, submitted, job.credits
        try:
            while True:
                given_up = self._give_up_queued(whims)
                ticket = await self.policy.reserve(
                    job.credits, priority=stream.priority, flow=stream.flow, operation=stream.operation
                )
                if given_up is not None:
                    given_up.cancel()
                if await self._attempt(number, stream, job, ticket, whims) != 429:
                    break
                job = self.world.link.job(job.credits, self._luck)
        finally:
            del self._open[serial]
        if self._remember and self.door.start <= submitted:
            self.played.passed[number].append(Passed(submitted, self.now() - submitted, job.trip, job.credits))

    async def _judge(self, number: int, stream: OpenLoop, job: Job, deadline: float) -> None:
        """A call with a deadline; one that is turned away at once waits all the same, to see who was right."""
        submitted = self.now()
        accepted = True
        try:
            ticket = await self.policy.reserve(
                job.credits, priority=stream.priority, flow=stream.flow, operation=stream.operation, deadline=deadline
            )
        except DeadlineExceeded:
            if self.now() > submitted:
                self._note(submitted, Judged(accepted=True, in_time=False))
                return
            accepted = False
            ticket = await self.policy.reserve(
                job.credits, priority=stream.priority, flow=stream.flow, operation=stream.operation
            )
        self._note(submitted, Judged(accepted, in_time=self.now() - submitted <= deadline * NS))
        while await self._attempt(number, stream, job, ticket) == 429:
            ticket = await self.policy.reserve(
                job.credits, priority=stream.priority, flow=stream.flow, operation=stream.operation
            )

    def _note(self, submitted: int, judged: Judged) -> None:
        if submitted >= self.door.start:
            self.played.judged.append(judged)

    async def _attempt(
        self, number: int, stream: Stream, job: Job, ticket: Ticket, whims: Backlog | None = None
    ) -> int:
        """Send once; the status, 0 if the answer is lost."""
        given_up = None
        try:
            ticket.sent()
            self.held += job.credits
            given_up = self._give_up_sent(whims, job)
            sent_at = self.now()
            status, rate = await self._send(number, stream.really or job.credits, job)
            if rate is not None:
                ticket.settle(status, rate)
            if status == 200 and len(self.played.first_calls) < _FIRST_CALLS:
                self.played.first_calls.append((sent_at, job.trip))
            if status == 429:
                self.played.refused.append((self.now(), self.flying))
                self.played.unaware += sent_at < self._told_at
        finally:
            if given_up is not None:
                given_up.cancel()
            ticket.close()
            self.held -= job.credits
        return status

    def _give_up_queued(self, whims: Backlog | None) -> asyncio.TimerHandle | None:
        if whims is None or not whims.quit_queued or self._luck.random() >= whims.quit_queued:
            return None
        task = asyncio.current_task()
        assert task is not None
        return self.loop.call_later(self._luck.uniform(0, whims.patience), task.cancel)

    def _give_up_sent(self, whims: Backlog | None, job: Job) -> asyncio.TimerHandle | None:
        if whims is None or not whims.quit_sent or self._luck.random() >= whims.quit_sent:
            return None
        task = asyncio.current_task()
        assert task is not None
        return self.loop.call_later(self._luck.uniform(0, job.trip / NS), task.cancel)

    def _send(self, number: int, credits: int, job: Job) -> asyncio.Future[Answer]:
        loop, faults = self.loop, self.world.faults
        answer: asyncio.Future[Answer] = loop.create_future()
        self.flying += 1
        if faults.lost and self._luck.random() < faults.lost:
            if self._luck.random() < faults.lost_charged:
                loop.call_later(job.up / NS, self._arrive_unanswered, number, credits)
            loop.call_later(_ANSWER_TIMEOUT_S, self._answered, answer, 0, None)
        else:
            loop.call_later(job.up / NS, self._arrive, number, credits, job, answer)
        return answer

    def _arrive(self, number: int, credits: int, job: Job, answer: asyncio.Future[Answer]) -> None:
        now = self.now()
        status, rate = self.door.own(credits, now, number)
        spent = self.door.counts.asked - self.door.counts.denied
        back = self.world.link.back(job, now)
        self.loop.call_later(back / NS, self._answered, answer, status, rate, (now, spent))
        if self.overheard is not None:
            server = self.door.server
            told = server.remaining(now), server.resets_at(now), server.returns(now)
            self.overheard.append(Overheard(credits, now - job.up, now, now + back, spent, *told))

    def _arrive_unanswered(self, number: int, credits: int) -> None:
        now = self.now()
        if self.door.own(credits, now, number)[0] != 429:
            self.lost_charged.append((now, credits))

    def _answered(
        self, answer: asyncio.Future[Answer], status: int, rate: RateLimit | None, written: tuple[int, int] = (-1, 0)
    ) -> None:
        self.flying -= 1
        self.latest = max(self.latest, written)
        if written[0] > self._changed_at:
            self._told_at = min(self._told_at, self.now())
        self.door.note(f"answered {self.now()} {status} {rate}")
        if not answer.done():
            answer.set_result((status, rate))

    def _count_open(self) -> None:
        now = self.now()
        for number, submitted, credits in self._open.values():
            if submitted >= self.door.start and now - submitted > _YOUNG_NS:
                self.played.passed[number].append(Passed(submitted, now - submitted, 0, credits))


def play(
    world: World,
    model: str,
    seed: int,
    policy: Maker,
    minutes: float,
    *,
    digest: bool = False,
    watchers: tuple[Callable[[Play], None], ...] = (),
) -> Played:
    """Play a world from beginning to end.

    Args:
        world: what to play.
        model: the server's way of counting.
        seed: of the dice.
        policy: makes what decides when a call may go.
        minutes: counted virtual minutes.
        digest: whether to keep a digest of every event.
        watchers: called once with the play, in the loop, before anything happens.
    """

    async def main() -> Played:
        run = Play(world, model, seed, policy, minutes, digest=digest)
        for watcher in watchers:
            watcher(run)
        return await run.run()

    return virtual_time.run(main(), start=START_S)
