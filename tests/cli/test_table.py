import csv
import io
import json
import os
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miro_async.cli.tables.table import Format, Row, open_table
from miro_async.errors import InvalidArgument


def read(
    path: Path, data: bytes, *, encoding: str = "utf-8", delimiter: str | None = ",", table_format: Format | None = None
) -> list[Row]:
    path.write_bytes(data)
    with open_table(str(path), table_format=table_format, encoding=encoding, delimiter=delimiter) as table:
        rows = list(table.rows())
        assert list(table.rows()) == rows
        return rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(cells=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=10), min_size=3, max_size=3)))
def test_any_csv_is_read(tmp_path: Path, cells: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["a", "b c", "ö"], *cells])
    rows = read(tmp_path / "any.csv", text.getvalue().encode())
    assert [list(row.cells.values()) for row in rows] == cells


def test_lines_are_those_in_which_rows_begin(tmp_path: Path) -> None:
    rows = read(tmp_path / "t.csv", b'\xef\xbb\xbfname,text\r\na,"two\nlines"\r\n\r\nb,=1\r\n')
    assert rows == [Row(2, {"name": "a", "text": "two\nlines"}), Row(5, {"name": "b", "text": "=1"})]


def test_delimiter_and_encoding_are_options(tmp_path: Path) -> None:
    latin = 'größe;"ort, land"\n1;Köln\n'.encode("latin-1")
    assert read(tmp_path / "a.csv", latin, encoding="latin-1", delimiter=None)[0].cells == {
        "größe": "1",
        "ort, land": "Köln",
    }
    for mark in (";", "\t", "|"):
        assert read(tmp_path / "a.csv", f"a{mark}b\n1{mark}2\n".encode(), delimiter=None)[0].cells == {
            "a": "1",
            "b": "2",
        }


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"a,b\n1,2\n3\n", r"line 3, column 'b': missing; the row has 1 cells, the header 2"),
        (b"a,b\n1,2,3\n", r"line 2, cell 3: too many; the header has 2 columns"),
        (b'a,b\n1,2\nx,"never\nclosed', r"line 3, character 3 \(cell 2\): this quote is never closed"),
        (b'a,b\n"x"y,2\n', r"line 2, character 4 \(cell 1\): ',' expected"),
        (b'a,b\n"one\ntwo","x"y\n', r"line 3, character 9 \(cell 2\): ',' expected"),
        (b"a,a\n1,2\n", r"line 1, column 'a': two columns have this name"),
        (b"", r"empty; the first line has to name the columns"),
        (b"a,b\n1,\xff\n", r"line 2: not utf-8; see --encoding"),
        (b"a,b\n1,\xe9\n" * 3 + b"1,\xc3", r"line 2: not utf-8; see --encoding"),
    ],
)
def test_a_malformed_row_is_named_by_line_and_column(tmp_path: Path, data: bytes, complaint: str) -> None:
    with pytest.raises(InvalidArgument, match=f"t.csv[,:] {complaint}"):
        read(tmp_path / "t.csv", data)


def test_json_lines_are_read_as_text(tmp_path: Path) -> None:
    data = (
        b'{"a": "x\\n", "n": 1.50, "big": 12345678901234567890, "t": ["p", "q"], "no": null, "yes": true}\n\n{"a": ""}'
    )
    assert read(tmp_path / "t.jsonl", data) == [
        Row(1, {"a": "x\n", "n": "1.50", "big": "12345678901234567890", "t": ("p", "q"), "no": "", "yes": "true"}),
        Row(3, {"a": ""}),
    ]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        (b'{"a": 1', "line 2, character 8: no JSON"),
        (b"[1]", "line 2: expected an object"),
        (b'{"a": {"b": 1}}', "line 2, column 'a': expected text, a number, or a list of strings"),
        (b'{"a": NaN}', "line 2: no JSON: NaN is no number of JSON"),
        (rb'{"a": "\ud800"}', "line 2, column 'a': half a character"),
        (b"[" * 100_000, "line 2: no JSON"),
    ],
)
def test_malformed_json_is_named_by_line_and_column(tmp_path: Path, line: bytes, complaint: str) -> None:
    with pytest.raises(InvalidArgument, match=complaint):
        read(tmp_path / "t.jsonl", b'{"a": "x"}\n' + line + b"\n")


def test_standard_input_can_be_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps({"a": "x"}).encode())))
    with open_table("-", table_format=None, encoding="utf-8", delimiter=",") as table:
        assert list(table.rows()) == list(table.rows()) == [Row(1, {"a": "x"})]


def test_a_pipe_can_be_read_twice(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"a\nx\n",))
    writer.start()
    with open_table(str(path), table_format="csv", encoding="utf-8", delimiter=",") as table:
        assert list(table.rows()) == list(table.rows()) == [Row(2, {"a": "x"})]
    writer.join()


def test_no_such_file_or_encoding(tmp_path: Path) -> None:
    with (
        pytest.raises(InvalidArgument, match=r"nothing\.csv: no such file"),
        open_table(str(tmp_path / "nothing.csv"), table_format=None, encoding="utf-8", delimiter=","),
    ):
        pass
    with pytest.raises(InvalidArgument, match="--encoding klingon: there is no such encoding"):
        read(tmp_path / "t.csv", b"a\n1\n", encoding="klingon")


def test_the_line_that_is_not_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("a,b\né,1\n1,2\n".encode("utf-16") + b"\x00\xdc\n\x00")
    complaint = "line 4: not utf-16; see --encoding"
    with (
        open_table(str(path), table_format=None, encoding="utf-16", delimiter=",") as table,
        pytest.raises(InvalidArgument, match=complaint),
    ):
        list(table.rows())
