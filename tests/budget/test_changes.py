"""When the server changes in mid-run, or was used before: little is refused, and soon all of the quota is spent."""

from dataclasses import replace

import pytest
from scheduler.play import play
from scheduler.policies import ours
from scheduler.servers import NS
from scheduler.takeover import beginnings, kept_up
from scheduler.watch import WATCHERS
from scheduler.world import Change, server_of
from scheduler.worlds import ALONE, BURSTY, LIMITS, RAISED_AT, REVERSED, USED


@pytest.mark.parametrize("seed", [1, 4])
def test_credits_that_come_back_at_one_stroke_on_a_sliding_log_are_spent_in_time_again(seed: int) -> None:
    assert sum(play(LIMITS, "log", seed, ours, 15.0).counts.tenths[7750:8950]) >= 198_000


@pytest.mark.parametrize("seed", [4, 5])
def test_between_two_bursts_on_a_sliding_log_nothing_is_saved_for_a_dear_call(seed: int) -> None:
    begin = next(beginnings(server_of(LIMITS, "log", seed), RAISED_AT + 60))
    books = play(LIMITS, "log", seed, ours, 18.0, watchers=(WATCHERS["books"],)).books
    assert kept_up(LIMITS, books[begin], books[begin + 240 * NS]) >= 99


@pytest.mark.parametrize("seed", [1, 3, 4])
def test_a_counter_whose_limit_fell_is_not_asked_before_its_last_window_counts_no_more(seed: int) -> None:
    played = play(LIMITS, "counter", seed, ours, 7.0)
    assert played.counts.refused == played.unaware


@pytest.mark.parametrize("model", ["counter", "bucket"])
def test_a_reset_that_moves_with_our_charges_gives_a_sliding_log_away(model: str) -> None:
    world = replace(ALONE, changes=(Change(125.0, model="log"),))
    for seed in (1, 2, 3):
        played = play(world, model, seed, ours, 6.0)
        assert played.final is not None
        assert played.final.model == "sliding"
        assert played.counts.refused <= 1
        assert sum(played.counts.tenths[2400:3600]) >= 196_000


@pytest.mark.parametrize(("seed", "most"), [(6, 1), (7, 1), (40, 0)])  # of 40 the first answer happens to be a sum
def test_a_reset_that_does_not_move_with_our_charges_any_more_is_no_sliding_logs(seed: int, most: int) -> None:
    played = play(replace(ALONE, changes=(Change(125.0, model="counter"),)), "log", seed, ours, 5.0)
    assert played.counts.refused <= most
    assert sum(played.counts.tenths[1800:3000]) >= 198_000


@pytest.mark.parametrize("seed", [1, 5, 7])
def test_what_others_spent_before_we_came_is_foreseen_to_come_back(seed: int) -> None:
    played = play(USED[-1], "counter", seed, ours, 2.0)
    room_at = server_of(USED[-1], "counter", seed).room_at(2050, 0)
    assert sorted(played.first_calls)[9][0] <= room_at + 2 * played.first_calls[0][1]
    assert played.counts.refused <= 1


@pytest.mark.parametrize("seed", [7, 17])
def test_little_is_left_at_the_end_of_a_counter_window_beside_a_neighbour(seed: int) -> None:
    played = play(BURSTY, "counter", seed, ours, 6.0)
    assert sum(played.counts.tenths[600:3600]) >= 393_000
    assert played.counts.denied <= played.counts.asked // 50


def test_answers_of_seconds_show_no_neighbours_on_a_counter_where_there_are_none() -> None:
    assert sum(play(REVERSED, "counter", 4, ours, 6.0).counts.tenths[1200:3600]) >= 380_000
