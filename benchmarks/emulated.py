"""The five window models on the built-in emulator: made for a load, and watched while it runs."""

import asyncio
import time
from typing import Final

import msgspec
from credit_server import Latency
from mixed_load import SPARE_ITEMS, Account, Load

from miro_async.emulator import Emulator
from miro_async.emulator.limits import ModelName

__all__ = ["Sight", "account_of", "emulator_for", "watch"]

_LOOK_S = 0.02
_NAMES: Final[dict[str, ModelName]] = {
    "wall": "aligned",
    "first": "fixed",
    "log": "sliding_log",
    "counter": "sliding_counter",
    "bucket": "token_bucket",
}


class Sight(msgspec.Struct):
    """What the emulator saw during a load.

    Attributes:
        own: (seconds since the start, credits accepted so far), every 20 ms.
        left: (seconds since the start, credits left).
        refused: how many calls were answered with 429.
    """

    own: list[tuple[float, int]]
    left: list[tuple[float, int]]
    refused: int


def emulator_for(load: Load, latency: Latency) -> Emulator:
    """An emulator that does not run yet; its clock is off, so that a window by the clock begins at the load's origin.

    Args:
        load: what will run.
        latency: of each way; the emulator takes no time of its own but for its work.
    """
    origin = time.time() + load.origin - time.monotonic()
    return Emulator(
        limit=load.limit,
        window=load.window,
        model=_NAMES[load.model],
        latency=(2 * latency.least, 2 * latency.most),
        clock_skew=-origin % load.window,
    )


def account_of(emulator: Emulator) -> Account:
    """A new board on a running emulator, with the items that the load needs."""
    items = [{"type": "sticky_note", "data": {"content": f"note {number}"}} for number in range(1 + SPARE_ITEMS)]
    (board,) = emulator.world.seed({"boards": [{"name": "Plans", "items": items}]})
    item_ids = [item["id"] for item in emulator.world.board_items(board["id"])]
    return Account(emulator.url, emulator.token, board["id"], item_ids)


async def watch(emulator: Emulator, load: Load) -> Sight:
    """Look at the quota of an emulator until the load ends."""
    limits = emulator.limits
    sight = Sight([(0.0, 0)], [(0.0, load.limit)], 0)
    await asyncio.sleep(load.start - time.monotonic())
    while (at := time.monotonic() - load.start) <= load.seconds:
        sight.own.append((at, sum(window.credits for window in limits.windows())))
        sight.left.append((at, limits.peek().remaining))
        sight.refused = emulator.statistics.rate_limited
        await asyncio.sleep(_LOOK_S)
    return sight
