"""The emulator in a thread of its own, for programs and tests that have no event loop."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import contextmanager

from miro_async.emulator._emulator import Emulator

__all__ = ["in_background"]


@contextmanager
def in_background(emulator: Emulator) -> Generator[Emulator]:
    """Run an emulator's server in a background thread while the block lasts.

    Its clock, faults, limits, log and world may be used from the outside all the while.

    ::

        with in_background(Emulator(seed=7)) as emulator:
            requests.get(f"{emulator.url}/v2/boards", headers={"Authorization": f"Bearer {emulator.token}"})

    Args:
        emulator: an emulator that does not run yet.

    Raises:
        ConfigurationError: the address cannot be listened on.
    """
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=_run, args=(loop,), name="miro-emulator", daemon=True)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(emulator.start(), loop).result()
        try:
            yield emulator
        finally:
            asyncio.run_coroutine_threadsafe(emulator.stop(), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
