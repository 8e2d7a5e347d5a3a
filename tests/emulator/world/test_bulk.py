from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def note(content: str = "", **more: Any) -> dict[str, Any]:
    return {"type": "sticky_note", "data": {"content": content}, **more}


def test_items_are_made_in_order_with_increasing_ids() -> None:
    api = Api()
    entries = [note("a"), {"type": "shape"}, {"type": "frame", "data": {"title": "f"}}, note("b")]
    answer = api.send("POST", f"{api.board}/items/bulk", entries)
    assert answer.status == 201
    assert answer.json["type"] == "bulk-list"
    made = answer.json["data"]
    assert [item["type"] for item in made] == ["sticky_note", "shape", "frame", "sticky_note"]
    assert sorted(made, key=lambda item: int(item["id"])) == made == api.listed()


def test_one_wrong_entry_and_none_is_made() -> None:
    api = Api()
    shape = {"type": "shape", "data": {"shape": "oval"}, "style": {"fontSize": "1"}}
    missing = note(parent={"id": "3458764500000000001"})
    answer = api.send("POST", f"{api.board}/items/bulk", [note(), shape, {"data": {}}, note(), missing, 5])
    assert (answer.status, answer.json["code"], answer.json["message"]) == (400, "2.0703", "Invalid parameters")
    assert [field for field, _ in answer.fields] == [
        "[1].data.shape",
        "[1].style.fontSize",
        "[2].type",
        "[4].parent.id",
        "[5]",
    ]
    assert api.listed() == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"data": []}, "Unexpected type of value, expected of type [Object]"),
        ([], "At least one item"),
        ([note()] * 21, "At most 20 items could be created with a single request"),
    ],
)
def test_the_body_is_an_array_of_1_to_20(body: Any, message: str) -> None:
    api = Api()
    answer = api.send("POST", f"{api.board}/items/bulk", body)
    assert answer.status == 400
    assert answer.fields[0][0] == ""
    assert message in answer.fields[0][1]


def test_twenty_are_made() -> None:
    api = Api()
    assert len(api.ok("POST", f"{api.board}/items/bulk", [note()] * 20)["data"]) == 20
    assert api.world.item_count(api.board_id) == 20


def test_the_parent_of_an_entry_is_a_frame_that_it_lies_in() -> None:
    api = Api()
    frame, shape = api.frame(), api.item("shapes")
    inside = note(parent={"id": frame["id"]}, position={"x": 10, "y": 10})
    assert api.ok("POST", f"{api.board}/items/bulk", [inside])["data"][0]["parent"]["id"] == frame["id"]
    outside = note(parent={"id": frame["id"]}, position={"x": -1, "y": 10})
    in_shape = note(parent={"id": shape["id"]})
    answer = api.send("POST", f"{api.board}/items/bulk", [inside, outside, in_shape])
    assert [field for field, _ in answer.fields] == ["[1].position", "[2].parent.id"]
    assert answer.fields[0][1] == "new position is outside of parent boundaries"


def test_all_nine_kinds_are_made_at_once() -> None:
    api = Api()
    url = {"data": {"url": "https://example.com/a.png"}}
    entries: list[dict[str, Any]] = [
        {"type": "app_card", "data": {"title": "a"}},
        {"type": "text", "data": {"content": "t"}},
        {"type": "shape"},
        note(),
        {"type": "image", **url},
        {"type": "document", **url},
        {"type": "card", "data": {"title": "c"}},
        {"type": "frame", "data": {"title": "f"}},
        {"type": "embed", **url},
    ]
    made = api.ok("POST", f"{api.board}/items/bulk", entries)["data"]
    assert [item["type"] for item in made] == [entry["type"] for entry in entries]
    assert made == api.listed()


@pytest.mark.parametrize("kind", ["connector", "doc_format", "mindmap_node", "code_widget", "tag", "group", ""])
def test_other_types_are_not_made_in_bulk(kind: str) -> None:
    api = Api()
    answer = api.send("POST", f"{api.board}/items/bulk", [note(), {"type": kind}])
    expected = "[app_card, text, shape, sticky_note, image, document, card, frame, embed]"
    assert answer.fields == [("[1].type", f"Unexpected value [{kind}], expected one of: {expected}")]
    assert api.listed() == []


def test_how_wrong_entries_are_named_can_be_set() -> None:
    bad = {"type": "shape", "data": {"shape": "oval"}}
    first = Api(Settings(bulk_errors="first", bulk_field="{index}.{field}"))
    answer = first.send("POST", f"{first.board}/items/bulk", [note(), bad, bad])
    assert [field for field, _ in answer.fields] == ["1.data.shape"]
    silent = Api(Settings(bulk_errors="none"))
    answer = silent.send("POST", f"{silent.board}/items/bulk", [bad])
    assert (answer.status, answer.json["context"]) == (400, None)


def test_the_answer_can_be_out_of_order() -> None:
    api = Api(Settings(bulk_answer_in_order=False))
    entries = [note(str(index)) for index in range(20)]
    answered = [item["data"]["content"] for item in api.ok("POST", f"{api.board}/items/bulk", entries)["data"]]
    made = [item["data"]["content"] for item in api.listed()]
    assert made == [str(index) for index in range(20)]
    assert answered != made
    assert sorted(answered) == sorted(made)
