"""Creating, updating, tagging and deleting 5,000 items in bulk, against an oracle: ``python benchmarks/bulk.py``.

Each job has a user, and so a quota, of its own on one emulator: 100,000 credits in a fixed window of 20 s that opens
with the first call, 50 to 150 ms of latency. The longest takes 8 minutes, the others one after another meanwhile.
The oracle has no latency and spends a window the moment it opens: whatever the client does, the last credit of a job
cannot be spent before the last of its windows opens. Creating in order has one call of 20 items on its way, so that
the last window alone takes it 50 times the latency: it has a row, and no target.
"""

import asyncio
import contextlib
import math
import sys
from collections.abc import Awaitable, Callable, Iterator
from multiprocessing.connection import Connection
from typing import NamedTuple
from urllib.parse import urlsplit

import harness
import msgspec
from harness import Check, Report

from miro_async import Miro, Quota, bulk, drafts
from miro_async.emulator import Emulator
from miro_async.models import StickyNoteCreate

ITEMS = 5_000
LIMIT = 100_000
WINDOW_S = 20.0
LATENCY_S = (0.05, 0.15)
LONGEST = 1.03
SLACK_S = 2.0
GROUP = 100


class Bench(msgspec.Struct):
    """What a job works on: a user's token, and a board with a tag and sticky notes."""

    token: str
    board_id: str
    tag_id: str
    item_ids: list[str]


class Seen(msgspec.Struct):
    """What the server saw of a user."""

    credits: int = 0
    refused: int = 0


class Job(NamedTuple):
    """A bulk job, and what it costs.

    Attributes:
        name: what it does.
        run: does it, and returns its report.
        items: how many items the board has before.
        unit: the credits that are spent at once, or not at all.
        units: how many units the job has.
    """

    name: str
    run: Callable[[Miro, Bench], Awaitable[bulk.Report]]
    items: int
    unit: int
    units: int
    has_target: bool = True

    @property
    def credits(self) -> int:
        """What it costs."""
        return self.unit * self.units

    @property
    def oracle_s(self) -> float:
        """Seconds until its last window opens."""
        return (math.ceil(self.units / (LIMIT // self.unit)) - 1) * WINDOW_S


def notes() -> Iterator[StickyNoteCreate]:
    """What is created."""
    return (drafts.sticky_note(f"note {number}", at=(number, 0)) for number in range(ITEMS))


async def create(miro: Miro, bench: Bench) -> bulk.Report:
    """Create sticky notes in any order."""
    return await bulk.create(miro, bench.board_id, notes(), ordered=False)


async def create_in_order(miro: Miro, bench: Bench) -> bulk.Report:
    """Create sticky notes in their order."""
    return await bulk.create(miro, bench.board_id, notes())


async def update(miro: Miro, bench: Bench) -> bulk.Report:
    """Change the text of each."""
    new = drafts.as_update(drafts.sticky_note("new"))
    return await bulk.update(miro, bench.board_id, [(item_id, new) for item_id in bench.item_ids])


async def tag(miro: Miro, bench: Bench) -> bulk.Report:
    """Attach a tag to each."""
    return await bulk.attach_tags(miro, bench.board_id, [(item_id, bench.tag_id) for item_id in bench.item_ids])


async def delete_each(miro: Miro, bench: Bench) -> bulk.Report:
    """Delete one by one."""
    return await bulk.delete(miro, bench.board_id, bench.item_ids)


async def delete_in_groups(miro: Miro, bench: Bench) -> bulk.Report:
    """Delete in groups."""
    return await bulk.delete(miro, bench.board_id, bench.item_ids, strategy="group", group_size=GROUP)


JOBS = (
    Job("create", create, 0, 20 * 100, ITEMS // 20),
    Job("create, in order", create_in_order, 0, 20 * 100, ITEMS // 20, has_target=False),
    Job("update", update, ITEMS, 100, ITEMS),
    Job("tag", tag, ITEMS, 50, ITEMS),
    Job("delete, one by one", delete_each, ITEMS, 500, ITEMS),
    Job(f"delete, in groups of {GROUP}", delete_in_groups, ITEMS, 600, ITEMS // GROUP),
)


# The server ---------------------------------------------------------------------------------------------------------


def serve(pipe: "Connection[bytes, str]", _settings: bytes) -> None:
    """Run the emulator; answers ``benches`` with what the jobs work on, ``seen`` with what it saw of each."""
    with contextlib.suppress(EOFError):
        asyncio.run(_serve(pipe))


async def _serve(pipe: "Connection[bytes, str]") -> None:
    async with Emulator(limit=LIMIT, window=WINDOW_S, latency=LATENCY_S) as emulator:
        users = [f"user-{place}" for place in range(len(JOBS))]
        benches = [_bench(emulator, user, job) for user, job in zip(users, JOBS, strict=True)]
        pipe.send_bytes(str(urlsplit(emulator.url).port).encode())
        async for message in harness.messages(pipe):
            answer = benches if message == "benches" else [_seen(emulator, user) for user in users]
            pipe.send_bytes(msgspec.json.encode(answer))


def _bench(emulator: Emulator, user: str, job: Job) -> Bench:
    items = [{"type": "sticky_note", "data": {"content": f"note {number}"}} for number in range(job.items)]
    (board,) = emulator.world.seed({"boards": [{"name": job.name, "items": items, "tags": [{"title": "done"}]}]})
    token = emulator.world.issue_token(user_id=user)
    (made_tag,) = emulator.world.board_tags(board["id"])
    ids = [item["id"] for item in emulator.world.board_items(board["id"])]
    return Bench(token.value, board["id"], made_tag["id"], ids)


def _seen(emulator: Emulator, user: str) -> Seen:
    entries = [entry for entry in emulator.log if entry.user == user]
    return Seen(sum(entry.credits for entry in entries), sum(entry.status == 429 for entry in entries))


# The client ---------------------------------------------------------------------------------------------------------


async def run_jobs(url: str, benches: list[Bench]) -> list[bulk.Report]:
    """Run the longest job beside the others, which go one after another; their reports."""
    reports: dict[str, bulk.Report] = {}

    async def run(*works: tuple[Job, Bench]) -> None:
        for job, bench in works:
            async with Miro(bench.token, base_url=url, quota=Quota(limit=LIMIT, window=WINDOW_S)) as miro:
                reports[job.name] = (await job.run(miro, bench)).raise_for_failures()

    *others, longest = sorted(zip(JOBS, benches, strict=True), key=lambda work: work[0].oracle_s)
    await asyncio.gather(run(longest), run(*others))
    return [reports[job.name] for job in JOBS]


def checks(job: Job, report: bulk.Report, seen: Seen) -> Iterator[Check]:
    """What is claimed of a job."""
    if job.has_target:
        longest = LONGEST * job.oracle_s + SLACK_S
        yield Check(claim=f"{job.name}: seconds", measured=report.seconds, bound=longest)
    yield Check(claim=f"{job.name}: credits", measured=seen.credits, bound=job.credits)
    yield Check(claim=f"{job.name}: 429s", measured=seen.refused, bound=0)


def main() -> int:
    """Run the benchmark."""
    given = harness.arguments(__doc__ or "").parse_args()
    harness.pin(harness.CLIENT_CORE)
    report = Report(
        title=f"{ITEMS:,} items in bulk, {LIMIT:,} credits in a window of {WINDOW_S:g} s, on the emulator",
        versions=harness.versions(),
        columns=("job", "succeeded", "credits", "oracle, credits", "seconds", "oracle, s", "429s"),
    )
    with harness.server_process(serve) as server:
        server.pipe.send("benches")
        benches = msgspec.json.decode(server.pipe.recv_bytes(), type=list[Bench])
        results = asyncio.run(run_jobs(server.url, benches))
        server.pipe.send("seen")
        seen = msgspec.json.decode(server.pipe.recv_bytes(), type=list[Seen])
    for job, result, sight in zip(JOBS, results, seen, strict=True):
        report.rows.append(
            (
                job.name,
                f"{result.succeeded:,}",
                f"{sight.credits:,}",
                f"{job.credits:,}",
                f"{result.seconds:.2f}",
                f"{job.oracle_s:.0f}",
                str(sight.refused),
            )
        )
        report.checks += checks(job, result, sight)
    return harness.finish(report, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
