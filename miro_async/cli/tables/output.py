"""Tables as they are written: whole or not at all."""

import csv
import io
import json
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from miro_async.cli.tables.table import Cell, Format

__all__ = ["RowWriter", "open_output"]

RowWriter = Callable[[dict[str, Cell]], None]

_CRLF = "\r\n"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def open_output(path: str) -> Generator[TextIO]:
    """A file that appears when it is complete, or standard output for ``-``.

    A file of that name is replaced at the end; if the block fails it stays as it was. What is there and no file, such
    as a pipe or a terminal, is written to as it is.
    """
    if path == "-":
        text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
        try:
            yield text
            text.flush()
        finally:
            text.detach()
        return
    target = Path(path).resolve()  # a link stays one
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="") as device:
            yield device
        return
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as file:
        try:
            yield file  # type: ignore[misc]  # the wrapper of tempfile behaves as a TextIO
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(_mode_of(target))  # a temporary file is for its owner only
            Path(file.name).replace(target)
        except BaseException:
            Path(file.name).unlink()
            raise


def row_writer(
    file: TextIO, columns: Sequence[str], *, table_format: Format, separator: str, numbers: frozenset[str], safe: bool
) -> RowWriter:
    """What writes the rows.

    Args:
        file: where to.
        columns: their names, in order.
        table_format: CSV has a header and LF line ends; JSON Lines has an object a line.
        separator: between the tags of a CSV cell.
        numbers: the columns that hold numbers.
        safe: whether CSV cells that a spreadsheet would take for a formula get an apostrophe in front.
    """
    if table_format == "jsonl":

        def write_json(cells: dict[str, Cell]) -> None:
            record = {name: _number(cell) if name in numbers else cell for name, cell in cells.items()}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")

        return write_json

    writer = csv.writer(_LineFeeds(file), lineterminator=_CRLF)
    writer.writerow(columns)

    def write_csv(cells: dict[str, Cell]) -> None:
        texts = [separator.join(cell) if isinstance(cell, tuple) else cell for cell in cells.values()]
        writer.writerow([f"'{text}" if safe and text.startswith(_FORMULA) else text for text in texts])

    return write_csv


class _LineFeeds:
    """Ends records with a line feed.

    A `csv.writer` told to do so leaves a carriage return in a cell without quotes, where it would end the record.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, record: str) -> int:
        return self._file.write(record.removesuffix(_CRLF) + "\n")


def _mode_of(target: Path) -> int:
    """The permissions of the file that is replaced, or those that a new file gets."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _number(cell: Cell) -> Cell | int | float:
    if not isinstance(cell, str) or not cell:
        return cell
    return float(cell) if "." in cell else int(cell)
