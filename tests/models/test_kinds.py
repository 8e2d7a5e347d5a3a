"""Every read type against answers that are newer, poorer or more wrong than this version expects."""

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async import endpoints
from miro_async.endpoints import all_rows, by_name
from miro_async.models import Problem, ReadModel, UnknownItem

BASE = {
    "id": "1", "position": {"x": 1.0, "y": 2.0, "origin": "center", "relativeTo": "canvas_center"},
    "geometry": {"width": 10.0, "height": 20.0, "rotation": 5.0}, "parent": {"id": "7"},
    "links": {"self": "https://api.miro.com/v2/boards/b/items/1"},
    "createdAt": "2026-05-20T06:38:21Z", "createdBy": {"id": "9", "type": "user"},
    "modifiedAt": "2026-05-20T06:38:21.123Z", "modifiedBy": {"id": "9", "type": "user"},
}  # fmt: skip
ITEMS: dict[str, dict[str, Any]] = {
    "text": {
        "data": {"content": "<p>T</p>"},
        "style": {"color": "#1a1a1a", "fillColor": "#ffffff", "fillOpacity": "0.0", "fontFamily": "open_sans",
                  "fontSize": "14", "textAlign": "left"},
    },
    "card": {
        "data": {"title": "C", "description": "d", "assigneeId": "3", "dueDate": "2026-10-12T22:00:55Z"},
        "style": {"cardTheme": "#2d9bf0"},
    },
    "app_card": {
        "data": {"title": "A", "description": "d", "status": "connected", "owned": True,
                 "fields": [{"value": "v", "tooltip": "t", "iconShape": "round", "iconUrl": "https://x/i.png",
                             "fillColor": "#ffffff", "textColor": "#000000"}]},
        "style": {"fillColor": "#2d9bf0"},
    },
    "image": {"data": {"title": "I", "imageUrl": "https://x/v2/boards/b/resources/images/5", "altText": "a"}},
    "document": {"data": {"title": "D", "documentUrl": "https://api.miro.com/v2/boards/b/resources/documents/5"}},
    "embed": {
        "data": {"url": "https://youtu.be/x", "mode": "inline", "previewUrl": "https://x/p.png", "title": "E",
                 "description": "d", "contentType": "video", "providerName": "YouTube", "html": "<iframe>",
                 "providerUrl": "https://youtube.com"},
    },
    "sticky_note": {"data": {"content": "S", "shape": "square"}, "style": {"fillColor": "cyan", "textAlign": "left"}},
    "shape": {"data": {"content": "S", "shape": "star"}, "style": {"borderWidth": "2.0", "fontFamily": "arial"}},
    "frame": {
        "data": {"title": "F", "format": "custom", "type": "freeform", "showContent": True},
        "style": {"fillColor": "#ffffff"},
    },
    "doc_format": {"data": {"contentType": "markdown", "content": "# D", "contentVersion": 2.5}},
    "code_widget": {"data": {"code": "x", "language": "python", "lineNumbersVisible": True, "title": "C"}},
    "mindmap_node": {
        "data": {"isRoot": False, "direction": "end",
                 "nodeView": {"type": "text", "data": {"content": "n"},
                              "style": {"color": "#1a1a1a", "fillOpacity": "0.0", "fontSize": "14"}}},
        "style": {"nodeColor": "#1a1a1a", "shape": "pill", "fontSize": "14"},
    },
}  # fmt: skip
SERVICES = {kind: f"{kind}s" for kind in ITEMS} | {"doc_format": "docs"}
SAMPLES: dict[str, Any] = {f"{SERVICES[kind]}.get": {**BASE, "type": kind, **own} for kind, own in ITEMS.items()} | {
    "flowchart_shapes.get": {
        **BASE, "type": "shape", "data": {"content": "f", "shape": "flow_chart_merge"}, "style": {"fontSize": "14"},
    },
    "connectors.get": {
        "id": "1", "type": "connector", "shape": "curved", "isSupported": True,
        "startItem": {"id": "2", "position": {"x": "50.0%", "y": "0.0%"}, "links": {"self": "https://x"}},
        "endItem": {"id": "3", "snapTo": "left"},
        "captions": [{"content": "c", "position": "50%", "textAlignVertical": "middle"}, {"content": "d"}],
        "style": {"color": "#333333", "fontSize": "14", "strokeColor": "#000000", "strokeStyle": "normal",
                  "strokeWidth": "1.0", "startStrokeCap": "none", "endStrokeCap": "stealth",
                  "textOrientation": "aligned"},
        "links": {"self": "https://x"},
        "createdAt": "2026-05-20T06:38:21Z", "createdBy": {"id": "9", "type": "user"},
        "modifiedAt": "2026-05-20T06:38:21Z", "modifiedBy": {"id": "9", "type": "user"},
    },
    "groups.get": {"id": "1", "type": "group", "data": {"items": ["2", "3"]}, "links": {"self": "https://x"}},
    "members.get": {"id": "1", "type": "board_member", "name": "N", "role": "editor", "links": {"self": "https://x"}},
    "members.share": {"successful": ["1", "2"], "failed": [{"email": "a@b.example", "reason": "r"}]},
    "organizations.get": {
        "id": "1", "type": "organization", "name": "O", "plan": "business", "fullLicensesPurchased": 5,
    },
    "organization_members.get": {
        "id": "1", "type": "organization-member", "active": True, "email": "a@b.example", "license": "full",
        "role": "organization_internal_admin", "licenseAssignedAt": "2026-05-20T06:38:21Z",
        "lastActivityAt": "2026-05-20T06:38:21Z", "adminRoles": [{"type": "prebuilt", "name": "Admin"}],
    },
    "teams.get": {"id": "1", "type": "team", "name": "T", "picture": {"id": 5, "imageURL": "https://x", "type": "p"}},
    "images.locate": {"type": "image", "url": "https://storage.example/x?signature=s"},
}  # fmt: skip
NEEDED = {"id", "type", "url"}
"""Without one of these an object is not what it is."""


def read(row: Any, value: object) -> Any:
    return row.decode(msgspec.json.encode(value))


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in a JSON value but its own."""
    parts: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        parts = list(cast("dict[str, Any]", value).items())
    elif isinstance(value, list):
        parts = list(enumerate(cast("list[Any]", value)))
    return [found for key, part in parts for found in ((*path, key), *places(part, (*path, key)))]


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def replaced(value: Any, path: tuple[Any, ...], new: object) -> Any:
    if not path:
        return new
    if isinstance(value, list):
        elements = cast("list[Any]", value)
        return [replaced(each, path[1:], new) if index == path[0] else each for index, each in enumerate(elements)]
    return {**value, path[0]: replaced(value[path[0]], path[1:], new)}


def without(value: Any, path: tuple[Any, ...]) -> Any:
    holder = at(value, path[:-1])
    rest = {key: part for key, part in holder.items() if key != path[-1]}
    return replaced(value, path[:-1], rest)


def text_of(path: tuple[Any, ...]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def fields(operation: str) -> list[tuple[Any, ...]]:
    return [path for path in places(SAMPLES[operation]) if isinstance(path[-1], str)]


def needed(path: tuple[Any, ...]) -> bool:
    return len(path) == 1 and path[0] in NEEDED


CASES = [pytest.param(name, id=name) for name in SAMPLES]


@pytest.mark.parametrize("operation", CASES)
def test_everything_that_is_described_is_read(operation: str) -> None:
    value, problems = read(by_name(operation), SAMPLES[operation])
    assert problems == ()
    again = value.to_dict()
    for path in places(SAMPLES[operation]):
        expected, found = at(SAMPLES[operation], path), at(again, path)
        if not isinstance(expected, dict | list):
            assert found == (expected.replace(".123Z", ".123000Z") if isinstance(expected, str) else expected)


@pytest.mark.parametrize("operation", CASES)
def test_every_model_pickles_copies_and_speaks_json(operation: str) -> None:
    model, _ = read(by_name(operation), SAMPLES[operation])
    assert pickle.loads(pickle.dumps(model)) == model == copy.deepcopy(model) == copy.copy(model)
    kind = cast("Any", type(model))
    assert kind.from_json(model.to_json()) == model
    assert json.loads(model.to_json()) == model.to_dict()
    with pytest.raises(AttributeError, match="immutable"):
        model.type = "other"


@pytest.mark.parametrize("operation", CASES)
def test_a_field_of_tomorrow_anywhere_changes_nothing(operation: str) -> None:
    sample = SAMPLES[operation]
    expected = read(by_name(operation), sample)
    objects = [path for path in [(), *places(sample)] if isinstance(at(sample, path), dict)]
    for path in objects:
        newer = replaced(sample, path, {**at(sample, path), "ofTomorrow": {"a": [1]}})
        assert read(by_name(operation), newer) == expected


@pytest.mark.parametrize("operation", CASES)
def test_a_value_of_tomorrow_is_read_as_it_is(operation: str) -> None:
    for path in fields(operation):
        old = at(SAMPLES[operation], path)
        if isinstance(old, str) and path[-1] != "type" and not path[-1].endswith("At") and path[-1] != "dueDate":
            value, problems = read(by_name(operation), replaced(SAMPLES[operation], path, "of_tomorrow"))
            assert (at(value.to_dict(), path), problems) == ("of_tomorrow", ())


@pytest.mark.parametrize("operation", CASES)
@pytest.mark.parametrize("absent", ["missing", "null"])
def test_what_is_absent_costs_nothing_else(operation: str, absent: str) -> None:
    whole = read(by_name(operation), SAMPLES[operation])[0].to_dict()
    for path in fields(operation):
        if needed(path):
            continue
        poorer = without(SAMPLES[operation], path) if absent == "missing" else replaced(SAMPLES[operation], path, None)
        value, problems = read(by_name(operation), poorer)
        assert problems == ()
        assert {key: part for key, part in value.to_dict().items() if key != path[0]} == {
            key: part for key, part in whole.items() if key != path[0]
        }


@pytest.mark.parametrize("operation", CASES)
@pytest.mark.parametrize("wrong", [[], {"a": 1}, 1.5, True, "x"], ids=repr)
def test_a_value_of_another_type_is_left_out_and_named(operation: str, wrong: object) -> None:
    whole = read(by_name(operation), SAMPLES[operation])[0].to_dict()
    for path in fields(operation):
        old = at(SAMPLES[operation], path)
        is_number = isinstance(old, int | float) and not isinstance(old, bool)
        fits = isinstance(wrong, type(old)) or (is_number and isinstance(wrong, float)) or isinstance(old, dict | list)
        if needed(path) or (fits and path[-1] not in {"createdAt", "modifiedAt", "dueDate"}):
            continue
        value, problems = read(by_name(operation), replaced(SAMPLES[operation], path, wrong))
        if not problems:  # a number may be written as another
            assert at(value.to_dict(), path) == wrong
            continue
        assert [(problem.path, problem.value) for problem in problems] == [(text_of(path), wrong)]
        assert {key: part for key, part in value.to_dict().items() if key != path[0]} == {
            key: part for key, part in whole.items() if key != path[0]
        }


@pytest.mark.parametrize("operation", CASES)
def test_ids_may_be_numbers(operation: str) -> None:
    sample = SAMPLES[operation]
    ids = [path for path in places(sample) if str(path[-1]).lower().endswith("id") or path[0] == "successful"]
    for path in ids:
        if isinstance(at(sample, path), str):
            value, problems = read(by_name(operation), replaced(sample, path, 42))
            assert (at(value.to_dict(), path), problems) == ("42", ())


@pytest.mark.parametrize("kind", ITEMS)
@pytest.mark.parametrize("row", ["items.list", "frames.list_items", "tags.list_items", "experimental_items.list"])
def test_an_item_among_others(kind: str, row: str) -> None:
    item = SAMPLES[f"{SERVICES[kind]}.get"]
    newer = {**item, "type": "of_tomorrow"}
    page, problems = read(by_name(row), {"data": [item, newer, {**item, "data": 5}, item], "total": 4})
    assert [type(each).__name__ for each in page.data][1] == "UnknownItem"
    assert [type(each) for each in page.data[::2]] == [type(page.data[3])] * 2
    assert (page.data[1].type, page.data[1].raw) == ("of_tomorrow", newer)
    assert [(problem.path, problem.value) for problem in problems] == [("$.data[2].data", 5)]
    assert page.data[3] == read(endpoints.items.get, item)[0]


@pytest.mark.parametrize("kind", ITEMS)
def test_an_unsupported_item_has_no_data(kind: str) -> None:
    item, problems = read(endpoints.items.get, {"id": "1", "type": kind, "isSupported": False})
    assert (item.is_supported, item.id, problems) == (False, "1", ())
    assert not isinstance(item, UnknownItem)


ENVELOPES: dict[str, Callable[[Any], Any]] = {
    "as any page": lambda items: {"data": items, "cursor": "c", "total": 9},
    "the group around": lambda items: {"data": {"id": "5", "type": "group", "data": items}, "cursor": "c", "total": 9},
    "a page in the group": lambda items: {
        "total": 9, "data": {"id": "5", "type": "group", "data": [{"data": items, "cursor": "c", "total": 1}]},
    },
}  # fmt: skip


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_items_of_a_group_in_every_envelope(envelope: Any, count: int) -> None:
    items = [SAMPLES["texts.get"], {**SAMPLES["cards.get"], "style": 5}][:count]
    page, problems = read(endpoints.groups.list_items, envelope(items))
    assert [each.type for each in page.data] == ["text", "card"][:count]
    assert (page.cursor, page.total) == ("c", 9)
    assert [problem.value for problem in problems] == [5] * (count == 2)
    assert all(at({"$": envelope(items)}, steps(problem.path)) == 5 for problem in problems)


def steps(path: str) -> tuple[Any, ...]:
    names = path.replace("[", ".[").split(".")
    return tuple(int(name[1:-1]) if name.startswith("[") else name for name in names)


def test_members_who_are_asked_for_by_address_come_as_a_bare_list() -> None:
    member = SAMPLES["organization_members.get"]
    page, problems = read(endpoints.organization_members.list, [member, {**member, "id": 2, "active": "x"}, 5])
    assert [each.id for each in page.data] == ["1", "2"]
    assert [problem.path for problem in problems] == ["$[1].active", "$[2]"]
    assert not page.cursor
    assert read(endpoints.organization_members.list, [])[0].data == ()


@pytest.mark.parametrize("row", [row for row in all_rows() if "limit" in row.query], ids=lambda row: row.name)
@pytest.mark.parametrize("answer", [5, "x", None, {}, {"data": None}, {"data": "x"}, {"data": {}}, {"error": "x"}])
def test_an_answer_that_is_no_page_is_no_empty_list(row: Any, answer: object) -> None:
    with pytest.raises(msgspec.DecodeError):
        read(row, answer)
    if row.name != "organization_members.list":
        with pytest.raises(msgspec.DecodeError):
            read(row, [])


def test_what_is_left_out_of_a_list_is_named_by_its_place_in_the_answer() -> None:
    captions = [5, {"content": "a"}, "x", {"content": ["b"], "position": "50%"}]
    connector, problems = read(endpoints.connectors.get, {**SAMPLES["connectors.get"], "captions": captions})
    assert [(caption.content, caption.position) for caption in connector.captions] == [("a", None), (None, "50%")]
    assert sorted(problem[:2] for problem in problems) == [
        ("$.captions[0]", 5), ("$.captions[2]", "x"), ("$.captions[3].content", ["b"]),
    ]  # fmt: skip


def test_a_loose_end_of_a_connector_is_an_end_without_an_item() -> None:
    connector, problems = read(endpoints.connectors.get, {"id": "1", "endItem": {"id": "3"}})
    assert (connector.start_item.id, connector.end_item.id, problems) == (None, "3", ())


def test_invitations_of_which_some_failed() -> None:
    body = {"successful": [3074457345618265000, "7"], "failed": [{"email": "x@y.example", "reason": "no"}, 5]}
    result, problems = read(endpoints.members.share, body)
    assert result.successful == ("3074457345618265000", "7")
    assert [(each.email, each.reason) for each in result.failed] == [("x@y.example", "no")]
    assert problems == (Problem("$.failed[1]", 5, "Expected `object`, got `int`"),)


def test_a_signed_url_stands_in_no_text() -> None:
    resource, _ = read(endpoints.images.locate, SAMPLES["images.locate"])
    assert resource.url.endswith("signature=s")
    assert "signature" not in f"{resource!r} {resource}"
    with pytest.raises(msgspec.DecodeError):
        read(endpoints.images.locate, {"type": "image"})


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
wrong_places = st.sampled_from([(name, path) for name in SAMPLES for path in places(SAMPLES[name]) if not needed(path)])


@given(place=wrong_places, value=anything)
@settings(deadline=None, max_examples=600)
def test_anything_anywhere_loses_at_most_what_it_replaced(place: tuple[str, tuple[Any, ...]], value: object) -> None:
    operation, path = place
    model, problems = read(by_name(operation), replaced(SAMPLES[operation], path, value))
    assert isinstance(model, ReadModel)
    assert not isinstance(model, UnknownItem)
    whole = read(by_name(operation), SAMPLES[operation])[0].to_dict()
    other = {key: part for key, part in cast("Any", model).to_dict().items() if key != path[0]}
    assert other == {key: part for key, part in whole.items() if key != path[0]}
    assert all(problem.path.startswith(f"$.{path[0]}") for problem in problems)
