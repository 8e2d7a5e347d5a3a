"""`Budget`: what the rest of the package, and its users, see of the scheduler."""

import asyncio
import math
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from miro_async.budget.arguments import (
    LONGEST_S,
    check_call,
    check_deadline,
    check_delay,
    is_ahead,
    is_weight,
)
from miro_async.budget.audience import EventStream, listen
from miro_async.budget.demand import Demand
from miro_async.budget.door import Door
from miro_async.budget.estimate import Estimate, cost_of, estimate_of, seconds_until
from miro_async.budget.events import BudgetEvent
from miro_async.budget.fair_queue import Priority, Waiter
from miro_async.budget.forecast import time_to_send
from miro_async.budget.ledger import NEVER
from miro_async.budget.memory import Memory
from miro_async.budget.quota import Quota
from miro_async.budget.rehearsal import rehearsed_in
from miro_async.budget.reservation import Reservation, reserve_at_once
from miro_async.budget.scheduler import Scheduler
from miro_async.budget.snapshot import BudgetSnapshot, seconds_left, snapshot_of
from miro_async.budget.standing import Standing, standing_of_job, standing_of_waiter, time_to_serve
from miro_async.endpoints import Call
from miro_async.errors import DeadlineExceeded, InvalidArgument, QueueFull, TransportError

__all__ = ["Budget"]

_NS = 1_000_000_000
_DOUBT = 4  # part of what is gained by a gap, which a call of another flow may fill


class Budget:
    """The credits of one quota, shared by everybody who spends from it.

    It may be built outside an event loop, and used in several loops one after another, but not in two live ones.
    Before its first use, and while it rests, it is a few hundred bytes; whatever needs its parts makes them.

    Args:
        quota: limit and window.
    """

    __slots__ = ("__weakref__", "_demand", "_memory", "_quota", "_scheduler")

    _demand: Demand
    _scheduler: Scheduler

    def __init__(self, quota: Quota = Quota()) -> None:  # noqa: B008 - immutable
        self._quota = quota
        self._memory: Memory | None = None

    if not TYPE_CHECKING:  # who checks types knows the parts, and shall not believe in others

        def __getattr__(self, name: str) -> object:
            if name not in {"_demand", "_scheduler"}:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            self._awaken()
            return object.__getattribute__(self, name)

    def _awaken(self) -> None:
        """Make the parts, which are not there before the first use, nor during a rest."""
        self._scheduler, self._demand = self._parts()
        self._memory = None

    def _parts(self) -> tuple[Scheduler, Demand]:
        """New parts, which know what a resting budget remembers."""
        quota = self._quota
        scheduler = Scheduler(quota.limit, quota.window, quota.weights)
        if self._memory is not None:
            self._memory.recall(scheduler.ledger)
        return scheduler, Demand(round(quota.window * _NS))

    def rest(self) -> bool:
        """Give the memory back if nobody needs it; what was learned and counted is kept.

        Returns:
            Whether the budget rests now. Not if it is not idle, if somebody listens, or in another loop's hands.
        """
        if self.resting:
            return True
        scheduler = self._scheduler
        if scheduler.elsewhere or scheduler.audience is not None or not scheduler.idle:
            return False
        self._memory = Memory.of(scheduler.ledger)
        scheduler.disarm()
        del self._scheduler, self._demand
        return True

    @property
    def resting(self) -> bool:
        """Whether it has no parts: it was never used, or `rest` has taken them."""
        try:
            object.__getattribute__(self, "_scheduler")
        except AttributeError:
            return True
        return False

    @property
    def quota(self) -> Quota:
        """The quota that the budget was made with."""
        return self._quota

    @property
    def idle(self) -> bool:
        """Whether nothing waits or is under way, and the last two windows have seen no call."""
        return self.resting or self._scheduler.idle

    def try_reserve(
        self,
        credits: int,
        *,
        priority: Priority = Priority.NORMAL,
        flow: str = "",
        weight: int = 1,
        operation: str = "",
    ) -> Reservation | None:
        """Reserve credits if that is possible without waiting, and without overtaking anybody.

        Args:
            credits: the cost of the call.
            priority: its class; normal, if nothing is said.
            flow: whose turn it uses up; calls of one flow are served in order.
            weight: how many parts of the class the flow gets, where other flows get one; the newest one counts.
            operation: the name of its row, to learn by it what calls really cost.

        Returns:
            The reservation, or None if the call would have to wait.

        Raises:
            InvalidArgument: the call costs more than a whole window holds, or less than one credit; a weight that is no
                whole number from 1 to 10,000; any other argument that is none.
            ConfigurationError: the budget is in use in another live event loop.
        """
        scheduler = self._scheduler
        if scheduler.surcharges:
            credits += scheduler.surcharges.get(operation, 0)
        if weight == 1 or is_weight(weight):
            reservation = reserve_at_once(scheduler, credits, priority, flow, operation)
            if reservation is not None:
                return reservation
        now = scheduler.now()
        self._check(credits, priority, flow, weight)
        waiter = Waiter(credits, priority, flow, now, weight=weight)
        scheduler.enqueue(waiter, now)
        if waiter.granted:
            if scheduler.audience is not None:
                scheduler.audience.granted(credits, priority, flow, operation, now, now)
            return Reservation(scheduler, credits, 0.0, operation)
        scheduler.withdraw(waiter)
        return None

    async def reserve(
        self,
        credits: int,
        *,
        priority: Priority = Priority.NORMAL,
        flow: str = "",
        weight: int = 1,
        operation: str = "",
        deadline: float | None = None,
        delay: float = 0.0,
        repeated: bool = False,
        door: Door | None = None,
    ) -> Reservation:
        """Wait for credits. This is the only wait of the package; it may be cancelled at any point.

        Args:
            credits: the cost of the call.
            priority: its class; normal, if nothing is said.
            flow: whose turn it uses up; calls of one flow are served in order.
            weight: how many parts of the class the flow gets, where other flows get one; the newest one counts.
            operation: the name of its row, to learn by it what calls really cost.
            deadline: seconds from now by which the call has to be granted; None for no limit.
            delay: the backoff of a repeated call in seconds: it is not granted before, and then goes to the front
                of its flow.
            repeated: whether the call was sent before. It has its place: however many wait, it waits as well.
            door: whoever closes it ends the wait.

        Raises:
            DeadlineExceeded: the predicted wait is longer than `deadline`, or `deadline` has passed.
            QueueFull: as many calls wait as may, and this one was not sent before.
            TransportError: `door` was closed.
            InvalidArgument: the call costs more than a whole window holds, or less than one credit; a weight that is no
                whole number from 1 to 10,000; any other argument that is none.
            ConfigurationError: the budget is in use in another live event loop.
        """
        scheduler = self._scheduler
        if scheduler.surcharges:
            credits += scheduler.surcharges.get(operation, 0)
        if not delay and (weight == 1 or is_weight(weight)) and (deadline is None or is_ahead(deadline)):
            reservation = reserve_at_once(scheduler, credits, priority, flow, operation)
            if reservation is not None:
                return reservation
        now = scheduler.now()
        self._check(credits, priority, flow, weight)
        self._check_times(deadline, delay, now)
        waiter = Waiter(credits, priority, flow, now, weight=weight)
        scheduler.enqueue(waiter, now, int(delay * _NS))
        if not waiter.granted:
            if not repeated:
                self._refuse_newcomer(waiter, operation, now)
            self._refuse_hopeless(waiter, deadline, delay, operation, now)
        self._demand.asked(priority, credits, now)
        if not waiter.granted:
            await self._wait(waiter, deadline, now, operation, door)
        granted_at = scheduler.now()
        self._demand.waited(priority, granted_at - now, granted_at)
        if scheduler.audience is not None:
            scheduler.audience.granted(credits, priority, flow, operation, now, granted_at)
        return Reservation(scheduler, credits, (granted_at - now) / _NS, operation)

    async def room(self) -> None:
        """Wait until the queue has room, so that a call which comes at once then raises no `QueueFull`.

        Where nothing may wait (`Quota.max_waiting` is 0) there is room as long as nothing does.

        Raises:
            ConfigurationError: the budget is in use in another live event loop.
        """
        scheduler = self._scheduler
        scheduler.now()
        most = max(1, self._quota.max_waiting)
        if scheduler.waiting < most:
            return
        news = asyncio.Event()
        stop = self.listen(lambda _: news.set())
        try:
            while scheduler.waiting >= most:
                news.clear()
                await news.wait()
        finally:
            stop()

    async def _wait(self, waiter: Waiter, deadline: float | None, now: int, operation: str, door: Door | None) -> None:
        scheduler = self._scheduler
        if scheduler.audience is not None:
            scheduler.audience.queued(waiter, operation, now)
        waiter.future = asyncio.get_running_loop().create_future()
        if deadline is not None and deadline <= LONGEST_S:
            scheduler.expire_at(waiter, now + int(deadline * _NS), now)
        try:
            await (waiter.future if door is None else door.wait(waiter.future))
        except (asyncio.CancelledError, TransportError):
            if scheduler.audience is not None:
                scheduler.audience.withdrawn(waiter, operation, scheduler.last_now(), "cancelled")
            self._leave(waiter)
            raise
        if waiter.expired:
            if scheduler.audience is not None:
                scheduler.audience.withdrawn(waiter, operation, scheduler.last_now(), "deadline")
            expired_at = scheduler.now()
            standing = standing_of_waiter(scheduler.queue, self._demand, waiter, expired_at)
            raise DeadlineExceeded(
                f"no credits within the deadline of {deadline:g} s",
                deadline=deadline or 0.0,
                needed=self._seconds(standing, waiter.priority, expired_at),
                waited=(expired_at - now) / _NS,
            )

    def _leave(self, waiter: Waiter) -> None:
        """Nobody waits for this one any more; its grant, if it has one already, goes to the next."""
        scheduler = self._scheduler
        if waiter.granted:
            scheduler.ledger.refund(waiter.credits)
        else:
            scheduler.withdraw(waiter)
        scheduler.freed(scheduler.last_now())

    def _check(self, credits: int, priority: Priority, flow: str, weight: int) -> None:
        """Raise for what cannot be reserved."""
        check_call(credits, priority, flow, weight, max(self._quota.limit, self._scheduler.ledger.limit))

    def _check_times(self, deadline: float | None, delay: float, now: int) -> None:
        check_delay(delay)
        if deadline is None:
            return
        check_deadline(deadline)
        if deadline < max(0.0, delay):
            raise DeadlineExceeded(
                f"the deadline of {deadline:g} s is over before the call may go",
                deadline=deadline,
                needed=max(delay, (self._scheduler.ledger.gate - now) / _NS),
            )

    def _refuse_newcomer(self, waiter: Waiter, operation: str, now: int) -> None:
        """Take the waiter out and raise if the queue is full without it."""
        waiting = self._scheduler.waiting - 1
        if waiting >= self._quota.max_waiting:
            self._turn_away(waiter, operation, now, "full")
            raise self._queue_full(waiting)

    def _refuse_hopeless(self, waiter: Waiter, deadline: float | None, delay: float, operation: str, now: int) -> None:
        """Take the waiter out and raise if it takes more than luck to keep the deadline."""
        if deadline is None:
            return
        scheduler = self._scheduler
        standing = standing_of_waiter(scheduler.queue, self._demand, waiter, now)
        rehearsed = rehearsed_in(scheduler, standing, waiter, now)
        of_luck = None if rehearsed is None else standing.lucky(rehearsed)
        needed = max(self._needed(standing.with_luck(), of_luck, waiter.priority, now), delay)
        if needed > deadline:
            needed = max(self._needed(standing, rehearsed, waiter.priority, now), needed)
            self._turn_away(waiter, operation, now, "deadline")
            when = f"in about {needed:.1f} s" if needed < math.inf else "only after resume()"
            raise DeadlineExceeded(
                f"the call could be sent {when}, the deadline is {deadline:g} s",
                deadline=deadline,
                needed=needed,
            )

    def _turn_away(self, waiter: Waiter, operation: str, now: int, reason: Literal["deadline", "full"]) -> None:
        scheduler = self._scheduler
        scheduler.withdraw(waiter)
        if scheduler.audience is not None:
            scheduler.audience.turned_away(waiter, operation, now, reason)

    def _needed(self, standing: Standing, rehearsed: int | None, priority: Priority, now: int) -> float:
        """Seconds until a call goes that waits; infinite if never.

        Where it was rehearsed that is believed; if the sum over the queue says later, some of the difference is added
        for the other flows, which may take the gaps that were counted on.
        """
        summed = self._seconds(standing, priority, now)
        if rehearsed is None:
            return summed
        seconds, of_others = rehearsed / _NS, 100 - standing.of_its_own(100)
        return seconds + (summed - seconds) * of_others / 100 / _DOUBT if of_others and summed > seconds else seconds

    def _queue_full(self, waiting: int) -> QueueFull:
        queue = self._scheduler.queue
        by_class = {priority.name.lower(): queue.class_state(priority).live for priority in Priority}
        counts = ", ".join(f"{calls} {name}" for name, calls in by_class.items())
        return QueueFull(
            f"{waiting} calls wait for credits, as many as may: {counts}",
            waiting=waiting,
            limit=self._quota.max_waiting,
            by_class=by_class,
        )

    def _seconds(self, standing: Standing, priority: Priority, now: int) -> float:
        """Until what stands there is served; infinite if never."""
        scheduler = self._scheduler
        if scheduler.paused_until >= NEVER:
            return math.inf

        def when(within: int) -> int:
            return time_to_send(scheduler, standing, within, priority, now)

        return time_to_serve(when) / _NS

    def pause(self, until: float | datetime) -> None:
        """Grant nothing for some time. Pauses do not add up: the one that ends last counts.

        What is granted or under way is not held up. Calls wait; newcomers whose deadline ends before the pause does are
        refused at once, and those who wait already when it passes.

        Args:
            until: seconds from now (0 or less does nothing; ``math.inf`` lasts until `resume`), or a moment with its
                time zone.

        Raises:
            InvalidArgument: not a number, or a moment that does not say in which zone it is.
            ConfigurationError: the budget is in use in another live event loop.
            RuntimeError: no event loop is running.
        """
        seconds = seconds_until(until)
        scheduler = self._scheduler
        now = scheduler.now()
        before = scheduler.paused_until
        scheduler.pause(NEVER if seconds > LONGEST_S else now + int(max(seconds, 0) * _NS))
        if scheduler.audience is not None and scheduler.paused_until > max(before, now):
            scheduler.audience.paused(seconds_left(scheduler.paused_until, now), now)

    def resume(self) -> None:
        """End every pause that `pause` made. A gate that a 429 has closed stays closed.

        Raises:
            ConfigurationError: the budget is in use in another live event loop.
            RuntimeError: no event loop is running.
        """
        scheduler = self._scheduler
        now = scheduler.now()
        scheduler.resume(now)
        if scheduler.audience is not None:
            scheduler.audience.resumed(now)

    @contextmanager
    def engaged(self) -> Generator[None]:
        """`drain` waits for what goes on in here, between an answer and the repetition of a call."""
        scheduler = self._scheduler
        key = object()
        scheduler.engaged.add(key)
        try:
            yield
        finally:
            scheduler.engaged.discard(key)
            if scheduler.drains:
                scheduler.tell_if_drained()

    async def drain(self) -> None:
        """Wait until nothing waits, is granted or is under way.

        Newcomers are served meanwhile, and waited for. The call of a client is under way until it is over, also while
        its token is renewed or its files are closed (`engaged`). A call whose answer is lost is not waited for. Any
        number of tasks may wait here, and each may be cancelled.

        Raises:
            ConfigurationError: the budget is in use in another live event loop.
        """
        scheduler = self._scheduler
        scheduler.now()
        while (drained := scheduler.drained()) is not None:
            try:
                await drained
            finally:
                scheduler.no_drain(drained)

    def estimate(self, calls: Iterable[Call[Any]] | int, *, priority: Priority = Priority.BATCH) -> Estimate:
        """Predict what a job costs, and when all of it would be sent if it began now.

        Considered are what waits already in the same class, and in the others as far as it goes before the job's
        last call by the shares of the classes; what the others asked for of late; neighbours; the reserve for
        interactive calls; and how the server counts, as far as its answers have told (until then a fixed window,
        if that is still possible, and else the slower of the other ways).

        Args:
            calls: the job, or what it costs in credits; 0 tells when what waits already will be sent. An iterator is
                used up.
            priority: the class that it runs in; jobs mostly are batch work, other calls are normal unless they say so.

        Raises:
            InvalidArgument: negative credits, a call that costs more than a whole window holds, or what is neither; a
                priority that is none.
        """
        if not isinstance(priority, Priority):
            raise InvalidArgument(f"priority must be a Priority, not {priority!r}", field="priority")
        scheduler = self._scheduler
        now = scheduler.last_now()
        cost = cost_of(calls, scheduler.surcharges, scheduler.ledger.limit)
        standing = standing_of_job(scheduler.queue, self._demand, priority, cost.credits, now)
        return estimate_of(cost, self._seconds(standing, priority, now))

    def events(self, *, buffer: int = 1_000) -> EventStream:
        """What happens from now on: ``async for event in budget.events(): ...``.

        Args:
            buffer: how many events are kept while the reader is busy; then the oldest are dropped, and counted in
                `EventStream.missed`.

        Raises:
            InvalidArgument: `buffer` is no number from 1.
        """
        return EventStream(self.listen, buffer)

    def listen(self, ear: Callable[[BudgetEvent], object]) -> Callable[[], None]:
        """Call a function with everything that happens from now on, as it happens, without a task.

        Args:
            ear: must be quick, for calls wait meanwhile. What it raises is logged, and stops nothing.

        Returns:
            What ends it; it may be called more than once.

        Raises:
            InvalidArgument: `ear` cannot be called.
        """
        return listen(self._scheduler, ear)

    def snapshot(self) -> BudgetSnapshot:
        """The state at this moment; a look wakes nobody."""
        scheduler, demand = self._parts() if self.resting else (self._scheduler, self._demand)
        return snapshot_of(scheduler, demand)

    def __repr__(self) -> str:
        state = self.snapshot()
        return f"<Budget {state.remaining} of {state.limit} credits left, {state.waiting} calls waiting>"
