"""One timer for all budgets of an event loop.

A process may hold thousands of budgets, and each of them wants to be woken when a window ends, a pace allows the next
call or a backoff is over. A timer each would fill the loop's heap, and every change of mind would leave a cancelled one
in it. So there is one `Alarms` for each event loop, with one timer in the loop, set for the earliest alarm of all.

An alarm is an entry (time, serial number, sleeper) in a heap, good only as long as it is the one that is noted for its
sleeper. To set an earlier one, O(log n), is to push another entry and to let the old one go stale; a stale entry is
dropped when it comes up, and all of them when they outnumber the others. When the timer fires, everybody who is due is
woken in one go, and the timer is set once for the rest.
"""

import asyncio
from heapq import heapify, heappop, heappush
from typing import Protocol

__all__ = ["Alarms", "alarms_of"]

_NEVER = 1 << 62
_NS = 1_000_000_000
_SWEEP_AT = 64


class Sleeper(Protocol):
    """Somebody who wants to be woken."""

    def wake(self) -> None:
        """The time has come."""


class Alarms:
    """The alarms of one event loop.

    Args:
        loop: where the timer runs.
    """

    __slots__ = ("_due", "_handle", "_heap", "_loop", "_ring_at", "_ringing", "_serial")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._heap: list[tuple[int, int, Sleeper]] = []
        self._serial = 0
        self._due: dict[Sleeper, int] = {}  # when each is to be woken
        self._handle: asyncio.TimerHandle | None = None
        self._ring_at = _NEVER
        self._ringing = False

    def set(self, at: int, sleeper: Sleeper) -> None:
        """Wake a sleeper at that time of the loop's clock, in ns, unless it is to be woken before."""
        if at >= self._due.get(sleeper, _NEVER):
            return
        self._due[sleeper] = at
        self._serial += 1
        heappush(self._heap, (at, self._serial, sleeper))
        if len(self._heap) > _SWEEP_AT + 2 * len(self._due):
            self._drop_stale()
        if at < self._ring_at and not self._ringing:
            self._set_timer(at)

    def unset(self, sleeper: Sleeper) -> None:
        """Do not wake a sleeper after all."""
        self._due.pop(sleeper, None)

    def _drop_stale(self) -> None:
        due = self._due
        self._heap = [entry for entry in self._heap if entry[0] == due.get(entry[2])]
        heapify(self._heap)

    def _set_timer(self, at: int) -> None:
        if self._handle is not None:
            self._handle.cancel()
        self._ring_at = at
        self._handle = self._loop.call_at(at / _NS, self._ring)

    def _ring(self) -> None:
        now = max(self._ring_at, int(self._loop.time() * _NS))  # loops may fire up to a tick early
        self._handle = None
        self._ring_at = _NEVER
        newest = self._serial
        self._ringing = True
        try:
            while self._heap and self._heap[0][0] <= now and self._heap[0][1] <= newest:
                at, _, sleeper = heappop(self._heap)
                if at == self._due.get(sleeper):
                    del self._due[sleeper]
                    self._wake(sleeper)
        finally:
            self._ringing = False
            self._set_next()

    def _wake(self, sleeper: Sleeper) -> None:
        try:
            sleeper.wake()
        except Exception as error:  # noqa: BLE001 - the trouble of one budget must not stop the timer of the others
            self._loop.call_exception_handler({"message": "a budget could not be woken", "exception": error})

    def _set_next(self) -> None:
        heap = self._heap
        while heap and heap[0][0] != self._due.get(heap[0][2]):
            heappop(heap)
        if heap and not self._loop.is_closed():
            self._set_timer(heap[0][0])

    def __len__(self) -> int:
        return len(self._due)

    def __repr__(self) -> str:
        return f"<Alarms of {len(self._due)} sleepers, {len(self._heap)} entries>"


_every: dict[asyncio.AbstractEventLoop, Alarms] = {}


def alarms_of(loop: asyncio.AbstractEventLoop) -> Alarms:
    """The alarms of an event loop, the same for everybody who asks."""
    alarms = _every.get(loop)
    if alarms is None:
        for other in list(_every):  # a copy: loops of other threads may come at the same time
            if other.is_closed():
                _every.pop(other, None)
        alarms = _every.setdefault(loop, Alarms(loop))
    return alarms
