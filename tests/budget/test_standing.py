from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async.budget.demand import Demand
from miro_async.budget.fair_queue import FairQueue, Priority, Waiter
from miro_async.budget.standing import Standing, standing_of_job, standing_of_waiter, time_to_serve

NS = 1_000_000_000
WINDOW = 60 * NS
FLOWS = ("", "a", "b", "c", "d")
CALLS = st.lists(
    st.tuples(
        st.sampled_from([50, 100, 500, 2000]),
        st.sampled_from(list(Priority)),
        st.sampled_from(FLOWS),
        st.integers(1, 5),
    ),
    max_size=80,
)


def push(queue: FairQueue, credits: int, priority: Priority, flow: str, weight: int = 1) -> Waiter:
    waiter = Waiter(credits, priority, flow, 0, weight=weight)
    queue.push(waiter)
    return waiter


def credits_until(queue: FairQueue, waiter: Waiter) -> int:
    """Serve the queue until a waiter has been served; returns what that took."""
    credits = 0
    while True:
        head = queue.head(queue.in_turn()[0])
        queue.take(head)
        credits += head.credits
        if head is waiter:
            return credits


@given(
    calls=CALLS,
    weights=st.tuples(st.integers(1, 9), st.integers(1, 9), st.integers(1, 9)),
    already_served=st.integers(0, 80),
    cancelled=st.sets(st.integers(0, 79), max_size=30),
    newcomer=st.tuples(
        st.sampled_from([50, 2000]), st.sampled_from(list(Priority)), st.sampled_from([*FLOWS, "new"]), st.just(1)
    ),
)
@settings(deadline=None, max_examples=200)
def test_what_goes_before_a_call_is_known_to_the_credit(
    calls: list[tuple[int, Priority, str, int]],
    weights: tuple[int, int, int],
    already_served: int,
    cancelled: set[int],
    newcomer: tuple[int, Priority, str, int],
) -> None:
    queue = FairQueue(2_000, weights)
    waiters = [push(queue, *call) for call in calls]
    for number in cancelled:
        if number < len(waiters):
            queue.cancel(waiters[number])
    for _ in range(min(already_served, queue.live)):
        queue.take(queue.head(queue.in_turn()[0]))
    waiter = push(queue, *newcomer)

    standing = standing_of_waiter(queue, Demand(WINDOW), waiter, 0)

    assert standing.upto(60 * NS) == credits_until(queue, waiter)


def test_an_interactive_call_has_its_share_before_it_and_not_the_whole_batch() -> None:
    queue = FairQueue()
    for _ in range(1_000):
        push(queue, 100, Priority.BATCH, "job")
    for _ in range(100):
        push(queue, 50, Priority.INTERACTIVE, "people")
    last = push(queue, 50, Priority.INTERACTIVE, "people")
    standing = standing_of_waiter(queue, Demand(WINDOW), last, 0)
    assert standing.upto(0) == credits_until(queue, last)
    assert standing.upto(0) < 6_000, "5,050 credits of its own class and an eighth of it"


def test_beyond_a_few_hundred_calls_the_shares_are_close() -> None:
    queue = FairQueue()
    for number in range(3_000):
        push(queue, (50, 100, 500)[number % 3], Priority.BATCH, f"job {number % 4}")
    last = push(queue, 100, Priority.BATCH, "job 1")
    for number in range(1_000):
        push(queue, 100, Priority.NORMAL, f"board {number % 10}")
    told = standing_of_waiter(queue, Demand(WINDOW), last, 0).upto(0)
    assert abs(told / credits_until(queue, last) - 1) < 0.01


def test_a_flow_that_has_had_much_stands_behind_one_that_has_had_nothing() -> None:
    queue = FairQueue()
    for _ in range(40):
        push(queue, 100, Priority.NORMAL, "greedy")
    for _ in range(20):
        queue.take(queue.head(Priority.NORMAL))
    greedy = push(queue, 100, Priority.NORMAL, "greedy")
    modest = push(queue, 100, Priority.NORMAL, "modest")
    demand = Demand(WINDOW)
    assert standing_of_waiter(queue, demand, modest, 0).upto(0) <= 200
    assert standing_of_waiter(queue, demand, greedy, 0).upto(0) == 2_200


def test_a_call_that_backs_off_will_be_first_in_its_flow() -> None:
    queue = FairQueue()
    for _ in range(40):
        push(queue, 100, Priority.NORMAL, "job")
    retry = Waiter(100, Priority.NORMAL, "job", 0)
    retry.parked = True
    assert standing_of_waiter(queue, Demand(WINDOW), retry, 0).upto(0) == 100


def test_what_comes_later_counts_as_far_as_it_may_pass() -> None:
    queue = FairQueue()
    demand = Demand(WINDOW)
    for second in range(30):
        demand.asked(Priority.NORMAL, 1_000, second * NS)
    for _ in range(100):
        push(queue, 100, Priority.BATCH, "job")
    last = push(queue, 100, Priority.BATCH, "job")
    standing = standing_of_waiter(queue, demand, last, 30 * NS)
    assert standing.upto(0) == 10_100
    assert 13_000 < standing.upto(3 * NS) < 13_200, "a thousand a second"
    assert standing.upto(600 * NS) < 10_100 + 30_100, "its share is three times that of the batch"
    assert standing.interactive.served(600 * NS) == 0


def test_a_job_stands_behind_its_whole_class_and_the_shares_of_the_others() -> None:
    queue = FairQueue()
    for _ in range(100):
        push(queue, 100, Priority.BATCH, "job")
        push(queue, 1_000, Priority.NORMAL, "board")
    standing = standing_of_job(queue, Demand(WINDOW), Priority.BATCH, 5_000, 0)
    assert standing.upto(0) == 5_000 + 10_000 + 46_000, "three to one, and ties go to the more urgent class"


def test_the_time_is_when_what_came_back_covers_what_goes_before() -> None:
    queue = FairQueue()
    demand = Demand(WINDOW)
    for second in range(30):
        demand.asked(Priority.INTERACTIVE, 500, second * NS)
    for _ in range(100):
        push(queue, 100, Priority.BATCH, "job")
    standing = standing_of_job(queue, demand, Priority.BATCH, 0, 30 * NS)

    def serves(standing: Standing) -> Callable[[int], int]:
        return lambda within: standing.upto(within) * NS // 1_000  # a thousand credits a second

    assert 19.5 * NS < time_to_serve(serves(standing)) <= 20.5 * NS, "half of what comes back goes to the others"
    alone = Standing(100, (), standing.interactive._replace(queued=0, room=0))
    assert time_to_serve(serves(alone)) == NS // 10
