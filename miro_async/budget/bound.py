"""The header bound: what the server surely has left for us, whatever the order of its answers.

Let *committed* be all credits that we ever granted (refunds subtracted) and *done* those of them whose answer came.
For an answer *j* put ::

    supply_j = remaining_j + done when j was sent + cost of j

What remains now is at least ``supply_j - committed``. Proof: remaining falls only by charges. Everything that was
not done when *j* was sent may have been charged after *j* was, and is subtracted; everything that was done then is
in ``remaining_j`` already. What was charged before *j* but not yet done when *j* was sent is subtracted twice,
which is the price, and the reason why the bound is exact for a call that flew alone. It holds for every *j*, in any
order of arrival and whatever the kind of window, so the largest wins.

The upper bound of the same quantity, the *ceiling* ``remaining_j + all committed when j came``, turns the argument
round: whatever was known when *j* was sent and is more than its ceiling, somebody else has spent since. It is struck
out. While others spend, what no answer has repeated for a second is struck out as well.

Where credits come back steadily, all that was told rises with them (`HeaderBound.rose`), whether or not somebody asks.

Two kinds of answers are told apart from the rest. After a 429 only calls that were sent later may raise the bound
above its ceiling, for what else arrives is of the time before. And a great fall that a single answer tells of may be
garbage, or the header of another policy; the supply before it is kept as *doubted*, so that one call may go and ask
again. So it is with the first answer of a window that should be full: before it there was all of the limit. And where
the call that asks is accepted, in a fixed window, though too little had been left for it, what was told before is
senseless: its answer is a single one again.
"""

__all__ = ["UNKNOWN", "HeaderBound"]

UNKNOWN = -(1 << 62)
_MEMORY_NS = 1_000_000_000  # how long an answer is good while others spend
_GREAT_FALL = 16  # part of the limit


class HeaderBound:
    """The largest supply that the answers prove.

    Attributes:
        doubted: the supply before a great fall that only one answer has told of; else `UNKNOWN`.
        surely_fell: whether the last two answers tell of the same fall.
    """

    __slots__ = (
        "_before_fall",
        "_full",
        "_left",
        "_lift",
        "_recent",
        "_refused_at",
        "_refused_ceiling",
        "_told_at",
        "doubted",
        "surely_fell",
    )

    def __init__(self) -> None:
        self._recent: list[tuple[int, int]] = []  # (when it was told, supply): falling
        self._refused_at = 0
        self._refused_ceiling = 0
        self.doubted = self._before_fall = UNKNOWN
        self.surely_fell = False
        self._full = UNKNOWN
        self._left = self._told_at = 0  # the ceiling by the last answer, and when that came
        self._lift = 0  # by so much everything that is remembered has risen

    @property
    def supply(self) -> int:
        """The bound; `UNKNOWN` before the first answer."""
        return self._recent[0][1] + self._lift if self._recent else UNKNOWN

    @property
    def promises(self) -> list[tuple[int, int]]:
        """When each answer that still counts came, the latest first, and how much less than the bound it promises."""
        recent = self._recent
        return [(at, recent[0][1] - supply) for at, supply in reversed(recent)]

    def rose(self, credits: int) -> None:
        """So much has come back since whatever was told."""
        self._lift += credits

    def told(self, supply: int, ceiling: int, sent_at: int, limit: int, now: int, *, others: bool) -> bool:
        """Weigh an answer; returns whether it proves that somebody else spends.

        Args:
            supply: the lower bound by this answer.
            ceiling: the upper bound.
            sent_at: when the call was sent.
            limit: credits per window.
            now: when the answer came.
            others: whether it is known that somebody else spends.
        """
        recent = self._recent
        self._left, self._told_at = ceiling, now
        supply, ceiling = supply - self._lift, ceiling - self._lift
        if sent_at < self._refused_at:
            supply = min(supply, self._refused_ceiling)
        fallen = 0
        while recent and recent[0][1] > ceiling and recent[0][0] <= sent_at:
            fallen = max(fallen, recent.pop(0)[1] - ceiling)
        while recent and recent[-1][1] <= supply:
            recent.pop()
        recent.append((now, supply))
        if others:
            while recent[0][0] < now - _MEMORY_NS:
                del recent[0]
        return self._believed(fallen, ceiling, limit)

    def _believed(self, fallen: int, ceiling: int, limit: int) -> bool:
        self.surely_fell = self._before_fall > ceiling
        great = fallen > limit // _GREAT_FALL and not self.doubted > ceiling + self._lift
        self._before_fall = ceiling + fallen if fallen else UNKNOWN
        self.doubted = self._before_fall + self._lift if great else UNKNOWN
        if self._full - self._lift > ceiling + limit // _GREAT_FALL:
            self.doubted = self._full
        self._full = UNKNOWN
        return self.surely_fell or (fallen > 0 and not great)

    def refuted(self, spent: int, sent_at: int) -> bool:
        """Whether what is doubted is refuted, in a fixed window: more could be spent than it had left.

        Args:
            spent: credits that we have surely spent since the beginning, the last of them by a call that was accepted.
            sent_at: when that was sent.
        """
        if self.doubted == UNKNOWN or sent_at < self._told_at or spent <= self._left:
            return False
        self._full = self.doubted
        self.doubted = self._before_fall = UNKNOWN
        return True

    def excuse(self, credits: int) -> None:
        """So many credits that count as spent may never have been charged: they refute nothing."""
        self._left += credits

    def refused(self, supply: int, ceiling: int, now: int) -> None:
        """A 429 told what is left; what else was told may be of the time before."""
        supply -= self._lift
        self._refused_at = now
        self._refused_ceiling = ceiling - self._lift
        self.doubted = self._before_fall = UNKNOWN
        self._recent.clear()
        self._recent.append((now, supply))

    def lower(self, credits: int) -> None:
        """Some of what was taken for charged may not have been."""
        self._recent = [(at, supply - credits) for at, supply in self._recent]

    def renew(self, full: int) -> None:
        """A new window has opened: what was refused in the last one says nothing of it.

        Args:
            full: the supply if nobody else has spent from it; `UNKNOWN` if it need not have been full.
        """
        self._refused_at = 0
        self._full = full

    def forget(self) -> None:
        """Start from nothing."""
        self._recent.clear()
        self.doubted = self._before_fall = UNKNOWN
