"""The promise over real sockets: aiohttp on both sides, real time, the emulator counting in each of five ways."""

import asyncio
import math
import statistics
import time
from contextlib import AsyncExitStack

import pytest
from credit_server import Latency
from emulated import Sight, account_of, emulator_for, watch
from mixed_load import Experience, Load, loads, run, run_all

LATENCY = Latency(0.02, 0.12)
WINDOWS, WINDOW_S, LIMIT = 8, 8.0, 20_000
LEAD_S = 1.0


async def mixed_and_alone() -> tuple[list[tuple[Load, Experience, Sight]], Experience]:
    """All five at once: together they keep a core busy for a sixth of the time.

    Returns:
        What came of each, and of the same interactive calls on a quota that nobody else spends.
    """
    planned = loads(time.monotonic() + LEAD_S, WINDOWS, limit=LIMIT, window=WINDOW_S)
    idle = planned[0]._replace(seconds=max(load.seconds for load in planned) + 1)
    async with AsyncExitStack() as running:
        *emulators, spare = [
            await running.enter_async_context(emulator_for(load, LATENCY)) for load in (*planned, idle)
        ]
        watching = asyncio.gather(*map(watch, emulators, planned))
        alone = asyncio.create_task(run(idle, account_of(spare), workers=0))
        experiences = await run_all(planned, list(map(account_of, emulators)))
        return list(zip(planned, experiences, await watching, strict=True)), await alone


def held_back(experience: Experience, alone: Experience) -> list[float]:
    """By how many seconds longer than the longest call under way meanwhile that nothing was in the way of."""
    return [
        wait - max(alone.waits.get(second + later, 0.0) for later in range(math.ceil(wait)))
        for second, wait in experience.waits.items()
    ]


@pytest.mark.timeout(180)
def test_a_mixed_load_spends_every_window_and_is_never_refused_and_hides_no_interactive_call() -> None:
    results, alone = asyncio.run(mixed_and_alone())
    assert alone.failures == []
    assert min(alone.waits.values()) < 0.5  # whoever is alone takes a round trip, 0.14 s, but for a busy machine
    for load, experience, sight in results:
        assert sight.refused == 0, load.model
        assert experience.failures == [], load.model
        # The reset is told in whole seconds, an eighth of such a window: too coarse for a percentage.
        assert sight.own[-1][1] >= (WINDOWS - 1) * LIMIT, load.model
        # Alone in its class a call takes a round trip; in the queue of the batch it would wait for 5 s.
        assert statistics.median(experience.waits.values()) < 1, load.model
        assert max(held_back(experience, alone)) < WINDOW_S / 2, load.model
