"""The flat constructors build what the API takes."""

from typing import Any

import pytest

from miro_async import drafts
from miro_async.errors import InvalidArgument
from miro_async.models import Frame


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
        "Hi", kind="star", at=(0, 0), size=(10, 20), rotation=-90, fill="#fff", fill_opacity=0.5, color="#000000",
        font="arial", font_size=12, border_color="#123456", border_opacity=1, border_style="dotted", border_width=2.5,
        align="center", vertical_align="middle", parent=Frame(id="8"),
    )  # fmt: skip
    assert shape.to_dict() == {
        "data": {"content": "Hi", "shape": "star"},
        "style": {
            "fillColor": "#fff", "fillOpacity": "0.5", "color": "#000000", "fontFamily": "arial", "fontSize": "12",
            "borderColor": "#123456", "borderOpacity": "1", "borderStyle": "dotted", "borderWidth": "2.5",
            "textAlign": "center", "textAlignVertical": "middle",
        },
        "position": {"x": 0, "y": 0},
        "geometry": {"width": 10, "height": 20, "rotation": -90},
        "parent": {"id": "8"},
    }  # fmt: skip


def test_a_frame_a_tag_and_a_board() -> None:
    assert drafts.frame("F", at=(1, 2), size=(3, 4), fill="#ffffff").to_dict() == {
        "data": {"title": "F", "format": "custom", "type": "freeform"},
        "style": {"fillColor": "#ffffff"},
        "position": {"x": 1, "y": 2},
        "geometry": {"width": 3, "height": 4},
    }
    assert drafts.tag("t", color="red").to_dict() == {"title": "t", "fillColor": "red"}
    assert drafts.board("B", description="d", team_id="1").to_dict() == {"name": "B", "description": "d", "teamId": "1"}


def test_what_is_not_said_is_not_sent() -> None:
    assert drafts.sticky_note().to_dict() == {"data": {}}
    assert drafts.shape().to_dict() == {"data": {}}


def test_entries_name_their_types() -> None:
    made = drafts.entries([drafts.sticky_note("a"), drafts.shape("b"), drafts.frame("c")])
    assert [entry.to_dict()["type"] for entry in made] == ["sticky_note", "shape", "frame"]
    assert drafts.entries(made) == made
    with pytest.raises(InvalidArgument, match=r"\[1\] must be a draft of a sticky note, a shape or a frame, not str"):
        drafts.entries([drafts.sticky_note("a"), "b"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ({"at": 5}, "at"),
        ({"at": (1,)}, "at"),
        ({"at": (1, 2, 3)}, "at"),
        ({"size": 5}, "size"),
        ({"parent": 5}, "parent"),
    ],
)
def test_an_argument_of_another_shape_is_refused_by_name(arguments: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as caught:
        drafts.shape("x", **arguments)
    assert caught.value.field == field
