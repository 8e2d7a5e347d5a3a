"""Forms that upload files: what they must hold, and that no byte of a file is lost."""

from typing import Any

import pytest
from world_api import Api
from world_files import PNG, answered, downloaded, end, form_request, located, part, upload_request, uploaded

from miro_async.emulator.world import Settings

FILE = part("resource", PNG, filename="a.png", content_type="image/png")
DATA = part("data", b"{}", content_type="application/json")


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 3,
        *(b"\r", b"\n", b"\r\n", b"\n\r\n", b"a\r", b"\r\n\r\n", b"From x\n"),
        *(b"x--frontier", b"\r\n--front", b"--", b"\x85\xe2\x80\xa8\x0b\x0c"),
    ],
)
@pytest.mark.parametrize("content_type", ["image/png", "message/rfc822", "multipart/mixed; boundary=x", "text/csv"])
def test_every_byte_of_a_file_arrives(content: bytes, content_type: str) -> None:
    api = Api()
    image = uploaded(api, "images", content, content_type=content_type)
    assert downloaded(api, located(api, image["data"]["imageUrl"])).body == content


def test_the_order_of_the_parts_does_not_matter() -> None:
    api = Api()
    said = part("data", b'{"title": "t"}')
    for body in (FILE + said, said + FILE):
        answer = answered(api, form_request(api, "POST", f"{api.board}/images", body + end()))
        assert answer.json["data"]["title"] == "t"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Malformed multipart body"),
        (end(), "Invalid parameters"),
        (FILE, "Malformed multipart body"),
        (FILE + DATA[:-2], "Malformed multipart body"),
        (DATA + end(), "Field [resource] of type [File] is required"),
        (part("resource", PNG, content_type="image/png") + end(), "Field [resource] of type [File] is required"),
        (part("resource", b"", filename="a.png") + end(), "File is empty"),
        (FILE + FILE + end(), "Part [resource] is not supported"),
        (FILE + part("title", b"t") + end(), "Part [title] is not supported"),
        (FILE + b"--frontier\r\n\r\nx\r\n" + end(), "Part [] is not supported"),
        (FILE + part("data", b"{") + end(), "Malformed JSON"),
        (FILE + part("data", b"\xff") + end(), "Malformed JSON"),
        (FILE + part("data", b"[" * 100_000) + end(), "Malformed JSON"),
    ],
)
def test_a_wrong_form_is_refused(body: bytes, message: str) -> None:
    api = Api()
    answer = answered(api, form_request(api, "POST", f"{api.board}/images", body))
    assert answer.status == 400
    assert message in str(answer.json)
    assert api.listed() == []


def test_a_form_without_a_boundary_is_refused() -> None:
    api = Api()
    request = upload_request(api, f"{api.board}/images", PNG)
    headers = {**request.headers, "content-type": "multipart/form-data"}
    assert answered(api, request._replace(headers=headers)).status == 400


@pytest.mark.parametrize("status", [400, 413])
def test_a_file_over_the_limit_is_refused(status: Any) -> None:
    api = Api(Settings(upload_too_large_status=status, upload_limit=10))
    answer = answered(api, upload_request(api, f"{api.board}/images", b"x" * 11))
    assert (answer.status, answer.json["status"]) == (status, status)
    assert "larger than 10 bytes" in str(answer.json)
    assert answered(api, upload_request(api, f"{api.board}/images", b"x" * 10)).status == 201


def test_the_limit_is_6_mb() -> None:
    api = Api()
    limit = 6 * 1024 * 1024
    assert answered(api, upload_request(api, f"{api.board}/images", bytes(limit + 1))).status == 413
    assert answered(api, upload_request(api, f"{api.board}/images", bytes(limit))).status == 201


def test_the_content_type_tells_uploads_from_links() -> None:
    api = Api()
    for family in ("images", "documents"):
        for method, path, plain, form in (
            ("POST", f"{api.board}/{family}", "create", "upload"),
            ("PATCH", f"{api.board}/{family}/1", "update", "replace"),
        ):
            for request, verb in (
                (api.request(method, path, {}), plain),
                (upload_request(api, path, PNG, method=method), form),
            ):
                route = api.world.route(request)
                assert route is not None
                assert (route.operation, route.level) == (f"{family}.{verb}", 2)


def test_what_takes_no_files_refuses_a_form() -> None:
    api = Api()
    assert answered(api, upload_request(api, f"{api.board}/sticky_notes", PNG)).status == 415
    note = api.item()
    replaced = upload_request(api, f"{api.board}/images/{note['id']}", PNG, method="PATCH")
    assert answered(api, replaced).status == 404
