import asyncio
import random
from collections.abc import Callable
from contextlib import closing

from counting_loop import CountingLoop
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async.budget.alarms import Alarms, alarms_of
from miro_async.emulator import virtual_time

MS = 1_000_000


class Sleeper:
    """Notes when it is woken, in ms, and then does something else."""

    def __init__(self, then: Callable[[], object] = lambda: None) -> None:
        self.woken: list[int] = []
        self.then = then

    def wake(self) -> None:
        self.woken.append(round(asyncio.get_running_loop().time() * 1000))
        self.then()


def test_everybody_is_woken_at_the_earliest_time_that_was_asked_for_and_once() -> None:
    async def main() -> None:
        alarms = Alarms(asyncio.get_running_loop())
        one, two = Sleeper(), Sleeper()
        alarms.set(50 * MS, one)
        alarms.set(20 * MS, one)
        alarms.set(90 * MS, one)
        alarms.set(20 * MS, two)
        assert len(alarms) == 2
        await asyncio.sleep(1)
        assert (one.woken, two.woken) == ([20], [20])
        assert len(alarms) == 0
        alarms.set(1500 * MS, one)
        await asyncio.sleep(1)
        assert one.woken == [20, 1500]

    virtual_time.run(main())


def test_who_wants_no_alarm_any_more_gets_none() -> None:
    async def main() -> None:
        alarms = Alarms(asyncio.get_running_loop())
        one, two = Sleeper(), Sleeper()
        alarms.set(20 * MS, one)
        alarms.set(30 * MS, two)
        alarms.unset(one)
        await asyncio.sleep(1)
        assert (one.woken, two.woken) == ([], [30])

    virtual_time.run(main())


def test_the_trouble_of_one_does_not_keep_the_others_asleep() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        reports: list[dict[str, object]] = []
        loop.set_exception_handler(lambda _, context: reports.append(context))
        alarms = Alarms(loop)
        bad, good, later = Sleeper(lambda: 1 // 0), Sleeper(), Sleeper()
        alarms.set(20 * MS, bad)
        alarms.set(20 * MS, good)
        alarms.set(40 * MS, later)
        await asyncio.sleep(1)
        assert (good.woken, later.woken) == ([20], [40])
        assert [type(report["exception"]) for report in reports] == [ZeroDivisionError]

    virtual_time.run(main())


def test_who_asks_again_when_woken_lets_the_loop_go_on() -> None:
    async def main() -> None:
        alarms = Alarms(asyncio.get_running_loop())
        restless = Sleeper()
        restless.then = lambda: alarms.set(0, restless)  # long past
        alarms.set(0, restless)
        for _ in range(10):
            await asyncio.sleep(0)
        assert len(restless.woken) >= 2
        alarms.unset(restless)

    virtual_time.run(main(), start=5.0)


def test_thousands_who_are_due_at_once_cost_the_loop_one_timer() -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, CountingLoop)
        alarms = Alarms(loop)
        sleepers = [Sleeper() for _ in range(5000)]
        for sleeper in sleepers:
            alarms.set(100 * MS, sleeper)
        before = loop.timers
        await asyncio.sleep(1)
        assert all(sleeper.woken == [100] for sleeper in sleepers)
        assert before == 1
        assert loop.timers == 2, "the sleep of this test"

    loop = CountingLoop()
    with closing(loop):
        loop.run_until_complete(main())


def test_a_change_of_mind_leaves_nothing_behind() -> None:
    async def main() -> None:
        alarms = Alarms(asyncio.get_running_loop())
        sleeper = Sleeper()
        for moment in range(100_000, 1, -1):
            alarms.set(moment * MS, sleeper)
        assert int(repr(alarms).split(", ")[1].split()[0]) <= 200
        await asyncio.sleep(200)
        assert sleeper.woken == [2]

    virtual_time.run(main())


@given(seed=st.integers(0, 2**32))
@settings(deadline=None, max_examples=30)
def test_whatever_is_set_and_unset_nobody_oversleeps(seed: int) -> None:
    async def main() -> None:
        dice = random.Random(seed)
        loop = asyncio.get_running_loop()
        alarms = Alarms(loop)
        sleepers = [Sleeper() for _ in range(10)]
        due: dict[int, int] = {}  # in ms
        for _ in range(200):
            number = dice.randrange(10)
            if dice.random() < 0.2:
                alarms.unset(sleepers[number])
                due.pop(number, None)
            else:
                at = round(loop.time() * 1000) + dice.randrange(1, 100)
                alarms.set(at * MS, sleepers[number])
                due[number] = min(due.get(number, at), at)
            if dice.random() < 0.3:
                await asyncio.sleep(dice.randrange(1, 60) / 1000 + 0.0005)
                now = round(loop.time() * 1000 - 0.5)
                for who, at in list(due.items()):
                    if at <= now:
                        assert sleepers[who].woken[-1] == at
                        del due[who]
            assert len(alarms) == len(due)

    virtual_time.run(main())


def test_a_loop_has_one_of_them_and_closed_loops_are_forgotten() -> None:
    first, second = virtual_time.VirtualTimeLoop(), virtual_time.VirtualTimeLoop()
    with closing(second):
        with closing(first):
            alarms = alarms_of(first)
            assert alarms_of(first) is alarms
            assert alarms_of(second) is not alarms
        third = virtual_time.VirtualTimeLoop()
        with closing(third):
            alarms_of(third)
        assert alarms_of(first) is not alarms
