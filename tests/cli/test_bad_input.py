"""Whatever is wrong, the command says so in a line, before a credit is spent where that is possible."""

import socket
from pathlib import Path

import pytest
from cli_runs import run
from click.testing import Result

from miro_async.cli.exits import exit_code
from miro_async.emulator import Emulator, Fault
from miro_async.errors import BadRequest, Forbidden, OutcomeUnknown, PayloadTooLarge, TransportError, Unauthorized

GOOD = b"content\nHi\n"


def complaint_of(result: Result, exit_code: int) -> str:
    assert result.exit_code == exit_code, result.output
    assert "Traceback" not in result.output
    assert result.stdout == ""
    return result.stderr


@pytest.mark.parametrize("token", [None, "", "  "])
def test_a_missing_or_empty_token(token: str | None) -> None:
    environment = {} if token is None else {"MIRO_ACCESS_TOKEN": token}
    result = run(None, "import", "-", "--new", "B", stdin=GOOD, env=environment)
    assert "set MIRO_ACCESS_TOKEN" in complaint_of(result, 2)


def test_a_token_that_is_not_accepted_is_not_shown(miro_emulator: Emulator) -> None:
    result = run(miro_emulator, "export", "b=", "-o", "-", "--token", "wrong-secret", "--verbose")
    assert result.exit_code == 3
    assert "MIRO_ACCESS_TOKEN" in result.stderr
    assert "wrong-secret" not in result.output


def test_a_token_without_the_scope_names_it(miro_emulator: Emulator) -> None:
    token = miro_emulator.world.issue_token(scopes=["boards:read"]).value
    result = run(miro_emulator, "import", "-", "--new", "B", "--token", token, stdin=GOOD)
    complaint = complaint_of(result, 3)
    assert "the token lacks the scope boards:write" in complaint
    assert token not in complaint


@pytest.mark.parametrize("url", ["nonsense", "ftp://x.org", "http://", "https://user:pw@x.org"])
def test_a_wrong_base_url(url: str) -> None:
    result = run(None, "import", "-", "--new", "B", "--token", "t", "--base-url", url, stdin=GOOD)
    assert "base_url: expected" in complaint_of(result, 2)


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    result = run(None, "export", "b=", "-o", "-", "--token", "t", "--base-url", f"http://127.0.0.1:{port}")
    assert "nothing was sent" in complaint_of(result, 5)


@pytest.mark.parametrize(
    ("table", "arguments", "complaint"),
    [
        (b"content,b\n1,2\n3\n", [], "line 3, column 'b': missing; the row has 1 cells, the header 2"),
        (b'content\n"x\n', [], "line 2, character 1 (cell 1): this quote is never closed"),
        (
            b"content,color\nHi,pinkish\n",
            [],
            "line 2, column 'color': unknown color 'pinkish'; a sticky note takes one of",
        ),
        (
            b"a,b\nHi,shape:blob\n",
            ["--map", "type=b"],
            "line 2, column 'b': unknown type 'shape:blob'; expected one of",
        ),
        (b"content,tag\nHi," + b"x" * 121 + b"\n", [], "line 2, column 'tag': a tag of 121 characters"),
        (b"content\nHi\n", ["--map", "content=name"], "has no column 'name'; it has 'content'"),
        (b"name\nHi\n", [], "which column is what? e.g. --map content=name"),
        (b"content\n", [], "no rows"),
        (b"content\nHi\n", ["--set", "color=pinkish"], "unknown color 'pinkish'"),
        (b"content\nHi\n", ["--at", "here"], "--at here: expected a number"),
        (b"y,frame\n0.123456789012345,f\n", ["--set", "x=0"], "line 2: the position has more digits than one in"),
        (b"content\nHi\n", ["--at", "1.5,2"], "--at 1.5,2: expected whole pixels"),
        (b"content\nHi\n", ["--scale", "0"], "--scale 0: expected numbers other than 0"),
        (b"content\nHi\n", ["--split-tags", ""], "--split-tags: expected what stands between two tags"),
        (b"content\nHi\n", ["--delimiter", "<>"], "--delimiter '<>': expected one character"),
        (b"content\n\xff\n", [], "line 2: not utf-8; see --encoding"),
        (b"content\nHi\n", ["--encoding", "base64"], "--encoding base64: there is no such encoding"),
    ],
)
def test_a_wrong_table_is_refused_before_anything_is_sent(
    miro_emulator: Emulator, table: bytes, arguments: list[str], complaint: str
) -> None:
    result = run(miro_emulator, "import", "-", "--new", "B", *arguments, stdin=table)
    assert complaint in complaint_of(result, 2)
    assert len(miro_emulator.log) == 0


@pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
@pytest.mark.parametrize(
    "command",
    [
        "top --once --emulator http://127.0.0.1:1 --interval",
        "import table.csv --board b= --key content --settle",
        "emulate --window",
        "emulate --list-lag",
        "emulate --clock-skew",
        "emulate --latency",
    ],
)
def test_a_number_of_seconds_is_finite(command: str, number: str) -> None:
    complaint = complaint_of(run(None, *command.split(), number), 2)
    option = command.rpartition("--")[2]
    assert option in complaint.replace("_", "-")
    assert number in complaint


def test_every_bad_cell_is_named_at_once(miro_emulator: Emulator) -> None:
    table = b"content,color\n" + b"Hi,pinkish\n" * 30
    complaint = complaint_of(run(miro_emulator, "import", "-", "--new", "B", stdin=table), 2)
    assert complaint.count("unknown color") == 10


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--new", "x" * 61], "name"),
        ([], "say where to import"),
        (["--new", "B", "--board", "b="], "say where to import"),
        (["--board", "https://miro.com/app/dashboard/"], "expected the id or the URL of a board"),
        (["--board", "a/../b"], "expected the id or the URL of a board"),
        (["--new", "B", "--resume"], "--resume needs --journal FILE"),
    ],
)
def test_a_wrong_target_is_refused_before_anything_is_sent(
    miro_emulator: Emulator, arguments: list[str], complaint: str
) -> None:
    assert complaint in complaint_of(run(miro_emulator, "import", "-", *arguments, stdin=GOOD), 2)
    assert len(miro_emulator.log) == 0


@pytest.mark.parametrize(
    "arguments", [("import", "-", "--board", "uXjVnothere="), ("export", "uXjVnothere=", "-o", "-")]
)
def test_a_board_that_is_not_there(miro_emulator: Emulator, arguments: tuple[str, ...]) -> None:
    assert "404" in complaint_of(run(miro_emulator, *arguments, stdin=GOOD), 4)


@pytest.mark.parametrize("kind", ["html", "half_json", "wrong_type", "redirect"])
def test_an_answer_of_another_kind(miro_emulator: Emulator, kind: str) -> None:
    board = miro_emulator.world.create_board("B")["id"]
    miro_emulator.faults.add(Fault(kind=kind, methods=("GET",)))  # type: ignore[arg-type]  # one of the kinds
    complaint = complaint_of(run(miro_emulator, "import", "-", "--board", board, stdin=GOOD), 5)
    assert "boards.get" in complaint
    assert miro_emulator.world.item_count(board) == 0


def test_rows_that_the_api_refuses_are_named(miro_emulator: Emulator) -> None:
    miro_emulator.faults.add(Fault(kind="error", status=400, operations=("items.create",)))
    result = run(miro_emulator, "import", "-", "--new", "B", "--json", stdin=b"content\na\nb\n")
    assert result.exit_code == 1
    assert "row 1: " in result.stderr
    assert "row 2: " in result.stderr
    assert '"failed": 2' in result.stdout


def test_a_write_that_never_arrives_fails_and_says_so(miro_emulator: Emulator) -> None:
    miro_emulator.faults.add(Fault(kind="hang_up", operations=("items.create",)))
    result = run(miro_emulator, "import", "-", "--new", "B", "--settle", "0", stdin=GOOD)
    assert result.exit_code == 1
    assert "row 1: sent 5 times, and each time neither answered nor applied" in result.stderr


def test_each_kind_of_error_has_its_exit_code() -> None:
    assert exit_code(OutcomeUnknown("x")) == exit_code(TransportError("x")) == 5
    assert exit_code(BadRequest("x", status=400)) == exit_code(PayloadTooLarge("x", status=413)) == 2
    assert exit_code(Unauthorized("x", status=401)) == exit_code(Forbidden("x", status=403)) == 3


def test_what_fails_before_anything_is_sent_says_nothing_of_a_board(miro_emulator: Emulator, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no journal")
    result = run(miro_emulator, "import", "-", "--new", "B", "--journal", str(tmp_path / "notes.txt"), stdin=GOOD)
    assert complaint_of(result, 2).endswith("is no journal; choose another path\n")
    assert "on the board" not in result.stderr
    assert not len(miro_emulator.log)


def test_a_board_that_may_be_there_is_named_whatever_fails_after_it(miro_emulator: Emulator) -> None:
    miro_emulator.faults.add(Fault(kind="html", applied=1.0))
    result = run(miro_emulator, "import", "-", "--new", "B", "--settle", "0", stdin=GOOD)
    complaint = complaint_of(result, 5)
    assert "boards.create" in complaint
    assert "it may have been applied: look at the board before you repeat it" in complaint
    assert len(miro_emulator.world.boards()) == 1


def test_a_server_without_the_api_makes_the_base_url_suspect(miro_emulator: Emulator) -> None:
    result = run(miro_emulator, "boards", "list", "--base-url", f"{miro_emulator.url}/v2")
    assert "is the base URL the right one?" in complaint_of(result, 4)
    assert "base URL" not in complaint_of(run(miro_emulator, "boards", "get", "b="), 4)


@pytest.mark.parametrize("kind", ["wrong_type", "empty", "half_json"])
def test_a_write_whose_answer_cannot_be_read_was_probably_applied(miro_emulator: Emulator, kind: str) -> None:
    miro_emulator.faults.add(Fault(kind=kind))  # type: ignore[arg-type]  # one of the kinds
    complaint = complaint_of(run(miro_emulator, "boards", "create", "B"), 5)
    assert "it was probably applied: look at the board before you repeat it" in complaint
    assert "probably applied" not in complaint_of(run(miro_emulator, "whoami", "--json"), 5)
    assert len(miro_emulator.world.boards()) == 1


def test_an_answer_of_another_kind_deletes_nothing(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board("B")["id"]
    miro_emulator.faults.add(Fault(kind="wrong_type", operations=("boards.get",)))
    assert "cannot be read" in complaint_of(run(miro_emulator, "boards", "delete", board, "--yes"), 5)
    assert len(miro_emulator.world.boards()) == 1
