"""The credit-budget scheduler: every credit of the quota spent, no 429 earned, everybody served in fair order.

Read it from the inside out: `own_log` and `suspects` are what the `ledger` knows, `fair_queue` says who goes next,
`pacing` how fast, `scheduler` puts them to work in an event loop, `budget` is the face of it all, and `registry`
makes sure that there is only one for each quota.
"""

from miro_async.budget.budget import Budget, BudgetSnapshot, Quota
from miro_async.budget.fair_queue import Priority
from miro_async.budget.registry import shared_budget
from miro_async.budget.scheduler import Reservation

__all__ = ["Budget", "BudgetSnapshot", "Priority", "Quota", "Reservation", "shared_budget"]
