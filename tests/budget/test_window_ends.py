"""When a window ends is found out, whatever the hosts disagree about and however little they tell."""

import pytest
from scheduler.play import play
from scheduler.policies import ours
from scheduler.servers import NS
from scheduler.world import Faults
from scheduler.worlds import faulty

from miro_async.budget.ledger import Ledger
from miro_async.wire import RateLimit


@pytest.mark.parametrize("seed", [3, 5])
def test_hosts_that_disagree_about_the_end_of_a_window_lead_to_no_429(seed: int) -> None:
    assert play(faulty(Faults("host resets")), "wall", seed, ours, 4.0).counts.refused == 0


@pytest.mark.parametrize(("model", "seed"), [("counter", 1), ("counter", 2), ("counter", 4), ("wall", 6), ("log", 1)])
def test_without_date_the_resets_tell_the_time(model: str, seed: int) -> None:
    assert play(faulty(Faults("dateless")), model, seed, ours, 2.0).counts.refused == 0


@pytest.mark.parametrize(("seed", "credits"), [(4, 360_000), (8, 305_000), (10, 320_000)])
def test_a_first_window_whose_end_nobody_tells_costs_hardly_more_than_itself(seed: int, credits: int) -> None:
    assert play(faulty(Faults("dateless")), "counter", seed, ours, 3.0).counts.own >= credits


def test_one_answer_of_another_policy_makes_nobody_wait_for_the_end_of_a_window() -> None:
    tenths = play(faulty(Faults("other policy")), "counter", 4, ours, 1.5).counts.tenths
    assert sum(tenths[30:330]) >= 30_000


def test_two_answers_of_another_policy_in_a_row_do_not_end_the_window() -> None:
    tenths = play(faulty(Faults("other policy")), "wall", 2, ours, 17.5).counts.tenths[600:10_500]
    assert all(sum(tenths[start : start + 200]) for start in range(0, len(tenths), 200))


def test_an_answer_that_was_long_on_its_way_does_not_open_another_window() -> None:
    ledger = Ledger(100_000, 60 * NS)
    calls = [(at, ledger.done, ledger.supply) for at in (0, NS)]
    ledger.hold(200, 0)
    ledger.flying += 200
    ledger.answered(100, *calls[0], 200, RateLimit(100_000, 99_900, 1042, 1000), NS)
    opened_at = ledger.suspects.opened_at
    assert ledger.suspects.window_end == 43 * NS, "42 s after the answer, at the latest"
    ledger.answered(100, *calls[1], 200, RateLimit(100_000, 99_800, 1042, 1001), 31 * NS)
    assert ledger.suspects.opened_at == opened_at, "it was written before the window ended, and tells of that one"
    assert ledger.suspects.window_end <= 43 * NS


def test_a_reset_that_is_the_date_makes_nobody_wait_for_a_whole_window() -> None:
    """A host that rounds it down, or is a second behind, says so in the last second before credits come back."""
    ledger = Ledger(1000, 60 * NS)
    call = ledger.done, ledger.supply
    ledger.hold(50, NS)
    ledger.flying += 50
    ledger.answered(50, NS, *call, 200, RateLimit(1000, 0, 5000, 5000), 2 * NS)
    assert ledger.admits_at(50, 2 * NS) < 10 * NS, "somebody asks soon"
