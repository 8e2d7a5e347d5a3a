"""The charges of a fixed window, in the order in which the server made them: what is missing between two is others'.

Within a window what remains only falls, so each answer to a call of ours has its place: below what remained when the
call was charged there is its cost, and then what remained after it. Laid out by that, whatever the order of arrival,
the answers cover all that was spent but for *holes*: what somebody else spent, or a call of ours that is not answered
yet. A hole that no answer has filled in the time that answers take is a neighbour's call, to the credit, and it was
charged after a call above it was sent and before one below it was answered. However many calls are under way, which
blurs the level (see `neighbours`), a neighbour's pattern shows as sharp as the answers come.

The lowest of what remained, less what is not answered yet, is all that is left now: an answer that promises more was
written before.

One answer may be garbage, or of another policy. So two have to lie below a hole before it is believed; and where a
call below was answered before a call above was even sent, one of them is not of this chain, and a new one begins. Of
such a window the chain proves no bound any more: it may not even be a fixed one.
"""

from miro_async.budget.habits import Habits

__all__ = ["NOWHERE", "Chain"]

NOWHERE = 1 << 62


class _Hole:
    """What nobody has explained yet.

    Attributes:
        high: what remained before it, in credits.
        low: what remained after it.
        since: when a call was sent, in ns, that was charged before it: the last such.
        at: when the answer came that told of it first.
        confirmed: whether another answer did.
    """

    __slots__ = ("at", "confirmed", "high", "low", "since")

    def __init__(self, high: int, low: int, since: int, at: int, *, confirmed: bool = False) -> None:
        self.high = high
        self.low = low
        self.since = since
        self.at = at
        self.confirmed = confirmed


class Chain:
    """The charges of the present window.

    Args:
        habits: is told what others spent.

    Attributes:
        habits: what follows after so much quiet.
    """

    __slots__ = ("_answered_at", "_bottom", "_broken", "_holes", "_lost", "_sent_at", "_top", "habits")

    def __init__(self, habits: Habits) -> None:
        self.habits = habits
        self._holes: list[_Hole] = []  # from the top to the bottom
        self._top = self._bottom = 0
        self._sent_at = 0  # the last of the calls in the chain
        self._answered_at = 0  # the first answer that told of the bottom
        self._lost = 0
        self._broken = False

    def begin(self) -> None:
        """A window has opened, or what is known of it is no longer true."""
        self._holes.clear()
        self._top = self._bottom = self._lost = 0
        self._broken = False

    def lose(self, credits: int) -> None:
        """A call of ours may have been charged, and no answer will tell."""
        self._lost += credits

    @property
    def quiet_since(self) -> int:
        """When others were last seen to spend, surely or not."""
        last_fall = self.habits.last_fall
        return max(last_fall, self._holes[-1].at) if self._holes else last_fall

    @property
    def bottom(self) -> int:
        """What remained at last, in credits; `NOWHERE` if nothing is known, or not all answers were of one chain."""
        return self._bottom if self._top and not self._broken else NOWHERE

    def add(self, remaining: int, credits: int, sent_at: int, now: int) -> None:
        """An answer came to a call that was charged."""
        before = remaining + credits
        if not self._top or (before > self._bottom and sent_at > self._answered_at):
            self._start(remaining, before, sent_at, now)
        elif before <= self._bottom:
            for hole in self._holes:
                hole.confirmed = True
            if before < self._bottom:
                self._holes.append(_Hole(self._bottom, before, self._sent_at, now))
            self._bottom = remaining
            self._sent_at = max(self._sent_at, sent_at)
            self._answered_at = now
        elif remaining < self._top:
            self._fill(remaining, before, sent_at, now)

    def _start(self, remaining: int, before: int, sent_at: int, now: int) -> None:
        self._holes.clear()
        self._broken = self._top > 0
        self._top, self._bottom = before, remaining
        self._sent_at, self._answered_at = sent_at, now

    def _fill(self, remaining: int, before: int, sent_at: int, now: int) -> None:
        """A call was charged somewhere above the bottom."""
        holes = self._holes
        nth = next((nth for nth, hole in enumerate(holes) if hole.low <= remaining and before <= hole.high), None)
        if nth is None:
            return  # where nothing was missing, or nothing is any more
        hole = holes[nth]
        if sent_at > hole.at:
            self._start(remaining, before, sent_at, now)
            return
        for each in holes[:nth]:
            each.confirmed = True
        parts: list[_Hole] = []
        if before < hole.high:
            parts.append(_Hole(hole.high, before, hole.since, hole.at, confirmed=True))
        if remaining > hole.low:
            since = max(hole.since, sent_at)
            parts.append(_Hole(remaining, hole.low, since, hole.at, confirmed=hole.confirmed))
        holes[nth : nth + 1] = parts
        self._sent_at = max(self._sent_at, sent_at)

    def settle(self, until: int) -> None:
        """All calls that were under way then are answered: what was missing then is others'."""
        holes, explained = self._holes, 0
        for hole in holes:
            if not hole.confirmed or hole.at > until:
                break
            explained += 1
            credits = hole.high - hole.low
            excused = min(credits, self._lost)
            self._lost -= excused
            if credits > excused:
                self.habits.fell(credits - excused, hole.since, hole.at)
        del holes[:explained]
