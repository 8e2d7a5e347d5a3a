"""Interactive calls for the whole quota, and a few batch workers beside them, who keep their part and wait little."""

import pytest
from scheduler.play import play
from scheduler.policies import ours
from scheduler.servers import NS
from scheduler.worlds import FLOOD

from miro_async.budget.fair_queue import FairQueue, Priority, Waiter

MINUTE = 60 * NS


def make(cost: int, priority: Priority, since: int = 0) -> Waiter:
    return Waiter(cost, priority, "", since)


def serve(queue: FairQueue, now: int) -> Waiter:
    waiter = queue.head(queue.in_turn(now)[0])
    queue.take(waiter, now)
    return waiter


@pytest.mark.parametrize("model", ["wall", "first"])
def test_workers_who_come_back_after_a_window_was_spent_in_an_instant_get_their_share(model: str) -> None:
    played = play(FLOOD, model, 1, ours, 5.0)
    assert played.counts.by_stream[0] / played.counts.own >= 0.1011
    assert played.counts.own == 500_000


def test_nobody_waits_for_more_than_a_window_behind_a_flood() -> None:
    played = play(FLOOD, "bucket", 2, ours, 3.0)
    assert max(call.took - call.trip for call in played.passed[0]) <= MINUTE


@pytest.mark.parametrize(("model", "seed", "minutes"), [("wall", 17, 6.0), ("first", 1, 4.0)])
def test_whoever_is_young_when_a_window_is_spent_by_people_does_not_wait_for_more_than_one(
    model: str, seed: int, minutes: float
) -> None:
    played = play(FLOOD, model, seed, ours, minutes)
    assert max(call.took - call.trip for call in played.passed[0]) <= MINUTE
    assert played.refused == []


def test_whoever_is_young_before_nothing_comes_back_for_long_does_not_wait_for_more_than_a_window() -> None:
    played = play(FLOOD, "log", 4, ours, 5.5)
    assert max(call.took - call.trip for call in played.passed[0]) <= MINUTE


def test_whoever_asks_as_a_counters_first_window_ends_does_not_wait_for_the_end_of_the_next_one() -> None:
    """The answers that tell of the next window, and that it is full already, were under way as the first one ended."""
    played = play(FLOOD, "counter", 7, ours, 1.25)
    assert max(call.took - call.trip for call in played.passed[0]) <= MINUTE
    assert played.refused == []
    assert sum(played.counts.tenths[50:600]) > 80_000, "what was spent in the first window comes back all the time"


def flooded(batch_since: int) -> FairQueue:
    """People who hardly wait, and a batch of 2,000 credits that has had its share."""
    queue = FairQueue(lead=25_000, window_ns=MINUTE)
    for _ in range(4):
        queue.push(make(500, Priority.BATCH, batch_since))
    queue.push(make(50, Priority.INTERACTIVE, 20 * NS))
    return queue


def test_people_leave_what_those_cost_who_would_wait_for_more_than_a_window_until_those_are_old() -> None:
    owed = flooded(-10 * NS).owed(Priority.INTERACTIVE, 20 * NS, opened_at=0, closes_at=MINUTE)
    assert owed == (2000, 35 * NS)
    owed = flooded(-40 * NS).owed(Priority.INTERACTIVE, 20 * NS, opened_at=0, closes_at=MINUTE)
    assert owed == (2000, 20 * NS + MINUTE // 16)  # not before those who hardly wait
    owed = flooded(10 * NS).owed(Priority.INTERACTIVE, 20 * NS, opened_at=0, closes_at=MINUTE)
    assert owed[0] == 0


def test_as_a_window_opens_people_leave_something_to_those_who_come_back() -> None:
    queue = flooded(-10 * NS)
    while queue.class_state(Priority.BATCH).live:
        queue.take(queue.head(Priority.BATCH), 0)
    assert queue.owed(Priority.INTERACTIVE, 0, opened_at=0, closes_at=MINUTE) == (23_000, MINUTE // 32)
    assert queue.owed(Priority.INTERACTIVE, MINUTE // 32, opened_at=0, closes_at=MINUTE)[0] == 0
    assert queue.owed(Priority.BATCH, 0, opened_at=0, closes_at=MINUTE)[0] == 0


def test_a_call_is_old_before_a_pause_in_which_it_would_grow_too_old() -> None:
    queue = FairQueue(lead=25_000, window_ns=MINUTE)
    for _ in range(600):
        queue.push(make(50, Priority.INTERACTIVE))
    for _ in range(2):
        queue.push(make(500, Priority.BATCH))
    serve(queue, 0)
    queue.take(queue.head(Priority.BATCH), 0)  # it has had its share
    assert queue.in_turn(30 * NS, lambda _: 31 * NS)[0] is Priority.INTERACTIVE
    assert queue.in_turn(30 * NS, lambda _: 61 * NS)[0] is Priority.BATCH
    assert queue.in_turn(NS, lambda _: 61 * NS)[0] is Priority.INTERACTIVE  # people hardly wait


def test_what_is_old_goes_first_and_is_charged() -> None:
    queue = FairQueue(lead=25_000, window_ns=MINUTE)
    for _ in range(4000):
        queue.push(make(50, Priority.INTERACTIVE))
    for _ in range(40):
        queue.push(make(500, Priority.BATCH))
    served = [serve(queue, MINUTE).priority for _ in range(40)]
    assert served == [Priority.BATCH] * 40
    served = [serve(queue, MINUTE).priority for _ in range(3000)]
    assert served == [Priority.INTERACTIVE] * 3000  # and eight times as much is theirs then


def test_a_batch_of_which_much_is_old_gets_its_share_and_no_more() -> None:
    queue = FairQueue(lead=25_000, window_ns=MINUTE)
    for _ in range(4000):
        queue.push(make(50, Priority.INTERACTIVE))
        queue.push(make(500, Priority.BATCH))
    served = [serve(queue, MINUTE) for _ in range(1000)]
    batch = sum(waiter.credits for waiter in served if waiter.priority is Priority.BATCH)
    assert abs(batch - sum(waiter.credits for waiter in served) / 9) <= 500


def test_a_batch_that_is_always_old_is_ahead_of_its_share_by_a_quarter_of_the_limit_at_most() -> None:
    queue = FairQueue(lead=25_000, window_ns=MINUTE)
    for _ in range(20_000):
        queue.push(make(50, Priority.INTERACTIVE))
    for _ in range(40):
        queue.push(make(500, Priority.BATCH))
    spent = {Priority.INTERACTIVE: 0, Priority.BATCH: 0}
    while spent[Priority.INTERACTIVE] < 800_000:
        waiter = serve(queue, MINUTE)
        spent[waiter.priority] += waiter.credits
        if waiter.priority is Priority.BATCH:
            queue.push(make(500, Priority.BATCH))
    assert spent[Priority.BATCH] <= 100_000 + 25_000 + 500


@pytest.mark.parametrize("since", [0, MINUTE])
def test_what_is_old_does_not_go_before_somebody_who_hardly_waits_or_wants_less(since: int) -> None:
    queue = FairQueue(5_000, lead=25_000, window_ns=MINUTE)
    for _ in range(40):
        queue.push(make(500, Priority.BATCH))
    for _ in range(20):
        serve(queue, MINUTE)
    for second in range(20):
        queue.push(make(50, Priority.INTERACTIVE, since + second * NS))
        assert serve(queue, MINUTE + second * NS).priority is Priority.INTERACTIVE


def test_a_class_that_was_emptied_is_left_what_it_is_behind_for_a_moment() -> None:
    queue = FairQueue(lead=25_000, window_ns=MINUTE)
    for _ in range(2000):
        queue.push(make(50, Priority.INTERACTIVE))
    for _ in range(8):
        queue.push(make(500, Priority.BATCH))
    while queue.class_state(Priority.BATCH).live:
        serve(queue, 0)
    for _ in range(400):
        serve(queue, 0)
    assert queue.claimed_until > 0
    behind = queue.claimed(Priority.INTERACTIVE, 0)
    assert 2000 <= behind <= 3000  # an eighth of the 20,000 that the others have got since
    assert queue.claimed(Priority.BATCH, 0) == 0
    assert queue.claimed(Priority.INTERACTIVE, queue.claimed_until) == 0

    queue.push(make(500, Priority.BATCH, NS))  # it comes back, and has not lost its place
    assert serve(queue, NS).priority is Priority.BATCH


def test_no_more_is_left_to_a_class_than_it_had_of_late() -> None:
    queue = FairQueue(lead=25_000, window_ns=MINUTE)
    for _ in range(2000):
        queue.push(make(50, Priority.INTERACTIVE))
    queue.push(make(100, Priority.BATCH))
    for _ in range(1000):
        serve(queue, 0)
    assert queue.claimed(Priority.INTERACTIVE, 0) == 100
