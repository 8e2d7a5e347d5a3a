"""What a neighbour's rate may be, by what is told: two neighbours beside whom the servers really answer alike."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from scheduler.headers import written
from scheduler.may_be import Scene, answered_alike, boxes_of, charges, may_be
from scheduler.play import Overheard, Play, play
from scheduler.policies import OURS, POLICIES
from scheduler.servers import MODELS, NS
from scheduler.world import World, server_of
from scheduler.worlds import STEADY

from miro_async.wire import RateLimit

A_SECOND = STEADY.limit / STEADY.window
STEADY_NS = 5 * NS
CREDITS = 100


class Told(NamedTuple):
    """A moment of a run, and the neighbour's calls until then that were accepted, in ns."""

    scene: Scene
    neighbour: Sequence[int]


def moments(world: World, model: str, seed: int, minutes: float) -> list[Told]:
    """Every half second of a run but the first ten seconds."""
    found: list[Told] = []

    def look_on(run: Play) -> None:
        run.overheard = []
        accepted: list[int] = []
        foreign = run.door.foreign

        def noted(credits: int, now: int) -> None:
            left = run.door.server.left(now)
            foreign(credits, now)
            if left >= credits:
                accepted.append(now)

        def look() -> None:
            now = run.now()
            if now > run.door.start + 2 * STEADY_NS:
                calls = tuple(run.overheard or ())
                found.append(Told(Scene(now, now - STEADY_NS, calls, run.door.server.epoch, CREDITS), tuple(accepted)))

        run.door.foreign = noted  # type: ignore[method-assign]  # who looks on hears what is asked
        run.every(0.5, look)

    play(world, model, seed, POLICIES[OURS], minutes, watchers=(look_on,))
    return found


def half(told: Told) -> float:
    """Half of what the rate may be, in percent of the limit."""
    boxes = boxes_of(told.scene)
    read = [
        call for call in told.scene.calls if told.scene.steady_since <= call.charged and call.answered <= told.scene.now
    ]
    if len(boxes) < 4 or len(boxes) - 1 < len(read):  # one of them may have been charged before
        return 0.0
    least, most = answered_alike(boxes, A_SECOND, 0.8 * A_SECOND)
    return 50 * (most - least) / A_SECOND


def other_world(told: Told, rate: float) -> tuple[list[int], list[int]]:
    """When our calls are charged beside a neighbour of that rate, and when he calls; until the moment told."""
    scene, calls, since = told.scene, told.scene.calls, told.scene.steady_since
    boxes = boxes_of(scene)
    height, moments = charges(boxes, rate)
    by_charge = {box.charged: moment for box, moment in zip(boxes[1:], moments, strict=True)}
    ours: list[int] = []
    for call in calls:
        before = max([call.sent, *ours[-1:]])
        ours.append(by_charge.get(call.charged, call.charged if call.charged < since else before))
    last = calls[-1]
    spent = last.spent - CREDITS * sum(since <= at <= last.charged for at in told.neighbour)
    steps = math.floor((height + rate * since / NS - spent) / CREDITS)  # what he had spent by then in the other world
    known = [at for at in told.neighbour if at < since]
    his = [*known, *[since] * steps][: len(known) + steps]
    while (at := math.ceil((spent + (steps + 1) * CREDITS - height) * NS / rate)) < scene.now:
        his.append(at)
        steps += 1
    return ours, his


def answers(
    model: str, seed: int, ours: Sequence[int], his: Sequence[int], calls: Sequence[Overheard]
) -> list[RateLimit]:
    """What the server tells each of our calls, and that it denies the neighbour nothing."""
    server = server_of(STEADY, model, seed)
    told: list[RateLimit] = []
    waiting = iter(sorted(his))
    next_at = next(waiting, None)
    for at, call in zip(ours, calls, strict=True):
        while next_at is not None and next_at <= at:
            assert server.request(CREDITS, next_at)
            next_at = next(waiting, None)
        server.request(call.credits, at)
        told.append(written(server, at))
    return told


@pytest.mark.parametrize("model", MODELS)
def test_beside_two_neighbours_whose_rates_are_far_apart_all_answers_are_the_same(model: str) -> None:
    seed = 1
    widest = max(moments(STEADY, model, seed, 5.0 if model == "bucket" else 1.0), key=half)
    assert half(widest) > 3
    scene = widest.scene
    calls = scene.calls
    first = answers(model, seed, [call.charged for call in calls], widest.neighbour, calls)
    for rate in answered_alike(boxes_of(scene), A_SECOND, 0.8 * A_SECOND):
        ours, his = other_world(widest, rate)
        late = [at for at in his if at > scene.steady_since]
        assert len(late) == pytest.approx(rate * 5 / CREDITS, abs=1)
        assert all(call.sent <= at <= min(call.answered, scene.now) for at, call in zip(ours, calls, strict=True))
        other = answers(model, seed, ours, his, calls)
        read = [nth for nth, call in enumerate(calls) if call.answered <= scene.now]
        assert [other[nth] for nth in read] == [first[nth] for nth in read]


def test_nobody_knows_a_rate_to_the_credit_and_ours_is_near_where_it_may_be_known() -> None:
    found = may_be(STEADY, "first", 2, 1.0, 3.0)
    assert 0.5 < found.unknown < 50
    assert 0 < found.ours < 3
