"""How fast to spend what may be spent: pacing for batches, and reserves.

The ledger says what is possible, the pacer what is wise. A batch that could spend the whole window in its first
seconds leaves nothing for the interactive call in the last ones, nor for a neighbour on the same quota. Four means:

**The reserve.** Until time *t* interactive calls will spend about their demand times *t*, and neighbours at most the
drawdown of *t* (see `neighbours`); meanwhile so much comes back as the kind of window foretells. The most by which the
one may ever be ahead of the other is kept. In a fixed window that is what will be spent until its end; where
credits come back all the time it is a little. As the end comes nearer the reserve melts, and the batch spends it: down
to the last credits, as far as the neighbours' habits allow (see `habits`).

On a weighted counter only what is left at the end of its window is lost, so in the middle more is kept than is needed,
at no cost: nobody is refused there. It melts towards the end as well, down to what neighbours may have taken unseen.

**The pace.** While interactive demand exists, others spend, or more is queued than is left, batch calls are spread over
the window, the faster the more is free, so that it is spent well before its end. A job that fits runs at once. On a
sliding log, with nobody else about, next to nothing is held up: each credit comes back a window after it was spent, so
that what waits for the pace is late in every window from then on, and the reserve is all that people need.

**The landing.** Whoever spends a whole window in its first two seconds has a sixth of it under way at any time, and a
neighbour's few thousand credits do not show in so wide a bracket before they are missing. So the first time that what
is left nears a sixteenth of the limit, at most twice as much is under way as is left: the nearer to nothing, the
sharper the view. A job that ends before, or that is handed over whole, has no part in it.

Where nobody calls but the batch, it may have spent everything before a neighbour makes his first call. So the last
fifth waits for an eighth of a window, while a cheap call asks now and then; and once somebody was seen, for another,
which tells how much he spends. A job that is dearer than a window ends no later by it.

**The lookout.** A batch that spends a whole window in its first seconds and then keeps silent until the next would
never learn of a neighbour whom it starves meanwhile. So where a batch was left over from the last window, the last
sixty-fourth of the limit is spent call by call until the window ends: each answer tells whether somebody else was
there.
"""

from collections.abc import Callable

from miro_async.budget.ledger import NEVER, Ledger

_BURST_PERCENT = 8  # of the limit; so much may go ahead of the pace
_RESERVES_PER_WINDOW = 512  # how often the reserves are reckoned
_RESERVES_NEAR_THE_END = 4096  # of a counter's window
_CALLS_AHEAD = 50  # credits: a cheap interactive call
_PARTS = 24  # in which a forecast follows the pace
_HASTE = 12  # in a window what is free could be spent so many times
_HASTE_BESIDE_OTHERS = 4
_HASTE_WITHOUT_END = 48  # a window of which nobody tells when it ends
_HASTE_ON_A_LOG = 512
_LANDING = 5  # part of the limit
_UNDER_WAY = 8  # part of the limit
_WATCH = 8  # part of a window
_LOOKOUT = 64  # part of the limit
_IN_THE_MIDDLE = 64  # part of the limit
_APART = 1024  # part of a window: answers that are nearer tell the same
_MELTING = 16  # part of a window
_DOUBT = 64  # part of a window
_NEAR_THE_END = 8  # part of a window
_STEPS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32)  # horizons, in 64ths of a window

__all__ = ["Pacer"]


class Pacer:
    """Spreads what is not interactive over the window.

    Args:
        limit: credits per window.
        window_ns: the length of the quota's window in nanoseconds.

    Attributes:
        vigilant: whether there has been interactive demand of late; without it, what fits may go.
        landing: credits that are spent with care at the end of what the first answer promised; 0 once they are.
    """

    __slots__ = (
        "_blocked_at",
        "_blocked_before",
        "_called_at",
        "_courtesy",
        "_debt",
        "_half_at",
        "_interactive",
        "_interactive_before",
        "_landing_until",
        "_rate",
        "_reserve",
        "_reserves_until",
        "_stamp",
        "_window_ns",
        "landing",
        "vigilant",
    )

    def __init__(self, limit: int, window_ns: int) -> None:
        self._window_ns = window_ns
        self.vigilant = False
        self.landing = limit // _LANDING
        self._debt = 0  # what was spent ahead of the pace, in credits times window_ns
        self._stamp = 0
        self._rate = 0
        self._reserve = 0
        self._courtesy = 0
        self._reserves_until = 0
        self._half_at = 0
        self._interactive = 0
        self._interactive_before = 0
        self._landing_until = 0  # or `NEVER`, until somebody waits for it
        self._blocked_at = self._blocked_before = self._called_at = -window_ns

    def spent(self, credits: int) -> None:
        """Charge a paced grant."""
        self._debt += credits * self._window_ns

    def spent_interactively(self, credits: int, now: int) -> None:
        """Count interactive demand."""
        self._turn(now)
        self.vigilant = True
        self._interactive += credits
        self._called_at = now

    def interactive_demand(self, now: int) -> int:
        """Interactive credits per window, over the last half to whole window."""
        self._turn(now)
        total = self._interactive + self._interactive_before
        if not total:
            self.vigilant = False
            return 0
        half = self._window_ns // 2
        return total * self._window_ns // (now - self._half_at + half)

    def _turn(self, now: int) -> None:
        half = self._window_ns // 2
        halves = (now - self._half_at) // half
        if halves:
            self._interactive_before = self._interactive if halves == 1 else 0
            self._interactive = 0
            self._half_at = now if halves > 1 else self._half_at + half

    def reserve(self, ledger: Ledger, now: int) -> int:
        """Credits to keep for what interactive calls and neighbours will spend before more comes back."""
        if now >= self._reserves_until:
            self._take_stock(ledger, now)
        if self.landing and ledger.informed and ledger.last_answer > ledger.suspects.opened_at:
            return max(self._reserve, self._kept_in_landing(ledger, now))
        return self._reserve

    def _kept_in_landing(self, ledger: Ledger, now: int) -> int:
        """What is kept while the first promise comes to its end: see above."""
        if not self._landing_until and ledger.spendable() >= self.landing:
            self._landing_until = NEVER
        if self.watches(ledger, now):
            self._reserves_until = now
            return self.landing
        return min(ledger.awaited(), ledger.limit // _UNDER_WAY) // 2

    def watches(self, ledger: Ledger, now: int) -> bool:
        """Whether the last fifth waits until those who may spend beside us have had time to show themselves."""
        if self.vigilant or not self.landing:
            return False
        longer = self._window_ns // _WATCH if now < ledger.neighbours.seen_until else 0
        return now - longer < self._landing_until

    def courtesy(self, ledger: Ledger, now: int) -> int:
        """The neighbours' part of the reserve."""
        if now >= self._reserves_until:
            self._take_stock(ledger, now)
        return self._courtesy

    def _take_stock(self, ledger: Ledger, now: int) -> None:
        ends = abs(ledger.last_chance() - now) < self._window_ns // _MELTING
        self._reserves_until = now + self._window_ns // (_RESERVES_NEAR_THE_END if ends else _RESERVES_PER_WINDOW)
        demand = self.interactive_demand(now)
        met = now < ledger.neighbours.seen_until
        age = now - ledger.last_answer + ledger.round_trip_ns // 2 if met else 0
        age = min(age, self._window_ns // (4 if ledger.suspects.only_fixed else 32))
        self._courtesy = self._needed(ledger, 0, now, age) if met else 0
        self._reserve = self._needed(ledger, demand, now, age, neighbours=met) if demand else self._courtesy
        if not demand and not met and ledger.suspects.fixed:
            self._reserve = self._lookout(ledger, now)

    def _lookout(self, ledger: Ledger, now: int) -> int:
        """What is spent call by call until the window ends: somebody else may come, and nothing else would tell.

        Only where work was left over from the last window; a job that fits into one runs at once.
        """
        opened_at, window_ns = ledger.suspects.opened_at, self._window_ns
        blocked_at = self._blocked_at if self._blocked_at < opened_at else self._blocked_before
        if blocked_at < opened_at - window_ns // 8:
            return 0
        left = max(0, min(ledger.suspects.window_end - now, window_ns))
        return ledger.limit // _LOOKOUT * left // window_ns

    def blocked(self, credits: int, ledger: Ledger, now: int) -> None:
        """A call of so many credits waits because too little is left."""
        if ledger.spendable() < credits:
            self.landing = 0
        if self._landing_until == NEVER:
            self._landing_until = now + self._window_ns // _WATCH
        if self._blocked_at < ledger.suspects.opened_at:
            self._blocked_before = self._blocked_at
        self._blocked_at = now

    def melted_at(self, credits: int, keep: int, ledger: Ledger, now: int) -> int:
        """When the reserve of a fixed window will have melted so far that a call may go which nothing else holds up.

        Args:
            credits: its cost.
            keep: what it has to leave now.
            ledger: the account.
            now: the time in ns.
        """
        if self.watches(ledger, now):
            return max(self._landing_until, now + self._window_ns // _RESERVES_PER_WINDOW)
        lacking = credits + keep - ledger.spendable()
        if not 0 < lacking <= keep or not ledger.suspects.only_fixed:
            return NEVER
        left = max(0, min(ledger.suspects.window_end - now, self._window_ns))
        return now + max(left * lacking // keep, self._window_ns // _RESERVES_PER_WINDOW)

    def melts_in(self, lacking: int, ledger: Ledger, now: int) -> int | None:
        """Nanoseconds until the reserve of a fixed window has melted by so many credits more than people spend of it.

        It melts all the time, and is spent call by call: what is free is most just before somebody calls.

        Returns:
            None if it never does.
        """
        reserve, left = self.reserve(ledger, now), min(ledger.suspects.window_end - now, self._window_ns)
        until_called, apart = self.people_call(now)
        if lacking > reserve:
            return None
        if until_called >= NEVER:
            return lacking * left // reserve
        before = reserve * until_called // left
        gained = reserve * apart // left - _CALLS_AHEAD
        calls = 0
        if before < lacking:
            if gained <= 0:
                return None
            calls = -(-(lacking - before) // gained)
        melted = (lacking + calls * _CALLS_AHEAD) * left // reserve
        return melted if melted < left else None

    def people_call(self, now: int) -> tuple[int, int]:
        """Nanoseconds until somebody calls again, and between two such calls; `NEVER` if nobody calls."""
        demand = self.interactive_demand(now)
        if not demand:
            return NEVER, NEVER
        apart = _CALLS_AHEAD * self._window_ns // demand
        return max(0, self._called_at + apart - now), apart

    def reserve_if_fresh(self, ledger: Ledger, now: int) -> int:
        """The reserve that would be enough if an answer came this very moment."""
        if now >= ledger.neighbours.seen_until:
            return 0 if self.watches(ledger, now) else self.reserve(ledger, now)
        return self._needed(ledger, self.interactive_demand(now), now, 0)

    def _needed(self, ledger: Ledger, demand: int, now: int, age: int, *, neighbours: bool = True) -> int:
        """The most by which what is spent may ever be ahead of what comes back, in credits.

        Args:
            ledger: the account.
            demand: interactive credits per window.
            now: the time in ns.
            age: how long ago it was, in ns, that the last answer told of the neighbours.
            neighbours: whether others spend.
        """
        suspects, window_ns = ledger.suspects, self._window_ns
        most = demand * min(2 * ledger.round_trip_ns, window_ns // 30) // window_ns + (_CALLS_AHEAD if demand else 0)
        if suspects.fixed:
            end = max(0, min(suspects.window_end - now, window_ns))
            horizons = [end]
        else:
            horizons = [window_ns * step // 64 for step in _STEPS]
        if suspects.only_fixed and neighbours and self.vigilant:
            kept = demand * horizons[0] * 13 // (10 * window_ns) + self._kept_until_the_end(ledger, now, age)
            return min(max(most, kept), ledger.limit * 7 // 8)
        if (last_chance := ledger.last_chance()) and neighbours and ledger.busy:
            melting = window_ns // _MELTING
            floor = ledger.limit // _IN_THE_MIDDLE * max(0, min(last_chance - now, melting)) // melting
            unseen = self._least_unseen(ledger, now) if age else self._unseen(ledger, now, now)
            return min(max(most, floor, unseen), ledger.limit * 7 // 8)
        fall_within = self._fall_within(ledger)
        back = ledger.releases(now, [horizon - ledger.round_trip_ns for horizon in horizons])
        depth, certain = ledger.limit, suspects.fixed or suspects.only_sliding
        if neighbours and suspects.only_sliding:
            depth = ledger.neighbours.depth(age, now)
            most += ledger.neighbours.unseen(age, now)
        for horizon, released in zip(horizons, back, strict=True):
            kept = demand * horizon * 13 // (10 * window_ns)
            if neighbours:
                expected = min(fall_within(horizon + age), depth)
                kept += expected * 3 // 4 if suspects.sliding and not certain else expected
            most = max(most, kept - max(released, 0))
        return min(most, ledger.limit * 7 // 8)

    def _fall_within(self, ledger: Ledger) -> Callable[[int], int]:
        """Where people call, somebody watches all the time, and else longer times may not have been watched yet."""
        return ledger.neighbours.drawdown if self.vigilant else ledger.neighbours.utmost_drawdown

    def _kept_until_the_end(self, ledger: Ledger, now: int, age: int) -> int:
        """What to keep for neighbours until a fixed window ends: at least what they may have taken unseen."""
        neighbours, trip = ledger.neighbours, ledger.round_trip_ns
        told_at = now - max(0, age - trip // 2)
        quiet = max(0, told_at - neighbours.chain.quiet_since)
        # What fell is remembered with the answer that told it, a way home late; so is the end of the window.
        until = max(0, ledger.suspects.window_end - told_at)
        most = self._fall_within(ledger)(max(0, ledger.suspects.window_end - now) + age)
        left = neighbours.chain.habits.to_leave(quiet, until, most, now)
        # Of a much longer time the most that ever fell is no less than what may have fallen unseen.
        return left if until > self._window_ns // _NEAR_THE_END else max(left, self._unseen(ledger, told_at, now))

    @staticmethod
    def _unseen(ledger: Ledger, told_at: int, now: int) -> int:
        """What neighbours may take between the answer that came then and the arrival of a call that is sent now."""
        neighbours = ledger.neighbours
        horizon = now - told_at + ledger.round_trip_ns
        else_ = neighbours.drawdown(horizon)
        if falls := ledger.falls(now):
            quiet = max(0, told_at - ledger.round_trip_ns // 2 - falls.quiet_since)
            return falls.habits.unseen(quiet, horizon, else_, now)
        told_by = neighbours.chain if ledger.suspects.fixed else neighbours
        quiet = max(0, told_at - told_by.quiet_since)
        unseen = told_by.habits.unseen(quiet, horizon, else_, now)
        # What was seen to fall late may have been gone for a while.
        longer = min(told_at - neighbours.surely_before, quiet + ledger.window_ns // _DOUBT)
        if ledger.suspects.only_steady and longer > quiet:
            unseen = max(unseen, told_by.habits.unseen(longer, horizon, else_, now))
        return unseen

    def _least_unseen(self, ledger: Ledger, now: int) -> int:
        """The same for the answer that serves best: an old one promises more, and more may be gone since."""
        least, tried = ledger.limit, now
        falls = ledger.falls(now)
        latest = falls.told_until + ledger.round_trip_ns // 2 if falls else now  # who is answered late tells old news
        for told_at, less in ledger.promises:
            if less < least and (least == ledger.limit or tried - told_at > self._window_ns // _APART):
                least = min(least, less + self._unseen(ledger, min(told_at, latest), now))
                tried = told_at
        return least

    def people_wait_for(self, ledger: Ledger, now: int) -> int:
        """Credits that even an interactive call has to leave, for what neighbours may have taken unseen.

        Only in the last moment of a fixed window: who waits for the next one is served sooner than who is refused.
        """
        suspects = ledger.suspects
        if now >= ledger.neighbours.seen_until or not suspects.fixed:
            return 0
        if not 0 < suspects.window_end - now < ledger.round_trip_ns * 2:
            return 0
        return self._unseen(ledger, ledger.last_answer, now)

    def gone_unseen(self, ledger: Ledger, now: int) -> int:
        """What neighbours may have taken when a call that goes now arrives; in the last part of a fixed window only."""
        suspects = ledger.suspects
        if not suspects.only_fixed or suspects.window_end - now > self._window_ns // _NEAR_THE_END:
            return 0
        return self._unseen(ledger, ledger.last_answer, now)

    def admits_at(self, queued: int, ledger: Ledger, now: int) -> int:
        """When a call that is not interactive may go as far as pacing is concerned; not after `now` if at once.

        Args:
            queued: credits of all that waits, the call included.
            ledger: the account.
            now: the time in ns.
        """
        if not ledger.informed:
            self.landing = ledger.limit // _LANDING
            self._landing_until = 0
            return now  # a probe: what is left shows in its answer
        demand = self.interactive_demand(now)
        left = ledger.spendable()
        if not demand and queued <= left and now >= ledger.neighbours.seen_until:
            self._debt = 0
            self._stamp = now
            return now
        reserve = self.reserve(ledger, now)
        self._debt = self._debt_left(ledger, now)
        self._stamp = now
        self._rate = self._paced_rate(ledger, max(left - reserve, 0), demand, now)
        ahead = self._debt - _burst(ledger) * self._window_ns
        if ahead <= 0:
            return now
        return now + ahead // self._rate + 1

    def passes_in(self, credits: int, queued: int, returning: int, ledger: Ledger, now: int) -> int:
        """Nanoseconds until so many paced credits have gone and the next call may, as far as pacing is concerned.

        Args:
            credits: of all that goes before it and is not interactive.
            queued: credits of all that waits, those behind it included.
            returning: credits a window that come back meanwhile.
            ledger: the account.
            now: the time in ns.
        """
        demand = self.interactive_demand(now)
        left = ledger.spendable()
        alone = now >= ledger.neighbours.seen_until
        if not ledger.informed or (not demand and queued <= left and alone):
            return 0
        free = max(left - self.reserve(ledger, now), 0)
        ahead = self._debt_left(ledger, now) // self._window_ns - _burst(ledger)
        return self._spends_in(credits, free, ahead, demand, returning, ledger, now)

    def passes_in_a_new_window(self, credits: int, queued: int, ledger: Ledger, now: int) -> int:
        """The same from the beginning of a fixed window on."""
        demand = self.interactive_demand(now)
        if not demand and queued <= ledger.limit:
            return 0
        begins = min(ledger.suspects.window_end, now + self._window_ns) - self._window_ns
        return self._spends_in(credits, ledger.limit - demand, -_burst(ledger), demand, 0, ledger, begins)

    def _spends_in(
        self, credits: int, free: int, ahead: int, demand: int, returning: int, ledger: Ledger, now: int
    ) -> int:
        """Nanoseconds in which so many credits go, and those by which we are ahead of the pace are made good."""
        at_once = min(max(-ahead, 0), credits)
        free -= at_once
        credits += ahead
        at = now
        part = -(-credits // _PARTS)
        while credits > 0:
            took = part * self._window_ns // self._paced_rate(ledger, max(free, 0), demand, at)
            free += returning * took // self._window_ns - part
            at += took
            credits -= part
        return at - now

    def _debt_left(self, ledger: Ledger, now: int) -> int:
        # Capped, so that a call dearer than the whole limit (which a header may shrink) holds up nobody for long.
        return min(max(0, self._debt - self._rate * (now - self._stamp)), ledger.limit * self._window_ns)

    def _paced_rate(self, ledger: Ledger, free: int, demand: int, now: int) -> int:
        """Credits per window, at least 1."""
        limit = ledger.limit
        rate = max(limit - demand, limit // 2, 1)
        if ledger.suspects.fixed and not ledger.suspects.end_guessed:  # else what is left may be gone at any moment
            usable = ledger.suspects.window_end - now - self._window_ns // 15
            sprint = free * 3 * self._window_ns // (2 * usable) if usable > 0 else 64 * limit
            return max(rate, sprint)
        alone = now >= ledger.neighbours.seen_until
        if alone and ledger.suspects.fixed:
            return rate + free * _HASTE_WITHOUT_END
        if alone and ledger.suspects.only_sliding:
            return rate + free * _HASTE_ON_A_LOG
        return rate + free * (_HASTE if demand or alone else _HASTE_BESIDE_OTHERS)


def _burst(ledger: Ledger) -> int:
    """Credits that may go ahead of the pace."""
    return ledger.limit * _BURST_PERCENT // 100
