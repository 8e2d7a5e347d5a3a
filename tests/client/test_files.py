"""Uploads through the client: what goes over the wire, how often, and what becomes of the credits and the file."""

import asyncio
import errno
import io
import json
import logging
import os
import shutil
import subprocess
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import web
from raw_server import HANG, HANG_UP, Answer, RawServer, answer, raw_server

from miro_async import Miro, OutcomeUnknown, Retries, Timeout, TransportError, drafts, endpoints
from miro_async.errors import DecodeError, InvalidArgument, MiroError, PayloadTooLarge
from miro_async.files import MAX_SIZE, Factory, File
from miro_async.models import Image, ImageUpload
from miro_async.services import Images

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
IMAGE = answer(201, json.dumps({"id": "1", "type": "image"}).encode())
FAST = Retries(backoff=0.001)
LIMITED = answer(429, b"", "Retry-After: 0")


class Part(NamedTuple):
    name: str | None
    filename: str | None
    content_type: str | None
    data: bytes


@asynccontextmanager
async def form_server() -> AsyncGenerator[tuple[str, list[list[Part]], list[web.Request]]]:
    """A server that reads forms as aiohttp does."""
    forms: list[list[Part]] = []
    requests: list[web.Request] = []

    async def handle(request: web.Request) -> web.Response:
        requests.append(request)
        parts: list[Part] = []
        async for part in await request.multipart():
            assert isinstance(part, aiohttp.BodyPartReader)
            content_type = part.headers.get("Content-Type")
            parts.append(Part(part.name, part.filename, content_type, bytes(await part.read())))
        forms.append(parts)
        return web.json_response({"id": "1", "type": "image"}, status=201)

    app = web.Application(client_max_size=2 * MAX_SIZE)
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}", forms, requests
    finally:
        await runner.cleanup()


def client(url: str, **options: Any) -> Miro:
    settings: dict[str, Any] = {"retries": FAST, "quota_key": uuid4().hex, **options}
    return Miro("a-secret-token", base_url=url, **settings)


def run(answers: list[Answer], call: Callable[[Images], Awaitable[Any]], **options: Any) -> tuple[Any, RawServer, Miro]:
    """What a call on images gives or raises, what the server saw, and the client."""
    return sent(answers, lambda miro: call(miro.images), **options)


def sent(answers: list[Answer], call: Callable[[Miro], Awaitable[Any]], **options: Any) -> tuple[Any, RawServer, Miro]:
    """What a call gives or raises, what the server saw, and the client."""

    async def main() -> tuple[Any, RawServer, Miro]:
        async with raw_server(answers) as server, client(server.url, **options) as miro:
            try:
                result = await asyncio.wait_for(call(miro), 20)
            except MiroError as error:
                result = error
            return result, server, miro

    return asyncio.run(main())


NAMES = {
    "photo.png": "photo.png",
    "a b.png": "a b.png",
    'say "hi".png': "say %22hi%22.png",
    "line\r\nX-Evil: yes.png": "line%0D%0AX-Evil: yes.png",
    "back\\slash.png": "back%5Cslash.png",
    "größe 图片 😀.png": "größe 图片 😀.png",
    "semi;colon=.png": "semi;colon=.png",
    "bad\udcff.png": "bad?.png",
}


def test_a_form_has_the_parts_that_the_api_reads() -> None:
    async def main() -> None:
        async with form_server() as (url, forms, requests), client(url) as miro:
            images = miro.images
            image = await images.upload("b", File(PNG, name="a.png"), ImageUpload(title="größe"))
            assert isinstance(image, Image)
            await images.replace("b", "1", File(PNG, name="a.png", content_type="image/x; q=1"))
        assert forms == [
            [
                Part("data", None, "application/json", '{"title":"größe"}'.encode()),
                Part("resource", "a.png", "image/png", PNG),
            ],
            [Part("resource", "a.png", "image/x; q=1", PNG)],
        ]
        assert [(request.method, request.path) for request in requests] == [
            ("POST", "/v2/boards/b/images"),
            ("PATCH", "/v2/boards/b/images/1"),
        ]
        assert all("Content-Length" in request.headers for request in requests)

    asyncio.run(main())


def test_no_name_ends_its_header_or_adds_another() -> None:
    async def main() -> None:
        async with raw_server([IMAGE]) as server, client(server.url) as miro:
            for name in NAMES:
                await miro.images.upload("b", File(PNG, name=name, content_type="image/png"))
        for received, sent in zip(server.received, NAMES.values(), strict=True):
            head = received.body.partition(b"\r\n\r\n")[0].decode()
            assert head.split("\r\n")[1:] == [
                f'Content-Disposition: form-data; name="resource"; filename="{sent}"',
                "Content-Type: image/png",
            ]

    asyncio.run(main())


def test_a_large_file_arrives_whole_and_is_never_wholly_in_memory(tmp_path: Path) -> None:
    data = os.urandom(MAX_SIZE)
    path = tmp_path / "large.png"
    path.write_bytes(data)
    pieces: list[int] = []

    class Counted(io.FileIO):
        def read(self, size: int | None = -1, /) -> Any:
            pieces.append(-1 if size is None else size)
            return super().read(size)

    async def main() -> None:
        async with form_server() as (url, forms, _), client(url) as miro:
            await miro.images.upload("b", path)
            await miro.images.upload("b", File(lambda: Counted(path), name="large.png"))
        assert [form[0].data == data for form in forms] == [True, True]

    asyncio.run(main())
    assert 0 < max(pieces) <= 64 * 1024
    assert min(pieces) > 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_what_curl_sends_is_what_the_client_sends(tmp_path: Path) -> None:
    path = tmp_path / 'a ";b\\.png'
    path.write_bytes(PNG)
    body = ImageUpload(title='say "hi"; or \\, größe')
    calls = [endpoints.images.upload("b", body=body, file=file) for file in (File(path), File(PNG, name="x.png"))]

    async def main() -> None:
        async with form_server() as (url, forms, _), client(url) as miro:
            for call in calls:
                await miro.send(call)
                command = f"{call.curl(url)} --silent --fail"
                await asyncio.to_thread(subprocess.run, command, shell=True, check=True, input=PNG, capture_output=True)
            (ours, theirs), (our_bytes, their_bytes) = forms[:2], forms[2:]
            assert our_bytes == their_bytes
            assert ours[0] == theirs[0]
            assert ours[1]._replace(filename="") == theirs[1]._replace(filename="")

    asyncio.run(main())


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_several_files_go_as_curl_sends_them(tmp_path: Path) -> None:
    path = tmp_path / "b.pdf"
    path.write_bytes(b"%PDF")
    entries = drafts.file_entries([drafts.image_upload(title='"ü'), drafts.document_upload()])
    call = endpoints.items.upload("b", body=entries, files=[File(PNG, name="a.png"), File(path)])

    async def main() -> None:
        async with form_server() as (url, forms, _), client(url) as miro:
            with pytest.raises(DecodeError):  # this server gives an image where a list is expected
                await miro.send(call)
            command = f"{call.curl(url)} --silent --fail"
            await asyncio.to_thread(subprocess.run, command, shell=True, check=True, input=PNG, capture_output=True)
            ours, theirs = forms
            assert ours == theirs
            assert [(part.name, part.filename, part.content_type) for part in ours] == [
                ("data", "data.json", "application/json"),
                ("resources", "a.png", "image/png"),
                ("resources", "b.pdf", "application/pdf"),
            ]
            assert [part.data for part in ours[1:]] == [PNG, b"%PDF"]

    asyncio.run(main())


def test_a_bulk_create_from_files_is_never_repeated_and_closes_all_its_files() -> None:
    opened: list[io.BytesIO] = []

    def factory() -> io.BytesIO:
        opened.append(io.BytesIO(PNG))
        return opened[-1]

    files = [File(factory, name="a.png") for _ in range(3)]
    for given, kind in ((HANG_UP, OutcomeUnknown), (answer(503), OutcomeUnknown)):
        opened.clear()
        error, server, _ = sent([given, IMAGE], lambda miro: miro.items.upload("b", files))
        assert isinstance(error, kind)
        assert len(server.received) == 1
        assert [file.closed for file in opened] == [True] * 3


def test_one_file_that_cannot_be_opened_closes_the_others_and_costs_no_credit() -> None:
    first = io.BytesIO(PNG)
    files = [File(lambda: first, name="a.png"), File(gone, name="b.png")]
    error, server, miro = sent([IMAGE], lambda miro: miro.items.upload("b", files))
    assert isinstance(error, InvalidArgument)
    assert (error.operation, error.attempts, first.closed) == ("items.upload", 0, True)
    assert not server.received
    assert miro.budget.snapshot().remaining == miro.budget.snapshot().limit


def test_a_429_is_repeated_with_the_whole_file() -> None:
    opened: list[io.BytesIO] = []

    def factory() -> io.BytesIO:
        opened.append(io.BytesIO(PNG))
        return opened[-1]

    image, server, miro = run([LIMITED, LIMITED, IMAGE], lambda images: images.upload("b", File(factory, name="a.png")))
    assert isinstance(image, Image)
    assert [PNG in received.body for received in server.received] == [True, True, True]
    assert [file.closed for file in opened] == [True, True, True]
    assert miro.budget.snapshot().in_flight == 0


def test_a_one_shot_source_is_not_repeated() -> None:
    only = io.BytesIO(PNG)
    error, server, _ = run([LIMITED, IMAGE], lambda images: images.upload("b", File(lambda: only, name="a.png")))
    assert isinstance(error, InvalidArgument)
    assert (error.field, error.attempts) == ("file", 1)
    assert len(server.received) == 1


def test_a_replacement_that_cannot_be_repeated_may_have_been_applied() -> None:
    only = io.BytesIO(PNG)
    error, server, _ = run(
        [answer(503), IMAGE], lambda images: images.replace("b", "1", File(lambda: only, name="a.png"))
    )
    assert isinstance(error, OutcomeUnknown)
    assert len(server.received) == 1


def test_an_upload_is_sent_once_when_the_server_hangs_up() -> None:
    file = File(bytes(300_000), name="a.png")
    error, server, miro = run([HANG_UP], lambda images: images.upload("b", file))
    assert isinstance(error, OutcomeUnknown)
    assert (len(server.received), server.connections) == (1, 1)
    assert miro.budget.snapshot().unknown == 100
    error, server, _ = run([HANG_UP], lambda images: images.replace("b", "1", file), retries=Retries(most=0))
    assert isinstance(error, OutcomeUnknown)
    assert len(server.received) == 1


def test_a_replacement_is_repeated_by_us_alone() -> None:
    file = File(bytes(300_000), name="a.png")
    image, server, _ = run([HANG_UP, answer(500), IMAGE], lambda images: images.replace("b", "1", file))
    assert isinstance(image, Image)
    assert len(server.received) == 3


class HalfReader:
    """Reads the first bytes of a request and does then what a test wants."""

    def __init__(self, then: bytes | None) -> None:
        self.connections = 0
        self._then = then

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.readexactly(1000)
        if self._then is not None:
            writer.write(self._then)
            await writer.drain()
            await reader.read()  # until the client has had enough
        writer.close()


async def with_half_reader(
    then: bytes | None, call: Callable[[Images], Awaitable[Any]]
) -> tuple[Any, HalfReader, Miro]:
    half = HalfReader(then)
    async with await asyncio.start_server(half.handle, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with client(url) as miro:
            try:
                result = await asyncio.wait_for(call(miro.images), 20)
            except MiroError as error:
                result = error
        return result, half, miro


def test_a_server_that_hangs_up_in_the_middle_sees_one_request() -> None:
    async def main() -> None:
        file = File(bytes(MAX_SIZE), name="a.png")
        error, half, _ = await with_half_reader(None, lambda images: images.upload("b", file))
        assert isinstance(error, OutcomeUnknown)
        assert half.connections == 1

    asyncio.run(main())


def test_an_answer_that_comes_before_the_file_is_sent_is_an_answer() -> None:
    async def main() -> None:
        file = File(bytes(MAX_SIZE), name="a.png")
        too_large = answer(413, b'{"message":"too large"}')
        error, half, miro = await with_half_reader(too_large, lambda images: images.upload("b", file))
        assert isinstance(error, PayloadTooLarge)
        assert half.connections == 1
        assert miro.budget.snapshot().unknown == 0

    asyncio.run(main())


def gone() -> bytes:
    raise FileNotFoundError(errno.ENOENT, "No such file or directory")


@pytest.mark.parametrize("factory", [gone, lambda: b"", lambda: bytes(MAX_SIZE + 1)], ids=["gone", "empty", "large"])
def test_a_file_that_cannot_be_opened_costs_no_credit(factory: Factory) -> None:
    error, server, miro = run([IMAGE], lambda images: images.upload("b", File(factory, name="a.png")))
    assert isinstance(error, InvalidArgument)
    assert (error.field, error.operation, error.attempts) == ("file", "images.upload", 0)
    assert not server.received
    snapshot = miro.budget.snapshot()
    assert (snapshot.in_flight, snapshot.unknown, snapshot.reserved) == (0, 0, 0)
    assert snapshot.remaining == snapshot.limit


class Shrinking(io.BytesIO):
    """It has fewer bytes than it said."""

    def read(self, size: int | None = -1, /) -> bytes:
        return b"" if self.tell() > 100_000 else super().read(size)


def test_a_file_that_shrinks_while_it_is_sent_never_arrives_and_may_be_sent_again() -> None:
    given = iter([Shrinking(bytes(300_000)), Shrinking(bytes(300_000)), io.BytesIO(bytes(300_000))])
    image, server, miro = run([IMAGE], lambda images: images.upload("b", File(lambda: next(given), name="a.png")))
    assert isinstance(image, Image)
    assert len(server.received) == 1, "half a body is no request"
    assert miro.budget.snapshot().unknown == 0


def test_a_path_that_has_changed_since_the_call_was_built_is_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(bytes(300_000))
    call = endpoints.images.upload("b", file=File(path))

    async def main() -> None:
        async with raw_server([IMAGE]) as server, client(server.url) as miro:
            os.truncate(path, 1000)
            with pytest.raises(InvalidArgument, match="had 300000 bytes when the call was built and has 1000 now"):
                await miro.send(call)
            assert not server.received

    asyncio.run(main())


def test_a_disk_that_fails_is_no_unknown_outcome() -> None:
    class Bad(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    error, server, miro = run([IMAGE], lambda images: images.upload("b", File(lambda: Bad(PNG), name="a.png")))
    assert isinstance(error, TransportError)
    assert "nothing was sent: the file cannot be read" in str(error)
    assert not server.received
    assert miro.budget.snapshot().unknown == 0


def test_a_slow_upload_outlives_the_read_timeout_but_not_the_total() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            pause.wait(0.1)
            return super().read(size)

    pause = threading.Event()  # never set
    file = File(lambda: Slow(bytes(300_000)), name="a.png")
    image, _, _ = run([IMAGE], lambda images: images.upload("b", file), timeout=Timeout(read=0.2, total=10.0))
    assert isinstance(image, Image)
    error, server, _ = run([IMAGE], lambda images: images.upload("b", file), timeout=Timeout(read=0.2, total=0.3))
    assert isinstance(error, OutcomeUnknown)
    assert not server.received


def test_a_cancelled_upload_closes_its_file_and_stays_charged(caplog: pytest.LogCaptureFixture) -> None:
    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            reading.set()
            go_on.wait(10)
            return super().read(size)

    reading, go_on = threading.Event(), threading.Event()
    given: list[Endless] = []

    def factory() -> Endless:
        given.append(Endless(bytes(300_000)))
        return given[-1]

    async def main() -> None:
        async with raw_server([HANG]) as server, client(server.url) as miro:
            upload = asyncio.ensure_future(miro.images.upload("b", File(factory, name="a.png")))
            assert await asyncio.to_thread(reading.wait, 10)
            upload.cancel()
            go_on.set()
            with pytest.raises(asyncio.CancelledError):
                await upload
            assert given[0].closed
            assert miro.budget.snapshot().unknown == 100
            assert not server.received

    asyncio.run(main())
    assert "images.upload ('b',): cancelled after sending; its outcome is unknown" in caplog.text


def test_hooks_and_logs_never_show_the_contents(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[Any] = []

    def after(*what: object) -> None:
        seen.append(what)

    with caplog.at_level(logging.DEBUG):
        error, _, _ = run(
            [LIMITED, answer(400, b'{"message":"no"}')],
            lambda images: images.upload("b", File(b"the contents", name="a.txt"), ImageUpload(title="A")),
            before=seen.append,
            after=after,
        )
    assert isinstance(error, MiroError)
    assert len(seen) == 2
    assert "the contents" not in f"{seen!r} {error!r} {error} {caplog.text}"
