"""What happens to waiters at a known time: backoffs that end, deadlines that pass."""

from heapq import heapify, heappop, heappush

from miro_async.budget.fair_queue import Waiter

__all__ = ["Timetable"]

_SWEEP_AT = 64


class Timetable:
    """A heap of (time, waiter). Entries of waiters that are done are dropped when they outnumber the others."""

    __slots__ = ("_entries", "_idle", "_serial")

    def __init__(self) -> None:
        self._entries: list[tuple[int, int, Waiter]] = []
        self._serial = 0
        self._idle = 0

    def add(self, at_ns: int, waiter: Waiter) -> None:
        """Look at a waiter at that time."""
        self._serial += 1
        heappush(self._entries, (at_ns, self._serial, waiter))

    def next_at(self) -> int | None:
        """When to look next; None if never."""
        return self._entries[0][0] if self._entries else None

    def due(self, now: int) -> list[Waiter]:
        """Take the waiters whose time has come, without those that are done."""
        due: list[Waiter] = []
        while self._entries and self._entries[0][0] <= now:
            waiter = heappop(self._entries)[2]
            if not (waiter.dead or waiter.granted):
                due.append(waiter)
        return due

    def done_with(self) -> None:
        """Note that a waiter with an entry needs it no more."""
        self._idle += 1
        if self._idle > _SWEEP_AT and 2 * self._idle > len(self._entries):
            self._idle = 0
            self._entries = [entry for entry in self._entries if not (entry[2].dead or entry[2].granted)]
            heapify(self._entries)

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._idle = 0

    def __len__(self) -> int:
        return len(self._entries)
