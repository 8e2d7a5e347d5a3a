"""Uploaded files: the parts of a ``multipart/form-data`` body.

The standard library reads the headers. It does not read the bodies: it would take a file of type ``message/rfc822``
apart as well.
"""

from email.message import EmailMessage
from email.parser import HeaderParser
from email.policy import HTTP
from typing import NamedTuple

import msgspec

from miro_async.emulator.http import HttpRequest
from miro_async.emulator.world.checks import is_array, is_object
from miro_async.emulator.world.errors import Problem, Refusal, invalid, malformed_json
from miro_async.emulator.world.pictures import size_of
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import StoredFile

__all__ = ["FAMILIES", "Upload", "data_of", "is_multipart", "received", "received_many"]

FAMILIES = {"image": "images", "document": "documents"}
"""The part of the path of resources that a file has, by the type of the item that shows it."""

_ONE = ("data", "resource")
_SEVERAL = ("data", "resources")


class Upload(NamedTuple):
    """What a request uploads.

    Attributes:
        file: the file.
        said: the JSON value beside it.
    """

    file: StoredFile
    said: object


class _Part(NamedTuple):
    name: str
    headers: EmailMessage
    content: bytes


def is_multipart(request: HttpRequest) -> bool:
    """Whether the body of a request is declared as a form with files."""
    media_type = request.headers.get("content-type", "").partition(";")[0]
    return media_type.strip().lower() == "multipart/form-data"


def received(request: HttpRequest, family: str, settings: Settings) -> Upload:
    """The file that a request uploads, and what it says of it.

    Args:
        request: the request.
        family: ``"images"`` or ``"documents"``.
        settings: the doubtful facts.

    Raises:
        Refusal: 400 for a body that is no such form, and for an empty file; what the settings say for one too large.
    """
    parts = _named(_parts(request), _ONE)
    if not parts["resource"]:
        raise invalid([Problem("resource", "Field [resource] of type [File] is required")])
    said = parts["data"][0] if parts["data"] else None
    return Upload(_file(parts["resource"][0], "resource", family, settings), _said(said))


def received_many(request: HttpRequest, settings: Settings) -> list[Upload]:
    """The files that a request uploads, and what it says of each: as many JSON objects as files, in one order.

    Raises:
        Refusal: as `received` does; 400 for another number of files than of objects.
    """
    parts = _named(_parts(request), _SEVERAL, repeated="resources")
    missing = [name for name in _SEVERAL if not parts[name]]
    if missing:
        raise invalid([Problem(name, f"Field [{name}] of type [File] is required") for name in missing])
    files, entries = parts["resources"], _said(parts["data"][0])
    if not is_array(entries):
        raise invalid([Problem("data", "Unexpected type of value, expected of type [Array]")])
    if len(files) != len(entries):
        raise invalid([Problem("resources", f"{len(entries)} items need as many files, not {len(files)}")])
    return [
        Upload(_file(part, f"resources[{index}]", _family(said), settings), said)
        for index, (part, said) in enumerate(zip(files, entries, strict=True))
    ]


def data_of(request: HttpRequest) -> bytes:
    """The JSON of a form; empty if it has none."""
    try:
        return b"".join([part.content for part in _parts(request) if part.name == "data"])
    except Refusal:
        return b""


def _family(said: object) -> str:
    item_type = said.get("type") if is_object(said) else None
    return FAMILIES.get(item_type, "") if isinstance(item_type, str) else ""


def _parts(request: HttpRequest) -> list[_Part]:
    boundary = _headers(f"Content-Type: {request.headers['content-type']}").get_boundary()
    if not boundary:
        raise _malformed()
    delimiter = b"\r\n--" + boundary.encode("utf-8", "replace")
    _, *pieces = (b"\r\n" + request.body).split(delimiter)
    if not pieces or not pieces.pop().startswith(b"--"):
        raise _malformed()
    parts: list[_Part] = []
    for piece in pieces:
        head, _, content = piece.partition(b"\r\n\r\n")
        headers = _headers(head.decode("utf-8", "replace").strip())
        parts.append(_Part(str(headers.get_param("name", "", header="content-disposition")), headers, content))
    return parts


def _named(parts: list[_Part], known: tuple[str, ...], *, repeated: str = "") -> dict[str, list[_Part]]:
    """The parts by their names, each once but for one name.

    Raises:
        Refusal: 400, there is another, or one twice.
    """
    named: dict[str, list[_Part]] = {name: [] for name in known}
    for part in parts:
        if part.name not in named or (named[part.name] and part.name != repeated):
            raise invalid([Problem(part.name, f"Part [{part.name}] is not supported")])
        named[part.name].append(part)
    return named


def _headers(text: str) -> EmailMessage:
    return HeaderParser(EmailMessage, policy=HTTP).parsestr(text)


def _malformed() -> Refusal:
    return Refusal(400, "badRequest", "Malformed multipart body")


def _file(part: _Part, field: str, family: str, settings: Settings) -> StoredFile:
    name, content = part.headers.get_filename(), part.content
    if not name:
        raise invalid([Problem(field, f"Field [{field}] of type [File] is required")])
    if not content:
        raise invalid([Problem(field, "File is empty")])
    if len(content) > settings.upload_limit:
        raise _too_large(field, settings)
    return StoredFile(family, name, part.headers.get_content_type(), content, size_of(content))


def _said(part: _Part | None) -> object:
    if part is None:
        return {}
    try:
        return msgspec.json.decode(part.content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise malformed_json(str(error)) from None


def _too_large(field: str, settings: Settings) -> Refusal:
    message = f"File is larger than {settings.upload_limit} bytes"
    if settings.upload_too_large_status == 413:
        return Refusal(413, "payloadTooLarge", message)
    return invalid([Problem(field, message)])
