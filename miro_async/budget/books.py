"""What was granted and sent, and what became of it: the books of one quota.

They know what we did. What the answers tell of the server, and of others, is in `account`.
"""

from collections import deque

from miro_async.budget.bound import UNKNOWN, HeaderBound
from miro_async.budget.grants import Grants
from miro_async.budget.lags import Lags
from miro_async.budget.neighbours import Neighbours
from miro_async.budget.own_log import OwnLog
from miro_async.budget.suspects import Suspects

__all__ = ["GREAT_PART", "Books"]

GREAT_PART = 16  # of the limit: less than that is little
_NS = 1_000_000_000
_MINIMUM_PATIENCE_NS = _NS
_SLOW = 64  # part of a window, and half a second at least: what takes longer to answer is asked when it was charged
_ROUND_TRIP_DECAY = 5  # the longest round trip is forgotten by 1/32 an answer


class Books:
    """What was granted, sent and charged of one quota.

    Args:
        limit: credits per window, until headers say otherwise.
        window_ns: the length of the window in nanoseconds.

    Attributes:
        committed: credits granted since the beginning, refunds subtracted.
        done: those of them whose answer came, or can come no more.
        supply: what surely remained, plus all that was ever committed (see `bound`).
        flying: credits that are sent and not answered.
        unknown: credits whose answer was lost, and that may still be on their way.
        written_off: credits of lost answers that are counted in `done`.
        last_answer: when the last answer came.
        round_trip_ns: about the longest round trip of late.
    """

    __slots__ = (
        "_blind_until",
        "_bound",
        "_grants",
        "_lags",
        "_late_until",
        "_lost",
        "_slow_ns",
        "committed",
        "done",
        "flying",
        "last_answer",
        "limit",
        "log",
        "neighbours",
        "round_trip_ns",
        "supply",
        "suspects",
        "unknown",
        "window_ns",
        "written_off",
    )

    def __init__(self, limit: int, window_ns: int) -> None:
        self.limit = limit
        self.window_ns = window_ns
        self.committed: int = 0
        self.done: int = 0
        self.flying: int = 0
        self.unknown: int = 0
        self.written_off = 0
        self.supply = UNKNOWN
        self.last_answer = -(1 << 62)
        self.round_trip_ns = 0
        self.log = OwnLog(window_ns)
        self.suspects = Suspects(window_ns)
        self.neighbours = Neighbours(window_ns)
        self._bound = HeaderBound()
        self._grants = Grants(window_ns)
        self._lags = Lags(window_ns)
        self._slow_ns = max(window_ns // _SLOW, _NS // 2)
        self._late_until = 0  # as long as the log may hold what was charged much earlier
        self._blind_until = 0
        self._lost: deque[tuple[int, int]] = deque()  # (when it counts as charged, credits)

    @property
    def informed(self) -> bool:
        """Whether some answer has told what remains, not longer ago than a window."""
        return self.supply != UNKNOWN

    def spendable(self) -> int:
        """The header bound: credits that the server surely has left for us; negative when nothing is known."""
        return self.supply - self.committed

    @property
    def promises(self) -> list[tuple[int, int]]:
        """The answers that tell what is surely left: see `HeaderBound.promises`."""
        return self._bound.promises

    def own_room(self) -> int:
        """Credits left by the own log alone, everything outstanding subtracted."""
        return self.limit - self.log.total - self.unlogged

    @property
    def busy(self) -> bool:
        """Whether we have spent much of late: what we know of the server is not only what others left us."""
        return self.log.total > self.limit // GREAT_PART

    @property
    def unlogged(self) -> int:
        """Credits that are granted and not in the log: hardly more than `committed - done`, and often less."""
        return self.committed - self.log.ever

    def awaited(self) -> int:
        """Credits of calls that may still be answered."""
        return self.committed - self.done - self.unknown

    def _patience_ns(self) -> int:
        """How long an answer may take before another call goes blindly: the slow ones are not waited for, if known."""
        most = self._lags.most
        return max(_MINIMUM_PATIENCE_NS, 2 * (self.round_trip_ns if most is None else min(most, self.round_trip_ns)))

    def _way_ns(self) -> int:
        """How long a call is on its way to the server: where answers take long, they dally and their calls do not."""
        most, half = self._lags.most, self.round_trip_ns // 2
        return half if most is None or self.round_trip_ns <= self._slow_ns else min(most, half)

    def hold(self, credits: int, now: int) -> None:
        """Grant: from now on these credits are taken."""
        if self.supply - self.committed < credits:
            self._blind_until = now + self._patience_ns()
        if now < self.neighbours.seen_until:
            self._grants.note(credits, self.committed, now)
            if not self.suspects.fixed and now - self.last_answer >= self._patience_ns():
                self._blind_until = now + self._patience_ns()  # it asks, and the others wait for what it is told
        self.committed += credits

    def refund(self, credits: int) -> None:
        """Undo a grant that was never sent."""
        self._grants.refund(credits)
        self.committed -= credits

    def unsend(self, credits: int) -> None:
        """What was sent has not left this machine: it was not charged, whatever was made of later answers."""
        self.flying -= credits
        if self._lags.most is None:
            return
        self._lags.forget_sent()
        self.log.take_back(min(credits, self.log.ever - self.done))
        if self.informed:
            self._bound.lower(credits)
            self.supply = self._bound.supply

    def lose(self, credits: int, sent_at: int, now: int) -> None:
        """No answer will come. The server may have charged it, or, if it was sent a moment ago, may yet do so."""
        self.flying -= credits
        self.unknown += credits
        self.neighbours.chain.lose(credits)
        self._lost.append((sent_at + max(2 * _NS, 4 * self.round_trip_ns), credits))
        self.settle_lost(now)

    def abandon(self, now: int) -> None:
        """Everything outstanding is over, and nobody will say how: its event loop is gone."""
        self.committed = self.done + self.flying + self.unknown
        self.unknown += self.flying
        if self.flying:
            self._lost.append((now + 2 * _NS, self.flying))
        self.flying = 0

    def settle_lost(self, now: int) -> None:
        """Take lost calls for charged once they can no longer be on their way; later answers tell the truth.

        A call sent after this moment has them in its ``done``. If the server did charge them they are missing in
        its ``remaining``, if not they are not: the header bound is right either way.
        """
        lost = self._lost
        while lost and lost[0][0] <= now:
            credits = lost.popleft()[1]
            self.unknown -= credits
            self.done += credits
            self.written_off += credits
            self.log.add(now, max(0, self.done - self.log.ever))
            self.suspects.excuse(credits, now)
            self.neighbours.excuse(credits)
            self._bound.excuse(credits)

    def _log_charge(self, credits: int, sent_at: int, done_at_send: int, date: int | None, now: int) -> int:
        """Account for an answered call; returns what more than `done_at_send` was charged by then, as estimated."""
        log = self.log
        sent = self.done + self.flying + self.unknown
        self._lags.note(sent, now)
        if now - sent_at <= self._slow_ns and self.round_trip_ns <= self._slow_ns and log.ever + credits == self.done:
            log.add(now, credits)
            self._watch_late(now)
            return 0
        self._late_until = now + self.window_ns
        self._watch_late(now)
        charged = self._lags.answered(credits, sent_at, date, self.unknown, log, now)
        log.add(now, max(0, self.done - log.ever))  # part of it may be in the log since a later call was answered
        return max(0, charged - done_at_send)

    def _watch_late(self, now: int) -> None:
        """Tell the log what had been sent a window ago, as long as it may hold what was charged much earlier."""
        self.log.sent_a_window_ago = self._lags.sent_by(now - self.window_ns) if now < self._late_until else 0

    def _note_trip(self, trip: int) -> None:
        if trip > self.round_trip_ns:
            self.round_trip_ns = trip
        else:
            self.round_trip_ns -= (self.round_trip_ns - trip) >> _ROUND_TRIP_DECAY
