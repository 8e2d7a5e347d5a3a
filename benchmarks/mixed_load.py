"""A busy host on one quota: a mixed load on each of five window models, held against an oracle.

64 workers with an endless backlog (calls of 50, 100, 500 and 2,000 credits, 60, 25, 10 and 5 % of them) and one
interactive call of 50 credits a second. Utilisation is what the server accepted from us over what it would have
accepted from an oracle that sees its state and has no way to go, over the same seconds, the first one included. The
models run at the same time, each with a quota of its own, in one client process that is nowhere near busy.
"""

import asyncio
import itertools
import random
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

import harness
import msgspec
from harness import Check, Report
from scheduler.servers import MODELS, NS, greedy

from miro_async import Miro, MiroError, Priority, Quota, drafts

__all__ = [
    "SPARE_ITEMS",
    "WORKERS",
    "Account",
    "Experience",
    "Load",
    "Result",
    "draw",
    "loads",
    "report_of",
    "run",
    "run_all",
]

WORKERS = 64
SPARE_ITEMS = 200
"""How many items a board needs besides the one that is read, lest the deletes run ahead of the creates."""

_SHARES = (60, 25, 10, 5)
_BULK_ITEMS = 20
_NOTE = drafts.sticky_note("Ship the release plan", at=(0, 0))
_CHEAPEST = 50  # credits: the oracle's backlog always has a call that fits
_LOOK_NS = NS // 1000
_BY_THE_CLOCK = {"wall", "counter"}
_NAMES = {
    "wall": "fixed by the clock",
    "first": "fixed from first call",
    "log": "sliding log",
    "counter": "sliding counter",
    "bucket": "token bucket",
}


class Load(NamedTuple):
    """When the load runs on one model.

    Attributes:
        model: the window model, one of `scheduler.servers.MODELS`.
        limit: credits per window.
        window: the length of a window in seconds.
        start: by `time.monotonic`.
        seconds: for how long. Windows by the clock are met in their middle, so that is half a window more.
    """

    model: str
    limit: int
    window: float
    start: float
    seconds: float

    @property
    def name(self) -> str:
        """Of the window model, in words."""
        return _NAMES[self.model]

    @property
    def origin(self) -> float:
        """Where a window of the clock begins, by `time.monotonic`."""
        return self.start - self.window / 2

    def ideal(self) -> list[tuple[float, int]]:
        """What an oracle gets that looks every millisecond: (seconds since the start, credits so far)."""
        start = round(self.start * NS)
        server = MODELS[self.model](self.limit, round(self.window * NS), -round(self.origin * NS))
        times = range(start, start + round(self.seconds * NS), _LOOK_NS)
        taken = list(greedy(server, times, unit=_CHEAPEST))
        totals = itertools.accumulate(credits for _, credits in taken)
        return [((at - start) / NS, total) for (at, _), total in zip(taken, totals, strict=True)]


def loads(start: float, windows: float, *, limit: int, window: float) -> list[Load]:
    """The load on every model.

    Args:
        start: by `time.monotonic`.
        windows: how many.
        limit: credits per window.
        window: the length of a window in seconds.
    """
    return [
        Load(model, limit, window, start, window * (windows + 0.5 if model in _BY_THE_CLOCK else windows))
        for model in MODELS
    ]


class Account(msgspec.Struct, frozen=True):
    """Whose quota is spent, and what the calls work on.

    Attributes:
        url: of the server.
        token: stands for the quota.
        board_id: the board.
        item_ids: its sticky notes: the first is read, the others are deleted.
    """

    url: str
    token: str
    board_id: str
    item_ids: list[str]


class Experience(NamedTuple):
    """What the client lived through on one model.

    Attributes:
        waits: seconds until the answer of every interactive call, by the second at which it is due, and from then on;
            those that the end cuts off count as well, for as long as they had waited.
        failures: the errors that calls raised.
    """

    waits: dict[int, float]
    failures: list[str]


class Result(NamedTuple):
    """What came of a load.

    Attributes:
        load: what ran.
        experience: what the client says.
        own: (seconds since the start, credits accepted so far).
        left: (seconds since the start, what the server had left).
        refused: how many calls were answered with 429.
        ideal: as `own`, for the oracle.
    """

    load: Load
    experience: Experience
    own: list[tuple[float, int]]
    left: list[tuple[float, int]]
    refused: int
    ideal: list[tuple[float, int]]

    @property
    def utilisation(self) -> float:
        """Own credits over the oracle's."""
        return self.own[-1][1] / self.ideal[-1][1]

    def wait(self, share: float) -> float:
        """The seconds that this share of the interactive calls do not exceed."""
        waits = sorted(self.experience.waits.values())
        return waits[int(len(waits) * share)]


# The client ---------------------------------------------------------------------------------------------------------


async def run_all(loads: list[Load], accounts: list[Account]) -> list[Experience]:
    """All models at once."""
    return await asyncio.gather(*map(run, loads, accounts))


async def run(load: Load, account: Account, *, workers: int = WORKERS) -> Experience:
    """Run the load on one model.

    Args:
        load: what runs.
        account: whose quota it spends.
        workers: how many spend the backlog. Without any nothing is in the way of the interactive calls.
    """
    dice = random.Random(load.model)
    experience = Experience({}, [])

    async def attempt(call: Callable[[], Awaitable[object]]) -> None:
        try:
            await call()
        except MiroError as error:
            failure = f"{type(error).__name__}: {error}"
            print(failure, file=sys.stderr)
            experience.failures.append(failure)

    async with Miro(account.token, base_url=account.url, quota=Quota(limit=load.limit, window=load.window)) as miro:
        calls = _calls_of(miro.with_options(priority=Priority.BATCH), account)
        person = miro.with_options(priority=Priority.INTERACTIVE)

        async def worker() -> None:
            while True:
                await attempt(dice.choices(calls, _SHARES)[0])

        async def interactive_call(second: int) -> None:
            try:
                await attempt(lambda: person.sticky_notes.get(account.board_id, account.item_ids[0]))
            finally:
                experience.waits[second] = time.monotonic() - load.start - second

        async def interactive(tasks: asyncio.TaskGroup) -> None:
            for second in itertools.count():
                await asyncio.sleep(load.start + second - time.monotonic())
                tasks.create_task(interactive_call(second))  # whether or not the last one is answered

        await asyncio.sleep(load.start - time.monotonic())
        try:
            async with asyncio.timeout_at(load.start + load.seconds), asyncio.TaskGroup() as tasks:
                tasks.create_task(interactive(tasks))
                for _ in range(workers):
                    tasks.create_task(worker())
        except TimeoutError:
            return experience
    raise AssertionError("the load is endless")


def _calls_of(miro: Miro, account: Account) -> tuple[Callable[[], Awaitable[object]], ...]:
    """A call of 50, 100, 500 and 2,000 credits each; what is created is deleted later on."""
    board, read = account.board_id, account.item_ids[0]
    spare = deque(account.item_ids[1:])

    async def get() -> None:
        await miro.sticky_notes.get(board, read)

    async def create() -> None:
        spare.append((await miro.sticky_notes.create(board, _NOTE)).id)

    async def delete() -> None:
        await miro.items.delete(board, spare.popleft())

    async def create_many() -> None:
        spare.extend(item.id for item in await miro.items.create(board, [_NOTE] * _BULK_ITEMS))

    return get, create, delete, create_many


# The report ---------------------------------------------------------------------------------------------------------


def report_of(title: str, results: list[Result], *, target: float, round_trip: float) -> Report:
    """The table and the claims.

    Args:
        title: what was measured.
        results: of each model.
        target: the least utilisation.
        round_trip: the p99 of a round trip, in seconds.
    """
    report = Report(
        title=f"{title}; round trip p99 {round_trip:.2f} s",
        versions=harness.versions(),
        columns=("window model", "own credits", "oracle's", "utilisation", "429s", "interactive p50 / p99, s"),
    )
    for result in results:
        model, own, ideal = result.load.name, result.own[-1][1], result.ideal[-1][1]
        waits = f"{result.wait(0.5):.2f} / {result.wait(0.99):.2f}"
        report.rows.append((model, f"{own:,}", f"{ideal:,}", f"{result.utilisation:.2%}", str(result.refused), waits))
        report.checks += [
            Check(claim=f"{model}: own / oracle", measured=result.utilisation, bound=target, at_most=False),
            Check(claim=f"{model}: 429s", measured=result.refused, bound=0),
            Check(claim=f"{model}: failed calls", measured=len(result.experience.failures), bound=0),
        ]
    return report


def draw(path: Path, title: str, results: list[Result]) -> None:
    """Draw the credits over time into a PNG file."""
    import credit_plot  # noqa: PLC0415 - matplotlib is needed for pictures only

    panels = [credit_plot.Panel(each.load.name, each.own, each.ideal, each.left) for each in results]
    credit_plot.draw(path, title, panels)
