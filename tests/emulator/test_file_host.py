"""Downloads over sockets and in process: free, without a token, and with faults of their own."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

import aiohttp
import pytest
from world_files import PNG

from miro_async.emulator import Emulator, Fault
from miro_async.emulator.world import Settings
from miro_async.wire import Unanswered

Talk = Callable[[Emulator, aiohttp.ClientSession, str], Awaitable[None]]


def over_sockets(talk: Talk, emulator: Emulator) -> None:
    """Run `talk` with a running emulator, a session without a token, and a signed URL of a picture."""

    async def main() -> None:
        board = emulator.world.create_board("Board")["id"]
        async with emulator, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            form = aiohttp.FormData({"data": '{"title": "Photo"}'})
            form.add_field("resource", PNG, filename="photo.png", content_type="image/png")
            own = {"Authorization": f"Bearer {emulator.token}"}
            async with session.post(f"{emulator.url}/v2/boards/{board}/images", data=form, headers=own) as answer:
                assert answer.status == 201
                link = (await answer.json())["data"]["imageUrl"].replace("format=preview", "format=original")
            async with session.get(link, headers=own) as answer:
                url = (await answer.json())["url"]
            await talk(emulator, session, url)

    asyncio.run(main())


def test_a_download_is_free_and_needs_no_token() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, url: str) -> None:
        spent, logged = emulator.statistics.credits, len(emulator.log)
        async with session.get(url) as answer:
            assert await answer.read() == PNG
            assert answer.content_length == len(PNG)
            assert answer.content_disposition is not None
            assert answer.content_disposition.filename == "photo.png.png"
            assert "X-RateLimit-Limit" not in answer.headers
        assert (emulator.statistics.credits, len(emulator.log)) == (spent, logged) == (600, 2)
        assert [(seen.status, seen.secrets) for seen in emulator.downloads] == [(200, ())]

    over_sockets(talk, Emulator())


def test_files_on_a_host_of_another_name_are_served_and_what_a_request_carries_is_seen() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, url: str) -> None:
        assert urlsplit(url).hostname == "localhost"
        async with session.get(url, headers={"Authorization": "Bearer x", "Cookie": "a=b"}) as answer:
            assert answer.status == 200
        (seen,) = emulator.downloads
        assert seen.secrets == ("authorization", "cookie")
        assert seen.host == urlsplit(url).netloc

    over_sockets(talk, Emulator(settings=Settings(files_host="localhost")))


def test_the_clock_of_the_emulator_ends_a_url() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, url: str) -> None:
        emulator.clock.advance(61)
        async with session.get(url) as answer:
            assert answer.status == 403
        async with session.get(f"{emulator.url}/__emulator__/downloads") as answer:
            assert [seen["status"] for seen in await answer.json()] == [403]

    over_sockets(talk, Emulator())


def test_a_download_breaks_in_the_middle() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, url: str) -> None:
        emulator.faults.add(Fault(kind="truncated", operations=("files.download",), times=1))
        async with session.get(url) as answer:
            assert answer.content_length == len(PNG)
            with pytest.raises(aiohttp.ClientPayloadError):
                await answer.read()
        async with session.get(url) as answer:
            assert await answer.read() == PNG
        assert emulator.statistics.faults == {"truncated": 1}

    over_sockets(talk, Emulator())


@pytest.mark.parametrize(("kind", "status", "body"), [("half_json", 200, PNG[: len(PNG) // 2]), ("empty", 200, b"")])
def test_a_download_is_shorter_than_the_file(kind: str, status: int, body: bytes) -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, url: str) -> None:
        emulator.faults.add(Fault(kind=kind))  # type: ignore[arg-type] # one of its literals
        async with session.get(url) as answer:
            assert (answer.status, await answer.read()) == (status, body)

    over_sockets(talk, Emulator())


def test_faults_of_the_api_pass_downloads_by() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, url: str) -> None:
        emulator.faults.add(Fault(kind="error", operations=("images.locate",)))
        async with session.get(url) as answer:
            assert answer.status == 200

    over_sockets(talk, Emulator())


def test_in_process_a_download_meets_the_same_host() -> None:
    async def main() -> None:
        emulator = Emulator()
        board = emulator.world.create_board("Board")["id"]
        image = emulator.world.upload_file(board, "image", PNG, name="photo.png", content_type="image/png", title="T")
        assert image["data"]["title"] == "T"
        transport = emulator.transport(timeout=0.05)
        expired = "https://api.miro.com/__files__/boards/x/images/1?signature=0"
        async with transport.fetch(expired, {}) as incoming:
            assert incoming.status == 403
        emulator.faults.add(Fault(kind="stuck", operations=("files.*",)))
        with pytest.raises(Unanswered):
            async with transport.fetch(expired, {}):
                pass
        assert [seen.host for seen in emulator.downloads] == [""]

    asyncio.run(main())
