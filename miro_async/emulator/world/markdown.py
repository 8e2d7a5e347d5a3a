"""The Markdown of docs as HTML, as far as docs are made of it: headings, paragraphs, lists, emphasis, code, links."""

import html
import re

__all__ = ["html_of"]

_HEADING = re.compile(r"(#{1,6}) +(.*)")
_BULLET = re.compile(r"[-*+] +(.*)")
_NUMBER = re.compile(r"\d{1,9}[.)] +(.*)")
_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"\*([^*]+)\*"), r"<em>\1</em>"),
    (re.compile(r"\[([^\]]+)\]\(([^()\s]+)\)"), r'<a href="\2">\1</a>'),
)


def html_of(markdown: str) -> str:
    """A text in Markdown as HTML: each line that is no heading and no entry of a list is part of a paragraph."""
    blocks: list[tuple[str, list[str]]] = []
    is_new = True
    for line in markdown.splitlines():
        tag, text = _block_of(line.strip())
        if text and not is_new and tag in {"p", "ul", "ol"} and blocks[-1][0] == tag:
            blocks[-1][1].append(_inline(text))
        elif text:
            blocks.append((tag, [_inline(text)]))
        is_new = not text
    return "".join(_wrapped(tag, lines) for tag, lines in blocks)


def _block_of(line: str) -> tuple[str, str]:
    """The tag of the block that a line belongs to, and its text."""
    if heading := _HEADING.fullmatch(line):
        return f"h{len(heading[1])}", heading[2]
    for tag, pattern in (("ul", _BULLET), ("ol", _NUMBER)):
        if entry := pattern.fullmatch(line):
            return tag, entry[1]
    return "p", line


def _inline(text: str) -> str:
    escaped = html.escape(text)
    for pattern, replacement in _INLINE:
        escaped = pattern.sub(replacement, escaped)
    return escaped


def _wrapped(tag: str, lines: list[str]) -> str:
    inner = "".join(f"<li>{line}</li>" for line in lines) if tag in {"ul", "ol"} else "<br />".join(lines)
    return f"<{tag}>{inner}</{tag}>"
