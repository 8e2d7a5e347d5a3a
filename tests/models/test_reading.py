"""Whatever the API sends, nothing readable is lost, and what is lost is said."""

import copy
import pickle
from datetime import UTC, datetime
from typing import Any, cast

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async import endpoints
from miro_async.models import Board, Frame, Page, Problem, ReadModel, Shape, StickyNote, TagsOfItem, UnknownItem

ITEM = {
    "id": "3458764517562", "type": "sticky_note",
    "data": {"content": "<p>Hi</p>", "shape": "square"},
    "style": {"fillColor": "light_yellow", "textAlign": "center", "textAlignVertical": "top"},
    "geometry": {"width": 199.0, "height": 228.0},
    "position": {"x": 1.5, "y": -2, "origin": "center", "relativeTo": "canvas_center"},
    "parent": {"id": "77", "links": {"self": "https://x/77"}},
    "links": {"self": "https://x/1"},
    "createdAt": "2026-05-20T06:38:21Z", "createdBy": {"id": "9", "type": "user"},
    "modifiedAt": "2026-05-20T06:38:21Z", "modifiedBy": {"id": "9", "type": "user"},
}  # fmt: skip
BOARD = {
    "id": "uXj=",
    "type": "board",
    "name": "B",
    "picture": {"id": 5},
    "policy": {"sharingPolicy": {"access": "view"}},
}


def read(row: Any, value: object) -> Any:
    return row.decode(msgspec.json.encode(value))


def test_a_whole_item() -> None:
    note, problems = read(endpoints.items.get, ITEM)
    assert problems == ()
    assert isinstance(note, StickyNote)
    assert note.data.content == "<p>Hi</p>"
    assert (note.position.x, note.position.y, note.parent.id, note.links.self_) == (1.5, -2, "77", "https://x/1")
    assert note.created_at == datetime(2026, 5, 20, 6, 38, 21, tzinfo=UTC)


def test_absent_objects_are_empty_and_never_none() -> None:
    for absent in ({}, {"data": None, "position": None, "parent": None, "style": None}):
        note, problems = read(endpoints.items.get, {"id": "1", "type": "sticky_note", **absent})
        assert problems == ()
        assert (note.data.content, note.position.x, note.parent.id, note.style.fill_color) == (None, None, None, None)


def test_models_pickle_copy_and_speak_json() -> None:
    models: list[Any] = [read(endpoints.items.get, ITEM)[0], read(endpoints.boards.get, BOARD)[0]]
    for model in models:
        assert pickle.loads(pickle.dumps(model)) == model == copy.deepcopy(model)
        assert cast("Any", type(model)).from_json(model.to_json()) == model
        assert model.to_dict()["id"] == model.id
    with pytest.raises(AttributeError, match="immutable"):
        read(endpoints.items.get, ITEM)[0].id = "2"
    with pytest.raises(TypeError):
        cast("Any", StickyNote)("1")


def test_to_dict_speaks_the_wire() -> None:
    note, _ = read(endpoints.items.get, ITEM)
    assert note.to_dict()["style"]["fillColor"] == "light_yellow"
    assert note.to_dict()["createdAt"] == "2026-05-20T06:38:21Z"


def test_ids_may_be_numbers() -> None:
    note, problems = read(endpoints.items.get, {**ITEM, "id": 5, "parent": {"id": 6}, "createdBy": {"id": 7}})
    assert (note.id, note.parent.id, note.created_by.id, problems) == ("5", "6", "7", ())
    for picture in (5, "5"):
        board, problems = read(endpoints.boards.get, {**BOARD, "picture": {"id": picture}})
        assert (board.picture.id, problems) == (picture, ())


def test_an_item_without_id_or_type_is_kept_raw() -> None:
    page, problems = read(endpoints.items.list, {"data": [ITEM, {"id": "1"}, {"type": "shape"}, 5, None]})
    assert [type(item) for item in page.data] == [StickyNote, UnknownItem, UnknownItem]
    assert [item.raw for item in page.data[1:]] == [{"id": "1"}, {"type": "shape"}]
    assert [problem.path for problem in problems] == ["$.data[1]", "$.data[2]", "$.data[3]", "$.data[4]"]
    assert page.problems == problems


def test_no_server_can_forge_our_own_fields() -> None:
    page, _ = read(endpoints.items.list, {"data": [], "problems": [["$", 1, "x"]], "raw": {}})
    assert page.problems == ()
    item, _ = read(endpoints.items.get, {"id": "1", "type": "new", "raw": {"a": 1}})
    assert item.raw == {"id": "1", "type": "new", "raw": {"a": 1}}


@pytest.mark.parametrize(
    "envelope", [[], 5, "x", None, {}, {"message": "no page"}, {"data": None}, {"data": {}}, {"data": "x"}]
)
def test_only_a_broken_envelope_is_unreadable(envelope: object) -> None:
    with pytest.raises(msgspec.DecodeError):
        read(endpoints.items.list, envelope)


def test_boards_that_cannot_be_read_are_problems() -> None:
    page, problems = read(endpoints.boards.list, {"data": [BOARD, {"name": "no id"}], "total": "2"})
    assert [board.id for board in page.data] == ["uXj="]
    assert [problem.path for problem in problems] == ["$.total", "$.data[1]"]


def test_tags_of_an_item_leave_out_what_is_no_tag() -> None:
    tags, problems = read(
        endpoints.tags.list_of_item, {"tags": [{"id": "1", "type": "tag", "title": "a"}, {"title": "b"}, {"id": "3"}]}
    )
    assert isinstance(tags, TagsOfItem)
    assert [(tag.id, tag.type, tag.title) for tag in tags.tags] == [("1", "tag", "a"), ("3", "", None)]
    assert [problem.path for problem in problems if problem.value is not None] == ["$.tags[1]"]
    assert problems[-1] == Problem("$.tags[2].type", None, "Object missing required field `type`")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        inside = cast("dict[str, Any]", value)
        return [path, *(leaf for key, inner in inside.items() for leaf in leaves(inner, (*path, key)))]
    return [path]


def replaced(value: Any, path: tuple[Any, ...], new: object) -> Any:
    if not path:
        return new
    return {**value, path[0]: replaced(value[path[0]], path[1:], new)}


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize("kind", ["sticky_note", "shape", "frame"])
@given(path=st.sampled_from([path for path in leaves(ITEM) if path]), value=anything)
@settings(deadline=None, max_examples=150)
def test_one_wrong_value_anywhere_loses_neither_the_page_nor_the_neighbours(
    kind: str, path: tuple[Any, ...], value: object
) -> None:
    good = {**ITEM, "type": kind}
    page, _ = read(endpoints.items.list, {"data": [good, replaced(good, path, value), good], "total": 3})
    assert isinstance(page, Page)
    data = cast("Page[Any]", page).data
    assert len(data) == 3
    for neighbour in data[::2]:
        assert isinstance(neighbour, {"sticky_note": StickyNote, "shape": Shape, "frame": Frame}[kind])
        assert neighbour == read(endpoints.items.get, good)[0]
    if path[0] not in {"id", "type"}:
        assert isinstance(data[1], ReadModel)
        assert cast("Any", data[1]).id == ITEM["id"]


@given(path=st.sampled_from([path for path in leaves(BOARD) if path and path[0] not in {"id", "type"}]), value=anything)
@settings(deadline=None, max_examples=150)
def test_one_wrong_value_anywhere_never_loses_a_board(path: tuple[Any, ...], value: object) -> None:
    board, problems = read(endpoints.boards.get, replaced(BOARD, path, value))
    assert isinstance(board, Board)
    assert board.id == "uXj="
    assert all(problem.path.startswith(f"$.{path[0]}") for problem in problems)
