"""Tables as they are read: CSV with a header, or JSON Lines, row by row and as often as needed.

Cells are text. In JSON Lines a number is taken as it is written, null and a missing key are the empty cell, and a
list of strings may stand where tags are read.
"""

import codecs
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal, NamedTuple, Protocol, TextIO, TypeAlias, cast

from miro_async.errors import InvalidArgument

__all__ = [
    "Cell",
    "FileTable",
    "Format",
    "MemoryTable",
    "Row",
    "Table",
    "format_of",
    "hint_at_delimiter",
    "open_table",
    "where",
]

Format: TypeAlias = Literal["csv", "jsonl"]
Cell: TypeAlias = str | tuple[str, ...]

_SUFFIXES: dict[str, Format] = {".csv": "csv", ".tsv": "csv", ".tab": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_DELIMITERS = ",;\t|"


class Row(NamedTuple):
    """One row.

    Attributes:
        line: where it begins in the file, from 1.
        cells: by column.
    """

    line: int
    cells: Mapping[str, Cell]


class Table(Protocol):
    """Rows under a name."""

    @property
    def name(self) -> str:
        """What messages call it."""
        ...

    def rows(self) -> Iterator[Row]:
        """The rows from the first on.

        Raises:
            InvalidArgument: a row cannot be read; the message has file, line and column.
        """
        ...


class MemoryTable(NamedTuple):
    """A table that a program made."""

    name: str
    records: list[dict[str, str]]

    def rows(self) -> Iterator[Row]:
        """The rows from the first on."""
        return (Row(number, record) for number, record in enumerate(self.records, 1))


class FileTable(NamedTuple):
    """A table in a file.

    Attributes:
        path: the file.
        name: what messages call it.
        format: of the file.
        encoding: of its text; a byte order mark is left out.
        delimiter: between the cells of a CSV row; None takes what the header has most of.
    """

    path: Path
    name: str
    format: Format
    encoding: str
    delimiter: str | None

    def rows(self) -> Iterator[Row]:
        """The rows from the first on."""
        with self.path.open(encoding=self.encoding, newline="") as text:
            lines = _Lines(text)
            rows = _csv_rows(self, lines) if self.format == "csv" else _json_rows(self, lines)
            try:
                yield from rows
            except UnicodeError as error:
                place = where(self, _undecodable_line(self))
                raise InvalidArgument(f"{place}: not {self.encoding.removesuffix('-sig')}; see --encoding") from error


def where(table: Table, line: int, column: str = "") -> str:
    """The place of a mistake, as messages begin with it."""
    return f"{table.name}, line {line}" + (f", column {column!r}" if column else "")


@contextmanager
def open_table(
    source: str, *, table_format: Format | None, encoding: str, delimiter: str | None
) -> Generator[FileTable]:
    """A table that can be read several times.

    Args:
        source: a path, or ``-`` for standard input; what can be read only once is kept in a temporary file.
        table_format: what the file is; None decides by its name, or else by its first character.
        encoding: of the text.
        delimiter: between the cells of a CSV row; None takes what the header has most of.

    Raises:
        InvalidArgument: there is no such file or encoding.
    """
    try:
        "".encode(encoding)  # codecs.lookup also knows codecs that are for bytes, such as base64
        name = codecs.lookup(encoding).name
    except (LookupError, UnicodeError) as error:
        raise InvalidArgument(f"--encoding {encoding}: there is no such encoding") from error
    encoding = "utf-8-sig" if name == "utf-8" else name
    path = Path(source)
    if source != "-" and (not path.exists() or path.is_dir()):
        raise InvalidArgument(f"{source}: no such file")
    with ExitStack() as stack:
        if source == "-" or not path.is_file():  # what can be read only once, such as a pipe
            spool = stack.enter_context(tempfile.NamedTemporaryFile(prefix="miro-async-"))
            stream = sys.stdin.buffer if source == "-" else stack.enter_context(path.open("rb"))
            shutil.copyfileobj(stream, spool)
            spool.flush()
            path = Path(spool.name)
        label = "standard input" if source == "-" else source
        yield FileTable(path, label, table_format or format_of(source) or _guessed(path), encoding, delimiter)


def hint_at_delimiter(table: Table) -> str:
    """What to ask when the columns are not the expected ones: whether they are separated by something else."""
    if not isinstance(table, FileTable) or table.format != "csv" or table.delimiter is None:
        return ""
    with table.path.open(encoding=table.encoding, newline="") as text:
        header = text.readline()
    delimiter = _sniffed(header)
    if delimiter == table.delimiter or header.count(delimiter) <= header.count(table.delimiter):
        return ""
    return f"; did you mean --delimiter {'tab' if delimiter == chr(9) else repr(delimiter)}?"


def _undecodable_line(table: FileTable) -> int:
    """The line that is not in the encoding: the file is decoded far ahead of the line that is read."""
    decoder = codecs.getincrementaldecoder(table.encoding)()
    number = 1
    with table.path.open("rb") as file:
        while chunk := file.read(1 << 16):
            state = decoder.getstate()
            try:
                number += decoder.decode(chunk).count("\n")
            except UnicodeDecodeError as error:
                decoder.setstate(state)
                good = chunk[: max(0, error.start - len(state[0]))]
                return number + decoder.decode(good).count("\n")
    return number


def format_of(path: str) -> Format | None:
    """What the name of a file says about its format."""
    return _SUFFIXES.get(Path(path).suffix.lower())


def _guessed(path: Path) -> Format:
    with path.open("rb") as file:
        return "jsonl" if file.read(1024).removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"{" else "csv"


class _Lines:
    """Lines of a text, with their number and with those of the record that is being read."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._ahead = ""
        self.number = 0
        self.record: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line, self._ahead = self._ahead or next(self._text), ""
        self.number += 1
        self.record.append(line)
        return line

    def peek(self) -> str:
        """The first line, which is read again."""
        self._ahead = next(self._text, "")
        return self._ahead


# --- CSV ------------------------------------------------------------------------------------------------------------


def _csv_rows(table: FileTable, lines: _Lines) -> Iterator[Row]:
    delimiter = table.delimiter or _sniffed(lines.peek())
    records = _csv_records(table, lines, delimiter)
    _, header = next(records, (0, list[str]()))
    _check_header(table, header)
    for line, record in records:
        if len(record) != len(header):
            raise InvalidArgument(_ragged(table, line, header, record) + hint_at_delimiter(table))
        yield Row(line, dict(zip(header, record, strict=True)))


def _csv_records(table: FileTable, lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records with the lines that they begin in; empty lines are left out."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.record.clear()
        begin = lines.number + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InvalidArgument(_malformed(table, begin, lines.record, delimiter, error)) from error
        if record:
            yield begin, record


def _sniffed(header: str) -> str:
    """What a header separates its names with; quoted parts do not count."""
    return max(_DELIMITERS, key="".join(header.split('"')[::2]).count)


def _check_header(table: FileTable, header: list[str]) -> None:
    if not header:
        raise InvalidArgument(f"{table.name}: empty; the first line has to name the columns")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise InvalidArgument(f"{where(table, 1, twice[0])}: two columns have this name")


def _ragged(table: FileTable, line: int, header: list[str], record: list[str]) -> str:
    if len(record) < len(header):
        missing = header[len(record)]
        return f"{where(table, line, missing)}: missing; the row has {len(record)} cells, the header {len(header)}"
    return f"{where(table, line)}, cell {len(header) + 1}: too many; the header has {len(header)} columns"


def _malformed(table: FileTable, line: int, record: list[str], delimiter: str, error: csv.Error) -> str:
    text = "".join(record)
    at, cell = _broken_quote(text, delimiter)
    if at is None:
        return f"{where(table, line)}: {error}"
    begin = text.rfind("\n", 0, at) + 1
    what = "this quote is never closed" if "end of data" in str(error) else str(error)
    return f"{where(table, line + text.count(chr(10), 0, at))}, character {at - begin + 1} (cell {cell}): {what}"


def _broken_quote(text: str, delimiter: str) -> tuple[int | None, int]:
    """Where quoting goes wrong: the index of the quote or of what follows it, and the number of its cell."""
    cell, at = 1, 0
    while at < len(text):
        if text[at] != '"':
            ends = [end for end in (text.find(mark, at) for mark in (delimiter, "\n", "\r")) if end >= 0]
            if not ends or text[min(ends)] != delimiter:
                return None, cell
            at = min(ends) + 1
            cell += 1
            continue
        close = _closing_quote(text, at)
        if close is None:
            return at, cell
        if text[close + 1 : close + 2] != delimiter:
            return (None if text[close + 1 : close + 2] in {"", "\n", "\r"} else close + 1), cell
        at = close + 2
        cell += 1
    return None, cell


def _closing_quote(text: str, opening: int) -> int | None:
    at = opening + 1
    while (at := text.find('"', at)) >= 0:
        if text[at + 1 : at + 2] != '"':
            return at
        at += 2
    return None


# --- JSON Lines -----------------------------------------------------------------------------------------------------


def _json_rows(table: FileTable, lines: _Lines) -> Iterator[Row]:
    for line in lines:
        lines.record.clear()
        if not line.strip():
            continue
        try:
            record: object = json.loads(line.rstrip(), parse_int=str, parse_float=str, parse_constant=_no_number)
        except (ValueError, RecursionError) as error:
            column = f", character {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            text = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise InvalidArgument(f"{where(table, lines.number)}{column}: no JSON: {text}") from error
        if not isinstance(record, dict):
            raise InvalidArgument(f"{where(table, lines.number)}: expected an object, with a cell for each column")
        cells = cast("dict[str, object]", record)
        yield Row(lines.number, {name: _cell(table, lines.number, name, value) for name, value in cells.items()})


def _no_number(name: str) -> str:
    raise ValueError(f"{name} is no number of JSON")


def _cell(table: FileTable, line: int, column: str, value: object) -> Cell:
    """A cell; numbers have come as they were written."""
    texts = cast("list[object]", value) if isinstance(value, list) else [value]
    if not all(isinstance(text, str | bool | None) for text in texts):
        raise InvalidArgument(f"{where(table, line, column)}: expected text, a number, or a list of strings")
    cells = [_text(text) for text in texts]
    if any(_has_surrogate(text) for text in cells):
        raise InvalidArgument(f"{where(table, line, column)}: half a character (a lone surrogate)")
    return tuple(cells) if isinstance(value, list) else cells[0]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _has_surrogate(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)
