"""Files to upload: a path, bytes, or a factory that opens the contents anew for each attempt; the body they go in."""

import asyncio
import copy
import io
import mimetypes
import re
import secrets
import stat
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from os import SEEK_END, PathLike
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self, TypeAlias

from miro_async.errors import InvalidArgument

__all__ = ["MAX_SIZE", "Broken", "Contents", "Factory", "File", "Part", "Upload", "close_all", "open_all"]

MAX_SIZE = 6 * 1024 * 1024
"""Bytes that a file may have at most (6 MB in Miro's reference of uploads)."""

Factory: TypeAlias = Callable[[], bytes | BinaryIO]
"""Gives the bytes, or a binary file that is open at its beginning."""

_PIECE = 64 * 1024
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(?:\s*;[\x20-\x7e]*)?", re.ASCII)
_UNSAFE_IN_NAME = re.compile(r'[\x00-\x1f"\\\x7f]')
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Broken(Exception):  # noqa: N818 - an outcome, as those of `miro_async.wire`
    """The contents could not be read to their end, or go on after it."""


@dataclass(frozen=True, slots=True, init=False, repr=False)
class File:
    """A file to upload; it holds no open file, so that the call that it is part of can be repeated.

    It copies and compares, and it pickles unless it has a factory that does not.

    Args:
        source: a path; the bytes themselves; or a function without arguments that gives the bytes or an open binary
            file. The function is called for each attempt, in a worker thread, and must give a new file each time;
            the file is closed after the attempt.
        name: what the file is called; by default the last part of the path. Bytes and factories need one.
        content_type: the media type; by default what the end of the name stands for.

    Attributes:
        size: bytes, as they were when the call was built; None before, and for a factory.

    Raises:
        InvalidArgument: a source, a name or a content type that is none.
    """

    source: Path | bytes | Factory
    name: str
    content_type: str
    size: int | None = field(default=None, compare=False)

    def __init__(
        self,
        source: str | PathLike[str] | bytes | bytearray | memoryview | Factory,
        *,
        name: str | None = None,
        content_type: str | None = None,
    ) -> None:
        kept = _kept(source)
        if name is None and isinstance(kept, Path):
            name = kept.name
        if not isinstance(name, str) or not name.strip() or "/" in name:
            raise InvalidArgument(f"name must be a file name such as photo.png, not {name!r}", field="name")
        if content_type is None:
            content_type = _types().guess_type(name, strict=False)[0] or "application/octet-stream"
        elif not isinstance(content_type, str) or not _MEDIA_TYPE.fullmatch(content_type):
            raise InvalidArgument(
                f"content_type must be a media type such as image/png, not {content_type!r}", field="content_type"
            )
        for attribute, value in (("source", kept), ("name", name), ("content_type", content_type), ("size", None)):
            object.__setattr__(self, attribute, value)

    def __repr__(self) -> str:  # without the contents
        size = "" if self.size is None else f", {self.size} B"
        return f"<File {self.name!r}, {self.content_type}{size}>"

    def measured(self) -> Self:
        """This file with its size, as far as that can be known without calling a factory.

        Raises:
            InvalidArgument: it cannot be read, is empty or too large.
        """
        if callable(self.source):
            return self
        with self._opened() as file:
            size = self._size_of(file)
        measured = copy.copy(self)
        object.__setattr__(measured, "size", size)
        return measured

    async def open(self) -> "Contents":
        """Open the file to be sent once; whoever opens it closes it.

        Raises:
            InvalidArgument: it cannot be read (any more), is empty or too large, or has changed its size since the
                call was built.
        """
        opening = asyncio.get_running_loop().run_in_executor(None, self._contents)
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            opening.add_done_callback(_close_unwanted)
            raise

    def _contents(self) -> "Contents":
        file = self._opened()
        try:
            return Contents(file, self._size_of(file))
        except BaseException:
            file.close()
            raise

    def _opened(self) -> BinaryIO:
        source = self.source
        try:
            if isinstance(source, Path):
                return _open_path(source)
            return _readable(source() if callable(source) else source)
        except InvalidArgument:
            raise
        except Exception as error:  # a factory may raise anything
            what = str(source) if isinstance(source, Path) else self.name
            raise _unfit(f"{what}: {getattr(error, 'strerror', None) or error}") from error

    def _size_of(self, file: BinaryIO) -> int:
        """How much there is from here to the end."""
        try:
            start = file.tell()
            size = file.seek(0, SEEK_END) - start
            file.seek(start)
        except Exception as error:  # the file may be an object of the user's own
            raise _unfit(f"{self.name}: {error}") from error
        if not 1 <= size <= MAX_SIZE:
            raise _unfit(f"{self.name} with {size} bytes")
        if self.size not in (None, size):
            raise _unfit(f"{self.name}, which had {self.size} bytes when the call was built and has {size} now")
        return size


class Contents:
    """An opened file: so many bytes, to be read once.

    Attributes:
        size: how many bytes.
    """

    __slots__ = ("_file", "size")

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self.size = size

    async def pieces(self) -> AsyncIterator[bytes]:
        """The contents in pieces of 64 KiB, read in a worker thread.

        Raises:
            Broken: there is less or more than `size`; the last piece is not given then.
        """
        left = self.size
        while left:
            piece = await asyncio.to_thread(self._read, left)
            left -= len(piece)
            yield piece

    def _read(self, left: int) -> bytes:
        try:
            piece = self._file.read(min(_PIECE, left))
            more = len(piece) > min(_PIECE, left) or (len(piece) == left and self._file.read(1))
        except Exception as error:  # the file may be an object of the user's own
            raise Broken(f"the file cannot be read: {error}") from error
        if not piece or more:
            raise Broken(f"the file has {'more' if more else 'less'} than the {self.size} bytes that it had")
        return piece

    async def close(self) -> None:
        """Close the file; that is done even if nobody waits for it any more."""
        await close_all((self,))

    def discard(self) -> None:
        """Close the file at once."""
        with suppress(Exception):  # what a file of the user's own says at its end changes no outcome
            self._file.close()


class Part(NamedTuple):
    """A part of a form.

    Attributes:
        name: what it is called.
        content: what it holds.
        content_type: the media type of that.
        filename: the name under which it is a file; empty for a part that is none.
    """

    name: str
    content: bytes | File
    content_type: str
    filename: str = ""


async def open_all(files: Iterable[File]) -> tuple[Contents, ...]:
    """Open files to be sent once, all or none; whoever opens them closes them.

    Raises:
        InvalidArgument: as `File.open` does.
    """
    opened: list[Contents] = []
    try:
        for file in files:
            opened.append(await file.open())  # noqa: PERF401 - what is open must be known if the next one fails
    except BaseException:
        for contents in opened:
            contents.discard()
        raise
    return tuple(opened)


async def close_all(opened: Sequence[Contents]) -> None:
    """Close files; that is done even if nobody waits for it any more."""

    def close() -> None:
        for contents in opened:
            contents.discard()

    # In a thread: it waits for a read that was cancelled.
    await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, close))


class Upload:
    """A multipart body of known length that goes out in pieces; the files in it are read as it goes, once.

    Args:
        form: the parts.
        contents: the files in it, opened, in their order.
    """

    __slots__ = ("_segments", "content_type", "size")

    def __init__(self, form: Sequence[Part], contents: Sequence[Contents]) -> None:
        boundary = secrets.token_hex(16)  # nobody's file holds it
        opened = iter(contents)
        self._segments: list[bytes | Contents] = []
        before = ""
        for part in form:
            content = part.content if isinstance(part.content, bytes) else next(opened)
            self._segments += (_head(before, boundary, part), content)
            before = "\r\n"
        self._segments.append(f"\r\n--{boundary}--\r\n".encode())
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self.size = sum(len(each) if isinstance(each, bytes) else each.size for each in self._segments)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body, `size` bytes in all.

        Raises:
            Broken: a file cannot be read as it was; what was given until then is no whole body.
        """
        for segment in self._segments:
            if isinstance(segment, bytes):
                yield segment
            else:
                async for piece in segment.pieces():
                    yield piece


def _kept(source: str | PathLike[str] | bytes | bytearray | memoryview | Factory) -> Path | bytes | Factory:
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if callable(source):
        return source
    if not isinstance(source, str | PathLike) or source == "":
        raise InvalidArgument(
            f"source must be a path, bytes, or a function that opens the file, not {source!r}", field="source"
        )
    return Path(source)


def _open_path(path: Path) -> BinaryIO:
    if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe would be to wait for its writer
        raise _unfit(f"{path}, which is no regular file")
    return path.open("rb")


def _readable(given: bytes | BinaryIO) -> BinaryIO:
    if isinstance(given, bytes | bytearray | memoryview):
        return io.BytesIO(given)
    if isinstance(given, io.TextIOBase) or not hasattr(given, "read"):
        raise _unfit(f"a {type(given).__name__}")
    if given.seekable():
        return given
    with given:
        return io.BytesIO(given.read(MAX_SIZE + 1))


def _unfit(what: str) -> InvalidArgument:
    return InvalidArgument(f"file must be a readable binary file of 1 byte to 6 MiB, not {what}", field="file")


def _close_unwanted(opening: asyncio.Future[Contents]) -> None:
    if opening.exception() is None:
        opening.result().discard()


@cache
def _types() -> mimetypes.MimeTypes:
    """What names stand for: Python's own list and the three Office types that it lacks."""
    types = mimetypes.MimeTypes()
    for ending, kind in _OFFICE.items():
        types.add_type(kind, ending)
    return types


def _head(before: str, boundary: str, part: Part) -> bytes:
    filename = f'; filename="{_in_header(part.filename)}"' if part.filename else ""
    return (
        f'{before}--{boundary}\r\nContent-Disposition: form-data; name="{part.name}"{filename}\r\n'
        f"Content-Type: {part.content_type}\r\n\r\n"
    ).encode()


def _in_header(name: str) -> str:
    """A file name in quotes as browsers write it: what would end it, or the header, is percent-encoded."""
    name = name.encode(errors="replace").decode()  # names of the file system may hold bytes that are no text
    return _UNSAFE_IN_NAME.sub(lambda match: f"%{ord(match[0]):02X}", name)
