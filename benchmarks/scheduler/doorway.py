"""What can be had under stricter rules than the oracle's, hard target by hard target.

**Told nothing** (18a). Without headers every kind of server answers alike until it refuses. Who must be refused by
none of them, whatever its phase, must keep to what all of them admit: among the fixed windows of all phases there is
one for every span of a window, so no span may see more than the limit. Hence `told_nothing_most`: in n windows nobody
is charged more than n limits. Where a server gives more than that, a full bucket at first or a counter whose first
window is young, the oracle's credits cannot be had by who must not be refused and is not told. (That n limits can be
had is not claimed.)

And not all of that can be had, for one of these servers is a counter of any phase, and dear calls come among cheap
ones. Let C(s) be what was charged by the time s. A counter whose present window began at s admits a call at t only if
C(t), the call included, is at most ``limit + x C(s) + (1 - x) C(s - W)``, where ``x = (t - s) / W``. Take two calls of
the cost c that have, both of them counted, X credits between them, one limit to two. No window holds so much, so the
later one comes ``W + g`` after the earlier. Let s be W after the moment before the earlier one: then ``x = g / W``, and
as no window holds more than a limit, X is at most ``limit (1 + g / W)``. So from the one to the other at least
``X W / limit`` pass, in which no more than X - c are charged: c is lost. From dear call to dear call such hops go on
for ever, and `every_phase_most` is what the chain that takes longest leaves, if the calls go in the order in which they
come. For calls of 2,000 and a limit of 100,000 that is 98.05 %: the bucket of 2,000 that leaks the rest is as good.

That was a client who knows when each call is charged. A real one knows that it was between sending and answer. To be
certain, it reckons with the answer for the earlier call and with the sending for the later: what it sent after the
earlier one and was answered before is no part of X then, and a trip is lost with every hop. (How much it sends then is
not its own choice here: a steady pace.)

**A fair flood** (11). A gate at the server's door that sees its books, as the oracle's, but with an order. `Fair`
passes calls in the order of start-time fair queueing, 8 to 1, and lets no credits lie: fair in every instant, as far
as batch is there to be served. `Keeping` is first come, first served, with a ninth of the limit kept for batch on
books of the server's own kind: the flood waits a moment even while there are credits. What either gives batch is
within reach of a scheduler that knows what is left.

`share_wait` is the longest wait of the batch workers when one desk serves their calls at a steady share of the limit,
in the order in which they come: of all orders in which a desk serves calls that come at given times that one has the
least longest wait (of two served out of order, the later one waits longer than the earlier one would have to). The
times are not given here, as a worker who is served late calls late; so it says what a fair line gives, and not that
no order of service gives less.

**In order** (20e, 20f). `in_order` is when who sees the server's books can have sent so many calls, each so that it
arrives when it fits: batch in the order in which it comes, people when they call.

`in_order_by_answers` is the same on a bucket for who knows that it is one, and its limit, but of what is left only what
sending and answer tell: an answer may have been written when it was read, what was not answered when its call was sent
may have been charged after it, and a call may arrive when it is sent. He sends what is certain to fit. That is the best
of what each answer proves, and not of every inference from all of them together.

**Refused at first** (20f). Who is refused by his first call, with nothing left, is told Reset and Date, in whole
seconds. Let the window end as late as they and its length allow, counted from when the answer was written: nothing else
differs until then, so whose second call arrives sooner is refused again in that world. And he sends one and not two: a
log whose oldest charge was a cheap call's answers as a window does, and has room for one. So who is refused once at
most does not send the rest before `refused_once`. That was a client who knows when the first call was charged, and how
long the second will be on its way. If only sending and answer tell, the first may have been charged when its answer was
read, and the second may arrive when it is sent.

**Under way** (6, 7). When the server begins to refuse, the first call that arrives is refused, and so are all that were
sent before its answer is read. `met_unaware` lays the calls of a backlog end to end, each when a steady pace has earned
it, in the order in which they come, and says at what part of all instants more than so many would be met by that: of
cheap calls many are under way at a time. Who has fewer under way spends less, or later, or in another order.
"""

import heapq
import math
from abc import abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from miro_async.budget import Priority
from scheduler.headers import written
from scheduler.links import Job
from scheduler.servers import NS
from scheduler.streams import Backlog, OpenLoop
from scheduler.timeline import Call, Timeline
from scheduler.world import World, dice_of, jobs_of, server_of

__all__ = [
    "AtTheDoor",
    "Fair",
    "Keeping",
    "every_phase_most",
    "in_order",
    "in_order_by_answers",
    "met_unaware",
    "refused_once",
    "share_wait",
    "told_nothing_most",
]

_WEIGHTS = {Priority.INTERACTIVE: 8, Priority.NORMAL: 1, Priority.BATCH: 1}
_NEVER = 1 << 62
_OVERTAKE = 64  # calls: who comes so many later is not known to be charged before


class AtTheDoor(Timeline):
    """A gate at the server's door that sees its books.

    Attributes:
        waits: how long the calls of each stream were on their way and at the door beyond their trip, in ns.
    """

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        super().__init__(world, model, seed, minutes)
        self.waits: list[list[int]] = [[] for _ in world.streams]
        self._looks_at = _NEVER

    def submitted(self, now: int, call: Call) -> None:
        """It goes at once."""
        self.at(now + call.job.up, self._arrive, call)

    @abstractmethod
    def joined(self, call: Call) -> None:
        """A call has come to the door."""

    @abstractmethod
    def passing(self, now: int) -> Call | None:
        """The next call that may go in now, taken from those that wait."""

    @abstractmethod
    def room_at(self, now: int) -> int:
        """When to look again; never if nobody waits."""

    def _arrive(self, now: int, call: Call) -> None:
        self.joined(call)
        self._look(now)

    def _look(self, now: int) -> None:
        while (call := self.passing(now)) is not None:
            self.door.own(call.cost, now, call.caller.number)
            if call.submitted >= self.door.start:
                self.waits[call.caller.number].append(now - call.submitted - call.job.up)
            if isinstance(call.caller.stream, Backlog):
                self.at(now + self.world.link.back(call.job, now), self.work, call.caller)
        at = max(self.room_at(now), now + 1)
        if at < self._looks_at:
            self._looks_at = at
            self.at(at, self._look_if_due)

    def _look_if_due(self, now: int) -> None:
        if now == self._looks_at:
            self._looks_at = _NEVER
            self._look(now)


class Fair(AtTheDoor):
    """In the order of start-time fair queueing by class, first come first served in each; nobody overtakes."""

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        super().__init__(world, model, seed, minutes)
        self._lines: dict[Priority, deque[Call]] = {priority: deque() for priority in _WEIGHTS}
        self._tags = dict.fromkeys(_WEIGHTS, 0.0)
        self._virtual = 0.0

    def joined(self, call: Call) -> None:
        """A class that comes back is given nothing for its absence."""
        priority = call.caller.stream.priority
        if not self._lines[priority]:
            self._tags[priority] = max(self._tags[priority], self._virtual)
        self._lines[priority].append(call)

    def _next(self) -> Priority | None:
        waiting = [priority for priority, line in self._lines.items() if line]
        return min(waiting, key=lambda priority: self._tags[priority], default=None)

    def passing(self, now: int) -> Call | None:
        """The first of the class whose turn it is."""
        priority = self._next()
        if priority is None or self._lines[priority][0].cost > self.door.server.left(now):
            return None
        call = self._lines[priority].popleft()
        self._virtual = self._tags[priority]
        self._tags[priority] += call.cost / _WEIGHTS[priority]
        return call

    def room_at(self, now: int) -> int:
        """When the next one fits."""
        priority = self._next()
        return _NEVER if priority is None else self.door.server.room_at(self._lines[priority][0].cost, now)


class Keeping(AtTheDoor):
    """First come first served, but a ninth of the limit is kept for batch, on books of the server's kind."""

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        super().__init__(world, model, seed, minutes)
        self._people: deque[Call] = deque()
        self._batch: deque[Call] = deque()
        self._kept = server_of(world, model, seed)
        self._kept.set_limit(world.limit // 9, 0)

    def joined(self, call: Call) -> None:
        """Two lines."""
        (self._batch if call.caller.stream.priority is Priority.BATCH else self._people).append(call)

    def passing(self, now: int) -> Call | None:
        """Batch out of what is kept for it, people out of the rest."""
        left, kept = self.door.server.left(now), max(0, self._kept.left(now))
        batch, people = self._batch, self._people
        if batch and batch[0].cost <= min(left, kept):
            self._kept.charge(batch[0].cost, now)
            return batch.popleft()
        if people and people[0].cost <= left - kept:
            return people.popleft()
        return None

    def room_at(self, now: int) -> int:
        """Soon: two books are asked."""
        return now + NS // 100 if self._people or self._batch else _NEVER


def told_nothing_most(world: World, minutes: float) -> int:
    """More credits than this nobody is charged who keeps to one limit in any span of a window."""
    return math.ceil(minutes * 60 / world.window) * world.limit


def every_phase_most(world: World, model: str, seed: int, minutes: float, known_in: Callable[[Job], int]) -> float:
    """More than this, in percent of the limit, nobody is charged in the long run who suits counters of every phase.

    Args:
        world: whose first stream is played.
        model: only seeds the dice.
        seed: of the dice.
        minutes: of virtual time.
        known_in: how long after sending it is known that a call was charged, in ns; 0 if the books are seen.
    """
    window = int(world.window * NS)
    jobs, before = list[Job](), [0]
    for job in jobs_of(world, model, seed, 0):
        jobs.append(job)
        before.append(before[-1] + job.credits)
        if before[-1] * window > minutes * 60 * NS * world.limit:
            break
    dear = [nth for nth, job in enumerate(jobs) if job.credits == max(world.streams[0].mix.costs)]
    overtook = [
        sum(
            jobs[later].credits
            for later in range(nth + 1, min(nth + _OVERTAKE, len(jobs)))
            if (before[later] - before[nth + 1]) * window / world.limit + known_in(jobs[later]) < known_in(jobs[nth])
        )
        for nth in dear
    ]
    soonest: list[float] = []
    for nth in dear:
        at = soonest[-1] if soonest else 0.0
        for earlier, then, known_later in zip(dear, soonest, overtook, strict=False):
            closed = before[nth + 1] - before[earlier] - known_later
            if closed <= world.limit:
                break
            if closed <= 2 * world.limit:
                at = max(at, then + closed * window / world.limit + known_in(jobs[earlier]))
        soonest.append(at)
    last = range(len(dear) - len(dear) // 16, len(dear))
    shares = ((before[dear[nth]] - before[dear[0]]) * window / (world.limit * max(soonest[nth], 1)) for nth in last)
    return 100 * min(1.0, *shares)


def in_order(world: World, model: str, seed: int, calls: int) -> int:
    """When so many calls can have been sent by who sees the books and serves in order, in ns since the start.

    Args:
        world: a backlog, and somebody who calls.
        model: how the server counts.
        seed: of the dice.
        calls: how many.
    """
    person = world.streams[1]
    assert isinstance(person, OpenLoop)
    server = server_of(world, model, seed)
    batch, people = (jobs_of(world, model, seed, number) for number in range(2))
    times = person.times(dice_of(world, model, seed, "times 1"))
    head, caller, comes_at = next(batch), next(people), next(times)
    now, sent = 0, list[int]()
    for _ in range(calls):
        fits_at = server.room_at(head.credits, now)
        theirs_at = server.room_at(caller.credits, max(now, comes_at))
        now = min(fits_at, theirs_at)
        if theirs_at <= fits_at:
            server.charge(caller.credits, now)
            sent.append(max(comes_at, now - caller.up))
            caller, comes_at = next(people), next(times)
        else:
            server.charge(head.credits, now)
            sent.append(max(0, now - head.up))
            head = next(batch)
    return max(sent)


@dataclass
class _Sent:
    """A call, what it was charged for all that is known, and what its answer told, once it is here."""

    at: int
    cost: int
    back: int | None = None
    left: int = 0


class _InOrderByAnswers(Timeline):
    """See `in_order_by_answers`."""

    last = _NEVER

    def __init__(self, world: World, seed: int, calls: int) -> None:
        super().__init__(world, "bucket", seed, world.minutes)
        self._calls = calls
        self._luck = dice_of(world, "bucket", seed, "luck")
        self._people: deque[Call] = deque()
        self._batch: deque[Call] = deque()
        self._sent: list[_Sent] = []

    def _line(self, call: Call) -> deque[Call]:
        return self._batch if isinstance(call.caller.stream, Backlog) else self._people

    def submitted(self, now: int, call: Call) -> None:
        self._line(call).append(call)
        self._look(now)

    def _look(self, now: int) -> None:
        while now < self.last and (heads := [line[0] for line in (self._people, self._batch) if line]):
            call = min(heads, key=lambda head: self._fits_at(head.cost, now))
            at = self._fits_at(call.cost, now)
            if at > now:
                self.at(at, self._look)
                return
            self._line(call).popleft()
            sent = _Sent(now, call.cost)
            self._sent.append(sent)
            self.at(now + call.job.up, self._arrive, call, sent)
            if sum(each.cost > 0 for each in self._sent) == self._calls:
                self.last = self.end = now

    def _fits_at(self, credits: int, now: int) -> int:
        """When so much is certainly left; the first call asks, and the rest waits for its answer."""
        window = self.door.server.window
        told = [
            each.back - (each.left - self._since(each) - credits) * window // self.world.limit
            for each in self._sent
            if each.back is not None
        ]
        return max(now, min(told, default=_NEVER if self._sent else now))

    def _since(self, told: _Sent) -> int:
        """What may have been charged after a call was."""
        return sum(each.cost for each in self._sent if each is not told and (each.back is None or each.back > told.at))

    def _arrive(self, now: int, call: Call, sent: _Sent) -> None:
        status, rate = self.door.own(call.cost, now, call.caller.number)
        assert rate.remaining is not None
        self.at(now + call.job.served + call.job.down, self._answered, call, sent, status, rate.remaining)

    def _answered(self, now: int, call: Call, sent: _Sent, status: int, left: int) -> None:
        sent.back, sent.left = now, left
        if status == 429:
            sent.cost = 0
            self._line(call).appendleft(call._replace(job=self.world.link.job(call.cost, self._luck)))
        elif isinstance(call.caller.stream, Backlog):
            self.work(now, call.caller)
        self._look(now)


def in_order_by_answers(world: World, seed: int, calls: int) -> int:
    """The same on a bucket by who knows the kind and the limit, and what is left by answers.

    Args:
        world: a backlog, and somebody who calls.
        seed: of the dice.
        calls: how many.
    """
    client = _InOrderByAnswers(world, seed, calls)
    client.run()
    return client.last


def refused_once(world: World, model: str, seed: int, *, seen: bool) -> int:
    """When the rest can be sent by whose first call is the batch's and whose second is people's, in ns since the start.

    Args:
        world: a backlog, and somebody who calls.
        model: one that gives everything back at one stroke.
        seed: of the dice.
        seen: whether it is known when the first call is charged, and how long the second will be on its way.
    """
    first, second = (next(jobs_of(world, model, seed, number)) for number in range(2))
    told = written(server_of(world, model, seed), first.up)
    assert told.reset is not None
    assert told.date is not None
    lasts = min((told.reset - told.date) * NS, int(world.window * NS))
    return first.up + lasts + second.served + second.down if seen else first.trip + lasts + second.trip


def share_wait(world: World, model: str, seed: int, minutes: float, share: float) -> float:
    """The longest wait of the first stream's workers when a desk serves them at a steady share, in seconds.

    Args:
        world: what to play.
        model: only seeds the dice.
        seed: of the dice.
        minutes: of virtual time.
        share: of the limit that the desk has.
    """
    stream = world.streams[0]
    assert isinstance(stream, Backlog)
    jobs = jobs_of(world, model, seed, 0)
    a_second = world.limit / world.window * share
    ready = [0.0] * stream.workers
    free, longest = 0.0, 0.0
    while ready[0] < minutes * 60:
        submitted = heapq.heappop(ready)
        job = next(jobs)
        free = max(free, submitted + job.up / NS) + job.credits / a_second
        longest = max(longest, free - submitted - job.up / NS)
        heapq.heappush(ready, free + (job.served + job.down) / NS)
    return longest


def met_unaware(world: World, model: str, seed: int, minutes: float, most: int) -> float:
    """How much of the time the server's change would refuse more calls than so many before any answer can tell, in %.

    Args:
        world: what to play.
        model: only seeds the dice.
        seed: of the dice.
        minutes: of virtual time.
        most: calls.
    """
    jobs = jobs_of(world, model, seed, 0)
    a_second = world.limit / world.window
    arrived, at = [(0.0, next(jobs))], 0.0
    while at < minutes * 60:
        job = next(jobs)
        at += job.credits / a_second
        arrived.append((at, job))
    longer = 0.0
    for nth in range(1, len(arrived) - most):
        first, job = arrived[nth]
        told = first + (job.served + job.down) / NS
        sent = sum(later - each.up / NS < told for later, each in arrived[nth : nth + 10 * most])
        if sent > most:
            longer += first - arrived[nth - 1][0]
    return 100 * longer / at
