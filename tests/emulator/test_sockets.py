"""The emulator over real sockets, seen by a plain aiohttp client."""

import asyncio
import contextlib
import json
import logging
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from emulator_calls import NOTE, ask, notes

from miro_async.emulator import Emulator, Fault
from miro_async.errors import ConfigurationError
from miro_async.wire import NotSent

Talk = Callable[[Emulator, aiohttp.ClientSession, str], Awaitable[None]]


def over_sockets(talk: Talk, emulator: Emulator) -> None:
    """Run `talk` with a running emulator, a session with its token, and a board."""

    async def main() -> None:
        board = emulator.world.create_board("Board")["id"]
        headers = {"Authorization": f"Bearer {emulator.token}"}
        async with (
            emulator,
            aiohttp.ClientSession(emulator.url, headers=headers, timeout=aiohttp.ClientTimeout(total=5)) as session,
        ):
            await talk(emulator, session, board)

    asyncio.run(main())


async def until(holds: Callable[[], bool]) -> None:
    while not holds():  # noqa: ASYNC110 - what is waited for is in the server, which has no event for it
        await asyncio.sleep(0.005)


def test_a_call_over_sockets_and_one_in_process_meet_the_same_world() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, board: str) -> None:
        async with session.post(notes(board), json=NOTE) as answer:
            created = await answer.json()
            assert answer.status == 201
            assert answer.headers["X-RateLimit-Remaining"] == "99900"
            date = parsedate_to_datetime(answer.headers["Date"]).timestamp()
            assert date - emulator.clock.now() == pytest.approx(0, abs=2)
        assert emulator.world.board_items(board)[0]["id"] == created["id"]
        assert emulator.url.startswith("http://127.0.0.1:")

    over_sockets(talk, Emulator())


def test_the_server_writes_its_own_skewed_date() -> None:
    async def talk(_emulator: Emulator, session: aiohttp.ClientSession, _board: str) -> None:
        async with session.get("/v2/boards") as answer:
            assert answer.headers.getall("Date") == ["Thu, 01 Jan 1970 01:00:00 GMT"]
            assert int(answer.headers["X-RateLimit-Reset"]) in {3_660, 3_661}

    over_sockets(talk, Emulator(epoch=0.0, clock_skew=3_600.0))


@pytest.mark.parametrize("applied", [0.0, 1.0])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_hang_up_is_a_connection_that_closes_after_the_request_was_read(method: str, applied: float) -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, board: str) -> None:
        emulator.faults.add(Fault(kind="hang_up", applied=applied, times=1))
        body = json.dumps(NOTE)
        head = [f"{method} {notes(board)} HTTP/1.1", "Host: x", f"Authorization: Bearer {emulator.token}"]
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", body]
        reader, writer = await asyncio.open_connection("127.0.0.1", int(emulator.url.rpartition(":")[2]))
        writer.write("\r\n".join(head).encode())
        with contextlib.suppress(ConnectionResetError):
            assert await reader.read() == b""
        writer.close()
        (entry,) = emulator.log
        assert (entry.method, entry.state, entry.status) == (method, "unanswered", None)
        assert entry.body_size == len(body)
        assert emulator.world.item_count(board) == int(applied if method == "POST" else 0)
        async with session.get("/v2/boards") as answer:  # the server goes on
            assert answer.status == 200

    over_sockets(talk, Emulator())


def test_a_truncated_body_is_shorter_than_its_length() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, board: str) -> None:
        emulator.faults.add(Fault(kind="truncated"))
        async with session.post(notes(board), json=NOTE) as answer:
            assert answer.status == 201
            assert int(answer.headers["Content-Length"]) > 200
            with pytest.raises(aiohttp.ClientPayloadError):
                await answer.read()
        assert emulator.world.item_count(board) == 1

    over_sockets(talk, Emulator())


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Fault(kind="html"), 502, b"<!DOCTYPE html>"),
        (Fault(kind="empty"), 201, b""),
        (Fault(kind="wrong_type"), 201, b"[]"),
        (Fault(kind="half_json"), 201, b"{"),
        (Fault(kind="error"), 500, b"{"),
        (Fault(kind="redirect"), 302, b""),
    ],
)
def test_other_spoilt_answers_are_whole_for_http(fault: Fault, status: int, body: bytes) -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, board: str) -> None:
        emulator.faults.add(fault)
        async with session.post(notes(board), json=NOTE, allow_redirects=False) as answer:
            received = await answer.read()
            assert answer.status == status
            assert received.startswith(body)
            assert int(answer.headers["Content-Length"]) == len(received)

    over_sockets(talk, Emulator())


def test_stuck_ends_when_the_client_leaves() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, board: str) -> None:
        emulator.faults.add(Fault(kind="stuck"))
        with pytest.raises(TimeoutError):
            await session.post(notes(board), json=NOTE, timeout=aiohttp.ClientTimeout(total=0.2))
        await until(lambda: not emulator.statistics.in_flight)
        assert emulator.log[-1].state == "unanswered"

    over_sockets(talk, Emulator())


def test_a_client_that_leaves_does_not_take_its_write_along() -> None:
    async def talk(emulator: Emulator, session: aiohttp.ClientSession, board: str) -> None:
        emulator.faults.add(Fault(kind="latency", seconds=0.3, applied=0.0))
        with pytest.raises(TimeoutError):
            await session.post(notes(board), json=NOTE, timeout=aiohttp.ClientTimeout(total=0.1))
        assert emulator.world.item_count(board) == 0
        await until(lambda: emulator.world.item_count(board) == 1)
        assert emulator.log[-1].applied

    over_sockets(talk, Emulator())


def test_stop_closes_the_port_with_a_client_still_waiting() -> None:
    async def main() -> None:
        emulator = Emulator(faults=[Fault(kind="stuck")])
        await emulator.start()
        url = emulator.url
        closed = asyncio.create_task(emulator.wait_closed())
        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {emulator.token}"}) as session:
            waiting = asyncio.create_task(session.get(f"{url}/v2/boards"))
            await until(lambda: bool(emulator.statistics.in_flight))
            await emulator.stop()
            with pytest.raises(aiohttp.ClientConnectionError):
                await waiting
            await closed
            with pytest.raises(aiohttp.ClientConnectorError):
                await session.get(f"{url}/v2/boards")
        with pytest.raises(NotSent):
            await ask(emulator, "GET", "/v2/boards")
        async with emulator:  # and it can be started again
            assert emulator.url.startswith("http://127.0.0.1:")

    asyncio.run(main())


def test_a_taken_port_is_a_configuration_error() -> None:
    async def main() -> None:
        async with Emulator() as emulator:
            port = int(emulator.url.rpartition(":")[2])
            with pytest.raises(ConfigurationError, match=f"127.0.0.1:{port}"):
                await Emulator(port=port).start()

    asyncio.run(main())


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0"])
def test_the_url_leads_to_the_server_whatever_it_listens_on(host: str) -> None:
    async def main() -> None:
        async with (
            Emulator(host=host) as emulator,
            aiohttp.ClientSession() as session,
            session.get(f"{emulator.url}/v2/boards") as answer,
        ):
            assert answer.status == 401

    asyncio.run(main())


def test_only_other_addresses_than_the_own_machine_earn_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    async def main(host: str) -> None:
        async with Emulator(host=host):
            pass

    with caplog.at_level(logging.WARNING, logger="miro_async"):
        asyncio.run(main("127.0.0.1"))
        assert caplog.messages == []
        asyncio.run(main("0.0.0.0"))
        assert "0.0.0.0" in caplog.text


def test_the_path_arrives_as_the_client_wrote_it() -> None:
    async def main() -> None:
        async with Emulator() as emulator:
            reader, writer = await asyncio.open_connection("127.0.0.1", int(emulator.url.rpartition(":")[2]))
            target = "/v2/boards/a%2Fb/items/..?limit=10&cursor=&x=%20y"
            head = f"DELETE {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            writer.write(f"{head}Authorization: Bearer {emulator.token}\r\n\r\n".encode())
            await reader.read()
            writer.close()
            (entry,) = emulator.log
            assert entry.path == "/v2/boards/a%2Fb/items/.."
            assert entry.query == {"limit": "10", "cursor": "", "x": " y"}

    asyncio.run(main())


def test_a_client_that_leaves_in_the_middle_of_its_request_was_never_there() -> None:
    async def main() -> None:
        async with Emulator() as emulator:
            _, writer = await asyncio.open_connection("127.0.0.1", int(emulator.url.rpartition(":")[2]))
            writer.write(b"POST /v2/boards HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            await writer.drain()
            writer.transport.abort()
            async with aiohttp.ClientSession() as session, session.get(f"{emulator.url}/v2/boards") as answer:
                assert answer.status == 401
            assert [entry.method for entry in emulator.log] == ["GET"]

    asyncio.run(main())
