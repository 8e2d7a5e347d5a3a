import random
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from quota_simulation import server_of
from scheduler.headers import written
from scheduler.servers import MODELS, NS, Server

from miro_async.budget.ledger import Ledger
from miro_async.wire import RateLimit

LIMIT = 100_000
WINDOW = 60.0
WINDOW_NS = round(WINDOW * NS)


@dataclass
class Call:
    cost: int
    sent_at: int = 0
    done: int = 0
    supply: int = 0
    charged: bool = False
    status: int = 200
    rate: RateLimit | None = None


class World:
    """One ledger and one server; calls travel with random latencies, some are cancelled, some answers lost."""

    def __init__(self, server: Server, seed: int, *, lost: float = 0.0, slow: bool = False) -> None:
        self.server = server
        self.ledger = Ledger(server.limit, server.window)
        self.dice = random.Random(seed)
        self.lost = lost
        self.slow = slow  # an answer may take half a minute
        self.now = 1000 * NS
        self.events: list[tuple[int, int, Callable[[], None]]] = []
        self.serial = 0
        self.travelling = 0  # credits sent that the server has not seen yet
        self.accepted = 0
        self.refused = 0

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self.serial += 1
        heappush(self.events, (self.now + round(seconds * NS), self.serial, action))

    def run_until(self, end: int) -> None:
        while self.events and self.events[0][0] <= end:
            at, _, action = heappop(self.events)
            self.now = max(self.now, at)
            action()
            self.check()
        self.now = max(self.now, end)
        self.check()

    def check(self) -> None:
        ledger = self.ledger
        if ledger.informed and self.now <= ledger.fresh_until:
            left = self.server.left(self.now) - self.travelling
            assert ledger.spendable() <= left, "the header bound promised more than the server has"
        assert 0 <= ledger.unknown <= ledger.committed - ledger.done
        assert ledger.flying >= 0

    def offer(self, cost: int) -> bool:
        """Send a call if the ledger admits it."""
        if self.ledger.admits_at(cost, self.now) > self.now:
            return False
        self.ledger.hold(cost, self.now)
        if self.dice.random() < 0.05:
            self.ledger.refund(cost)
            return True
        call = Call(cost, self.now, self.ledger.done, self.ledger.supply)
        self.ledger.flying += cost
        self.travelling += cost
        self.after(self.dice.uniform(0.01, 0.15), lambda: self.arrive(call))
        return True

    def arrive(self, call: Call) -> None:
        self.travelling -= call.cost
        lost = self.dice.random() < self.lost
        if lost and self.dice.random() < 0.5:
            self.after(0.5, lambda: self.ledger.lose(call.cost, call.sent_at, self.now))
            return
        if self.server.request(call.cost, self.now):
            self.accepted += call.cost
        else:
            self.refused += 1
            call.status = 429
        call.rate = written(self.server, self.now)
        if lost:
            self.after(0.5, lambda: self.ledger.lose(call.cost, call.sent_at, self.now))
        else:
            back = 0.02 * 1500 ** self.dice.random() if self.slow else self.dice.uniform(0.01, 0.5)
            self.after(back, lambda: self.answer(call))

    def answer(self, call: Call) -> None:
        rate = call.rate or RateLimit()
        self.ledger.answered(call.cost, call.sent_at, call.done, call.supply, call.status, rate, self.now)


PHASES = st.lists(
    st.tuples(st.floats(0.1, 50.0), st.sampled_from([0, 1, 5, 30, 100])),
    min_size=1,
    max_size=6,
)


def play(world: World, phases: list[tuple[float, int]]) -> None:
    """Phases of so many seconds with so many calls waiting at a time."""
    for seconds, pressure in phases:
        end = world.now + round(seconds * NS)
        while world.now < end:
            for _ in range(pressure):
                if not world.offer(world.dice.choice((50, 50, 50, 100, 100, 500, 2000))):
                    break
            world.run_until(world.now + world.dice.randrange(1, NS // 4))
    world.run_until(world.now + 2 * NS)


@pytest.mark.parametrize("name", MODELS)
@given(phases=PHASES, seed=st.integers(0, 2**32), epoch=st.floats(1.7e9 - 3600, 1.7e9 + 3600), charges=st.booleans())
@example(phases=[(37.0, 1)], seed=56, epoch=1699999274.625, charges=False)  # a counter whose window rolls at once
@example(phases=[(49.0, 1), (5.0, 5)], seed=37421124, epoch=1700000822.8125, charges=False)
@settings(deadline=None, max_examples=15)
def test_alone_on_the_quota_nothing_is_refused_whatever_the_load(
    name: str, phases: list[tuple[float, int]], seed: int, epoch: float, charges: bool
) -> None:
    world = World(server_of(name, LIMIT, WINDOW, epoch=epoch, charges_refusals=charges), seed)
    play(world, phases)
    assert world.refused == 0
    assert world.ledger.committed == world.ledger.done
    assert world.ledger.flying == 0
    assert world.ledger.done == world.accepted


@pytest.mark.parametrize("name", MODELS)
@given(phases=PHASES, seed=st.integers(0, 2**32))
@settings(deadline=None, max_examples=8)
def test_lost_answers_leave_no_credit_behind(name: str, phases: list[tuple[float, int]], seed: int) -> None:
    world = World(server_of(name, LIMIT, WINDOW), seed, lost=0.05)
    play(world, phases)
    assert world.refused == 0
    world.run_until(world.now + 10 * NS)
    world.ledger.catch_up(world.now)
    assert world.ledger.unknown == 0
    assert world.ledger.committed == world.ledger.done


@pytest.mark.parametrize("lost", [0.0, 0.05])
@pytest.mark.parametrize("name", MODELS)
@given(phases=PHASES, seed=st.integers(0, 2**32), epoch=st.floats(1.7e9 - 3600, 1.7e9 + 3600))
@example(phases=[(21.1, 0), (3.4, 30), (18.8, 100), (33.3, 100)], seed=38, epoch=1700001631.5)  # lost, not known to be
@example(phases=[(41.94066838145426, 100), (8.180681963111216, 1)], seed=51, epoch=1700002394.712716)  # logged late
@example(phases=[(48.62460008600055, 30)], seed=474, epoch=1700003568.6613803)  # the oldest charge is never logged
@settings(deadline=None, max_examples=4)
def test_no_credit_is_promised_that_is_not_there_however_late_the_answers(
    name: str, lost: float, phases: list[tuple[float, int]], seed: int, epoch: float
) -> None:
    world = World(server_of(name, LIMIT, WINDOW, epoch=epoch), seed, lost=lost, slow=True)
    play(world, [*phases, (90.0, 5)])
    world.run_until(world.now + 150 * NS)  # a lost call may be on its way for four times the longest trip
    world.ledger.catch_up(world.now)
    assert world.ledger.committed == world.ledger.done == world.ledger.log.ever


def test_a_call_that_is_given_up_long_after_sending_is_not_waited_for() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.hold(2000, 0)
    ledger.flying += 2000
    ledger.lose(2000, 0, 10 * NS)
    assert ledger.unknown == 0, "it was charged long ago, or never"
    ledger.hold(2000, 10 * NS)
    ledger.flying += 2000
    ledger.lose(2000, 10 * NS, 10 * NS)
    assert ledger.unknown == 2000, "it may still be on its way"
    ledger.catch_up(12 * NS)
    assert ledger.unknown == 0


def test_the_first_call_goes_alone_and_its_answer_opens_the_rest() -> None:
    server = server_of("first", LIMIT, WINDOW)
    world = World(server, 1)
    world.dice.random = lambda: 1.0  # type: ignore[method-assign]  # nothing is cancelled
    server.charge(60_000, world.now)
    assert world.offer(2000)
    assert not world.offer(50)
    world.run_until(world.now + NS)
    assert world.ledger.spendable() == 38_000


def answered(ledger: Ledger, cost: int, rate: RateLimit, *, at: float, status: int = 200) -> None:
    """One call that flies alone for 0.1 s."""
    now = round(at * NS)
    ledger.hold(cost, now)
    ledger.flying += cost
    ledger.answered(cost, now, ledger.done, ledger.supply, status, rate, now + NS // 10)


def told(remaining: int, *, limit: int = LIMIT, date: int = 1000, reset: int = 1060) -> RateLimit:
    return RateLimit(limit, remaining, reset, date)


def test_an_answer_that_was_overtaken_changes_nothing() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(99_900), at=1)
    done, supply = ledger.done, ledger.supply
    for cost in (500, 2000):
        ledger.hold(cost, 2 * NS)
        ledger.flying += cost
    ledger.answered(2000, 2 * NS, done, supply, 200, told(97_400), round(2.2 * NS))
    assert ledger.spendable() == 97_400
    ledger.answered(500, 2 * NS, done, supply, 200, told(99_400), round(2.5 * NS))  # charged first, answered last
    assert ledger.spendable() == 97_400
    assert ledger.foreign == 0


def test_an_answer_of_a_neighbours_spending_lowers_the_bound() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(99_900), at=1)
    answered(ledger, 100, told(59_800), at=2)
    assert ledger.spendable() == 59_800
    answered(ledger, 100, told(59_700), at=3)
    assert ledger.foreign == 40_000, "two answers agree"


def test_an_answer_that_was_written_before_a_fall_does_not_undo_the_news_of_it() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.suspects.fixed = ledger.suspects.steady = False
    answered(ledger, 100, told(9_900), at=1)
    ledger.neighbours.noticed(NS)
    done, supply = ledger.done, ledger.supply
    for _ in range(3):
        ledger.hold(50, 2 * NS)
        ledger.flying += 50
    # The first of them is charged, then 5,000 of a neighbour's, then the other two, whose answers are faster.
    for remaining, at in ((4_800, 2.15), (4_750, 2.2), (9_850, 2.4)):
        ledger.answered(50, 2 * NS, done, supply, 200, told(remaining), round(at * NS))
    assert ledger.spendable() <= 4_800


def test_beside_others_one_call_asks_when_the_news_is_old_and_the_rest_waits_for_what_it_is_told() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.suspects.fixed = ledger.suspects.steady = False
    answered(ledger, 100, told(900), at=1)
    ledger.neighbours.noticed(NS)
    now = 20 * NS
    assert ledger.admits_at(2000, now) <= now
    assert ledger.admits_at(50, now, keep=5000) <= now
    ledger.hold(50, now)
    ledger.flying += 50
    now += NS // 100
    assert ledger.admits_at(2000, now) > now
    assert ledger.admits_at(50, now, keep=5000) > now


def test_a_fall_that_only_one_answer_tells_of_is_somebody_for_a_while_only() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(2_000), at=1)
    answered(ledger, 100, told(7), at=2)
    assert ledger.neighbours.seen_until > 2 * NS + 2 * WINDOW_NS, "while nobody looks, nobody is cleared"
    for tenth in range(100):
        answered(ledger, 1, told(1_899 - tenth), at=3 + tenth / 10)
    assert ledger.neighbours.seen_until <= 2.2 * NS + WINDOW_NS // 8
    answered(ledger, 100, told(1_000), at=14)
    answered(ledger, 100, told(900), at=15)
    assert ledger.neighbours.seen_until > 15 * NS + 2 * WINDOW_NS, "two agree"


def test_a_429_that_a_fallen_limit_explains_is_no_neighbour() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 400, told(550, limit=550), at=1, status=429)
    assert ledger.limit == 550
    assert ledger.neighbours.seen_until < NS
    answered(ledger, 600, told(50, limit=550), at=20, status=429)
    assert ledger.neighbours.seen_until > 20 * NS + WINDOW_NS


def test_one_call_asks_again_when_a_single_answer_tells_of_a_great_fall() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(99_900), at=1)
    answered(ledger, 100, told(0), at=2)
    now = round(2.2 * NS)
    assert ledger.admits_at(100, now) <= now
    ledger.hold(100, now)
    assert ledger.admits_at(100, now) > now, "the others wait for what it hears"
    ledger.refund(100)
    answered(ledger, 100, told(99_700), at=2.2)
    assert (ledger.spendable(), ledger.foreign) == (99_700, 0)


def test_a_fall_is_not_confirmed_by_a_call_that_was_accepted_though_nothing_was_left_for_it() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.suspects.sliding = ledger.suspects.steady = False
    answered(ledger, 100, told(99_900), at=1)
    for second in range(2, 6):
        assert ledger.admits_at(50, second * NS) <= second * NS, "one call asks again"
        answered(ledger, 50, told(7), at=second)
    assert ledger.foreign == 0
    assert ledger.neighbours.seen_until < 6 * NS
    answered(ledger, 50, told(99_650), at=6)
    assert ledger.spendable() == 99_650


def test_a_call_whose_answer_was_lost_refutes_nothing_for_it_may_have_been_refused() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.suspects.sliding = ledger.suspects.steady = False
    answered(ledger, 100, told(99_900), at=1)
    answered(ledger, 50, told(160), at=2)
    ledger.hold(2000, 3 * NS)
    ledger.flying += 2000
    ledger.lose(2000, 3 * NS, 3 * NS)
    ledger.catch_up(7 * NS)
    answered(ledger, 50, told(110), at=8)
    assert ledger.admits_at(2000, 9 * NS) > 50 * NS, "two answers tell that next to nothing is left"


def test_one_call_asks_again_when_a_single_answer_says_that_a_new_window_is_empty() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.suspects.sliding = ledger.suspects.steady = False
    answered(ledger, 100, told(99_900), at=1)
    answered(ledger, 50, told(7, date=1061, reset=1120), at=61.2)
    now = 62 * NS
    assert ledger.admits_at(50, now) <= now
    ledger.hold(50, now)
    assert ledger.admits_at(50, now) > now, "the others wait for what it hears"


def test_who_is_refused_knows_that_a_fall_was_one() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.suspects.sliding = ledger.suspects.steady = False
    answered(ledger, 100, told(99_900), at=1)
    answered(ledger, 50, told(7), at=2)
    answered(ledger, 50, told(7), at=3, status=429)
    assert ledger.admits_at(50, 10 * NS) > 50 * NS
    assert ledger.neighbours.seen_until > 50 * NS


def beside_somebody() -> Ledger:
    """In a fixed window two answers to calls that were under way together agree that somebody took most of it."""
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.suspects.sliding = ledger.suspects.steady = False
    answered(ledger, 100, told(99_900), at=1)
    done, supply = ledger.done, ledger.supply
    for _ in range(2):
        ledger.hold(50, 2 * NS)
        ledger.flying += 50
    for remaining, at in ((20_050, 2.2), (20_000, 2.3)):
        ledger.answered(50, 2 * NS, done, supply, 200, told(remaining), round(at * NS))
    assert ledger.foreign == 79_750
    assert ledger.neighbours.seen_until > 2 * NS + 2 * WINDOW_NS
    return ledger


def test_a_later_answer_of_a_fixed_window_that_tells_more_takes_back_what_two_made_of_a_neighbour() -> None:
    ledger = beside_somebody()
    answered(ledger, 100, told(99_700), at=3)
    assert (ledger.spendable(), ledger.foreign) == (99_700, 0)
    assert ledger.neighbours.seen_until < 3 * NS, "nobody is reckoned with"
    for tenth in range(100):  # time in which falls are measured
        answered(ledger, 50, told(99_650 - 50 * tenth), at=4 + tenth / 10)
    assert ledger.neighbours.drawdown(30 * NS) == 0
    assert ledger.neighbours.habits.most_within(0, LIMIT) == LIMIT, "nothing was ever seen to fall"


def test_a_new_window_that_is_told_to_be_empty_is_doubted_whoever_is_there() -> None:
    ledger = beside_somebody()
    answered(ledger, 19_900, told(100, date=1030), at=30)
    answered(ledger, 100, told(7, date=1060, reset=1120), at=61.2)
    assert ledger.admits_at(50, 62 * NS) <= 62 * NS, "one call asks again"
    answered(ledger, 50, told(99_850, date=1062, reset=1120), at=62)
    assert ledger.spendable() == 99_850


def test_a_new_window_and_refused_calls_take_back_nothing() -> None:
    ledger = beside_somebody()
    answered(ledger, 100, told(99_900, date=1060, reset=1120), at=61.2)
    assert ledger.foreign == 79_750
    ledger = beside_somebody()
    for nth in range(20):
        answered(ledger, 2000, told(1_500), at=3 + nth, status=429)
    answered(ledger, 50, told(1_450), at=30)
    assert ledger.foreign >= 79_750
    assert ledger.neighbours.seen_until > 30 * NS + WINDOW_NS


@pytest.mark.parametrize("remaining", [-1, LIMIT + 1, 10**12, None])
def test_a_remaining_that_makes_no_sense_is_ignored(remaining: int | None) -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(50_000), at=1)
    answered(ledger, 100, RateLimit(LIMIT, remaining, 1060, 1001), at=2)
    assert ledger.spendable() == 49_900


def test_headers_of_another_policy_change_the_limit_only_when_they_stay() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(99_900), at=1)
    answered(ledger, 100, told(18, limit=20), at=2)
    assert ledger.spendable() == 18, "bad news is believed"
    answered(ledger, 100, told(99_700), at=3)
    assert (ledger.limit, ledger.spendable()) == (LIMIT, 99_700)
    for second in range(4, 8):
        answered(ledger, 100, told(19_000 - 100 * second, limit=20_000), at=second)
    assert ledger.limit == 20_000
    assert ledger.spendable() == 18_300


def test_one_call_asks_again_when_another_policy_had_the_last_word() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(1_000), at=1)
    answered(ledger, 100, told(18, limit=20), at=2)
    now = round(2.2 * NS)
    assert ledger.admits_at(100, now) <= now
    ledger.hold(100, now)
    assert ledger.admits_at(100, now) > now, "the others wait for what it hears"


def test_who_refuses_a_call_tells_the_limit_that_he_goes_by() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(60_000), at=1)
    answered(ledger, 100, told(0, limit=20_000), at=2, status=429)
    assert ledger.limit == 20_000
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(60_000), at=1)
    answered(ledger, 100, told(0, limit=10**6), at=2, status=429)
    assert ledger.limit == LIMIT, "a higher one would have let it pass"


def test_what_was_told_under_the_old_limit_is_not_spent_once_a_lower_one_is_told() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(60_000), at=1)
    ledger.hold(200, 2 * NS)
    ledger.flying += 200
    sent = (2 * NS, ledger.done, ledger.supply, 200)
    ledger.answered(100, *sent, told(59_900), round(2.2 * NS))
    ledger.answered(100, *sent, told(1_000, limit=20_000), round(2.3 * NS))
    assert ledger.spendable() <= 1_000


def test_a_higher_limit_is_believed_only_when_it_stays() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(99_900), at=1)
    answered(ledger, 100, told(999_900, limit=10**6), at=2)
    assert (ledger.limit, ledger.spendable()) == (LIMIT, 99_800)
    for second in range(3, 6):
        answered(ledger, 100, told(999_900 - 100 * second, limit=10**6), at=second)
    assert (ledger.limit, ledger.spendable()) == (10**6, 999_400)


def test_a_429_closes_the_gate_for_as_long_as_retry_after_says() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(50_000), at=1)
    answered(ledger, 100, told(49_000)._replace(retry_after=7.0), at=2, status=429)
    assert ledger.admits_at(50, round(8.9 * NS)) == round(9.1 * NS)
    assert ledger.admits_at(50, round(9.2 * NS)) <= round(9.2 * NS)
    assert ledger.rate_limited == 1


def test_a_first_call_that_is_dearer_than_what_is_left_closes_no_gate() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 2000, told(167), at=2, status=429)
    now = round(2.1 * NS)
    assert ledger.admits_at(150, now) <= now
    assert ledger.admits_at(200, now) > now
    assert ledger.neighbours.seen_until < now, "somebody has spent, and may not do so any more"


@pytest.mark.parametrize("rate", [told(0), told(2000), told(167)._replace(retry_after=1.0), RateLimit()])
def test_a_first_429_that_tells_nothing_to_go_by_closes_the_gate(rate: RateLimit) -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 2000, rate, at=2, status=429)
    assert ledger.admits_at(50, round(2.1 * NS)) >= round(3.1 * NS)


def test_a_shorter_retry_after_does_not_end_a_longer_one() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(50_000), at=1)
    answered(ledger, 100, told(49_000)._replace(retry_after=30.0), at=2, status=429)
    answered(ledger, 100, told(49_000)._replace(retry_after=1.0), at=2.5, status=429)
    assert ledger.admits_at(50, 20 * NS) == round(32.1 * NS)


def test_a_429_of_the_last_window_does_not_shut_the_new_one() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(300), at=1)
    ledger.hold(100, 59 * NS)  # sent before the window ends, answered when the next has begun
    ledger.flying += 100
    done, supply = ledger.done, ledger.supply
    answered(ledger, 100, told(99_900, date=1060, reset=1120), at=61.2)
    ledger.answered(100, 59 * NS, done, supply, 429, told(0, date=1059), round(61.5 * NS))
    assert ledger.admits_at(99_000, 62 * NS) <= 62 * NS
    assert ledger.rate_limited == 1


def test_a_429_without_headers_leaves_nothing_to_spend() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(50_000), at=1)
    answered(ledger, 100, RateLimit(), at=2, status=429)
    assert ledger.spendable() <= 0


def test_repeated_429_close_the_gate_for_longer_each_time_but_never_longer_than_a_window() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    pauses: list[int] = []
    for _ in range(9):
        at = ledger.gate / NS + 1
        answered(ledger, 100, told(50_000), at=at, status=429)
        pauses.append(ledger.gate - round((at + 0.1) * NS))
    assert pauses == sorted(pauses)
    assert pauses[0] == pytest.approx(NS, abs=10)
    assert pauses[-1] == pytest.approx(WINDOW_NS, abs=10)


def test_stale_answers_do_not_shut_a_window_that_has_opened() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(300), at=1)
    ledger.hold(100, 59 * NS)  # sent before the window ends, answered long after
    ledger.flying += 100
    done, supply = ledger.done, ledger.supply
    answered(ledger, 100, told(99_900, date=1060, reset=1120), at=61.2)
    ledger.answered(100, 59 * NS, done, supply, 200, told(200, date=1059), 65 * NS)
    assert ledger.spendable() == 99_800
    assert ledger.foreign == 0


@pytest.mark.parametrize("trip", [0.4, 20])
def test_without_headers_a_charge_counts_until_a_window_after_its_answer(trip: float) -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    ledger.hold(LIMIT, NS)
    ledger.flying += LIMIT
    answered_at = int((1 + trip) * NS)
    ledger.answered(LIMIT, NS, 0, ledger.supply, 200, RateLimit(), answered_at)  # charged at any time in between
    just_before, after = answered_at + 60 * NS - NS // 10, answered_at + 61 * NS
    assert ledger.admits_at(50, just_before) > just_before
    assert ledger.admits_at(50, after) <= after


def test_old_headers_are_not_trusted_after_a_window_of_silence() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(99_900), at=1)
    later = 500 * NS
    assert ledger.admits_at(50, later) <= later
    ledger.hold(50, later)
    assert ledger.admits_at(50, later) > later, "one call asks, the others wait for what it hears"


def test_nobody_asks_what_is_left_of_a_server_that_has_stopped_telling() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    answered(ledger, 100, told(50_000), at=1)
    assert ledger.is_outdated(10 * NS)
    for number in range(16):
        answered(ledger, 100, RateLimit(), at=11 + number)
    assert ledger.headerless
    assert not ledger.is_outdated(40 * NS)
