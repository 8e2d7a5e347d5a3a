"""A call that was sent already, in a queue that is full: it waits for its repetition, and its outcome is not hidden."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from miro_async import Miro, Quota, Retries, TokenSource, drafts
from miro_async.emulator import Emulator, virtual_time
from miro_async.emulator.faults import Fault
from miro_async.errors import OutcomeUnknown, QueueFull, ReauthorizationRequired

UPDATE = "sticky_notes.update"
NEW = drafts.sticky_note("after")
LOST = {
    "no answer": Fault(kind="hang_up", operations=(UPDATE,), times=1, applied=1.0),
    "500": Fault(kind="error", operations=(UPDATE,), times=1, applied=1.0),
}


class Site:
    """A board with one note, and a client whose queue holds one call."""

    def __init__(self, name: str, *, max_waiting: int = 1, token: str | TokenSource | None = None) -> None:
        self.emulator = Emulator(latency=0.1)
        self.board = self.emulator.world.create_board(name="b")["id"]
        self.miro = Miro(
            token or self.emulator.token,
            transport=self.emulator.transport(),
            quota=Quota(max_waiting=max_waiting),
            quota_key=f"full queue: {name}",
            retries=Retries(backoff=0.5),
        )

    async def note(self) -> str:
        return (await self.miro.sticky_notes.create(self.board, drafts.sticky_note("before"))).id

    async def text(self, note: str) -> str | None:
        return (await self.miro.sticky_notes.get(self.board, note)).data.content

    async def fill(self) -> "asyncio.Task[Any]":
        """The queue is full for a minute, from just before the answer of what is under way."""
        await asyncio.sleep(0.05)
        self.miro.budget.pause(60)
        waiting = asyncio.ensure_future(self.miro.boards.get(self.board))
        await asyncio.sleep(0)
        with pytest.raises(QueueFull):
            await self.miro.boards.get(self.board)
        return waiting


@pytest.mark.parametrize("lost", LOST)
def test_an_update_whose_answer_was_lost_waits_for_its_repetition(lost: str) -> None:
    async def main() -> None:
        site = Site(lost)
        note = await site.note()
        site.emulator.faults.add(LOST[lost])
        update = asyncio.ensure_future(site.miro.sticky_notes.update(site.board, note, drafts.as_update(NEW)))
        waiting = await site.fill()
        assert (await update).data.content == "after"
        await waiting

    virtual_time.run(main())


@pytest.mark.parametrize("write", [True, False])
def test_a_429_reaches_no_caller_however_full_the_queue_is(write: bool) -> None:
    calls: dict[bool, Callable[[Site], Awaitable[object]]] = {
        True: lambda site: site.note(),
        False: lambda site: site.miro.boards.get(site.board),
    }

    async def main() -> None:
        site = Site(f"429 {write}")
        await site.note()
        site.emulator.limits.spend(99_890)
        refused = asyncio.ensure_future(calls[write](site))
        waiting = await site.fill()
        await asyncio.gather(refused, waiting)
        assert site.miro.budget.snapshot().rate_limited == 1

    virtual_time.run(main())


def test_an_update_that_ends_for_want_of_a_token_may_have_been_applied() -> None:
    class Ending:
        quota_key = "ending"

        def __init__(self, token: str) -> None:
            self.current = token

        async def token(self) -> str:
            if not self.current:
                raise ReauthorizationRequired("the user has left")
            return self.current

        async def renew(self, rejected: str) -> None: ...

    async def main() -> None:
        site = Site("token", max_waiting=5)
        note = await site.note()
        tokens = Ending(site.emulator.token)
        miro = Miro(tokens, transport=site.emulator.transport(), quota_key="full queue: the token's end")
        site.emulator.faults.add(LOST["no answer"])
        update = asyncio.ensure_future(miro.sticky_notes.update(site.board, note, drafts.as_update(NEW)))
        await asyncio.sleep(0.05)
        tokens.current = ""
        with pytest.raises(OutcomeUnknown, match="the user has left") as caught:
            await update
        assert isinstance(caught.value.__cause__, ReauthorizationRequired)
        assert (caught.value.attempts, caught.value.operation) == (1, UPDATE)
        with pytest.raises(ReauthorizationRequired):
            await miro.sticky_notes.update(site.board, note, drafts.as_update(NEW))
        assert await site.text(note) == "after"

    virtual_time.run(main())
