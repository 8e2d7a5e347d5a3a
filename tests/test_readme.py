"""The README's programs run, on the emulator."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import run

from miro_async.emulator import Emulator
from miro_async.emulator.world import Settings
from miro_async.endpoints import all_rows

README = Path(__file__).parents[1] / "README.md"
PROGRAMS = re.findall(r"^```python\n(.*?)^```", README.read_text(), flags=re.MULTILINE | re.DOTALL)
EXPECTED = [
    "True Hi",
    "100 items",
    "600 credits",
    "copy.png 1000 bytes",
    "boards:read",
    "4000 credits, sent in 0 s",
    "tags.create",
    "1 of 1",
    "ada@example.com 10000",
    "boards.create is settled",
    "Traced",
    "0",
]


@pytest.mark.miro_emulator(settings=Settings(export_start_seconds=0.0, export_board_seconds=0.0))
@pytest.mark.parametrize(("program", "expected"), list(zip(PROGRAMS, EXPECTED, strict=True)), ids=EXPECTED)
def test_program(program: str, expected: str, tmp_path: Path, miro_emulator: Emulator) -> None:
    (tmp_path / "photo.png").write_bytes(bytes(1_000))
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={
            **os.environ,
            "MIRO_ACCESS_TOKEN": miro_emulator.token,
            "MIRO_BASE_URL": miro_emulator.url,
            "MIRO_SCIM_TOKEN": miro_emulator.scim_token,
            "MIRO_SCIM_BASE_URL": miro_emulator.scim_url,
        },
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout
    assert done.stderr == ""


def test_shell_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, miro_emulator: Emulator) -> None:
    monkeypatch.chdir(tmp_path)
    table = "iata,name,state\n00M,Thigpen,MS\n00R,Livingston Municipal,TX\n"
    Path("airports.csv").write_text(table)
    commands = re.findall(r"^miro-async (.*)$", README.read_text(), flags=re.MULTILINE)
    outputs: list[str] = []
    board_id = ""
    for command in commands:
        result = run(miro_emulator, *shlex.split(command.replace("uXjVexample=", board_id)))
        assert result.exit_code == 0, result.output
        outputs.append(result.output)
        (board,) = miro_emulator.world.boards()
        board_id = board["id"]
    imported, _, again, _, listed, _, curl, coverage, chosen = outputs
    assert "2" in imported
    assert Path("board.csv").read_text() == table
    assert re.search(r"unchanged\D*2", again)
    assert "Thigpen" in listed
    assert "$MIRO_ACCESS_TOKEN" in curl
    assert "199 operations" in coverage
    assert "user_groups.delete" in chosen
    operations = {row.name: row for row in all_rows()}
    assert set(re.findall(r"^([a-z_.]+\.[a-z_0-9]+) ", coverage, flags=re.MULTILINE)) == set(operations)
    assert {operations[entry["operation"]].method for entry in json.loads(chosen)} == {"DELETE"}
    assert [item["type"] for item in miro_emulator.world.board_items(board_id)] == ["frame", "frame"]
