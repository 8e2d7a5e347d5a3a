"""What can be uploaded: what is refused before anything is sent, and what a call with a file is as data."""

import asyncio
import codecs
import copy
import io
import os
import pickle
import shlex
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from miro_async import drafts, endpoints
from miro_async.errors import InvalidArgument
from miro_async.files import MAX_SIZE, Broken, File
from miro_async.models import ImageUpload

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def upload(file: Any, body: ImageUpload | None = None) -> endpoints.Call[Any]:
    return endpoints.images.upload("b", body=body, file=file)


def contents_of(file: File) -> list[bytes]:
    async def main() -> list[bytes]:
        contents = await file.open()
        try:
            pieces = [piece async for piece in contents.pieces()]
        finally:
            await contents.close()
        assert sum(map(len, pieces)) == contents.size
        return pieces

    return asyncio.run(main())


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.png", "image/png"),
        ("a.JPG", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("a.svg", "image/svg+xml"),
        ("a.pdf", "application/pdf"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.csv", "text/csv"),
        ("noending", "application/octet-stream"),
    ],
)
def test_the_name_tells_the_content_type(name: str, content_type: str) -> None:
    assert File(b"x", name=name).content_type == content_type
    assert File(b"x", name=name, content_type="text/plain; charset=utf-8").content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"source": b"x"}, "name"),
        ({"source": lambda: b"x"}, "name"),
        ({"source": b"x", "name": " "}, "name"),
        ({"source": b"x", "name": "a/b.png"}, "name"),
        ({"source": "/", "name": None}, "name"),
        ({"source": "a.png", "content_type": "png"}, "content_type"),
        ({"source": "a.png", "content_type": "image/png\r\nX: y"}, "content_type"),
        ({"source": ""}, "source"),
        ({"source": None}, "source"),
        ({"source": 3}, "source"),
        ({"source": io.BytesIO(b"a one-shot source")}, "source"),
    ],
)
def test_what_is_no_file_is_refused_where_it_is_made(arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        File(**arguments)
    assert caught.value.field == field


def empty(path: Path) -> None:
    path.touch()


def too_large(path: Path) -> None:
    path.touch()
    os.truncate(path, MAX_SIZE + 1)


def missing(path: Path) -> None:
    assert not path.exists()


def pipe(path: Path) -> None:
    os.mkfifo(path)  # to open it would be to wait for ever


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (empty, "0 bytes"),
        (too_large, f"{MAX_SIZE + 1} bytes"),
        (missing, "No such file"),
        (Path.mkdir, "no regular file"),
        (pipe, "no regular file"),
    ],
)
def test_a_path_that_cannot_be_uploaded_is_refused_when_the_call_is_built(
    make: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "photo.png"
    make(path)
    with pytest.raises(InvalidArgument, match=r"1 byte to 6 MiB, not .*photo\.png") as caught:
        upload(File(path))
    assert (caught.value.field, caught.value.operation) == ("file", "images.upload")
    assert said in str(caught.value)


@pytest.mark.parametrize("size", [0, MAX_SIZE + 1])
def test_bytes_of_no_fitting_size_are_refused_when_the_call_is_built(size: int) -> None:
    with pytest.raises(InvalidArgument, match=f"x.png with {size} bytes"):
        upload(File(bytes(size), name="x.png"))


@pytest.mark.parametrize("size", [1, MAX_SIZE])
def test_the_limits_themselves_are_allowed(size: int) -> None:
    call = upload(File(bytes(size), name="x.png"))
    assert call.files[0].size == size


def test_a_row_that_takes_a_file_needs_one_and_no_other_row_takes_one() -> None:
    with pytest.raises(InvalidArgument, match="file must be a File, not a str"):
        upload("photo.png")
    with pytest.raises(InvalidArgument, match="takes 1 file, not 0"):
        upload(None)
    with pytest.raises(InvalidArgument, match="takes no file"):
        endpoints.images.get("b", "1", file=File(b"x", name="x.png"))


def several(files: Any, kinds: int | None = None) -> endpoints.Call[Any]:
    entries = drafts.file_entries([drafts.image_upload(title="A")] * (len(files) if kinds is None else kinds))
    return endpoints.items.upload("b", body=entries, files=files)


def test_several_files_are_one_for_each_item() -> None:
    file = File(PNG, name="a.png")
    call = several([file] * 20)
    assert (len(call.files), call.credits) == (20, 2_000)
    assert {each.size for each in call.files} == {len(PNG)}
    assert pickle.loads(pickle.dumps(call)) == call
    for files, kinds, message in (
        ([file] * 21, 20, "takes 1 to 20 files, not 21"),
        ([file] * 3, 2, "one file for each item of the body: 2, not 3"),
        ([], 1, "takes 1 to 20 files, not 0"),
        ([file, "a.png"], 2, "files must be a File, not a str"),
        ([file, File(bytes(MAX_SIZE + 1), name="x.png")], 2, "x.png with"),
        ([file], 0, "at least 1|length >= 1|1 or more"),
    ):
        with pytest.raises(InvalidArgument, match=message):
            several(files, kinds)
    with pytest.raises(InvalidArgument, match="body must be a list"):
        endpoints.items.upload("b", files=[file])
    with pytest.raises(InvalidArgument, match="takes 1 file, not 2"):
        endpoints.images.upload("b", files=[file, file])


def test_a_file_of_6_300_000_bytes_is_refused_and_one_of_6_000_000_is_not(tmp_path: Path) -> None:
    small, large = tmp_path / "small.png", tmp_path / "large.png"
    for path, size in ((small, 6_000_000), (large, 6_300_000)):
        with path.open("wb") as file:
            file.truncate(size)
    assert [file.size for file in several([File(small), File(small)]).files] == [6_000_000] * 2
    for row, files in ((endpoints.images.upload, [large]), (endpoints.items.upload, [small, large])):
        entries = None if len(files) == 1 else drafts.file_entries([drafts.image_upload()] * 2)
        with pytest.raises(InvalidArgument, match=r"large\.png with 6300000 bytes"):
            row("b", body=entries, files=[File(file) for file in files])


def test_a_call_with_a_file_pickles_copies_and_compares(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    for file in (File(path), File(PNG, name="a.png")):
        call = upload(file, ImageUpload(title="A"))
        assert pickle.loads(pickle.dumps(call)) == copy.copy(call) == copy.deepcopy(call) == call
        assert pickle.loads(pickle.dumps(call)).files[0].size == len(PNG)
        assert hash(copy.deepcopy(call)) == hash(call)
        assert call != upload(File(PNG, name="b.png"), ImageUpload(title="A"))
        assert call.credits == 100
    with pytest.raises(AttributeError):
        file.name = "other"  # type: ignore[misc]


def test_no_repr_shows_the_contents() -> None:
    call = upload(File(b"the contents", name="secret.txt"), ImageUpload(title="A"))
    assert "the contents" not in f"{call!r} {call.files!r} {call}"
    assert "'secret.txt', text/plain, 12 B" in repr(call)


def test_nothing_to_say_about_a_file_is_no_part() -> None:
    assert upload(File(PNG, name="a.png"), ImageUpload()).body is None
    assert upload(File(PNG, name="a.png")).body is None
    assert upload(File(PNG, name="a.png"), ImageUpload(title="A")).body == b'{"title":"A"}'


def test_a_body_is_checked_beside_a_file_as_without_one() -> None:
    with pytest.raises(InvalidArgument, match="title"):
        upload(File(PNG, name="a.png"), ImageUpload(title=3))  # type: ignore[arg-type]


def test_curl_sends_both_parts() -> None:
    words = shlex.split(upload(File(PNG, name='a".png'), ImageUpload(title='say "hi"; or \\')).curl())
    assert [words[at + 1] for at, word in enumerate(words) if word == "-F"] == [
        r'data="{\"title\":\"say \\\"hi\\\"; or \\\\\"}";type=application/json',
        r'resource=@"-";type=image/png;filename="a\".png"',
    ]
    assert "Content-Type" not in upload(File(PNG, name="a.png")).curl()


def test_curl_sends_several_files_and_the_body_as_one_more() -> None:
    words = shlex.split(several([File(PNG, name="a.png"), File(Path(__file__), name="b.png")]).curl())
    entry = r"{\"type\":\"image\",\"title\":\"A\"}"
    assert [words[at + 1] for at, word in enumerate(words) if word == "-F"] == [
        f'data="[{entry},{entry}]";type=application/json;filename="data.json"',
        'resources=@"-";type=image/png;filename="a.png"',
        f'resources=@"{__file__}";type=image/png;filename="b.png"',
    ]


def test_the_contents_come_in_pieces(tmp_path: Path) -> None:
    data = os.urandom(200_000)
    path = tmp_path / "a.png"
    path.write_bytes(data)
    sources: list[Any] = [path, str(path), data, bytearray(data), lambda: data, lambda: io.BytesIO(data)]
    sources.append(lambda: path.open("rb"))
    for source in sources:
        pieces = contents_of(File(source, name="a.png").measured())
        assert b"".join(pieces) == data
        assert max(map(len, pieces)) <= 64 * 1024


def test_a_factory_is_called_for_each_opening_and_its_file_is_closed() -> None:
    opened: list[io.BytesIO] = []
    threads: set[threading.Thread] = set()

    def factory() -> io.BytesIO:
        threads.add(threading.current_thread())
        opened.append(io.BytesIO(PNG))
        return opened[-1]

    file = File(factory, name="a.png").measured()
    assert not opened, "a size that only the factory knows is not asked for"
    assert contents_of(file) == contents_of(file) == [PNG]
    assert [each.closed for each in opened] == [True, True]
    assert threading.current_thread() not in threads


class Unseekable(io.RawIOBase):
    """A stream such as that of a socket: it has no length, and can be read once."""

    def __init__(self, data: bytes) -> None:
        self._left = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._left.readinto(buffer)


def test_a_factory_may_give_a_stream_without_a_length() -> None:
    given = Unseekable(PNG)
    assert contents_of(File(lambda: io.BufferedReader(given), name="a.png")) == [PNG]
    assert given.closed


def failing() -> bytes:
    raise LookupError("no such picture")


@pytest.mark.parametrize(
    ("factory", "said"),
    [
        (failing, "no such picture"),
        (lambda: b"", "0 bytes"),
        (lambda: bytes(MAX_SIZE + 1), "bytes"),
        (lambda: io.BufferedReader(Unseekable(bytes(MAX_SIZE + 1))), "bytes"),
        (lambda: io.StringIO("text"), "StringIO"),
        (lambda: codecs.getreader("utf-8")(io.BytesIO(PNG)), "NoneType"),
        (lambda: "text", "str"),
        (lambda: None, "NoneType"),
    ],
)
def test_a_factory_that_gives_nothing_to_send_is_refused_when_it_is_opened(factory: Any, said: str) -> None:
    with pytest.raises(InvalidArgument, match=said) as caught:
        contents_of(File(factory, name="a.png"))
    assert caught.value.field == "file"


def test_a_one_shot_source_is_not_sent_twice() -> None:
    only = io.BytesIO(PNG)
    file = File(lambda: only, name="a.png")
    assert contents_of(file) == [PNG]
    with pytest.raises(InvalidArgument, match="closed file"):
        contents_of(file)


@pytest.mark.parametrize("size", [len(PNG) - 1, len(PNG) + 1])
def test_a_file_that_has_changed_since_the_call_was_built_is_not_opened(size: int, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(PNG)
    (file,) = upload(File(path)).files
    os.truncate(path, size)
    with pytest.raises(InvalidArgument, match=f"had {len(PNG)} bytes when the call was built and has {size} now"):
        contents_of(file)


def test_a_file_that_gives_more_than_it_was_asked_for_never_comes_whole() -> None:
    class Generous(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(size) + b"more"

    with pytest.raises(Broken, match="more than the 264 bytes"):
        contents_of(File(lambda: Generous(PNG), name="a.png"))


def test_a_file_that_cannot_be_closed_was_read_all_the_same() -> None:
    class Stuck(io.BytesIO):
        def close(self) -> None:
            super().close()
            raise OSError("it does not close")

    assert contents_of(File(lambda: Stuck(PNG), name="a.png")) == [PNG]


@pytest.mark.parametrize("size", [70_000, 90_000])
def test_a_file_that_changes_while_it_is_read_never_comes_whole(size: int, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(bytes(80_000))
    given: list[bytes] = []

    async def main() -> None:
        contents = await File(path).open()
        try:
            async for piece in contents.pieces():
                given.append(piece)
                os.truncate(path, size)
        finally:
            await contents.close()

    with pytest.raises(Broken):
        asyncio.run(main())
    assert sum(map(len, given)) < 80_000


class Watched(io.BytesIO):
    def __init__(self, data: bytes, closed: threading.Event) -> None:
        super().__init__(data)
        self._told = closed

    def close(self) -> None:
        super().close()
        self._told.set()


def test_a_file_that_is_opened_for_nobody_is_closed() -> None:
    """Its opener is cancelled while the factory works in its thread."""
    go_on, closed = threading.Event(), threading.Event()
    given: list[io.BytesIO] = []

    def slow_factory() -> io.BytesIO:
        assert go_on.wait(10)
        given.append(Watched(PNG, closed))  # and is not collected
        return given[0]

    async def main() -> None:
        opening = asyncio.ensure_future(File(slow_factory, name="a.png").open())
        await asyncio.sleep(0)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        go_on.set()
        assert await asyncio.to_thread(closed.wait, 10)

    asyncio.run(main())
