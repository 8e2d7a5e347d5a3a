"""Where answers take long, calls are charged long before; and where calls take long, nobody says so."""

from dataclasses import replace

import pytest
from scheduler.links import Link
from scheduler.play import play
from scheduler.policies import ours
from scheduler.servers import NS
from scheduler.worlds import SLOW

from miro_async.budget.ledger import Ledger
from miro_async.wire import RateLimit

LIMIT = 100_000
WINDOW_NS = 60 * NS


@pytest.mark.parametrize("way", [0.5, 2.0, 10.0])
@pytest.mark.parametrize("model", ["log", "wall"])
def test_calls_that_travel_long_before_they_are_charged_are_not_taken_for_charged(model: str, way: float) -> None:
    played = play(replace(SLOW, link=Link(way=(0.02, way))), model, 1, ours, 6.0)
    assert played.counts.refused == 0


def slow_ledger() -> Ledger:
    """It has learned that calls are charged at once, though some answers take seconds: 100 credits each."""
    ledger = Ledger(LIMIT, WINDOW_NS)
    for number in range(200):
        sent_at = number * NS // 20
        ledger.hold(100, sent_at)
        ledger.flying += 100
        rate = RateLimit(LIMIT, LIMIT - 100 * (number + 1), 1060, 1000 + number // 20)
        ledger.answered(
            100, sent_at, ledger.done, ledger.supply, 200, rate, sent_at + (2 * NS if number == 0 else NS // 50)
        )
    return ledger


def send_2000_and_hear_of_others(ledger: Ledger, used: int) -> None:
    """A large call has no answer yet; two small ones that were sent later have, which tell what is used."""
    ledger.hold(2000, 10 * NS)
    ledger.flying += 2000
    for second in (12, 14):
        ledger.hold(100, second * NS)
        ledger.flying += 100
        rate = RateLimit(LIMIT, LIMIT - used - 50 * (second - 10), 1060, 1000 + second)
        ledger.answered(100, second * NS, ledger.done, ledger.supply, 200, rate, second * NS + NS // 50)


def test_a_call_whose_answer_is_late_is_held_no_longer_than_one_that_was_sent_after_it() -> None:
    ledger = slow_ledger()
    send_2000_and_hear_of_others(ledger, used=22_000)
    assert ledger.spendable() == LIMIT - 22_200, "it was charged before the last answer, and is not subtracted again"
    assert ledger.log.since(13 * NS) == 100, "and it will expire before the answer"
    assert ledger.own_room() == LIMIT - 22_200


def test_a_call_that_never_left_this_machine_was_not_charged() -> None:
    ledger = slow_ledger()
    send_2000_and_hear_of_others(ledger, used=20_000)
    ledger.unsend(2000)
    ledger.refund(2000)
    assert ledger.spendable() <= LIMIT - 20_200
    assert ledger.own_room() <= LIMIT - 20_200
    assert ledger.log.ever == ledger.done == ledger.committed
