"""What a mapping reads it gives back; what it could not give back it refuses."""

from decimal import Decimal
from typing import get_args

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miro_async.cli.tables.drafting import content_of, draft_of
from miro_async.cli.tables.mapping import TYPES, BadCell, Content, Mapping, parse_mapping
from miro_async.cli.tables.table import Cell, Row
from miro_async.errors import InvalidArgument
from miro_async.models import KnownItem, Shape, StickyNote, StickyNoteColor

TEXTS = st.text(
    st.one_of(st.sampled_from(" \n\r\t\xa0&<>\"'\\:=+-@"), st.characters(exclude_categories=["Cs"])), max_size=20
)
TITLES = st.one_of(st.just(""), TEXTS)


def through_the_api(content: Content) -> Content:
    """What is read of the item that is created from a content."""
    at = content.at or (Decimal(0), Decimal(0))
    sent = draft_of(content, at, None)
    answer = {"id": "1", "type": sent.kind, **msgspec.to_builtins(sent)}
    item = msgspec.convert(answer, KnownItem)
    assert isinstance(item, StickyNote | Shape)
    there = (Decimal(repr(item.position.x)), Decimal(repr(item.position.y)))
    return content_of(item, there, content.frame, content.tags)


def there_and_back(mapping: Mapping, cells: dict[str, Cell]) -> dict[str, Cell]:
    return mapping.write(through_the_api(mapping.read(Row(1, cells)))).cells


def mapped(*maps: str, constants: tuple[str, ...] = (), separator: str | None = None, scale: str = "1") -> Mapping:
    return parse_mapping(maps, constants=constants, separator=separator, scale=(Decimal(scale), -Decimal(scale)))


@given(st.tuples(TEXTS, TEXTS, TEXTS, TITLES, TITLES))
def test_any_row_comes_back(cells: tuple[str, str, str, str, str]) -> None:
    mapping = mapped(r"content={a}\n{b}: {c}", "frame=team {d}", "tag=e")
    row: dict[str, Cell] = dict(zip("abcde", cells, strict=True))
    assert there_and_back(mapping, row) == row


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first draw builds every strategy
@given(
    st.sampled_from(list(TYPES)),
    st.data(),
    st.decimals(-180, 180, places=8).map(lambda number: format(number.normalize(), "f").replace("-0", "0", 1)),
)
def test_every_type_with_its_colours_and_any_position_comes_back(kind: str, data: st.DataObject, x: str) -> None:
    hexes = st.from_regex("#[0-9a-fA-F]{6}", fullmatch=True)
    names = st.sampled_from(get_args(StickyNoteColor))
    color = data.draw(names if kind.startswith("sticky") else hexes)
    row: dict[str, Cell] = {"kind": kind, "status": color, "lon": x, "lat": "-45.5"}
    mapping = mapped("type=kind", "color=status", "x=lon", "y=lat", scale="100")
    back = there_and_back(mapping, row)
    assert {**back, "lon": Decimal(str(back["lon"]))} == {**row, "lon": Decimal(x)}


@given(st.lists(st.text("abc é", min_size=1), max_size=8, unique=True))
def test_several_tags_of_a_cell_come_back_in_their_order(titles: list[str]) -> None:
    mapping = mapped("tag=labels", separator=";")
    assert mapping.read(Row(1, {"labels": ";".join(titles)})).tags == tuple(titles)
    assert there_and_back(mapping, {"labels": tuple(titles)}) == {"labels": tuple(titles)}


def test_tags_of_several_columns_are_told_apart_by_their_patterns() -> None:
    mapping = mapped("tag=team: {team}", "tag={state}")
    row: dict[str, Cell] = {"team": "red", "state": "open"}
    assert mapping.read(Row(1, row)).tags == ("team: red", "open")
    assert there_and_back(mapping, row) == row
    with pytest.raises(BadCell, match="would come back as"):
        mapping.read(Row(1, {"team": "", "state": "team: x"}))


def test_constants_are_for_all_rows_or_for_empty_cells() -> None:
    mapping = mapped("content=a", "color=b", constants=("type=shape:star", "color=#ff0000"))
    assert mapping.read(Row(1, {"a": "x", "b": "#00ff00"})) == Content("shape:star", "x", "#00ff00")
    assert mapping.read(Row(1, {"a": "x", "b": ""})).color == "#ff0000"
    assert mapped("content=a", constants=("content=nothing",)).read(Row(1, {"a": ""})).text == "nothing"
    assert mapped(r"content={a}\n{b}").read(Row(1, {"a": "", "b": ""})).text == "\n"


@pytest.mark.parametrize(
    ("maps", "cells", "complaint"),
    [
        (["type=t"], {"t": "circle"}, "unknown type 'circle'; expected one of sticky_note, .*, shape:circle"),
        (["type=t"], {"t": ""}, "empty; --set type="),
        (["color=t"], {"t": "pinkish"}, "unknown color 'pinkish'; a sticky note takes one of gray, light_yellow"),
        (["type=k", "color=t"], {"k": "shape", "t": "red"}, "unknown color 'red'; a shape takes #rrggbb"),
        (["x=t", "y=t"], {"t": "12,5"}, "'12,5' is no number"),
        (["x=t", "y=t"], {"t": "nan"}, "'nan' is no number"),
        (["x=t", "y=t"], {"t": "1e400"}, "out of reach"),
        (["x=t", "y=t"], {"t": "0.12345678901234567"}, "more digits than a coordinate can hold"),
        (["tag=t"], {"t": "x" * 121}, "a tag of 121 characters; a tag has 1 to 120"),
        (["type=k", "tag=t"], {"k": "shape:star", "t": "x"}, "a tag for a shape:star: only sticky notes take tags"),
        (["content=t"], {"t": ("a", "b")}, "a list; only tags take one"),
    ],
)
def test_a_cell_that_the_api_would_refuse_is_refused(maps: list[str], cells: dict[str, Cell], complaint: str) -> None:
    with pytest.raises(BadCell, match=complaint) as caught:
        parse_mapping(maps).read(Row(1, cells))
    assert caught.value.column == "t"


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [(";".join("abcdefghi"), "9 tags; an item takes at most 8"), ("a;a", "the same tag twice"), ("a;;b", "0 charact")],
)
def test_a_list_of_tags_that_the_api_would_refuse_is_refused(cell: str, complaint: str) -> None:
    with pytest.raises(BadCell, match=complaint):
        mapped("tag=t", separator=";").read(Row(1, {"t": cell}))


@pytest.mark.parametrize(
    ("maps", "constants", "complaint"),
    [
        (["size=a"], (), "expected FIELD=... with a field of type, content"),
        (["content"], (), "expected FIELD="),
        (["color=a", "color=b"], (), "given twice"),
        (["content=a", "content=b"], (), "given twice"),
        (["x=a"], (), "a position needs x and y"),
        (["content={a}{b}"], (), "cannot be read back"),
        (["content=a"], ("color",), "--set color: expected FIELD="),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(maps: list[str], constants: tuple[str, ...], complaint: str) -> None:
    with pytest.raises(InvalidArgument, match=complaint):
        parse_mapping(maps, constants=constants)


def test_an_item_of_somebody_else_is_written_as_far_as_it_fits() -> None:
    written = mapped(r"content={a}\n{b}", "tag=t").write(Content(text="free text", tags=("x", "y")))
    assert written.cells == {"a": "free text", "b": "", "t": "x"}
    assert written.misfits == (r"the text does not fit '{a}\\n{b}'", "no column for the tag 'y'")
