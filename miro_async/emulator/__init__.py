"""A stateful fake Miro: over real sockets, in process, and as a pytest fixture.

::

    async with Emulator() as emulator:                      # 127.0.0.1, a free port
        async with Miro(emulator.token, base_url=emulator.url) as miro: ...

The way of a request, and who takes part in it::

    http.py         a request and an answer as data
    server.py       sockets             transport.py   in process, for virtual time
    control.py      what tests in other processes may do
    engine.py       the pipeline: log, latency, token, quota, faults, world, headers
    limits.py       the quota limiter   windows.py     five ways to count credits
    faults.py       the rules           garble.py      what they make of an answer
    log.py          what was seen, and the sums over it
    clock.py        the server's time   virtual_time.py  an event loop whose clock jumps
    world/          what Miro knows and how it behaves

The emulator shares the table of operations and the models with the client, and nothing else: neither the scheduler
nor the client, whose mistakes it would repeat.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from miro_async.emulator._emulator import Emulator
    from miro_async.emulator.background import in_background
    from miro_async.emulator.faults import Fault
    from miro_async.emulator.transport import EmulatorTransport
    from miro_async.emulator.world import Token

__all__ = ["Emulator", "EmulatorTransport", "Fault", "Token", "in_background"]

# Resolved on first use: the pytest plugin lives in this package and is imported by every run of pytest.
_HOMES = {
    "Emulator": "_emulator",
    "EmulatorTransport": "transport",
    "Fault": "faults",
    "Token": "world",
    "in_background": "background",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
