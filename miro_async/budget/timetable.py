"""What happens to waiters at a known time: backoffs that end, deadlines that pass."""

from heapq import heapify, heappop, heappush

from miro_async.budget.fair_queue import Waiter

__all__ = ["Timetable"]

_SWEEP_AT = 64


class Timetable:
    """A heap of (time, waiter). Entries of waiters that are done are dropped when they outnumber the others.

    Attributes:
        entries: (time in ns, serial number, waiter), the earliest first.
    """

    __slots__ = ("_idle", "_serial", "entries")

    def __init__(self) -> None:
        self.entries: list[tuple[int, int, Waiter]] = []
        self._serial = 0
        self._idle = 0

    def add(self, at_ns: int, waiter: Waiter) -> None:
        """Look at a waiter at that time."""
        self._serial += 1
        heappush(self.entries, (at_ns, self._serial, waiter))

    def next_at(self) -> int:
        """When to look next; there are entries."""
        return self.entries[0][0]

    def due(self, now: int) -> list[Waiter]:
        """Take the waiters whose time has come, without those that are done."""
        due: list[Waiter] = []
        while self.entries and self.entries[0][0] <= now:
            waiter = heappop(self.entries)[2]
            if not (waiter.dead or waiter.granted):
                due.append(waiter)
        return due

    def done_with(self) -> None:
        """Note that a waiter with an entry needs it no more."""
        self._idle += 1
        if self._idle > _SWEEP_AT and 2 * self._idle > len(self.entries):
            self._idle = 0
            self.entries = [entry for entry in self.entries if not (entry[2].dead or entry[2].granted)]
            heapify(self.entries)

    def clear(self) -> None:
        """Forget everything."""
        self.entries.clear()
        self._idle = 0

    def __len__(self) -> int:
        return len(self.entries)
