"""Downloads: who is asked and told what, what comes to the disk, and what is left there when it does not."""

import asyncio
import errno
import json
import logging
import resource
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from raw_server import HANG_UP, Answer, Received, answer, raw_server

from miro_async import Miro, Quota, Retries, Timeout, TransportError, drafts, endpoints
from miro_async.emulator import Emulator, Fault, virtual_time
from miro_async.emulator.world import Settings
from miro_async.errors import DecodeError, InvalidArgument, MiroError, NotFound
from miro_async.files import File
from miro_async.models import Document, Image, Resource
from miro_async.services import Download, Images
from miro_async.services._partial import Partial

TOKEN = "a-secret-token"
SIGNATURE = "X-Signature=a-secret-signature"
FAST = Retries(backoff=0.001)
CONTENT = bytes(range(256)) * 1000
NAMED = 'Content-Disposition: attachment; filename="photo.png"'


def image(number: str = "77", host: str = "https://api.miro.com") -> dict[str, Any]:
    url = f"{host}/v2/boards/b/resources/images/{number}?format=preview&redirect=false"
    return {"id": "1", "type": "image", "data": {"title": "A", "imageUrl": url}}


def json_answer(value: object) -> bytes:
    return answer(200, json.dumps(value).encode(), "Set-Cookie: api-cookie=1")


def stored(*headers: str, body: bytes = CONTENT, length: int | None = None) -> bytes:
    return answer(200, body, *headers, length=length).replace(b"application/json", b"image/png", 1)


class Site(NamedTuple):
    """An API and a storage, as two servers under two names; what each received."""

    url: str
    api: list[Received]
    storage: list[Received]
    images: Images
    miro: Miro

    def spent(self) -> list[str]:
        return [received.target.partition("?")[0].rpartition("/b/")[2] for received in self.api]


@asynccontextmanager
async def site(
    answers: Sequence[Answer] | Callable[[Received], Answer],
    *,
    read: object = None,
    located: str | None = None,
    **options: Any,
) -> AsyncGenerator[Site]:
    """A storage that gives these answers, and an API whose `locate` gives URLs of it."""
    async with raw_server(answers) as storage:
        signed = located or f"{storage.url.replace('127.0.0.1', 'localhost')}/bucket/77?{SIGNATURE}"

        def api_answer(received: Received) -> bytes:
            return json_answer(
                {"type": "image", "url": signed} if "/resources/" in received.target else read or image()
            )

        async with raw_server(api_answer) as api:
            settings: dict[str, Any] = {"retries": FAST, "quota_key": uuid4().hex, **options}
            async with Miro(TOKEN, base_url=api.url, **settings) as miro:
                yield Site(api.url, api.received, storage.received, miro.images, miro)


def download(
    answers: Sequence[Answer], to: Path | str, *, read: object = None, located: str | None = None, **arguments: Any
) -> tuple[Any, Site]:
    """What a download gives or raises, and what the servers saw."""

    async def main() -> tuple[Any, Site]:
        async with site(answers, read=read, located=located) as there:
            try:
                result: Any = await asyncio.wait_for(there.images.download("b", "1", to, **arguments), 20)
            except (MiroError, OSError) as error:
                result = error
            return result, there

    return asyncio.run(main())


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_an_image_comes_to_a_directory_under_the_name_of_its_upload(tmp_path: Path) -> None:
    result, there = download([stored(NAMED)], tmp_path)
    assert result == Download(tmp_path / "photo.png", "photo.png", len(CONTENT), "image/png")
    assert result.path.read_bytes() == CONTENT
    assert names(tmp_path) == ["photo.png"]
    assert there.spent() == ["images/1", "resources/images/77"]
    assert there.api[1].target.endswith("?format=original&redirect=false")


def test_an_image_comes_to_a_file_under_its_own_name(tmp_path: Path) -> None:
    result, there = download([stored(NAMED)], tmp_path / "mine.dat", format="preview")
    assert result == Download(tmp_path / "mine.dat", "photo.png", len(CONTENT), "image/png")
    assert names(tmp_path) == ["mine.dat"]
    assert there.api[1].target.endswith("?format=preview&redirect=false")
    plain = tmp_path / "plain"
    plain.touch()
    assert (tmp_path / "mine.dat").stat().st_mode == plain.stat().st_mode


def test_an_image_that_was_read_already_is_not_read_again(tmp_path: Path) -> None:
    async def main() -> None:
        async with site([stored(NAMED)]) as there:
            read = Image.from_json(json.dumps(image()).encode())
            await there.images.download("b", read, tmp_path)
            assert there.spent() == ["resources/images/77"]
            assert there.miro.budget.snapshot().in_flight == 0

    asyncio.run(main())


def test_documents_come_likewise(tmp_path: Path) -> None:
    url = "https://api.miro.com/v2/boards/b/resources/documents/88?redirect=false"
    body = {"id": "2", "type": "document", "data": {"documentUrl": url}}

    async def main() -> None:
        async with site([stored()], read=body) as there:
            result = await there.miro.documents.download("b", "2", tmp_path)
            assert result.name == "document-88.png"
            assert there.spent() == ["documents/2", "resources/documents/88"]
            await there.miro.documents.download("b", Document.from_json(json.dumps(body).encode()), tmp_path / "x")

    asyncio.run(main())


def sizes(directory: Path) -> list[int]:
    return [size for path in directory.iterdir() if (size := path.stat().st_size)]


TELLING = ("authorization", "cookie", "x-mine", "proxy-authorization")


def test_the_storage_is_told_nothing_of_the_user(tmp_path: Path) -> None:
    """Also not through a session of the user's with headers and cookies, nor after a redirect."""

    async def main() -> None:
        async with aiohttp.ClientSession(
            headers={"X-Mine": "1", "Authorization": "Basic mine"},
            cookies={"session": "1"},
            cookie_jar=aiohttp.CookieJar(unsafe=True),
        ) as session:
            for given in (None, session):
                redirect = answer(302, b"", "Location: /elsewhere?x=%2F", "Set-Cookie: storage=1; Path=/")
                async with site([redirect, stored(NAMED, "Set-Cookie: storage=2; Path=/")], session=given) as there:
                    await there.images.download("b", "1", tmp_path, overwrite=True)
                    await there.images.download("b", "1", tmp_path, overwrite=True)
                    assert all(received.headers["authorization"] == f"Bearer {TOKEN}" for received in there.api)
                    assert [received.target for received in there.storage] == [
                        f"/bucket/77?{SIGNATURE}", "/elsewhere?x=%2F", f"/bucket/77?{SIGNATURE}",
                    ]  # fmt: skip
                    for received in there.storage:
                        assert not set(TELLING) & set(received.headers)
                        assert TOKEN not in str(received)
            assert not [cookie for cookie in session.cookie_jar if cookie.key == "storage"]

    asyncio.run(main())


def test_credentials_of_a_netrc_do_not_go_to_the_storage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login me password mine\n")
    monkeypatch.setenv("NETRC", str(netrc))

    async def main() -> None:
        async with site([stored(NAMED)], trust_env=True) as there:
            await there.images.download("b", "1", tmp_path)
            assert not set(TELLING) & set(there.storage[0].headers)

    asyncio.run(main())


def test_the_address_that_an_item_names_is_never_asked(tmp_path: Path) -> None:
    async def main() -> None:
        async with raw_server([stored()]) as evil:
            for address in (evil.url, evil.url.replace("//", "//user:password@")):
                async with site([stored(NAMED)], read=image(host=address)) as there:
                    await there.images.download("b", "1", tmp_path, overwrite=True)
                    assert there.spent() == ["images/1", "resources/images/77"]
            assert not evil.received

    asyncio.run(main())


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://api.miro.com/v2/boards/b/resources/images/..?x",
        "https://api.miro.com/v2/boards/b/resources/images/",
        "https://api.miro.com/v2/boards/b/resources/images/7%2F8",
        "https://api.miro.com/v2/boards/b/resources/frames/77",
        "https://api.miro.com/evil/v2/boards/b/resources/images/77",
        "https://api.miro.com/v2/boards/b/resources/images/77/more",
        "https://[",
    ],
)
def test_an_item_that_names_no_file_costs_no_more_than_reading_it(url: str | None, tmp_path: Path) -> None:
    error, there = download([stored()], tmp_path, read={"id": "1", "type": "image", "data": {"imageUrl": url}})
    assert isinstance(error, DecodeError)
    assert error.operation == "images.locate"
    assert there.spent() == ["images/1"]
    assert names(tmp_path) == []


EXPIRED = answer(403, b"<Error>Request has expired</Error>")


@pytest.mark.parametrize(
    "first",
    [EXPIRED, answer(404), answer(410), answer(503), HANG_UP, stored(body=CONTENT[:1000], length=len(CONTENT))],
    ids=["403", "404", "410", "503", "hang-up", "short"],
)
def test_a_url_that_gives_no_whole_file_is_replaced_by_a_new_one(
    first: Answer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    result, there = download([first, first, stored(NAMED)], tmp_path)
    assert result.path.read_bytes() == CONTENT
    assert there.spent() == ["images/1", *["resources/images/77"] * 3]
    assert names(tmp_path) == ["photo.png"]
    assert caplog.text.count("asking for a new URL") == 2
    assert SIGNATURE not in caplog.text


@pytest.mark.parametrize("last", [EXPIRED, HANG_UP, stored(body=b"x", length=2)], ids=["403", "hang-up", "short"])
def test_new_urls_are_asked_for_a_few_times_only_and_nothing_is_left(last: Answer, tmp_path: Path) -> None:
    error, there = download([last], tmp_path)
    assert isinstance(error, TransportError)
    assert (error.operation, error.method, error.attempts) == ("images.locate", "GET", 4)
    assert len(there.storage) == 4
    assert names(tmp_path) == []


def test_a_resource_that_is_gone_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        replies = [json_answer(image()), answer(404, b'{"message":"no such resource"}')]
        async with raw_server(replies) as api, Miro(TOKEN, base_url=api.url, quota_key=uuid4().hex) as miro:
            with pytest.raises(NotFound, match=r"images\.locate: 404 no such resource"):
                await miro.images.download("b", "1", tmp_path)

    asyncio.run(main())
    assert names(tmp_path) == []


def everything_of(error: BaseException | None) -> str:
    if error is None:
        return ""
    own = f"{error} {error!r} {error.args} {getattr(error, '__dict__', '')}"
    return own + everything_of(error.__cause__) + everything_of(error.__context__)


REFUSED = {
    "plain": f"http://storage.invalid/77?{SIGNATURE}",
    "plain on the own machine, by a name": f"http://127.0.0.1.invalid/77?{SIGNATURE}",
    "a file": f"file:///etc/passwd?{SIGNATURE}",
    "no host": f"https:///77?{SIGNATURE}",
    "nothing": "",
    "no URL": f"https://[?{SIGNATURE}",
    "credentials": f"https://me:password@storage.invalid/77?{SIGNATURE}",
    "a port out of range": f"https://storage.invalid:99999/77?{SIGNATURE}",
    "a port that is no number": f"https://storage.invalid:x/77?{SIGNATURE}",
    "no port": f"http://127.0.0.1:0/77?{SIGNATURE}",
    "a host that needs quoting": f"https://stor age.invalid/77?{SIGNATURE}",
    "a script": f"javascript:alert('{SIGNATURE}')",
}


@pytest.mark.parametrize("located", REFUSED.values(), ids=REFUSED)
def test_a_url_that_is_none_to_be_read_is_not_read(
    located: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> None:
        for answers, url in (([stored()], located or "?"), ([answer(302, b"", f"Location: {located}")], None)):
            async with site(answers, located=url) as there:
                if url is None and not located:
                    continue
                with pytest.raises(DecodeError) as caught:
                    await there.images.download("b", "1", tmp_path)
                assert len(there.storage) == (url is None)
                assert len(there.api) == 2, "nor is another asked for"
                assert SIGNATURE not in everything_of(caught.value) + caplog.text

    with caplog.at_level(logging.DEBUG):
        asyncio.run(main())
    assert names(tmp_path) == []


def test_a_plain_url_is_read_only_where_the_api_is_a_plain_server_of_this_machine(tmp_path: Path) -> None:
    async def main() -> None:
        async with site([stored()]) as there, Miro(TOKEN, base_url="https://api.miro.com") as miro:
            with pytest.raises(DecodeError, match="no https URL"):
                async with miro.fetch(there.url):
                    pass
            async with there.miro.fetch(there.url) as incoming:
                assert incoming.status == 200
            assert len(there.api) == 1

    asyncio.run(main())
    assert names(tmp_path) == []


def test_redirects_end(tmp_path: Path) -> None:
    error, there = download([answer(302, b"", "Location: /again")], tmp_path)
    assert isinstance(error, DecodeError)
    assert "redirects too often" in str(error)
    assert len(there.storage) == 4


def test_no_connection_tells_no_url(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        error, _ = download([stored()], tmp_path, located=f"http://127.0.0.1:1/77?{SIGNATURE}")
    assert isinstance(error, TransportError)
    assert SIGNATURE not in everything_of(error) + caplog.text


class Unreachable(aiohttp.TCPConnector):
    """Reaches the API, and not the storage."""

    async def connect(self, req: aiohttp.ClientRequest, *more: Any, **named: Any) -> Any:
        if req.url.host == "localhost":
            raise TimeoutError
        return await super().connect(req, *more, **named)


def test_no_connection_in_time_tells_no_url(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        async with Unreachable() as connector, site([stored()], connector=connector) as there:
            with pytest.raises(TransportError, match="no connection in time") as caught:
                await there.images.download("b", "1", tmp_path)
            assert SIGNATURE not in everything_of(caught.value) + caplog.text

    with caplog.at_level(logging.DEBUG):
        asyncio.run(main())


def test_a_redirect_to_bytes_that_are_no_text_is_not_followed(tmp_path: Path) -> None:
    redirect = answer(302, b"", "Location: /?").replace(b"/?", b"/\xff?" + SIGNATURE.encode())
    error, there = download([redirect], tmp_path)
    assert isinstance(error, DecodeError)
    assert SIGNATURE not in everything_of(error)
    assert len(there.storage) == 1


def test_no_repr_and_no_error_shows_a_signed_url() -> None:
    located = Resource(type="image", url=f"https://storage.invalid/77?{SIGNATURE}")
    assert SIGNATURE not in f"{located} {located!r} {located.__rich_repr__()}"

    async def main() -> None:
        body = b'{"type":"image","url":"https:\\/\\/storage.invalid/77?' + SIGNATURE.encode()
        async with raw_server([answer(200, body)]) as api, Miro(TOKEN, base_url=api.url, retries=FAST) as miro:
            with pytest.raises(DecodeError) as caught:
                await miro.send(endpoints.images.locate("b", "77", format="original"))
            assert SIGNATURE not in everything_of(caught.value)
            assert caught.value.excerpt.startswith('{"type":"image"')

    asyncio.run(main())


def test_another_file_is_not_overwritten_unless_that_is_wanted(tmp_path: Path) -> None:
    mine = tmp_path / "photo.png"
    mine.write_bytes(b"mine")
    error, there = download([stored(NAMED)], mine)
    assert isinstance(error, FileExistsError)
    assert not there.api, "it shows before anything is spent"
    error, there = download([stored(NAMED)], tmp_path)
    assert isinstance(error, FileExistsError)
    assert (mine.read_bytes(), names(tmp_path)) == (b"mine", ["photo.png"])
    result, _ = download([stored(NAMED)], tmp_path, overwrite=True)
    assert isinstance(result, Download)
    assert (mine.read_bytes(), names(tmp_path)) == (CONTENT, ["photo.png"])


def test_a_file_that_comes_to_be_there_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    mine = tmp_path / "mine"

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        whole = stored()
        writer.write(whole[:-10])
        while not sizes(tmp_path):  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0.01)
        mine.write_bytes(b"mine")
        writer.write(whole[-10:])
        writer.close()

    async def main() -> None:
        async with await asyncio.start_server(handle, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/77"
            async with site([], located=url) as there:
                with pytest.raises(FileExistsError):
                    await there.images.download("b", "1", mine)

    asyncio.run(main())
    assert (mine.read_bytes(), names(tmp_path)) == (b"mine", ["mine"])


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"to": ""}, "to"),
        ({"to": None}, "to"),
        ({"to": 3}, "to"),
        ({"to": "a\0b"}, "to"),
        ({"format": "thumbnail"}, "format"),
        ({"format": ""}, "format"),
        ({"max_size": 0}, "max_size"),
        ({"max_size": "1"}, "max_size"),
        ({"board_id": ".."}, "board_id"),
    ],
)
def test_arguments_that_make_no_sense_cost_nothing(arguments: dict[str, Any], field: str, tmp_path: Path) -> None:
    async def main() -> None:
        async with site([stored()]) as there:
            given: dict[str, Any] = {"board_id": "b", "image": "1", "to": tmp_path, **arguments}
            with pytest.raises(InvalidArgument) as caught:
                await there.images.download(**given)
            assert caught.value.field == field
            assert not there.api

    asyncio.run(main())
    assert names(tmp_path) == []


def test_a_directory_that_is_not_there_costs_nothing(tmp_path: Path) -> None:
    for to in (tmp_path / "none" / "photo.png", f"{tmp_path}/none/"):
        error, there = download([stored()], to)
        assert isinstance(error, FileNotFoundError)
        assert not there.api
    assert names(tmp_path) == []


@pytest.mark.parametrize("chunked", [False, True])
def test_a_file_over_the_limit_is_not_read(chunked: bool, tmp_path: Path) -> None:
    whole = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(CONTENT), CONTENT)
    error, there = download([whole if chunked else stored(NAMED)], tmp_path, max_size=len(CONTENT) - 1)
    assert isinstance(error, OSError)
    assert error.errno == errno.EFBIG
    assert len(there.storage) == 1
    assert names(tmp_path) == []
    result, _ = download([whole if chunked else stored(NAMED)], tmp_path, max_size=len(CONTENT))
    assert result.size == len(CONTENT)


@asynccontextmanager
async def half_done(directory: Path) -> AsyncGenerator[tuple[Miro, asyncio.Task[Download]]]:
    """A download that has come to the disk in part, and gets no further."""
    hold = asyncio.Event()

    async def handle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(CONTENT))})
        await response.prepare(request)
        await response.write(CONTENT[:100_000])
        await hold.wait()
        return response

    runner = web.ServerRunner(web.Server(handle), shutdown_timeout=0.01)  # type: ignore[arg-type]
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with site([], located=f"http://127.0.0.1:{runner.addresses[0][1]}/77") as there:
        task = asyncio.ensure_future(there.images.download("b", "1", directory))
        async with asyncio.timeout(10):
            while not sizes(directory):  # noqa: ASYNC110 - no event tells
                await asyncio.sleep(0.01)
        assert [Path(name).suffix for name in names(directory)] == [".part"]
        yield there.miro, task
    hold.set()
    await runner.cleanup()


def test_a_cancelled_download_leaves_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with half_done(tmp_path) as (_, task):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert names(tmp_path) == []

    asyncio.run(main())


def test_a_download_that_is_cancelled_twice_leaves_nothing(tmp_path: Path) -> None:
    """Every worker thread is busy when it should tidy up, and nobody waits for that any more."""
    go_on = threading.Event()

    async def main() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        async with half_done(tmp_path) as (_, task):
            busy = asyncio.ensure_future(asyncio.to_thread(go_on.wait, 10))
            await asyncio.sleep(0)
            for _ in range(2):
                task.cancel()
                await asyncio.sleep(0.05)
            assert task.done()
            go_on.set()
            await busy

    asyncio.run(main())
    assert names(tmp_path) == []


def test_a_download_ends_when_the_client_is_closed(tmp_path: Path) -> None:
    async def main() -> None:
        async with half_done(tmp_path) as (miro, task):
            await miro.aclose()
            with pytest.raises(TransportError, match="the client is closed"):
                await asyncio.wait_for(task, 10)

    asyncio.run(main())
    assert names(tmp_path) == []


def test_a_storage_that_falls_silent_is_given_up(tmp_path: Path) -> None:
    class Silent:
        connections = 0

        async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.connections += 1
            await reader.readuntil(b"\r\n\r\n")
            writer.write(stored(body=CONTENT[:10], length=len(CONTENT)))
            await reader.read()
            writer.close()

    async def main() -> None:
        silent = Silent()
        async with await asyncio.start_server(silent.handle, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/77"
            async with site([], located=url, timeout=Timeout(read=0.1)) as there:
                with pytest.raises(TransportError, match="timed out"):
                    await there.images.download("b", "1", tmp_path)
            assert silent.connections == 4

    asyncio.run(main())
    assert names(tmp_path) == []


@contextmanager
def room_for(size: int) -> Generator[None]:
    """A disk that takes files of so many bytes."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_full_disk_is_no_fault_of_the_storage(tmp_path: Path) -> None:
    async def main() -> None:
        async with site([stored(NAMED)]) as there:
            with pytest.raises(OSError, match="File too large") as refused:
                await there.images.download("b", "1", tmp_path)
            assert refused.value.filename == str(tmp_path)
            assert len(there.storage) == 1

    with room_for(len(CONTENT) // 2):
        asyncio.run(main())
    assert names(tmp_path) == []


def test_bytes_that_a_full_disk_did_not_take_are_not_tried_again(tmp_path: Path) -> None:
    async def main() -> None:
        partial = Partial(tmp_path / "x", overwrite=False)
        await partial.open()
        await partial.write(bytes(2000))  # into the file's buffer
        await partial.discard()

    with room_for(1000):
        asyncio.run(main())
    assert names(tmp_path) == []


def test_downloads_at_once_do_not_mix(tmp_path: Path) -> None:
    def by_target(received: Received) -> bytes:
        return stored(body=received.target.encode() * 10_000)

    async def main() -> None:
        async with raw_server(by_target) as storage:

            def api_answer(received: Received) -> bytes:
                number = received.target.partition("?")[0].rpartition("/")[2]
                return json_answer({"url": f"{storage.url}/{number}"})

            async with raw_server(api_answer) as api, Miro(TOKEN, base_url=api.url, quota_key=uuid4().hex) as miro:
                images = [Image.from_json(json.dumps(image(str(number))).encode()) for number in range(6)]
                results = await asyncio.gather(
                    *[miro.images.download("b", each, tmp_path / str(number)) for number, each in enumerate(images)]
                )
        for number, result in enumerate(results):
            assert result.path.read_bytes() == f"/{number}".encode() * 10_000

    asyncio.run(main())
    assert len(names(tmp_path)) == 6


ROUGH = (
    Fault(kind="error", operations=("files.download",), status=403, times=1),
    Fault(kind="truncated", operations=("files.download",), nth=2, times=1),
    Fault(kind="hang_up", operations=("images.replace", "images.locate"), share=0.05),
    Fault(kind="error", operations=("images.replace", "images.get"), share=0.05),
)


def test_what_was_uploaded_comes_back_through_faults_and_a_small_quota(tmp_path: Path) -> None:
    """Against the emulator in virtual time: 30 uploads, replacements and downloads on a quota that they exceed."""
    sources = [tmp_path / f"größe {number}.png" for number in range(30)]
    for number, source in enumerate(sources):
        source.write_bytes(f"{number} ".encode() * 50_000)
    (tmp_path / "out").mkdir()

    async def round_trip(miro: Miro, board_id: str, source: Path) -> Download:
        made = await miro.images.upload(board_id, File(b"at first", name="x.png"))
        again = await miro.images.replace(board_id, made.id, source)
        assert again.id == made.id
        return await miro.images.download(board_id, made.id, tmp_path / "out")

    async def main() -> list[Download]:
        emulator = Emulator(latency=(0.05, 0.3), limit=10_000, window=10.0, faults=ROUGH)
        quota = Quota(limit=10_000, window=10.0)
        async with Miro(emulator.token, transport=emulator.transport(), quota=quota, quota_key=uuid4().hex) as miro:
            board = await miro.boards.create(drafts.board("x"))
            return await asyncio.gather(*(round_trip(miro, board.id, source) for source in sources))

    results = virtual_time.run(main())
    assert names(tmp_path / "out") == sorted(source.name for source in sources)
    for source, result in zip(sources, results, strict=True):
        assert result.name == source.name
        assert result.content_type == "image/png"
        assert result.path.read_bytes() == source.read_bytes()


def test_over_sockets_the_host_of_the_files_learns_no_secret(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            Emulator(settings=Settings(files_host="localhost")) as emulator,
            aiohttp.ClientSession(headers={"Authorization": "Basic mine"}, cookies={"session": "1"}) as session,
            Miro(emulator.token, base_url=emulator.url, session=session) as miro,
        ):
            board = await miro.boards.create(drafts.board("x"))
            made = await miro.images.upload(board.id, File(CONTENT, name="photo.png"))
            await miro.images.download(board.id, made, tmp_path)
            (seen,) = emulator.downloads
            assert (seen.host.partition(":")[0], seen.status, seen.secrets) == ("localhost", 200, ())

    asyncio.run(main())
    assert (tmp_path / "photo.png").read_bytes() == CONTENT


NAMED_BY: dict[str, tuple[str, str]] = {
    "plain": ('attachment; filename="photo.png"', "photo.png"),
    "without quotes": ("attachment; filename=photo.png", "photo.png"),
    "with Miro's second ending": ('attachment; filename="Slide1.jpeg.jpg"', "Slide1.jpeg"),
    "the same ending twice": ('attachment; filename="photo.PNG.png"', "photo.PNG"),
    "an ending of an unknown kind twice": ('attachment; filename="a.key.key"', "a.key"),
    "two endings that differ": ('attachment; filename="photo.tar.gz"', "photo.tar.gz"),
    "a hidden file's ending": ('attachment; filename=".png.png"', "_.png"),
    "extended": ("attachment; filename=\"x.png\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%2Fa.png", "a.png"),
    "extended, of no encoding of text": ("attachment; filename=\"x.png\"; filename*=idna''a%C3%A9.png", "x.png"),
    "extended, of an unknown encoding": ("attachment; filename=\"x.png\"; filename*=klingon''a%41.png", "x.png"),
    "quoted quotes": (r'attachment; filename="say \"hi\".png"', "say _hi_.png"),
    "a path": ('attachment; filename="../../etc/passwd"', "passwd"),
    "a path of Windows": (r'attachment; filename="C:\\Windows\\x.png"', "x.png"),
    "dots": ('attachment; filename=".."', "image-77.png"),
    "a slash": ('attachment; filename="/"', "image-77.png"),
    "a hidden file": ('attachment; filename=".bashrc"', "_.bashrc"),
    "a device": ('attachment; filename="NUL.png"', "_NUL.png"),
    "a device and a blank": ('attachment; filename="nul .png"', "_nul .png"),
    "a device by another digit": ("attachment; filename*=UTF-8''COM%C2%B9.png", "_COM¹.png"),
    "control characters": ("attachment; filename*=UTF-8''a%00b%0Ac%1B%E2%80%AEd.png", "ab cd.png"),
    "no-break spaces": ("attachment; filename*=UTF-8''at%E2%80%AF3%C2%A0PM.png", "at 3 PM.png"),
    "blanks and dots at the end": ('attachment; filename="a.png. . "', "a.png"),
    "too long": (f'attachment; filename="{"a" * 300}.png"', f"{'a' * 196}.png"),
    "too long, with dots where it is cut": (f'attachment; filename="{"a" * 195}.....{"b" * 99}"', "a" * 195),
    "too long and not of ASCII": (f"attachment; filename*=UTF-8''{'%C3%A9' * 300}", "é" * 100),
    "no name": ("attachment", "image-77.png"),
}


@pytest.mark.parametrize(("disposition", "expected"), NAMED_BY.values(), ids=NAMED_BY)
def test_a_name_is_one_safe_part_of_a_path(disposition: str, expected: str, tmp_path: Path) -> None:
    result, _ = download([stored(f"Content-Disposition: {disposition}")], tmp_path)
    assert result.name == expected
    assert names(tmp_path) == [expected]
    assert result.path.parent.samefile(tmp_path)
