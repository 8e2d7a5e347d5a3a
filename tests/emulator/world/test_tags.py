from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def titles(api: Api, item: Any) -> list[str]:
    return [tag["title"] for tag in api.ok("GET", f"{api.board}/items/{item['id']}/tags")["tags"]]


def attach(api: Api, item: Any, tag_id: str) -> int:
    return api.send("POST", f"{api.board}/items/{item['id']}", tag_id=tag_id).status


def test_a_tag_is_made_changed_and_read() -> None:
    api = Api()
    tag = api.ok("POST", f"{api.board}/tags", {"title": "urgent"})
    path = f"{api.board}/tags/{tag['id']}"
    assert tag == {
        "id": tag["id"],
        "type": "tag",
        "title": "urgent",
        "fillColor": "red",
        "links": {"self": f"https://api.miro.com{path}"},
    }
    changed = api.ok("PATCH", path, {"fillColor": "dark_blue"})
    assert changed == tag | {"fillColor": "dark_blue"}
    assert api.ok("GET", path) == changed
    assert api.ok("GET", f"{api.board}/tags")["data"] == [changed]
    assert api.send("DELETE", path).status == 204
    assert api.send("GET", path).status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"title": "x", "fillColor": "light_yellow"}, "fillColor"),
        ({"title": "x", "color": "red"}, "color"),
    ],
)
def test_a_wrong_tag_is_refused(body: Any, field: str) -> None:
    api = Api()
    answer = api.send("POST", f"{api.board}/tags", body)
    assert answer.status == 400
    assert [name for name, _ in answer.fields] == [field]


@pytest.mark.parametrize("status", [400, 409])
def test_titles_are_unique_on_a_board_and_case_counts(status: Any) -> None:
    api = Api(Settings(duplicate_tag_status=status))
    first, other = api.tag("urgent"), api.tag("Urgent")
    assert api.send("POST", f"{api.board}/tags", {"title": "urgent"}).status == status
    assert api.send("PATCH", f"{api.board}/tags/{other}", {"title": "urgent"}).status == status
    assert api.send("PATCH", f"{api.board}/tags/{first}", {"title": "urgent"}).status == 200
    board = api.ok("POST", "/v2/boards", {})["id"]
    assert api.send("POST", f"/v2/boards/{board}/tags", {"title": "urgent"}).status == 201


def test_tags_are_attached_to_sticky_notes_only() -> None:
    api = Api()
    tag = api.tag("a")
    note = api.item()
    assert attach(api, note, tag) == 204
    assert titles(api, note) == ["a"]
    assert attach(api, api.item("shapes"), tag) == 400
    assert attach(api, api.frame(), tag) == 400
    assert attach(api, note, "3458764500000000001") == 404
    assert api.send("POST", f"{api.board}/items/{note['id']}").fields[0][0] == "tag_id"


def test_attaching_twice_depends_on_the_setting() -> None:
    for settings, status in ((Settings(), 204), (Settings(reattach_status=400), 400)):
        api = Api(settings)
        note, tag = api.item(), api.tag("a")
        assert attach(api, note, tag) == 204
        assert attach(api, note, tag) == status
        assert titles(api, note) == ["a"]


def test_an_item_has_at_most_8_tags() -> None:
    api = Api()
    note = api.item()
    tags = [api.tag(str(number)) for number in range(9)]
    assert [attach(api, note, tag) for tag in tags] == [204] * 8 + [400]
    assert len(titles(api, note)) == 8


def test_detaching_needs_the_tag_and_without_it_the_item_is_gone() -> None:
    api = Api()
    note, tag = api.item(), api.tag("a")
    path = f"{api.board}/items/{note['id']}"
    assert attach(api, note, tag) == 204
    assert api.send("DELETE", path, tag_id=tag).status == 204
    assert api.send("DELETE", path, tag_id=tag).status == 404
    assert api.send("DELETE", path, tag_id="").status == 400
    assert api.ok("GET", path) == note
    assert api.send("DELETE", path).status == 204
    assert api.send("GET", path).status == 404


def test_a_deleted_tag_is_detached_everywhere() -> None:
    api = Api()
    notes = [api.item(), api.item()]
    gone, kept = api.tag("gone"), api.tag("kept")
    for note in notes:
        assert attach(api, note, gone) == attach(api, note, kept) == 204
    api.ok("DELETE", f"{api.board}/tags/{gone}")
    assert [titles(api, note) for note in notes] == [["kept"], ["kept"]]


def test_items_of_a_tag_come_by_offset() -> None:
    api = Api()
    tag = api.tag("a")
    notes = [api.item() for _ in range(5)]
    for note in notes:
        attach(api, note, tag)
    page = api.ok("GET", f"{api.board}/items", tag_id=tag, limit="2", offset="2")
    assert page["data"] == notes[2:4]
    assert (page["size"], page["offset"], page["limit"], page["total"]) == (2, 2, 2, 5)
    assert f"tag_id={tag}" in page["links"]["next"]
    assert api.send("GET", f"{api.board}/items", tag_id="3458764500000000001").status == 404
