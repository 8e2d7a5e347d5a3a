"""What goes before a call: the fair queue read forwards, without serving anybody.

The queue is start-time fair, so what will be served before a call is known from tags alone. A call starts when the
clock of its class has come to its tag ``T``. Until then every other flow of the class gets what its own clock has
left until ``T``, and no more than it asks for; and every other class likewise, by the clocks of the classes. The
next few hundred calls are gone through one by one in the order in which they would be served; beyond, the shares
are added up flow by flow.

What comes later counts as well. Calls that join other flows, and other classes, pass one that stands far behind in
its own flow. How many do depends on how long it waits, so `Standing` takes the time, and `time_to_serve` looks for
the moment at which what has come back covers what goes before.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from miro_async.budget.demand import Demand
from miro_async.budget.fair_queue import FLOW_TICKS, FairQueue, FlowState, Priority, Waiter

__all__ = ["Standing", "standing_of_job", "standing_of_waiter", "time_to_serve"]

_NS = 1_000_000_000
_CALLS_GONE_THROUGH = 256
_FLOWS_LOOKED_AT = 1000
_ROUNDS = 12
_CLOSE_ENOUGH_NS = 5_000_000
_LUCK = 7  # part of what its own flow has before a call


class _Rival(NamedTuple):
    """Somebody who competes with a call.

    Attributes:
        queued: credits that wait there and go before it.
        room: credits that may come there later and still go before it.
        rate: credits a second that do come there.
        calls: what the calls cost that wait there and go before it, one by one; None if they are many.
    """

    queued: int = 0
    room: int = 0
    rate: float = 0.0
    calls: tuple[int, ...] | None = ()

    def served(self, within_ns: int) -> int:
        """Credits that are served there before the call, if that goes so many nanoseconds from now."""
        return self.queued + self.later(within_ns)

    def later(self, within_ns: int) -> int:
        """Those of them that come later."""
        return min(self.room, int(self.rate * within_ns / _NS))

    def shortened(self, by: Callable[[int], int]) -> "_Rival":
        """The same if less goes before the call than is foreseen."""
        calls = None if self.calls is None else self.calls[: by(len(self.calls))]
        return _Rival(by(self.queued), by(self.room), self.rate, calls)


class Standing(NamedTuple):
    """Where a call stands.

    Attributes:
        credits: its own.
        paced: who competes with it, but for interactive calls; those of its own flow are among them.
        interactive: the interactive calls that compete with it.
        own: credits that wait before it in its own flow.
    """

    credits: int
    paced: tuple[_Rival, ...]
    interactive: _Rival
    own: int = 0

    def upto(self, within_ns: int) -> int:
        """Credits that are served up to the call, itself included, if it goes so many nanoseconds from now."""
        return self.credits + self.paced_before(within_ns) + self.interactive.served(within_ns)

    def paced_before(self, within_ns: int) -> int:
        """Credits that are served before it, without interactive calls, which no pace holds up."""
        return sum(rival.served(within_ns) for rival in self.paced)

    def with_luck(self) -> "Standing":
        """The same if less that is not interactive goes before the call than is foreseen."""
        return self._replace(paced=tuple(rival.shortened(self.lucky) for rival in self.paced))

    def lucky(self, foreseen: int) -> int:
        """What becomes of a forecast that is a little too dark: cheaper calls come, and somebody finds a gap.

        Only what a call has before it in its own flow is a matter of luck, for it may go before that (see `promises`).
        """
        return foreseen - self.of_its_own(foreseen) // _LUCK

    def of_its_own(self, credits: int) -> int:
        """The part of it that belongs to its own flow, of all that wait before the call and are not interactive."""
        waiting = sum(rival.queued for rival in self.paced)
        return credits * min(self.own, waiting) // max(waiting, 1)

    def squeezed(self, free: int, within_ns: int) -> tuple[int, int] | None:
        """What goes before it out of so many credits, if small calls overtake those that do not fit.

        Returns:
            The credits of those that fit, and of the others of which none costs more than the call; None if that is
            not known call by call.
        """
        gone = sum(rival.later(within_ns) for rival in self.paced)
        missed = 0
        for rival in self.paced:
            if rival.calls is None:
                return None
            for cost in rival.calls:
                if gone + cost <= free:
                    gone += cost
                elif cost <= self.credits:
                    missed += cost
        return gone, missed


def standing_of_waiter(queue: FairQueue, demand: Demand, waiter: Waiter, now: int) -> Standing:
    """Where a call stands that is at the end of its flow, or will be at its front after a backoff.

    One that has left the queue would be at the end of its flow if it came again.
    """
    priority = waiter.priority
    flow = queue.flow_state(priority, waiter.flow)
    before = 0 if waiter.parked else flow.credits - (0 if waiter.dead else waiter.credits)
    tag = flow.start + before * FLOW_TICKS // flow.weight
    queued, later = _other_flows(queue, waiter, tag, demand.rate(priority, now), now)
    exact = _calls_until(_forthcoming(queue, priority), waiter)
    own = later._replace(queued=before + queued if exact is None else sum(exact), calls=exact)
    return _against_others(queue, demand, priority, own, waiter.credits, now)._replace(own=before)


def standing_of_job(queue: FairQueue, demand: Demand, priority: Priority, credits: int, now: int) -> Standing:
    """Where the end of a job stands that begins now, after everything that waits in its class."""
    own = _Rival(queue.class_state(priority).credits + credits, calls=None)
    return _against_others(queue, demand, priority, own, 0, now)


def _against_others(
    queue: FairQueue, demand: Demand, priority: Priority, own: _Rival, credits: int, now: int
) -> Standing:
    """Where a call stands that has so much before it in its own class."""
    state = queue.class_state(priority)
    tag = state.start + own.queued * state.ticks
    rivals = {
        other: _other_class(queue, other, tag + (other < priority), demand.rate(other, now))  # ties: the more urgent
        for other in Priority
        if other is not priority
    }
    interactive = rivals.pop(Priority.INTERACTIVE, _Rival())
    return Standing(credits, (own, *rivals.values()), interactive)


def _other_class(queue: FairQueue, other: Priority, tag: int, rate: float) -> _Rival:
    """What another class gets until the clock of the classes comes to a tag."""
    state = queue.class_state(other)
    share = -(-(tag - state.start) // state.ticks)
    if share <= 0:
        return _Rival()
    calls = _calls_upto(_forthcoming(queue, other), share)
    queued = min(state.credits, share) if calls is None else sum(calls)
    return _Rival(queued, max(share - queued, 0), rate, calls)


def _other_flows(queue: FairQueue, waiter: Waiter, tag: int, rate: float, now: int) -> tuple[int, _Rival]:
    """What the other flows of a class get before a tag.

    Beyond a thousand flows the rest is taken to be like those.

    Args:
        queue: where the call waits.
        waiter: the call.
        tag: at which it starts.
        rate: credits a second that come to the class.
        now: the time in ns.

    Returns:
        Credits of those that wait there now, and what may come later.
    """
    queued = room = 0
    competing = 0.0
    state = queue.class_state(waiter.priority)
    call = state.credits // max(state.live, 1)
    flows, count = queue.flow_states(waiter.priority, _FLOWS_LOOKED_AT)
    for flow in flows:
        ticks = tag - flow.start
        if ticks >= 0 and flow.name != waiter.flow:
            share = -(-ticks * flow.weight // FLOW_TICKS)
            # A call that begins before the tag ends after it; of those that begin at the tag, the older go first.
            served = min(flow.credits, share + (call // 2 if ticks else call))
            queued += served
            if share > served:
                room += share - served
                competing += _rate(flow, now)
    if count > len(flows):
        queued = min(queued * count // len(flows), state.credits)
        room = room * count // len(flows)
        competing = competing * count / len(flows)
    return queued, _Rival(0, room, min(competing, rate))


def _rate(flow: FlowState, now: int) -> float:
    """Credits a second that a flow has asked for since it began."""
    return flow.served * _NS / max(now - flow.since_ns, _NS)


def _forthcoming(queue: FairQueue, priority: Priority) -> Iterator[Waiter] | None:
    """The next waiters of a class; None if its flows are too many to sort them."""
    _, count = queue.flow_states(priority, 0)
    return queue.forthcoming(priority) if count <= _FLOWS_LOOKED_AT else None


def _calls_until(forthcoming: Iterator[Waiter] | None, waiter: Waiter) -> tuple[int, ...] | None:
    """What the calls cost that go before a waiter; None if it is not among the next few hundred."""
    if forthcoming is None:
        return None
    costs: list[int] = []
    for other in islice(forthcoming, _CALLS_GONE_THROUGH):
        if other is waiter:
            return tuple(costs)
        costs.append(other.credits)
    return None


def _calls_upto(forthcoming: Iterator[Waiter] | None, share: int) -> tuple[int, ...] | None:
    """What the calls cost that begin within a share; None if they are more than a few hundred."""
    if forthcoming is None:
        return None
    costs: list[int] = []
    credits = 0
    for other in islice(forthcoming, _CALLS_GONE_THROUGH):
        if credits >= share:
            return tuple(costs)
        credits += other.credits
        costs.append(other.credits)
    return None if next(forthcoming, None) is not None else tuple(costs)


def time_to_serve(when: Callable[[int], int]) -> int:
    """Nanoseconds until a call is served: until what comes back covers what goes before it.

    Args:
        when: nanoseconds until the call could go, if others came for so many nanoseconds; it grows with them.
    """
    needed = 0
    for _ in range(_ROUNDS):
        later = when(needed)
        if later - needed <= _CLOSE_ENOUGH_NS:
            return later
        needed = later
    return needed
