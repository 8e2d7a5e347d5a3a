"""From what was read to what can be created: the same again, and what cannot be is named."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, cast
from uuid import uuid4

import msgspec
import pytest
from draft_strategies import ITEMS, connectors
from hypothesis import given, settings
from hypothesis import strategies as st

from miro_async import Miro, Quota, drafts, endpoints
from miro_async.emulator import Emulator
from miro_async.endpoints import by_name
from miro_async.errors import InvalidArgument
from miro_async.files import File
from miro_async.models import (
    AnyItem,
    Connector,
    ConnectorCreate,
    Embed,
    Frame,
    FrameCreate,
    ImageUpload,
    ItemUpdate,
    PositionWrite,
    UnknownItem,
)

PNG = File(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), name="a.png")
PDF = File(b"%PDF-1.7\n", name="a.pdf")
NEW = {"id", "links", "createdAt", "createdBy", "modifiedAt", "modifiedBy"}
"""What every item has of its own."""

emulator = Emulator(limit=10**9)
quota_key = uuid4().hex


def on_two_boards(use: Callable[[Miro, str, str], Awaitable[None]]) -> None:
    async def main() -> None:
        quota = Quota(limit=10**9)
        async with Miro(emulator.token, transport=emulator.transport(), quota=quota, quota_key=quota_key) as miro:
            source = await miro.boards.create(drafts.board("Source"))
            target = await miro.boards.create(drafts.board("Target"))
            await use(miro, source.id, target.id)

    asyncio.run(main())


def lasting(item: Any) -> Any:
    """What of an item is the same on another board: not its ids, dates and addresses."""
    tree = {key: part for key, part in item.to_dict().items() if key not in NEW}
    tree.get("data", {}).pop("imageUrl", None)
    tree.get("data", {}).pop("documentUrl", None)
    tree.get("data", {}).pop("previewUrl", None)
    for end in ("startItem", "endItem"):
        tree.get(end, {}).pop("id", None)
        tree.get(end, {}).pop("links", None)
    sizes = tree.get("geometry", {}).items()  # of a fixed ratio: one side follows from the other
    return tree | {"geometry": {name: size if size is None else round(size, 6) for name, size in sizes}}


@pytest.mark.parametrize("service", [name for name in ITEMS if name not in {"images", "documents"}])
def test_the_same_again_on_another_board(service: str) -> None:
    row = by_name(f"{service}.create")

    @given(ITEMS[service])
    @settings(max_examples=25, deadline=None)
    def prove(draft: Any) -> None:
        async def copied(miro: Miro, source: str, target: str) -> None:
            made = await miro.send(row(source, body=draft))
            read = await miro.items.get(source, made.id)
            conversion = drafts.from_item(read)
            has_preview = isinstance(read, Embed) and read.data.preview_url
            assert conversion.left_out == (("data.preview_url",) if has_preview else ())
            assert type(conversion.draft) is row.body
            again = await miro.send(row(target, body=conversion.draft))
            assert lasting(await miro.items.get(target, again.id)) == lasting(read)

        on_two_boards(copied)

    prove()


@given(connectors("3", "4"))
@settings(max_examples=25, deadline=None)
def test_the_same_connector_between_other_items(draft: ConnectorCreate) -> None:
    async def copied(miro: Miro, source: str, target: str) -> None:
        boards = [await miro.items.create(board, [drafts.text("a"), drafts.text("b")]) for board in (source, target)]
        ids = {old.id: new.id for old, new in zip(*boards, strict=True)}
        start, end = ids
        original = msgspec.structs.replace(
            draft,
            start_item=msgspec.structs.replace(draft.start_item, id=start),
            end_item=msgspec.structs.replace(draft.end_item, id=end),
        )
        read = await miro.connectors.create(source, original)
        conversion = drafts.from_item(read, ids=ids)
        assert conversion.left_out == ()
        again = await miro.connectors.create(target, conversion.draft)
        assert (again.start_item.id, again.end_item.id) == tuple(ids.values())
        assert lasting(again) == lasting(read)

    on_two_boards(copied)


def test_an_image_and_a_document_go_along_with_their_files() -> None:
    async def copied(miro: Miro, source: str, target: str) -> None:
        body = drafts.image_upload(title="I", alt_text="a", at=(1, 2), width=50, rotation=30)
        image = await miro.images.upload(source, PNG, body)
        conversion = drafts.from_item(image)
        assert (conversion.draft, conversion.left_out) == (body, ())
        assert lasting(await miro.images.upload(target, PNG, conversion.draft)) == lasting(image)
        document = await miro.documents.upload(source, PDF, drafts.document_upload(title="D", at=(3, 4), height=90))
        paper = drafts.from_item(document)
        assert paper.left_out == ()
        assert lasting(await miro.documents.upload(target, PDF, paper.draft)) == lasting(document)
        by_url = drafts.from_item(await miro.images.create(source, drafts.image("https://x.example/a.png", title="U")))
        assert isinstance(by_url.draft, ImageUpload)
        assert (by_url.draft.title, by_url.left_out) == ("U", ())

    on_two_boards(copied)


def test_a_frame_and_what_lies_in_it() -> None:
    async def copied(miro: Miro, source: str, target: str) -> None:
        frame = await miro.frames.create(source, drafts.frame("F", at=(5, 6), size=(400, 300)))
        note = await miro.sticky_notes.create(source, drafts.sticky_note("n", at=(100, 100), parent=frame))
        new_frame = await miro.frames.create(target, drafts.from_item(frame).draft)
        conversion = drafts.from_item(note, ids={frame.id: new_frame.id})
        new_note = await miro.sticky_notes.create(target, conversion.draft)
        assert new_note.parent.id == new_frame.id
        assert lasting(new_note)["position"] == lasting(note)["position"]
        assert drafts.from_item(note, parent=new_frame) == drafts.from_item(note, parent=new_frame.id) == conversion
        assert "parent" not in drafts.from_item(note, parent=None).draft.to_dict()
        assert drafts.from_item(note).draft.to_dict()["parent"] == {"id": frame.id}
        with pytest.raises(InvalidArgument, match=f"the new id of item {frame.id}") as caught:
            drafts.from_item(note, ids={})
        assert caught.value.field == "parent"

    on_two_boards(copied)


def test_what_was_moved_and_changed_since_is_copied_as_it_is() -> None:
    async def copied(miro: Miro, source: str, target: str) -> None:
        shape = await miro.shapes.create(source, drafts.shape("s"))
        await miro.items.update(source, shape.id, ItemUpdate(position=PositionWrite(x=-3.5, y=7)))
        read = await miro.items.get(source, shape.id)
        created = await miro.items.create(target, [drafts.from_item(read).draft])
        assert lasting(await miro.items.get(target, created[0].id)) == lasting(read)

    on_two_boards(copied)


def item(kind: str, **parts: Any) -> AnyItem:
    """An item as the API sends it."""
    return endpoints.items.get.decode(json.dumps({"id": "1", "type": kind, **parts}).encode())[0]


def connector(**parts: Any) -> Connector:
    whole = {"id": "1", "type": "connector", "startItem": {"id": "2"}, "endItem": {"id": "3"}, **parts}
    return endpoints.connectors.get.decode(json.dumps(whole).encode())[0]


LIVE: dict[str, tuple[AnyItem | Connector, dict[str, Any], tuple[str, ...]]] = {
    "a frame of another layout": (
        item("frame", data={"title": "F", "type": "heap", "format": "a4"}), {"data": {"title": "F"}},
        ("data.format", "data.type"),
    ),
    "a frame in a frame": (
        item("frame", data={"title": "F"}, parent={"id": "9"}, position={"x": 1, "y": 2}),
        {"data": {"title": "F"}, "position": {"x": 1, "y": 2}}, ("parent",),
    ),
    "a frame that says nothing": (item("frame"), {"data": {}}, ()),
    "a frame that shows its content": (item("frame", data={"showContent": True}), {"data": {}}, ()),
    "a frame that hides its content": (
        item("frame", data={"showContent": False}), {"data": {"showContent": False}}, (),
    ),
    "a transparent frame": (
        item("frame", style={"fillColor": "transparent"}), {"data": {}}, ("style.fill_color",),
    ),
    "a shape of a flowchart": (
        item("shape", data={"content": "s", "shape": "flow_chart_merge"}, style={"fontSize": "8", "color": "#000000"}),
        {"data": {"content": "s"}, "style": {"color": "#000000"}}, ("data.shape", "style.font_size"),
    ),
    "a shape that is too small": (
        item("shape", geometry={"width": 7.5, "height": 9, "rotation": 0}), {"geometry": {"height": 9, "rotation": 0}},
        ("geometry.width",),
    ),
    "a shape without any border": (
        item("shape", style={"borderWidth": "0.0", "borderStyle": "wavy", "fontFamily": "of_tomorrow"}), {},
        ("style.border_style", "style.border_width", "style.font_family"),
    ),
    "a text that is too narrow": (
        item("text", data={"content": "t"}, geometry={"width": 20, "height": 9}, style={"fontSize": "36"}),
        {"data": {"content": "t"}, "style": {"fontSize": "36"}}, ("geometry.width",),
    ),
    "a sticky note with both sides": (
        item("sticky_note", data={"content": "n"}, geometry={"width": 199, "height": 228, "rotation": 12}),
        {"data": {"content": "n"}, "geometry": {"width": 199}}, ("geometry.rotation",),
    ),
    "a sticky note with one side": (item("sticky_note", geometry={"height": 5}), {"geometry": {"height": 5}}, ()),
    "a sticky note in a colour of tomorrow": (
        item("sticky_note", style={"fillColor": "#ff0000", "textAlign": "left"}), {"style": {"textAlign": "left"}},
        ("style.fill_color",),
    ),
    "a card whose date has no zone": (
        item("card", data={"title": "c", "dueDate": "2026-01-01T00:00:00"}), {"data": {"title": "c"}},
        ("data.due_date",),
    ),
    "an app card of another app": (
        item("app_card", data={"owned": False, "status": "of_tomorrow", "fields": [
            {"value": "a", "fillColor": "red"}, {"value": "b", "iconShape": "star", "tooltip": "t"}, {"value": "c"},
        ]}),
        {"data": {"fields": [{"value": "a"}, {"value": "b", "tooltip": "t"}, {"value": "c"}]}},
        ("data.fields[0].fill_color", "data.fields[1].icon_shape", "data.status"),
    ),
    "an image": (
        item("image", data={"title": "i", "imageUrl": "https://x"}, geometry={"width": 5, "height": 6}),
        {"title": "i", "geometry": {"width": 5}}, (),
    ),
    "an image without a size": (item("image", data={"altText": "a"}), {"altText": "a"}, ()),
    "an embed": (
        item("embed", data={"url": "https://x", "mode": "of_tomorrow", "html": "<i>", "providerName": "p"}),
        {"data": {"url": "https://x"}}, ("data.mode",),
    ),
    "an embed with a preview of the API": (
        item("embed", data={"url": "u", "previewUrl": "https://api.miro.com/v2/boards/b%3D/resources/images/1?format=x"}),
        {"data": {"url": "u"}}, ("data.preview_url",),
    ),
    "an embed with a preview of its own": (
        item("embed", data={"url": "u", "previewUrl": "https://x/p.png"}),
        {"data": {"url": "u", "previewUrl": "https://x/p.png"}}, (),
    ),
    "half a position": (item("text", data={"content": "t"}, position={"x": 1}), {"data": {"content": "t"}}, ()),
    "a connector with caps of tomorrow": (
        connector(style={"startStrokeCap": "unknown", "endStrokeCap": "of_tomorrow", "strokeWidth": "0.5"}), {},
        ("style.end_stroke_cap", "style.start_stroke_cap", "style.stroke_width"),
    ),
    "a connector with both places of an end": (
        connector(startItem={"id": "2", "position": {"x": "0.0%", "y": "50.0%"}, "snapTo": "left"}),
        {"startItem": {"id": "2", "position": {"x": "0.0%", "y": "50.0%"}}}, (),
    ),
    "a connector beside its item": (
        connector(startItem={"id": "2", "position": {"x": "-5%", "y": "50%"}}, endItem={"id": "3", "snapTo": "inside"}),
        {}, ("end_item.snap_to", "start_item.position"),
    ),
    "a connector with long captions": (
        connector(captions=[{"content": "x" * 201}, {"content": "a", "position": "101%"}, {}, {"content": "b"}]),
        {"captions": [{"content": "a"}, {"content": "b"}]},
        ("captions[0]", "captions[1].position", "captions[2]"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("read", "expected", "left_out"), LIVE.values(), ids=LIVE)
def test_what_the_api_would_refuse_is_left_out_and_named(
    read: AnyItem | Connector, expected: dict[str, Any], left_out: tuple[str, ...]
) -> None:
    conversion = drafts.from_item(read)
    ends = {"startItem": {"id": "2"}, "endItem": {"id": "3"}} if read.type == "connector" else {}
    assert conversion.draft.to_dict() == {**ends, **expected}
    assert conversion.left_out == left_out
    draft: Any = conversion.draft
    row = by_name(f"{read.type}s.{'upload' if read.type in {'image', 'document'} else 'create'}")
    file: Any = {"file": PNG} if row.takes_file else {}
    row("b", body=draft, **file)  # what is left can be sent


REFUSED: dict[str, tuple[AnyItem | Connector, str]] = {
    "an item of tomorrow": (UnknownItem(id="1", type="of_tomorrow"), "item"),
    "an item without a type": (UnknownItem(id="1"), "item"),
    "no item": (cast("Any", "1"), "item"),
    "a text without content": (item("text"), "data"),
    "an embed without a URL": (item("embed", data={"mode": "inline"}), "data"),
    "a loose end": (connector(startItem={"position": {"x": "0%", "y": "0%"}}), "start_item"),
    "another loose end": (connector(endItem=None), "end_item"),
    "both ends at one item": (connector(endItem={"id": "2"}), "end_item"),
}


@pytest.mark.parametrize(("read", "field"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_created_at_all(read: AnyItem | Connector, field: str) -> None:
    with pytest.raises(InvalidArgument, match="cannot be created") as caught:
        drafts.from_item(read)
    assert caught.value.field == field


def test_ids_of_ends_are_mapped_or_missed() -> None:
    mapped = drafts.from_item(connector(), ids={"2": "20", "3": "30"}).draft
    assert (mapped.start_item.id, mapped.end_item.id) == ("20", "30")
    with pytest.raises(InvalidArgument, match="the new id of item 3") as caught:
        drafts.from_item(connector(), ids={"2": "20"})
    assert caught.value.field == "end_item"


def test_a_frame_takes_no_parent_whoever_says_so() -> None:
    nested = item("frame", data={"title": "F"}, parent={"id": "9"})
    assert isinstance(nested, Frame)
    for conversion in (
        drafts.from_item(nested, ids={}), drafts.from_item(nested, parent="8"), drafts.from_item(nested, parent=nested),
    ):  # fmt: skip
        assert isinstance(conversion.draft, FrameCreate)
        assert conversion.left_out == ("parent",)
    assert drafts.from_item(nested, parent=None).left_out == ()


junk = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(
    kind=st.sampled_from(["text", "shape", "sticky_note", "frame", "card", "app_card", "image", "document", "embed"]),
    parts=st.fixed_dictionaries(
        {},
        optional={
            "data": st.dictionaries(
                st.sampled_from(["content", "title", "shape", "type", "url", "fields", "dueDate", "status", "mode"]),
                junk,
            ),
            "style": st.dictionaries(st.sampled_from(["fillColor", "fontSize", "textAlign", "borderWidth"]), junk),
            "geometry": st.dictionaries(st.sampled_from(["width", "height", "rotation"]), junk | st.floats(-9, 9)),
            "parent": st.just({"id": "5"}),
        },
    ),
)
@settings(deadline=None, max_examples=400)
def test_whatever_is_read_what_is_made_of_it_can_be_sent(kind: str, parts: dict[str, Any]) -> None:
    read = item(kind, **parts)
    try:
        conversion = drafts.from_item(read)
    except InvalidArgument:
        assert kind in {"text", "embed"}  # which need a content and a URL
        return
    row = by_name(f"{kind}s.{'upload' if kind in {'image', 'document'} else 'create'}")
    file: Any = {"file": PNG} if row.takes_file else {}
    row("b", body=conversion.draft, **file)
    assert list(conversion.left_out) == sorted(set(conversion.left_out))
