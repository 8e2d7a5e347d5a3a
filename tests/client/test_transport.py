"""The transport over sockets: what was sent and what was not, and what its errors must not tell."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from raw_server import HANG, HANG_UP, RawServer, answer, raw_server

from miro_async import Miro, Quota, Retries, Timeout, TransportError, drafts, endpoints
from miro_async.errors import ConfigurationError, DeadlineExceeded, MiroError, OutcomeUnknown
from miro_async.models import StickyNote

TOKEN = "a-secret-token"
ONCE = Retries(most=0)
NOTE = answer(200, json.dumps({"id": "1", "type": "sticky_note"}).encode())


class SlowServer:
    """Answers each request after a while, and counts how many it had at once."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.received = 0
        self.now = 0
        self.most = 0

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = head.partition(b"content-length: ")[2].partition(b"\r")[0]
                await reader.readexactly(int(length or b"0"))
                await self.answer(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def answer(self, writer: asyncio.StreamWriter) -> None:
        self.received += 1
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.seconds)
        self.now -= 1
        writer.write(NOTE)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


async def crowd(how_many: int, **options: Any) -> tuple[list[Any], SlowServer, Miro]:
    """So many creates at once, at a server that takes a tenth of a second for each."""
    slow = SlowServer(0.1)
    listener = await asyncio.start_server(slow.handle, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    quota = Quota(window=1.0)  # no headers: 20 calls go at once
    async with Miro(TOKEN, base_url=url, quota=quota, quota_key=uuid4().hex, **options) as miro:
        creates = (miro.sticky_notes.create("b", drafts.sticky_note(str(number))) for number in range(how_many))
        outcomes = await asyncio.gather(*creates, return_exceptions=True)
    listener.close()
    await asyncio.sleep(0.2)  # until the server has seen the connections close
    return outcomes, slow, miro


def test_a_request_that_waits_for_its_turn_runs_out_of_no_time() -> None:
    outcomes, slow, _ = asyncio.run(crowd(30, max_in_flight=2, timeout=Timeout(total=1.0)))
    assert all(isinstance(outcome, StickyNote) for outcome in outcomes)
    assert (slow.received, slow.most) == (30, 2)


def test_the_limit_of_the_users_own_connector_counts() -> None:
    async def main() -> None:
        async with aiohttp.TCPConnector(limit=2) as connector:
            outcomes, slow, _ = await crowd(30, connector=connector, timeout=Timeout(total=1.0))
            assert all(isinstance(outcome, StickyNote) for outcome in outcomes)
            assert (slow.received, slow.most) == (30, 2)

    asyncio.run(main())


def test_a_deadline_that_passes_while_waiting_for_a_turn_is_no_unknown_outcome() -> None:
    outcomes, slow, miro = asyncio.run(crowd(12, max_in_flight=1, deadline=0.45))
    served = [outcome for outcome in outcomes if isinstance(outcome, StickyNote)]
    late = [outcome for outcome in outcomes if isinstance(outcome, DeadlineExceeded)]
    cut = [outcome for outcome in outcomes if isinstance(outcome, OutcomeUnknown)]
    assert len(cut) <= 1, "at most the one that was on its way"
    assert len(served) + len(late) + len(cut) == 12
    assert late
    assert slow.received <= len(served) + len(cut), "nothing that was given up in the queue was sent"
    assert miro.budget.snapshot().unknown == 100 * len(cut)


def test_what_waited_for_a_turn_is_not_sent_when_no_answer_can_come_in_time() -> None:
    """Each of them has its deadline a little after the one before it, and gets its turn when that one is cut off."""
    outcomes, slow, miro = asyncio.run(crowd(400, max_in_flight=8, deadline=0.95))
    served = [outcome for outcome in outcomes if isinstance(outcome, StickyNote)]
    late = [outcome for outcome in outcomes if isinstance(outcome, DeadlineExceeded)]
    cut = [outcome for outcome in outcomes if isinstance(outcome, OutcomeUnknown)]
    assert len(served) + len(late) + len(cut) == 400
    assert late
    assert len(cut) <= 8, "at most those that were on their way"
    assert {error.attempts for error in late} == {0}
    assert slow.received <= len(served) + len(cut)
    assert miro.budget.snapshot().unknown == 100 * len(cut)


def test_a_closed_client_sends_nothing_and_opens_nothing() -> None:
    async def main() -> None:
        async with raw_server([HANG]) as server:
            miro = Miro(TOKEN, base_url=server.url, retries=Retries(most=2, backoff=20.0))
            under_way = asyncio.ensure_future(miro.sticky_notes.get("b", "1"))
            await asyncio.sleep(0.2)
            assert len(server.received) == 1
            await miro.aclose()
            async with asyncio.timeout(5):  # there is no second attempt, so no pause before it
                with pytest.raises(TransportError, match="the client was closed"):
                    await under_way
                with pytest.raises(TransportError, match="nothing was sent: the client is closed"):
                    await miro.sticky_notes.create("b", drafts.sticky_note("x"))
            assert len(server.received) == 1
            assert miro.budget.snapshot().in_flight == 0

    asyncio.run(main())


def test_an_answer_that_is_half_there_ends_when_the_client_is_closed() -> None:
    async def main() -> None:
        got = asyncio.Event()

        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer(200, b'{"id"', length=100))
            await writer.drain()
            got.set()
            await reader.read()
            writer.close()

        async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            miro = Miro(TOKEN, base_url=url, retries=Retries(most=0), quota_key=uuid4().hex)
            under_way = asyncio.ensure_future(miro.sticky_notes.get("b", "1"))
            await got.wait()
            await asyncio.sleep(0.05)
            await miro.aclose()
            with pytest.raises(TransportError, match="no answer: the client was closed"):
                await asyncio.wait_for(under_way, 10)

    asyncio.run(main())


def test_a_session_of_the_users_that_is_closed_sends_nothing() -> None:
    async def main() -> None:
        async with raw_server([answer(200, b"{}")]) as server, aiohttp.ClientSession() as session:
            miro = Miro(TOKEN, base_url=server.url, session=session, retries=Retries(most=0), quota_key=uuid4().hex)
            await session.close()
            with pytest.raises(TransportError, match="nothing was sent: the session is closed"):
                await miro.sticky_notes.create("b", drafts.sticky_note("x"))
            assert not server.received
            assert miro.budget.snapshot().in_flight == 0

    asyncio.run(main())


NO_HTTP = {
    "no status": b"HTTP/1.1 abc X\r\n\r\n",
    "no protocol": b"\x00\x01\x02\r\n\r\n",
    "a header that repeats the token": b"HTTP/1.1 200 OK\r\nX: " + TOKEN.encode() + b"\x00\r\n\r\n",
    "no chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "no gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    "a hang-up": HANG_UP,
}


@pytest.mark.parametrize("reply", NO_HTTP.values(), ids=NO_HTTP)
def test_an_answer_that_is_no_http_tells_the_token_to_nobody(reply: Any) -> None:
    async def main() -> None:
        async with raw_server([reply]) as server, Miro(TOKEN, base_url=server.url, retries=ONCE) as miro:
            with pytest.raises(TransportError, match="no answer") as caught:
                await miro.sticky_notes.get("b", "1")
            for error in chain(caught.value):
                assert TOKEN not in f"{error} {error!r} {error.__dict__} {error.args}"
            with pytest.raises(OutcomeUnknown):
                await miro.sticky_notes.create("b", drafts.sticky_note("x"))

    asyncio.run(main())


@pytest.mark.parametrize("there", [True, False])
def test_a_proxy_that_refuses_is_no_unknown_outcome_and_its_password_stays_secret(
    there: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        async with raw_server([answer(407)]) as server:
            proxy = server.url.replace("//", "//user:proxy-password@")
            if not there:
                proxy = proxy.rpartition(":")[0] + ":1"
            async with Miro(TOKEN, base_url="https://example.invalid", proxy=proxy, retries=ONCE) as miro:
                with pytest.raises(TransportError, match="nothing was sent") as caught:
                    await miro.sticky_notes.create("b", drafts.sticky_note("x"))
                assert miro.budget.snapshot().unknown == 0
            for error in chain(caught.value):
                assert "proxy-password" not in f"{error} {error!r} {error.__dict__}"
            assert all(TOKEN not in str(received) for received in server.received)

    asyncio.run(main())
    assert "proxy-password" not in caplog.text


def test_only_what_was_sent_counts_as_spent() -> None:
    """The server is not there at first: the attempts that found nobody cost nothing."""

    async def main() -> None:
        async with raw_server([NOTE]) as gone:
            port = int(gone.url.rpartition(":")[2])
        late = RawServer([HANG_UP, NOTE])
        url = f"http://127.0.0.1:{port}"
        async with Miro(TOKEN, base_url=url, retries=Retries(most=40, backoff=0.02, backoff_limit=0.02)) as miro:
            call = asyncio.ensure_future(miro.exchange(endpoints.sticky_notes.get("b", "1")))
            await asyncio.sleep(0.1)
            listener = await asyncio.start_server(late.handle, "127.0.0.1", port)
            exchange = await call
            assert len(late.received) == 2
            assert exchange.attempts > 2
            assert exchange.credits == 100
        listener.close()

    asyncio.run(main())


def test_a_deadline_error_after_a_repetition_tells_the_whole_deadline() -> None:
    async def main() -> None:
        refused = answer(429, b"", "Retry-After: 3")
        async with raw_server([refused]) as server, Miro(TOKEN, base_url=server.url) as miro:
            with pytest.raises(DeadlineExceeded) as caught:
                await miro.with_options(deadline=2.0).sticky_notes.get("b", "1")
            assert (caught.value.deadline, caught.value.attempts) == (2.0, 1)

    asyncio.run(main())


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"timeout": Timeout(total=0)}, "timeout.total"),
        ({"timeout": Timeout(read=-1)}, "timeout.read"),
        ({"timeout": Timeout(connect=float("nan"))}, "timeout.connect"),
        ({"max_in_flight": 0}, "max_in_flight"),
        ({"max_in_flight": "5"}, "max_in_flight"),
        ({"proxy": "nonsense"}, "proxy"),
        ({"proxy": 5}, "proxy"),
        ({"user_agent": "a\nb"}, "user_agent"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_name(options: dict[str, Any], named: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{named}: expected"):
        Miro(TOKEN, **options)


@pytest.mark.parametrize("url", ["http://user:hidden@x:99999", "https://x?access_token=hidden", "user:hidden@x"])
def test_a_wrong_base_url_is_shown_without_its_secrets(url: str) -> None:
    with pytest.raises(MiroError) as caught:
        Miro(TOKEN, base_url=url)
    assert not [error for error in chain(caught.value) if "hidden" in f"{error} {error!r}"]
