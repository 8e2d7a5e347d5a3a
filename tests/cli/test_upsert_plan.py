"""What an import with a key is going to do: in memory it makes the items of a board what the table says."""

from decimal import Decimal
from itertools import count
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from miro_async.cli.tables.layout import Grid
from miro_async.cli.tables.mapping import STICKY_NOTES, Content, Mapping, parse_mapping
from miro_async.cli.tables.rooms import Box, FrameRoom, Ground
from miro_async.cli.tables.table import MemoryTable, Row
from miro_async.cli.tables.upsert import Comparison, Item, Wanted, check_key, compare, wanted_rows
from miro_async.cli.tables.upsert_plan import UpsertPlan, make_plan
from miro_async.errors import InvalidArgument
from miro_async.models import StickyNoteColor

MAPPING = parse_mapping([r"content={id}\n{name}", "type=kind", "color=color", "frame=team", "tag=label"])
PLACED = parse_mapping(["content={id}", "x=lon", "y=lat", "frame=team"], scale=(Decimal(10), Decimal(-10)))
ORIGIN = (Decimal(0), Decimal(0))
NOTE = (Decimal(199), Decimal(228))
FRAMES = {"f1": "red", "f2": "blue", "f3": ""}

KINDS = [*STICKY_NOTES, "shape", "shape:star"]
KEYS = st.sampled_from(["1", "2", "3", "4", "a\\b", "x y"])


@st.composite
def records(draw: st.DrawFn) -> dict[str, str]:
    """A row that an import takes."""
    kind = draw(st.sampled_from(KINDS))
    is_note = kind in STICKY_NOTES
    colors = get_args(StickyNoteColor) if is_note else ("#ff0000", "#FF0000", "#f00", "#00ff00")
    return {
        "id": draw(KEYS),
        "name": draw(st.sampled_from(["", "one", "two\nlines", "back\\slash", " x "])),
        "kind": kind,
        "color": draw(st.sampled_from(colors[:4])),
        "team": draw(st.sampled_from(["", "red", "blue", "green"])),
        "label": draw(st.sampled_from(["", "hot", "cold"])) if is_note else "",
    }


@st.composite
def boards(draw: st.DrawFn, mapping: Mapping = MAPPING) -> list[Item]:
    """Items that were imported once, and others: of somebody's own, or with a tag or a text that fits nothing."""
    items: list[Item] = []
    for number, record in enumerate(draw(st.lists(records(), max_size=8))):
        content = mapping.read(Row(1, record))
        if draw(st.booleans()) and content.type in STICKY_NOTES:
            content = content._replace(tags=(*content.tags, "urgent"))
        if draw(st.sampled_from([True, False, False, False])):
            content = content._replace(text=content.text.replace("\n", " "))
        frame_id = next((name for name, title in FRAMES.items() if title == content.frame), "")
        content = content._replace(frame=FRAMES.get(frame_id, ""), at=ORIGIN)
        problem = draw(st.sampled_from(["", "", "", "data.content: expected text"]))
        items.append(Item(f"i{number}", content, ORIGIN, NOTE, frame_id if content.frame else "", problem))
    return items


def ground_of(items: list[Item]) -> Ground:
    children = {name: [Box(item.spot, item.size) for item in items if item.frame_id == name] for name in FRAMES}
    box = Box((Decimal(1000), Decimal(0)), (Decimal(520), Decimal(308)))
    return Ground([FrameRoom(name, title, box, children[name]) for name, title in FRAMES.items()])


def carried_out(plan: UpsertPlan, items: list[Item], ground: Ground) -> list[Item]:
    """The items of the board after the plan."""
    board = {item.id: item for item in items}
    rooms = {room.id: room for room in ground.frames}
    tag_titles = {"t1": "hot", "t2": "cold", "t3": "urgent"}
    ids = (f"n{number}" for number in count())
    for number, frame in enumerate(plan.frames):
        x, y, width, height = map(Decimal, (*frame.at, *frame.size))
        rooms[f"new {number}"] = FrameRoom(f"new {number}", frame.title, Box((x, y), (width, height)))

    for growth in plan.growths:
        grown = FrameRoom(
            growth.id, growth.title, Box(*((Decimal(x), Decimal(y)) for x, y in (growth.at, growth.size)))
        )
        assert grown.box.corner == rooms[growth.id].box.corner, "what lies in it keeps its place"
        rooms[growth.id] = grown

    def lies_in(parent: str | int | None, at: tuple[float, float]) -> dict[str, Any]:
        spot = Decimal(repr(at[0])), Decimal(repr(at[1]))
        room = rooms.get(f"new {parent}" if isinstance(parent, int) else parent or "")
        corner = ORIGIN if room is None else room.box.corner
        return {
            "frame": "" if room is None else room.title,
            "at": (corner[0] + spot[0], corner[1] + spot[1]),
        }

    for update in plan.updates:
        item = board[update.id]
        assert update.is_note == (item.content.type in STICKY_NOTES)
        changes: dict[str, Any] = {
            name: value for name in ("type", "text", "color") if (value := getattr(update, name)) is not UNSET
        }
        if update.at is not UNSET:
            parent = item.frame_id if update.parent is UNSET else update.parent
            changes |= lies_in(parent, update.at)
        board[update.id] = item._replace(content=item.content._replace(**changes))
    for change in plan.retaggings:
        content = board[change.id].content
        gone = {tag_titles[tag_id] for tag_id in change.detach}
        tags = (*(title for title in content.tags if title not in gone), *change.attach)
        board[change.id] = board[change.id]._replace(content=content._replace(tags=tags))
    for creation in plan.creations:
        content = Content(creation.type, creation.text, creation.color, tags=creation.tags)
        new_id = next(ids)
        place = lies_in(creation.parent, creation.at)
        board[new_id] = Item(new_id, content._replace(**place), ORIGIN, NOTE)
        if creation.replaces:
            del board[creation.replaces]
    for item_id in plan.removals:
        del board[item_id]
    return list(board.values())


def rows_of(table: list[dict[str, str]], mapping: Mapping, key: str) -> list[Wanted]:
    return wanted_rows(MemoryTable("t", table), mapping, key)


def planned(comparison: Comparison, ground: Ground, mapping: Mapping = MAPPING) -> UpsertPlan:
    return make_plan(comparison, mapping, ground, Grid(), {"hot": "t1", "cold": "t2", "urgent": "t3"})


@given(st.lists(records(), min_size=1, unique_by=lambda record: record["id"]), boards(), st.booleans())
def test_the_plan_makes_the_items_what_the_table_says(
    table: list[dict[str, str]],
    items: list[Item],
    prune: bool,
) -> None:
    rows = rows_of(table, MAPPING, "id")
    ground = ground_of(items)
    comparison = compare(MAPPING, "id", rows, items, prune=prune)
    plan = planned(comparison, ground)
    after = carried_out(plan, items, ground)

    left = {int(line.split(":")[0].removeprefix("line ")) for line in plan.left}
    assert plan.created + plan.updated + plan.unchanged + len(left) == len(rows)
    by_key: dict[object, list[Item]] = {}
    for item in after:
        by_key.setdefault(MAPPING.write(item.content).cells["id"], []).append(item)
    for row in rows:
        if row.line in left:
            continue
        fitting = [item for item in by_key[row.key] if not MAPPING.write(item.content).unread]
        assert len(fitting) == 1
        written = MAPPING.write(fitting[0].content).cells
        wanted = MAPPING.write(row.content).cells
        written["color"], wanted["color"] = (full(str(cells["color"])) for cells in (written, wanted))
        if "urgent" in fitting[0].content.tags:
            assert set(row.content.tags) <= set(fitting[0].content.tags)
        else:
            assert written == wanted

    keys = {row.key for row in rows}
    strangers = [item for item in items if MAPPING.write(item.content).cells["id"] not in keys]
    gone = {item.id for item in items} - {item.id for item in after}
    replaced = {creation.replaces for creation in plan.creations}
    assert all(item in after or (prune and not MAPPING.write(item.content).misfits) for item in strangers)
    assert gone - replaced == set(plan.removals)

    again = compare(MAPPING, "id", rows, after, prune=prune)
    assert (again.create, again.change, again.remove) == ([], [], [])
    assert len(again.left) == len(left)


def full(color: str) -> str:
    lower = color.lower()
    return "#" + "".join(2 * digit for digit in lower[1:]) if lower.startswith("#") and len(lower) == 4 else lower


@given(
    st.lists(
        st.tuples(st.sampled_from("123456"), st.integers(-90, 90), st.sampled_from(["", "red", "green"])), max_size=6
    ),
    st.lists(
        st.tuples(st.sampled_from("123456"), st.decimals(-90, 90, places=6), st.sampled_from(["", "red", "green"])),
        min_size=1,
        unique_by=lambda row: row[0],
    ),
)
def test_items_go_where_the_table_says_and_into_a_frame_that_is_there(
    there: list[tuple[str, int, str]], table: list[tuple[str, Decimal, str]]
) -> None:
    rows = rows_of([{"id": key, "lon": f"{x:f}", "lat": "1", "team": team} for key, x, team in table], PLACED, "id")
    corner = (Decimal("-500.25"), Decimal("-150.125"))
    box = Box((corner[0] + 250, corner[1] + 150), (Decimal(500), Decimal(300)))
    items = [
        Item(
            f"i{number}",
            Content(text=key, at=(Decimal(10 * x), Decimal(-10)), frame="red" if team == "red" else ""),
            (10 * x - corner[0], -10 - corner[1]) if team == "red" else (Decimal(10 * x), Decimal(-10)),
            NOTE,
            "f1" if team == "red" else "",
        )
        for number, (key, x, team) in enumerate({entry[0]: entry for entry in there}.values())
    ]
    ground = Ground([FrameRoom("f1", "red", box)])
    plan = planned(compare(PLACED, "id", rows, items, prune=False), ground, PLACED)
    after = carried_out(plan, items, ground)
    again = compare(PLACED, "id", rows, after, prune=False)
    assert (again.create, again.change, again.left) == ([], [], [])


def test_an_item_moves_inside_a_frame_without_leaving_it() -> None:
    mapping = parse_mapping(["content=id", "x=lon", "y=lat"])
    room = FrameRoom("f1", "red", Box((Decimal(100), Decimal(100)), (Decimal(400), Decimal(400))))
    item = Item(
        "i", Content(text="1", at=(Decimal(0), Decimal(0)), frame="red"), (Decimal(100), Decimal(100)), NOTE, "f1"
    )
    rows = rows_of([{"id": "1", "lon": "10", "lat": "20"}], mapping, "id")
    (update,) = planned(compare(mapping, "id", rows, [item], prune=False), Ground([room]), mapping).updates
    assert (update.at, update.parent) == ((110.0, 120.0), UNSET)


def test_an_item_of_another_type_is_replaced_where_it_lies() -> None:
    mapping = parse_mapping(["content=id", "type=kind"])
    item = Item(
        "i", Content(text="1", at=(Decimal(50), Decimal(60)), frame="red"), (Decimal(5), Decimal(6)), NOTE, "f1"
    )
    rows = rows_of([{"id": "1", "kind": "shape"}], mapping, "id")
    plan = planned(compare(mapping, "id", rows, [item], prune=False), Ground(), mapping)
    (creation,) = plan.creations
    assert (creation.replaces, creation.parent, creation.at) == ("i", "f1", (5.0, 6.0))
    assert (plan.created, plan.updated, plan.removals) == (0, 1, ())
    assert plan.estimate().credits == 100 + 500


def test_a_replacement_keeps_the_text_that_the_table_does_not_have() -> None:
    mapping = parse_mapping(["frame=id", "type=kind"])
    item = Item("i", Content(text="a text", frame="1"), ORIGIN, NOTE, "f1")
    rows = rows_of([{"id": "1", "kind": "shape"}], mapping, "id")
    (creation,) = planned(compare(mapping, "id", rows, [item], prune=False), Ground(), mapping).creations
    assert (creation.text, creation.replaces) == ("a text", "i")


@pytest.mark.parametrize(("has", "same"), [("#F00", True), ("#ff0000", True), ("#ff0001", False), (None, False)])
def test_a_colour_is_the_same_however_it_is_written(has: str | None, *, same: bool) -> None:
    mapping = parse_mapping(["content=id", "color=status"], constants=("type=shape",))
    item = Item("i", Content("shape", "1", has), ORIGIN, NOTE)
    rows = rows_of([{"id": "1", "status": "#f00"}], mapping, "id")
    assert compare(mapping, "id", rows, [item], prune=False).unchanged == same


def test_an_item_whose_text_does_not_fit_has_no_key() -> None:
    mapping = parse_mapping(["content={id}: {name}"])
    item = Item("i", Content(text="1"), ORIGIN, NOTE)
    found = compare(mapping, "id", rows_of([{"id": "1", "name": "n"}], mapping, "id"), [item], prune=True)
    assert ([row.key for row in found.create], found.remove, found.strangers) == (["1"], [], 1)


def test_only_what_the_mapping_says_is_compared() -> None:
    item = Item("i", Content(text="1", color="red", at=(Decimal(5), Decimal(5)), frame="red"), ORIGIN, NOTE, "f1")
    for constants, fields in [((), set[str]()), (("color=red",), set[str]()), (("color=cyan",), {"color"})]:
        mapping = parse_mapping(["content=id"], constants=constants)
        found = compare(mapping, "id", rows_of([{"id": "1"}], mapping, "id"), [item], prune=False)
        assert {name for match in found.change for name in match.fields} == fields
        assert found.unchanged == (not fields)


def test_an_empty_cell_with_a_constant_is_compared_with_the_constant() -> None:
    mapping = parse_mapping(["content=id", "color=status"], constants=("color=red",))
    item = Item("i", Content(text="1", color="red"), ORIGIN, NOTE)
    assert (
        compare(mapping, "id", rows_of([{"id": "1", "status": ""}], mapping, "id"), [item], prune=False).unchanged == 1
    )


def test_tags_that_fit_no_column_stay() -> None:
    mapping = parse_mapping(["content=id", "tag=team: {team}"])
    item = Item("i", Content(text="1", tags=("urgent", "team: a")), ORIGIN, NOTE)
    same, other = (rows_of([{"id": "1", "team": team}], mapping, "id") for team in "ab")
    assert compare(mapping, "id", same, [item], prune=False).unchanged == 1
    (match,) = compare(mapping, "id", other, [item], prune=False).change
    assert (match.attach, match.detach, match.fields) == (("team: b",), ("team: a",), frozenset())


def test_the_order_of_tags_is_no_difference() -> None:
    mapping = parse_mapping(["content=id", "tag=tags"], separator=";")
    item = Item("i", Content(text="1", tags=("b", "a")), ORIGIN, NOTE)
    assert (
        compare(mapping, "id", rows_of([{"id": "1", "tags": "a;b"}], mapping, "id"), [item], prune=False).unchanged == 1
    )


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([Content(text="1"), Content(text="1")], "2 items have the key '1': i0, i1"),
        ([Content(text="1", tags=("a", "b"))], "item i0 does not fit: no column for the tag 'b'"),
        ([Content(text="1", frame="mine")], "item i0 does not fit: the text does not fit 'team {team}'"),
        ([Content("shape", "1", "#ffffff")], "item i0 is a shape, and no sticky_note for this color"),
    ],
)
def test_what_cannot_be_told_or_done_is_left_alone(items: list[Content], reason: str) -> None:
    mapping = parse_mapping(["content=id", "color=status", "tag=label", "frame=team {team}"])
    rows = rows_of([{"id": "1", "status": "cyan", "label": "a", "team": ""}], mapping, "id")
    board = [Item(f"i{number}", content, ORIGIN, NOTE) for number, content in enumerate(items)]
    found = compare(mapping, "id", rows, board, prune=True)
    assert found.left == [f"line 1: {reason}"]
    assert (found.create, found.change, found.remove, found.unchanged) == ([], [], [], 0)


def test_an_item_that_cannot_be_read_is_neither_changed_nor_removed() -> None:
    mapping = parse_mapping(["content=id"])
    board = [Item(key, Content(text=key), ORIGIN, NOTE, problem="style: expected an object") for key in "12"]
    found = compare(mapping, "id", rows_of([{"id": "1"}], mapping, "id"), board, prune=True)
    assert found.left == ["line 1: item 1 cannot be read: style: expected an object"]
    assert (found.remove, found.strangers) == ([], 1)


def test_only_rows_of_an_export_are_removed() -> None:
    mapping = parse_mapping(["content={id}: {name}", "tag=team: {team}", "frame=in {place}"])
    contents = [
        Content(text="2: gone"),
        Content(text="no key"),
        Content(text=": empty key"),
        Content(text="3: with a tag", tags=("urgent",)),
        Content(text="4: in a frame of somebody", frame="mine"),
        Content(text="1: kept"),
    ]
    board = [Item(f"i{number}", content, ORIGIN, NOTE) for number, content in enumerate(contents)]
    rows = rows_of([{"id": "1", "name": "kept", "team": "", "place": ""}], mapping, "id")
    found = compare(mapping, "id", rows, board, prune=True)
    assert [item.id for item in found.remove] == ["i0"]
    assert (found.unchanged, found.strangers) == (1, 4)
    assert compare(mapping, "id", rows, board, prune=False).strangers == 5


@pytest.mark.parametrize(
    ("key", "complaint"),
    [
        ("nothing", "--key nothing: --map puts no such column on the items; it has 'id', 'tags'"),
        ("tags", "--key tags: a column of several tags is no key"),
    ],
)
def test_a_key_that_is_not_on_the_items_is_refused(key: str, complaint: str) -> None:
    with pytest.raises(InvalidArgument, match=complaint):
        check_key(parse_mapping(["content=id", "tag=tags"], separator=";"), key)


def test_keys_that_are_empty_or_there_twice_are_named_with_their_lines() -> None:
    table = [
        {"id": key, "name": "n", "kind": "shape", "color": "#fff", "team": "", "label": ""} for key in ["a", "", "a"]
    ]
    with pytest.raises(InvalidArgument) as error:
        rows_of(table, MAPPING, "id")
    assert str(error.value).splitlines() == [
        "t, line 2, column 'id': a key must not be empty",
        "t, line 3, column 'id': the key 'a' stands in line 1 already",
    ]
