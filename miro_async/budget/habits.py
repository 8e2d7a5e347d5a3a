"""What neighbours may still spend before a window ends: what they did after moments like this one.

Each fall of the supply is remembered for some windows, between what was known before and the answer that told it first:
in a fixed window to the credit, as `chain` tells it, on a counter as the level does. Of a neighbour's pattern, bursts
with silence between, nothing is assumed but this: what follows depends on how long he has been quiet. So whoever asks
what may fall within a time looks at all the moments at which it had been quiet for just as long, one after each fall
that was followed by so long a silence, and at what fell within that time then.

**How much to leave him.** What is kept in vain can be spent later, as long as there is time. So the most that ever fell
within what is left of the window is kept, until a thirty-second of it is left. From then on the time for spending it
runs out, and what counts is the mean: of the amounts that fell in those moments the least is kept that would have
fallen short, on the average, by a small part of what he spends in a window. That part grows from nothing to a
`_SHORT`th at the end. Nothing between two amounts is kept: what falls short by a little denies a whole call. One more
moment is counted, as bad as it ever was: of what was seen a few times only, little is believed.

**How much may be gone unseen.** A call meets a 429 if so much has fallen since the last answer was written that too
little is left for it. Here the mean is no help: the most that followed any of those moments is kept, or, where some of
them may be mistakes (see `falls`), what nearly always was enough.

Both reckon from the last answer on, so that old news costs what may have happened since. What neighbours were denied
nobody sees. So both forget after some windows, and neither asks at what time of the window something fell: else who was
denied once at the end of a window would be taken for silent there, and denied for ever.
"""

from itertools import pairwise

__all__ = ["Habits"]

_MOST_FALLS = 256
_WINDOWS_REMEMBERED = 3
_NEAR = 32  # part of a window
_SHORT = 125  # part of what neighbours spend in a window
_ENOUGH = 16  # moments
_NOWHERE = -(1 << 62)
_NONE = (1 << 62, 0, 0)


class Habits:
    """The falls of the supply that neighbours caused.

    Args:
        window_ns: the length of the window in nanoseconds.
        mistaken: one in so many moments may be a mistake; 0 if none is.
    """

    __slots__ = ("_falls", "_mistaken", "_window_ns")

    def __init__(self, window_ns: int, mistaken: int = 0) -> None:
        self._window_ns = window_ns
        self._mistaken = mistaken
        self._falls: list[tuple[int, int, int]] = []  # not before, seen at, credits

    def fell(self, credits: int, since: int, at: int) -> None:
        """The supply fell.

        Args:
            credits: by so many.
            since: when it had surely not: a call charged before was sent, or an answer came that knew nothing of it.
            at: when the first answer came that did.
        """
        falls = self._falls
        falls.append((since, at, credits))
        while len(falls) > _MOST_FALLS or falls[0][1] < at - _WINDOWS_REMEMBERED * self._window_ns:
            del falls[0]

    def forget_since(self, at: int) -> None:
        """What was seen to fall since then did not."""
        self._falls = [fall for fall in self._falls if fall[1] < at]

    def grew(self, credits: int, at: int) -> None:
        """The last fall was greater by so much, and not earlier than that."""
        if self._falls:
            since, before, fallen = self._falls[-1]
            self._falls[-1] = since, max(at, before), fallen + credits

    @property
    def last_fall(self) -> int:
        """When the last fall was seen."""
        return self._falls[-1][1] if self._falls else _NOWHERE

    def most_within(self, horizon: int, else_: int) -> int:
        """The most that surely fell within a time; at most `else_`, which is the answer if too little is known."""
        falls = self._falls
        if not falls or falls[-1][1] - falls[0][1] < 2 * horizon:
            return else_
        most = total = 0
        oldest = iter(falls)
        since, _, expires = next(oldest)
        for _, at, credits in falls:
            total += credits
            while total and at - since > horizon:
                total -= expires
                since, _, expires = next(oldest, _NONE)
            most = max(most, total)
        return min(most, else_)

    def to_leave(self, quiet: int, horizon: int, else_: int, now: int) -> int:
        """What to leave neighbours for a time.

        Args:
            quiet: for how long nothing had fallen when it begins.
            horizon: how long it is until the window ends.
            else_: what to leave if too little is known; the most in any case.
            now: the time in ns.
        """
        most = self.most_within(horizon, else_)
        near = self._window_ns // _NEAR
        if horizon >= near:
            return most
        amounts = sorted((*self._followed(quiet, horizon, now), most), reverse=True)
        return min(most, _falls_short_by(self._a_window() * (near - horizon) // (near * _SHORT), amounts))

    def unseen(self, quiet: int, horizon: int, else_: int, now: int) -> int:
        """The most that may fall within a time; the same arguments."""
        amounts = sorted(self._followed(quiet, horizon, now), reverse=True)
        if len(amounts) < _ENOUGH:
            return self.most_within(horizon, else_)
        return amounts[len(amounts) // self._mistaken if self._mistaken else 0]

    def _followed(self, quiet: int, horizon: int, now: int) -> list[int]:
        """What fell within a time after each moment at which it had been quiet for so long."""
        falls = self._falls
        amounts: list[int] = []
        before = in_time = reached = 0  # credits that had fallen by then, and by the end of the time, in so many falls
        for (_, seen, credits), (_, following, _) in pairwise(falls):
            begins = seen + quiet
            if begins + horizon > now:
                break
            before += credits
            while reached < len(falls) and falls[reached][1] <= begins + horizon:
                in_time += falls[reached][2]
                reached += 1
            if begins < following:
                amounts.append(in_time - before)
        return amounts

    def _a_window(self) -> int:
        """Credits a window that neighbours spend."""
        falls = self._falls
        if not falls:
            return 0
        span = max(falls[-1][1] - falls[0][1], self._window_ns // 2)
        return sum(credits for _, _, credits in falls) * self._window_ns // span


def _falls_short_by(shortage: int, amounts: list[int]) -> int:
    """The least of some amounts, the largest first, of which all fall short by no more on the average; or nothing."""
    allowed = shortage * len(amounts)
    for count, (amount, following) in enumerate(zip(amounts, (*amounts[1:], 0), strict=True), 1):
        allowed -= count * (amount - following)
        if allowed < 0:
            return amount
    return 0
