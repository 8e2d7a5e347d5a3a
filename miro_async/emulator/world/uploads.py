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
from miro_async.emulator.world.errors import Problem, Refusal, invalid, malformed_json
from miro_async.emulator.world.pictures import size_of
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import StoredFile

__all__ = ["Upload", "is_multipart", "received"]

_PARTS = ("data", "resource")


class Upload(NamedTuple):
    """What a request uploads.

    Attributes:
        file: the file.
        said: the JSON value beside it.
    """

    file: StoredFile
    said: object


class _Part(NamedTuple):
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
    parts = _parts(request)
    if "resource" not in parts:
        raise invalid([Problem("resource", "Field [resource] of type [File] is required")])
    return Upload(_file(parts["resource"], family, settings), _said(parts.get("data")))


def _parts(request: HttpRequest) -> dict[str, _Part]:
    boundary = _headers(f"Content-Type: {request.headers['content-type']}").get_boundary()
    if not boundary:
        raise _malformed()
    delimiter = b"\r\n--" + boundary.encode("utf-8", "replace")
    _, *pieces = (b"\r\n" + request.body).split(delimiter)
    if not pieces or not pieces.pop().startswith(b"--"):
        raise _malformed()
    parts: dict[str, _Part] = {}
    for piece in pieces:
        head, _, content = piece.partition(b"\r\n\r\n")
        headers = _headers(head.decode("utf-8", "replace").strip())
        name = headers.get_param("name", header="content-disposition")
        if name not in _PARTS or name in parts:
            raise invalid([Problem(f"{name or ''}", f"Part [{name or ''}] is not supported")])
        parts[str(name)] = _Part(headers, content)
    return parts


def _headers(text: str) -> EmailMessage:
    return HeaderParser(EmailMessage, policy=HTTP).parsestr(text)


def _malformed() -> Refusal:
    return Refusal(400, "badRequest", "Malformed multipart body")


def _file(part: _Part, family: str, settings: Settings) -> StoredFile:
    name, content = part.headers.get_filename(), part.content
    if not name:
        raise invalid([Problem("resource", "Field [resource] of type [File] is required")])
    if not content:
        raise invalid([Problem("resource", "File is empty")])
    if len(content) > settings.upload_limit:
        raise _too_large(settings)
    return StoredFile(family, name, part.headers.get_content_type(), content, size_of(content))


def _said(part: _Part | None) -> object:
    if part is None:
        return {}
    try:
        return msgspec.json.decode(part.content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise malformed_json(str(error)) from None


def _too_large(settings: Settings) -> Refusal:
    message = f"File is larger than {settings.upload_limit} bytes"
    if settings.upload_too_large_status == 413:
        return Refusal(413, "payloadTooLarge", message)
    return invalid([Problem("resource", message)])
