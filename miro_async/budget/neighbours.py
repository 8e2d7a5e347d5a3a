"""What others spend from the same quota: seen in the supply, which only they can lower.

Let the *supply* be what remains plus all that we ever spent. Our own calls do not change it; the server's giving
back raises it; whoever else spends lowers it. Every answer brackets it (see `ledger`). The *level* follows the
brackets with a dead band: it moves only when a bracket leaves no choice, down to the upper bound or up to the lower
one. So each fall of the level is certain, and because the level never falls below the truth, errors do not add up.

The question that matters is asked of the level's past: *how far has it ever fallen within so many seconds?* That is
the drawdown: the arrival curve of network calculus, measured, with the releases already subtracted. It needs no
model of the server: where credits only come back at the end of the window it is what the neighbours spent, where
they come back all the time it is the worst spell. Of a time longer than was ever watched at a stretch it is at most
twice that of half the time. Whoever keeps the drawdown of the time that passes until credits come back keeps his
neighbours served, his urgent calls fed, and his header bound true while an answer travels.

Where each charge comes back one window later, as on a sliding log, the level is the limit less what others hold of the
present window, and it falls no more once as much of theirs comes back as they take. Then it has a *floor*: if the level
has not sunk below what it was for a whole window, nobody took more than came back of his, and the supply falls to the
floor at most, and by half as much again as is taken before the news of it can be here, for what they take and what
comes back of theirs need not keep step. That is far less than the drawdown of a long time, which is of the minute in
which they began. So the floor is of some windows and no more, and so is what is taken unseen. Who was denied a call
raises the level above the floor by it, and so much is kept for him until he comes again, or the floor is forgotten.
The level begins with the lower bound of one answer, which is no floor: that goes up with it until it first falls, or
has stood for a window.

In a fixed window the supply never rises. So where the answers that told of a fall were there when a call was sent whose
answer tells, in the same window, of clearly more than they left, they were senseless, and what this window taught about
others is taken back.
"""

from collections.abc import Sequence
from typing import NamedTuple

from miro_async.budget.chain import Chain
from miro_async.budget.habits import Habits

__all__ = ["Neighbours"]

_SLOTS_PER_WINDOW = 256  # a slot of a minute is 0.23 s
_SPANS = (1, 2, 4, 8, 16, 32, 64, 128)  # slots
_NOWHERE = -(1 << 62)
_NONE = (0,) * len(_SPANS)
_WINDOWS_REMEMBERED = 3
_DECAY = 12  # by 1/4096 a slot, a sixteenth of it in a window
_FLOOR_WINDOWS = 2  # a floor is forgotten after so many, or twice as many
_LOWS = 64
_STEP = 2  # the index of a span: sinking by no more than falls within it is none


class _Known(NamedTuple):
    """What was known of others when a window opened.

    Attributes:
        at: when its first answer came, in ns.
        foreign, seen_until: see `Neighbours`.
        drawdowns: by span.
    """

    at: int
    foreign: int
    seen_until: int
    drawdowns: Sequence[int]


class Neighbours:
    """The level of the supply, and its falls.

    Args:
        window_ns: the length of the quota's window in nanoseconds.

    Attributes:
        chain: where in a fixed window others spent, to the credit.
        habits: what follows after so much quiet, as the level tells it.
        level: see above; a large negative number before the first answer.
        foreign: credits by which it fell, since the beginning: surely spent by others.
        seen_until: until when neighbours are reckoned with, in ns.
        surely_before: when some of what was last seen to fall was surely still there, in ns.
    """

    __slots__ = (
        "_before",
        "_began_at",
        "_counted",
        "_counted_at",
        "_drawdowns",
        "_fell_at",
        "_fell_to",
        "_floor",
        "_floor_before",
        "_floor_since",
        "_known",
        "_levels",
        "_longest_seen",
        "_lows",
        "_of_late",
        "_of_late_before",
        "_raised_at",
        "_sank_at",
        "_slot",
        "_slot_ns",
        "_sunk_to",
        "_suspected_at",
        "_told_at",
        "_unconfirmed",
        "_unsuspected_at",
        "_watch_ns",
        "_window_ns",
        "chain",
        "foreign",
        "habits",
        "level",
        "seen_until",
        "surely_before",
    )

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._slot_ns = max(1, window_ns // _SLOTS_PER_WINDOW)
        self._slot = 0
        self._levels: list[int] = []  # at the end of each slot of late
        self._lows: list[tuple[int, int]] = []  # (told at, lower bound): falling
        self._drawdowns = [0] * len(_SPANS)  # by span
        self._longest_seen = 0  # the index of a span
        self._before: Sequence[int] = _NONE  # the same, until the releases were last counted in another way
        self._of_late = [0] * len(_SPANS)  # as long as the floor
        self._of_late_before: Sequence[int] = _NONE
        self._began_at = 0  # the level is known
        self._raised_at = 0
        self._fell_at = 0
        self._fell_to = -_NOWHERE  # in this window, and what may turn out not to have been charged since
        self._known = _Known(0, 0, _NOWHERE, _NONE)
        self._floor = self._floor_before = -_NOWHERE
        self._floor_since = 0
        self._sank_at = 0  # when the level was last clearly below all before
        self._sunk_to = -_NOWHERE  # and what it was then
        self._suspected_at = 0  # when an answer last told of a fall
        self._unsuspected_at = 0  # when one came last before it
        self._told_at = 0  # when the last one came
        self._watch_ns = 0  # for so long nobody who is only suspected has to show himself
        self._counted = 0  # `foreign`, as it was when it was last asked whether they go on
        self._counted_at = 0
        self._unconfirmed = -_NOWHERE  # the upper bound by the last answer, if it alone is below the level
        self.level = _NOWHERE
        self.foreign = 0
        self.habits = Habits(window_ns)
        self.chain = Chain(Habits(window_ns))
        self.seen_until = _NOWHERE
        self.surely_before = 0

    def saw(self, low: int, high: int, sent_at: int, now: int) -> None:
        """An answer to a call that was sent at `sent_at` brackets the supply."""
        slot = now // self._slot_ns
        if slot != self._slot:
            self._turn(slot)
        while self._lows and self._lows[-1][1] <= low:
            self._lows.pop()
        self._lows.append((now, low))
        del self._lows[:-_LOWS]
        if low > self.level:
            if sent_at >= self._fell_at:
                if self.level == _NOWHERE:
                    self._began_at = self._sank_at = now
                if self._fell_at < self._began_at and now - self._began_at < self._window_ns:
                    self._floor = self._floor_before = self._sunk_to = low
                self.level = low
                self._raised_at = now
                self._look_down(now)
            self._unconfirmed = -_NOWHERE
        elif high < self.level and sent_at >= self._raised_at:
            # One answer may be garbage, or of another policy: the second one says how much is true.
            before, self._unconfirmed = self._unconfirmed, high
            if before < self.level:
                self.habits.fell(self.level - max(high, before), self._unsuspected_at, self._suspected_at)
                self._fall_to(max(high, before), now)
                told = (at for at, bound in reversed(self._lows) if bound > self.level)
                self.surely_before = next(told, self._lows[0][0])
            else:
                self._unsuspected_at = self._told_at or now
            self._suspected_at = now
        else:
            self._unconfirmed = -_NOWHERE
        if self._watch_ns:
            self._watch(now)
        self._told_at = now

    def _fall_to(self, level: int, now: int) -> None:
        self.foreign += self.level - level
        self.level = self._fell_to = level
        self._fell_at = now
        self._look_down(now)
        if self._watch_ns:
            self.suspected(now)

    def _look_down(self, now: int) -> None:
        """Keep the lowest level of some windows, and when it sank there."""
        if now - self._floor_since >= _FLOOR_WINDOWS * self._window_ns:
            self._floor_before, self._floor, self._floor_since = self._floor, self.level, now
            self._sunk_to = min(self._floor_before, self.level)
            self._of_late_before, self._of_late = self._of_late, [0] * len(_SPANS)
        self._floor = min(self._floor, self.level)
        if self.level < self._sunk_to - self._drawdowns[_STEP]:
            self._sunk_to, self._sank_at = self.level, now

    def renew(self, now: int) -> None:
        """A window has opened."""
        self.chain.begin()
        self._known = _Known(now, self.foreign, self.seen_until, tuple(self._drawdowns))
        self._fell_to = -_NOWHERE

    def excuse(self, credits: int) -> None:
        """So many credits may turn out not to have been charged, and the level to rise by them."""
        self._fell_to += credits

    def acquit(self) -> None:
        """What one answer told of a fall was senseless."""
        self._unconfirmed = -_NOWHERE

    def refuted(self, supply: int, sent_at: int) -> bool:
        """Take back what this window, a fixed one, has taught, if it is refuted; returns whether it is.

        Args:
            supply: the lower bound by an answer of the window.
            sent_at: when its call was sent, in ns.
        """
        if sent_at < self._fell_at or supply <= self._fell_to:
            return False
        opened_at, self.foreign, self.seen_until, drawdowns = self._known
        self._drawdowns = list(drawdowns)
        self._counted = min(self._counted, self.foreign)
        self._watch_ns = 0
        self._fell_to = -_NOWHERE
        for habits in (self.habits, self.chain.habits):
            habits.forget_since(opened_at)
        return True

    def noticed(self, now: int) -> None:
        """Somebody else surely spends: reckon with it for some windows."""
        if now >= self.seen_until:
            self.chain.begin()
        self.seen_until = now + _WINDOWS_REMEMBERED * self._window_ns
        self._watch_ns = 0

    def suspected(self, now: int) -> None:
        """One answer says so: reckon with it, until those of an eighth of a window have told nothing of the kind."""
        if now >= self.seen_until or self._watch_ns:
            self.noticed(now)
            self._watch_ns = self._window_ns // 8

    @property
    def certain(self) -> bool:
        """Whether those who are reckoned with are more than suspected."""
        return not self._watch_ns

    def _watch(self, now: int) -> None:
        """Answers have come since the last one, and nobody who was suspected was seen."""
        self._watch_ns -= min(now - self._told_at, self._window_ns // 64)  # where none came, nobody looked
        if self._watch_ns <= 0:
            self._watch_ns = 0
            self.seen_until = now

    def go_on(self, credits: int, now: int) -> None:
        """Go on reckoning with those who are known, if they spent so much within a window."""
        if now >= self.seen_until or now < self._counted_at:
            return
        if self.foreign - self._counted >= credits:
            self.noticed(now)
        elif now - self._counted_at < self._window_ns:
            return
        self._counted, self._counted_at = self.foreign, now

    def forget(self) -> None:
        """What is known of the level is no longer true."""
        self.level = _NOWHERE
        self._levels.clear()
        self.chain.begin()
        self._lows.clear()

    def recount(self, *, undo: bool) -> None:
        """From now on the releases are counted in another way.

        Args:
            undo: the last way was wrong, and what was measured by it.
        """
        if undo:
            self._drawdowns = list(self._before)
            self._of_late, self._of_late_before = [0] * len(_SPANS), _NONE
        else:
            self._before = tuple(self._drawdowns)
        self.level = _NOWHERE
        self._levels.clear()
        self._lows.clear()

    def _turn(self, slot: int) -> None:
        """Close a slot: compare the level with what it was before."""
        levels = self._levels
        skipped = slot - self._slot - 1
        self._slot = slot
        if self.level == _NOWHERE:
            return
        self._look_down(slot * self._slot_ns)
        drawdowns, of_late = self._drawdowns, self._of_late
        fallen_to = max(self.level, levels[-1]) if levels else self.level  # for the twinkling of an eye does not count
        known = len(levels)
        for index, span in enumerate(_SPANS):
            if drawdowns[index]:
                drawdowns[index] -= drawdowns[index] >> _DECAY
            if span > known:
                break
            before = levels[-span]
            if before > fallen_to:
                drawdowns[index] = max(drawdowns[index], before - fallen_to)
                of_late[index] = max(of_late[index], before - fallen_to)
            if before != _NOWHERE and index > self._longest_seen:
                self._longest_seen = index
        levels.append(self.level)
        if skipped > 0:
            levels.extend([_NOWHERE] * min(skipped, _SPANS[-1]))
        del levels[: -_SPANS[-1]]

    @property
    def quiet_since(self) -> int:
        """When the last fall was seen, confirmed or not."""
        return self._suspected_at if self._unconfirmed < self.level else self.habits.last_fall

    def drawdown(self, horizon_ns: int) -> int:
        """How far the supply may fall within a time, by what has been seen; credits."""
        return self._fallen(self._drawdowns, horizon_ns)

    @property
    def watched(self) -> bool:
        """Whether the level is known."""
        return self.level != _NOWHERE

    def settled(self, now: int) -> bool:
        """Whether the floor is to be trusted: for a whole window nobody took more than came back of his."""
        return self.level != _NOWHERE and now - self._sank_at >= self._window_ns

    @property
    def above_floor(self) -> int:
        """Credits that others held of late, and hold no more."""
        return self.level - min(self._floor, self._floor_before)

    def _taken_unseen(self, age_ns: int) -> int:
        """The drawdown of late of the time of which nobody has told yet, which may be shorter than can be watched."""
        shortest = _SPANS[1] * self._slot_ns
        of_late = list(map(max, self._of_late, self._of_late_before))
        return self._fallen(of_late, max(age_ns, shortest)) * min(age_ns, shortest) // shortest

    def unseen(self, age_ns: int, now: int) -> int:
        """How far the supply may have fallen since the last news, where each charge comes back one window later.

        Args:
            age_ns: how old the news is.
            now: the time in ns.
        """
        taken = self._taken_unseen(age_ns)
        if not self.settled(now):
            return taken
        return max(taken, min(self.above_floor + taken, self.drawdown(max(age_ns, _SPANS[1] * self._slot_ns))))

    def depth(self, age_ns: int, now: int) -> int:
        """How far the supply may fall at all; the same arguments."""
        return self.above_floor + self._taken_unseen(age_ns) // 2 if self.settled(now) else -_NOWHERE

    def utmost_drawdown(self, horizon_ns: int) -> int:
        """The drawdown, and at most what it may be of a time that was never watched at a stretch."""
        seen = self._drawdowns[: self._longest_seen + 1]
        while len(seen) < len(_SPANS):
            seen.append(2 * max(seen))
        return self._fallen(seen, horizon_ns)

    def _fallen(self, drawdowns: list[int], horizon_ns: int) -> int:
        before, fallen_before = 0, 0
        fallen = 0
        for span, seen in zip(_SPANS, drawdowns, strict=True):
            span_ns = span * self._slot_ns
            if seen > fallen_before:
                fallen = seen
            if span_ns >= horizon_ns:
                return fallen_before + (fallen - fallen_before) * (horizon_ns - before) // (span_ns - before)
            before, fallen_before = span_ns, max(fallen, fallen_before)
        return fallen_before * horizon_ns // before
