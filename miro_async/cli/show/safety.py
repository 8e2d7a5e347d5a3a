"""Text from somebody else, made fit for a terminal."""

import json
from typing import Final

__all__ = ["json_line", "printable"]

_JOINERS: Final = frozenset("\u200c\u200d")  # inside words of some languages, and of emoji


def printable(text: str) -> str:
    r"""A text on one line without anything that would steer a terminal or turn its writing direction.

    White space is a blank, and what cannot be printed is shown as ``\x1b``.
    """
    if text.isprintable():
        return text
    line = " ".join(text.split())
    return "".join(letter if letter.isprintable() or letter in _JOINERS else _escaped(letter) for letter in line)


def json_line(value: object, *, indent: int | None = None) -> str:
    r"""A value as JSON; what no terminal should get is written as ``\u001b``, which reads back as it was."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() or letter == "\n" else json.dumps(letter)[1:-1] for letter in text)


def _escaped(letter: str) -> str:
    return letter.encode("ascii", "backslashreplace").decode() if not letter.isascii() else f"\\x{ord(letter):02x}"
