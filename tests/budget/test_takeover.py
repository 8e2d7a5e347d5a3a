"""Whether the measure of a slice can be believed: nobody passes it, all that is lost counts, and its edges do not."""

import copy
import itertools
import random

import pytest
from scheduler.play import play
from scheduler.policies import ours
from scheduler.servers import MODELS, NS, FirstCall, Server, SlidingLog
from scheduler.takeover import Books, beginnings, kept_up
from scheduler.watch import WATCHERS
from scheduler.world import Change, World

WINDOW = 60 * NS
LIMIT = 100_000
EPOCH = 1_700_000_017 * NS
WORLD = World("slice")


def spend(server: Server, costs: list[tuple[int, int]], looks: list[int]) -> list[Books]:
    """Charge what fits of (time, credits), and copy the books at some times."""
    own = 0
    books: list[Books] = []
    for at, credits in sorted([*costs, *((at, 0) for at in looks)]):
        if not credits:
            books.append(Books(copy.deepcopy(server), at, own))
        elif server.request(credits, at):
            own += credits
    return books


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("rush", [0, 3 * NS])
def test_nobody_passes_it(model: str, rush: int) -> None:
    dice = random.Random(f"{model} {rush}")
    costs = [
        (dice.randrange(rush) + dice.randrange(6) * WINDOW if rush else dice.randrange(6 * WINDOW), 50 * cost)
        for cost in dice.choices((1, 2, 10, 40), k=4000)
    ]
    looks = [int(at * NS) for at in (61.7, 75.3, 102, 119.8, 180.4, 241.2)]
    books = spend(MODELS[model](LIMIT, WINDOW, EPOCH), costs, looks)
    for begin in books[:3]:
        for end in books[3:]:
            assert kept_up(WORLD, begin, end) <= 100


@pytest.mark.parametrize("model", MODELS)
def test_who_takes_all_there_is_has_lost_nothing(model: str) -> None:
    costs = [(at, 50) for at in range(0, 300 * NS, NS // 80) for _ in range(3)]
    begin, end = spend(MODELS[model](LIMIT, WINDOW, EPOCH), costs, [70 * NS, 250 * NS])
    assert kept_up(WORLD, begin, end) == pytest.approx(100, abs=0.05)


@pytest.mark.parametrize("shift", range(0, 60, 5))
def test_what_comes_back_half_a_second_late_each_time_is_lost_wherever_the_slice_begins(shift: int) -> None:
    late = WINDOW + NS // 2
    costs = [(nth * late + place * NS // 1000, 50) for nth in range(8) for place in range(2000)]
    begin, end = spend(SlidingLog(LIMIT, WINDOW, EPOCH), costs, [(61 + shift) * NS, (361 + shift) * NS])
    assert kept_up(WORLD, begin, end) == pytest.approx(100 * 60 / 60.5, abs=0.2)


def test_what_is_left_in_the_middle_of_a_window_is_not_lost_and_what_is_left_at_its_end_is() -> None:
    evenly = [(nth * WINDOW + part * NS * 59 // 1000, 90) for nth in range(8) for part in range(1000)]
    begin, end = spend(FirstCall(LIMIT, WINDOW, EPOCH), evenly, [80 * NS, 320 * NS])
    assert kept_up(WORLD, begin, end) == pytest.approx(90, abs=0.5)


def test_a_run_keeps_its_books_from_the_last_change_on() -> None:
    world = World("slice", changes=(Change(70.0, limit=50_000),))
    played = play(world, "wall", 1, ours, 4.0, watchers=(WATCHERS["books"],))
    begin = next(beginnings(MODELS["wall"](LIMIT, WINDOW, EPOCH), 0))
    assert (begin + EPOCH) % WINDOW == 0
    at = [books.at for books in played.books.values()]
    assert at[0] >= 70 * NS
    assert all(WINDOW - NS // 1000 <= b - a <= WINDOW + NS // 1000 for a, b in itertools.pairwise(at))
    first, second = list(played.books.values())[:2]
    assert second.own - first.own > 49_000
    assert 99 < kept_up(world, first, second) <= 100
