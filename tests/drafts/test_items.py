"""The flat constructors of items build what the API takes, and refuse what it would refuse, by name."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from miro_async import drafts, endpoints
from miro_async.endpoints import by_name
from miro_async.errors import InvalidArgument
from miro_async.files import File
from miro_async.models import Frame, UnknownItem

PLACE: dict[str, Any] = {"at": (0, 0.5), "parent": Frame(id="8")}
PLACED = {"position": {"x": 0, "y": 0.5}, "parent": {"id": "8"}}
NAN, INFINITY = float("nan"), float("inf")


def test_everything_that_a_sticky_note_can_have() -> None:
    note = drafts.sticky_note(
        "Hi", at=(1, 2.5), color="yellow", shape="rectangle", width=350, align="left", vertical_align="top", parent="7"
    )
    assert note.to_dict() == {
        "data": {"content": "Hi", "shape": "rectangle"},
        "style": {"fillColor": "yellow", "textAlign": "left", "textAlignVertical": "top"},
        "position": {"x": 1, "y": 2.5},
        "geometry": {"width": 350},
        "parent": {"id": "7"},
    }


def test_everything_that_a_shape_can_have() -> None:
    shape = drafts.shape(
        "Hi", kind="star", size=(10, 20), rotation=-90, fill="#fff", fill_opacity=0.5, color="#000000",
        font="arial", font_size=12, border_color="#123456", border_opacity=1, border_style="dotted", border_width=2.5,
        align="center", vertical_align="middle", **PLACE,
    )  # fmt: skip
    assert shape.to_dict() == PLACED | {
        "data": {"content": "Hi", "shape": "star"},
        "style": {
            "fillColor": "#fff", "fillOpacity": "0.5", "color": "#000000", "fontFamily": "arial", "fontSize": "12",
            "borderColor": "#123456", "borderOpacity": "1", "borderStyle": "dotted", "borderWidth": "2.5",
            "textAlign": "center", "textAlignVertical": "middle",
        },
        "geometry": {"width": 10, "height": 20, "rotation": -90},
    }  # fmt: skip


def test_everything_that_a_frame_can_have() -> None:
    frame = drafts.frame("F", at=(1, 2), size=(3, 4), fill="#ffffff", show_content=False)
    assert frame.to_dict() == {
        "data": {"title": "F", "format": "custom", "type": "freeform", "showContent": False},
        "style": {"fillColor": "#ffffff"},
        "position": {"x": 1, "y": 2},
        "geometry": {"width": 3, "height": 4},
    }


def test_everything_that_a_text_can_have() -> None:
    text = drafts.text(
        "T", width=17, rotation=5, color="#000", fill="#ffffff80", fill_opacity=1, font="caveat", font_size=10,
        align="right", **PLACE,
    )  # fmt: skip
    assert text.to_dict() == PLACED | {
        "data": {"content": "T"},
        "style": {
            "color": "#000", "fillColor": "#ffffff80", "fillOpacity": "1", "fontFamily": "caveat", "fontSize": "10",
            "textAlign": "right",
        },
        "geometry": {"width": 17, "rotation": 5},
    }  # fmt: skip


def test_everything_that_a_card_can_have() -> None:
    card = drafts.card(
        "C", description="d", assignee_id="5", due_date=datetime(2026, 10, 12, 22, 0, 55, tzinfo=UTC), theme="#2d9bf0",
        size=(320, 60), rotation=1, **PLACE,
    )  # fmt: skip
    assert card.to_dict() == PLACED | {
        "data": {"title": "C", "description": "d", "assigneeId": "5", "dueDate": "2026-10-12T22:00:55Z"},
        "style": {"cardTheme": "#2d9bf0"},
        "geometry": {"width": 320, "height": 60, "rotation": 1},
    }


def test_everything_that_an_app_card_can_have() -> None:
    field = drafts.field("v", tooltip="t", fill="#fff", color="#000", icon_url="https://x/i.png", icon_shape="square")
    card = drafts.app_card(
        "A", description="d", status="connected", fields=iter([field]), fill="#123456", size=(10, 20), **PLACE
    )
    assert card.to_dict() == PLACED | {
        "data": {
            "title": "A", "description": "d", "status": "connected",
            "fields": [{"value": "v", "tooltip": "t", "fillColor": "#fff", "textColor": "#000",
                        "iconUrl": "https://x/i.png", "iconShape": "square"}],
        },
        "style": {"fillColor": "#123456"},
        "geometry": {"width": 10, "height": 20},
    }  # fmt: skip


def test_everything_that_an_image_can_have() -> None:
    image = drafts.image("https://x/a.png", title="I", height=5, rotation=3, **PLACE)
    assert image.to_dict() == PLACED | {
        "data": {"url": "https://x/a.png", "title": "I"},
        "geometry": {"height": 5, "rotation": 3},
    }
    upload = drafts.image_upload(title="I", alt_text="a", width=5, rotation=3, **PLACE)
    assert upload.to_dict() == PLACED | {"title": "I", "altText": "a", "geometry": {"width": 5, "rotation": 3}}


def test_everything_that_a_document_can_have() -> None:
    document = drafts.document("https://x/a.pdf", title="D", **PLACE)
    assert document.to_dict() == PLACED | {"data": {"url": "https://x/a.pdf", "title": "D"}}
    upload = drafts.document_upload(title="D", height=5, rotation=3, **PLACE)
    assert upload.to_dict() == PLACED | {"title": "D", "geometry": {"height": 5, "rotation": 3}}


def test_everything_that_an_embed_can_have() -> None:
    embed = drafts.embed("https://youtu.be/x", mode="modal", preview_url="https://x/p.png", width=5, **PLACE)
    assert embed.to_dict() == PLACED | {
        "data": {"url": "https://youtu.be/x", "mode": "modal", "previewUrl": "https://x/p.png"},
        "geometry": {"width": 5},
    }


def test_what_is_not_said_is_not_sent() -> None:
    assert drafts.sticky_note().to_dict() == drafts.shape().to_dict() == {"data": {}}
    assert drafts.card().to_dict() == drafts.app_card().to_dict() == {"data": {}}
    assert drafts.text("").to_dict() == {"data": {"content": ""}}
    assert drafts.image("u").to_dict() == drafts.document("u").to_dict() == drafts.embed("u").to_dict()
    assert drafts.image_upload().to_dict() == drafts.document_upload().to_dict() == {}
    call = endpoints.images.upload("b", body=drafts.image_upload(), file=File(b"x", name="x.png"))
    assert call.body is None


def test_a_place_at_zero_is_sent() -> None:
    assert drafts.text("t", at=(0, 0), rotation=0).to_dict() == {
        "data": {"content": "t"}, "position": {"x": 0, "y": 0}, "geometry": {"rotation": 0},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (1, "1"), (0.5, "0.5"), (0.00001, "0.00001"), (1e-07, "0.0000001"), (1 / 3, None)]
)
def test_numbers_of_styles_are_decimal_text(number: float, text: str | None) -> None:
    sent = drafts.shape(fill_opacity=number).to_dict()["style"]["fillOpacity"]
    assert sent == (text or sent)
    assert "e" not in sent
    assert float(sent) == number


def test_large_numbers_of_styles_are_decimal_text() -> None:
    assert drafts.text("t", font_size=1e16).to_dict()["style"]["fontSize"] == "10000000000000000"


EVERY_KIND: list[drafts.ItemDraft] = [
    drafts.sticky_note("a"), drafts.shape("b"), drafts.frame("c"), drafts.text("d"), drafts.card("e"),
    drafts.app_card("f"), drafts.image("g"), drafts.document("h"), drafts.embed("i"),
]  # fmt: skip


def test_entries_name_their_types() -> None:
    made = drafts.entries(EVERY_KIND)
    assert [entry.to_dict()["type"] for entry in made] == [draft.kind for draft in EVERY_KIND]
    assert [entry.to_dict() for entry in made] == [{"type": draft.kind, **draft.to_dict()} for draft in EVERY_KIND]
    assert drafts.entries(made) == made


NO_ITEMS: list[Any] = [
    "b", None, {"type": "text"}, drafts.tag("t"), drafts.connector("1", "2"), drafts.group(["1", "2"]),
    drafts.image_upload(), drafts.document_upload(), UnknownItem(id="1"),
]  # fmt: skip


@pytest.mark.parametrize("other", NO_ITEMS, ids=lambda other: type(other).__name__)
def test_what_is_no_item_is_no_entry(other: Any) -> None:
    with pytest.raises(InvalidArgument, match=r"\[1\] must be a draft of an item") as caught:
        drafts.entries([drafts.sticky_note("a"), other])
    assert caught.value.field == "[1]"


CONSTRUCTORS: dict[str, Callable[..., Any]] = {
    "sticky_notes.create": drafts.sticky_note,
    "shapes.create": drafts.shape,
    "texts.create": partial(drafts.text, "t"),
    "cards.create": drafts.card,
    "app_cards.create": drafts.app_card,
    "images.create": partial(drafts.image, "https://x.example/a"),
    "documents.create": partial(drafts.document, "https://x.example/a"),
    "embeds.create": partial(drafts.embed, "https://x.example/a"),
    "frames.create": drafts.frame,
    "images.upload": drafts.image_upload,
    "documents.upload": drafts.document_upload,
}


def built(operation: str, make: Callable[[], Any]) -> Any:
    """The call that sends what a constructor makes."""
    row = by_name(operation)
    file: Any = {"file": File(b"x", name="x.png")} if row.takes_file else {}
    return row("b", body=make(), **file)


@pytest.mark.parametrize("operation", CONSTRUCTORS)
@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"at": 5}, "at"),
        ({"at": (1,)}, "at"),
        ({"at": (1, 2, 3)}, "at"),
        ({"at": (NAN, 0)}, "position.x"),
        ({"at": (0, -INFINITY)}, "position.y"),
        ({"at": ("1", 0)}, "position.x"),
        ({"at": (True, 0)}, "position.x"),
    ],
    ids=str,
)
def test_a_place_that_is_none(operation: str, arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        built(operation, lambda: CONSTRUCTORS[operation](**arguments))
    assert caught.value.field == field


@pytest.mark.parametrize("operation", [operation for operation in CONSTRUCTORS if operation != "frames.create"])
@pytest.mark.parametrize(("parent", "field"), [(5, "parent"), (None, "parent"), ("", "parent.id")], ids=str)
def test_a_parent_that_is_none(operation: str, parent: Any, field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        built(operation, lambda: CONSTRUCTORS[operation](parent=parent))
    assert caught.value.field == field


BAD: list[tuple[str, dict[str, Any], str]] = [
    *[(name, {"size": 5}, "size") for name in ("shapes.create", "cards.create", "app_cards.create", "frames.create")],
    *[(name, {"size": (0, 5)}, "geometry.width") for name in ("cards.create", "app_cards.create", "frames.create")],
    ("shapes.create", {"size": (7.9, 8)}, "geometry.width"),
    ("shapes.create", {"size": (8, 7)}, "geometry.height"),
    *[
        (name, {"width": 5, "height": 5}, "height")
        for name in ("sticky_notes.create", "images.create", "embeds.create", "images.upload", "documents.upload")
    ],
    *[(name, {"width": 0}, "geometry.width") for name in ("sticky_notes.create", "images.create", "embeds.create")],
    ("images.upload", {"height": -1}, "geometry.height"),
    ("texts.create", {"width": 23}, "geometry.width"),
    ("texts.create", {"width": 169, "font_size": 100}, "geometry.width"),
    ("texts.create", {"width": -1, "font_size": 1}, "geometry.width"),
    *[("texts.create", {"font_size": size}, "font_size") for size in (0, 0.9, -1, NAN, INFINITY, None, "big", "1_0")],
    *[("shapes.create", {"font_size": size}, "font_size") for size in (9, 289, "9", True, " 12", "+12", "١٢", "1e2")],
    ("shapes.create", {"border_width": 25}, "border_width"),
    ("shapes.create", {"border_width": 0}, "border_width"),
    ("shapes.create", {"border_opacity": 1.1}, "border_opacity"),
    ("texts.create", {"fill_opacity": -0.1}, "fill_opacity"),
    *[
        ("shapes.create", {"fill": color}, "style.fill_color")
        for color in ("red", "#ff", "#fffff", "fff", "#fff\n", "")
    ],
    ("texts.create", {"color": "white"}, "style.color"),
    ("cards.create", {"theme": "blue"}, "style.card_theme"),
    ("app_cards.create", {"fill": "blue"}, "style.fill_color"),
    ("frames.create", {"fill": "transparent"}, "style.fill_color"),
    ("sticky_notes.create", {"color": "#ff0000"}, "style.fill_color"),
    ("sticky_notes.create", {"shape": "circle"}, "data.shape"),
    ("shapes.create", {"kind": "flow_chart_merge"}, "data.shape"),
    ("texts.create", {"font": "comic_sans"}, "style.font_family"),
    ("texts.create", {"align": "justify"}, "style.text_align"),
    ("cards.create", {"due_date": datetime(2026, 1, 1)}, "data.due_date"),  # noqa: DTZ001 - is refused
    ("cards.create", {"due_date": "tomorrow"}, "data.due_date"),
    ("cards.create", {"title": 5}, "data.title"),
    ("app_cards.create", {"status": "lost"}, "data.status"),
    ("app_cards.create", {"fields": 5}, "fields"),
    ("app_cards.create", {"fields": "ab"}, "fields"),
    ("app_cards.create", {"fields": ["a"]}, "data.fields[0]"),
    ("app_cards.create", {"fields": [drafts.field("a"), drafts.field("b", fill="red")]}, "data.fields[1].fill_color"),
    ("app_cards.create", {"fields": [drafts.field("a", icon_url="http://x/i.png")]}, "data.fields[0].icon_url"),
    ("embeds.create", {"mode": "popup"}, "data.mode"),
]


@pytest.mark.parametrize(("operation", "arguments", "field"), BAD, ids=str)
def test_what_the_api_would_refuse_is_refused_by_name(operation: str, arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        built(operation, lambda: CONSTRUCTORS[operation](**arguments))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("operation", "arguments", "field"), [case for case in BAD if "upload" not in case[0]], ids=str
)
def test_the_same_is_refused_in_bulk_with_its_place(operation: str, arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        endpoints.items.create("b", body=drafts.entries([drafts.text("good"), CONSTRUCTORS[operation](**arguments)]))
    assert caught.value.field in {field, f"[1].{field}"}


@pytest.mark.parametrize("make", [drafts.image, drafts.document, drafts.embed])
@pytest.mark.parametrize("url", ["", None, 5])
def test_what_has_no_url_is_refused(make: Callable[[Any], Any], url: Any) -> None:
    draft = make(url)
    with pytest.raises(InvalidArgument) as caught:
        by_name(f"{draft.kind}s.create")("b", body=draft)
    assert caught.value.field == "data.url"


@pytest.mark.parametrize("size", [1, 10, 14, 100, 16.5])
def test_a_text_is_at_least_1_7_times_as_wide_as_its_font_is_high(size: float) -> None:
    drafts.text("t", width=1.7 * size, font_size=size)
    drafts.text("t", font_size=size)
    with pytest.raises(InvalidArgument, match="wide"):
        drafts.text("t", width=1.69 * size, font_size=size)
