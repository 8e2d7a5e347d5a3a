"""How a client ends: what closing does to its calls, what closing a view does not do, what draining waits for."""

import asyncio
import math

import pytest

from miro_async import Miro, Priority, Retries, TokenSource
from miro_async.emulator import Emulator, virtual_time
from miro_async.emulator.faults import Fault
from miro_async.errors import OutcomeUnknown, TransportError
from miro_async.files import File
from miro_async.models import BoardUpdate


def client(emulator: Emulator, key: str, token: str | TokenSource | None = None) -> Miro:
    return Miro(
        token or emulator.token,
        transport=emulator.transport(),
        quota_key=f"closing: {key}",
        retries=Retries(backoff=60.0),
    )


def test_closing_a_view_closes_nothing() -> None:
    emulator = Emulator()

    async def main() -> None:
        async with Miro(emulator.token, base_url="http://127.0.0.1:9", transport=emulator.transport()) as miro:
            miro.budget.pause(5.0)
            waiting = asyncio.ensure_future(miro.tokens.get())
            async with miro.with_options() as view:
                await asyncio.sleep(1)
            await view.with_options(priority=Priority.BATCH).aclose()
            await waiting
            await view.tokens.get()
        with pytest.raises(TransportError, match="the client is closed"):
            await view.tokens.get()

    virtual_time.run(main())


def test_a_view_leaves_the_connections_open(miro_emulator: Emulator) -> None:
    async def main() -> None:
        async with Miro(miro_emulator.token, base_url=miro_emulator.url) as miro:
            async with miro.with_options(priority=Priority.INTERACTIVE) as view:
                await view.tokens.get()
            await miro.tokens.get()

    asyncio.run(main())


def test_what_waits_for_credits_fails_when_its_client_is_closed() -> None:
    emulator = Emulator()

    async def main() -> None:
        closing, other = client(emulator, "waiting"), client(emulator, "waiting")
        closing.budget.pause(math.inf)
        waiting = [
            asyncio.ensure_future(closing.tokens.get()),
            asyncio.ensure_future(closing.with_options(deadline=math.inf, priority=Priority.BATCH).tokens.get()),
        ]
        others = asyncio.ensure_future(other.tokens.get())
        await asyncio.sleep(1)
        await closing.aclose()
        for call in [*waiting, asyncio.ensure_future(closing.tokens.get())]:
            async with asyncio.timeout(0.1):
                with pytest.raises(TransportError, match="nothing was sent: the client is closed") as caught:
                    await call
            assert (caught.value.operation, caught.value.attempts) == ("tokens.get", 0)
        assert closing.budget.snapshot().waiting == 1, "the call of the other client"
        closing.budget.resume()
        await others
        state = closing.budget.snapshot()
        assert (state.waiting, state.reserved, state.in_flight) == (0, 0, 0)
        assert emulator.statistics.calls == 1

    virtual_time.run(main())


def test_a_repetition_that_waits_fails_as_well_and_hides_no_unknown_outcome() -> None:
    emulator = Emulator()
    board = emulator.world.create_board(name="b")["id"]
    emulator.faults.add(Fault(kind="hang_up", applied=1.0))

    async def main() -> None:
        miro = client(emulator, "repetition")
        read = asyncio.ensure_future(miro.boards.get(board))
        write = asyncio.ensure_future(miro.boards.update(board, BoardUpdate(name="x")))
        await asyncio.sleep(0.5)
        assert miro.budget.snapshot().waiting == 2, "in backoff"
        await miro.aclose()
        async with asyncio.timeout(0.1):
            with pytest.raises(TransportError, match="the client is closed"):
                await read
            with pytest.raises(OutcomeUnknown, match="the client is closed"):
                await write
        assert miro.budget.snapshot().waiting == 0

    virtual_time.run(main())


def test_a_call_that_is_granted_as_its_client_is_closed_leaves_nothing_held() -> None:
    emulator = Emulator()

    async def main() -> None:
        miro = client(emulator, "granted")
        miro.budget.pause(math.inf)
        call = asyncio.ensure_future(miro.tokens.get())
        await asyncio.sleep(1)
        miro.budget.resume()
        await miro.aclose()
        await asyncio.gather(call, return_exceptions=True)
        await miro.budget.drain()
        assert miro.budget.snapshot().reserved == 0

    virtual_time.run(main())


class Renewing:
    quota_key = "renewing"

    def __init__(self, token: str) -> None:
        self._good = token
        self._current = "expired"

    async def token(self) -> str:
        return self._current

    async def renew(self, rejected: str) -> str | None:
        assert rejected == self._current
        await asyncio.sleep(30)
        self._current = self._good
        return self._good


def test_draining_waits_for_a_token_and_for_the_call_that_is_repeated_with_it() -> None:
    emulator = Emulator(latency=0.1)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> None:
        miro = client(emulator, "token", Renewing(emulator.token))
        call = asyncio.ensure_future(miro.boards.get(board))
        await asyncio.sleep(0.05)
        drain = asyncio.ensure_future(miro.budget.drain())
        await asyncio.sleep(10)
        assert not drain.done()
        assert not miro.budget.idle
        await drain
        await asyncio.sleep(0)
        assert call.done()
        assert [entry.status for entry in emulator.log] == [401, 200]

    virtual_time.run(main())


def test_draining_waits_until_files_are_closed_and_sent_once_more() -> None:
    emulator = Emulator(latency=0.1)
    board = emulator.world.create_board(name="b")["id"]

    async def main() -> None:
        emulator.limits.spend(99_999)
        miro = client(emulator, "files")
        upload = asyncio.ensure_future(miro.images.upload(board, File(b"\x89PNG", name="a.png")))
        await asyncio.sleep(0.05)
        await miro.budget.drain()
        await asyncio.sleep(0)
        assert upload.done()
        statuses = [entry.status for entry in emulator.log]
        assert (statuses[0], statuses[-1]) == (429, 201)

    virtual_time.run(main())
