"""Those who listen to a budget.

Nobody has to listen, and then nothing of this runs: the scheduler has no `Audience`, and asks for it once a call.
With one, each step of a call's life is told as it is taken, and what the ledger finds out by itself (another limit,
the server's way of counting, a dearer operation, a neighbour) is told by comparing a few of its values with those of
the last look, so that the ledger knows nothing of events.
"""

import asyncio
import logging
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from types import TracebackType
from typing import Literal, NamedTuple, Protocol, Self
from weakref import ref

from miro_async.budget.arguments import is_whole
from miro_async.budget.events import (
    AnswerLost,
    BudgetEvent,
    CostLearned,
    Granted,
    LimitChanged,
    ModelDemoted,
    ModelLearned,
    NeighbourSeen,
    Paused,
    Queued,
    Refunded,
    Refused,
    Resumed,
    Settled,
    TurnedAway,
    WindowReset,
    Withdrawn,
)
from miro_async.budget.fair_queue import Priority, Waiter
from miro_async.budget.ledger import NEVER, Ledger
from miro_async.errors import InvalidArgument
from miro_async.wire import RateLimit

__all__ = ["Audience", "EventStream", "listen"]

_NS = 1_000_000_000
_UNKNOWN_MODELS = frozenset({"unknown", "no headers"})
_log = logging.getLogger("miro_async")

Ear = Callable[[BudgetEvent], object]


class _Signs(NamedTuple):
    """What an audience looks at in a ledger."""

    limit: int
    model: str
    foreign: int
    window_end: int
    costs: Mapping[str, int]


def _signs(ledger: Ledger) -> _Signs:
    return _Signs(
        ledger.limit,
        "no headers" if ledger.headerless else ledger.suspects.name,
        ledger.foreign,
        ledger.suspects.window_end,
        dict(ledger.costs.learned),
    )


class Audience:
    """Those who listen to one budget; its methods are called by the scheduler, with times in ns.

    Args:
        ledger: of the budget.
    """

    __slots__ = ("_ears", "_ledger", "_signs")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._ears: dict[object, Ear] = {}
        self._signs = _signs(ledger)

    @property
    def is_empty(self) -> bool:
        """Whether nobody listens any more."""
        return not self._ears

    def add(self, ear: Ear) -> object:
        """Tell it everything from now on; what comes out stands for this one time that it was added."""
        key = object()
        self._ears[key] = ear
        return key

    def remove(self, key: object) -> None:
        """Tell it nothing more."""
        self._ears.pop(key, None)

    def turned_away(self, waiter: Waiter, operation: str, now: int, reason: Literal["deadline", "full"]) -> None:
        """A call was refused before it waited."""
        self._tell(TurnedAway(now / _NS, waiter.credits, waiter.priority, waiter.flow, operation, reason))

    def queued(self, waiter: Waiter, operation: str, now: int) -> None:
        """A call has to wait."""
        self._tell(Queued(now / _NS, waiter.credits, waiter.priority, waiter.flow, operation))

    def granted(self, credits: int, priority: Priority, flow: str, operation: str, since: int, now: int) -> None:
        """A call that came at `since` may be sent."""
        self._tell(Granted(now / _NS, credits, priority, flow, operation, (now - since) / _NS))

    def withdrawn(self, waiter: Waiter, operation: str, now: int, reason: Literal["cancelled", "deadline"]) -> None:
        """A call left the queue."""
        waited = (now - waiter.since_ns) / _NS
        self._tell(Withdrawn(now / _NS, waiter.credits, waiter.priority, waiter.flow, operation, waited, reason))

    def settled(self, credits: int, operation: str, status: int, rate: RateLimit, sent_at: int, now: int) -> None:
        """An answer came, and the ledger has read it."""
        at = now / _NS
        self._tell(Settled(at, credits, operation, status, rate.limit, rate.remaining, (now - sent_at) / _NS))
        if status == 429:
            self._tell(Refused(at, credits, operation, max(self._ledger.gate - now, 0) / _NS))
        self._look(now, operation, credits)

    def lost(self, credits: int, operation: str, now: int) -> None:
        """No answer will come."""
        self._tell(AnswerLost(now / _NS, credits, operation))

    def refunded(self, credits: int, operation: str, now: int) -> None:
        """A call was not sent."""
        self._tell(Refunded(now / _NS, credits, operation))

    def paused(self, seconds: float, now: int) -> None:
        """Somebody asked for a pause."""
        self._tell(Paused(now / _NS, seconds))

    def resumed(self, now: int) -> None:
        """Somebody ended a pause."""
        self._tell(Resumed(now / _NS))

    def _look(self, now: int, operation: str, credits: int) -> None:
        """Tell what an answer has taught the ledger."""
        old, new = self._signs, _signs(self._ledger)
        if new == old:
            return
        self._signs = new
        at = now / _NS
        if new.limit != old.limit:
            self._tell(LimitChanged(at, old.limit, new.limit))
        if new.model != old.model:
            if old.model not in _UNKNOWN_MODELS:
                self._tell(ModelDemoted(at, old.model))
            if new.model not in _UNKNOWN_MODELS:
                self._tell(ModelLearned(at, new.model))
        if new.foreign > old.foreign:
            self._tell(NeighbourSeen(at, new.foreign - old.foreign, new.foreign))
        for name, learned in new.costs.items():
            if learned != old.costs.get(name):
                self._tell(CostLearned(at, name, old.costs.get(name, credits if name == operation else None), learned))
        for name in old.costs.keys() - new.costs.keys():
            self._tell(CostLearned(at, name, old.costs[name], self._ledger.costs.declared(name)))
        if self._ledger.suspects.fixed and old.window_end + self._ledger.window_ns // 2 < new.window_end < NEVER:
            self._tell(WindowReset(at, (new.window_end - now) / _NS))

    def _tell(self, event: BudgetEvent) -> None:
        for ear in tuple(self._ears.values()):
            try:
                ear(event)
            except Exception:  # noqa: BLE001 - who listens must not be able to stop who is listened to
                _log.exception("a listener failed at %r", event)


class Stage(Protocol):
    """What one can listen to: the scheduler."""

    audience: Audience | None

    @property
    def ledger(self) -> Ledger:
        """The account."""
        ...


def listen(stage: Stage, ear: Ear) -> Callable[[], None]:
    """Call `ear` with every event from now on; what comes out ends it, and may be called more than once.

    Raises:
        InvalidArgument: it cannot be called.
    """
    if not callable(ear):
        raise InvalidArgument(f"ear must be a function of one event, not {ear!r}", field="ear")
    audience = stage.audience
    if audience is None:
        audience = stage.audience = Audience(stage.ledger)
    key = audience.add(ear)

    def stop() -> None:
        audience.remove(key)
        if audience.is_empty and stage.audience is audience:
            stage.audience = None

    return stop


class EventStream(AsyncIterator[BudgetEvent]):
    """The events of a budget since the stream was made; see `miro_async.budget.Budget.events`.

    Use it in the event loop that uses the budget, by one task at a time. It ends when it is closed: by
    ``async with``, by `aclose`, by being dropped, which leaving an ``async for`` does, and with its event loop.

    Args:
        listen: begins to listen; returns what ends it.
        buffer: how many events are kept for a reader that is busy; the oldest are dropped.

    Attributes:
        missed: how many events were dropped.

    Raises:
        InvalidArgument: `buffer` is no number from 1.
    """

    __slots__ = ("__weakref__", "_events", "_loop", "_stop", "_waiter", "missed")

    def __init__(self, listen: Callable[[Ear], Callable[[], None]], buffer: int) -> None:
        self._stop: Callable[[], None] | None = None
        if not is_whole(buffer) or not 1 <= buffer <= sys.maxsize:
            raise InvalidArgument(
                f"buffer must be a number of events, 1 to {sys.maxsize}, not {buffer!r}", field="buffer"
            )
        self.missed = 0
        self._events: deque[BudgetEvent] = deque(maxlen=buffer)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiter: asyncio.Future[None] | None = None
        this = ref(self)  # so that a stream that nobody reads any more goes, and takes its ear with it

        def ear(event: BudgetEvent) -> None:
            stream = this()
            if stream is not None:
                stream._hear(event)  # noqa: SLF001 - it is the stream's own ear

        self._stop = listen(ear)

    def _hear(self, event: BudgetEvent) -> None:
        if self._loop is not None and self._loop.is_closed():
            self._close()
            return
        events = self._events
        if len(events) == events.maxlen:
            self.missed += 1
        events.append(event)
        self._wake()

    async def __anext__(self) -> BudgetEvent:
        """The next event; waits for it."""
        if self._waiter is not None:
            raise RuntimeError("another task waits for the next event of this stream: each task needs its own")
        self._loop = asyncio.get_running_loop()
        while not self._events:
            if self._stop is None:
                raise StopAsyncIteration
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._events.popleft()

    async def aclose(self) -> None:
        """Stop listening; who waits for the next event gets the end of the stream, and what was not read is gone."""
        self._close()
        self._wake()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def _close(self) -> None:
        stop, self._stop = self._stop, None
        if stop is not None:
            stop()
            self._events.clear()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def __del__(self) -> None:
        self._close()

    def __repr__(self) -> str:
        state = "closed" if self._stop is None else f"{len(self._events)} events to read, {self.missed} missed"
        return f"<EventStream {state}>"
