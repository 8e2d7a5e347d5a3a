"""Which column is what of an item, there and back.

A `Mapping` reads a row as a `Content` (what an item shall be, as text and numbers), and writes a `Content` as a row.
Whatever it reads it has written back and compared: a row that would not come back as it is, is refused.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, get_args

from miro_async.cli.tables.table import Cell, Row
from miro_async.cli.tables.template import Template
from miro_async.errors import InvalidArgument
from miro_async.models import ShapeKind, StickyNoteColor, StickyNoteShape

__all__ = [
    "FIELDS",
    "SHAPES",
    "STICKY_NOTES",
    "TYPES",
    "BadCell",
    "Content",
    "Mapping",
    "Written",
    "as_held",
    "number_text",
    "parse_mapping",
]

FIELDS = ("type", "content", "color", "x", "y", "frame", "tag")

STICKY_NOTES: dict[str, StickyNoteShape] = {"sticky_note": "square", "sticky_note:rectangle": "rectangle"}
SHAPES: dict[str, ShapeKind] = {
    "shape" if kind == "rectangle" else f"shape:{kind}": kind for kind in get_args(ShapeKind)
}
TYPES: dict[str, str] = {**STICKY_NOTES, **SHAPES}
"""The names of types, each with the API's name of the form. What comes without a form has the usual one."""

COLORS = get_args(StickyNoteColor)
MOST_TAGS = 8
LONGEST_TAG = 120

_HEX = re.compile("#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_PLACES = Decimal("1e-10")


class BadCell(Exception):  # noqa: N818 - becomes an InvalidArgument where file and line are known
    """A cell that cannot be what the mapping says."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


class Content(NamedTuple):
    """An item as a table has it.

    Attributes:
        type: a key of `TYPES`.
        text: the plain text on it.
        color: a name for a sticky note, ``#rrggbb`` for a shape; None for the service's own.
        at: the centre on the board in pixels; None leaves it to the layout.
        frame: the title of its frame; empty for none.
        tags: the titles of its tags.
    """

    type: str = "sticky_note"
    text: str = ""
    color: str | None = None
    at: tuple[Decimal, Decimal] | None = None
    frame: str = ""
    tags: tuple[str, ...] = ()


class Written(NamedTuple):
    """A row, and what of the item did not fit into it.

    Attributes:
        cells: the row.
        misfits: what did not fit, in words.
        unread: the columns of a text that does not fit its pattern; their cells say nothing.
        stray: the titles of the tags that no column has room for.
    """

    cells: dict[str, Cell]
    misfits: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    stray: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """Where the parts of an item are in a row.

    Attributes:
        type: the column of the type.
        content: the columns of the text.
        color: the column of the colour.
        x: the column of the centre's x.
        y: the column of the centre's y.
        frame: the columns of the frame's title.
        tags: for each tag the columns of its title.
        constants: by field, for all rows; or, for a field that has a column, for its empty cells.
        separator: between the tags of a cell; None for one tag a cell.
        scale: pixels to a unit of x and of y.
        columns: all columns, in the order in which they are written.
    """

    type: str | None = None
    content: Template | None = None
    color: str | None = None
    x: str | None = None
    y: str | None = None
    frame: Template | None = None
    tags: tuple[Template, ...] = ()
    constants: dict[str, str] = field(default_factory=dict[str, str])
    separator: str | None = None
    scale: tuple[Decimal, Decimal] = (Decimal(1), Decimal(1))
    columns: tuple[str, ...] = ()

    def read(self, row: Row) -> Content:
        """What a row says of its item.

        Raises:
            BadCell: it says nothing that the API would accept, or that would come back.
        """
        kind = self._value("type", self.type, row, "sticky_note")
        if kind not in TYPES:
            raise BadCell(self.type or "", f"unknown type {kind!r}; expected one of {', '.join(TYPES)}")
        content = Content(
            kind,
            self._text("content", self.content, row),
            self._color(kind, row),
            self._at(row),
            self._text("frame", self.frame, row),
            self._tags(kind, row),
        )
        self._check(content, row)
        return content

    def write(self, content: Content) -> Written:
        """The row of an item."""
        cells: dict[str, Cell] = dict.fromkeys(self.columns, "")
        misfits: list[str] = []
        unread: set[str] = set()
        for template, text in ((self.frame, content.frame), (self.content, content.text)):
            if template is None or (template is self.frame and not text):
                continue
            parts = template.read(text)
            if parts is None:
                misfits.append(f"the text does not fit {template.pattern!r}")
                unread.update(template.columns)
                parts = (text,)
            cells.update(zip(template.columns, parts, strict=False))
        if content.at is not None:
            for column, value, scale in zip((self.x, self.y), content.at, self.scale, strict=True):
                if column is not None:
                    cells[column] = number_text(_unscaled(value, scale))
        stray = self._write_tags(content.tags, cells)
        misfits += [f"no column for the tag {title!r}" for title in stray]
        if self.color is not None:
            cells[self.color] = content.color or ""
        if self.type is not None:
            cells[self.type] = content.type
        return Written(cells, tuple(misfits), frozenset(unread), stray)

    def says(self, name: str) -> bool:
        """Whether a field has a column or a constant."""
        if name in self.constants:
            return True
        return bool(self.tags if name == "tag" else getattr(self, name))

    def owns_tag(self, title: str) -> bool:
        """Whether there is a column that a tag could stand in."""
        return any(template.read(title) is not None for template in self.tags)

    def takes_many(self, column: str) -> bool:
        """Whether the cells of a column hold any number of tags."""
        return any(self._takes_many(template) and column in template.columns for template in self.tags)

    def _value(self, name: str, column: str | None, row: Row, default: str) -> str:
        constant = self.constants.get(name)
        if column is None:
            return default if constant is None else constant
        value = _plain(row, column)
        if value:
            return value
        if constant is None:
            raise BadCell(column, f"empty; --set {name}=... says what empty cells shall be")
        return constant

    def _text(self, name: str, template: Template | None, row: Row) -> str:
        if template is None:
            return self.constants.get(name, "")
        cells = [_plain(row, column) for column in template.columns]
        if not any(cells) and (name != "content" or name in self.constants):  # an empty text may have separators
            return self.constants.get(name, "")
        return template.render(cells)

    def _color(self, kind: str, row: Row) -> str | None:
        if self.color is None and "color" not in self.constants:
            return None
        color = self._value("color", self.color, row, "")
        if kind in STICKY_NOTES:
            known, expected = color in COLORS, "a sticky note takes one of " + ", ".join(COLORS)
        else:
            known, expected = _HEX.fullmatch(color) is not None, "a shape takes #rrggbb"
        if not known:
            raise BadCell(self.color or "", f"unknown color {color!r}; {expected}")
        return color

    def _at(self, row: Row) -> tuple[Decimal, Decimal] | None:
        if self.x is None and self.y is None and not {"x", "y"} & self.constants.keys():
            return None
        x, y = (
            as_held(_number(column, self._value(name, column, row, "0")) * scale)
            for name, column, scale in zip("xy", (self.x, self.y), self.scale, strict=True)
        )
        return x, y

    def _tags(self, kind: str, row: Row) -> tuple[str, ...]:
        titles = [title for template in self.tags for title in self._titles(template, row)]
        if not titles and "tag" in self.constants:
            titles = [self.constants["tag"]]
        column = self.tags[0].columns[0] if self.tags else ""
        if titles and kind not in STICKY_NOTES:
            raise BadCell(column, f"a tag for a {kind}: only sticky notes take tags")
        if len(titles) > MOST_TAGS:
            raise BadCell(column, f"{len(titles)} tags; an item takes at most {MOST_TAGS}")
        for title in titles:
            if not 0 < len(title) <= LONGEST_TAG:
                raise BadCell(column, f"a tag of {len(title)} characters; a tag has 1 to {LONGEST_TAG}")
        if len(set(titles)) < len(titles):
            raise BadCell(column, "the same tag twice")
        return tuple(titles)

    def _titles(self, template: Template, row: Row) -> Sequence[str]:
        cells = [row.cells.get(column, "") for column in template.columns]
        if self.separator is None or len(cells) > 1:
            title = self._text("tag", template, row) if any(cells) else ""
            return [title] if title else []
        (cell,) = cells
        listed = cell if isinstance(cell, tuple) else cell.split(self.separator) if cell else ()
        return [template.render([title]) if title else "" for title in listed]

    def _write_tags(self, titles: Iterable[str], cells: dict[str, Cell]) -> tuple[str, ...]:
        """Put tags into their cells; returns those that no column has room for."""
        stray: list[str] = []
        found: dict[Template, list[tuple[str, ...]]] = {template: [] for template in self.tags}
        for title in titles:
            for template, parts in found.items():
                fitting = template.read(title)
                if fitting is not None and (self._takes_many(template) or not parts):
                    parts.append(fitting)
                    break
            else:
                stray.append(title)
        for template, parts in found.items():
            if self._takes_many(template):
                cells[template.columns[0]] = tuple(cell for (cell,) in parts)
            elif parts:
                cells.update(zip(template.columns, parts[0], strict=True))
        return tuple(stray)

    def _takes_many(self, template: Template) -> bool:
        return self.separator is not None and len(template.columns) == 1

    def _check(self, content: Content, row: Row) -> None:
        """Raise if the item would come back as another row."""
        written = self.write(content).cells
        for column in self.columns:
            before, after = row.cells.get(column, ""), written[column]
            if isinstance(after, tuple) and isinstance(before, str):
                before = tuple(before.split(self.separator or "")) if before else ()
            if before == after or (not before and self._has_constant(column)):
                continue
            if column in {self.x, self.y}:
                if _number(column, str(before)) != Decimal(str(after)):
                    raise BadCell(column, f"{before!r} has more digits than a coordinate can hold")
                continue
            raise BadCell(column, f"{before!r} would come back as {after!r}")

    def _has_constant(self, column: str) -> bool:
        columns: dict[str, set[str | None]] = {
            "type": {self.type},
            "color": {self.color},
            "x": {self.x},
            "y": {self.y},
            "content": set(self.content.columns if self.content else ()),
            "frame": set(self.frame.columns if self.frame else ()),
            "tag": {name for template in self.tags for name in template.columns},
        }
        return any(column in columns.get(name, set[str | None]()) for name in self.constants)


def _plain(row: Row, column: str) -> str:
    cell = row.cells.get(column, "")
    if isinstance(cell, tuple):
        raise BadCell(column, "a list; only tags take one, with --split-tags")
    return cell


def _number(column: str | None, text: str) -> Decimal:
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        raise BadCell(column or "", f"{text!r} is no number")
    value = Decimal(stripped)
    if abs(value) > Decimal(10) ** 9:
        raise BadCell(column or "", f"{text!r} is out of reach; a coordinate is at most a billion pixels")
    return value


def as_held(value: Decimal) -> Decimal:
    """A number as the API holds it: the shortest one that is the same double."""
    return Decimal(repr(float(value)))


def _unscaled(value: Decimal, scale: Decimal) -> Decimal:
    return value if scale == 1 else (value / scale).quantize(_PLACES)


def number_text(value: Decimal) -> str:
    """A number in its shortest form without an exponent: ``45``, ``-89.23450472``."""
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


def parse_mapping(
    maps: Sequence[str],
    *,
    constants: Sequence[str] = (),
    separator: str | None = None,
    scale: tuple[Decimal, Decimal] = (Decimal(1), Decimal(1)),
) -> Mapping:
    r"""The mapping that a command line says.

    Args:
        maps: ``field=column``; content, frame and tag also take a pattern: ``content={name}\n{city}``.
        constants: ``field=value``.
        separator: between the tags of a cell.
        scale: pixels to a unit of x and of y.

    Raises:
        InvalidArgument: an unknown field, a pattern that cannot be read back, a field twice.
    """
    if separator == "":
        raise InvalidArgument("--split-tags: expected what stands between two tags", field="separator")
    fields: dict[str, str] = {}
    texts: dict[str, list[Template]] = {"content": [], "frame": [], "tag": []}
    columns: dict[str, None] = {}
    for name, value in (_assignment("--map", entry) for entry in maps):
        if name in texts:
            texts[name].append(template := Template(value))
            columns.update(dict.fromkeys(template.columns))
        elif name in fields:
            raise InvalidArgument(f"--map {name}: given twice; only tag takes several columns", field="map")
        else:
            fields[name] = value
            columns[value] = None
    for name in ("content", "frame"):
        if len(texts[name]) > 1:
            raise InvalidArgument(f"--map {name}: given twice; write {name}='{{one}} {{other}}'", field="map")
    values = dict(_assignment("--set", entry) for entry in constants)
    if len({"x", "y"} & (fields.keys() | values.keys())) == 1:
        raise InvalidArgument("a position needs x and y: give both, by --map or --set", field="map")
    return Mapping(
        type=fields.get("type"),
        color=fields.get("color"),
        x=fields.get("x"),
        y=fields.get("y"),
        content=next(iter(texts["content"]), None),
        frame=next(iter(texts["frame"]), None),
        tags=tuple(texts["tag"]),
        constants=values,
        separator=separator,
        scale=scale,
        columns=tuple(columns),
    )


def _assignment(option: str, text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if name not in FIELDS or not equals or not value:
        raise InvalidArgument(
            f"{option} {text}: expected FIELD=... with a field of {', '.join(FIELDS)}", field=option.lstrip("-")
        )
    return name, value
