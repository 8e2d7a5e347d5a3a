"""Who goes next: priority classes, fair flows, first in first out.

Three levels, each with one rule:

1. **Classes** share by start-time fair queueing (SFQ). Serving a class advances its own clock by
   ``credits / weight``; the class whose clock shows least goes next. Weights are 8 for interactive, 3 for normal,
   1 for batch unless the quota says otherwise, so under a flood of all three nobody starves: batch keeps a twelfth.
   A class that was idle starts at the present virtual time, not in the past: idleness earns no credit. Ties go to
   the more urgent class. Only interactive calls may start somewhat in the past, so that some of them in a row go
   before a dear call that has waited long for its credits. Three more exceptions have to do with time:

   *Coming back.* Where a whole window is spent in the instant in which it opens, whoever works by taking one call after
   the other has only so many calls waiting then, and would get no more than these. So a class that has just been
   emptied keeps its place for a moment: others leave what it is behind them (`FairQueue.claimed`), though no more than
   it spent of late, for as much may come back.

   *Growing old.* A class that wants little may still wait long if dear calls meet. When its next call has waited for
   most of a window it goes before its turn. It does not go before those who hardly wait, nor before those who want
   still less: they get less than their share. It is charged as always, and may be ahead of its share by a part of the
   limit only: in the long run the weights hold, however much is old.

   *Growing old unseen.* Where people ask for all there is, a window is spent long before it ends, and who is young then
   is too old when more comes back. On a sliding log, of which the pauses are known, such a call is old before the
   pause. Of a fixed window people leave (`FairQueue.owed`) what those cost who would wait for more than a window until
   it ends; and as much as others may be ahead, for a moment after it opened, to those who were just served and come
   back. They go when they have grown old.
2. **Flows** (a job, a board) share their class in the same way, by credits and not by calls: a flow of 2,000-credit
   copies gets as much as one of 50-credit reads, and one of weight 3 three times as much as one of weight 1.
3. **Within a flow** order is first in, first out. A retry goes to the front, and so does who would else miss a deadline
   (see `promises`). Only where a dear call cannot go anyway (a fixed window has not enough left, or nobody knows
   whether there is anything, or how fast it comes back) a cheaper one behind it may.

Cancelled waiters are only marked. They are dropped when they come up, and everything is rebuilt when more than
half of the queue is dead, because many were cancelled or because others were served: each cancellation pays for two
waiters of a rebuild, so that a wave of them costs O(1) a waiter and leaves nothing behind.

Tags are integers, so that nothing drifts. For the three classes a tick is chosen that every weight divides: a credit
costs a class ``lcm / weight`` ticks, exactly. A flow may have any weight to 10,000, so there a credit is
``2**20 / weight`` ticks, rounded down once a call: off by one part in five thousand of its price at most.
"""

import math
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from heapq import heapify, heappop, heappush, heapreplace
from itertools import islice
from typing import NamedTuple

from miro_async.budget.claims import Claim
from miro_async.budget.waiter import Priority, Waiter

__all__ = ["FLOW_TICKS", "HEAVIEST", "ClassState", "FairQueue", "FlowState", "Priority", "Waiter"]


_WEIGHTS = (8, 3, 1)  # of interactive, normal and batch
FLOW_TICKS = 1 << 20  # a credit's, in a flow of weight 1
HEAVIEST = 10_000  # weight of a flow: of one that is heavier a call would take too few ticks to be told from the next
_FEW_DEAD = 16  # are not worth a rebuild
_IDLE_FLOWS = 64  # are not worth a look
_OLD = (3, 4)  # parts of a window
_HARDLY_WAITS = 16  # part of a window
_LITTLE = 2  # times what those want who are asked to wait
_MOMENT = 32  # part of a window
_FLOWS_AHEAD = 16
_WAITERS_AHEAD = 64
_LATE = 1 << 62


class _Flow:
    """One flow's waiters, its weight, and its clock: the tag at which its next waiter starts.

    ``listed`` tells whether its class has an entry for it in the heap.
    """

    __slots__ = ("credits", "listed", "name", "served", "since_ns", "start", "waiters", "weight")

    def __init__(self, name: str, since_ns: int) -> None:
        self.name = name
        self.since_ns = since_ns
        self.served = 0
        self.listed = False
        self.weight = 1
        self.credits = 0
        self.start = 0
        self.waiters: deque[Waiter] = deque()


class _Class:
    """The flows of one priority.

    ``heap`` holds one entry (start tag, serial number, flow) for each flow with waiters. An entry's tag may be
    older than the flow's: `head` corrects it when it comes up, which is right because tags only grow.
    """

    __slots__ = ("alone", "claim", "clock", "credits", "flows", "heap", "live", "priority", "serial", "start")

    def __init__(self, priority: Priority, claim: Claim) -> None:
        self.priority = priority
        self.claim = claim
        self.alone = (priority,)
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
            flow = self.flows[waiter.flow] = _Flow(waiter.flow, waiter.since_ns)
        flow.weight = waiter.weight
        first = not flow.waiters
        if first:
            flow.start = max(flow.start, self.clock)
            if not flow.listed:
                flow.listed = True
                self.serial += 1
                heappush(self.heap, (flow.start, self.serial, flow))
        if front:
            first = True
            flow.waiters.appendleft(waiter)
        else:
            flow.waiters.append(waiter)
        self.live += 1
        self.credits += waiter.credits
        flow.credits += waiter.credits
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
                flow.listed = False
                heappop(heap)
            elif tag != flow.start:
                heapreplace(heap, (flow.start, serial, flow))
            else:
                return waiters[0]

    def take(self, flow: _Flow, waiter: Waiter) -> None:
        """Remove a waiter of a flow and charge the flow for it; one from the middle is only marked."""
        if flow.waiters[0] is waiter:
            flow.waiters.popleft()
        else:
            waiter.dead = True
        self.clock = max(self.clock, flow.start)
        flow.start += waiter.credits * FLOW_TICKS // flow.weight
        flow.credits -= waiter.credits
        flow.served += waiter.credits
        self.live -= 1
        self.credits -= waiter.credits
        if not self.live:
            self.heap.clear()
            self.flows.clear()
        elif len(self.flows) > _IDLE_FLOWS + 2 * len(self.heap):
            self._forget_idle_flows()

    def _forget_idle_flows(self) -> None:
        """Drop the flows that have nothing waiting and nothing to pay back."""
        self.flows = {name: flow for name, flow in self.flows.items() if flow.waiters or flow.start > self.clock}

    def rebuild(self) -> None:
        """Drop the dead."""
        for flow in self.flows.values():
            flow.waiters = deque(waiter for waiter in flow.waiters if not waiter.dead)
            flow.listed = bool(flow.waiters)
        self.heap = [
            (flow.start, serial, flow) for serial, flow in enumerate(self.flows.values(), self.serial) if flow.waiters
        ]
        self.serial += len(self.flows)
        heapify(self.heap)
        self._forget_idle_flows()


class FlowState(NamedTuple):
    """A flow as it is seen from outside.

    Attributes:
        name: of the flow.
        start: the tag at which its next waiter starts; a credit is ``FLOW_TICKS / weight`` of them.
        credits: what its waiters cost together.
        weight: its parts of the class.
        served: credits that it got since it began, or began anew after some idleness.
        since_ns: when that was.
    """

    name: str
    start: int
    credits: int
    weight: int
    served: int
    since_ns: int


class ClassState(NamedTuple):
    """A class as it is seen from outside.

    Attributes:
        start: the tag at which its next waiter starts, if one comes now at the latest.
        ticks: of a credit.
        clock: the tag of its flows at which one starts that has not been served before.
        live: how many calls wait.
        credits: what they cost together.
    """

    start: int
    ticks: int
    clock: int
    live: int
    credits: int


def _state_of(flow: _Flow, clock: int) -> FlowState:
    start = flow.start if flow.waiters else max(flow.start, clock)
    return FlowState(flow.name, start, flow.credits, flow.weight, flow.served, flow.since_ns)


class FairQueue:
    """Every call of one budget that waits for credits.

    Args:
        head_start: credits by which interactive calls may run ahead of their share after having used less, counted
            in credits of normal calls.
        weights: of interactive, normal and batch; whole numbers, at least 1.
        lead: credits by which a class may be ahead of its share because its calls grow old.
        window_ns: the time in which a call should be served; 0 for any.

    Attributes:
        live: how many calls wait.
        waiting_credits: what they cost together.
        claimed_until: until when somebody may come back who has a claim, in ns.
    """

    __slots__ = (
        "_classes",
        "_clock",
        "_dead",
        "_hardly_waits_ns",
        "_head_start",
        "_lead",
        "_moment_ns",
        "_old_ns",
        "_ticks",
        "_window_ns",
        "claimed_until",
        "live",
        "waiting_credits",
    )

    def __init__(
        self, head_start: int = 0, weights: tuple[int, int, int] = _WEIGHTS, *, lead: int = 0, window_ns: int = 0
    ) -> None:
        tick = math.lcm(*weights)
        self._ticks = tuple(tick // weight for weight in weights)  # a credit's, by priority
        self._head_start = head_start * self._ticks[Priority.NORMAL]
        self._lead = lead
        self._window_ns = window_ns
        self._old_ns = window_ns * _OLD[0] // _OLD[1]
        self._hardly_waits_ns = window_ns // _HARDLY_WAITS
        self._moment_ns = window_ns // _MOMENT
        self.claimed_until = -_LATE
        self._classes = self._empty_classes()
        self._clock = 0
        self._dead = 0  # cancelled since the last rebuild, at least as many as are still stored
        self.live = 0
        self.waiting_credits = 0

    def _empty_classes(self) -> tuple[_Class, ...]:
        return tuple(_Class(priority, Claim(self._moment_ns)) for priority in Priority)

    def push(self, waiter: Waiter, *, front: bool = False) -> bool:
        """Add a waiter to the end of its flow, or to the front: O(log flows).

        Returns:
            Whether its coming may change whose turn it is: it is the first of its flow, or nobody else waits.
        """
        group = self._classes[waiter.priority]
        if not group.live:
            group.start = self._start_of_idle(group, waiter.since_ns)
        self.live += 1
        self.waiting_credits += waiter.credits
        return group.push(waiter, front=front) or self.live == 1

    def _start_of_idle(self, group: _Class, now: int = _LATE) -> int:
        if group.priority is Priority.INTERACTIVE:
            behind = self._head_start
        else:
            behind = min(group.claim.credits(now), self._lead) * self._ticks[group.priority]
        return max(group.start, self._clock - behind)

    def first_came_at(self, priority: Priority) -> int | None:
        """When the oldest came of those who are first in their flows, in ns; None if nobody waits: O(flows)."""
        flows = self._classes[priority].flows.values()
        first = (next((waiter for waiter in flow.waiters if not waiter.dead), None) for flow in flows)
        return min((waiter.since_ns for waiter in first if waiter is not None), default=None)

    def claimed(self, priority: Priority, now: int) -> int:
        """Credits that a class leaves to others that are behind it, have just been emptied, and may come back.

        Interactive calls have no part in it: for them there is a reserve at any time (see `pacing`).
        """
        start = self._classes[priority].start
        claimed = 0
        for group in self._classes[Priority.NORMAL :]:
            if not group.live and start > group.start:
                behind = (start - group.start) // self._ticks[group.priority]
                claimed += min(behind, group.claim.credits(now), self._lead)
        return claimed

    def owed(self, priority: Priority, now: int, opened_at: int, closes_at: int) -> tuple[int, int]:
        """Credits that a class leaves to the less urgent who would wait for longer than a window, and until when.

        Args:
            priority: of the class.
            now: the time in ns.
            opened_at: when the window began to be spent.
            closes_at: when more comes back.
        """
        owed, until = 0, _LATE
        first_moment = opened_at + self._moment_ns
        for group in self._classes[priority + 1 :]:
            ahead = (group.start - self._classes[priority].start) // self._ticks[group.priority]
            room = min(self._lead, self._lead - ahead)
            if group.credits > self._lead or room <= 0:
                continue
            if now < first_moment and group.claim.credits(now):
                owed += room
                until = min(until, first_moment)
            elif group.live and closes_at + self._moment_ns - group.head().since_ns >= self._window_ns:
                owed += min(group.credits, room)
                hardly_waits_until = self._classes[priority].head().since_ns + self._hardly_waits_ns
                until = min(until, max(group.head().since_ns + self._old_ns, hardly_waits_until))
        return owed, until

    def hasten(self, waiter: Waiter) -> None:
        """Put a waiter to the front of its flow, behind those that were put there before: O(those before it)."""
        waiters = self._classes[waiter.priority].flows[waiter.flow].waiters
        waiters.remove(waiter)
        waiters.insert(next((place for place, other in enumerate(waiters) if not other.hastened), len(waiters)), waiter)
        waiter.hastened = True

    def cancel(self, waiter: Waiter) -> None:
        """Take a waiter out, wherever it stands: O(1) amortised."""
        waiter.dead = True
        group = self._classes[waiter.priority]
        group.live -= 1
        group.credits -= waiter.credits
        group.flows[waiter.flow].credits -= waiter.credits
        self.waiting_credits -= waiter.credits
        self.live -= 1
        self._dead += 1
        if self._dead > self.live:
            self._bury()

    def _bury(self) -> None:
        """Drop the dead, who outnumber the living, unless they are just a few."""
        if self._dead > _FEW_DEAD:
            self._dead = 0
            for group in self._classes:
                group.rebuild()

    def in_turn(self, now: int = 0, returns_at: Callable[[int], int] | None = None) -> Sequence[Priority]:
        """The classes that have waiters, the one whose turn it is first.

        Args:
            now: the time in ns.
            returns_at: tells when so many credits will have come back, at the latest; None if nobody knows.
        """
        classes = self._classes
        live = self.live
        for group in classes:
            if group.live == live:
                return group.alone
        waiting = [group.priority for group in classes if group.live]
        waiting.sort(key=lambda priority: classes[priority].start)
        self._prefer_the_old(waiting, now, returns_at)
        return waiting

    def _prefer_the_old(self, waiting: list[Priority], now: int, returns_at: Callable[[int], int] | None) -> None:
        """Put the class first whose next call has grown old, if it wants little and is not far ahead of its share."""
        classes = [self._classes[priority] for priority in waiting]
        little = self._lead
        for place, group in enumerate(classes):
            ahead = (group.start - classes[0].start) // self._ticks[group.priority]
            if now - group.head().since_ns < self._hardly_waits_ns:
                return
            if ahead <= self._lead and group.credits <= little and self._is_old(group, now, returns_at):
                waiting.insert(0, waiting.pop(place))
                return
            little = min(little, group.credits * _LITTLE)

    def _is_old(self, group: _Class, now: int, returns_at: Callable[[int], int] | None) -> bool:
        """Whether a class's next call has waited for most of a window, or will for all of it if others go first."""
        since = group.head().since_ns
        if now - since >= self._old_ns:
            return True
        return returns_at is not None and returns_at(group.credits) + self._moment_ns - since >= self._window_ns

    def head(self, priority: Priority) -> Waiter:
        """The next waiter of a class that has one."""
        return self._classes[priority].head()

    def fitting(self, priority: Priority, credits: int) -> Waiter | None:
        """A waiter that costs no more than `credits`, out of turn: a bounded look ahead.

        It looks at some flows, and at some waiters of each. The beginning of a heap is nearly in order, which is good
        enough for filling a gap.
        """
        for _, _, flow in self._classes[priority].heap[:_FLOWS_AHEAD]:
            for waiter in islice(flow.waiters, _WAITERS_AHEAD):
                if waiter.credits <= credits and not waiter.dead:
                    return waiter
        return None

    def take(self, waiter: Waiter, now: int = 0) -> None:
        """Remove a waiter at some time in ns, and charge its class and flow: O(log flows)."""
        group = self._classes[waiter.priority]
        flow = group.flows[waiter.flow]
        self._clock = max(self._clock, group.start)
        group.start += waiter.credits * self._ticks[waiter.priority]
        self._dead += flow.waiters[0] is not waiter
        group.take(flow, waiter)
        group.claim.spent(waiter.credits, now)
        if not group.live:
            self.claimed_until = group.claim.until
        self.waiting_credits -= waiter.credits
        self.live -= 1
        if self._dead > self.live:
            self._bury()

    def class_state(self, priority: Priority) -> ClassState:
        """How a class stands."""
        group = self._classes[priority]
        start = group.start if group.live else self._start_of_idle(group)
        return ClassState(start, self._ticks[priority], group.clock, group.live, group.credits)

    def flow_state(self, priority: Priority, name: str) -> FlowState:
        """How a flow stands, or would if it began now."""
        group = self._classes[priority]
        flow = group.flows.get(name)
        if flow is None:
            return FlowState(name, group.clock, 0, 1, 0, 0)
        return _state_of(flow, group.clock)

    def flow_states(self, priority: Priority, most: int) -> tuple[list[FlowState], int]:
        """How the flows of a class stand that were served of late or wait: some of them, and how many there are."""
        group = self._classes[priority]
        return [_state_of(flow, group.clock) for flow in islice(group.flows.values(), most)], len(group.flows)

    def forthcoming(self, priority: Priority) -> Iterator[Waiter]:
        """The waiters of a class in the order in which they would be served if nobody came; O(log flows) each."""
        heap = [
            (flow.start, serial, flow.weight, iter(flow.waiters)) for _, serial, flow in self._classes[priority].heap
        ]
        heapify(heap)
        while heap:
            start, serial, weight, waiters = heap[0]
            waiter = next(waiters, None)
            if waiter is None:
                heappop(heap)
            elif not waiter.dead:
                yield waiter
                heapreplace(heap, (start + waiter.credits * FLOW_TICKS // weight, serial, weight, waiters))

    def credits(self, priority: Priority) -> int:
        """Credits that wait in a class."""
        return self._classes[priority].credits

    def clear(self) -> None:
        """Forget everybody, without granting anything."""
        self._classes = self._empty_classes()
        self._dead = self.live = self.waiting_credits = 0
