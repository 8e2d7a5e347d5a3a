"""The programs for authors of web services, each behind a real server."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web
from example_runs import environment, load, sent

from miro_async.emulator import Emulator, Fault


@asynccontextmanager
async def served(name: str) -> AsyncGenerator[ClientSession]:
    """A client of the program, served as `web.run_app` serves it: handlers go on when clients hang up."""
    main: Callable[[], Awaitable[web.Application]] = load(name)["main"]
    runner = web.AppRunner(await main(), shutdown_timeout=1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0]
        async with ClientSession(f"http://{host}:{port}") as client:
            yield client
    finally:
        await runner.cleanup()


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, miro_emulator: Emulator) -> None:
    for name, value in environment(miro_emulator).items():
        monkeypatch.setenv(name, value)


def test_web_backend_invites_and_tells_who_was_not(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board()["id"]

    async def main() -> None:
        async with served("web_backend") as client:
            emails = [("email", "ann@emulated.example"), ("email", "bob@uninvitable.example")]
            async with client.post(f"/boards/{board}/members", data=emails) as answer:
                assert answer.status == 200
                said = await answer.json()
        assert len(said["invited"]) == 1
        assert list(said["failed"]) == ["bob@uninvitable.example"]

    asyncio.run(main())
    assert len(miro_emulator.world.board_members(board)) == 2


def test_web_backend_says_what_is_wrong_with_a_request(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board()["id"]

    async def main() -> None:
        async with served("web_backend") as client:
            async with client.post(f"/boards/{board}/members", data={"email": "ann"}) as answer:
                assert (answer.status, "'ann'" in await answer.text()) == (400, True)
            async with client.post(f"/boards/{board}/members") as answer:
                assert answer.status == 400
            assert not miro_emulator.statistics.calls
            async with client.post("/boards/uXjVnowhere=/members", data={"email": "ann@emulated.example"}) as answer:
                assert (answer.status, "not found" in await answer.text()) == (400, True)

    asyncio.run(main())


def test_web_backend_refuses_what_would_come_too_late(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board()["id"]

    async def main() -> list[tuple[int, str]]:
        answers: list[tuple[int, str]] = []
        async with served("web_backend") as client:
            for number in range(202):
                email = {"email": f"member{number}@emulated.example"}
                async with client.post(f"/boards/{board}/members", data=email) as answer:
                    answers.append((answer.status, answer.headers.get("Retry-After", "")))
        return answers

    *invited, one, other = asyncio.run(main())
    assert invited == [(200, "")] * 200
    assert (one[0], other[0]) == (503, 503)
    assert 30 <= int(other[1]) <= int(one[1]) <= 62
    assert (miro_emulator.statistics.calls, miro_emulator.statistics.rate_limited) == (200, 0)


def test_web_backend_admits_what_it_does_not_know(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board()["id"]
    miro_emulator.faults.add(Fault(kind="hang_up", operations=("members.share",), applied=1.0))

    async def main() -> int:
        email = {"email": "ann@emulated.example"}
        async with served("web_backend") as client, client.post(f"/boards/{board}/members", data=email) as answer:
            return answer.status

    assert asyncio.run(main()) == 504
    assert sent(miro_emulator)["members.share"] == 1


def test_web_import_streams_what_becomes_of_each_line(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board()["id"]
    lines = "\n".join(["a < b", *map(str, range(44))])

    async def main() -> list[str]:
        async with served("web_import") as client, client.post(f"/boards/{board}/notes", data=lines) as answer:
            assert answer.status == 200
            return (await answer.text()).splitlines()

    said = asyncio.run(main())
    items = miro_emulator.world.board_items(board)
    assert items[0]["data"]["content"] == "a &lt; b"
    assert said == [f"{number}: {item['id']}" for number, item in enumerate(items, 1)]
    assert len({item["position"]["y"] for item in items}) == 45


def test_web_import_says_what_stopped_it(miro_emulator: Emulator) -> None:
    async def main() -> str:
        async with served("web_import") as client, client.post("/boards/uXjVnowhere=/notes", data="one") as answer:
            return await answer.text()

    said = asyncio.run(main())
    assert said.startswith("stopped: ")
    assert "not found" in said
    assert not miro_emulator.world.boards()


@pytest.mark.miro_emulator(latency=0.01)
def test_web_import_stops_when_nobody_listens_any_more(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board()["id"]

    async def main() -> None:
        async with served("web_import") as client:
            async with client.post(f"/boards/{board}/notes", data="\n".join(map(str, range(2_000)))) as answer:
                assert (await answer.content.readline()).startswith(b"1: ")
            for _ in range(20):  # long enough for twenty batches more
                async with client.post(f"/boards/{board}/notes", data="another") as answer:
                    assert (await answer.text()).startswith("1: ")
            assert miro_emulator.world.item_count(board) <= 120

    asyncio.run(main())
