"""Bulk creates from files: each file becomes the item of its place in the list, or none does."""

import json
from typing import Any

import pytest
from world_api import Answer, Api
from world_files import PNG, answered, downloaded, end, form_request, located, part

from miro_async.emulator.world import Settings

PDF = b"%PDF-1.7"


def form(entries: Any, *files: bytes) -> bytes:
    data = part("data", json.dumps(entries).encode(), filename="data.json", content_type="application/json")
    resources = [part("resources", content, filename=f"{index}.png") for index, content in enumerate(files)]
    return data + b"".join(resources) + end()


def upload(api: Api, body: bytes) -> Answer:
    return answered(api, form_request(api, "POST", f"{api.board}/items/bulk", body))


def test_each_file_becomes_the_item_of_its_place() -> None:
    api = Api()
    entries = [
        {"type": "document", "title": "d", "position": {"origin": "center", "x": 5, "y": 6}},
        {"type": "image", "altText": "seen", "geometry": {"width": 320}},
        {"type": "image"},
    ]
    answer = upload(api, form(entries, PDF, PNG, b"other"))
    assert (answer.status, answer.json["type"]) == (201, "bulk-list")
    document, picture, other = answer.json["data"]
    assert (document["type"], document["data"]["title"]) == ("document", "d")
    assert (document["position"]["x"], document["position"]["y"]) == (5, 6)
    assert (picture["data"]["altText"], picture["geometry"]) == ("seen", {"width": 320, "height": 240})
    assert other["data"]["title"] == "2.png"
    for item, link, content in (
        (document, "documentUrl", PDF),
        (picture, "imageUrl", PNG),
        (other, "imageUrl", b"other"),
    ):
        assert downloaded(api, located(api, item["data"][link])).body == content
    assert [item["id"] for item in api.listed()] == [document["id"], picture["id"], other["id"]]


IMAGE = {"type": "image"}


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        (form([IMAGE, {"type": "image", "size": 1}], PNG, PNG), "[1].size", "is not supported"),
        (form([IMAGE, {"type": "sticky_note"}], PNG, PNG), "[1].type", "expected one of: [image, document]"),
        (form([{}, IMAGE], PNG, PNG), "[0].type", "expected one of"),
        (form([5], PNG), "[0]", "expected of type [Object]"),
        (form([{"type": "image", "parent": {"id": "1"}}], PNG), "[0].parent.id", ""),
        (form([IMAGE, IMAGE], PNG), "resources", "2 items need as many files, not 1"),
        (form([IMAGE], PNG, PNG), "resources", "1 items need as many files, not 2"),
        (form([IMAGE, IMAGE], PNG, b""), "resources[1]", "File is empty"),
        (form([IMAGE] * 21, *[PNG] * 21), "", "At most 20 items"),
        (form({"type": "image"}, PNG), "data", "expected of type [Array]"),
        (form([]), "resources", "Field [resources] of type [File] is required"),
        (form([IMAGE], PNG)[: -len(end())] + part("resource", PNG, filename="x") + end(), "resource", "not supported"),
        (part("resources", PNG, filename="x") + end(), "data", "Field [data] of type [File] is required"),
    ],
)
def test_one_wrong_entry_and_nothing_is_made(body: bytes, field: str, message: str) -> None:
    api = Api()
    answer = upload(api, body)
    assert answer.status == 400, answer
    assert answer.fields[0][0] == field
    assert message in answer.fields[0][1]
    assert api.listed() == []


def test_a_file_over_the_limit_is_refused_with_all_others() -> None:
    api = Api(Settings(upload_limit=300))
    assert upload(api, form([IMAGE, IMAGE], PNG, b"x" * 301)).status == 413
    assert api.listed() == []


def test_it_costs_its_level_for_each_item() -> None:
    api = Api()
    for count in (1, 3, 20):
        request = form_request(api, "POST", f"{api.board}/items/bulk", form([IMAGE] * count, *[PNG] * count))
        route = api.world.route(request)
        assert route is not None
        assert (route.operation, api.world.credits(route, request)) == ("items.upload", 100 * count)
    broken = form_request(api, "POST", f"{api.board}/items/bulk", b"no form")
    route = api.world.route(broken)
    assert route is not None
    assert api.world.credits(route, broken) == 100
