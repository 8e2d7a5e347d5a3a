"""Connectors, groups, invitations, teams, tags, boards: built flat, and refused before anything is sent."""

from collections.abc import Callable
from typing import Any

import pytest

from miro_async import drafts, endpoints
from miro_async.endpoints import Call
from miro_async.errors import InvalidArgument
from miro_async.models import (
    AnyItem,
    BoardPolicyWrite,
    CaptionWrite,
    ConnectorUpdate,
    Frame,
    Group,
    GroupUpdate,
    Links,
    MemberUpdate,
    SharingPolicyWrite,
    StickyNote,
    TeamUpdate,
    UnknownItem,
)


def note(item_id: str, board: str = "uXj=") -> StickyNote:
    return StickyNote(id=item_id, links=Links(self_=f"https://api.miro.com/v2/boards/{board}/sticky_notes/{item_id}"))


def test_everything_that_a_connector_can_have() -> None:
    connector = drafts.connector(
        drafts.end(note("1"), at=(1, 0.5)), drafts.end("2", snap_to="left"), shape="elbowed",
        captions=["a", drafts.caption("b", at=0.125, vertical_align="top")], color="#333333", font_size=12,
        stroke_color="#000", stroke_style="dashed", stroke_width=2.5, start_cap="erd_one", end_cap="none",
        text_orientation="horizontal",
    )  # fmt: skip
    assert connector.to_dict() == {
        "startItem": {"id": "1", "position": {"x": "100%", "y": "50%"}},
        "endItem": {"id": "2", "snapTo": "left"},
        "shape": "elbowed",
        "captions": [{"content": "a"}, {"content": "b", "position": "12.5%", "textAlignVertical": "top"}],
        "style": {
            "color": "#333333", "fontSize": "12", "strokeColor": "#000", "strokeStyle": "dashed", "strokeWidth": "2.5",
            "startStrokeCap": "erd_one", "endStrokeCap": "none", "textOrientation": "horizontal",
        },
    }  # fmt: skip
    assert drafts.connector("1", "2").to_dict() == {"startItem": {"id": "1"}, "endItem": {"id": "2"}}


@pytest.mark.parametrize(
    ("part", "percent"), [(0, "0%"), (1, "100%"), (1 / 3, "33.3333%"), (0.00001, "0.001%"), (1e-9, "0%"), (0.29, "29%")]
)
def test_places_on_a_line_are_percentages(part: float, percent: str) -> None:
    assert drafts.caption("c", at=part).position == percent
    end: Any = drafts.end("1", at=(part, 0))
    assert end.position.x == percent


def test_the_other_drafts() -> None:
    assert drafts.tag("t", color="red").to_dict() == {"title": "t", "fillColor": "red"}
    policy = BoardPolicyWrite(sharing_policy=SharingPolicyWrite(access="view"))
    assert drafts.board("B", description="d", team_id="1", project_id="2", policy=policy).to_dict() == {
        "name": "B", "description": "d", "teamId": "1", "projectId": "2",
        "policy": {"sharingPolicy": {"access": "view"}},
    }  # fmt: skip
    assert drafts.team("T").to_dict() == {"name": "T"}
    members: list[AnyItem | str] = [note("1"), "2", UnknownItem(id="3")]
    assert drafts.group(iter(members)).to_dict() == {"data": {"items": ["1", "2", "3"]}}
    assert drafts.invitation("a@b.example").to_dict() == {"emails": ["a@b.example"]}
    invitation = drafts.invitation(iter(["a@b.example", "c@d.example"]), role="coowner", message="Hi")
    assert invitation.to_dict() == {"emails": ["a@b.example", "c@d.example"], "role": "coowner", "message": "Hi"}


def connect(*arguments: Any, **options: Any) -> Call[Any]:
    return endpoints.connectors.create("b", body=drafts.connector(*arguments, **options))


def grouped(items: Any) -> Call[Any]:
    return endpoints.groups.create("b", body=drafts.group(items))


def invited(emails: Any, **options: Any) -> Call[Any]:
    return endpoints.members.share("b", body=drafts.invitation(emails, **options))


ANY: Any = object()
BAD: dict[str, tuple[Callable[[], object], str]] = {
    # a connector
    "from an item to itself": (lambda: connect("1", "1"), "end_item.id"),
    "from an item to its own id": (lambda: connect(note("1"), drafts.end("1", snap_to="top")), "end_item.id"),
    "to itself by a change": (
        lambda: ConnectorUpdate(start_item=drafts.end("1"), end_item=drafts.end("1")), "end_item.id",
    ),
    "to a frame": (lambda: connect("1", Frame(id="2")), "end"),
    "from a frame": (lambda: connect(Frame(id="2"), "1"), "start"),
    "an end at a frame": (lambda: drafts.end(Frame(id="2")), "item"),
    "to another board": (lambda: connect(note("1"), note("2", "other=")), "end"),
    "to a group": (lambda: connect("1", Group(id="2")), "end"),
    "to nothing": (lambda: connect("1", None), "end"),
    "to an empty id": (lambda: connect("1", ""), "end_item.id"),
    "a side and a point": (lambda: drafts.end("1", snap_to="top", at=(0, 0)), "snap_to"),
    "a point outside": (lambda: drafts.end("1", at=(0, 1.01)), "at"),
    "a point by words": (lambda: drafts.end("1", at=("50%", "0%")), "at"),  # type: ignore[arg-type]
    "a point that is none": (lambda: drafts.end("1", at=0.5), "at"),  # type: ignore[arg-type]
    "a point at True": (lambda: drafts.end("1", at=(True, 0)), "at"),
    "a point nowhere": (lambda: drafts.end("1", at=(float("nan"), 0)), "at"),
    "a side that is none": (lambda: connect("1", drafts.end("2", snap_to="middle")), "end_item.snap_to"),  # type: ignore[arg-type]
    "21 captions": (lambda: connect("1", "2", captions=["c"] * 21), "captions"),
    "captions as one text": (lambda: connect("1", "2", captions="caption"), "captions"),
    "a caption of 201 characters": (lambda: connect("1", "2", captions=["ok", "c" * 201]), "captions[1].content"),
    "a caption beyond the end": (lambda: drafts.caption("c", at=1.5), "at"),
    "a caption at no percentage": (lambda: CaptionWrite(content="c", position="50"), "position"),
    "a caption past 100%": (lambda: CaptionWrite(content="c", position="100.1%"), "position"),
    "a caption in other digits": (lambda: CaptionWrite(content="c", position="\u0665\u0660%"), "position"),
    "a cap of tomorrow": (lambda: connect("1", "2", end_cap="unknown"), "style.end_stroke_cap"),
    "a line too thin": (lambda: connect("1", "2", stroke_width=0.5), "stroke_width"),
    "a font too large": (lambda: connect("1", "2", font_size=289), "font_size"),
    "a colour by name": (lambda: connect("1", "2", stroke_color="red"), "style.stroke_color"),
    # a group
    "a group of one": (lambda: grouped(["1"]), "data.items"),
    "a group of none": (lambda: grouped([]), "data.items"),
    "a group of one and itself": (lambda: grouped(["1", note("1")]), "items"),
    "a group of a text": (lambda: grouped("12"), "items"),
    "a group of a number": (lambda: grouped(12), "items"),
    "a group with a group": (lambda: grouped(["1", Group(id="2")]), "items"),
    "a group with an empty id": (lambda: grouped(["1", ""]), "data.items[1]"),
    "a group of one by a change": (
        lambda: endpoints.groups.update("b", "g", body=GroupUpdate(data=drafts.group(["1"]).data)), "data.items",
    ),
    # people
    "an address that is none": (lambda: invited(["a@b.example", "nobody"]), "emails[1]"),
    "an address with a blank": (lambda: invited("a b@c.example"), "emails[0]"),
    "two addresses in one": (lambda: invited("a@b.example,c@d.example"), "emails[0]"),
    "an address with a name": (lambda: invited("A <a@b.example>"), "emails[0]"),
    "an address that is no text": (lambda: invited([5]), "emails[0]"),
    "no address": (lambda: invited([]), "emails"),
    "addresses that are a number": (lambda: invited(5), "emails"),
    "21 addresses": (lambda: invited(["a@b.example"] * 21), "emails"),
    "a role that is none": (lambda: invited("a@b.example", role="admin"), "role"),
    "a role that is none by a change": (
        lambda: endpoints.members.update("b", "m", body=MemberUpdate(role=ANY)), "body",
    ),
    # the rest
    "a tag of 121 characters": (lambda: endpoints.tags.create("b", body=drafts.tag("x" * 121)), "title"),
    "a tag in a colour of tomorrow": (
        lambda: endpoints.tags.create("b", body=drafts.tag("x", color="pink")), "fill_color",  # type: ignore[arg-type]
    ),
    "a team without a name": (lambda: endpoints.teams.create("o", body=drafts.team("")), "name"),
    "a team of 61 characters": (lambda: endpoints.teams.update("o", "t", body=TeamUpdate(name="x" * 61)), "name"),
    "a board without a name": (lambda: endpoints.boards.create(body=drafts.board("")), "name"),
    "a board of 301 characters": (
        lambda: endpoints.boards.create(body=drafts.board("B", description="x" * 301)), "description",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "field"), BAD.values(), ids=BAD)
def test_what_the_api_would_refuse_is_refused_by_name(make: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        make()
    assert caught.value.field == field


def test_ends_of_one_board_are_one_board_however_its_id_is_written() -> None:
    drafts.connector(note("1", "uXj="), note("2", "uXj%3D"))
    drafts.connector(note("1"), StickyNote(id="2"))  # whose board nobody knows


def test_limits_are_reached() -> None:
    endpoints.tags.create("b", body=drafts.tag("x" * 120))
    connect("1", "2", captions=["c" * 200] * 20, stroke_width=24, font_size=288)
    invited(["a@b.example"] * 20)
    endpoints.boards.create(body=drafts.board("x" * 60, description="x" * 300))
    endpoints.teams.create("o", body=drafts.team("x" * 60))
