"""The credit-budget scheduler: every credit of the quota spent, no 429 earned, everybody served in fair order.

Read it from the inside out: `own_log` and `suspects` are what the `ledger` knows, `fair_queue` says who goes next,
`pacing` how fast, `scheduler` puts them to work in an event loop (woken by the `alarms` that all share), a
`reservation` is what comes out, `budget` is the face of it all, and `registry` makes sure that there is only one for
each quota, and that it takes little `memory` while it rests.
"""

from miro_async.budget.audience import EventStream
from miro_async.budget.budget import Budget
from miro_async.budget.door import Door
from miro_async.budget.estimate import Estimate
from miro_async.budget.events import BudgetEvent
from miro_async.budget.fair_queue import Priority
from miro_async.budget.quota import Quota
from miro_async.budget.registry import shared_budget
from miro_async.budget.reservation import Reservation
from miro_async.budget.snapshot import BudgetSnapshot, ClassSnapshot

__all__ = [
    "Budget",
    "BudgetEvent",
    "BudgetSnapshot",
    "ClassSnapshot",
    "Door",
    "Estimate",
    "EventStream",
    "Priority",
    "Quota",
    "Reservation",
    "shared_budget",
]
