"""Without headers nobody knows when a counter's windows begin: what goes suits those of every phase."""

import random
from collections import deque

import pytest
from scheduler.play import play
from scheduler.policies import ours
from scheduler.servers import NS, SlidingCounter
from scheduler.world import Faults
from scheduler.worlds import faulty

from miro_async.budget.ledger import Ledger
from miro_async.budget.own_log import OwnLog
from miro_async.budget.phases import Phases
from miro_async.wire import RateLimit

LIMIT = 100_000
WINDOW_NS = 60 * NS
A_MOMENT = NS // 20


def test_a_backlog_without_headers_is_refused_by_no_counter() -> None:
    counts = play(faulty(Faults("absent")), "counter", 7, ours, 10.0).counts
    assert counts.refused == 0
    assert counts.own >= 970_000


def test_what_was_spent_late_in_a_window_is_held_by_one_that_has_just_begun() -> None:
    log = OwnLog(WINDOW_NS)
    log.add(NS, 60_000)
    log.add(51 * NS, 40_000)
    phases = Phases(WINDOW_NS, log)
    assert phases.admits_at(LIMIT, LIMIT, 52 * NS) == 52 * NS
    at = phases.admits_at(LIMIT + 10_000, LIMIT, 61 * NS + A_MOMENT)  # by the log there is room for 60,000
    assert at == pytest.approx(67 * NS, abs=A_MOMENT), "a counter whose window began a moment ago holds nine tenths"
    assert phases.admits_at(LIMIT + 10_000, LIMIT, at) == at


@pytest.mark.parametrize("seed", range(3))
def test_no_counter_refuses_what_goes_as_soon_as_it_may(seed: int) -> None:
    dice = random.Random(seed)
    limit, window = 2000, 2 * NS
    servers = [SlidingCounter(limit, window, window * nth // 41) for nth in range(41)]
    log = OwnLog(window)
    phases = Phases(window, log)
    answers: deque[tuple[int, int]] = deque()
    now, spent, waited = NS, 0, 0
    for _ in range(500):
        credits = dice.choice((50, 50, 100, 200))
        while True:
            while answers and answers[0][0] <= now:
                log.add(*answers.popleft())
            log.expire(now)
            at = phases.admits_at(spent + credits, limit, now)
            if at <= now and log.total + spent - log.ever + credits <= limit:
                break
            waited += at > now
            now = max(now + NS // 1000, min(at, answers[0][0] if answers else at))
        spent += credits
        # Charged at once or just before the answer: each is the worst for some.
        answered_at = max(now + dice.randrange(NS // 10), answers[-1][0] if answers else 0)
        charged_at = dice.choice((now, answered_at))
        now = max(now, charged_at)
        assert all(server.request(credits, charged_at) for server in servers)
        answers.append((answered_at, credits))
    assert waited, "the own log alone would have let it go"
    assert spent >= 0.8 * limit * (now - NS) / window


@pytest.mark.parametrize("seed", range(3))
def test_who_asks_all_the_time_is_told_the_same_as_who_asks_for_the_first_time(seed: int) -> None:
    dice = random.Random(seed)
    log = OwnLog(WINDOW_NS)
    phases = Phases(WINDOW_NS, log)
    now, waited = NS, 0
    for _ in range(300):
        now += dice.randrange(2 * NS)
        log.add(now, dice.choice((50, 500, 3000)))
        log.expire(now)
        spent = log.ever + dice.randrange(LIMIT)
        at = phases.admits_at(spent, LIMIT, now)
        assert at == Phases(WINDOW_NS, log).admits_at(spent, LIMIT, now)
        waited += at > now
    assert 30 < waited < 270


def test_the_time_before_there_were_no_headers_counts_however_many_calls_were_made() -> None:
    """Whoever spent much early in a window and little late, call by call, held much of the next one."""
    log = OwnLog(WINDOW_NS)
    spent: list[tuple[int, int]] = []
    for begins, ends, credits in ((30, 46, 50), (46, 62, 1)):
        spent += [(at, credits) for at in range(begins * NS, ends * NS, 15 * NS // 1000)]
    for at, credits in spent:
        log.add(at, credits)
    now = 118 * NS
    log.expire(now)
    servers = [SlidingCounter(LIMIT, WINDOW_NS, nth * NS // 4) for nth in range(240)]
    for server in servers:
        for at, credits in spent:
            server.charge(credits, at)
    least = min(server.left(now) for server in servers)
    assert Phases(WINDOW_NS, log).admits_at(log.ever + least + 100, LIMIT, now) > now
    assert Phases(WINDOW_NS, log).admits_at(log.ever + least - 500, LIMIT, now) == now


def test_what_was_spent_while_there_were_headers_is_no_burst_when_they_cease_to_come() -> None:
    ledger = Ledger(LIMIT, WINDOW_NS)
    now = NS

    def answered(rate: RateLimit) -> None:
        ledger.hold(20, now)
        ledger.flying += 20
        ledger.answered(20, now, ledger.done, ledger.supply, 200, rate, now + NS // 100)

    for _ in range(3):
        answered(RateLimit())
    assert ledger.headerless
    assert ledger.admits_at(20, now + NS) <= now + NS
    for _ in range(12_000):
        now += 15 * NS // 1000
        second = now // NS
        answered(RateLimit(LIMIT, 1000, 1060 + second, 1000 + second))
    for _ in range(16):
        now += 15 * NS // 1000
        answered(RateLimit())
    assert ledger.headerless
    assert ledger.admits_at(2000, now + NS) <= now + NS
