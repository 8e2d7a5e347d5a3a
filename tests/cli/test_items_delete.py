"""Deleting many items: what it takes is said before, it asks, and it can be stopped and gone on with."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cli_runs import run

from miro_async.emulator import Emulator, Fault

COMMAND = [sys.executable, "-m", "miro_async.cli"]


def a_board(emulator: Emulator, notes: int = 0) -> str:
    board = str(emulator.world.create_board("Roadmap")["id"])
    for number in range(notes):
        a_note(emulator, board, f"note {number}")
    return board


def a_note(emulator: Emulator, board: str, content: str = "Hi") -> str:
    return str(emulator.world.create_item(board, "sticky_note", {"data": {"content": content}})["id"])


def start(emulator: Emulator, *arguments: str, stdin: Any = subprocess.DEVNULL) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env={**os.environ, "MIRO_BASE_URL": emulator.url, "MIRO_ACCESS_TOKEN": emulator.token},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answered_on_a_terminal(emulator: Emulator, board: str, answer: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a deletion whose question somebody answers, or stops with Ctrl-C."""
    terminal, its_other_end = pty.openpty()
    process = start(emulator, "items", "delete", board, "--all", stdin=its_other_end)
    assert process.stderr is not None
    asked = ""
    while "?" not in asked:
        asked += process.stderr.read(1)
    os.close(its_other_end)
    os.write(terminal, answer.encode())
    while not answer and process.poll() is None:  # a signal just before it begins to read would be seen only after
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.5)
    out, err = process.communicate(timeout=30)
    os.close(terminal)
    return process.returncode, out, asked + err


def test_count_credits_and_time_are_said_without_deleting(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator, 30)
    result = run(miro_emulator, "items", "delete", board, "--all", "--dry-run", "--json")
    assert result.exit_code == 0
    shown = json.loads(result.stdout)
    assert (shown["name"], shown["items"], shown["credits"], shown["at_least"]) == ("Roadmap", 30, 15_000, False)
    assert shown["seconds"] < 60
    grouped = run(miro_emulator, "items", "delete", board, "--all", "--dry-run", "--json", "--strategy", "group")
    shown = json.loads(grouped.stdout)
    assert (shown["credits"], shown["at_least"]) == (600, True), "what cannot be grouped costs more"
    assert miro_emulator.world.item_count(board) == 30


@pytest.mark.miro_emulator(limit=10_000)
def test_the_time_of_a_job_that_needs_several_windows_is_predicted(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator, 60)
    result = run(miro_emulator, "items", "delete", board, "--all", "--dry-run", "--json")
    assert 100 <= json.loads(result.stdout)["seconds"] <= 240, "30,000 credits at 10,000 a minute"


def test_nothing_is_deleted_without_a_yes_where_nobody_can_be_asked(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator, 3)
    result = run(miro_emulator, "items", "delete", board, "--all")
    assert result.exit_code == 2
    assert f"delete 3 items of the board 'Roadmap' ({board}): 1,500 credits, about 0 s" in result.stderr
    assert "not without --yes" in result.stderr
    grouped = run(miro_emulator, "items", "delete", board, "--all", "--strategy", "group")
    assert ": >= 600 credits, about 0 s" in grouped.stderr
    assert miro_emulator.world.item_count(board) == 3


def test_a_selection_that_was_refused_is_made_anew(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator, 2)
    command = ("items", "delete", board, "--all", "--journal", str(tmp_path / "journal"))
    assert run(miro_emulator, *command).exit_code == 2
    a_note(miro_emulator, board)
    assert run(miro_emulator, *command, "--yes").exit_code == 0
    assert miro_emulator.world.item_count(board) == 0


def test_a_selection_that_is_gone_on_with_knows_the_nodes_of_mind_maps(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator, 1)
    view = {"nodeView": {"data": {"type": "text", "content": "n"}}}
    miro_emulator.world.create_item(board, "mindmap_node", {"data": view})
    command = ("items", "delete", board, "--all", "--yes", "--journal", str(tmp_path / "journal"))
    broken = Fault(kind="error", operations=("mindmap_nodes.delete",), status=403, share=1.0, applied=0.0)
    miro_emulator.faults.add(broken)
    assert run(miro_emulator, *command).exit_code == 1
    miro_emulator.faults.clear()
    assert run(miro_emulator, *command).exit_code == 0
    assert miro_emulator.world.item_count(board) == 0


def test_a_terminal_is_asked(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator, 3)
    code, out, err = answered_on_a_terminal(miro_emulator, board, "n\n")
    assert (code, out) == (1, "")
    assert "1,500 credits" in err
    assert "nothing was done" in err
    assert miro_emulator.world.item_count(board) == 3
    code, _, err = answered_on_a_terminal(miro_emulator, board, "")
    assert code == 130, "Ctrl-C instead of an answer"
    assert "interrupted" in err
    assert miro_emulator.world.item_count(board) == 3
    code, out, _ = answered_on_a_terminal(miro_emulator, board, "y\n")
    assert code == 0
    assert re.search(r"deleted +3\n", out)
    assert miro_emulator.world.item_count(board) == 0


def test_items_are_chosen_by_ids_by_filters_or_all(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator, 5)
    frame = miro_emulator.world.create_item(board, "frame", {"data": {"title": "F"}})["id"]
    shape = miro_emulator.world.create_item(board, "shape", {"data": {}})["id"]
    first, second, *_ = [item["id"] for item in miro_emulator.world.board_items(board)]

    def deleted(*arguments: str, stdin: bytes | None = None) -> int:
        result = run(miro_emulator, "items", "delete", board, *arguments, "--yes", "--json", stdin=stdin)
        assert result.exit_code == 0, result.output
        return int(json.loads(result.stdout)["deleted"])

    assert deleted(first, first) == 1
    assert deleted("-", stdin=f"{second}\n{shape}\n".encode()) == 2
    assert deleted("--type", "sticky_note") == 3
    assert [item["id"] for item in miro_emulator.world.board_items(board)] == [frame]
    assert deleted("--all") == 1
    assert deleted("--all") == 0


@pytest.mark.parametrize("strategy", ["each", "group"])
def test_a_board_is_emptied_under_faults(miro_emulator: Emulator, strategy: str) -> None:
    board = a_board(miro_emulator, 130)
    miro_emulator.world.create_item(board, "frame", {"data": {"title": "F"}})
    miro_emulator.faults.add(
        Fault(kind="error", share=0.05, applied=0.5), Fault(kind="hang_up", share=0.02, applied=1.0)
    )
    result = run(miro_emulator, "items", "delete", board, "--all", "--strategy", strategy, "--yes", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["deleted"] == 131
    assert miro_emulator.world.item_count(board) == 0
    assert "items: 131 of 131" in result.stderr


def test_what_cannot_be_deleted_is_named_and_the_rest_is_gone(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator, 3)
    first, second, third = [item["id"] for item in miro_emulator.world.board_items(board)]
    miro_emulator.world.lock_item(board, second)
    result = run(miro_emulator, "items", "delete", board, "123", first, second, third, "--yes", "--json")
    assert result.exit_code == 1
    shown = json.loads(result.stdout)
    assert (shown["deleted"], shown["failed"], shown["unknown"]) == (2, 2, 0)
    assert "miro-async: 123: items.delete: 404" in result.stderr
    assert f"miro-async: {second}: items.delete: 4" in result.stderr
    assert [item["id"] for item in miro_emulator.world.board_items(board)] == [second]
    gone = run(miro_emulator, "items", "delete", board, first, "--missing-ok", "--yes", "--json")
    assert (gone.exit_code, json.loads(gone.stdout)["deleted"]) == (0, 1)


def test_ids_from_standard_input_are_checked_before_the_first_one_is_deleted(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator, 1)
    (item,) = [item["id"] for item in miro_emulator.world.board_items(board)]
    result = run(miro_emulator, "items", "delete", board, "-", "--yes", stdin=f"{item}\n\x00\xff".encode())
    assert result.exit_code == 2
    assert "standard input: no id of an item: " in result.stderr
    assert miro_emulator.world.item_count(board) == 1


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "which items? ids, or --type, --tag, --frame, or --all"),
        (["1", "--all"], "either ids of items or"),
        (["1", "--type", "card"], "either ids of items or"),
        (["--all", "--type", "card"], "--all goes with no --type, --tag or --frame"),
        (["-", "1"], "either - for ids from standard input, or ids"),
    ],
)
def test_an_unclear_selection_is_refused_before_anything_is_sent(
    miro_emulator: Emulator, arguments: list[str], complaint: str
) -> None:
    result = run(miro_emulator, "items", "delete", "b=", *arguments, "--yes")
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert len(miro_emulator.log) == 0


@pytest.mark.miro_emulator(latency=0.02)
def test_ctrl_c_reports_what_was_done_and_the_same_command_goes_on(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator, 150)
    kept = miro_emulator.world.create_item(board, "shape", {"data": {}})["id"]
    journal = tmp_path / "journal"
    command = ("items", "delete", board, "--type", "sticky_note", "--yes", "--json", "--journal", str(journal))
    process = start(miro_emulator, *command)
    assert process.stderr is not None
    assert process.stderr.readline().startswith("items: 15 of 150, ")  # what the server answered may be news to it
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    found = re.search(r"miro-async: (\d+) of 150 items deleted; the same command goes on from", err)
    assert found is not None, err
    left = miro_emulator.world.item_count(board) - 1
    assert 10 <= int(found[1]) <= 150 - left < 150

    new = a_note(miro_emulator, board, "made meanwhile")
    out, err = start(miro_emulator, *command).communicate(timeout=30)
    shown = json.loads(out)
    assert (shown["deleted"], shown["failed"]) == (150, 0), err
    assert 10 <= shown["resumed"] <= int(found[1])
    assert [item["id"] for item in miro_emulator.world.board_items(board)] == [kept, new]

    other = run(miro_emulator, "items", "delete", board, "--all", "--yes", "--journal", str(journal))
    assert other.exit_code == 2
    assert "of another board or other filters; use another --journal" in other.stderr
    assert miro_emulator.world.item_count(board) == 2
