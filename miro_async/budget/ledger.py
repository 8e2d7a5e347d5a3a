"""Credits as an integer state machine: what we may still spend, and when more will come.

The problem. A server counts credits in a window whose kind it does not tell. Each answer says what remained
*when that answer was written*; answers overtake each other, some get lost, and by the time we read one, more of our
own requests are under way. Others may spend from the same quota. We want to spend everything and never be refused.
This is how, room by room:

`bound`
    **What is surely left.** Every answer proves a lower bound of the *supply*, what remains plus all that we ever
    spent; the largest wins, in any order. The hot path is one comparison: ``supply - committed >= cost``. Reserving
    adds to committed, a refund subtracts, an answer changes neither; a lost answer stays in committed, without being
    done, until later answers tell.
`suspects`
    **What comes back.** Credits come back all at once (fixed window), one window after each charge (sliding log), or
    steadily (token bucket, weighted two-window counter). Growth shows in the next answer; but when the bound is too
    small for the next call nothing is sent, and no answer comes. Then somebody has to dare. A call, the probe,
    goes when *every* one of the `kinds` that are still possible says that it fits.
`own_log`
    **What needs no header.** At most one limit in any span of one window, counted from answer to answer, offends no
    fixed window of whatever phase, no sliding log and no token bucket. It takes over when there are no headers.
`phases`
    **What no counter refuses, whatever its phase.** That takes more than one limit in any span: what the own log admits
    must pass here as well.
`lags`
    **What is charged long before its answer comes.** Where answers take long, Date tells that calls are charged soon.
    Then the log holds them no longer, and the bound does not subtract them twice.
`neighbours`
    **Who else spends.** Where the supply falls although nothing but our own calls should lower it, others spend. How
    far it ever fell within so many seconds tells what to leave them, and how far to trust an answer of so many
    seconds ago.
`chain`
    **When, to the credit.** In a fixed window what remained puts all our charges into the server's order; the holes
    between them are others' calls, and `habits` tells what follows such calls.
`falls`
    **When, on a counter.** Each answer tells a part of what others spent; in the order of our calls they tell it once.
`foreign`
    **How fast, for forecasts and displays.** The slope of the `straight` line through what the answers tell of others.
`grants`
    **What cannot have come back yet.** On a sliding log no charge is older than its grant, nor younger than its answer:
    between the two lies all that our own calls can explain.
`tally`
    **What surely comes back of a counter.** Reset tells of which window a charge was, however late its answer comes:
    what we spent of the last window comes back evenly in this one.
`costs`
    **What calls really cost.** The falls that follow an operation's calls are its surcharge, not a neighbour's.
`limit_change`
    **Whether the limit is another one.** Several answers in a row have to agree before it is believed.

`books` keeps what we did, `account` lets each answer pass these rooms; the ledger tells whether a call may go, or when
to ask again. Times are integer nanoseconds on a clock that the caller passes in; it knows no clock and no event loop.
"""

from collections.abc import Sequence

from miro_async.budget.account import Account
from miro_async.budget.own_log import NEVER
from miro_async.budget.phases import Phases

__all__ = ["NEVER", "PARTS", "SCOUT_CREDITS", "Ledger"]

_OLD_NEWS = 64  # part of a window
_FEW = 16  # part of the limit
_GUESSES_PER_WINDOW = 128  # a guess is half a second of a minute
PARTS = 16  # of a window: for longer than one nothing is saved up that comes back anyway
_LATEST = 8  # part of a window after which somebody asks
_MEASURED = 12  # part of a window in which it shows how fast credits come back
SCOUT_CREDITS = 100  # a cheap call, which asks for the others
_A_MOMENT = 1024  # part of a window


class Ledger(Account):
    """The account of one quota, and what it allows.

    Args:
        limit: credits per window, until headers say otherwise.
        window_ns: the length of the window in nanoseconds.
    """

    __slots__ = ()

    def left(self, now: int) -> int:
        """The best guess of what is left now, for plans and displays; never negative."""
        rolled = now >= self.suspects.window_end and self.suspects.fixed
        known = self.informed and now <= self.fresh_until and not rolled
        return min(max(self.spendable() if known else self.own_room(), 0), self.limit)

    def catch_up(self, now: int) -> None:
        """Let time take its effect: lost calls count as charged, old ones are forgotten."""
        self.accrue(now)
        if self._lost:
            self.settle_lost(now)
        self.log.expire(now)

    def admits_at(self, credits: int, now: int, keep: int = 0) -> int:
        """When a call may go: not after `now` if it may go at once, else the time to ask again.

        An answer may make it earlier. `NEVER` means that only an answer can help.

        Args:
            credits: its cost.
            now: the time in ns.
            keep: credits that have to remain.
        """
        if now < self.gate:
            return self.gate
        if self.supply - self.committed >= credits + keep:
            if now <= self.fresh_until:
                return now
            self._forget_headers()
        self.catch_up(now)
        if self.headerless:
            return self._unguided_at(credits, now)
        at = self._steadily_at(credits + keep, now)
        if at < NEVER:
            return at
        if self.supply - self.committed >= credits:
            return self._likely_at(credits + keep, now)
        return self._dares_at(credits, now, keep)

    def last_chance(self) -> int:
        """When the last call may go that surely arrives before the window's announced end; 0 if nothing tells of it.

        A weighted two-window counter allows what is not used of its limit *at the end* of the window, whatever was left
        in the middle of it: only what is left at this moment is lost. A bucket's announced end stays far ahead.
        """
        suspects = self.suspects
        if not suspects.only_steady or suspects.end_guessed:
            return 0
        return suspects.likely_end - self._way_ns()

    def idle_until(self, at: int, credits: int, now: int, keep: int, demand: int, latest: int) -> int:
        """Credits that a call of so many, which may go at some time and not before, leaves lying about until then.

        A fixed window or a counter takes back at its end what the call did not get. What is kept for others on a
        counter is set free until the very end; who arrives later is charged in the next window, at whose beginning no
        less is left. On a sliding log credits come back in lumps, charge by charge: what the lump at `at` makes
        needless may be spent before, and the call goes no later. Where it would have to wait long for what is missing,
        and all of it comes back soon after (a burst was spent a window ago), nothing is saved for it. Beside others,
        who make every time a guess, it may go up to half a second later, so that in the seconds in which nothing comes
        back nothing lies about.

        Args:
            at: when the call may go.
            credits: its cost.
            now: the time in ns.
            keep: credits that have to remain.
            demand: what people spend meanwhile, in credits per window.
            latest: until when the call may be put off.
        """
        suspects = self.suspects
        if now < self.gate:
            return 0
        chance = self.last_chance()
        closes = suspects.likely_end if now < self.neighbours.seen_until else chance
        if suspects.only_fixed or (now < closes and 0 < chance <= at):
            return self.spendable()
        if suspects.others or not suspects.only_sliding or not self.informed or not now < at < NEVER:
            return 0
        if now < self.neighbours.seen_until:
            grain = self.window_ns // _GUESSES_PER_WINDOW  # of a grid, so that the call is put off once
            back = self.log.expiries(now, [(at // grain + 1) * grain - now])[0]
            return self.spendable() + min(0, back - credits - keep)
        room = self.own_room()
        there = max(self.spendable(), room)
        if self._comes_back_anyway(credits + keep, there, demand, now, latest):
            return there
        return min(there, room + self.log.expiries(now, [at - now])[0] - credits)

    def _comes_back_anyway(self, credits: int, there: int, demand: int, now: int, latest: int) -> bool:
        """Whether a call had to wait long for what is missing, and will then get all of it from what comes back."""
        part = self.window_ns // PARTS
        spent = demand // PARTS
        if there + self.log.expiries(now, [part])[0] - spent >= credits:
            return False
        parts = range(1, min((latest - now) // part, PARTS) + 1)
        backs = self.log.expiries(now, [part * nth for nth in parts])
        return any(back - spent * nth >= credits for nth, back in zip(parts, backs, strict=True))

    def releases(self, now: int, horizons: Sequence[int]) -> list[int]:
        """Credits that come back within each of some times, which grow, apart from the end of a fixed window.

        Beside others on a sliding log, what the header bound knows of is left out: a charge is logged when its answer
        comes, so it comes back a little before that, and to reckon with it twice is to spend what is others'.
        """
        back = self.suspects.releases(self.log, now, horizons)
        if not self.suspects.only_sliding or now >= self.neighbours.seen_until or not self.neighbours.watched:
            return back
        known = self.supply - self.neighbours.level
        later = [self.log.expired_by(now + horizon) - known for horizon in horizons]
        return [min(each) for each in zip(back, later, strict=True)]

    def news_is_old(self, now: int) -> bool:
        """Whether what comes back steadily has not been confirmed for long: the server may count in another way now."""
        return self.suspects.only_steady and now - self.last_answer > self.window_ns // _OLD_NEWS

    def is_outdated(self, now: int) -> bool:
        """Whether an answer would tell more than the last one did, and than one that is awaited."""
        return self.outdated_at(now) <= now

    def outdated_at(self, now: int) -> int:
        """When an answer would tell more than the last one did; `NEVER` if the one that is awaited will.

        That is when others may have spent since. And who comes to a quota that others have emptied does not know how
        fast it fills: each answer tells something then, and one that is slow holds up nobody.
        """
        if self.headerless or not self.informed or now < self.gate:
            return NEVER
        if self._fills_unmeasured(now):
            return self.last_answer
        if self.awaited():
            return NEVER
        return self.last_answer + self._good_for(now)

    def _good_for(self, now: int) -> int:
        """Nanoseconds for which an answer tells enough, if nobody else asks."""
        if now >= self.neighbours.seen_until:
            return self.window_ns // 32
        if self.wants_news(now):
            return self.window_ns // _A_MOMENT
        if self.suspects.only_fixed and self.suspects.window_end - now < self.window_ns // 8:
            return self.window_ns // 256  # what is not spent now never will be
        return self._patience_ns()

    def wants_news(self, now: int) -> bool:
        """Whether somebody should fly alone as often as he can: beside others, on a counter.

        What they spend shows to the credit in the answer to such a call, and in no other. Who gets less than half of
        the limit does without: to ask would cost too much of what is left to him. A bucket loses nothing meanwhile.
        """
        if now >= self.neighbours.seen_until or self.log.total <= self.limit // 2:
            return False
        return now < self.last_chance() and not self._foreign_rate.filling.sure

    def may_be_passed(self, passed: int, now: int) -> bool:
        """Whether a cheap call may go, to bring news, before a dear one that so many credits have passed already.

        While nobody knows how fast the quota fills, they delay it by a round trip at most if it fills evenly.
        """
        return not self._fills_unmeasured(now) or passed * self.window_ns < self.limit * self.round_trip_ns

    def _fills_unmeasured(self, now: int) -> bool:
        """Whether others have used what comes back all the time, and nobody can have measured how fast it does."""
        suspects = self.suspects
        return suspects.only_steady and suspects.others and now - suspects.opened_at < self.window_ns // _MEASURED

    def probes_alone(self, now: int) -> bool:
        """Whether nobody can tell how much is there when something is: then one call asks, and the others wait."""
        suspects = self.suspects
        return suspects.fixed or suspects.others or not self.informed or now < self.neighbours.seen_until

    def _steadily_at(self, credits: int, now: int) -> int:
        """When so much will have come back, where credits come back all the time; `NEVER` if nobody knows, or later."""
        missing = max(0, credits - self.spendable())
        if not self.foresees(now) or missing > self.limit // _FEW:
            return NEVER
        at = self.suspects.steadily_at(missing, self._lifted_until, now)
        if at < NEVER and self.awaited() and self.news_is_old(now):
            at = max(at, self.last_answer + self._patience_ns())
        return at if at < now + self.window_ns // _LATEST else NEVER

    def _likely_at(self, credits: int, now: int) -> int:
        """When so much will probably be left: good enough where only courtesy is at stake."""
        missing = min(credits, self.limit) - self.spendable()
        met = now < self.neighbours.seen_until
        if met and self.awaited() and now < self._blind_until:
            return self._blind_until
        if met and self._is_settled(now):
            known = max(self.supply - self.neighbours.level, self.log.expired_by(self.last_answer))
            missing += known - self.log.expired_by(now)
            latest = self.last_answer + self.window_ns // _LATEST
            return min(self.log.freed_after(missing, now), latest) if missing > 0 else now
        return self.suspects.fits_at(
            missing,
            now,
            self.log,
            self.limit,
            self.last_answer,
            0,
            strangers=True,
            theirs=self._theirs() // 2 if met else 0,  # who hopes for all of it makes people wait
        )

    def _dares_at(self, credits: int, now: int, keep: int) -> int:
        """When a probe may go. The caller may send it blindly if that is not after `now`."""
        awaited = self.awaited()
        if not awaited and self._bound.doubted - self.committed >= credits + keep:
            return now
        if awaited and (self._limit_change.seen or self.probes_alone(now)):
            patient_until = max(self._blind_until, self.last_answer + self._patience_ns())
            if now < patient_until:
                return patient_until
        own = self._own_log_admits_at(credits + keep, now)
        known_until = self.fresh_until + (self.window_ns if self.suspects.only_steady else 0)  # a counter spans two
        if not self.informed or now > known_until:
            self._forget_headers()
            return own
        missing = min(credits + keep, self.limit) - self.spendable()
        if self.suspects.only_steady:
            missing += max(0, self.supply - self.suspects.top)  # came back since an answer told, which they count too
        strangers = now < self.neighbours.seen_until
        if strangers and not self.suspects.fixed:
            age = now - self.last_answer + 2 * self.round_trip_ns
            settled = self._is_settled(now)
            missing += self.neighbours.above_floor if settled else self.neighbours.drawdown(age)
        at = self.suspects.fits_at(
            missing,
            own,
            self.log,
            self.limit,
            self.last_answer,
            self.round_trip_ns,
            strangers=strangers,
            # Who was refused knows that they have not come back; and who is settled takes what comes back of his.
            theirs=0 if self._strikes or self._is_settled(now) else self._theirs(),
            refusals=self._strikes,
        )
        return min(at, known_until + 1)  # what is known is worth nothing after a window without an answer

    def _is_settled(self, now: int) -> bool:
        """Whether others on a sliding log hold about as much as ever of late: they take what comes back of theirs."""
        neighbours = self.neighbours
        if not self.suspects.only_sliding or not neighbours.settled(now):
            return False
        return neighbours.above_floor <= neighbours.drawdown(2 * self.round_trip_ns)

    def _theirs(self) -> int:
        """Credits of the window that others seem to have spent."""
        return max(0, self.limit - self.spendable() - self.unlogged + self.unknown - self.log.total)

    def _unguided_at(self, credits: int, now: int) -> int:
        """When no kind of server refuses a call, if no header tells anything."""
        if self._phases is None:
            self._phases = Phases(self.window_ns, self.log)
        spent = self.committed + min(credits, self.limit)
        return max(self._own_log_admits_at(credits, now), self._phases.admits_at(spent, self.limit, now))

    def _own_log_admits_at(self, credits: int, now: int) -> int:
        missing = min(credits, self.limit) - self.own_room()
        if missing <= 0:
            return now
        if missing > self.log.total:
            return self._lost[0][0] if self._lost else NEVER
        return self.log.freed_at(missing)

    def foreign_rate(self, now: int) -> float:
        """Credits a second that others spend, by what was told of them within the last window at most.

        Where nobody was met there is nobody, unless a bucket hides him by what it gives back.
        """
        suspects, foreign = self.suspects, self._foreign_rate
        if now >= self.neighbours.seen_until and not foreign.filling.sure:
            return 0.0
        sliding = suspects.sliding and not suspects.fixed and not (suspects.steady and foreign.gives_back(self.limit))
        return foreign.rate(self.limit, now, sliding=sliding)

    def foreign_rate_of_late(self, now: int) -> float:
        """The same, reckoned anew 256 times a window: who foretells asks with every call, and it takes milliseconds."""
        foreign = self._foreign_rate
        if now >= foreign.stale_at:
            foreign.keep(self.foreign_rate(now), now)
        return foreign.of_late
