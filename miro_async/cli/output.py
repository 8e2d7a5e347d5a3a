"""Tables as they are written: whole or not at all."""

import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from miro_async.cli.table import Cell, Format

__all__ = ["RowWriter", "open_output"]

RowWriter = Callable[[dict[str, Cell]], None]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@contextmanager
def open_output(path: str) -> Generator[TextIO]:
    """A file that appears when it is complete, or standard output for ``-``.

    A file of that name is replaced at the end; if the block fails it stays as it was.
    """
    if path == "-":
        text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="", write_through=True)
        try:
            yield text
            text.flush()
        finally:
            text.detach()
        return
    target = Path(path).absolute()
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as file:
        try:
            yield file  # type: ignore[misc]  # the wrapper of tempfile behaves as a TextIO
            file.flush()
            os.fsync(file.fileno())
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

    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)

    def write_csv(cells: dict[str, Cell]) -> None:
        texts = [separator.join(cell) if isinstance(cell, tuple) else cell for cell in cells.values()]
        writer.writerow([f"'{text}" if safe and text.startswith(_FORMULA) else text for text in texts])

    return write_csv


def _number(cell: Cell) -> Cell | int | float:
    if not isinstance(cell, str) or not cell:
        return cell
    return float(cell) if "." in cell else int(cell)
