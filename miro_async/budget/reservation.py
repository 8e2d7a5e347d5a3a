"""`Reservation`: the credits of one call, from the grant to the answer.

A call goes ``granted -> sent -> settled``. It may leave the granted state unsent (refunded in the same tick) and the
sent state without an answer (charged as *unknown* until later answers tell). `Reservation.close` covers these two,
whatever happened, and does nothing after `Reservation.settle`.
"""

from types import TracebackType
from typing import Self

from miro_async.budget.fair_queue import Priority
from miro_async.budget.scheduler import Scheduler
from miro_async.wire import RateLimit

__all__ = ["Reservation", "reserve_at_once"]

_GRANTED = 0
_SENT = 1
_OVER = 2


class Reservation:
    """Credits that are held for one call; made by `Budget.reserve` and `Budget.try_reserve`.

    Call `sent` just before the request is handed to the transport, `settle` when the answer's headers are there,
    and `close` at the end, whatever happened; ``with await budget.reserve(50) as reservation:`` closes it.

    Attributes:
        credits: what is held.
        waited: seconds that the call spent in the queue.
        operation: the name of the call's row; empty if it is unknown.
    """

    __slots__ = (
        "_done",
        "_generation",
        "_scheduler",
        "_sent_at",
        "_state",
        "_supply",
        "credits",
        "operation",
        "waited",
    )

    def __init__(self, scheduler: Scheduler, credits: int, waited: float, operation: str = "") -> None:
        self.credits = credits
        self.waited = waited
        self.operation = operation
        self._scheduler = scheduler
        self._generation = scheduler.generation
        self._state = _GRANTED

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
        self._sent_at = scheduler.clock_ns() + scheduler.shift
        self._done = ledger.done
        self._supply = ledger.supply
        ledger.flying += self.credits

    def unsend(self) -> None:
        """Nothing left this machine after all: what was sent is granted again, and `close` refunds it."""
        if self._state == _SENT and self._generation == self._scheduler.generation:
            self._state = _GRANTED
            self._scheduler.ledger.unsend(self.credits)

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
        now = scheduler.clock_ns() + scheduler.shift
        scheduler.ledger.answered(
            self.credits, self._sent_at, self._done, self._supply, status, rate, now, self.operation
        )
        if scheduler.audience is not None:
            scheduler.audience.settled(self.credits, self.operation, status, rate, self._sent_at, now)
        if scheduler.queue.live:
            scheduler.answered(now)
        elif scheduler.drains:
            scheduler.tell_if_drained()

    def close(self) -> None:
        """End the reservation; may be called any number of times.

        Unsent credits are refunded at once. Credits that were sent and not settled stay charged as unknown until
        later answers tell what became of them.
        """
        state = self._state
        if state == _OVER:
            return
        self._state = _OVER
        scheduler = self._scheduler
        if self._generation != scheduler.generation:
            return
        now = scheduler.last_now()
        if state == _GRANTED:
            scheduler.ledger.refund(self.credits)
        else:
            scheduler.ledger.lose(self.credits, self._sent_at, now)
        if scheduler.audience is not None:
            tell = scheduler.audience.refunded if state == _GRANTED else scheduler.audience.lost
            tell(self.credits, self.operation, now)
        scheduler.freed(now)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        state = ("granted", "sent", "over")[self._state]
        return f"<Reservation of {self.credits} credits, {state}>"


def reserve_at_once(
    scheduler: Scheduler, credits: int, priority: Priority, flow: str, operation: str
) -> Reservation | None:
    """Reserve what may go now, when nobody waits; None if it may not, for whatever reason.

    Args:
        scheduler: of the quota.
        credits: the cost of the call; one out of range gives None, as whatever is of another type does.
        priority: its class.
        flow: its flow.
        operation: the name of its row.

    Raises:
        ConfigurationError: the budget is in use in another live event loop.
        RuntimeError: no loop is running.
    """
    now = scheduler.now()
    if credits.__class__ is not int or priority.__class__ is not Priority or flow.__class__ is not str:
        return None
    if not scheduler.hold_now(credits, priority, now):
        return None
    if scheduler.audience is not None:
        scheduler.audience.granted(credits, priority, flow, operation, now, now)
    return Reservation(scheduler, credits, 0.0, operation)
