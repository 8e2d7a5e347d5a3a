"""What a terminal gets to see: lines that fit, nothing that steers it, and JSON that reads back as it was."""

import io
import json
import re
import sys

import pytest

from miro_async.cli.show.columns import ITEMS, TAGS
from miro_async.cli.show.present import show_details, show_table
from miro_async.cli.show.safety import json_line, printable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def notes(content: str) -> list[dict[str, object]]:
    identity = {"id": "3458764517517819000", "type": "sticky_note"}
    return [{**identity, "data": {"content": content}, "position": {"x": 12.5, "y": -3.0}}]


@pytest.mark.parametrize("term", ["xterm", "dumb"])
@pytest.mark.parametrize("content", ["long " * 60, "\u65e5\u672c" * 100])
def test_a_terminal_gets_lines_that_fit_and_ids_that_are_whole(
    monkeypatch: pytest.MonkeyPatch, content: str, term: str
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", term)
    show_table(notes(content), ITEMS)
    _, line = re.sub(r"\x1b\[\d*m", "", terminal.getvalue()).splitlines()
    width = sum(2 if letter > "\u3000" else 1 for letter in line)
    assert 110 <= width <= 120
    assert "3458764517517819000" in line
    assert "\u2026" in line
    assert "12.5" in line


def test_a_pipe_gets_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    content = "long " * 200
    show_table(notes(content), ITEMS)
    assert content.strip() in capsys.readouterr().out


def test_html_is_read_and_markup_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    show_table(notes("<p>a &lt; b</p><p>[red]c[/red]</p>"), ITEMS)
    show_table([{"id": "1", "title": "<b> [/] &amp;", "fillColor": None}], TAGS)
    lines = capsys.readouterr().out.splitlines()
    assert "a < b [red]c[/red]" in lines[1]
    assert lines[3].split() == ["1", "<b>", "[/]", "&amp;", "-"]


def test_details_name_every_leaf_by_its_path(capsys: pytest.CaptureFixture[str]) -> None:
    show_details({"id": "1", "links": {"self": "x"}, "captions": [{"content": "a"}], "tags": ["x", "y"], "on": False})
    lines = [line.split(maxsplit=1) for line in capsys.readouterr().out.splitlines()]
    assert lines == [["id", "1"], ["captions[0].content", "a"], ["tags", "x, y"], ["on", "no"]]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain [bold] text", "plain [bold] text"),
        ("two\nlines\tand more", "two lines and more"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("\u202eevil", r"\u202eevil"),
        ("\U000e0041", r"\U000e0041"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
    ],
)
def test_nothing_steers_the_terminal(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_json_is_fit_for_a_terminal_and_reads_back_as_it_was() -> None:
    value = {"a\x9b": ["\x1b[2J", "\u202e", "\U000e0041", "\x7f", "\u00fc \U0001f600"]}
    for indent in (None, 2):
        text = json_line(value, indent=indent)
        assert json.loads(text) == value
        assert text.replace("\n", "").isprintable()
        assert "\u00fc \U0001f600" in text
