"""A call in the queue, and how urgent it is."""

import asyncio
import enum

__all__ = ["Priority", "Waiter"]


class Priority(enum.IntEnum):
    """How urgent a call is; the smaller, the more urgent.

    Not absolute: under a flood of all three, interactive gets 8 parts of the quota, normal 3, batch 1, or as
    `Quota.weights` says.
    """

    INTERACTIVE = 0
    NORMAL = 1
    BATCH = 2


class Waiter:
    """One call in the queue.

    Attributes:
        credits: what it costs.
        priority: its class.
        flow: its flow within the class.
        weight: of its flow, from now on; at least 1.
        since_ns: when it came, by the ledger's clock.
        future: resolved when the call is granted or expired; None for one that asks without waiting.
        granted: its credits are held.
        hastened: it was put to the front of its flow, to keep a deadline.
        expired: its deadline passed in the queue.
        dead: no longer to be served.
        passed: credits of cheaper calls that went when it was its turn, to bring news.
        parked: waits for its backoff to pass, and is not in the queue yet.
        deadline_ns: when it expires; None if never.
    """

    __slots__ = (
        "__weakref__",
        "credits",
        "dead",
        "deadline_ns",
        "expired",
        "flow",
        "future",
        "granted",
        "hastened",
        "parked",
        "passed",
        "priority",
        "since_ns",
        "weight",
    )

    def __init__(
        self,
        credits: int,
        priority: Priority,
        flow: str,
        since_ns: int,
        future: asyncio.Future[None] | None = None,
        weight: int = 1,
    ) -> None:
        self.credits = credits
        self.priority = priority
        self.flow = flow
        self.since_ns = since_ns
        self.future = future
        self.weight = weight
        self.passed = 0
        self.granted = False
        self.hastened = False
        self.expired = False
        self.dead = False
        self.parked = False
        self.deadline_ns: int | None = None
