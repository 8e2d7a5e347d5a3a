"""What happens to a budget: the kinds of events, as plain values.

A call's events: ``TurnedAway``; or ``Queued`` if it has to wait, then ``Granted`` or ``Withdrawn``; what is granted
ends in ``Settled`` (an answer came; a 429 is followed by ``Refused``), ``Refunded`` (never sent) or ``AnswerLost``. The
others tell what somebody asked for, and what the ledger has found out by itself.
"""

import re
from typing import Literal

import msgspec

from miro_async.budget.fair_queue import Priority

__all__ = [
    "AnswerLost",
    "BudgetEvent",
    "CostLearned",
    "Granted",
    "LimitChanged",
    "ModelDemoted",
    "ModelLearned",
    "NeighbourSeen",
    "Paused",
    "Queued",
    "Refunded",
    "Refused",
    "Resumed",
    "Settled",
    "TurnedAway",
    "WindowReset",
    "Withdrawn",
]


def _kind(class_name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", class_name).lower()


class BudgetEvent(msgspec.Struct, frozen=True, tag_field="kind", tag=_kind):
    """Something that happened to a budget, as plain values; `msgspec.json.encode` writes it with its `kind`.

    Attributes:
        at: when, in seconds by the event loop's clock.
    """

    at: float

    @property
    def kind(self) -> str:
        """The name of the class with underscores: ``"limit_changed"``."""
        return str(self.__struct_config__.tag)


class TurnedAway(BudgetEvent, frozen=True):
    """A call was refused before it waited, and has cost nothing.

    Attributes:
        credits: what it would have cost.
        priority: its class.
        flow: its flow within the class.
        operation: the operation's name; empty if whoever reserved gave none.
        reason: it would have missed its deadline, or the queue is full.
    """

    credits: int
    priority: Priority
    flow: str
    operation: str
    reason: Literal["deadline", "full"]


class Queued(BudgetEvent, frozen=True):
    """A call has to wait.

    Attributes:
        credits: what it costs.
        priority: its class.
        flow: its flow within the class.
        operation: the operation's name; empty if whoever reserved gave none.
    """

    credits: int
    priority: Priority
    flow: str
    operation: str


class Granted(BudgetEvent, frozen=True):
    """A call may be sent.

    Attributes:
        credits: what it costs.
        priority: its class.
        flow: its flow within the class.
        operation: the operation's name.
        waited: seconds in the queue.
    """

    credits: int
    priority: Priority
    flow: str
    operation: str
    waited: float


class Withdrawn(BudgetEvent, frozen=True):
    """A call that waited left the queue without having cost anything.

    Attributes:
        credits: what it would have cost.
        priority: its class.
        flow: its flow within the class.
        operation: the operation's name.
        waited: seconds in the queue.
        reason: its task was cancelled or its client closed, or its deadline passed.
    """

    credits: int
    priority: Priority
    flow: str
    operation: str
    waited: float
    reason: Literal["cancelled", "deadline"]


class Settled(BudgetEvent, frozen=True):
    """An answer came.

    Attributes:
        credits: what the call was taken to cost.
        operation: the operation's name.
        status: the HTTP status.
        limit: credits per window, as the answer tells; None if it does not.
        remaining: credits left when the answer was written, as it tells; None if it does not.
        seconds: from sending to the answer.
    """

    credits: int
    operation: str
    status: int
    limit: int | None
    remaining: int | None
    seconds: float


class Refused(BudgetEvent, frozen=True):
    """The server said 429, and nothing is granted for a while.

    Attributes:
        credits: what the call was taken to cost.
        operation: the operation's name.
        paused_for: seconds until the next call may go; 0 if it was the first, and what is left is for cheaper ones.
    """

    credits: int
    operation: str
    paused_for: float


class AnswerLost(BudgetEvent, frozen=True):
    """A call was sent and its answer will not come: whether it was charged, later answers tell.

    Attributes:
        credits: what the call costs.
        operation: the operation's name.
    """

    credits: int
    operation: str


class Refunded(BudgetEvent, frozen=True):
    """A call that was granted was not sent.

    Attributes:
        credits: what is free again.
        operation: the operation's name.
    """

    credits: int
    operation: str


class Paused(BudgetEvent, frozen=True):
    """Somebody asked for a pause.

    Attributes:
        seconds: how long nothing is granted from now on; infinity until somebody says otherwise.
    """

    seconds: float


class Resumed(BudgetEvent, frozen=True):
    """Somebody ended a pause."""


class LimitChanged(BudgetEvent, frozen=True):
    """The server has another limit than was known.

    Attributes:
        old: credits per window until now.
        new: credits per window from now on.
    """

    old: int
    new: int


class ModelLearned(BudgetEvent, frozen=True):
    """The server's answers have shown how it counts.

    Attributes:
        model: as in `BudgetSnapshot.model`.
    """

    model: str


class ModelDemoted(BudgetEvent, frozen=True):
    """The server does not count as it seemed to, or has stopped telling.

    Attributes:
        model: what is not believed any more, as in `BudgetSnapshot.model`.
    """

    model: str


class CostLearned(BudgetEvent, frozen=True):
    """An operation costs something else than the table of operations says.

    Attributes:
        operation: its name.
        declared: what it was taken to cost until now; None if that is not known.
        learned: what it costs, as the server's answers show.
    """

    operation: str
    declared: int | None
    learned: int


class NeighbourSeen(BudgetEvent, frozen=True):
    """Somebody else surely spent from this quota.

    Attributes:
        credits: how much since the last such event.
        total: how much since the start.
    """

    credits: int
    total: int


class WindowReset(BudgetEvent, frozen=True):
    """An answer of a new window came.

    Attributes:
        resets_in: seconds until this one will be over.
    """

    resets_in: float
