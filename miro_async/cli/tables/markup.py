"""Plain text to the API's HTML and back: any text comes back as it was.

What the API stores as ``content`` is HTML. A browser folds blanks, so those that would be lost are written as
``&nbsp;``; a no-break space of the text itself is written as ``&#160;``, which keeps the two apart. The way back
also reads what the web app makes of a text that was edited there: paragraphs, formatting, entities.
"""

import re
from html.entities import html5

__all__ = ["to_html", "to_text"]

_SPECIAL = re.compile(
    r"(?P<folded>(?:^|(?<=[ \t\r\n])) | (?=[\r\n]|\Z))"  # a blank that a browser folds away
    r"|[&<>\"'\xa0\x00-\x1f\x7f-\x9f]"
)
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "\n": "<br>"}

_TOKEN = re.compile(
    r"<!--.*?-->"
    r"|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*|/)?>"
    r"|&(?:#(?P<decimal>[0-9]{1,7})|#[xX](?P<hex>[0-9A-Fa-f]{1,6})|(?P<name>[A-Za-z][A-Za-z0-9]*));",
    re.DOTALL,
)
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"})


def to_html(text: str) -> str:
    """The HTML that shows a text as it is."""
    return _SPECIAL.sub(_reference, text)


def _reference(match: re.Match[str]) -> str:
    if match["folded"]:
        return "&nbsp;"
    character = match[0]
    return _NAMED.get(character) or f"&#{ord(character)};"


def to_text(html: str) -> str:
    """The text that an HTML shows; formatting is dropped, a paragraph is a line."""
    reader = _Reader()
    end = 0
    for match in _TOKEN.finditer(html):
        reader.text(html[end : match.start()])
        end = match.end()
        if match["tag"] is not None:
            reader.tag(match["tag"].lower(), closes=bool(match["close"]))
        elif match[0].startswith("&"):
            reader.character(_character(match))
    reader.text(html[end:])
    return "".join(reader.parts)


class _Reader:
    """Puts lines together: a block that begins after another one begins a new line."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._line_is_over = False
        self._block_start: int | None = None

    def text(self, raw: str) -> None:
        if raw and not (self._line_is_over and raw.isspace()):  # blanks between two blocks are the server's layout
            self._begin_line()
            self.parts.append(raw)

    def character(self, character: str) -> None:
        self._begin_line()
        self.parts.append(character)

    def tag(self, name: str, *, closes: bool) -> None:
        if name == "br":
            self.character("\n")
        elif name in _BLOCKS and closes:
            self._close_block()
        elif name in _BLOCKS:
            self._open_block()

    def _begin_line(self) -> None:
        if self._line_is_over:
            self.parts.append("\n")
            self._line_is_over = False

    def _open_block(self) -> None:
        if self.parts and self._block_start != len(self.parts) and not self.parts[-1].endswith("\n"):
            self._line_is_over = True
        self._begin_line()
        self._block_start = len(self.parts)

    def _close_block(self) -> None:
        # Editors put a <br> into a paragraph that is empty, to give it a height.
        if self._block_start is not None and self.parts[self._block_start :] == ["\n"]:
            self.parts.pop()
        self._line_is_over = True


def _character(match: re.Match[str]) -> str:
    if match["name"] is not None:
        return " " if match["name"] == "nbsp" else html5.get(match["name"] + ";", match[0])
    number = int(match["decimal"]) if match["decimal"] is not None else int(match["hex"], 16)
    is_character = number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if is_character else match[0]
