"""The promise over real sockets: aiohttp on both sides, real time, the emulator counting in each of five ways."""

import asyncio
import statistics
import time
from contextlib import AsyncExitStack

import pytest
from credit_server import Latency
from emulated import Sight, account_of, emulator_for, watch
from mixed_load import Experience, Load, loads, run_all

LATENCY = Latency(0.02, 0.12)
WINDOWS, WINDOW_S, LIMIT = 8, 8.0, 20_000
LEAD_S = 1.0


async def run() -> list[tuple[Load, Experience, Sight]]:
    """All five at once: together they keep a core busy for a sixth of the time."""
    planned = loads(time.monotonic() + LEAD_S, WINDOWS, limit=LIMIT, window=WINDOW_S)
    async with AsyncExitStack() as running:
        emulators = [await running.enter_async_context(emulator_for(load, LATENCY)) for load in planned]
        watching = asyncio.gather(*map(watch, emulators, planned))
        experiences = await run_all(planned, list(map(account_of, emulators)))
        return list(zip(planned, experiences, await watching, strict=True))


@pytest.mark.timeout(180)
def test_a_mixed_load_spends_every_window_and_is_never_refused_and_hides_no_interactive_call() -> None:
    for load, experience, sight in asyncio.run(run()):
        assert sight.refused == 0, load.model
        assert experience.failures == [], load.model
        # The reset is told in whole seconds, an eighth of such a window: too coarse for a percentage.
        assert sight.own[-1][1] >= (WINDOWS - 1) * LIMIT, load.model
        # Alone in its class a call takes a round trip, 0.14 s; in the queue of the batch it would wait for 5 s.
        assert statistics.median(experience.waits) < 1, load.model
        assert max(experience.waits) < WINDOW_S / 2, load.model
