"""How fast others spend, as it is told to people."""

import pytest
from scheduler.headers import written
from scheduler.metrics import percentile
from scheduler.neighbours import Steps
from scheduler.play import Play, play
from scheduler.policies import OURS, POLICIES
from scheduler.servers import MODELS
from scheduler.watch import SETTLED_S, WATCHERS
from scheduler.world import World, server_of
from scheduler.worlds import DEADLINES, ON_OFF, STEADY

from miro_async.budget import Budget
from miro_async.budget.filling import Filling
from miro_async.budget.foreign import ForeignRate
from miro_async.budget.order import Charged
from miro_async.budget.straight import Line

NS = 1_000_000_000
WINDOW = 60 * NS
LIMIT = 100_000
A_SECOND = LIMIT / 60


def alone(low: int, high: int, sent: int, came: int) -> Charged:
    """What a call told that overlapped with no other: with its cost of nothing it says nothing of their order."""
    return Charged(sent, came, 0, 0, low, high)


def told(rates: dict[int, int], *, trip: float = 0.2, returning: bool = False) -> tuple[ForeignRate, int]:
    """Once a second a call that flew alone tells what somebody spends at some rates, each from some second on."""
    foreign = ForeignRate(WINDOW)
    spent = [0]
    last = max(rates)
    for second in range(1, last + 1):
        spent.append(spent[-1] + next(rate for begins, rate in sorted(rates.items(), reverse=True) if second > begins))
        back = spent[max(second - 60, 0)] if returning else 0
        supply = LIMIT - spent[-1] + back
        at = int((second + trip * (second % 2)) * NS)
        foreign.saw(alone(supply, supply, at, at), (0, 0), LIMIT)
    return foreign, last * NS


@pytest.mark.parametrize("rate", [100, 1333])
def test_a_steady_rate_is_told_within_three_percent(rate: int) -> None:
    foreign, now = told({0: rate, 20: 0})
    assert foreign.rate(LIMIT, now, sliding=False) == pytest.approx(rate, rel=0.03)


def test_who_changes_his_mind_is_known_five_seconds_later() -> None:
    foreign, now = told({0: 1333, 30: 400, 36: 0})
    assert foreign.rate(LIMIT, now, sliding=False) == pytest.approx(400, rel=0.05)


def test_what_comes_back_on_a_sliding_log_does_not_hide_who_spends_steadily() -> None:
    foreign, now = told({0: 1000, 330: 0}, trip=0.0, returning=True)
    assert foreign.rate(LIMIT, now, sliding=True) == pytest.approx(1000, rel=0.03)
    assert foreign.rate(LIMIT, now, sliding=False) == pytest.approx(0, abs=1)


def test_what_seemed_to_be_given_back_a_window_ago_hides_nobody() -> None:
    """Nothing was heard for 20 s; then ours had come back on the server before they did by our own log."""
    foreign = ForeignRate(WINDOW)
    for second in (*range(1, 41), *range(60, 113)):
        held = 36_000 if second == 60 else 1000 * (min(second, 40) + max(second - 100, 0))
        foreign.saw(alone(LIMIT - held, LIMIT - held, second * NS, second * NS), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, 112 * NS, sliding=True) == pytest.approx(1000, rel=0.03)


def test_what_comes_back_evenly_does_not_hide_him_either() -> None:
    foreign = ForeignRate(WINDOW)
    foreign.opened(90_000, 0, LIMIT, 0)
    for second in range(1, 21):
        foreign.saw(alone(10_000, 10_000, second * NS, second * NS), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, 20 * NS, sliding=False) == pytest.approx(1500, rel=0.03)


def test_the_rate_outlives_the_end_of_a_fixed_window() -> None:
    foreign, now = told({0: 1000, 20: 0})
    foreign.opened(0, now, LIMIT, now)
    foreign.saw(alone(LIMIT - 20_000, LIMIT, now + NS // 10, now + NS // 10), (0, 0), LIMIT)
    foreign.saw(alone(LIMIT - 22_000, LIMIT - 1000, now + NS // 5, now + NS // 5), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, now + NS // 5, sliding=False) == pytest.approx(1000, rel=0.03)


def test_the_rate_is_remembered_while_nobody_is_told_and_forgotten_with_the_window() -> None:
    foreign, now = told({0: 500, 20: 0})
    known = foreign.rate(LIMIT, now, sliding=False)
    assert foreign.rate(LIMIT, now + 30 * NS, sliding=False) == known
    assert foreign.rate(LIMIT, now + 61 * NS, sliding=False) == 0


def test_nobody_spends_nothing() -> None:
    assert ForeignRate(WINDOW).rate(LIMIT, NS, sliding=False) == 0
    foreign, now = told({0: 0, 20: 0})
    assert foreign.rate(LIMIT, now, sliding=False) == 0


@pytest.mark.parametrize("model", MODELS)
def test_beside_a_full_batch_the_rate_of_a_steady_neighbour_is_told_on_every_server(model: str) -> None:
    world = World("half", neighbours=(Steps((0.5,), credits=100),), watch=("foreign",))
    played = play(world, model, 1, POLICIES[OURS], 5.0, watchers=(WATCHERS["foreign"],))
    later = played.samples["foreign"][120:]
    assert len(later) > 400
    good, most = (0.02, 0.2) if model == "log" else (0.01, 0.02)
    assert percentile((abs(told - true) for told, true, _ in later), 0.5) < good * A_SECOND
    assert percentile((abs(told - true) for told, true, _ in later), 0.9) < most * A_SECOND


def test_an_answer_that_is_long_on_its_way_is_dated_by_when_its_call_was_sent() -> None:
    foreign = ForeignRate(WINDOW)
    for sent, came in (*((second, second) for second in range(1, 11)), (3.5, 11)):  # seven overtook the last one
        foreign.saw(alone(LIMIT - int(1000 * sent), LIMIT - int(1000 * sent), int(sent * NS), came * NS), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, 11 * NS, sliding=False) == pytest.approx(1000, rel=0.01)


def test_what_is_told_of_the_window_before_is_not_held_against_this_one() -> None:
    foreign, now = told({0: 1000, 20: 0}, trip=0.0)
    foreign.opened(0, now, LIMIT, now)
    foreign.saw(alone(LIMIT - 19_900, LIMIT - 19_900, now - NS // 10, now - NS // 10), (0, 0), LIMIT)
    for tenth in (1, 5):
        at = now + tenth * NS // 10
        foreign.saw(alone(LIMIT - 100 * tenth, LIMIT - 100 * tenth, at, at), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, now + NS, sliding=False) == pytest.approx(1000, rel=0.03)


def test_what_jumps_on_a_log_is_no_new_window_of_it() -> None:
    """Reset of a log moves on with its charges, which looks like a window that opens with every answer."""
    foreign = ForeignRate(WINDOW)
    for second in range(1, 31):
        foreign.opened(0, second * NS + NS // 4, LIMIT, second * NS + NS // 4)
        supply = LIMIT - 1000 * second
        foreign.saw(alone(supply, supply, second * NS, second * NS), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, 30 * NS, sliding=True) == pytest.approx(1000, rel=0.03)


def test_what_was_vague_at_first_does_not_come_back_a_window_later() -> None:
    """The first answer tells next to nothing, the second that next to nothing was spent before it."""
    foreign = ForeignRate(WINDOW)
    for second in range(1, 61):
        supply, doubt = LIMIT - 1000 * second, 10_000 * (second == 1)
        foreign.saw(alone(supply - doubt, supply, second * NS, second * NS), (0, 0), LIMIT)
        if second > 5:
            assert foreign.rate(LIMIT, second * NS, sliding=True) == pytest.approx(1000, rel=0.03), second


@pytest.mark.parametrize("model", MODELS)
def test_only_a_bucket_is_taken_for_one(model: str) -> None:
    """Somebody spends much at once, then little, then waits; asked every quarter of a second."""
    server, filling = server_of(World("filling"), model, 1), Filling(WINDOW)
    sure: list[bool] = []
    for quarter in range(1000):
        now = quarter * NS // 4
        server.request((2000, 50, 500)[quarter // 20 % 3], now)
        filling.told(LIMIT - server.remaining(now), LIMIT, written(server, now), now)
        sure.append(filling.sure)
    assert any(sure) == (model == "bucket")
    assert all(sure[40:]) == (model == "bucket")


def test_a_bucket_gives_back_no_more_than_it_lacks() -> None:
    """Alone, a call a second: the bucket is full long before the next, and nobody else spends."""
    server, foreign = server_of(World("full"), "bucket", 1), ForeignRate(WINDOW)
    server.charge(30_000, 0)
    for second in range(60):
        assert server.request(50, second * NS)
        left = server.remaining(second * NS)
        foreign.filling.told(LIMIT - left, LIMIT, written(server, second * NS), second * NS)
        supply = left + 50 * (second + 1)
        foreign.saw(alone(supply, supply, second * NS, second * NS), (0, 0), LIMIT)
        assert foreign.rate(LIMIT, second * NS, sliding=False) < 10
    assert foreign.filling.sure


@pytest.mark.parametrize(("model", "seed", "most", "mostly"), [("bucket", 1, 0.1, 0.03), ("log", 4, 0.2, 0.06)])
def test_who_spends_most_of_the_quota_is_told_from_the_first_seconds_on(
    model: str, seed: int, most: float, mostly: float
) -> None:
    played = play(STEADY, model, seed, POLICIES[OURS], 4.0, watchers=(WATCHERS["foreign"],))
    errors = [abs(told - true) / A_SECOND for told, true, _ in played.samples["foreign"]]
    assert len(errors) > 250
    assert max(errors) < most
    assert percentile(errors, 0.95) < mostly


def test_who_goes_on_as_before_is_known_by_all_that_was_told_of_him() -> None:
    """Through ends of windows, bursts of ours, and seconds in which nobody is answered."""
    played = play(STEADY, "first", 2, POLICIES[OURS], 6.0, watchers=(WATCHERS["foreign"],))
    later = played.samples["foreign"][20:]
    assert len(later) > 500
    assert max(abs(told - true) for told, true, _ in later) < 0.01 * A_SECOND


def test_who_would_give_back_what_others_spent_is_no_log() -> None:
    """The end of a counter's window came early, and what it gives back hid who spends half of the limit."""
    played = play(ON_OFF, "counter", 4, POLICIES[OURS], 1.0, watchers=(WATCHERS["foreign"],))
    later = played.samples["foreign"][16:]
    assert len(later) > 50
    assert max(abs(told - true) for told, true, _ in later) < 0.1 * A_SECOND


@pytest.mark.parametrize(
    ("world", "seed", "since"),
    [
        (ON_OFF, 17, 20.0),  # the window was taken for a fixed one when it opened
        (STEADY, 16, 15.0),  # its first answers told of less than was foretold
    ],
)
def test_who_spends_in_the_window_of_a_counter_that_has_just_opened_is_not_hidden(
    world: World, seed: int, since: float
) -> None:
    played = play(world, "counter", seed, POLICIES[OURS], 1.0, watchers=(WATCHERS["foreign"],))
    later = played.samples["foreign"][int(2 * (since - SETTLED_S)) :]
    assert len(later) > 50
    assert max(abs(told - true) for told, true, _ in later) < 0.1 * A_SECOND


@pytest.mark.parametrize(("model", "seed"), [("bucket", 2), ("bucket", 3), ("first", 2)])
def test_the_order_of_our_calls_tells_what_others_spend_while_hundreds_are_under_way(model: str, seed: int) -> None:
    """The first seconds of a cold start as well, in which a whole window of ours is on its way."""
    played = play(STEADY, model, seed, POLICIES[OURS], 2.0, watchers=(WATCHERS["foreign"],))
    errors = [abs(told - true) for told, true, _ in played.samples["foreign"]]
    assert len(errors) > 150
    assert max(errors) < 0.03 * A_SECOND


def test_who_rests_beside_a_bucket_that_fills_on_our_way_is_not_taken_for_somebody() -> None:
    played = play(ON_OFF, "bucket", 3, POLICIES[OURS], 5.0, watchers=(WATCHERS["foreign"],))
    resting = [told for told, true, _ in played.samples["foreign"] if not true]
    assert len(resting) > 200
    assert percentile(resting, 0.95) < 0.008 * A_SECOND


def test_a_call_that_was_refused_is_not_what_somebody_gave_back() -> None:
    played = play(ON_OFF, "log", 4, POLICIES[OURS], 3.0, watchers=(WATCHERS["foreign"],))
    errors = [abs(told - true) for told, true, _ in played.samples["foreign"]]
    assert played.counts.refused
    assert max(errors) < 0.1 * A_SECOND


def test_where_nothing_is_left_nobody_spends_what_he_asks() -> None:
    """Somebody asks 1,000 a second; from the tenth second on next to nothing is left to him."""
    foreign = ForeignRate(WINDOW)
    for second in range(1, 31):
        left = LIMIT - 1000 * min(second, 10)
        if second > 10:
            foreign.ran_dry(LIMIT, second * NS)
        foreign.saw(alone(left, left, second * NS, second * NS), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, 30 * NS, sliding=False) == pytest.approx(1000, rel=0.01)


@pytest.mark.parametrize("model", ["wall", "first", "log", "counter"])
def test_where_nobody_is_nobody_is_told_of(model: str) -> None:
    rates: list[float] = []

    def look(run: Play) -> None:
        budget = run.policy
        assert isinstance(budget, Budget)
        run.every(0.5, lambda: rates.append(budget.snapshot().foreign_rate))

    play(DEADLINES, model, 1, POLICIES[OURS], 2.0, watchers=(look,))
    assert len(rates) > 200
    assert not any(rates)


def test_who_is_told_again_and_again_that_nothing_is_left_remembers_no_more_than_else() -> None:
    line = Line(WINDOW // 256, WINDOW, WINDOW)
    for answer in range(60 * 30):
        sent = answer * NS // 30
        line.break_off(LIMIT)
        line.add(LIMIT - 50, LIMIT, sent, sent + NS // 5)
    assert len(line.told) <= 2 * 256


def test_of_two_calls_under_way_at_once_nobody_knows_which_was_charged_first() -> None:
    """The one that was sent later came back sooner, and was charged before the other one."""
    foreign, now = told({0: 1000, 10: 0}, trip=0.0)
    for spent, sent, came in ((15_490, 5200, 5500), (15_260, 5250, 5300)):
        call = alone(LIMIT - spent, LIMIT - spent, now + sent * NS // 1000, now + came * NS // 1000)
        foreign.saw(call, (0, 0), LIMIT)
    assert foreign.rate(LIMIT, now + 6 * NS, sliding=False) == pytest.approx(1000, rel=0.02)


def test_a_rate_that_was_hardly_known_is_not_held_against_what_is_told_later() -> None:
    foreign = ForeignRate(WINDOW)
    for second in range(1, 3):
        foreign.saw(alone(LIMIT - 20_000, LIMIT, second * NS, second * NS), (0, 0), LIMIT)
    foreign.opened(0, 20 * NS, LIMIT, 20 * NS)
    for second in range(21, 24):
        supply = LIMIT - 1000 * (second - 20)
        foreign.saw(alone(supply - 500, supply + 500, second * NS, second * NS), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, 23 * NS, sliding=False) == pytest.approx(1000, rel=0.05)


def test_the_call_whose_answer_tells_of_a_window_was_charged_in_it() -> None:
    foreign = ForeignRate(WINDOW)
    foreign.opened(0, 10 * NS, LIMIT, 10 * NS)
    for second in (10, 12):
        supply = LIMIT - 1000 * second
        foreign.saw(alone(supply, supply, second * NS - NS // 10, second * NS), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, 12 * NS, sliding=False) == pytest.approx(1000, rel=0.1)


def test_what_was_told_late_of_the_time_before_nothing_was_left_counts_as_of_then() -> None:
    """The last answer was long on its way, and the one that told that nothing is left overtook it."""
    foreign = ForeignRate(WINDOW)
    calls = [(0, 0, 0), (40_000, 42, 42), (40_000, 40, 43)]
    for spent, sent, came in calls:
        if sent == 42:
            foreign.ran_dry(LIMIT, came * NS)
        foreign.saw(Charged(sent * NS, came * NS, 0, LIMIT - spent, LIMIT - spent, LIMIT - spent), (0, 0), LIMIT)
    assert foreign.rate(LIMIT, 44 * NS, sliding=False) == pytest.approx(1000, rel=0.05)


@pytest.mark.parametrize(
    ("world", "model", "seed", "minutes", "most"),
    [
        (STEADY, "wall", 3, 0.4, 0.1),  # what others had spent when it ran dry is known by the order of all calls
        (STEADY, "counter", 2, 0.4, 0.25),  # the first answer of a window that was learned of late
        (ON_OFF, "bucket", 5, 1.2, 0.06),  # who has stopped is not taken for one who spends little since long
    ],
)
def test_when_next_to_nothing_is_known_the_rate_is_not_far_off(
    world: World, model: str, seed: int, minutes: float, most: float
) -> None:
    played = play(world, model, seed, POLICIES[OURS], minutes, watchers=(WATCHERS["foreign"],))
    errors = [abs(told - true) for told, true, _ in played.samples["foreign"]]
    assert len(errors) > 20
    assert max(errors) < most * A_SECOND
