"""Downloads: URLs that hold their own permission, for a minute, and the host that answers them.

Miro gives such a URL for a token; the host behind it wants none, and must not get one. It is not part of the API: no
quota, no log of calls, no rate headers.
"""

import hmac
from collections.abc import Callable
from typing import Final, NamedTuple
from urllib.parse import quote, unquote, urlencode, urlsplit, urlunsplit

import msgspec

from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.world.pictures import drawn
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import StoredFile

__all__ = ["PREFIX", "Download", "FileHost", "Resource"]

PREFIX: Final = "/__files__/"
"""What the paths of all downloads begin with."""

_SECRETS: Final = ("authorization", "cookie")
_EXTENSIONS: Final = {
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/svg+xml": ".svg",
    "application/pdf": ".pdf",
    "text/csv": ".csv",
    "text/plain": ".txt",
}


class Resource(NamedTuple):
    """Which bytes a download is about.

    Attributes:
        board_id: the board that the file is on.
        family: ``"images"``, ``"documents"`` or ``"exports"``.
        resource_id: the file, or the task that exported it.
        format: ``"original"`` or ``"preview"``.
    """

    board_id: str
    family: str
    resource_id: str
    format: str


class Download(msgspec.Struct, frozen=True):
    """A request that the host of the files has seen.

    Attributes:
        time: when, in epoch seconds of the emulator's clock.
        host: the name under which it was reached; empty if the request did not say.
        path: the path, without the query string that holds the permission.
        status: how it was answered.
        secrets: which headers it carried that belong to the API only: ``authorization``, ``cookie``.
    """

    time: float
    host: str
    path: str
    status: int
    secrets: tuple[str, ...]


class FileHost:
    """Signs URLs and answers them.

    Args:
        now: gives the epoch seconds of the emulator's clock.
        settings: the doubtful facts.
        key: what signatures are made with.

    Attributes:
        downloads: the requests seen so far.
    """

    def __init__(self, now: Callable[[], float], settings: Settings, key: str) -> None:
        self._now = now
        self._settings = settings
        self._key = key.encode()
        self.downloads: list[Download] = []

    def url(self, public_url: str, resource: Resource, file: StoredFile, expires: float | None = None) -> str:
        """A URL to download a file from, good for a while.

        Args:
            public_url: scheme and host of the API.
            resource: what the URL is about.
            file: the file.
            expires: until when, in epoch seconds; None for as long as the settings say.
        """
        if expires is None:
            expires = self._now() + self._settings.signed_url_seconds
        board = quote(resource.board_id, safe="")
        path = f"{PREFIX}boards/{board}/{resource.family}/{resource.resource_id}"
        query = {
            "format": resource.format,
            "expires": f"{expires:.3f}",
            "response-content-disposition": _disposition(_served(file, resource.format)),
        }
        query["signature"] = self._signature(path, query)
        scheme, netloc, *_ = urlsplit(public_url)
        return urlunsplit((scheme, _on_host(netloc, self._settings.files_host), path, urlencode(query), ""))

    def answer(self, request: HttpRequest, find: Callable[[Resource], StoredFile | None]) -> HttpResponse:
        """Answer a download, and remember it.

        Args:
            request: a request whose path begins with `PREFIX`.
            find: gives the file, if it is still there.
        """
        response = self._answer(request, find)
        secrets = tuple(name for name in _SECRETS if name in request.headers)
        host = request.headers.get("host", "")
        self.downloads.append(Download(self._now(), host, request.path, response.status, secrets))
        return response

    def _answer(self, request: HttpRequest, find: Callable[[Resource], StoredFile | None]) -> HttpResponse:
        if request.method not in {"GET", "HEAD"}:
            return _error(405, "MethodNotAllowed")
        query = dict(request.query)
        signature = query.pop("signature", "")
        if not hmac.compare_digest(signature.encode(), self._signature(request.path, query).encode()):
            return _error(403, "SignatureDoesNotMatch")
        if self._now() > float(query["expires"]):
            return _error(403, "AccessDenied")
        *_, board, family, resource_id = request.path.split("/")
        resource = Resource(unquote(board), family, resource_id, query["format"])
        file = find(resource)
        if file is None:
            return _error(404, "NoSuchKey")
        served = _served(file, resource.format)
        headers = {
            "content-type": served.content_type,
            "content-disposition": query["response-content-disposition"],
        }
        return HttpResponse(200, headers, b"" if request.method == "HEAD" else served.content)

    def _signature(self, path: str, query: dict[str, str]) -> str:
        # Clients may quote a path anew; what it means stays the same.
        return hmac.digest(self._key, f"{unquote(path)}?{urlencode(query)}".encode(), "sha256").hex()


def _served(file: StoredFile, form: str) -> StoredFile:
    """What the bytes are: of a document's preview a picture, else the file itself."""
    if form == "original" or file.family == "images":
        return file
    picture = drawn(file.name, (595.0, 842.0))
    return StoredFile("images", file.name, picture.content_type, picture.content, picture.size)


def _disposition(file: StoredFile) -> str:
    """The name of the upload, to which Miro adds its own extension (seen live): ``Slide1.jpeg.jpg``."""
    name = file.name + _EXTENSIONS.get(file.content_type, "")
    plain = "".join(char if " " <= char <= "~" and char not in '"\\' else "_" for char in name)
    extended = "" if plain == name else f"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
    return f'attachment; filename="{plain}"{extended}'


def _on_host(netloc: str, host: str | None) -> str:
    if host is None:
        return netloc
    _, colon, port = netloc.rpartition(":")
    return f"{host}:{port}" if colon and port.isdigit() else host


def _error(status: int, code: str) -> HttpResponse:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code></Error>'.encode()
    return HttpResponse(status, {"content-type": "application/xml"}, body)
