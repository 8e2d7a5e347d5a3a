from typing import Any

import pytest
from world_api import Api
from world_files import GIF, JPEG, PNG, answered, downloaded, located, upload_request, uploaded

from miro_async.emulator.world import Settings

URL = "https://example.com/pictures/photo.jpg?x=1"


def test_an_image_by_url_is_answered_with_a_link_to_its_file() -> None:
    api = Api()
    image = api.item("images", data={"url": URL, "title": "Photo"})
    link = image["data"]["imageUrl"]
    assert list(image) == [
        *("id", "type", "data", "geometry", "position"),
        *("links", "createdAt", "createdBy", "modifiedAt", "modifiedBy"),
    ]
    assert image["data"] == {"title": "Photo", "imageUrl": link}
    prefix, _, query = link.partition("?")
    assert prefix.rpartition("/")[0] == f"https://api.miro.com{api.board}/resources/images"
    assert query == "format=preview&redirect=false"
    assert image["geometry"] == {"width": 480.0, "height": 320.0}
    assert api.item("images", data={"url": URL})["data"]["title"] == "photo.jpg"


@pytest.mark.parametrize(("content", "size"), [(GIF, (300, 200)), (JPEG, (160, 90)), (PNG, (640, 480))])
def test_an_uploaded_image_has_the_size_of_its_picture(content: bytes, size: tuple[int, int]) -> None:
    image = uploaded(Api(), "images", content)
    assert (image["geometry"]["width"], image["geometry"]["height"]) == size


@pytest.mark.parametrize(
    "content", [b"x", b"\x89PNG\r\n\x1a\n", b"GIF89a\x00\x00\x00\x00", b"\xff\xd8\xff\xe0", b"<svg/>"]
)
def test_a_picture_that_does_not_tell_its_size_gets_one(content: bytes) -> None:
    image = uploaded(Api(Settings(default_image_size=(30, 20))), "images", content)
    assert image["geometry"] == {"width": 30, "height": 20}


def test_an_upload_says_title_text_place_and_size() -> None:
    api = Api()
    frame = api.frame()
    said = {
        "title": "T",
        "altText": "a picture",
        "position": {"x": 100, "y": 90},
        "geometry": {"width": 64, "rotation": 10},
        "parent": {"id": frame["id"]},
    }
    image = uploaded(api, "images", PNG, said)
    assert (image["data"]["title"], image["data"]["altText"]) == ("T", "a picture")
    assert image["geometry"] == {"width": 64.0, "height": 48.0, "rotation": 10.0}
    assert (image["position"]["x"], image["parent"]["id"]) == (100, frame["id"])
    assert uploaded(api, "images", PNG, name="Ä b.png")["data"]["title"] == "Ä b.png"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"url": "https://example.com"}, "url"),
        ({"data": {"title": "t"}}, "data"),
        ({"title": 5}, "title"),
        ({"geometry": {"width": 1, "height": 1}}, "geometry"),
        ([], ""),
    ],
)
def test_what_is_wrong_beside_a_file_is_named(said: Any, field: str) -> None:
    api = Api()
    answer = answered(api, upload_request(api, f"{api.board}/images", PNG, said))
    assert (answer.status, [named for named, _ in answer.fields]) == (400, [field])
    assert api.listed() == []


def test_a_file_goes_into_a_frame_that_is_there() -> None:
    api = Api()
    missing = {"parent": {"id": "3458764500000000001"}}
    assert answered(api, upload_request(api, f"{api.board}/images", PNG, missing)).status == 404
    outside = {"parent": {"id": api.frame()["id"]}, "position": {"x": -5}}
    answer = answered(api, upload_request(api, f"{api.board}/images", PNG, outside))
    assert answer.fields == [("position", "new position is outside of parent boundaries")]


def test_another_file_takes_the_place_of_the_first() -> None:
    api = Api()
    image = uploaded(api, "images", PNG, {"title": "kept", "geometry": {"width": 320}})
    path = f"{api.board}/images/{image['id']}"
    first = located(api, image["data"]["imageUrl"])
    answer = answered(api, upload_request(api, path, JPEG, method="PATCH", name="b.jpg", content_type="image/jpeg"))
    changed = answer.json
    assert (answer.status, changed["id"], changed["data"]["title"]) == (200, image["id"], "kept")
    assert changed["geometry"] == {"width": 320.0, "height": 180.0}
    assert downloaded(api, located(api, changed["data"]["imageUrl"])).body == JPEG
    assert downloaded(api, first).status == 404
    assert api.ok("GET", path) == changed


def test_a_change_by_url_brings_another_file_and_a_change_of_the_title_none() -> None:
    api = Api()
    image = api.item("images", data={"url": URL})
    path = f"{api.board}/images/{image['id']}"
    renamed = api.ok("PATCH", path, {"data": {"title": "new"}, "geometry": {"height": 32}})
    assert renamed["data"] == image["data"] | {"title": "new"}
    assert renamed["geometry"] == {"width": 48.0, "height": 32.0}
    other = api.ok("PATCH", path, {"data": {"url": "https://example.com/b.png"}})
    assert other["data"]["imageUrl"] != image["data"]["imageUrl"]
    assert api.send("GET", f"{api.board}/resources/images/{resource_of(image)}").status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "data"),
        ({"data": {"title": "t"}}, "data.url"),
        ({"data": {"url": "photo.jpg"}}, "data.url"),
        ({"data": {"url": URL, "altText": "x"}}, "data.altText"),
        ({"data": {"url": URL}, "geometry": {"width": 1, "height": 1}}, "geometry"),
        ({"data": {"url": URL}, "style": {}}, "style"),
    ],
)
def test_a_wrong_image_is_refused(body: Any, field: str) -> None:
    api = Api()
    assert [named for named, _ in api.send("POST", f"{api.board}/images", body).fields] == [field]


def test_images_of_a_copied_board_have_their_files() -> None:
    api = Api()
    uploaded(api, "images", PNG)
    copy = api.ok("PUT", "/v2/boards", {}, copy_from=api.board_id)
    (image,) = api.world.board_items(copy["id"])
    assert downloaded(api, located(api, image["data"]["imageUrl"])).body == PNG


def resource_of(image: Any) -> str:
    return str(image["data"]["imageUrl"].partition("?")[0].rpartition("/")[2])
