"""What an import with a key has to change on a board: the rows of a table beside the rows that an export would give.

A row and an item belong together if they have the same key. Of both only that is compared what the mapping says,
by column or by constant. Nothing here talks to a board.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from miro_async.cli.tables.drafting import Point
from miro_async.cli.tables.mapping import STICKY_NOTES, BadCell, Content, Mapping
from miro_async.cli.tables.plan import MOST_COMPLAINTS, checked_rows, explained
from miro_async.cli.tables.table import Cell, Table
from miro_async.cli.tables.template import Template
from miro_async.errors import InvalidArgument

__all__ = ["Comparison", "Item", "Match", "Wanted", "check_key", "compare", "is_note", "wanted_rows"]

_SAME_PLACE: Final = Decimal("1e-6")  # pixels; a place in a frame is a sum of doubles
_SHORT_HEX: Final = re.compile("#[0-9a-f]{3,4}")


class Wanted(NamedTuple):
    """A row of the table.

    Attributes:
        line: where it begins.
        key: what its key column says, as an export would give it.
        content: what its item shall be.
    """

    line: int
    key: str
    content: Content


class Item(NamedTuple):
    """A sticky note or a shape on the board.

    Attributes:
        id: its id.
        content: what a table says of it.
        spot: its centre as the API has it: in its frame, or on the board.
        size: width and height in pixels.
        frame_id: the id of what it lies in; empty for the board itself.
        problem: what of it could not be read; empty if nothing.
    """

    id: str
    content: Content
    spot: Point
    size: tuple[Decimal, Decimal]
    frame_id: str = ""
    problem: str = ""


class Match(NamedTuple):
    """A row and its item that differ.

    Attributes:
        wanted: the row.
        item: the item.
        fields: what differs, as fields of `Content`; tags left out.
        attach: the titles of the tags that the item lacks.
        detach: the titles of the tags that it has too much.
        is_replaced: whether it has to become an item of another type, which is a new one.
    """

    wanted: Wanted
    item: Item
    fields: frozenset[str] = frozenset()
    attach: tuple[str, ...] = ()
    detach: tuple[str, ...] = ()
    is_replaced: bool = False


@dataclass(slots=True)
class Comparison:
    """What there is to do.

    Attributes:
        create: rows without an item.
        change: rows whose item differs.
        unchanged: how many rows have an item that is as they say.
        remove: items that are rows for an export, and whose key is not in the table.
        left: rows whose item cannot be made as they say, with the reason: they are left alone.
        strangers: how many items are none of the table's rows, and are not to be removed either.
    """

    create: list[Wanted] = field(default_factory=list[Wanted])
    change: list[Match] = field(default_factory=list[Match])
    unchanged: int = 0
    remove: list[Item] = field(default_factory=list[Item])
    left: list[str] = field(default_factory=list[str])
    strangers: int = 0


def check_key(mapping: Mapping, key: str) -> None:
    """Check that a column can be the key.

    Raises:
        InvalidArgument: it is not on the items, or holds several tags.
    """
    if key not in mapping.columns:
        columns = ", ".join(map(repr, mapping.columns))
        raise InvalidArgument(f"--key {key}: --map puts no such column on the items; it has {columns}", field="key")
    if mapping.takes_many(key):
        raise InvalidArgument(f"--key {key}: a column of several tags is no key", field="key")


def wanted_rows(table: Table, mapping: Mapping, key: str) -> list[Wanted]:
    """The rows of a table, each with its key.

    Raises:
        InvalidArgument: what is wrong with the table: file, line, column and value of each bad cell, up to ten; a key
            that is empty or stands there twice is one.
    """
    rows: list[Wanted] = []
    complaints: list[str] = []
    lines: dict[str, int] = {}
    for row, content in checked_rows(table, mapping):
        found = _key(mapping.write(content).cells, key)
        problem = "a key must not be empty" if not found else ""
        if found in lines:
            problem = f"the key {found!r} stands in line {lines[found]} already"
        lines.setdefault(found, row.line)
        rows.append(Wanted(row.line, found, content))
        if problem and len(complaints) < MOST_COMPLAINTS:
            complaints.append(str(explained(table, row, BadCell(key, problem))))
    if complaints:
        raise InvalidArgument("\n".join(complaints), field="key")
    return rows


def compare(mapping: Mapping, key: str, rows: Iterable[Wanted], items: Iterable[Item], *, prune: bool) -> Comparison:
    """Find out what there is to do.

    Args:
        mapping: which column is what.
        key: the column that says which row and which item belong together.
        rows: of the table.
        items: of the board.
        prune: whether items whose key is not in the table are to go.
    """
    result = Comparison()
    by_key = {row.key: row for row in rows}
    found: dict[str, list[Item]] = {}
    for item in items:
        written = mapping.write(item.content)
        its_key = "" if key in written.unread else _key(written.cells, key)
        if its_key in by_key:
            found.setdefault(its_key, []).append(item)
        elif its_key and prune and not written.unread and not (mapping.tags and written.stray) and not item.problem:
            result.remove.append(item)
        else:
            result.strangers += 1
    for row in by_key.values():
        same = found.get(row.key, [])
        if not same:
            result.create.append(row)
            continue
        reason = _obstacle(mapping, row, same)
        if reason:
            result.left.append(f"line {row.line}: {reason}")
            continue
        match = _match(mapping, row, same[0])
        if match is None:
            result.unchanged += 1
        else:
            result.change.append(match)
    return result


def _key(cells: dict[str, Cell], key: str) -> str:
    cell = cells[key]
    return cell if isinstance(cell, str) else ""


def _obstacle(mapping: Mapping, row: Wanted, same: list[Item]) -> str:
    """Why the item of a row is left alone; empty if it is not."""
    item, *others = same
    if others:
        return f"{len(same)} items have the key {row.key!r}: {', '.join(item.id for item in same)}"
    if item.problem:
        return f"item {item.id} cannot be read: {item.problem}"
    written = mapping.write(item.content)
    if written.unread or any(mapping.owns_tag(title) for title in written.stray):
        return f"item {item.id} does not fit: {'; '.join(written.misfits)}"
    if not mapping.says("type") and is_note(item.content.type) != is_note(row.content.type):
        needs = [name for name, value in (("color", row.content.color), ("tag", row.content.tags)) if value]
        if needs:
            return f"item {item.id} is a {item.content.type}, and no {row.content.type} for this {needs[0]}"
    return ""


def _match(mapping: Mapping, row: Wanted, item: Item) -> Match | None:
    """How a row and its item differ; None if they do not."""
    says = mapping.says
    wanted, has = row.content, item.content
    if says("type") and is_note(wanted.type) != is_note(has.type):
        return Match(row, item, is_replaced=True)
    fields = frozenset(_differences(mapping, wanted, has))
    attach = tuple(title for title in wanted.tags if title not in has.tags)
    detach = tuple(title for title in has.tags if title not in wanted.tags and mapping.owns_tag(title))
    return Match(row, item, fields, attach, detach) if fields or attach or detach else None


def _differences(mapping: Mapping, wanted: Content, has: Content) -> Iterator[str]:
    says = mapping.says
    if says("type") and wanted.type != has.type:
        yield "type"
    if says("content") and not _read_alike(mapping.content, wanted.text, has.text):
        yield "text"
    if says("color") and _color(wanted.color) != _color(has.color):
        yield "color"
    if says("x") and not _same_place(wanted.at, has.at):
        yield "at"
    if says("frame") and not _read_alike(mapping.frame, wanted.frame, has.frame):
        yield "frame"


def _read_alike(template: Template | None, wanted: str, has: str) -> bool:
    """Whether two texts are the same cells: the same text can be written in two ways if it needs backslashes."""
    if wanted == has or template is None or not (wanted and has):
        return wanted == has
    return template.read(wanted) == template.read(has)


def _same_place(wanted: Point | None, has: Point | None) -> bool:
    if wanted is None or has is None:
        return wanted is has
    return all(abs(one - other) <= _SAME_PLACE for one, other in zip(wanted, has, strict=True))


def is_note(kind: str) -> bool:
    """Whether a type is that of sticky notes: one never becomes a shape."""
    return kind in STICKY_NOTES or kind.startswith("sticky_note:")


def _color(color: str | None) -> str | None:
    """A colour in the one way of writing that all others stand for."""
    lower = color and color.lower()
    if lower and _SHORT_HEX.fullmatch(lower):
        return "#" + "".join(2 * digit for digit in lower[1:])
    return lower
