"""`Budget`: what the rest of the package, and its users, see of the scheduler."""

import asyncio
import math
from dataclasses import dataclass

from miro_async.budget.fair_queue import Priority, Waiter
from miro_async.budget.ledger import NEVER
from miro_async.budget.scheduler import Reservation, Scheduler
from miro_async.errors import ConfigurationError, DeadlineExceeded, InvalidArgument, QueueFull

__all__ = ["Budget", "BudgetSnapshot", "Quota"]

_NS = 1_000_000_000
_SHORTEST_WINDOW_S = 0.001


@dataclass(frozen=True, slots=True)
class Quota:
    """How much may be spent, and how many calls may wait for it.

    Attributes:
        limit: credits per window. What the server's headers say replaces it as soon as they are seen.
        window: the length of a window in seconds.
        max_waiting: how many calls may wait; one more raises `QueueFull`.

    Raises:
        ConfigurationError: a value out of range.
    """

    limit: int = 100_000
    window: float = 60.0
    max_waiting: int = 1_000_000

    def __post_init__(self) -> None:
        if not _is_number(self.limit, int) or self.limit < 1:
            raise ConfigurationError(f"Quota.limit must be a whole number of credits, at least 1, not {self.limit!r}")
        if not _is_number(self.window, (int, float)) or not _SHORTEST_WINDOW_S <= self.window < math.inf:
            raise ConfigurationError(f"Quota.window must be a number of seconds, at least 0.001, not {self.window!r}")
        if not _is_number(self.max_waiting, int) or self.max_waiting < 0:
            raise ConfigurationError(
                f"Quota.max_waiting must be a number of calls, 0 or more, not {self.max_waiting!r}"
            )


def _is_number(value: object, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class BudgetSnapshot:
    """The state of a budget at one moment, as plain values.

    Attributes:
        limit: credits per window, by the headers or else by the `Quota`.
        remaining: credits that may be spent now, at least; what is reserved is subtracted.
        reserved: credits that are granted and not sent.
        in_flight: credits that are sent and not answered.
        unknown: credits that were sent and whose answer will not come; they count as spent until later answers tell.
        waiting: calls in the queue, those in backoff included.
        waiting_credits: their cost, without those in backoff.
        resets_in: seconds until the window is surely over; None while no answer has told.
        model: how the server counts, as far as its answers have shown: ``fixed``, ``sliding``, ``steady`` or
            ``unknown``; ``no headers`` when the server tells nothing.
        spent: credits of all answered calls since the start.
        rate_limited: how many answers were 429.
        foreign: credits that somebody else surely spent from this quota since the start.
        paused_for: seconds until the gate opens again; 0 if it is open.
    """

    limit: int
    remaining: int
    reserved: int
    in_flight: int
    unknown: int
    waiting: int
    waiting_credits: int
    resets_in: float | None
    model: str
    spent: int
    rate_limited: int
    foreign: int
    paused_for: float


class Budget:
    """The credits of one quota, shared by everybody who spends from it.

    It may be built outside an event loop, and used in several loops one after another, but not in two live ones.

    Args:
        quota: limit and window.
    """

    __slots__ = ("__weakref__", "_quota", "_scheduler")

    def __init__(self, quota: Quota = Quota()) -> None:
        self._quota = quota
        self._scheduler = Scheduler(quota.limit, quota.window)

    @property
    def quota(self) -> Quota:
        """The quota that the budget was made with."""
        return self._quota

    @property
    def idle(self) -> bool:
        """Whether nothing waits or is under way, and the last two windows have seen no call."""
        scheduler = self._scheduler
        ledger = scheduler.ledger
        now = scheduler.last_now()
        ledger.catch_up(now)
        if scheduler.waiting or ledger.committed != ledger.done or ledger.log.total:
            return False
        return now > max(ledger.gate, ledger.last_answer + 2 * ledger.window_ns)

    def try_reserve(
        self,
        credits: int,
        *,
        priority: Priority = Priority.NORMAL,
        flow: str = "",
    ) -> Reservation | None:
        """Reserve credits if that is possible without waiting, and without overtaking anybody.

        Args:
            credits: the cost of the call.
            priority: its class.
            flow: whose turn it uses up; calls of one flow are served in order.

        Returns:
            The reservation, or None if the call would have to wait.

        Raises:
            InvalidArgument: the call costs more than a whole window holds, or less than one credit.
            ConfigurationError: the budget is in use in another live event loop.
        """
        scheduler = self._scheduler
        now = scheduler.now()
        ledger = scheduler.ledger
        if not 0 < credits <= ledger.limit:
            self._refuse_cost(credits)
        if not scheduler.queue.live and scheduler.hold_now(credits, priority, now):
            return Reservation(scheduler, credits, 0.0)
        waiter = Waiter(credits, priority, flow, now)
        scheduler.enqueue(waiter, now)
        if waiter.granted:
            return Reservation(scheduler, credits, 0.0)
        scheduler.withdraw(waiter)
        return None

    async def reserve(
        self,
        credits: int,
        *,
        priority: Priority = Priority.NORMAL,
        flow: str = "",
        deadline: float | None = None,
        delay: float = 0.0,
    ) -> Reservation:
        """Wait for credits. This is the only wait of the package; it may be cancelled at any point.

        Args:
            credits: the cost of the call.
            priority: its class.
            flow: whose turn it uses up; calls of one flow are served in order.
            deadline: seconds from now by which the call has to be granted; None for no limit.
            delay: the backoff of a repeated call in seconds: it is not granted before, and then goes to the front
                of its flow.

        Raises:
            DeadlineExceeded: the predicted wait is longer than `deadline`, or `deadline` has passed.
            QueueFull: as many calls wait as may.
            InvalidArgument: the call costs more than a whole window holds, or less than one credit.
            ConfigurationError: the budget is in use in another live event loop.
        """
        scheduler = self._scheduler
        now = scheduler.now()
        if not 0 < credits <= scheduler.ledger.limit:
            self._refuse_cost(credits)
        self._refuse_times(deadline, delay, now)
        if not delay and not scheduler.queue.live and scheduler.hold_now(credits, priority, now):
            return Reservation(scheduler, credits, 0.0)
        waiter = Waiter(credits, priority, flow, now)
        scheduler.enqueue(waiter, now, int(delay * _NS))
        if not waiter.granted:
            self._refuse_hopeless(waiter, deadline, delay, now)
            await self._wait(waiter, deadline, now)
        return Reservation(scheduler, credits, (scheduler.now() - now) / _NS)

    async def _wait(self, waiter: Waiter, deadline: float | None, now: int) -> None:
        scheduler = self._scheduler
        waiter.future = asyncio.get_running_loop().create_future()
        if deadline is not None and deadline < math.inf:
            scheduler.expire_at(waiter, now + int(deadline * _NS), now)
        try:
            await waiter.future
        except asyncio.CancelledError:
            self._leave(waiter)
            raise
        if waiter.expired:
            raise DeadlineExceeded(
                f"no credits within the deadline of {deadline:g} s",
                deadline=deadline or 0.0,
                needed=scheduler.predict(waiter.credits, waiter.priority, scheduler.now()) / _NS,
                waited=(scheduler.now() - now) / _NS,
            )

    def _leave(self, waiter: Waiter) -> None:
        """The task that waited was cancelled; its grant, if it has one already, goes to the next."""
        scheduler = self._scheduler
        if waiter.granted:
            scheduler.ledger.refund(waiter.credits)
        else:
            scheduler.withdraw(waiter)
        if scheduler.queue.live:
            scheduler.grant_all(scheduler.now())

    def _refuse_cost(self, credits: int) -> None:
        """Raise for a cost that cannot be reserved."""
        limit = max(self._quota.limit, self._scheduler.ledger.limit)
        if credits < 1:
            raise InvalidArgument(f"a call costs at least 1 credit, not {credits}", field="credits")
        if credits > limit:
            raise InvalidArgument(
                f"the call costs {credits} credits, more than the {limit} of a whole window", field="credits"
            )

    def _refuse_times(self, deadline: float | None, delay: float, now: int) -> None:
        if not 0 <= delay < math.inf:
            raise InvalidArgument(f"delay must be a number of seconds, 0 or more, not {delay}", field="delay")
        if deadline is None:
            return
        if math.isnan(deadline):
            raise InvalidArgument("deadline must be a number of seconds, not nan", field="deadline")
        if deadline < max(0.0, delay):
            raise DeadlineExceeded(
                f"the deadline of {deadline:g} s is over before the call may go",
                deadline=deadline,
                needed=max(delay, (self._scheduler.ledger.gate - now) / _NS),
            )

    def _refuse_hopeless(self, waiter: Waiter, deadline: float | None, delay: float, now: int) -> None:
        """Take the waiter out and raise if the queue is full or the predicted wait longer than the deadline."""
        scheduler = self._scheduler
        waiting = scheduler.waiting - 1
        if waiting >= self._quota.max_waiting:
            scheduler.withdraw(waiter)
            raise QueueFull(
                f"{waiting} calls wait for credits, as many as may",
                waiting=waiting,
                limit=self._quota.max_waiting,
            )
        if deadline is None:
            return
        ahead = scheduler.queue.credits(waiter.priority) + (waiter.credits if waiter.parked else 0)
        needed = max(scheduler.predict(ahead, waiter.priority, now) / _NS, delay)
        if needed > deadline:
            scheduler.withdraw(waiter)
            raise DeadlineExceeded(
                f"the call could be sent in about {needed:.1f} s, the deadline is {deadline:g} s",
                deadline=deadline,
                needed=needed,
            )

    def pause(self, seconds: float) -> None:
        """Grant nothing for some time. Pauses do not add up: the one that ends last counts.

        Args:
            seconds: from now; 0 or less does nothing.

        Raises:
            InvalidArgument: `seconds` is not a finite number.
        """
        if not math.isfinite(seconds):
            raise InvalidArgument(f"seconds must be a finite number, not {seconds}", field="seconds")
        scheduler = self._scheduler
        now = scheduler.now()
        scheduler.ledger.close_gate(now + int(seconds * _NS))

    def estimate(self, credits: int) -> float:
        """Predict when a batch job that starts now would have sent everything.

        Args:
            credits: what the whole job costs.

        Returns:
            Seconds from now, for the quota as it is and what waits already; latency is not included. While the
            server's way of counting is unknown, fixed windows are assumed.
        """
        scheduler = self._scheduler
        now = scheduler.last_now()
        return scheduler.predict(scheduler.queue.waiting_credits + max(credits, 0), Priority.BATCH, now) / _NS

    def snapshot(self) -> BudgetSnapshot:
        """The state at this moment."""
        scheduler = self._scheduler
        ledger = scheduler.ledger
        now = scheduler.last_now()
        ledger.catch_up(now)
        end = ledger.suspects.window_end
        outstanding = ledger.committed - ledger.done
        return BudgetSnapshot(
            limit=ledger.limit,
            remaining=ledger.left(now),
            reserved=outstanding - ledger.flying - ledger.unknown,
            in_flight=ledger.flying,
            unknown=ledger.unknown,
            waiting=scheduler.waiting,
            waiting_credits=scheduler.queue.waiting_credits,
            resets_in=(end - now) / _NS if now < end < NEVER else None,
            model="no headers" if ledger.headerless else ledger.suspects.name,
            spent=ledger.done - ledger.written_off,
            rate_limited=ledger.rate_limited,
            foreign=ledger.foreign,
            paused_for=max(ledger.gate - now, 0) / _NS,
        )

    def __repr__(self) -> str:
        state = self.snapshot()
        return f"<Budget {state.remaining} of {state.limit} credits left, {state.waiting} calls waiting>"
