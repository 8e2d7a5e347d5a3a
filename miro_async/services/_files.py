"""Downloads: from an item to a file on the disk, by way of a signed URL that is good for a minute."""

import errno
import logging
import re
from collections.abc import Awaitable, Callable
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from miro_async.attempts import Retries
from miro_async.endpoints import Call, Endpoint
from miro_async.errors import DecodeError, InvalidArgument, TransportError
from miro_async.files import File
from miro_async.models import Resource
from miro_async.services._file_names import file_name
from miro_async.services._partial import Partial
from miro_async.services._service import Sender
from miro_async.wire import Incoming

__all__ = ["Download", "as_file", "download", "fetched", "written"]

_TRIES = 4
_BACKOFF = Retries()
_RESOURCE = re.compile(r"/v2/boards/[^/]+/resources/(?:images|documents)/([A-Za-z0-9_=+-]+)")
_log = logging.getLogger("miro_async")


class Download(NamedTuple):
    """A file that was downloaded.

    Attributes:
        path: where it is.
        name: what it was called when it was uploaded, made safe for a disk.
        size: bytes.
        content_type: the media type, as the storage tells it; empty if it does not.
    """

    path: Path
    name: str
    size: int
    content_type: str


def as_file(source: File | str | PathLike[str]) -> File:
    """What an upload sends."""
    return source if isinstance(source, File) else File(source)


async def download(
    sender: Sender,
    locate: Endpoint[Resource],
    board_id: str,
    read_url: Callable[[], Awaitable[str | None]],
    to: str | PathLike[str],
    *,
    format: str,  # noqa: A002 - the API's name
    overwrite: bool,
    max_size: int | None,
) -> Download:
    """Download a file of a board.

    Args:
        sender: sends the calls and reads the signed URL.
        locate: the row that gives a signed URL for a board and a resource.
        board_id: the board.
        read_url: gives the address that the item names; nothing is ever sent there.
        to: a file, or a directory in which the file gets the name that it was uploaded with.
        format: ``"original"`` or ``"preview"``.
        overwrite: whether the file may take the place of another.
        max_size: how many bytes it may have; None for any number.

    Raises:
        InvalidArgument: an argument that makes no sense.
        OSError: the disk refuses; `FileExistsError` if the file is there already, ``EFBIG`` if it is too large.
        TransportError: the file did not come whole, also not from new URLs.
        DecodeError: the item names no file, or its URL is none to be read.
    """
    locate(board_id, "0", format=format)  # what is wrong with the arguments shows before anything is spent
    if max_size is not None and not (isinstance(max_size, int) and max_size > 0):
        raise InvalidArgument(f"max_size must be a positive number of bytes, not {max_size!r}", field="max_size")
    partial = Partial(to, overwrite=overwrite)
    try:
        await partial.open()
        resource_id = _resource_id(await read_url(), locate)
        return await _fetched(sender, locate(board_id, resource_id, format=format), partial, max_size)
    finally:
        await partial.discard()


def _resource_id(url: str | None, locate: Endpoint[Resource]) -> str:
    """The resource that an item's address names; host and scheme do not matter, since nothing is sent there."""
    try:
        match = _RESOURCE.fullmatch(urlsplit(url or "").path)
    except ValueError:
        match = None
    if match is None:
        raise DecodeError("the item names no file of a board", operation=locate.name)
    return match[1]


async def _fetched(sender: Sender, call: Call[Resource], partial: Partial, max_size: int | None) -> Download:
    kind = call.operation.partition(".")[0].removesuffix("s")

    async def locate(delay: float) -> str:
        return (await sender.exchange(call, delay=delay)).value.url

    async def store(incoming: Incoming) -> Download:
        return await written(incoming, partial, file_name(incoming.headers, f"{kind}-{call.ids[1]}"), max_size)

    download = await fetched(sender, call, locate, store)
    await partial.keep(download.path)
    return download


async def fetched(
    sender: Sender,
    call: Call[Any],
    locate: Callable[[float], Awaitable[str]],
    store: Callable[[Incoming], Awaitable[Download]],
) -> Download:
    """Read a file, from a new URL each time that it does not come whole.

    Args:
        sender: reads the signed URLs.
        call: what errors and logs name.
        locate: gives a URL, after so many seconds.
        store: writes what comes.

    Raises:
        TransportError: the file did not come whole, also not from new URLs.
        DecodeError: a URL is none to be read.
    """
    delay, tries = 0.0, 0
    while True:
        url = await locate(delay)
        tries += 1
        try:
            async with sender.fetch(url) as incoming:
                return await store(incoming)
        except (TransportError, DecodeError) as error:
            error.operation, error.method, error.path = call.operation, call.endpoint.method, call.path
            error.attempts = tries
            if tries == _TRIES or isinstance(error, DecodeError):
                raise
            _log.warning("%s %s: %s; asking for a new URL", call.operation, call.ids, error)
        delay = _BACKOFF.delay(tries - 1) if tries > 1 else 0.0  # the first URL may just be too old


async def written(incoming: Incoming, partial: Partial, name: str, max_size: int | None = None) -> Download:
    """Write a file as it comes; what is left to do is to keep it.

    Args:
        incoming: the answer of the storage.
        partial: where to.
        name: what it is called if it goes to a directory; safe on a disk.
        max_size: how many bytes it may have; None for any number.

    Raises:
        OSError: the disk refuses; ``EFBIG`` for a file that is too large.
        TransportError: it did not come whole.
    """
    if incoming.status != 200:  # 403, 404 or 410 if the URL has expired
        raise TransportError(f"the storage answered {incoming.status}")
    headers = incoming.headers
    length = None if "Content-Encoding" in headers else _length(headers.get("Content-Length", ""))
    target = await partial.begin(name)
    _check_size(length or 0, max_size, target)
    size = 0
    async for piece in incoming.pieces:
        size += len(piece)
        _check_size(size, max_size, target)
        await partial.write(piece)
    if length not in (None, size):
        raise TransportError(f"{size} of {length} bytes came")
    return Download(target, name, size, headers.get("Content-Type", ""))


def _length(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() else None


def _check_size(size: int, max_size: int | None, target: Path) -> None:
    if max_size is not None and size > max_size:
        raise OSError(errno.EFBIG, f"the file has more than {max_size} bytes", str(target))
