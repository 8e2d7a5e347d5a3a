"""When a call goes on a sliding log: the queue played forward, call by call.

What comes back to who is alone on a sliding log is known to the credit, and when: our own log tells. What goes before a
call is harder to say. Credits come back in lumps, and while a dear call waits for its lump, cheap ones from behind take
what the lump will leave over (see `Ledger.idle_until`): a call of 50 credits may go twenty seconds before its turn, and
where dear ones gather in front it mostly does. No sum over the queue shows that (see `forecast` for those). So the
calls that wait are let go one by one, as the scheduler would.

People go on calling as they did. Of others who may come, only how much they ask is known; it is taken off as time goes
by. Some of them will take a gap that somebody who waits already could have had. Whose own flow does that goes
before its turn where else its deadline would be broken (see `promises`); with what other flows do that is reckoned.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from miro_async.budget.fair_queue import Priority, Waiter
from miro_async.budget.ledger import PARTS
from miro_async.budget.scheduler import Scheduler
from miro_async.budget.standing import Standing
from miro_async.endpoints import CREDITS

__all__ = ["rehearsed_in"]

_MOST_WAITERS = 512
_CALLS_OF_PEOPLE = 1024  # in a window; if there are more, some are taken for one
_AHEAD = 64  # calls that are looked at to fill a gap
_CHEAPEST = min(CREDITS.values())
_TAKEN_BY_NEWCOMERS = 4 * _CHEAPEST  # of what a lump leaves over


def rehearsed_in(scheduler: Scheduler, standing: Standing, waiter: Waiter, now: int) -> int | None:
    """Nanoseconds until a call goes that waits.

    Args:
        scheduler: of the quota.
        standing: of the call.
        waiter: the call.
        now: the time in ns.

    Returns:
        None if nobody can tell call by call, or if it takes longer than a window.
    """
    ledger, suspects = scheduler.ledger, scheduler.ledger.suspects
    if not suspects.only_sliding or suspects.others or not ledger.informed or ledger.headerless:
        return None
    if now < max(ledger.gate, scheduler.paused_until, ledger.neighbours.seen_until):
        return None
    if waiter.parked or scheduler.queue.live > _MOST_WAITERS:
        return None
    ledger.catch_up(now)
    return _Rehearsal(scheduler, standing, now).until(waiter)


class _Rehearsal:
    """The queue, what is left, and what will come back."""

    def __init__(self, scheduler: Scheduler, standing: Standing, now: int) -> None:
        queue, ledger, pacer = scheduler.queue, scheduler.ledger, scheduler.pacer
        states = {priority: queue.class_state(priority) for priority in Priority}
        self._now = now
        self._window_ns = ledger.window_ns
        self._standing = standing
        self._lines = {priority: list(queue.forthcoming(priority)) for priority in Priority}
        self._tags = {priority: state.start for priority, state in states.items()}
        self._ticks = {priority: state.ticks for priority, state in states.items()}
        self._reserve = pacer.reserve(ledger, now)
        self._people_in, apart = pacer.people_call(now)
        self._people_apart = max(apart, ledger.window_ns // _CALLS_OF_PEOPLE)
        self._people_cost = _CHEAPEST * self._people_apart // max(apart, 1)
        self._free = max(ledger.own_room(), ledger.spendable())
        self._back = list(ledger.log.expiring())
        self._sums = list(accumulate((credits for _, credits in self._back), initial=0))
        self._returned = 0  # how many of these
        self._taken = 0  # by those who came meanwhile
        self._taken_by_newcomers = _TAKEN_BY_NEWCOMERS - standing.of_its_own(_TAKEN_BY_NEWCOMERS)

    def until(self, waiter: Waiter) -> int | None:
        """Nanoseconds until it goes; None if that is not within a window."""
        for passed in self._moments():
            while (goes := self._next(passed)) is not None:
                if goes is waiter:
                    return passed
                self._lines[goes.priority].remove(goes)
                self._tags[goes.priority] += goes.credits * self._ticks[goes.priority]
                self._free -= goes.credits
        return None

    def _moments(self) -> Iterator[int]:
        """Let time pass, to the moments at which somebody may go; nanoseconds from now."""
        yield 0
        while self._returned < len(self._back):
            at, credits = self._back[self._returned]
            passed = at - self._now
            if self._people_in <= passed:
                passed = self._people_in
                self._people_in += self._people_apart
                self._lines[Priority.INTERACTIVE].append(Waiter(self._people_cost, Priority.INTERACTIVE, "", self._now))
            else:
                self._free += credits
                self._returned += 1
            taken = sum(rival.later(passed) for rival in self._standing.paced)
            self._free -= taken - self._taken
            self._taken = taken
            yield passed

    def _next(self, passed: int) -> Waiter | None:
        """Who goes at this moment: the first in turn, or somebody who fits into what it leaves over."""
        turn = sorted((priority for priority in Priority if self._lines[priority]), key=self._tags.__getitem__)
        if not turn:
            return None
        head = self._lines[turn[0]][0]
        lacking = head.credits + self._kept(head.priority) - self._free
        if lacking <= 0:
            return head
        spare = self._free - self._taken_by_newcomers
        if head.deadline_ns is not None or not self._comes_back_anyway(head, lacking, passed):
            spare += min(0, self._lump(lacking) - head.credits)
        if spare <= 0:
            return None
        for priority in turn:
            least = spare - self._kept(priority)
            for waiter in self._lines[priority][:_AHEAD]:
                if waiter.credits <= least:
                    return waiter
        return None

    def _kept(self, priority: Priority) -> int:
        return 0 if priority is Priority.INTERACTIVE else self._reserve

    def _comes_back_anyway(self, head: Waiter, lacking: int, passed: int) -> bool:
        """See `Ledger.idle_until`."""
        part = self._window_ns // PARTS
        spent = self._people_cost * part // self._people_apart
        begins = self._now + passed
        if self._back_by(begins + part) - spent >= lacking:
            return False
        parts = range(1, min((head.since_ns + self._window_ns - begins) // part, PARTS) + 1)
        return any(self._back_by(begins + part * nth) - spent * nth >= lacking + self._free for nth in parts)

    def _back_by(self, at: int) -> int:
        return self._sums[bisect_left(self._back, (at + 1, 0))] - self._sums[self._returned]

    def _lump(self, lacking: int) -> int:
        """What will have come back when at least so much has."""
        before = self._sums[self._returned]
        nth = bisect_left(self._sums, before + lacking, self._returned)
        return self._sums[min(nth, len(self._back))] - before
