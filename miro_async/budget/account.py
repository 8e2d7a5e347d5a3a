"""What the server's answers told: the account of one quota.

Each answer passes all the rooms of the ledger once. What follows from it, who may go now, is asked in `ledger`.
"""

from miro_async.budget.answer import Answer
from miro_async.budget.books import GREAT_PART, Books
from miro_async.budget.bound import UNKNOWN
from miro_async.budget.costs import Costs
from miro_async.budget.falls import Falls
from miro_async.budget.foreign import ForeignRate
from miro_async.budget.limit_change import LimitChange
from miro_async.budget.own_log import NEVER
from miro_async.budget.phases import Phases
from miro_async.budget.tally import Tally
from miro_async.wire import RateLimit

__all__ = ["Account"]

_NS = 1_000_000_000
_ANSWERS_WITHOUT_HEADERS_AT_FIRST = 3  # in a row, before the ledger stops waiting for headers
_ANSWERS_WITHOUT_HEADERS_LATER = 16  # the same, when there have been headers
_EARLY = 8  # part of a window
_WEIGHED_PER_WINDOW = 320  # answers that say nothing new, at least: more often than the neighbours' level is noted


class Account(Books):
    """The books of one quota, and what was told of it.

    Args:
        limit: credits per window, until headers say otherwise.
        window_ns: the length of the window in nanoseconds.

    Attributes:
        foreign: credits that somebody else surely spent.
        gate: the time before which nothing goes.
        fresh_until: until when the header bound is believed, if no answer comes: it may be anybody's after a window.
        rate_limited: how many answers were 429.
        refused: credits of their calls, which are in `done` as well.
    """

    __slots__ = (
        "_accrued_at",
        "_accrued_part",
        "_answers_without_headers",
        "_foreign_rate",
        "_headers_needed",
        "_kinds_since",
        "_lifted_until",
        "_limit_change",
        "_phases",
        "_quiet_until",
        "_rolled_at",
        "_strikes",
        "_tally",
        "_unexplained_at",
        "_weighed_date",
        "_weighed_reset",
        "costs",
        "fresh_until",
        "gate",
        "rate_limited",
        "refused",
    )

    def __init__(self, limit: int, window_ns: int) -> None:
        super().__init__(limit, window_ns)
        self.costs = Costs()
        self.gate = 0
        self.rate_limited = 0
        self.refused = 0
        self.fresh_until = -(1 << 62)
        self._accrued_at = 0  # when what comes back all the time was last let count
        self._accrued_part = 0  # of a credit, times the window: what was left over then
        self._lifted_until = 0  # what came back by then is in the bound already
        self._rolled_at = 0  # when the last window was over
        self._kinds_since = 0  # when the kinds that are possible changed last
        self._answers_without_headers = 0  # in a row
        self._foreign_rate = ForeignRate(window_ns)
        self._headers_needed = _ANSWERS_WITHOUT_HEADERS_AT_FIRST  # when so many answers had none, there are none
        self._limit_change = LimitChange()
        self._strikes = 0  # how often in a row the gate was shut without Retry-After
        self._tally = Tally(window_ns)
        self._unexplained_at: int | None = None  # when a 429 came that nothing explained; None after a success
        self._quiet_until = 0  # until then no answer is weighed that tells the same as the last one that was
        self._weighed_date: int | None = None  # of that
        self._weighed_reset: int | None = None  # the same
        self._phases: Phases | None = None  # as long as there are no headers

    @property
    def headerless(self) -> bool:
        """Whether the server has stopped telling (or never told) what remains."""
        return self._answers_without_headers >= self._headers_needed

    def falls(self, now: int) -> Falls | None:
        """When others spent, on a counter beside somebody who has of late."""
        falls = self._foreign_rate.falls
        known = self.suspects.only_steady and falls.quiet_since > now - 2 * self.window_ns
        return falls if known else None

    def foresees(self, now: int) -> bool:
        """Whether what comes back all the time counts before an answer tells of it.

        A kind of window that has just been found may be a mistake.
        """
        return self.busy and self.informed and now - self._kinds_since >= self.window_ns // 8

    def _forget_headers(self) -> None:
        self.supply = UNKNOWN
        self._bound.forget()
        self.neighbours.forget()
        self._foreign_rate.forget(self.limit)
        self.costs.forget()
        self.suspects.forget()
        self._tally = Tally(self.window_ns)  # what comes back first may have to make good for a limit that has fallen

    def accrue(self, now: int) -> None:
        """Where credits come back all the time and few are left, let those count that have surely come back by now."""
        if self.suspects.only_steady and self.foresees(now) and self.spendable() < self.limit // GREAT_PART:
            back = self.suspects.steadily(self._accrued_at, now, self.limit - self.spendable()) + self._accrued_part
            back, self._accrued_part = divmod(back, self.window_ns)
            if back:
                self._lifted_until = min(now, self.suspects.window_end)
            self._bound.rose(back)
            self.supply += back
        self._accrued_at = now

    def answered(
        self,
        credits: int,
        sent_at: int,
        done_at_send: int,
        supply_at_send: int,
        status: int,
        rate: RateLimit,
        now: int,
        operation: str = "",
    ) -> None:
        """The answer to a call came.

        One that repeats what is known, hardly later than the last that was weighed, has nothing to tell: it is counted
        and no more.

        Args:
            credits: its cost.
            sent_at: when it was sent, in ns.
            done_at_send: `done` then.
            supply_at_send: `supply` then.
            status: the HTTP status.
            rate: what the headers say.
            now: when the answer came, in ns.
            operation: the name of its row.
        """
        limit, remaining, reset, date, _ = rate
        self.done += credits
        self.flying -= credits
        if (
            now < self._quiet_until
            and remaining is not None
            and remaining + done_at_send + credits == supply_at_send == self.supply
            and date == self._weighed_date
            and reset == self._weighed_reset
            and limit == self.limit
            and status < 429
            and now - sent_at <= self.round_trip_ns
        ):
            self.log.add(now, credits)
            return
        limit_before = self.limit
        estimated = self._log_charge(credits, sent_at, done_at_send, date, now)
        self.last_answer = now
        self.fresh_until = now + self.window_ns
        if self._lost:
            self.settle_lost(now)
        cost = 0 if status == 429 else credits
        self._tally.told(credits, cost, self.done - self.written_off, reset)
        self._note_trip(now - sent_at)
        if status == 429:
            self._foreign_rate.refused(credits, now)
        elif operation:
            self.costs.answered(operation, credits)
        answer = self._read(rate, credits + done_at_send + estimated, sent_at, now, cost)
        if answer is not None:
            self._told(answer, supply_at_send, estimated)
        if status == 429:
            self.rate_limited += 1
            self.refused += credits
            self.suspects.excuse(credits, now)
            self.neighbours.excuse(credits)
            if not self.suspects.outdated(rate, sent_at, now):
                blind = supply_at_send == UNKNOWN and answer is not None and 0 < answer.remaining < credits
                self._refused(answer, sent_at, now, explained=self.limit < limit_before, blind=blind)
                if not blind or rate.retry_after is not None:
                    self._close_gate(rate.retry_after, now)
        else:
            self._strikes = 0
            self._unexplained_at = None
            self._link(answer, credits, now)
        self._rest(rate, now)

    def _read(self, rate: RateLimit, charged: int, sent_at: int, now: int, cost: int) -> Answer | None:
        """What headers tell of which we know that so much of ours is charged; None if they tell nothing sensible."""
        limit, remaining, _, _, _ = rate
        if remaining is None or not 0 <= remaining <= (limit or self.limit):
            self._answers_without_headers += 1
            return None
        self._answers_without_headers = 0
        self._phases = None
        if limit and self._limit_change.told(limit, self.limit, refused=not cost):  # 0 is garbage
            self.limit = limit
            self._forget_headers()
        return Answer(self.limit, remaining, remaining + charged, remaining + self.committed, rate, sent_at, now, cost)

    def _rest(self, rate: RateLimit, now: int) -> None:
        """Weigh no answer that repeats this one for a while, unless something is open."""
        log_is_ahead = self.log.ever > self.done
        chained = self.suspects.only_fixed and now < self.neighbours.seen_until  # to the chain every answer is new
        unsure = self._lost or self._limit_change.seen or self._answers_without_headers or self._strikes
        if chained or log_is_ahead or unsure:
            self._quiet_until = 0
        else:
            self._quiet_until = now + self.window_ns // _WEIGHED_PER_WINDOW
            self._weighed_date, self._weighed_reset = rate.date, rate.reset

    def _told(self, answer: Answer, supply_at_send: int, estimated: int) -> None:
        """An answer told what remained: `estimated` credits of its lower bound were not answered by then."""
        _, _, supply, ceiling, _, sent_at, now, _ = answer
        unsure_of_limit = self._limit_change.seen
        self.accrue(now)
        risen = self.suspects.steadily_at_most(sent_at, now, self.limit)  # the answer was written some time between
        if not unsure_of_limit:
            spent = supply - answer.remaining - estimated
            if self.suspects.only_fixed and answer.cost and self._bound.refuted(spent, sent_at):
                self.neighbours.acquit()
            self._watch_neighbours(answer, risen)
        rolled = sent_at >= self.suspects.window_end  # then this is news of another window, however little it tells
        if (rolled or ceiling >= supply_at_send or self.supply == UNKNOWN) and not unsure_of_limit:
            self._headers_needed = _ANSWERS_WITHOUT_HEADERS_LATER
            if self.suspects.surprised_by(answer):
                self._weigh_kinds(answer, estimated)
            self.suspects.gets_back(self._tally, self.limit)
        if not unsure_of_limit:
            least = supply - estimated - self.limit // GREAT_PART
            if self.suspects.only_fixed and self.neighbours.refuted(least, sent_at):
                self._foreign_rate.forget(self.limit)
            self._watch_rate(answer if not estimated else answer._replace(cost=0))
        if unsure_of_limit and self.informed:
            supply = min(supply, self.supply)  # it may be of another policy: only bad news is believed
        met, doubted = now < self.neighbours.seen_until, self._bound.doubted
        if unsure_of_limit == 1:
            doubted = max(doubted, self.supply)  # if nobody else tells, one call asks again
        if self._bound.told(supply, ceiling + risen, sent_at, self.limit, now, others=met) and not unsure_of_limit:
            if self._bound.surely_fell:
                self.neighbours.noticed(now)
            else:
                self.neighbours.suspected(now)
        self._bound.doubted = max(self._bound.doubted, doubted if unsure_of_limit else UNKNOWN)  # whose are they?
        self.supply = min(self._bound.supply, ceiling) if unsure_of_limit else self._bound.supply
        if met and self.suspects.only_sliding and self.neighbours.watched:
            # An answer that was written before a fall may come after those that told of it.
            self.supply = min(self.supply, self.neighbours.level + self.log.expired_by(now + self.round_trip_ns))

    def _weigh_kinds(self, answer: Answer, estimated: int) -> None:
        """Ask which kinds of window an answer leaves, and follow from it what is not known any more."""
        now, ended_at = answer.came_at, self.suspects.window_end
        kinds, known = (self.suspects.fixed, self.suspects.sliding), self.suspects.only_fixed
        strangers = now < self.neighbours.seen_until
        self.suspects.answered(answer, self.log, self.unlogged, estimated=estimated, strangers=strangers)
        if self.suspects.opened_at == now:
            self._bound.renew(answer.supply + answer.used - answer.cost if known else UNKNOWN)
            self.neighbours.renew(now)
            self._foreign_rate.opened(self._comes_back(answer, ended_at), ended_at, self.limit, now)
            self._rolled_at = ended_at if ended_at < NEVER else 0
        elif kinds[0] and not self.suspects.fixed:  # then something comes back in the midst of this window
            self._foreign_rate.opened(self._comes_back(answer, self._rolled_at), self._rolled_at, self.limit, now)
        if kinds != (self.suspects.fixed, self.suspects.sliding):
            self._kinds_since = now
            self.costs.forget()
            # What a known kind does not explain any more was the server's change, and nobody's spending.
            self.neighbours.recount(undo=known or not kinds[0])

    def _comes_back(self, answer: Answer, ended_at: int) -> int:
        """What comes back evenly in the window that has opened, after one that was to end at some time."""
        if self.suspects.fixed:
            return 0
        if self.suspects.only_steady and answer.came_at < ended_at - self.window_ns // _EARLY:
            return self.limit  # only a bucket announces another end before the last one
        return answer.used - self.log.since(ended_at)

    def _watch_neighbours(self, answer: Answer, risen: int) -> None:
        """Compare the supply with what should have come back: what is missing was spent by others."""
        _, _, supply, ceiling, _, sent_at, now, _ = answer
        suspects, log, neighbours = self.suspects, self.log, self.neighbours
        if supply == ceiling:
            self.costs.quiet(supply - suspects.released(log, now), now)
        if suspects.fixed or not suspects.sliding:
            released = suspects.released(log, now)
            neighbours.saw(supply - released, ceiling + risen - released, sent_at, now)
            neighbours.go_on(self.limit // GREAT_PART, now)
            return
        back = self._grants.back_by(now, self.committed)
        if back is None:
            # An answer may have taken a round trip longer than another since its call was charged, though hardly ever.
            slack = self.round_trip_ns // 2 + max(0, self.round_trip_ns - _NS)
            low, high = supply - log.expired_by(now + 2 * slack), ceiling - log.expired_by(now - slack)
        else:
            low, high = supply - back, ceiling - log.expired_by(sent_at)
        neighbours.saw(low, high, sent_at, now)
        # A counter gives back evenly, and may hold what has left the log; how much, only the end of its window tells.
        gone = 0 if suspects.steady and suspects.end_guessed else log.expired_by(min(sent_at, now - _NS))
        if suspects.steady:
            gone = min(gone, self.done - self.written_off - self._tally.weighted(answer.rate))
        if answer.used > self.committed - gone + self.limit // 256:
            neighbours.noticed(now)

    def _watch_rate(self, answer: Answer) -> None:
        """Reckon the neighbours' rate: beside them, and where a bucket hides them by what it gives back."""
        foreign, now = self._foreign_rate, answer.came_at
        if self.suspects.steady:
            foreign.filling.told(answer.used, self.limit, answer.rate, answer.sent_at)
        if now < self.neighbours.seen_until or foreign.filling.likely:
            back = self._grants.back_by(now, self.committed)
            most = self.log.expired_by(now + self.round_trip_ns) if back is None else back
            foreign.answered(answer, self.log.expired_by(answer.sent_at), most, self.round_trip_ns // 2)

    def _link(self, answer: Answer | None, credits: int, now: int) -> None:
        """Beside others, give a call that was charged its place in the chain, if it is surely of this window."""
        chain, suspects = self.neighbours.chain, self.suspects
        if now >= self.neighbours.seen_until:
            return
        unsure = not suspects.fixed or self._limit_change.seen
        if answer is None or unsure or answer.sent_at < suspects.opened_at < now:
            chain.lose(credits)
            return
        chain.add(answer.remaining, credits, answer.sent_at, now)
        chain.settle(now - self.round_trip_ns if self.awaited() else now)
        if not suspects.only_fixed or not self.neighbours.certain:
            return
        supply = chain.bottom + self.done
        if supply > self.supply - self.limit // GREAT_PART:  # else it may be garbage
            self.supply = min(self.supply, supply)

    @property
    def foreign(self) -> int:
        """Credits that somebody else surely spent."""
        return self.neighbours.foreign

    def _refused(self, answer: Answer | None, sent_at: int, now: int, *, explained: bool, blind: bool) -> None:
        """What a 429 says of the promises that its call was sent on.

        Args:
            answer: what its headers told; None if nothing sensible.
            sent_at: when the call was sent, in ns.
            now: when the answer came.
            explained: whether a limit that has just fallen was the reason; else it was somebody.
            blind: whether the call went blindly and its answer tells that less was left than it costs: nobody had
                promised anything, and the answer is one like any other.
        """
        # The first one was somebody whom nobody knew, or the server has changed. The second was not the former.
        again = self._unexplained_at is not None and sent_at >= self._unexplained_at
        if not (explained or blind):
            if now >= self.neighbours.seen_until:
                self._unexplained_at = now
            self.neighbours.noticed(now)
        if answer is None:
            self.suspects.reopen()
            self._forget_headers()  # what they promised was wrong, and nothing new is known
        else:
            self._bound.refused(answer.supply, answer.ceiling, now)
            self.supply = self._bound.supply
            self.suspects.refused(answer, again=again and not blind)

    def _close_gate(self, retry_after: float | None, now: int) -> None:
        """Let nobody go for as long as the server asks; else a second, twice as long after each refusal in a row."""
        if now < self.gate and retry_after is None:
            return  # one of the calls that were under way when the gate was closed
        if retry_after is not None and 0 <= retry_after * _NS <= 2 * self.window_ns:
            pause = int(retry_after * _NS)
        else:
            pause = min(_NS << self._strikes, self.window_ns)
            self._strikes = min(self._strikes + 1, 16)
        self.gate = max(self.gate, now + pause)
