"""From the link of a file to its bytes: the metered look-up, and the URL that needs no token."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from world_api import Api
from world_files import PNG, downloaded, located, uploaded

from miro_async.emulator.world import Settings


def picture(api: Api, **more: str) -> tuple[str, str]:
    """The path of a picture's resource, and a signed URL."""
    link: str = uploaded(api, "images", PNG, **more)["data"]["imageUrl"]
    return urlsplit(link).path, located(api, link)


def test_a_look_up_costs_500_credits_and_answers_a_url() -> None:
    api = Api()
    path, url = picture(api)
    request = api.request("GET", path, format="original", redirect="false")
    route = api.world.route(request)
    assert route is not None
    assert (route.operation, route.scope, route.credits(request)) == ("images.locate", "boards:read", 500)
    assert api.ok("GET", path, format="original")["type"] == "image"
    assert downloaded(api, url).body == PNG


def test_a_look_up_can_redirect() -> None:
    api = Api()
    path, _ = picture(api)
    answer = api.world.handle(api.request("GET", path, format="original", redirect="true"), api.world.token)
    assert (answer.status, answer.body) == (307, b"")
    assert downloaded(api, answer.headers["location"]).body == PNG


@pytest.mark.parametrize(
    ("resource", "query", "status"),
    [
        ("0", {}, 400),
        ("x", {}, 400),
        ("3458764500000000001", {}, 404),
        ("", {}, 400),
        ("3458764500000000001", {"format": "huge"}, 400),
        ("3458764500000000001", {"redirect": "maybe"}, 400),
    ],
)
def test_a_resource_that_is_not_there(resource: str, query: dict[str, str], status: int) -> None:
    api = Api()
    answer = api.send("GET", f"{api.board}/resources/images/{resource}", **query)
    assert answer.status == status
    if resource == "0":
        assert answer.fields == [("resource_id", "Has illegal integer number value")]


def test_a_resource_is_one_of_its_board_and_its_kind() -> None:
    api = Api()
    path, _ = picture(api)
    other = api.ok("POST", "/v2/boards", {})["id"]
    assert api.send("GET", path.replace("/images/", "/documents/")).status == 404
    assert api.send("GET", path.replace(api.board, f"/v2/boards/{other}")).status == 404


def test_the_file_of_a_deleted_item_is_gone() -> None:
    api = Api()
    path, url = picture(api)
    (image,) = api.listed()
    api.ok("DELETE", f"{api.board}/items/{image['id']}")
    assert api.send("GET", path).status == 404
    assert downloaded(api, url).status == 404


@pytest.mark.parametrize(("upload", "status"), [("unfinished", 400), ("removed", 404)])
def test_an_image_can_be_there_without_its_file(upload: str, status: int) -> None:
    api = Api()
    image = {"type": "image", "data": {"url": "https://example.com/a.png"}, "upload": upload}
    (board,) = api.world.seed({"boards": [{"items": [image]}]})
    (item,) = api.world.board_items(board["id"])
    link: str = item["data"]["imageUrl"]
    assert api.send("GET", urlsplit(link).path).status == status


def test_a_url_is_good_for_a_minute() -> None:
    api = Api()
    _, url = picture(api)
    api.at += 60
    assert downloaded(api, url).status == 200
    api.at += 0.01
    assert downloaded(api, url).status == 403
    brief = Api(Settings(signed_url_seconds=1))
    _, url = picture(brief)
    brief.at += 2
    assert downloaded(brief, url).status == 403


def test_a_url_is_good_for_its_own_file_only() -> None:
    api = Api()
    _, mine = picture(api)
    _, other = picture(api)
    mixed = mine.replace(urlsplit(mine).path, urlsplit(other).path)
    later = mine.replace("expires=1", "expires=2")
    for url in (mixed, later, mine.partition("?")[0], mine.rpartition("&")[0]):
        assert downloaded(api, url).status == 403
    assert downloaded(api, mine.replace("%3D", "=", 1)).status == 200  # the same path, quoted by another client
    assert downloaded(api, mine, method="POST").status == 405


@pytest.mark.parametrize(
    ("name", "content_type", "disposition"),
    [
        ("Slide1.jpeg", "image/jpeg", 'attachment; filename="Slide1.jpeg.jpg"'),
        ("a.bin", "application/x-unknown", 'attachment; filename="a.bin"'),
        ("Ä.png", "image/png", "attachment; filename=\"_.png.png\"; filename*=UTF-8''%C3%84.png.png"),
    ],
)
def test_the_name_of_the_upload_comes_back(name: str, content_type: str, disposition: str) -> None:
    api = Api()
    _, url = picture(api, name=name, content_type=content_type)
    assert parse_qs(urlsplit(url).query)["response-content-disposition"] == [disposition]
    answer = downloaded(api, url)
    assert answer.headers == {"content-type": content_type, "content-disposition": disposition}


@pytest.mark.parametrize(
    ("public_url", "host", "expected"),
    [
        ("http://127.0.0.1:8080", None, "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080", "localhost", "http://localhost:8080"),
        ("https://api.miro.com", "files.example", "https://files.example"),
        ("http://[::1]:8080", "localhost", "http://localhost:8080"),
    ],
)
def test_files_can_be_on_another_host(public_url: str, host: str | None, expected: str) -> None:
    api = Api(Settings(public_url=public_url, files_host=host))
    _, url = picture(api)
    assert url.startswith(f"{expected}/__files__/")


def test_what_a_download_must_not_carry_is_noted() -> None:
    api = Api()
    _, url = picture(api)
    downloaded(api, url)
    assert downloaded(api, url, authorization="Bearer x", cookie="a=b").status == 200
    first, second = api.world.downloads
    assert (first.secrets, first.status, first.host) == ((), 200, "api.miro.com")
    assert second.secrets == ("authorization", "cookie")
    assert "signature" not in first.path
    api.world.reset()
    assert api.world.downloads == []


def test_an_image_by_url_has_bytes_of_its_own() -> None:
    api = Api()

    def content(url: str) -> Any:
        image = api.item("images", data={"url": url})
        return downloaded(api, located(api, image["data"]["imageUrl"]))

    one, same, other = (content(f"https://example.com/{name}") for name in ("a.jpg", "a.jpg", "b.jpg"))
    assert one.body == same.body != other.body
    assert one.headers["content-disposition"] == 'attachment; filename="a.jpg.png"'
    assert one.body[16:24] == bytes([0, 0, 480 // 256, 480 % 256, 0, 0, 320 // 256, 320 % 256])
