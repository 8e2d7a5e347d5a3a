"""Credits as an integer state machine: what we may still spend, and when more will come.

The problem. A server counts credits in a window whose kind it does not tell. Each answer says what remained
*when that answer was written*; answers overtake each other, some get lost, and by the time we read one, more of our
own requests are under way. We want to spend everything and never be refused. This is how.

**The header bound.** Let *committed* be all credits that we ever granted (refunds subtracted) and *done* those of
them whose answer came. For an answer *j* put ::

    supply_j = remaining_j + done when j was sent + cost of j

What remains now is at least ``supply_j - committed``. Proof: remaining falls only by charges. Everything that was
not done when *j* was sent may have been charged after *j* was, and is subtracted; everything that was done then is
in ``remaining_j`` already. What was charged before *j* but not yet done when *j* was sent is subtracted twice,
which is the price, and the reason why the bound is exact for a call that flew alone. It holds for every *j*, in any
order of arrival and whatever the kind of window, so the largest wins. The ledger keeps that one integer, `supply`,
and the hot path is one comparison: ``supply - committed >= cost``. Reserving adds to committed, a refund subtracts,
an answer changes neither; a lost answer stays in committed, without being done, until later answers tell.

The upper bound of the same quantity, ``remaining_j + all committed when j came``, turns the argument round: below
the supply known when *j* was sent it proves that somebody else spends from the quota.

**What comes back.** Supply grows when the server gives credits back: all at once (fixed window), one window after
each charge (sliding log), or steadily (token bucket, weighted two-window counter). Growth shows in the next answer;
but when the bound is too small for the next call nothing is sent, and no answer comes. Then somebody has to dare.
`Suspects` holds the kinds that are still possible and what each promises; one call, the probe, goes when *every*
suspect says that it fits, and its answer is read before anything else goes blindly.

**The own log** of the last window (`OwnLog`) is the one promise that needs no header: at most one limit in any span
of one window, counted from answer to answer, offends no fixed window of whatever phase, no sliding log and no
token bucket. It takes over when there are no headers.

Times are integer nanoseconds on a clock that the caller passes in; the ledger knows no clock and no event loop.
"""

from collections import deque

from miro_async.budget.own_log import OwnLog
from miro_async.budget.suspects import NEVER, Suspects
from miro_async.wire import RateLimit

__all__ = ["NEVER", "Ledger"]

_NS = 1_000_000_000
_UNKNOWN_SUPPLY = -(1 << 62)
_MINIMUM_PATIENCE_NS = _NS
_ANSWERS_WITHOUT_HEADERS_AT_FIRST = 3  # in a row, before the ledger stops waiting for headers
_ANSWERS_WITHOUT_HEADERS_LATER = 16  # the same, when there have been headers
_ANSWERS_FOR_A_NEW_LIMIT = 3  # in a row
_ROUND_TRIP_DECAY = 5  # the longest round trip is forgotten by 1/32 an answer


class Ledger:
    """The account of one quota.

    Args:
        limit: credits per window, until headers say otherwise.
        window_ns: the length of the window in nanoseconds.

    Attributes:
        committed, done, supply: see above.
        flying: credits that are sent and not answered.
        unknown: credits whose answer was lost, and that may still be on their way.
        written_off: credits of lost answers that are counted in `done`.
        foreign: credits that somebody else surely spent.
        gate: the time before which nothing goes.
        last_answer: when the last answer came.
        fresh_until: until when the header bound is believed, if no answer comes: it may be anybody's after a window.
        round_trip_ns: about the longest round trip of late.
        rate_limited: how many answers were 429.
    """

    __slots__ = (
        "_answers_without_headers",
        "_blind_until",
        "_headers_needed",
        "_lost",
        "_new_limit",
        "_new_limit_seen",
        "_strikes",
        "committed",
        "done",
        "flying",
        "foreign",
        "fresh_until",
        "gate",
        "last_answer",
        "limit",
        "log",
        "rate_limited",
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
        self.committed = 0  # granted since the beginning, refunds subtracted
        self.done = 0  # those of them whose answer came, or can come no more
        self.flying = 0
        self.unknown = 0
        self.supply = _UNKNOWN_SUPPLY
        self.log = OwnLog(window_ns)
        self.suspects = Suspects(window_ns)
        self.gate = 0
        self.rate_limited = 0
        self.written_off = 0
        self.foreign = 0
        self.last_answer = -(1 << 62)
        self.fresh_until = -(1 << 62)
        self.round_trip_ns = 0
        self._answers_without_headers = 0
        self._blind_until = 0
        self._lost: deque[tuple[int, int]] = deque()  # (when it counts as charged, credits)
        self._headers_needed = _ANSWERS_WITHOUT_HEADERS_AT_FIRST
        self._new_limit = limit
        self._new_limit_seen = 0
        self._strikes = 0

    # What may be spent --------------------------------------------------------------------------------------

    @property
    def headerless(self) -> bool:
        """Whether the server has stopped telling (or never told) what remains."""
        return self._answers_without_headers >= self._headers_needed

    @property
    def informed(self) -> bool:
        """Whether some answer has told what remains, not longer ago than a window."""
        return self.supply != _UNKNOWN_SUPPLY

    def spendable(self) -> int:
        """The header bound: credits that the server surely has left for us; negative when nothing is known."""
        return self.supply - self.committed

    def own_room(self) -> int:
        """Credits left by the own log alone, everything outstanding subtracted."""
        return self.limit - self.log.total - (self.committed - self.done)

    def awaited(self) -> int:
        """Credits of calls that may still be answered."""
        return self.committed - self.done - self.unknown

    def left(self, now: int) -> int:
        """The best guess of what is left now, for plans and displays; never negative."""
        rolled = now >= self.suspects.window_end and self.suspects.fixed
        bound = self.spendable() if self.informed and not rolled else self.own_room()
        return min(max(bound, 0), self.limit)

    def predict(self, credits: int, now: int) -> int:
        """When so many credits could all be sent, by what is known of the windows; fixed ones are assumed."""
        self.catch_up(now)
        start = max(now, self.gate)
        missing = credits - self.left(now)
        if missing <= 0:
            return start
        suspects = self.suspects
        if not suspects.fixed:
            return start + missing * self.window_ns // self.limit
        end = suspects.window_end if now < suspects.window_end < NEVER else now + self.window_ns
        return max(end + (missing - 1) // self.limit * self.window_ns, start)

    def close_gate(self, until: int) -> None:
        """Admit nothing before that time."""
        self.gate = max(self.gate, until)

    def catch_up(self, now: int) -> None:
        """Let time take its effect: lost calls count as charged, old ones are forgotten."""
        if self._lost:
            self.settle_lost(now)
        self.log.expire(now)

    def admits_at(self, credits: int, now: int) -> int:
        """When a call may go: not after `now` if it may go at once, else the time to ask again.

        An answer may make it earlier. `NEVER` means that only an answer can help.
        """
        if now < self.gate:
            return self.gate
        if self.supply - self.committed >= credits:
            if now <= self.fresh_until:
                return now
            self._forget_headers()
        self.catch_up(now)
        if self.headerless:
            return self._own_log_admits_at(credits, now)
        if self.awaited() and now < self._blind_until:
            return self._blind_until
        return self._dares_at(credits, now)

    def _dares_at(self, credits: int, now: int) -> int:
        """When a probe may go. The caller may send it blindly if that is not after `now`."""
        if self.awaited() and now < self.last_answer + self._patience_ns():
            return self.last_answer + self._patience_ns()
        own = self._own_log_admits_at(credits, now)
        if not self.informed:
            return own
        return self.suspects.fits_at(min(credits, self.limit) - self.spendable(), own, self.log, self.limit)

    def _own_log_admits_at(self, credits: int, now: int) -> int:
        missing = min(credits, self.limit) - self.own_room()
        if missing <= 0:
            return now
        if missing > self.log.total:
            return self._lost[0][0] if self._lost else NEVER
        return self.log.freed_at(missing)

    def _patience_ns(self) -> int:
        """How long an answer may take before another call goes blindly."""
        return max(_MINIMUM_PATIENCE_NS, 2 * self.round_trip_ns)

    def _forget_headers(self) -> None:
        self.supply = _UNKNOWN_SUPPLY
        self.suspects.forget()

    # The life of a reservation ------------------------------------------------------------------------------

    def hold(self, credits: int, now: int) -> None:
        """Grant: from now on these credits are taken."""
        if self.supply - self.committed < credits:
            self._blind_until = now + self._patience_ns()
        self.committed += credits

    def refund(self, credits: int) -> None:
        """Undo a grant that was never sent."""
        self.committed -= credits

    def lose(self, credits: int, now: int) -> None:
        """No answer will come. The server may have charged it, or may yet do so."""
        self.flying -= credits
        self.unknown += credits
        self._lost.append((now + max(2 * _NS, 4 * self.round_trip_ns), credits))

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
            self.log.add(now, credits)
            self.suspects.excuse(credits, now)

    def answered(
        self,
        credits: int,
        sent_at: int,
        done_at_send: int,
        supply_at_send: int,
        status: int,
        rate: RateLimit,
        now: int,
    ) -> None:
        """The answer to a call came.

        Args:
            credits: its cost.
            sent_at: when it was sent, in ns.
            done_at_send: `done` then.
            supply_at_send: `supply` then.
            status: the HTTP status.
            rate: what the headers say.
            now: when the answer came, in ns.
        """
        self.done += credits
        self.flying -= credits
        self.log.add(now, credits)
        self.last_answer = now
        self.fresh_until = now + self.window_ns
        if self._lost:
            self.settle_lost(now)
        trip = now - sent_at
        if trip > self.round_trip_ns:
            self.round_trip_ns = trip
        else:
            self.round_trip_ns -= (self.round_trip_ns - trip) >> _ROUND_TRIP_DECAY
        limit, remaining, _, _, _ = rate
        if remaining is None or not 0 <= remaining <= (limit or self.limit):
            remaining = None
            self._answers_without_headers += 1
        else:
            self._answers_without_headers = 0
            if limit and (limit != self.limit or self._new_limit_seen):  # 0 would end everything: garbage
                self._consider_limit(limit)
            self._told(remaining, credits, sent_at, done_at_send, supply_at_send, rate, now)
        if status == 429:
            self._refused(credits, done_at_send, supply_at_send, remaining, rate, now)
        else:
            self._strikes = 0

    def _told(
        self,
        remaining: int,
        credits: int,
        sent_at: int,
        done_at_send: int,
        supply_at_send: int,
        rate: RateLimit,
        now: int,
    ) -> None:
        """An answer told what remained."""
        supply = remaining + done_at_send + credits
        ceiling = remaining + self.committed
        if ceiling < supply_at_send and _UNKNOWN_SUPPLY < self.supply <= supply_at_send:
            # Less is left than our own calls explain. (Had a newer answer raised the supply meanwhile, this one
            # would be of the window before.)
            if not self._new_limit_seen:
                self.foreign += supply_at_send - ceiling
            self.supply = supply
        elif not self._new_limit_seen:
            self._headers_needed = _ANSWERS_WITHOUT_HEADERS_LATER
            if self.suspects.surprised_by(supply, ceiling, sent_at, rate, now):
                self.suspects.answered(
                    self.limit, remaining, supply, ceiling, sent_at, rate, self.log, self.committed - self.done, now
                )
            self.supply = max(self.supply, supply)

    def _consider_limit(self, limit: int) -> None:
        """Follow a change of the limit once several answers in a row agree.

        One alone may be of another policy. Until then such headers are believed only if they are bad news.
        """
        if limit == self.limit:
            self._new_limit_seen = 0
            return
        self._new_limit_seen = self._new_limit_seen + 1 if limit == self._new_limit else 1
        self._new_limit = limit
        if self._new_limit_seen >= _ANSWERS_FOR_A_NEW_LIMIT:
            self.limit = limit
            self._new_limit_seen = 0
            self._forget_headers()

    def _refused(
        self,
        credits: int,
        done_at_send: int,
        supply_at_send: int,
        remaining: int | None,
        rate: RateLimit,
        now: int,
    ) -> None:
        """A 429 closes the one gate, for everybody."""
        self.rate_limited += 1
        self.suspects.reopen()
        self.suspects.excuse(credits, now)
        if remaining is None:
            self._forget_headers()  # what they promised was wrong, and nothing new is known
        elif _UNKNOWN_SUPPLY < self.supply <= supply_at_send:
            self.supply = remaining + done_at_send + credits
        if now < self.gate and rate.retry_after is None:
            return  # one of the calls that were under way when the gate was closed
        if rate.retry_after is not None and 0 <= rate.retry_after * _NS <= 2 * self.window_ns:
            pause = int(rate.retry_after * _NS)
        else:
            pause = min(_NS << self._strikes, self.window_ns)
            self._strikes = min(self._strikes + 1, 16)
        self.gate = max(self.gate, now + pause)
