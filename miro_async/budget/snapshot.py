"""What a budget tells of itself at one moment, as plain values."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct, field

from miro_async.budget.demand import Demand
from miro_async.budget.fair_queue import Priority
from miro_async.budget.ledger import NEVER
from miro_async.budget.scheduler import Scheduler

__all__ = ["BudgetSnapshot", "ClassSnapshot", "seconds_left", "snapshot_of"]

_NS = 1_000_000_000


class ClassSnapshot(NamedTuple):
    """One class of calls.

    Attributes:
        waiting: calls in the queue, without those in backoff.
        credits: what they cost.
        queued: calls that came out of the queue in the last half to whole window.
        mean_wait: seconds that those waited on average; 0 if there were none.
        longest_wait: seconds that the longest of them waited.
        oldest_wait: seconds that the first in line has waited so far, of the flow whose first in line came first; 0 if
            nobody waits.
    """

    waiting: int
    credits: int
    queued: int
    mean_wait: float
    longest_wait: float
    oldest_wait: float = 0.0


class BudgetSnapshot(Struct, frozen=True):
    """The state of a budget at one moment, as plain values.

    Attributes:
        limit: credits per window, by the headers or else by the `Quota`.
        remaining: credits that may be spent now, at least; what is reserved is subtracted.
        reserved: credits that are granted and not sent.
        in_flight: credits that are sent and not answered.
        unknown: credits that were sent and whose answer will not come; they count as spent until later answers tell.
        waiting: calls in the queue, those in backoff included.
        waiting_credits: their cost, without those in backoff.
        resets_in: seconds until the window is surely over; None if it is already, or no answer has told.
        model: how the server counts, as far as its answers have shown: ``fixed``, ``sliding``, ``steady`` or
            ``unknown``; ``no headers`` when the server tells nothing.
        spent: credits of all answered calls since the start, but of those that were refused with a 429.
        rate_limited: how many answers were 429.
        foreign: credits that somebody else surely spent from this quota since the start; what later answers refute is
            taken back.
        paused_for: seconds until calls are granted again; 0 if they are now, infinite until ``resume()``.
        waits: the classes, by `Priority`: ``snapshot.waits[Priority.BATCH].mean_wait``.
        foreign_rate: credits a second that somebody else spends, as told within the last window; 0 if nobody was met.
        costs: what calls of an operation really cost, by its name, where that is not what is declared.
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
    waits: tuple[ClassSnapshot, ClassSnapshot, ClassSnapshot]
    foreign_rate: float = 0.0
    costs: Mapping[str, int] = field(default_factory=dict[str, int])


def snapshot_of(scheduler: Scheduler, demand: Demand) -> BudgetSnapshot:
    """The state of a budget's parts at this moment."""
    ledger = scheduler.ledger
    now = scheduler.last_now()
    ledger.catch_up(now)
    end = ledger.suspects.window_end
    outstanding = ledger.committed - ledger.done
    interactive, normal, batch = (_class_snapshot(scheduler, demand, priority, now) for priority in Priority)
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
        spent=ledger.done - ledger.written_off - ledger.refused,
        rate_limited=ledger.rate_limited,
        foreign=ledger.foreign,
        paused_for=seconds_left(max(ledger.gate, scheduler.paused_until), now),
        waits=(interactive, normal, batch),
        foreign_rate=ledger.foreign_rate(now),
        costs=dict(ledger.costs.learned),
    )


def _class_snapshot(scheduler: Scheduler, demand: Demand, priority: Priority, now: int) -> ClassSnapshot:
    state = scheduler.queue.class_state(priority)
    waits = demand.waits(priority, now)
    came = scheduler.queue.first_came_at(priority)
    return ClassSnapshot(state.live, state.credits, *waits, 0.0 if came is None else (now - came) / _NS)


def seconds_left(until: int, now: int) -> float:
    """Seconds until a pause is over; infinite if nothing but `resume` ends it."""
    return math.inf if until >= NEVER else max(until - now, 0) / _NS
