"""The sender as a bulk job uses it: every request is counted, and every answer tells the server's time."""

import math
from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

import anyio

from miro_async.budget import Budget
from miro_async.bulk.report import Report
from miro_async.endpoints import Call
from miro_async.services import Exchange, Sender
from miro_async.wire import rate_limit

__all__ = ["Client", "Pipe", "ServerClock"]

T = TypeVar("T")


class Client(Sender, Protocol):
    """What a bulk job needs of a client: the pipe, and the budget to wait for and to predict the end by."""

    budget: Budget


class ServerClock:
    """The server's clock as far as its ``Date`` headers tell, against the clock of the event loop.

    ``Date`` has whole seconds and has travelled: the server's clock is not behind what it says here, and ahead of
    it by no more than the way takes, a second for the rounding, and a second by which the service's hosts differ.
    """

    def __init__(self) -> None:
        self._offset: float | None = None

    def observe(self, headers: Mapping[str, str]) -> None:
        """Look at an answer that has just come."""
        date = rate_limit(headers).date
        if date is not None:
            self._offset = date - anyio.current_time()

    def epoch(self, moment: float) -> float | None:
        """What the server's clock showed at least at a moment of the loop's clock; None if that is not known."""
        return None if self._offset is None else moment + self._offset

    def moment(self, epoch: float | None, default: float) -> float:
        """When on the loop's clock the server's showed this at the earliest; the default if that is not known."""
        return default if self._offset is None or epoch is None else epoch - self._offset


class Pipe:
    """A sender that counts.

    Args:
        client: what sends.
        report: where it is counted.

    Attributes:
        clock: the server's.
        succeeded_at: when a call succeeded for the last time, by the clock of the event loop.
    """

    def __init__(self, client: Client, report: Report) -> None:
        self._client = client
        self._report = report
        self.clock = ServerClock()
        self.succeeded_at = -math.inf

    async def send(self, call: Call[T]) -> T:
        """Send a call, see `Sender.send`."""
        return (await self.exchange(call)).value

    async def exchange(
        self, call: Call[T], *, delay: float = 0.0, on_send: Callable[[], object] | None = None
    ) -> Exchange[T]:
        """Send a call, see `Sender.exchange`; where the queue is full, wait until it has room."""

        def going_out() -> None:
            if on_send is not None:
                on_send()
            self._report.attempts += 1
            self._report.credits += call.credits

        await self._client.budget.room()
        exchange = await self._client.exchange(call, delay=delay, on_send=going_out)
        self.clock.observe(exchange.headers)
        self.succeeded_at = anyio.current_time()
        return exchange

    def eta(self, credits: int) -> float:
        """Seconds until so many credits are spent, as the budget predicts."""
        seconds = self._client.budget.estimate(credits).seconds
        return seconds if math.isfinite(seconds) else 0.0
