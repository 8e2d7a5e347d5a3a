"""What is left to neighbours until the window ends: no less because nobody has asked for a while."""

import pytest
from quota_simulation import server_of
from scheduler.headers import written
from scheduler.servers import NS, Server

from miro_async.budget.ledger import Ledger
from miro_async.budget.pacing import Pacer

LIMIT = 100_000
WINDOW_NS = 60 * NS


def ask(ledger: Ledger, server: Server, now: int) -> None:
    """A cheap call, answered at once."""
    done, supply = ledger.done, ledger.supply
    ledger.hold(50, now)
    ledger.flying += 50
    assert server.request(50, now)
    ledger.answered(50, now, done, supply, 200, written(server, now), now)


def test_what_a_neighbour_may_have_spent_since_the_last_answer_is_left_to_him_as_well() -> None:
    server = server_of("first")
    ledger = Ledger(LIMIT, WINDOW_NS)
    now = 0
    for half_second in range(300):
        now = 1000 * NS + half_second * NS // 2
        ask(ledger, server, now)
        assert server.request(250, now)
    kept = Pacer(LIMIT, WINDOW_NS).courtesy(ledger, now)
    assert kept == pytest.approx(30 * 500, rel=0.02), "half a minute is left, and he spends 500 a second"
    assert Pacer(LIMIT, WINDOW_NS).courtesy(ledger, now + 2 * NS) == pytest.approx(kept, rel=0.01)
