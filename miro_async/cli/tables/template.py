r"""Several columns in one text, so that they can be read back: ``{name}\n{city}``.

A text is read back by looking for what stands between two columns. Where a cell itself contains that, it is written
with backslashes before every character that could be mistaken; most cells stay as they are.
"""

import re
from collections.abc import Iterator, Sequence

from miro_async.errors import InvalidArgument

__all__ = ["Template"]

_PART = re.compile(r"\{\{|\}\}|\{(?P<column>[^{}]*)\}|\\(?P<escape>[nt\\])|(?P<stray>[{}])|(?P<text>[^{}\\]+|\\)")
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\"}


class Template:
    r"""A pattern of columns and text between them.

    Args:
        pattern: the name of one column, or text with columns in braces. ``\n`` and ``\t`` are a newline and a tab,
            ``{{`` and ``}}`` are braces.

    Raises:
        InvalidArgument: the pattern cannot be read back.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        texts, self.columns = _parsed(pattern)
        self._prefix, *self._separators, self._suffix = texts if self.columns else [*texts, ""]
        if not self.columns:
            raise InvalidArgument(f"{pattern!r} names no column; columns stand in braces: '{{name}}'", field="map")
        if len(set(self.columns)) < len(self.columns):
            raise InvalidArgument(f"{pattern!r} names a column twice", field="map")
        for separator in self._separators:
            if not separator or separator.startswith("\\"):
                raise InvalidArgument(
                    f"{pattern!r} cannot be read back: something else than a backslash has to stand between columns",
                    field="map",
                )
        self._special = {separator[0] for separator in self._separators} | {"\\"}
        self._mistakable = re.compile("([" + re.escape("".join(sorted(self._special))) + "])")

    def render(self, cells: Sequence[str]) -> str:
        """The text for the cells of the columns, in their order."""
        text = self._joined(cells)
        if self._separators and self.read(text) != tuple(cells):
            text = self._joined([self._mistakable.sub(r"\\\1", cell) for cell in cells])
        return text

    def read(self, text: str) -> tuple[str, ...] | None:
        """The cells that a text was made of; None if it does not fit the pattern."""
        end = len(text) - len(self._suffix)
        if end < len(self._prefix) or not text.startswith(self._prefix) or not text.endswith(self._suffix):
            return None
        middle = text[len(self._prefix) : end]
        if not self._separators:
            return (middle,)
        cells = tuple(self._split(middle))
        return cells if len(cells) == len(self.columns) else None

    def _joined(self, cells: Sequence[str]) -> str:
        between = [*self._separators, self._suffix]
        return self._prefix + "".join(cell + text for cell, text in zip(cells, between, strict=True))

    def _split(self, text: str) -> Iterator[str]:
        separators = iter(self._separators)
        separator = next(separators, None)
        cell: list[str] = []
        at = 0
        while at < len(text):
            if text[at] == "\\" and text[at + 1 : at + 2] in self._special:
                cell.append(text[at + 1])
                at += 2
            elif separator is not None and text.startswith(separator, at):
                yield "".join(cell)
                cell.clear()
                at += len(separator)
                separator = next(separators, None)
            else:
                cell.append(text[at])
                at += 1
        yield "".join(cell)

    def __repr__(self) -> str:
        return f"Template({self.pattern!r})"


def _parsed(pattern: str) -> tuple[list[str], tuple[str, ...]]:
    """The texts around the columns, one more than there are columns, and the columns."""
    if "{" not in pattern:
        return ["", ""], (pattern,)
    texts, columns = [""], list[str]()
    for part in _PART.finditer(pattern):
        if part["column"] is not None:
            columns.append(part["column"])
            texts.append("")
        elif part["stray"]:
            raise InvalidArgument(
                f"{pattern!r} has a brace without its other one; a brace itself is '{{{{'", field="map"
            )
        else:
            texts[-1] += _ESCAPES[part["escape"]] if part["escape"] else part["text"] or part[0][0]
    return texts, tuple(columns)
