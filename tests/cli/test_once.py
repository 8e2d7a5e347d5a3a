"""Boards and tags are created once, and tags attached once, whatever becomes of the answers."""

import json
from pathlib import Path
from typing import Literal

import pytest
from cli_runs import run

from miro_async.emulator import Emulator, Fault
from miro_async.emulator.faults import FaultKind

TABLE = b"content,tag\na,hot\nb,hot\nc,cold\n"


@pytest.mark.parametrize(("kind", "applied"), [("hang_up", 0.0), ("hang_up", 1.0), ("half_json", 1.0)])
def test_a_board_whose_creation_nobody_answered_for_is_found_or_created_again(
    miro_emulator: Emulator, kind: FaultKind, applied: float
) -> None:
    for _ in range(60):
        miro_emulator.world.create_board("Once")
    miro_emulator.faults.add(Fault(kind=kind, operations=("boards.create",), times=1, applied=applied))
    result = run(miro_emulator, "import", "-", "--new", "Once", "--settle", "0", "--json", stdin=TABLE)
    assert result.exit_code == 0, result.output
    *_, board = boards = miro_emulator.world.boards()
    assert len(boards) == 61
    assert json.loads(result.stdout)["board"] == board["id"]
    assert board["description"].startswith("Imported from standard input; miro-async import ")


@pytest.mark.miro_emulator(list_lag=60.0)
def test_a_board_is_found_before_searches_show_it(miro_emulator: Emulator) -> None:
    miro_emulator.faults.add(Fault(kind="hang_up", operations=("boards.create",), times=1, applied=1.0))
    result = run(miro_emulator, "import", "-", "--new", "Once", "--settle", "0", stdin=b"content\na\n")
    assert result.exit_code == 0, result.output
    assert len(miro_emulator.world.boards()) == 1


@pytest.mark.parametrize("status", [400, 409])
@pytest.mark.parametrize(("kind", "applied"), [("hang_up", 0.0), ("hang_up", 1.0), ("half_json", 1.0)])
def test_a_tag_whose_creation_nobody_answered_for_is_there_once(
    miro_emulator: Emulator, status: Literal[400, 409], kind: FaultKind, applied: float
) -> None:
    miro_emulator.world.settings.duplicate_tag_status = status
    miro_emulator.faults.add(Fault(kind=kind, operations=("tags.create",), times=1, applied=applied))
    result = run(miro_emulator, "import", "-", "--new", "Tags", "--json", stdin=TABLE)
    assert result.exit_code == 0, result.output
    shown = json.loads(result.stdout)
    assert [tag["title"] for tag in miro_emulator.world.board_tags(shown["board"])] == ["hot", "cold"]
    assert shown["tags_attached"] == 3


@pytest.mark.parametrize("status", [204, 400])
def test_a_tag_that_was_attached_without_an_answer_is_no_failure(
    miro_emulator: Emulator, status: Literal[204, 400]
) -> None:
    miro_emulator.world.settings.reattach_status = status
    miro_emulator.faults.add(Fault(kind="hang_up", operations=("tags.attach",), times=1, applied=1.0))
    result = run(miro_emulator, "import", "-", "--new", "Tags", "--json", stdin=TABLE)
    assert result.exit_code == 0, result.output
    back = run(miro_emulator, "export", json.loads(result.stdout)["board"], "-o", "-", *maps())
    assert back.stdout == TABLE.decode()


def test_tags_that_may_not_be_attached_end_the_import_with_one_error(miro_emulator: Emulator, tmp_path: Path) -> None:
    miro_emulator.faults.add(Fault(kind="error", status=403, operations=("tags.attach",)))
    table = tmp_path / "t.csv"
    table.write_bytes(TABLE)
    command = ("import", str(table), "--new", "Tags", "--journal", str(tmp_path / "journal"))
    result = run(miro_emulator, *command)
    assert result.exit_code == 3
    assert "tags.attach: 403" in result.stderr
    assert "the same command goes on from" in result.stderr

    miro_emulator.faults.clear()
    result = run(miro_emulator, *command, "--json")
    assert result.exit_code == 0, result.output
    back = run(miro_emulator, "export", json.loads(result.stdout)["board"], "-o", "-", *maps())
    assert back.stdout == TABLE.decode()


def maps() -> list[str]:
    return ["--map", "content=content", "--map", "tag=tag"]
