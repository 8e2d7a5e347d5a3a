"""Drafts of every kind with any legal arguments, for property tests."""

from collections.abc import Callable
from datetime import UTC
from typing import Any, get_args

from hypothesis import strategies as st

from miro_async import drafts
from miro_async.models import (
    AppCardStatus,
    BoardRole,
    BorderStyle,
    ConnectorShape,
    EmbedMode,
    FontFamily,
    HorizontalAlign,
    ShapeKind,
    SnapTo,
    StickyNoteColor,
    StickyNoteShape,
    StrokeCap,
    TagColor,
    TextOrientation,
    VerticalAlign,
)

texts = st.text(max_size=30)
names = st.text(min_size=1, max_size=60)
colors = st.from_regex(r"\A#([0-9a-f]{3}|[0-9A-F]{6}|[0-9a-f]{8})\Z")
coordinates = st.one_of(st.integers(-100_000, 100_000), st.floats(-100_000, 100_000))
points = st.tuples(coordinates, coordinates)
sides = st.one_of(st.integers(8, 10_000), st.floats(8, 10_000))
sizes = st.tuples(sides, sides)
rotations = st.integers(-360, 360)
opacities = st.one_of(st.integers(0, 1), st.integers(0, 100).map(lambda percent: percent / 100))
ids = st.integers(1, 10**18).map(str)
urls = st.sampled_from(["https://example.com/a.png", "https://youtu.be/x?y=1#z", "http://localhost/ä.pdf"])
emails = st.from_regex(r"\A[a-z]{1,9}(\+[a-z]{1,3})?@[a-z]{1,9}\.example\Z")
dates = st.datetimes(timezones=st.just(UTC) | st.timezones())


def one_of(literal: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(get_args(literal))


def numbers(low: int, high: int) -> st.SearchStrategy[Any]:
    return st.one_of(st.integers(low, high), st.integers(low * 10, high * 10).map(lambda tenths: tenths / 10))


def made(make: Callable[..., Any], *arguments: st.SearchStrategy[Any], **optional: st.SearchStrategy[Any]) -> Any:
    """What a constructor makes of any arguments, each optional one given or not."""
    return st.tuples(st.tuples(*arguments), st.fixed_dictionaries({}, optional=optional)).map(
        lambda given: make(*given[0], **given[1])
    )


def one_side(**optional: st.SearchStrategy[Any]) -> list[dict[str, st.SearchStrategy[Any]]]:
    """Items of a fixed ratio take a width or a height."""
    return [{**optional, "width": sides}, {**optional, "height": sides}]


def either(make: Callable[..., Any], *arguments: st.SearchStrategy[Any], **optional: st.SearchStrategy[Any]) -> Any:
    return st.one_of([made(make, *arguments, **each) for each in one_side(**optional)])


def text_of(ratio: float, arguments: dict[str, Any]) -> Any:
    """A text that is wide enough for its font size."""
    width = max(1.7 * arguments.get("font_size", 14), 1) * ratio
    return drafts.text(**arguments, width=width)


fields = st.lists(
    made(drafts.field, texts, tooltip=texts, fill=colors, color=colors, icon_url=st.just("https://example.com/i.png"),
         icon_shape=st.sampled_from(["round", "square"])),
    max_size=3,
)  # fmt: skip

ITEMS: dict[str, Any] = {
    "sticky_notes": either(
        drafts.sticky_note, texts, at=points, color=one_of(StickyNoteColor), shape=one_of(StickyNoteShape),
        align=one_of(HorizontalAlign), vertical_align=one_of(VerticalAlign),
    ),
    "shapes": made(
        drafts.shape, texts, kind=one_of(ShapeKind), at=points, size=sizes, rotation=rotations, fill=colors,
        fill_opacity=opacities, color=colors, font=one_of(FontFamily), font_size=numbers(10, 288), border_color=colors,
        border_opacity=opacities, border_style=one_of(BorderStyle), border_width=numbers(1, 24),
        align=one_of(HorizontalAlign), vertical_align=one_of(VerticalAlign),
    ),
    "frames": made(drafts.frame, texts, at=points, size=sizes, fill=colors, show_content=st.just(value=True)),
    "texts": st.builds(
        text_of,
        st.floats(1, 100),
        st.fixed_dictionaries(
            {"content": texts},
            optional={
                "at": points, "rotation": rotations, "color": colors, "fill": colors, "fill_opacity": opacities,
                "font": one_of(FontFamily), "font_size": numbers(1, 500), "align": one_of(HorizontalAlign),
            },
        ),
    ),
    "cards": made(
        drafts.card, texts, description=texts, assignee_id=ids, due_date=dates, theme=colors, at=points, size=sizes,
        rotation=rotations,
    ),
    "app_cards": made(
        drafts.app_card, texts, description=texts, status=one_of(AppCardStatus), fields=fields, fill=colors,
        at=points, size=sizes, rotation=rotations,
    ),
    "images": either(drafts.image, urls, title=texts, at=points, rotation=rotations),
    "documents": made(drafts.document, urls, title=texts, at=points),
    "embeds": either(drafts.embed, urls, mode=one_of(EmbedMode), preview_url=urls, at=points),
}  # fmt: skip
"""By service; what creates an item."""

ends: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"at": st.tuples(st.floats(0, 1), st.floats(0, 1))}),
    st.fixed_dictionaries({"snap_to": one_of(SnapTo)}),
    st.just(dict[str, Any]()),
)
captions = st.lists(
    st.text(max_size=200) | made(drafts.caption, texts, at=st.floats(0, 1), vertical_align=one_of(VerticalAlign)),
    max_size=20,
)
LOOKS: dict[str, Any] = {
    "shape": one_of(ConnectorShape), "captions": captions, "color": colors, "font_size": numbers(10, 288),
    "stroke_color": colors, "stroke_style": one_of(BorderStyle), "stroke_width": numbers(1, 24),
    "start_cap": one_of(StrokeCap), "end_cap": one_of(StrokeCap), "text_orientation": one_of(TextOrientation),
}  # fmt: skip
"""Optional arguments of a connector."""


def connectors(start: str, end: str) -> Any:
    """Connectors between two items."""

    def connector(first: dict[str, Any], last: dict[str, Any], looks: dict[str, Any]) -> Any:
        return drafts.connector(drafts.end(start, **first), drafts.end(end, **last), **looks)

    return st.builds(connector, ends, ends, st.fixed_dictionaries({}, optional=LOOKS))


OTHERS: dict[str, Any] = {
    "boards.create": made(drafts.board, names, description=st.text(max_size=300), team_id=ids, project_id=ids),
    "tags.create": made(drafts.tag, st.text(max_size=120), color=one_of(TagColor)),
    "teams.create": made(drafts.team, names),
    "members.share": made(
        drafts.invitation, emails | st.lists(emails, min_size=1, max_size=20), role=one_of(BoardRole), message=texts
    ),
    "groups.create": st.lists(ids, min_size=2, max_size=5, unique=True).map(drafts.group),
    "connectors.create": connectors("1", "2"),
    "images.upload": either(drafts.image_upload, title=texts, alt_text=texts, at=points, rotation=rotations),
    "documents.upload": either(drafts.document_upload, title=texts, at=points, rotation=rotations),
}
"""By operation; what is no item created from JSON."""
