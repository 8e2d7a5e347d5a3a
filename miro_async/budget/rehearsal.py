"""The next grants, played through: when a call goes that waits among a few hundred others.

Sums tell when so many credits will have gone, but not who gets them where calls overtake each other: while a dear call
waits for its credits, cheap ones go by what it cannot use. So what the scheduler will do is done in advance, by its
own rules: the classes take turns by their tags, the pacer holds them up, a reserve melts, and a head that lacks
credits is passed by those that fit. Time goes in steps that grow, so that the answer is about as exact, in proportion,
for a second as for a minute.

What comes later counts too. Interactive calls are expected as often as of late, and so is what the other classes ask
for, in calls like those that wait, and at least one a second. Only the dearest call of a window is not expected again:
it comes now and then, but mostly it does not.
"""

from itertools import islice

from miro_async.budget.fair_queue import Priority, Waiter
from miro_async.budget.forecast import a_window_gives, comes_back, known_left, was_told
from miro_async.budget.scheduler import Scheduler
from miro_async.budget.standing import Standing
from miro_async.endpoints import CREDITS

__all__ = ["rehearsed_wait"]

_NS = 1_000_000_000
_ANY = 1 << 62
_CALLS = 256  # of a class
_MOST_CALLS = 4 * _CALLS  # of a class, with those that come later
_LOOKED_AT = 64  # how far a call may be behind that overtakes
_FIRST_STEP = 4096  # part of a window
_LATER_STEPS = 32  # part of the time that has passed
_CHEAPEST, _DEAREST = min(CREDITS.values()), max(CREDITS.values())


def rehearsed_wait(scheduler: Scheduler, standing: Standing, waiter: Waiter, now: int) -> int | None:
    """Nanoseconds until a waiting call has gone.

    Args:
        scheduler: of the quota.
        standing: of the call.
        waiter: the call.
        now: the time in ns.

    Returns:
        None if that cannot be played through: the call is interactive, or backs off, or is one of too many, or goes
        too late; or nobody knows how much is left.
    """
    ledger = scheduler.ledger
    ledger.catch_up(now)
    if waiter.priority is Priority.INTERACTIVE or ledger.headerless or not was_told(ledger, now):
        return None
    if ledger.suspects.fixed and ledger.suspects.window_end <= now:
        return None
    cast = _cast(scheduler, standing, waiter)
    return None if cast is None else _Rehearsal(scheduler, *cast, now).play()


class _Group:
    """A class on the stage.

    Attributes:
        costs: of its calls, in order.
        place: where the call stands that all this is about; -1 if it is in another class.
        start: its tag.
        ticks: of a credit.
    """

    __slots__ = ("_coming", "_each", "_rate", "_room", "costs", "place", "start", "ticks")

    def __init__(self, costs: list[int], place: int, start: int, ticks: int, rate: int, room: int) -> None:
        self.costs = costs
        self.place = place
        self.start = start
        self.ticks = ticks
        self._rate = rate  # credits a second that come later
        self._room = room  # credits that may come later and matter
        self._each = min(max(rate, 1), sum(costs) // len(costs)) if costs else max(rate, 1)
        self._coming = 0

    def pass_time(self, took: int, clock: int) -> None:
        """Let those come who come meanwhile: before the call, if it is one of them, for its flow is another one."""
        self._coming += self._rate * took
        each = self._each
        while self._coming >= each * _NS and self._room > 0 and not self.crowded:
            self._coming -= each * _NS
            self._room -= each
            if not self.costs:
                self.start = max(self.start, clock)
            self.costs.insert(self.place if self.place >= 0 else len(self.costs), each)
            self.place += self.place >= 0

    @property
    def crowded(self) -> bool:
        """Whether more wait than can be played through."""
        return len(self.costs) >= _MOST_CALLS

    def fitting(self, credits: int) -> int:
        """The first call that costs no more; -1 if there is none."""
        return next((index for index, cost in enumerate(self.costs[:_LOOKED_AT]) if cost <= credits), -1)

    def serve(self, index: int) -> int:
        """Let a call go; returns what it costs."""
        cost = self.costs.pop(index)
        self.start += cost * self.ticks
        self.place -= index < self.place
        return cost


def _cast(scheduler: Scheduler, standing: Standing, waiter: Waiter) -> tuple[_Group, list[_Group]] | None:
    """The call's own class, and all that are not interactive; None if the call is not among the first."""
    own, *others = standing.paced
    rivals = iter(others)
    lead: _Group | None = None
    groups: list[_Group] = []
    for priority in (Priority.NORMAL, Priority.BATCH):
        state = scheduler.queue.class_state(priority)
        waiters = list(islice(scheduler.queue.forthcoming(priority), _CALLS))
        is_own = priority is waiter.priority
        if is_own and waiter not in waiters:
            return None
        rival = own if is_own else next(rivals)
        rate = int(rival.rate - min(rival.rate / 3, _DEAREST * _NS / scheduler.ledger.window_ns))
        place = waiters.index(waiter) if is_own else -1
        groups.append(
            _Group(
                [each.credits for each in waiters],
                place,
                state.start,
                state.ticks,
                rate,
                rival.room if is_own else _ANY,
            )
        )
        if is_own:
            lead = groups[-1]
    return None if lead is None else (lead, groups)


class _Rehearsal:
    """One run.

    Args:
        scheduler: of the quota.
        lead: the class of the call that it is about.
        groups: all classes that are not interactive.
        now: the time in ns.
    """

    def __init__(self, scheduler: Scheduler, lead: _Group, groups: list[_Group], now: int) -> None:
        ledger, pacer = scheduler.ledger, scheduler.pacer
        suspects = ledger.suspects
        self._ledger, self._pacer, self._lead, self._groups, self._now = ledger, pacer, lead, groups, now
        self._held = max(ledger.gate, scheduler.paused_until) - now
        self._demand = pacer.interactive_demand(now)
        self._reserve = pacer.reserve(ledger, now)
        self._foreign = ledger.foreign_rate(now) if suspects.fixed else 0.0  # else what they take is in what comes back
        self._free = 0
        self._end = suspects.window_end - now if suspects.fixed else 0
        self._rolled_at: int | None = None
        alone = now >= ledger.neighbours.seen_until
        self._lumps = suspects.only_sliding and alone and not suspects.others
        left = known_left(ledger, now)
        if self._lumps:
            left = max(left, ledger.own_room())
        self._left = left - scheduler.queue.credits(Priority.INTERACTIVE)
        self._idle: int | None = None  # what the head leaves lying about when its time comes
        self._paced = bool(self._demand) or not alone or scheduler.queue.waiting_credits > ledger.spendable()
        self._ahead = pacer.ahead(ledger, now) if self._paced else 0

    def play(self) -> int | None:
        """Nanoseconds until the call goes; None if it is still there when the curtain falls."""
        horizons = self._horizons()
        back = comes_back(self._ledger, horizons, self._now)
        before = 0
        for at, returned in zip(horizons, back, strict=True):
            self._pass_time(at, at - before, returned)
            if any(group.crowded for group in self._groups):
                return None
            if at >= self._held and self._grant(at, returned):
                return max(before + (at - before) // 2, self._held)
            before = at
        return None

    def _horizons(self) -> list[int]:
        window_ns = self._ledger.window_ns
        most = self._end + window_ns // 2 if self._ledger.suspects.fixed else window_ns
        horizons = [0]
        while horizons[-1] < most:
            horizons.append(horizons[-1] + max(window_ns // _FIRST_STEP, horizons[-1] // _LATER_STEPS))
        return horizons

    def _pass_time(self, at: int, took: int, returned: int) -> None:
        if self._rolled_at is None and self._ledger.suspects.only_fixed and at >= self._end:
            self._roll(at)
        self._free = self._left + returned - self._taken(at) - self._kept(at)
        if self._paced:
            clock = self._now + at - (0 if self._rolled_at is None else self._ledger.window_ns)
            rate = self._pacer.rate(self._ledger, self._free, clock, self._now)
            self._ahead = max(self._ahead - rate * took // self._ledger.window_ns, -self._pacer.burst(self._ledger))
        clock = max(group.start for group in self._groups if group.costs)
        for group in self._groups:
            group.pass_time(took, clock)

    def _roll(self, at: int) -> None:
        """A fixed window ends, and another one begins."""
        self._rolled_at = at
        self._left = a_window_gives(self._ledger, self._now)
        self._ahead = min(self._ahead, 0)

    def _taken(self, at: int) -> int:
        """What people, and neighbours, have taken until some time."""
        if self._rolled_at is not None:
            return self._demand * (at - self._rolled_at) // self._ledger.window_ns
        return self._pacer.interactive_within(at, self._now) + int(self._foreign * at / _NS)

    def _kept(self, at: int) -> int:
        """The reserve at some time."""
        if self._rolled_at is not None:
            return self._pacer.kept_for(self._demand, self._ledger.window_ns - at + self._rolled_at)
        return self._reserve * max(0, self._end - at) // self._end if self._end else self._reserve

    def _grant(self, at: int, returned: int) -> bool:
        """Let those go who may; returns whether the call is among them."""
        lead = self._lead
        probed = self._rolled_at is not None and at < self._end + self._ledger.round_trip_ns // 2
        while self._ahead <= 0:
            group, index = self._next(returned)
            if group is None:
                return False
            if group is lead and index == lead.place:
                return True
            if probed:  # the first call of a window: the others wait for what its answer tells
                return False
            cost = group.serve(index)
            self._left -= cost
            self._free -= cost
            if self._paced:
                self._ahead += cost
        return False

    def _next(self, returned: int) -> tuple[_Group | None, int]:
        """Who goes next, and where he stands in his class."""
        turn = sorted((group for group in self._groups if group.costs), key=lambda group: group.start)
        head = turn[0]
        if head.costs[0] <= self._free:
            self._idle = None
            return head, 0
        spare = min(self._free, self._idles(head.costs[0], returned))
        for group in turn if spare >= _CHEAPEST else ():
            index = group.fitting(spare)
            if index >= 0:
                if self._idle is not None:
                    self._idle -= group.costs[index]
                return group, index
        return None, 0

    def _idles(self, credits: int, returned: int) -> int:
        """What others may have of what the head cannot use; see `Ledger.idle_until`."""
        if not self._lumps:
            return self._free if self._ledger.suspects.only_fixed else 0
        if self._idle is None:
            log = self._ledger.log
            needed = returned + credits - self._free
            self._idle = log.expiries(self._now, [log.freed_at(needed) - self._now])[0] - needed
        return self._idle
