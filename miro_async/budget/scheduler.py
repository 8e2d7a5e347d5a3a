"""The one place of the package that waits.

A call waits in the fair queue until it is granted, and is a `Reservation` from then on. It may leave the queue by
cancellation or deadline, with nothing spent.

Everything runs in one event loop without locks: there is no ``await`` between looking at the ledger and holding
the credits. Whenever something changes (an answer, a refund, a newcomer, the timer) one pass grants all that fits,
in the order of the fair queue, so that a window's opening costs one pass, however many it serves.

What happens often must cost little, and most of what happens changes nothing. Therefore

* with nobody waiting and credits plenty, a grant is a few comparisons and an addition (`Scheduler.hold_now`);
* a newcomer that is not the first of its flow changes nobody's turn, and is only put into its place;
* an answer that neither raises the supply nor is the last one awaited lets nobody go who could not go before
  (`Scheduler.answered`), so the queue is not even looked at: a hundred thousand waiters cost an answer nothing;
* time alone changes something at known moments only, and the next of them is one alarm among those of all budgets
  (see `alarms`).
"""

import asyncio
from asyncio import get_running_loop
from collections.abc import Callable

from miro_async.budget.alarms import Alarms, alarms_of
from miro_async.budget.audience import Audience
from miro_async.budget.clocks import LoopClock
from miro_async.budget.fair_queue import FairQueue, Priority, Waiter
from miro_async.budget.fallback import FallbackPacer
from miro_async.budget.ledger import NEVER, SCOUT_CREDITS, Ledger
from miro_async.budget.pacing import Pacer
from miro_async.budget.promises import in_haste_from
from miro_async.budget.timetable import Timetable
from miro_async.endpoints import CREDITS
from miro_async.errors import ConfigurationError

__all__ = ["Scheduler"]

_NS = 1_000_000_000
_TIMER_SLACK_NS = 1_000_000  # loops fire up to a tick early; uvloop's tick is a millisecond
_LATEST_LOOK_NS = 5 * _NS
_LOOKS_PER_WINDOW = 256  # at least, if answers come
_PATIENT_WINDOWS = 2
_ASK_ANYWAY = 16  # part of a window without an answer after which who asks need not fear what has gone unseen
_NEWS_PART = 256  # of the limit: more is not spent to learn what neighbours did
_CHEAPEST = min(CREDITS.values())
_HEAD_START_PART = 20  # of the limit
_LEAD_PART = 4  # of the limit
_INTERACTIVE = Priority.INTERACTIVE


class Scheduler(LoopClock):
    """Ledger, queue, pacer and alarm of one quota, by the one clock that they share.

    Args:
        limit: credits per window.
        window: the length of the window in seconds.
        weights: of interactive, normal and batch calls.
        suspended: see `LoopClock`.

    Attributes:
        ledger: the account: what may be spent.
        queue: who waits, and who goes next.
        pacer: how fast what is not interactive is spent.
        timetable: backoffs and deadlines of those who wait.
        parked: how many calls wait for their backoff to pass, and are not in the queue yet.
        audience: those who listen to what happens; None if nobody does.
        generation: counts the event loops; reservations of a loop that is gone are void.
        paused_until: nothing is granted before; 0 for no pause, `NEVER` for one without end.
        surcharges: what calls cost more than declared, by operation, as the ledger has learned.
        drains: those who wait for everything to end; see `drained`.
        engaged: a key for each who keeps them waiting, though nothing is held for it.
    """

    __slots__ = (
        "_alarms",
        "_fallback",
        "_look_at",
        "_short_while",
        "_supply_seen",
        "_window",
        "audience",
        "drains",
        "engaged",
        "ledger",
        "pacer",
        "parked",
        "paused_until",
        "queue",
        "surcharges",
        "timetable",
    )

    def __init__(
        self,
        limit: int,
        window: float,
        weights: tuple[int, int, int] = (8, 3, 1),
        *,
        suspended: Callable[[], int] | None = None,
    ) -> None:
        super().__init__(suspended)
        window_ns = round(window * _NS)
        self.ledger = Ledger(limit, window_ns)
        self.surcharges = self.ledger.costs.surcharges
        self.queue = FairQueue(limit // _HEAD_START_PART, weights, lead=limit // _LEAD_PART, window_ns=window_ns)
        self.pacer = Pacer(limit, window_ns)
        self.timetable = Timetable()
        self.audience: Audience | None = None
        self.parked = 0
        self.paused_until = 0
        self.drains: list[asyncio.Future[None]] = []
        self.engaged: set[object] = set()
        self._window = window
        self._short_while = window_ns // _LOOKS_PER_WINDOW
        self._fallback: FallbackPacer | None = None
        self._alarms: Alarms | None = None
        self._look_at = NEVER
        self._supply_seen = 0

    def _move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take up work in a new loop: what was spent is remembered, who waited is gone.

        Raises:
            ConfigurationError: another loop uses this budget.
        """
        old = self._loop
        if old is not None and not old.is_closed() and (old.is_running() or self.busy):
            raise ConfigurationError(
                "one quota is used from two live event loops: give each loop its own process, "
                "or close the first loop before the second uses the same token or quota_key"
            )
        self.disarm()
        super()._move_to(loop)
        self._alarms = alarms_of(loop)
        self.queue.clear()
        self.timetable.clear()
        self.parked = 0
        self.drains.clear()
        self.engaged.clear()
        self._fallback = None
        self.ledger.abandon(self.last_now())

    def _count_sleep(self) -> None:
        if self.has_slept():
            self.disarm()  # it is later than the alarm believes

    @property
    def idle(self) -> bool:
        """Whether nothing waits or is under way or paused, and the last two windows have seen no call."""
        ledger = self.ledger
        now = self.last_now()
        ledger.catch_up(now)
        if self.waiting or self.engaged or ledger.committed != ledger.done or ledger.log.total:
            return False
        return now > max(ledger.gate, self.paused_until, ledger.last_answer + 2 * ledger.window_ns)

    # The queue ----------------------------------------------------------------------------------------------

    @property
    def waiting(self) -> int:
        """How many calls wait, those in backoff included."""
        return self.queue.live + self.parked

    def enqueue(self, waiter: Waiter, now: int, delay_ns: int = 0) -> None:
        """Put a waiter into the queue; after its backoff, and then at the front of its flow, if it has one."""
        if delay_ns > 0:
            waiter.parked = True
            self.parked += 1
            self.timetable.add(now + delay_ns, waiter)
            self._arm(now + delay_ns, now)
        elif self.queue.push(waiter):
            self._count_sleep()
            self.grant_all(self.last_now())

    def expire_at(self, waiter: Waiter, at: int, now: int) -> None:
        """Give a waiter a deadline, and keep it; one in backoff goes to the front of its flow anyway."""
        waiter.deadline_ns = at
        if not waiter.parked:
            at = in_haste_from(waiter, at, self.ledger)
        self.timetable.add(at, waiter)
        self._arm(at, now)

    def withdraw(self, waiter: Waiter) -> None:
        """Take out a waiter that was not granted."""
        if waiter.dead:
            return
        if waiter.parked:
            waiter.dead = True
            self.parked -= 1
            self.timetable.done_with()
        else:
            self.queue.cancel(waiter)
        if waiter.deadline_ns is not None:
            self.timetable.done_with()
        if self.drains:
            self.tell_if_drained()

    def answered(self, now: int) -> None:
        """An answer came while calls wait: grant what it lets go, if it can.

        What could not go before can go now only if the supply has changed, if no other answer is awaited any more,
        so that somebody has to dare, or if its time has come. And reserves shrink as time passes, so a short while is
        the longest that nobody looks.
        """
        ledger = self.ledger
        is_due = now >= self._look_at or self.pacer.landing > 0
        if is_due or ledger.supply != self._supply_seen or not ledger.awaited():
            self.grant_all(now)

    def freed(self, now: int) -> None:
        """A reservation ended without an answer."""
        if self.queue.live:
            if self.alive:
                self.grant_all(now)
        elif self.drains:
            self.tell_if_drained()

    def grant_all(self, now: int) -> None:
        """Grant everything that may go, and set the alarm for the rest."""
        if self.timetable.entries:
            self._look_at_timetable(now)
        queue = self.queue
        look_at = NEVER
        if now < self.paused_until:
            look_at = self.paused_until
        else:
            while queue.live:
                look_at = self._grant_next(now)
                if look_at > now:
                    break
            else:
                look_at = NEVER
            if queue.live:
                look_at = min(look_at, now + _LATEST_LOOK_NS)
        self._supply_seen = self.ledger.supply
        self._look_at = min(look_at, now + self._short_while)
        if self.timetable.entries:
            look_at = min(look_at, self.timetable.next_at())
        if look_at < NEVER:
            self._arm(look_at, now)

    def _grant_next(self, now: int) -> int:
        """Grant one call: returns `now`, or the time to try again if none may go."""
        queue, ledger = self.queue, self.ledger
        earliest = NEVER
        turn = queue.in_turn(now, ledger.log.freed_at if ledger.suspects.only_sliding else None)
        for priority in turn:
            head = queue.head(priority)
            # People who wait already need no reserve and no pace to protect them: the fair order does.
            people_wait = priority is not _INTERACTIVE and _INTERACTIVE in turn and not ledger.headerless
            patient = now - head.since_ns < _PATIENT_WINDOWS * ledger.window_ns  # courtesy makes nobody wait for ever
            keep = self._kept(priority, now, people_wait=people_wait) if patient else 0
            may_come_back = now < queue.claimed_until
            claimed = queue.claimed(priority, now) if may_come_back else 0
            if claimed:
                keep += claimed
                earliest = min(earliest, queue.claimed_until)
            if priority is _INTERACTIVE and (may_come_back or len(turn) > 1):
                owed_until = self._owed_until(head, keep, now)
                if owed_until > now:
                    return min(earliest, owed_until)
            at = ledger.admits_at(head.credits, now, keep)
            if at > now:
                if ledger.informed:
                    self.pacer.blocked(head.credits, ledger, now)
                # Whoever is due first is out of credits: nobody may eat up what it waits for.
                melted_at = self.pacer.melted_at(head.credits, keep, ledger, now)
                return min(earliest, at, melted_at, self._fill_gap(head, at, now), self._ask_again(head, now))
            unpaced = people_wait or head.hastened
            at = now if unpaced else self._paced_at(head.credits, priority, now, queue.waiting_credits)
            if at <= now:
                self._grant(self._scout_before(head, now), now)
                return now
            earliest = min(earliest, at)
        return earliest

    def _owed_until(self, head: Waiter, keep: int, now: int) -> int:
        """Until when a call of people has to leave what is left to those who would wait for longer than a window.

        Only where people would spend it all before more comes back, for then some of them wait anyway; and not to those
        who want more than they do.
        """
        ledger = self.ledger
        spendable, closes_at = ledger.spendable(), ledger.suspects.window_end
        left_over = spendable - keep - head.credits
        if left_over < 0 or not ledger.suspects.fixed or not now < closes_at < NEVER:
            return now
        owed, until = self.queue.owed(head.priority, now, ledger.suspects.opened_at, closes_at)
        if left_over >= owed:
            return now
        demand = self.pacer.interactive_demand(now) * (closes_at - now) // ledger.window_ns
        return until if self.queue.credits(_INTERACTIVE) + demand > max(spendable, owed) else now

    def _scout_before(self, head: Waiter, now: int) -> Waiter:
        """Who goes when nobody knows whether it is time: rather a cheap call, which hardly anything refuses."""
        ledger = self.ledger
        if head.credits > SCOUT_CREDITS and not ledger.awaited() and ledger.news_is_old(now):
            return self.queue.fitting(head.priority, SCOUT_CREDITS) or head
        if head.credits <= max(ledger.spendable(), SCOUT_CREDITS) or ledger.headerless:
            return head
        if not ledger.probes_alone(now):
            return head
        return self.queue.fitting(head.priority, SCOUT_CREDITS) or head

    def _kept(self, priority: Priority, now: int, *, people_wait: bool = False) -> int:
        """Credits that a call of this class has to leave for others."""
        if priority is _INTERACTIVE:
            return self.pacer.people_wait_for(self.ledger, now)
        if people_wait:
            return self.pacer.courtesy(self.ledger, now)
        return self.pacer.reserve(self.ledger, now)

    def _fill_gap(self, head: Waiter, at: int, now: int) -> int:
        """Give to small calls what the head does not need, or cannot use, until its time comes."""
        ledger = self.ledger
        if head.priority is _INTERACTIVE and now < ledger.neighbours.seen_until:
            return NEVER  # when it may go is a guess, and people are not put off
        demand = self.pacer.interactive_demand(now)
        latest = head.since_ns + ledger.window_ns if head.deadline_ns is None else now  # who has one is not put off
        spare = ledger.idle_until(at, head.credits, now, self._kept(head.priority, now), demand, latest)
        if spare <= 0:
            return NEVER
        for priority in self.queue.in_turn(now):
            kept = self._kept(priority, now) + self.queue.claimed(priority, now)
            waiter = self.queue.fitting(priority, spare - kept)
            if waiter is not None and self._paced_at(waiter.credits, priority, now, spare) <= now:
                self._grant(waiter, now)
                return now
        return self.pacer.melted_at(_CHEAPEST, self._kept(head.priority, now), self.ledger, now)

    def _ask_again(self, head: Waiter, now: int) -> int:
        """Let a cheap call go if only the age of what is known about neighbours holds up the rest: it brings news."""
        ledger, priority = self.ledger, head.priority
        if priority is _INTERACTIVE or not ledger.may_be_passed(head.passed, now):
            return NEVER
        if not ledger.is_outdated(now):
            return self._asks_at(ledger.outdated_at(now), now)
        spare = ledger.spendable()  # older news is worth a little of what is kept for others
        if now - ledger.last_answer < ledger.window_ns // _ASK_ANYWAY:
            # What has fallen when it arrives, and what will fall after that: who asks must not be refused, nor deny.
            spare -= self.pacer.gone_unseen(ledger, now) + self.pacer.reserve_if_fresh(ledger, now)
        waiter = self.queue.fitting(priority, min(spare, ledger.limit // _NEWS_PART))
        if waiter is None:
            return self._asks_at(ledger.last_answer + ledger.window_ns // _ASK_ANYWAY, now)
        head.passed += waiter.credits
        self._grant(waiter, now)
        return now

    def _asks_at(self, at: int, now: int) -> int:
        """When somebody has to ask though nothing else happens.

        A window's end brings news; people's calls do as well, unless more of it is wanted.
        """
        ledger = self.ledger
        known = ledger.suspects.only_fixed or (self.pacer.vigilant and not ledger.wants_news(now))
        return NEVER if known or at <= now else at

    def _paced_at(self, credits: int, priority: Priority, now: int, queued: int) -> int:
        ledger = self.ledger
        if ledger.headerless:
            return self._unguided_at(credits, now)
        if priority is _INTERACTIVE:
            return now
        return self.pacer.admits_at(queued, ledger, now)

    def _unguided_at(self, credits: int, now: int) -> int:
        if self._fallback is None:
            self._fallback = FallbackPacer(self.ledger.limit, self._window, self.wake)
        return now if self._fallback.admits(credits) else NEVER

    def _grant(self, waiter: Waiter, now: int) -> None:
        future = waiter.future
        if future is not None and future.done():
            self.withdraw(waiter)  # cancelled in this very tick; its task has not run yet
            return
        self.queue.take(waiter, now)
        self.hold(waiter.credits, waiter.priority, now)
        waiter.granted = True
        if waiter.deadline_ns is not None:
            self.timetable.done_with()
        if future is not None:
            future.set_result(None)

    def hold(self, credits: int, priority: Priority, now: int) -> None:
        """Take the credits of a call that may go."""
        self.ledger.hold(credits, now)
        if priority is _INTERACTIVE:
            self.pacer.spent_interactively(credits, now)
        else:
            self.pacer.spent(credits)

    def hold_now(self, credits: int, priority: Priority, now: int) -> bool:
        """Take the credits of a call that may go at once, if nobody waits; returns whether it may.

        A cost that is no cost, or more than a whole window holds, may not.
        """
        ledger = self.ledger
        if self.queue.live or now < self.paused_until:
            return False
        if (
            0 < credits <= ledger.supply - ledger.committed - self.pacer.landing
            and priority is not _INTERACTIVE
            and not self.pacer.vigilant
            and ledger.neighbours.seen_until <= now
            and ledger.gate <= now <= ledger.fresh_until
        ):
            ledger.committed += credits  # what `hold` comes to when credits are plenty and nothing is paced
            return True
        if not 0 < credits <= ledger.limit:
            return False
        self._count_sleep()
        now = self.last_now()
        if (
            ledger.admits_at(credits, now, self._kept(priority, now)) > now
            or self._paced_at(credits, priority, now, credits) > now
        ):
            return False
        self.hold(credits, priority, now)
        return True

    def _look_at_timetable(self, now: int) -> None:
        for waiter in self.timetable.due(now):
            if waiter.deadline_ns is not None and waiter.deadline_ns <= now:
                self._expire(waiter)
            elif waiter.parked:
                waiter.parked = False
                self.parked -= 1
                self.queue.push(waiter, front=True)
            elif waiter.deadline_ns is not None:
                self.queue.hasten(waiter)
                self.timetable.add(waiter.deadline_ns, waiter)

    def _expire(self, waiter: Waiter) -> None:
        self.withdraw(waiter)
        waiter.expired = True
        if waiter.future is not None and not waiter.future.done():
            waiter.future.set_result(None)

    # Pausing and draining -----------------------------------------------------------------------------------

    def pause(self, until: int) -> None:
        """Grant nothing before that time in ns; of several pauses the one that ends last counts."""
        self.paused_until = max(self.paused_until, until)

    def resume(self, now: int) -> None:
        """End every pause. The gate that a 429 closed stays closed."""
        self.paused_until = 0
        if self.queue.live:
            self.grant_all(now)

    def drained(self) -> asyncio.Future[None] | None:
        """A future that is resolved once nothing waits, is granted or in flight; None if that is so already."""
        if not self.busy:
            return None
        future = get_running_loop().create_future()
        self.drains.append(future)
        return future

    def no_drain(self, future: asyncio.Future[None]) -> None:
        """Forget a future of `drained` that nobody waits for any more."""
        if future in self.drains:
            self.drains.remove(future)

    @property
    def busy(self) -> bool:
        """Whether something waits, is granted or in flight, or may come back from there."""
        return bool(self.waiting or self.engaged or self.ledger.awaited())

    def tell_if_drained(self) -> None:
        """Resolve the futures of `drained` if it is so."""
        if self.busy:
            return
        drains, self.drains = self.drains, []
        for future in drains:
            if not future.done():
                future.set_result(None)

    # The alarm ----------------------------------------------------------------------------------------------

    def _arm(self, at: int, now: int) -> None:
        if self._alarms is not None:
            at = min(max(at, now), now + _LATEST_LOOK_NS)  # not later: the machine may sleep meanwhile
            self._alarms.set(at + _TIMER_SLACK_NS - self.shift, self)

    def disarm(self) -> None:
        """Ask for no alarm any more."""
        if self._alarms is not None:
            self._alarms.unset(self)

    def wake(self) -> None:
        """The alarm rings: look who may go now."""
        if self._loop is not None and get_running_loop() is self._loop:  # else it was left in a loop that is given up
            self._count_sleep()
            self.grant_all(self.last_now())
