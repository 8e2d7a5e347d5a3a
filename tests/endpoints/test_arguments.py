"""What the API would refuse is found when the call is built."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from miro_async import drafts, endpoints
from miro_async.endpoints import all_rows
from miro_async.errors import InvalidArgument
from miro_async.models import (
    UNSET,
    BoardUpdate,
    PositionWrite,
    ShapeCreate,
    StickyNoteCreate,
    StickyNoteSizeWrite,
    StickyNoteUpdate,
)

BAD_IDS: list[Any] = [
    "",
    " ",
    ".",
    "..",
    "%2e%2e",
    "a/b",
    "a b",
    "a\n",
    "a?b",
    "a#b",
    "ä",
    None,
    1,
    1.5,
    True,
    b"a",
    UNSET,
]


GOOD_URIS = {"%2e%2e", "a/b", "a b", "a?b", "a#b", "ä"}
"""What an id of SCIM may be, as it goes out quoted."""


@pytest.mark.parametrize("value", BAD_IDS, ids=repr)
@pytest.mark.parametrize("row", [row for row in all_rows() if row.holes], ids=lambda row: row.name)
def test_no_id_slot_takes_what_is_no_id(row: endpoints.Endpoint[Any], value: Any) -> None:
    if row.api == "scim" and value in GOOD_URIS:
        return
    for slot, hole in enumerate(row.holes):
        ids = ["good"] * len(row.holes)
        ids[slot] = value
        with pytest.raises(InvalidArgument, match=hole) as caught:
            row(*ids)
        assert (caught.value.field, caught.value.operation) == (hole, row.name)


@pytest.mark.parametrize("value", BAD_IDS, ids=repr)
def test_detach_never_becomes_the_deletion_of_the_item(value: Any) -> None:
    with pytest.raises(InvalidArgument, match="tag_id"):
        endpoints.tags.detach("b", "i", tag_id=value)
    with pytest.raises(InvalidArgument, match="tag_id"):
        endpoints.tags.detach("b", "i")


def test_the_number_of_ids_is_checked() -> None:
    with pytest.raises(InvalidArgument, match=r"takes 1 ids \(board_id\), not 0"):
        endpoints.boards.get()


@pytest.mark.parametrize("limit", [9, 51, 0, -1, 10.0, "20", True, None])
def test_page_limits_are_checked(limit: Any) -> None:
    with pytest.raises(InvalidArgument, match="limit must be a whole number from 10 to 50"):
        endpoints.items.list("b", limit=limit)


def test_parameters_are_checked() -> None:
    with pytest.raises(InvalidArgument, match="knows no parameter lmit"):
        endpoints.items.list("b", lmit=20)
    with pytest.raises(InvalidArgument, match="type must be one of text, shape"):
        endpoints.items.list("b", type="nonsense")
    with pytest.raises(InvalidArgument, match="at most 500 characters"):
        endpoints.boards.list(query="x" * 501)
    with pytest.raises(InvalidArgument, match="non-blank"):
        endpoints.items.list("b", cursor=" ")
    with pytest.raises(InvalidArgument, match="start_index must be a whole number from 1, not 0"):
        endpoints.scim.users.list(start_index=0)
    call = endpoints.items.list("b", type="shape", cursor=UNSET, limit=50)
    assert call.target == "/v2/boards/b/items?limit=50&type=shape"


HALF = b"half \xff a letter".decode(errors="surrogateescape")  # as arguments of a program hold bytes that are no text


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("query", lambda: endpoints.boards.list(query=HALF)),
        ("cursor", lambda: endpoints.user_groups.list("1", cursor=HALF)),
        ("filter", lambda: endpoints.scim.users.list(filter=HALF)),
        ("id", lambda: endpoints.scim.users.get(HALF)),
        ("access_token", lambda: endpoints.tokens.revoke_v1(access_token=HALF)),
    ],
)
def test_text_that_has_no_form_on_the_wire_is_refused(name: str, make: Callable[[], object]) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert caught.value.field == name


BAD_BODIES: list[tuple[str, Any]] = [
    ("style.fill_color", drafts.sticky_note("x", color="#ff0000")),  # type: ignore[arg-type]
    ("data.shape", drafts.sticky_note("x", shape="circle")),  # type: ignore[arg-type]
    ("data.content", drafts.sticky_note(5)),  # type: ignore[arg-type]
    ("position.x", drafts.sticky_note("x", at=(float("nan"), 0))),
    ("position.y", drafts.sticky_note("x", at=(0, float("inf")))),
    ("geometry.width", drafts.sticky_note("x", width=0)),
    ("parent.id", drafts.sticky_note("x", parent="")),
]


@pytest.mark.parametrize(("field", "body"), BAD_BODIES, ids=[field for field, _ in BAD_BODIES])
def test_a_body_that_the_api_would_refuse_names_its_field(field: str, body: Any) -> None:
    with pytest.raises(InvalidArgument) as caught:
        endpoints.sticky_notes.create("b", body=body)
    assert caught.value.field == field
    with pytest.raises(InvalidArgument) as caught:
        endpoints.items.create("b", body=drafts.entries([drafts.frame("f"), body]))
    assert caught.value.field == f"[1].{field}"


def test_an_unknown_name_is_told_the_known_ones() -> None:
    with pytest.raises(InvalidArgument, match="light_yellow"):
        endpoints.sticky_notes.create("b", body=drafts.sticky_note("x", color="pinkish"))  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="#rrggbb"):
        endpoints.shapes.create("b", body=drafts.shape("x", fill="red"))
    with pytest.raises(InvalidArgument, match="round_rectangle"):
        endpoints.items.create("b", body=drafts.entries([drafts.shape(kind="blob")]))  # type: ignore[arg-type]


def test_exclusive_and_ranged_fields() -> None:
    with pytest.raises(InvalidArgument, match="width or a height"):
        StickyNoteSizeWrite(width=1, height=2)
    with pytest.raises(InvalidArgument, match="font_size must be a number from 10 to 288"):
        drafts.shape("x", font_size=9)
    with pytest.raises(InvalidArgument, match="border_width"):
        drafts.shape("x", border_width=25)
    with pytest.raises(InvalidArgument) as caught:
        endpoints.shapes.create("b", body=drafts.shape("x", size=(7, 8)))
    assert caught.value.field == "geometry.width"
    with pytest.raises(InvalidArgument, match="length"):
        endpoints.boards.create(body=drafts.board(""))
    with pytest.raises(InvalidArgument, match="length"):
        endpoints.boards.update("b", body=BoardUpdate(description="x" * 301))
    with pytest.raises(InvalidArgument, match="length"):
        endpoints.tags.create("b", body=drafts.tag("x" * 121))


def test_a_body_of_another_row_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="body must be a StickyNoteCreate, not ShapeCreate"):
        endpoints.sticky_notes.create("b", body=ShapeCreate())
    with pytest.raises(InvalidArgument, match="takes no body"):
        endpoints.boards.get("b", body=ShapeCreate())
    with pytest.raises(InvalidArgument, match="must be a draft"):
        drafts.entries([drafts.tag("x")])  # type: ignore[list-item]


@pytest.mark.parametrize("count", [0, 21])
def test_a_bulk_create_takes_1_to_20(count: int) -> None:
    with pytest.raises(InvalidArgument, match="length"):
        endpoints.items.create("b", body=drafts.entries([drafts.sticky_note("x")] * count))


def test_unset_is_not_sent_and_none_is_null() -> None:
    assert endpoints.sticky_notes.update("b", "i", body=StickyNoteUpdate()).body == b"{}"
    assert endpoints.sticky_notes.update("b", "i", body=StickyNoteUpdate(parent=None)).body == b'{"parent":null}'
    moved = StickyNoteCreate(position=PositionWrite(x=0, y=0))
    assert endpoints.sticky_notes.create("b", body=moved).body == b'{"position":{"x":0,"y":0}}'


def test_raw_is_the_way_past_a_check() -> None:
    call = endpoints.sticky_notes.create("b", body=msgspec.Raw(b'{"style":{"fillColor":"brand_new"}}'))
    assert call.body == b'{"style":{"fillColor":"brand_new"}}'
    bulk = endpoints.items.create("b", body=msgspec.Raw(b'[{"type":"text"},{"type":"text"}]'))
    assert bulk.credits == 200


def test_from_dict_names_the_path() -> None:
    note = drafts.from_dict(StickyNoteCreate, {"data": {"content": "Hi"}, "style": {"fillColor": "yellow"}})
    assert note == drafts.sticky_note("Hi", color="yellow")
    with pytest.raises(InvalidArgument, match=r"^style.fill_color: .*light_yellow"):
        drafts.from_dict(StickyNoteCreate, {"style": {"fillColor": "x"}})
    with pytest.raises(InvalidArgument, match="unknown field"):
        drafts.from_dict(StickyNoteCreate, {"colour": "x"})


@pytest.mark.parametrize("body", [b"", b"{", b"5", b"{}", b"null"])
def test_a_raw_bulk_body_that_cannot_be_counted_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidArgument) as caught:
        endpoints.items.create("b", body=msgspec.Raw(body))
    assert caught.value.field == "body"
