"""Who goes next: priority classes, fair flows, first in first out.

Three levels, each with one rule:

1. **Classes** share by start-time fair queueing (SFQ). Serving a class advances its own clock by
   ``credits / weight``; the class whose clock shows least goes next. Weights are 8 for interactive, 3 for normal,
   1 for batch, so under a flood of all three nobody starves: batch keeps a twelfth. A class that was idle starts
   at the present virtual time, not in the past: idleness earns no credit. Ties go to the more urgent class. Only
   interactive calls may start somewhat in the past, so that some of them in a row go before a dear call that
   has waited long for its credits.
2. **Flows** (a job, a board) share their class in the same way, with equal weights, by credits and not by calls:
   a flow of 2,000-credit copies gets as much as one of 50-credit reads.
3. **Within a flow** order is first in, first out, always. A retry goes to the front.

Cancelled waiters are only marked. They are dropped when they come up, and everything is rebuilt when more than
half of the queue is dead, so that a wave of cancellations costs O(1) a waiter and leaves nothing behind.
Tags are integers: a credit costs ``24 / weight`` ticks.
"""

import asyncio
import enum
from collections import deque
from collections.abc import Sequence
from heapq import heapify, heappop, heappush, heapreplace

__all__ = ["FairQueue", "Priority", "Waiter"]


class Priority(enum.IntEnum):
    """How urgent a call is; the smaller, the more urgent.

    Not absolute: under a flood of all three, interactive gets 8 parts of the quota, normal 3, batch 1.
    """

    INTERACTIVE = 0
    NORMAL = 1
    BATCH = 2


_TICKS_PER_CREDIT = (3, 8, 24)  # 24 / weight, by priority
_SWEEP_AT = 64
_LOOKAHEAD = 16


class Waiter:
    """One call in the queue.

    Attributes:
        credits: what it costs.
        priority: its class.
        flow: its flow within the class.
        since_ns: when it came, by the ledger's clock.
        future: resolved when the call is granted or expired; None for one that asks without waiting.
        granted: its credits are held.
        expired: its deadline passed in the queue.
        dead: no longer to be served.
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
        "parked",
        "priority",
        "since_ns",
    )

    def __init__(
        self,
        credits: int,
        priority: Priority,
        flow: str,
        since_ns: int,
        future: asyncio.Future[None] | None = None,
    ) -> None:
        self.credits = credits
        self.priority = priority
        self.flow = flow
        self.since_ns = since_ns
        self.future = future
        self.granted = False
        self.expired = False
        self.dead = False
        self.parked = False
        self.deadline_ns: int | None = None


class _Flow:
    """One flow's waiters and its clock: the tag at which its next waiter starts."""

    __slots__ = ("name", "start", "waiters")

    def __init__(self, name: str) -> None:
        self.name = name
        self.start = 0
        self.waiters: deque[Waiter] = deque()


class _Class:
    """The flows of one priority.

    ``heap`` holds one entry (start tag, serial number, flow) for each flow with waiters. An entry's tag may be
    older than the flow's: `head` corrects it when it comes up, which is right because tags only grow.
    """

    __slots__ = ("clock", "credits", "flows", "heap", "live", "priority", "serial", "start")

    def __init__(self, priority: Priority) -> None:
        self.priority = priority
        self.clock = 0
        self.start = 0
        self.live = 0
        self.credits = 0
        self.serial = 0
        self.flows: dict[str, _Flow] = {}
        self.heap: list[tuple[int, int, _Flow]] = []

    def push(self, waiter: Waiter, *, front: bool) -> bool:
        """Add a waiter; returns whether it is the first of its flow."""
        flow = self.flows.get(waiter.flow)
        if flow is None:
            flow = self.flows[waiter.flow] = _Flow(waiter.flow)
        first = not flow.waiters
        if first:
            flow.start = max(flow.start, self.clock)
            self.serial += 1
            heappush(self.heap, (flow.start, self.serial, flow))
        if front:
            first = True
            flow.waiters.appendleft(waiter)
        else:
            flow.waiters.append(waiter)
        self.live += 1
        self.credits += waiter.credits
        return first

    def head(self) -> Waiter:
        """The next waiter; there is one."""
        heap = self.heap
        while True:
            tag, serial, flow = heap[0]
            waiters = flow.waiters
            while waiters and waiters[0].dead:
                waiters.popleft()
            if not waiters:
                heappop(heap)
            elif tag != flow.start:
                heapreplace(heap, (flow.start, serial, flow))
            else:
                return waiters[0]

    def take(self, flow: _Flow) -> None:
        """Remove the first waiter of a flow and charge the flow for it."""
        waiter = flow.waiters.popleft()
        self.clock = max(self.clock, flow.start)
        flow.start += waiter.credits
        self.live -= 1
        self.credits -= waiter.credits
        if not self.live:
            self.heap.clear()
            self.flows.clear()
        elif len(self.flows) > _SWEEP_AT + 2 * len(self.heap):
            self._forget_idle_flows()

    def _forget_idle_flows(self) -> None:
        """Drop the flows that have nothing waiting and nothing to pay back."""
        self.flows = {name: flow for name, flow in self.flows.items() if flow.waiters or flow.start > self.clock}

    def rebuild(self) -> None:
        """Drop the dead."""
        for flow in self.flows.values():
            flow.waiters = deque(waiter for waiter in flow.waiters if not waiter.dead)
        self.heap = [
            (flow.start, serial, flow) for serial, flow in enumerate(self.flows.values(), self.serial) if flow.waiters
        ]
        self.serial += len(self.flows)
        heapify(self.heap)
        self._forget_idle_flows()


class FairQueue:
    """Every call of one budget that waits for credits.

    Args:
        head_start: credits by which interactive calls may run ahead of their share after having used less.

    Attributes:
        live: how many calls wait.
        waiting_credits: what they cost together.
    """

    __slots__ = ("_classes", "_clock", "_dead", "_head_start", "live", "waiting_credits")

    def __init__(self, head_start: int = 0) -> None:
        self._head_start = head_start * _TICKS_PER_CREDIT[Priority.NORMAL]
        self._classes = tuple(_Class(priority) for priority in Priority)
        self._clock = 0
        self._dead = 0  # cancelled since the last rebuild, at least as many as are still stored
        self.live = 0
        self.waiting_credits = 0

    def push(self, waiter: Waiter, *, front: bool = False) -> bool:
        """Add a waiter to the end of its flow, or to the front: O(log flows).

        Returns:
            Whether it is the first of its flow, so that its coming may change whose turn it is.
        """
        group = self._classes[waiter.priority]
        if not group.live:
            head_start = self._head_start if waiter.priority is Priority.INTERACTIVE else 0
            group.start = max(group.start, self._clock - head_start)
        self.live += 1
        self.waiting_credits += waiter.credits
        return group.push(waiter, front=front)

    def cancel(self, waiter: Waiter) -> None:
        """Take a waiter out, wherever it stands: O(1) amortised."""
        waiter.dead = True
        group = self._classes[waiter.priority]
        group.live -= 1
        group.credits -= waiter.credits
        self.waiting_credits -= waiter.credits
        self.live -= 1
        self._dead += 1
        if self._dead > _SWEEP_AT and self._dead > self.live:
            self._dead = 0
            for each in self._classes:
                each.rebuild()

    def in_turn(self) -> Sequence[Priority]:
        """The classes that have waiters, the one whose turn it is first."""
        classes = self._classes
        waiting = [group.priority for group in classes if group.live]
        if len(waiting) > 1:
            waiting.sort(key=lambda priority: classes[priority].start)
        return waiting

    def head(self, priority: Priority) -> Waiter:
        """The next waiter of a class that has one."""
        return self._classes[priority].head()

    def fitting(self, priority: Priority, credits: int) -> Waiter | None:
        """The first of some flows' next waiters that costs no more than `credits`: a bounded look ahead.

        The beginning of a heap is nearly in order, which is good enough for filling a gap.
        """
        for _, _, flow in self._classes[priority].heap[:_LOOKAHEAD]:
            if flow.waiters and not flow.waiters[0].dead and flow.waiters[0].credits <= credits:
                return flow.waiters[0]
        return None

    def take(self, waiter: Waiter) -> None:
        """Remove a waiter that is the first of its flow, and charge its class and flow: O(log flows)."""
        group = self._classes[waiter.priority]
        self._clock = max(self._clock, group.start)
        group.start += waiter.credits * _TICKS_PER_CREDIT[waiter.priority]
        group.take(group.flows[waiter.flow])
        self.waiting_credits -= waiter.credits
        self.live -= 1

    def credits(self, upto: Priority = Priority.BATCH) -> int:
        """Credits that wait in the classes down to `upto`."""
        return sum(group.credits for group in self._classes[: upto + 1])

    def drain(self) -> list[Waiter]:
        """Take everybody out, without granting anything."""
        waiters = [
            waiter
            for group in self._classes
            for flow in group.flows.values()
            for waiter in flow.waiters
            if not waiter.dead
        ]
        self._classes = tuple(_Class(priority) for priority in Priority)
        self._dead = self.live = self.waiting_credits = 0
        return waiters
