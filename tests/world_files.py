"""Files for tests, and requests that upload and download them; shares nothing with the client."""

import json
import struct
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from world_api import NOTHING, Answer, Api

from miro_async.emulator.http import HttpRequest, HttpResponse

GIF = b"GIF89a" + struct.pack("<HH", 300, 200) + b"\x00\x00\x00;"
JPEG = (
    b"\xff\xd8\xff\xfe\x00\x06note\xff\xc0\x00\x11\x08"  # a comment, then the frame that holds the size
    + struct.pack(">HH", 90, 160)
    + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01\xff\xd9"
)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", 640, 480) + bytes(range(256))

BOUNDARY = "frontier"


def part(name: str, content: bytes, *, filename: str | None = None, content_type: str | None = None) -> bytes:
    """One part of a form."""
    file = "" if filename is None else f'; filename="{filename}"'
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n'
    head += "" if content_type is None else f"Content-Type: {content_type}\r\n"
    return head.encode() + b"\r\n" + content + b"\r\n"


def upload_request(
    api: Api,
    path: str,
    content: bytes,
    said: Any = NOTHING,
    *,
    method: str = "POST",
    name: str = "photo.png",
    content_type: str = "image/png",
) -> HttpRequest:
    """A request that uploads a file."""
    data = b"" if said is NOTHING else part("data", json.dumps(said).encode(), content_type="application/json")
    return form_request(
        api, method, path, data + part("resource", content, filename=name, content_type=content_type) + end()
    )


def form_request(api: Api, method: str, path: str, body: bytes) -> HttpRequest:
    request = api.request(method, path)
    headers = {**request.headers, "content-type": f'multipart/form-data; boundary="{BOUNDARY}"'}
    return request._replace(headers=headers, body=body)


def end() -> bytes:
    return f"--{BOUNDARY}--\r\n".encode()


def answered(api: Api, request: HttpRequest) -> Answer:
    answer = api.world.handle(request, api.world.token)
    return Answer(answer.status, json.loads(answer.body) if answer.body else None)


def uploaded(api: Api, family: str, content: bytes, said: Any = NOTHING, **more: str) -> Any:
    """The item that an upload makes."""
    answer = answered(api, upload_request(api, f"{api.board}/{family}", content, said, **more))
    assert answer.status == 201, answer
    return answer.json


def located(api: Api, link: str, *, form: str = "original") -> str:
    """The signed URL behind the link to a file."""
    answer = api.ok("GET", urlsplit(link).path, format=form, redirect="false")
    return str(answer["url"])


def downloaded(api: Api, url: str, *, method: str = "GET", **headers: str) -> HttpResponse:
    """The answer of the host of the files."""
    address = urlsplit(url)
    query = tuple(parse_qsl(address.query, keep_blank_values=True))
    return api.world.download(HttpRequest(method, address.path, query, {"host": address.netloc, **headers}, b""))
