"""What we spent in the last window, by our own clock: the sliding log of the ledger."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain

__all__ = ["NEVER", "OwnLog"]

NEVER = 1 << 62  # the time, in ns, that does not come: for all rooms of the ledger
_SLOTS_PER_WINDOW = 4096
_NO_SLOT = -1
_NO_MORE = [1 << 62, 0]
_NEVER_YET = -(1 << 62)
_SLOTS_REMEMBERED = _SLOTS_PER_WINDOW // 4  # of a window that is over: those of long ago are thinned out
_COARSE = 16  # slots in one
_EMPTY: deque[list[int]] = deque(maxlen=0)  # of every log that has nothing: an empty deque takes 600 bytes


class OwnLog:
    """Credits by the time they were accounted for, forgotten one window later.

    Times are rounded up to slots of 1/4096 window (15 ms of a minute), so that the log's size is bounded and
    adding to it costs the same at any rate of calls. Rounding up only ever delays a release.

    Args:
        window_ns: the length of the quota's window in nanoseconds.

    Attributes:
        total: credits of the last window.
        ever: credits of all times.
        last_expiry: when the last of those that are forgotten expired, in ns.
        sent_a_window_ago: credits of all times that had been sent a window ago, where some may be in the log since much
            later than they were charged; else 0.
    """

    __slots__ = (
        "_expired",
        "_grain_ns",
        "_newest",
        "_slots",
        "_span",
        "ever",
        "last_expiry",
        "sent_a_window_ago",
        "total",
    )

    def __init__(self, window_ns: int) -> None:
        self._grain_ns = -(-window_ns // _SLOTS_PER_WINDOW)  # a whole window is no more slots than that
        self._span = -(-window_ns // self._grain_ns) + 1
        self._slots: deque[list[int]] = _EMPTY
        self._expired: deque[list[int]] = _EMPTY
        self._newest = [_NO_SLOT, 0]
        self.total = 0
        self.ever = 0
        self.last_expiry = _NEVER_YET
        self.sent_a_window_ago = 0

    def add(self, now_ns: int, credits: int) -> None:
        """Account for credits that were charged at `now_ns` at the latest."""
        self.total += credits
        self.ever += credits
        slot = now_ns // self._grain_ns
        if self._newest[0] == slot:
            self._newest[1] += credits
            return
        self._newest = [slot, credits]
        if self._slots is _EMPTY:
            self._slots = deque[list[int]]()
        self._slots.append(self._newest)
        if self._slots[0][0] + self._span <= slot:
            self.expire(now_ns)

    def charged_by(self, at_ns: int, ever: int) -> None:
        """Let at least so many of all credits be accounted for at that time, instead of later or not yet."""
        if self._slots is _EMPTY:
            self._slots = deque[list[int]]()
        slots, later = self._slots, list[list[int]]()
        slot = at_ns // self._grain_ns
        missing = ever - self.ever
        while slots and slots[-1][0] > slot:
            later.append(slots.pop())
            missing += later[-1][1]
        if missing > 0:
            if slots and slots[-1][0] == slot:
                slots[-1][1] += missing
            else:
                slots.append([slot, missing])
            while later and missing >= later[-1][1]:
                missing -= later.pop()[1]
            if later:
                later[-1][1] -= missing
            else:
                self.total += missing
                self.ever += missing
        slots.extend(reversed(later))
        self._newest = slots[-1] if slots else [_NO_SLOT, 0]

    def take_back(self, credits: int) -> None:
        """Forget so many of those that were accounted for last."""
        slots = self._slots
        while slots and credits > 0:
            taken = min(credits, slots[-1][1])
            slots[-1][1] -= taken
            self.total -= taken
            self.ever -= taken
            credits -= taken
            if not slots[-1][1]:
                slots.pop()
        self._newest = slots[-1] if slots else [_NO_SLOT, 0]

    def expire(self, now_ns: int) -> None:
        """Forget what is older than a window."""
        oldest = now_ns // self._grain_ns - self._span
        slots = self._slots
        if self._expired is _EMPTY and slots and slots[0][0] <= oldest:
            self._expired = deque[list[int]]()
        while slots and slots[0][0] <= oldest:
            slot, credits = expired = slots.popleft()
            self.total -= credits
            self.last_expiry = (slot + self._span) * self._grain_ns
            self._expired.append(expired)
            if len(self._expired) > _SLOTS_REMEMBERED:
                self._thin_out()
        if not slots:
            self._newest = [_NO_SLOT, 0]

    def _thin_out(self) -> None:
        """Of what expired, forget what did so a window ago, and count some slots of long ago as the last of them."""
        expired = self._expired
        newest, _ = expired[-1]
        while expired[0][0] + self._span < newest:
            expired.popleft()
        thinned = list[list[int]]()
        for _ in range(len(expired) // 2):
            slot, credits = expired.popleft()
            if thinned and thinned[-1][0] // _COARSE == slot // _COARSE:
                credits += thinned.pop()[1]
            thinned.append([slot, credits])
        expired.extendleft(reversed(thinned))

    def freed_at(self, credits: int) -> int:
        """When at least so many of the logged credits will have expired, in ns; the last expiry if never so many."""
        freed = 0
        slot = 0
        for slot, amount in self._slots:  # noqa: B007 - the last slot is the answer when the loop runs out
            freed += amount
            if freed >= credits:
                break
        return (slot + self._span) * self._grain_ns

    def expiries(self, now_ns: int, horizons: Sequence[int]) -> list[int]:
        """Credits that expire within each of some times, which grow."""
        freed = 0
        expired: list[int] = []
        slots = iter(self._slots)
        slot, amount = next(slots, _NO_MORE)
        for horizon in horizons:
            last = (now_ns + horizon) // self._grain_ns - self._span
            while slot <= last:
                freed += amount
                slot, amount = next(slots, _NO_MORE)
            expired.append(freed)
        return expired

    def expiring(self) -> Iterator[tuple[int, int]]:
        """When logged credits will have expired, in ns, and how many do then; in order."""
        return (((slot + self._span) * self._grain_ns, credits) for slot, credits in self._slots)

    def expired_by(self, at_ns: int) -> int:
        """Credits that had expired, or will have, at that time; not long before or after the last `expire`."""
        last = at_ns // self._grain_ns - self._span
        expired = self.ever - self.total
        for slot, amount in reversed(self._expired):
            if slot <= last:
                break
            expired -= amount
        for slot, amount in self._slots:
            if slot > last:
                break
            expired += amount
        return expired

    def oldest_expiry(self) -> int:
        """When the oldest logged credits will have expired, in ns; 0 if there are none."""
        return (self._slots[0][0] + self._span) * self._grain_ns if self._slots else 0

    def next_expiry(self, after_ns: int) -> int:
        """When the first credits will have expired that do so later than `after_ns`; `NEVER` if there are none."""
        last = after_ns // self._grain_ns - self._span
        return next(((slot + self._span) * self._grain_ns for slot, _ in self._slots if slot > last), NEVER)

    def freed_after(self, credits: int, after_ns: int) -> int:
        """When so many credits will have expired that expire later than `after_ns`; `NEVER` if never so many."""
        first = after_ns // self._grain_ns - self._span + 1
        for slots in (self._expired, self._slots):
            for slot, amount in slots:
                if slot < first:
                    continue
                credits -= amount
                if credits <= 0:
                    return (slot + self._span) * self._grain_ns
        return NEVER

    def read(self, after_ns: int, until_ns: int) -> list[tuple[int, int]]:
        """When something was accounted for later than `after_ns`, until `until_ns`, and credits of all times by then.

        Of what is older than a window as much as is remembered.
        """
        ever, told = self.ever, list[tuple[int, int]]()
        for slot, credits in chain(reversed(self._slots), reversed(self._expired)):
            at = (slot + 1) * self._grain_ns
            if at <= after_ns:
                break
            if at <= until_ns:
                told.append((at, ever))
            ever -= credits
        return told[::-1]

    @property
    def forgotten(self) -> int:
        """Credits of all times of which it is not known any more when they were accounted for."""
        return self.ever - self.total - sum(credits for _, credits in self._expired)

    def since(self, at_ns: int) -> int:
        """Credits accounted for at `at_ns` or later."""
        first = at_ns // self._grain_ns
        recent = 0
        for slot, amount in reversed(self._slots):
            if slot < first:
                break
            recent += amount
        return recent

    def still_charged(self, start_ns: int, end_ns: int) -> int:
        """Credits that were charged before `end_ns`, and not as long ago as a window.

        Args:
            start_ns: a window ago, as far as one who logs at once may be wrong of it.
            end_ns: whole slots only.
        """
        certain = self.between(start_ns, end_ns)
        if not self.sent_a_window_ago:
            return certain
        return min(certain, self.ever - self.since(end_ns) - self.sent_a_window_ago)

    def between(self, start_ns: int, end_ns: int) -> int:
        """Credits accounted for from `start_ns` until `end_ns`, whole slots only."""
        first = start_ns // self._grain_ns
        older = 0
        for slot, amount in self._slots:
            if slot > first:
                break
            older += amount
        return max(0, self.total - older - self.since(end_ns))

    def __len__(self) -> int:
        return len(self._slots)
