"""What neighbours spent from a fixed window, by the order in which its calls were charged."""

import random
from collections.abc import Sequence

import pytest
from scheduler.play import play
from scheduler.policies import OURS, POLICIES
from scheduler.worlds import BURSTY, UNATTENDED

from miro_async.budget.chain import NOWHERE, Chain
from miro_async.budget.habits import Habits
from miro_async.budget.ledger import Ledger
from miro_async.wire import RateLimit

NS = 1_000_000_000
WINDOW = 60 * NS
TENTH = NS // 10
LIMIT = 100_000


class Told(Habits):
    """Remembers as well what it was told."""

    def __init__(self) -> None:
        super().__init__(WINDOW)
        self.falls: list[tuple[int, int, int]] = []

    def fell(self, credits: int, since: int, at: int) -> None:
        self.falls.append((credits, since, at))
        super().fell(credits, since, at)


def begun() -> tuple[Told, Chain]:
    told = Told()
    chain = Chain(told)
    chain.add(99_950, 50, 0, TENTH)
    return told, chain


def test_what_is_missing_between_two_charges_is_a_neighbours() -> None:
    told, chain = begun()
    chain.add(99_400, 50, 5 * TENTH, 7 * TENTH)
    assert chain.quiet_since == 7 * TENTH
    chain.settle(7 * TENTH)
    assert not told.falls, "one answer may be garbage"
    chain.add(99_350, 50, 8 * TENTH, 9 * TENTH)
    chain.settle(9 * TENTH)
    assert told.falls == [(500, 0, 7 * TENTH)]


def test_our_own_calls_under_way_are_nobody_elses() -> None:
    told, chain = begun()
    chain.add(97_350, 50, TENTH, 3 * TENTH)  # 2,000 of ours and 500 of another were charged before
    chain.add(97_300, 50, 2 * TENTH, 4 * TENTH)
    chain.settle(2 * TENTH)
    assert not told.falls
    chain.add(97_700, 2000, TENTH // 2, 5 * TENTH)
    chain.add(97_650, 50, TENTH, 6 * TENTH)
    chain.settle(6 * TENTH)
    assert told.falls == [(250, 0, 3 * TENTH), (250, TENTH, 3 * TENTH)]


@pytest.mark.parametrize("seed", range(5))
def test_dozens_under_way_do_not_blur_a_neighbours_calls(seed: int) -> None:
    dice = random.Random(seed)
    told, left, now = Told(), 100_000, 0
    chain = Chain(told)
    answers: list[tuple[int, int, int, int]] = []
    spent: list[int] = []
    while now < 30 * NS:
        now += TENTH // 3
        if now // NS > (now - TENTH // 3) // NS:
            left -= 500
            spent.append(now)
        credits = dice.choice((50, 100, 500))
        left -= credits
        answers.append((now + dice.randrange(TENTH // 2, 5 * TENTH), left, credits, now - dice.randrange(TENTH)))
    for at, remaining, credits, sent_at in sorted(answers):
        chain.add(remaining, credits, sent_at, at)
        chain.settle(at - 6 * TENTH)
    assert [credits for credits, _, _ in told.falls[:25]] == [500] * 25
    for (_, since, at), when in zip(told.falls, spent, strict=False):
        assert since <= when <= at < since + 6 * TENTH


@pytest.mark.parametrize("garbage", [0, 20_000, 99_999])
def test_garbage_is_no_neighbour(garbage: int) -> None:
    told, chain = begun()
    chain.add(garbage, 50, TENTH, 2 * TENTH)
    for nth in range(1, 30):
        chain.add(99_950 - 50 * nth, 50, nth * TENTH, (nth + 2) * TENTH)
        chain.settle(nth * TENTH)
    assert not told.falls
    assert chain.bottom >= 99_950 - 50 * 29


def test_a_lost_call_of_ours_is_no_neighbour() -> None:
    told, chain = begun()
    chain.lose(500)
    chain.add(99_400, 50, 5 * TENTH, 7 * TENTH)
    chain.add(98_850, 50, 8 * TENTH, 9 * TENTH)
    chain.add(98_800, 50, NS, 12 * TENTH)
    chain.settle(12 * TENTH)
    assert [credits for credits, _, _ in told.falls] == [500]


def test_another_window_is_another_chain() -> None:
    told, chain = begun()
    chain.begin()
    assert chain.bottom == NOWHERE
    chain.add(50_000, 50, NS, 2 * NS)
    chain.add(49_950, 50, 2 * NS, 3 * NS)
    chain.settle(3 * NS)
    assert not told.falls


def asked(ledger: Ledger, calls: Sequence[tuple[float, float, int]]) -> None:
    """Calls of 50 that are (sent, answered, told to remain), in seconds."""
    pending: list[tuple[float, float, int, int, int]] = []
    for sent, back, remaining in calls:
        ledger.hold(50, int(sent * NS))
        ledger.flying += 50
        pending.append((back, sent, remaining, ledger.done, ledger.supply))
    for back, sent, remaining, done, supply in sorted(pending):
        rate = RateLimit(100_000, remaining, 1060, int(1000 + back))
        ledger.answered(50, int(sent * NS), done, supply, 200, rate, int(back * NS))


def beside_a_neighbour_on_a_fixed_window() -> Ledger:
    """Halfway through a window that is known to be a fixed one, with 700 left."""
    ledger = Ledger(100_000, WINDOW)
    asked(ledger, [(1.0, 1.2, 750)])
    ledger.suspects.sliding = ledger.suspects.steady = False
    ledger.neighbours.noticed(int(1.2 * NS))
    asked(ledger, [(30.0, 30.2, 700)])
    return ledger


def test_what_was_promised_before_somebody_else_spent_is_not_spent_again() -> None:
    ledger = beside_a_neighbour_on_a_fixed_window()
    asked(ledger, [(30.3, 30.6, 650), (30.5, 30.7, 100)])  # the first answer came when the second call was under way
    assert ledger.spendable() == 100


@pytest.mark.parametrize(("model", "seed"), [("wall", 10), ("wall", 12), ("first", 13)])
def test_beside_bursts_hardly_anything_is_left_of_a_fixed_window(model: str, seed: int) -> None:
    minutes = 12
    counts = play(BURSTY, model, seed, POLICIES[OURS], minutes).counts
    assert counts.refused == 0
    assert counts.denied <= counts.asked // 50
    assert counts.own + counts.asked - counts.denied >= LIMIT * minutes * 994 // 1000


@pytest.mark.parametrize(("model", "seed"), [("first", 1), ("log", 1)])
def test_a_batch_that_could_spend_the_window_at_once_leaves_something_to_whom_nobody_has_seen_yet(
    model: str, seed: int
) -> None:
    counts = play(UNATTENDED, model, seed, POLICIES[OURS], 3).counts
    assert counts.denied <= counts.asked // 8
    assert counts.own + counts.asked - counts.denied >= LIMIT * 3 * 97 // 100
