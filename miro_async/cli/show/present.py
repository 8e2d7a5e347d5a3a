"""What commands show of the API's answers: tables and lines for people, JSON for machines, nothing raw on a terminal.

Answers are plain JSON here, as the API sent it, so that a machine gets every field, known to this version or not. A
table names its columns by their paths in that JSON.
"""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple, cast

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from miro_async.cli.show.columns import Column
from miro_async.cli.show.safety import json_line, printable
from miro_async.cli.tables.markup import to_text

__all__ = ["show_details", "show_json", "show_table"]

_UNLIMITED: Final = 100_000  # more columns than any line needs: what is to be cut has been cut before
_GAP: Final = 2
_LEAST: Final = 10
_WITH_HTML_TITLES: Final = ("card", "app_card")


class _Cell(NamedTuple):
    text: str
    is_number: bool


def show_table(entries: Iterable[dict[str, Any]], columns: Sequence[Column]) -> None:
    """Print a row for each entry. On a terminal one column is cut to what is left of a line; in a pipe nothing is."""
    rows = [[_cell(entry, column) for column in columns] for entry in entries]
    if sys.stdout.isatty():
        _fit(rows, columns, shutil.get_terminal_size().columns)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        numbers = [row[index].is_number for row in rows if row[index].text != "-"]
        table.add_column(column.title, justify="right" if numbers and all(numbers) else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(Text(cell.text) for cell in row))  # a Text is never read as markup
    # without a height rich takes a terminal that calls itself dumb for 80 columns wide, whatever the width is
    Console(file=sys.stdout, width=_UNLIMITED, height=1, highlight=False).print(table)


def show_details(entry: dict[str, Any]) -> None:
    """Print every field of an answer, one a line, links left out."""
    lines = list(_flattened(entry, ""))
    width = max((len(path) for path, _ in lines), default=0) + 2
    for path, value in lines:
        sys.stdout.write(f"{path:<{width}}{value}\n")
    sys.stdout.flush()


def show_json(value: object, *, indent: int | None = None) -> None:
    """Print a value as JSON."""
    sys.stdout.write(json_line(value, indent=indent) + "\n")
    sys.stdout.flush()


def _fit(rows: list[list[_Cell]], columns: Sequence[Column], width: int) -> None:
    """Cut the cells of the column that may be cut, so that the rows fit a line."""
    sizes = [
        max([cell_len(column.title), *(cell_len(row[index].text) for row in rows)])
        for index, column in enumerate(columns)
    ]
    excess = sum(sizes) + _GAP * (len(columns) - 1) - width
    for index, column in enumerate(columns):
        if excess > 0 and column.may_be_cut:
            room = max(_LEAST, sizes[index] - excess)
            for row in rows:
                if cell_len(row[index].text) > room:
                    row[index] = _Cell(set_cell_size(row[index].text, room - 1) + "…", is_number=False)
            return


def _cell(entry: dict[str, Any], column: Column) -> _Cell:
    for path in column.paths:
        value = _at(entry, path)
        if value is not None and value != "":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            is_html = path == "data.content" or (path == "data.title" and entry.get("type") in _WITH_HTML_TITLES)
            return _Cell(_shown(value, is_html=is_html), is_number=is_number)
    return _Cell("-", is_number=False)


def _at(value: object, path: str) -> object:
    for step in path.split("."):
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, object]", value).get(step)
    return value


def _flattened(value: object, path: str) -> Iterator[tuple[str, str]]:
    """The leaves of a JSON with their paths."""
    if isinstance(value, dict) and value:
        for name, part in cast("dict[str, object]", value).items():
            if name != "links":
                yield from _flattened(part, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and any(isinstance(part, dict | list) for part in cast("list[object]", value)):
        for index, part in enumerate(cast("list[object]", value)):
            yield from _flattened(part, f"{path}[{index}]")
    else:
        yield printable(path), _shown(cast("object", value), is_html=False)


def _shown(value: object, *, is_html: bool) -> str:
    """A value as text of one line, fit for a terminal."""
    match value:
        case None | "" | [] | {}:
            return "-"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:.10g}"
        case list():
            parts = cast("list[object]", value)
            return ", ".join(_shown(part, is_html=is_html) for part in parts)
        case _:
            text = str(value)
            return printable(to_text(text) if is_html else text)
