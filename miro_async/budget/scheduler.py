"""The one place of the package that waits.

A call goes ``queued -> granted -> sent -> settled``. It may leave the queue by cancellation or deadline (nothing
spent), leave the granted state unsent (refunded in the same tick), and leave the sent state without an answer
(charged as *unknown* until later answers tell). `Reservation.close` covers the last two, whatever happened.

Everything runs in one event loop without locks: there is no ``await`` between looking at the ledger and holding
the credits. Whenever something changes (an answer, a refund, a newcomer, the timer) one pass grants all that fits,
in the order of the fair queue. One timer is set for the next moment at which time alone changes anything.
"""

import asyncio
import time
from collections.abc import Callable

from miro_async.budget.fair_queue import FairQueue, Priority, Waiter
from miro_async.budget.ledger import NEVER, Ledger
from miro_async.budget.pacing import FallbackPacer, Pacer
from miro_async.budget.timetable import Timetable
from miro_async.errors import ConfigurationError
from miro_async.wire import RateLimit

__all__ = ["Reservation", "Scheduler"]

_NS = 1_000_000_000
_TIMER_SLACK_NS = 1_000_000  # loops fire up to a tick early; uvloop's tick is a millisecond
_LATEST_LOOK_NS = 5 * _NS

_HEAD_START_PART = 20  # of the limit
_INTERACTIVE = Priority.INTERACTIVE
_GRANTED = 0
_SENT = 1
_OVER = 2


class Scheduler:
    """Ledger, queue, pacer and timer of one quota, and the clock that they share.

    Args:
        limit: credits per window.
        window: the length of the window in seconds.

    Attributes:
        clock: the loop's clock, in seconds; `shift` nanoseconds behind our time.
        generation: counts the event loops; reservations of a loop that is gone are void.
    """

    __slots__ = (
        "_fallback",
        "_last_seen",
        "_loop",
        "_timer",
        "_timer_at",
        "_window",
        "clock",
        "generation",
        "ledger",
        "pacer",
        "parked",
        "queue",
        "shift",
        "timetable",
    )

    def __init__(self, limit: int, window: float) -> None:
        window_ns = round(window * _NS)
        self.ledger = Ledger(limit, window_ns)
        self.queue = FairQueue(head_start=limit // _HEAD_START_PART)
        self.pacer = Pacer(window_ns)
        self.timetable = Timetable()
        self.parked = 0
        self.generation = 0
        self._window = window
        self._fallback: FallbackPacer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.clock: Callable[[], float] = time.monotonic  # the loop's, once there is one
        self.shift = 0
        self._last_seen = 0
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = NEVER

    # The clock ----------------------------------------------------------------------------------------------

    def now(self) -> int:
        """The running loop's time in ns, never before a time that an earlier loop showed.

        Raises:
            ConfigurationError: another loop uses this budget.
            RuntimeError: no loop is running.
        """
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._move_to(loop)
        return int(self.clock() * _NS) + self.shift

    def last_now(self) -> int:
        """The time by the loop that used the budget last, running or not."""
        return int(self.clock() * _NS) + self.shift

    def _move_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take up work in a new loop: what was spent is remembered, who waited is gone."""
        old = self._loop
        if old is not None:
            busy = old.is_running() or self.waiting or self.ledger.awaited()
            if not old.is_closed() and busy:
                raise ConfigurationError(
                    "one quota is used from two live event loops: give each loop its own process, "
                    "or close the first loop before the second uses the same token or quota_key"
                )
            self._last_seen = self.last_now()
        self._loop = loop
        self.clock = loop.time
        # A clock that starts again (virtual time) goes on where the last one stopped: time that nobody measured
        # brings no credits back.
        self.shift = max(0, self._last_seen - int(loop.time() * _NS))
        self.generation += 1
        self.queue.drain()
        self.timetable.clear()
        self.parked = 0
        self._timer = None
        self._timer_at = NEVER
        self._fallback = None
        self.ledger.abandon(self._last_seen)

    @property
    def alive(self) -> bool:
        """Whether the loop that used the budget last is still open."""
        return self._loop is not None and not self._loop.is_closed()

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
            self.grant_all(now)

    def expire_at(self, waiter: Waiter, at: int, now: int) -> None:
        """Give a waiter a deadline."""
        waiter.deadline_ns = at
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

    def grant_all(self, now: int) -> None:
        """Grant everything that may go, and set the timer for the rest."""
        self._look_at_timetable(now)
        look_at = NEVER
        while self.queue.live:
            look_at = self._grant_next(now)
            if look_at > now:
                break
        else:
            look_at = NEVER
        timed = self.timetable.next_at()
        if timed is not None and timed < look_at:
            look_at = timed
        if look_at != NEVER or self.queue.live:
            self._arm(min(look_at, now + _LATEST_LOOK_NS), now)

    def _grant_next(self, now: int) -> int:
        """Grant one call: returns `now`, or the time to try again if none may go."""
        queue, ledger = self.queue, self.ledger
        earliest = NEVER
        for priority in queue.in_turn():
            head = queue.head(priority)
            at = ledger.admits_at(head.credits, now)
            if at > now:
                # Whoever is due first is out of credits: nobody may eat up what it waits for.
                return min(earliest, at, self._fill_gap(now))
            at = self._paced_at(head.credits, priority, now, queue.waiting_credits)
            if at <= now:
                self._grant(head, now)
                return now
            earliest = min(earliest, at)
        return earliest

    def _fill_gap(self, now: int) -> int:
        """Give to small calls what the head cannot use, because a fixed window takes it back at its end."""
        ledger = self.ledger
        if now < ledger.gate or not ledger.suspects.only_fixed:
            return NEVER
        spare = ledger.spendable()
        if spare <= 0:
            return NEVER
        for priority in self.queue.in_turn():
            waiter = self.queue.fitting(priority, spare)
            if waiter is not None and self._paced_at(waiter.credits, priority, now, spare) <= now:
                self._grant(waiter, now)
                return now
        return NEVER

    def _paced_at(self, credits: int, priority: Priority, now: int, queued: int) -> int:
        ledger = self.ledger
        if ledger.headerless:
            return self._unguided_at(credits, now)
        if priority is Priority.INTERACTIVE:
            return now
        return self.pacer.admits_at(credits, queued, ledger, now)

    def _unguided_at(self, credits: int, now: int) -> int:
        if self._fallback is None:
            self._fallback = FallbackPacer(self.ledger.limit, self._window, self._wake)
        return now if self._fallback.admits(credits) else NEVER

    def _grant(self, waiter: Waiter, now: int) -> None:
        future = waiter.future
        if future is not None and future.done():
            self.withdraw(waiter)  # cancelled in this very tick; its task has not run yet
            return
        self.queue.take(waiter)
        self.hold(waiter.credits, waiter.priority, now)
        waiter.granted = True
        if waiter.deadline_ns is not None:
            self.timetable.done_with()
        if future is not None:
            future.set_result(None)

    def hold(self, credits: int, priority: Priority, now: int) -> None:
        """Take the credits of a call that may go."""
        self.ledger.hold(credits, now)
        if priority is Priority.INTERACTIVE:
            self.pacer.spent_interactively(credits, now)
        else:
            self.pacer.spent(credits)

    def hold_now(self, credits: int, priority: Priority, now: int) -> bool:
        """Take the credits of a call that may go at once, if nobody waits; returns whether it may."""
        ledger = self.ledger
        if (
            priority is not _INTERACTIVE
            and not self.pacer.vigilant
            and ledger.supply - ledger.committed >= credits
            and ledger.gate <= now <= ledger.fresh_until
        ):
            ledger.committed += credits  # what `hold` comes to when credits are plenty and nothing is paced
            return True
        if ledger.admits_at(credits, now) > now or self._paced_at(credits, priority, now, credits) > now:
            return False
        self.hold(credits, priority, now)
        return True

    def predict(self, credits: int, priority: Priority, now: int) -> int:
        """Nanoseconds until so many credits could all be sent, if nothing more urgent comes.

        Args:
            credits: everything that is to go, what waits before it included.
            priority: whether the reserve for interactive calls and the pacing apply.
            now: the time in ns.
        """
        reserve = 0 if priority is Priority.INTERACTIVE else self.pacer.reserve(self.ledger, now)
        return self.ledger.predict(credits + reserve, now) - now

    def _look_at_timetable(self, now: int) -> None:
        timed = self.timetable.next_at()
        if timed is None or timed > now:
            return
        for waiter in self.timetable.due(now):
            if waiter.deadline_ns is not None and waiter.deadline_ns <= now:
                self._expire(waiter)
            elif waiter.parked:
                waiter.parked = False
                self.parked -= 1
                self.queue.push(waiter, front=True)

    def _expire(self, waiter: Waiter) -> None:
        self.withdraw(waiter)
        waiter.expired = True
        if waiter.future is not None and not waiter.future.done():
            waiter.future.set_result(None)

    # The timer ----------------------------------------------------------------------------------------------

    def _arm(self, at: int, now: int) -> None:
        at = max(at, now) + _TIMER_SLACK_NS
        if at >= self._timer_at or self._loop is None:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = self._loop.call_at((at - self.shift) / _NS, self._wake)

    def _wake(self) -> None:
        if asyncio.get_running_loop() is not self._loop:
            return  # a timer that was left in a loop which has given the budget up
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        self._timer_at = NEVER
        self.grant_all(self.last_now())


class Reservation:
    """Credits that are held for one call; made by `Budget.reserve` and `Budget.try_reserve`.

    Call `sent` just before the request is handed to the transport, `settle` when the answer's headers are there,
    and `close` at the end, whatever happened.

    Attributes:
        credits: what is held.
        waited: seconds that the call spent in the queue.
    """

    __slots__ = ("_done", "_generation", "_scheduler", "_sent_at", "_state", "_supply", "credits", "waited")

    def __init__(self, scheduler: Scheduler, credits: int, waited: float) -> None:
        self.credits = credits
        self.waited = waited
        self._scheduler = scheduler
        self._generation = scheduler.generation
        self._state = _GRANTED
        self._sent_at = 0
        self._done = 0
        self._supply = 0

    def sent(self) -> None:
        """The request goes out now: from here on it may be charged.

        Raises:
            RuntimeError: it was sent already, or the reservation is closed.
        """
        if self._state != _GRANTED:
            raise RuntimeError("a reservation is good for one request; reserve again to repeat a call")
        scheduler = self._scheduler
        ledger = scheduler.ledger
        self._state = _SENT
        self._sent_at = int(scheduler.clock() * _NS) + scheduler.shift
        self._done = ledger.done
        self._supply = ledger.supply
        ledger.flying += self.credits

    def unsend(self) -> None:
        """Nothing left this machine after all: what was sent is granted again, and `close` refunds it."""
        if self._state == _SENT and self._generation == self._scheduler.generation:
            self._state = _GRANTED
            self._scheduler.ledger.flying -= self.credits

    def settle(self, status: int, rate: RateLimit) -> None:
        """The answer came.

        Args:
            status: the HTTP status; 429 closes the gate for everybody on this quota.
            rate: what the answer says about the quota.
        """
        scheduler = self._scheduler
        if self._state != _SENT or self._generation != scheduler.generation:
            return
        self._state = _OVER
        now = int(scheduler.clock() * _NS) + scheduler.shift
        scheduler.ledger.answered(self.credits, self._sent_at, self._done, self._supply, status, rate, now)
        if scheduler.queue.live:
            scheduler.grant_all(now)

    def close(self) -> None:
        """End the reservation; may be called any number of times.

        Unsent credits are refunded at once. Credits that were sent and not settled stay charged as unknown until
        later answers tell what became of them.
        """
        state, self._state = self._state, _OVER
        scheduler = self._scheduler
        if state == _OVER or self._generation != scheduler.generation:
            return
        now = scheduler.last_now()
        if state == _GRANTED:
            scheduler.ledger.refund(self.credits)
        else:
            scheduler.ledger.lose(self.credits, now)
        if scheduler.queue.live and scheduler.alive:
            scheduler.grant_all(now)

    def __repr__(self) -> str:
        state = ("granted", "sent", "over")[self._state]
        return f"<Reservation of {self.credits} credits, {state}>"
