"""The command as a process: its start, its signals, its pipes; and what needs no table."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import get_args

import pytest
from cli_runs import run

from miro_async import __version__
from miro_async.cli.demo import entities
from miro_async.emulator import Emulator
from miro_async.emulator.limits import ModelName

COMMAND = [sys.executable, "-m", "miro_async.cli"]


def start(emulator: Emulator, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*COMMAND, *arguments],
        env={**os.environ, "MIRO_BASE_URL": emulator.url, "MIRO_ACCESS_TOKEN": emulator.token},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("arguments", [["--help"], ["import", "--help"], ["--version"], ["demo", "--help"]])
def test_help_imports_nothing_that_is_slow(arguments: list[str]) -> None:
    script = (
        "import sys; from miro_async.cli import main; sys.argv[0] = 'miro-async'\n"
        "try: main()\n"
        "finally: print(*{'aiohttp', 'msgspec', 'asyncio', 'anyio', 'rich'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""


def test_help_shows_exit_codes_and_an_example() -> None:
    shown = run(None, "import", "--help").stdout
    assert "--map 'content={iata}\\n{name}\\n{city}' --map frame=state" in shown
    assert "130  interrupted by Ctrl-C" in shown
    assert __version__ in run(None, "--version").stdout


@pytest.mark.parametrize("missing", ["click", "rich"])
def test_without_the_extra_a_line_says_what_to_install(missing: str) -> None:
    script = f"import sys; sys.modules[{missing!r}] = None; from miro_async.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == f'miro-async needs {missing}: pip install "miro_async[cli]"\n'


@pytest.mark.parametrize("redirection", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_reason_to_fail(miro_emulator: Emulator, redirection: str) -> None:
    board = miro_emulator.world.create_board("B")["id"]
    done = subprocess.run(  # only a shell closes streams
        f"{sys.executable} -m miro_async.cli boards delete {board} {redirection}",
        shell=True,
        env={**os.environ, "MIRO_BASE_URL": miro_emulator.url, "MIRO_ACCESS_TOKEN": miro_emulator.token},
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert "Traceback" not in done.stderr
    assert done.returncode == 2  # nobody can be asked
    assert len(miro_emulator.world.boards()) == 1


def test_options_of_all_commands_may_stand_before_the_command(miro_emulator: Emulator) -> None:
    arguments = ("--json", "--quiet", "import", "-", "--new", "B")
    result = run(miro_emulator, *arguments, stdin=b"content\nHi\n")
    assert json.loads(result.stdout)["items"] == 1
    assert result.stderr == ""


def test_ctrl_c_reports_what_was_done_and_the_same_command_goes_on(tmp_path: Path, miro_emulator: Emulator) -> None:
    table = tmp_path / "t.csv"
    table.write_text("content,tag\n" + "".join(f"row {number},t\n" for number in range(600)))
    command = ("import", str(table), "--new", "B", "--journal", str(tmp_path / "journal"), "--settle", "1", "--json")
    process = start(miro_emulator, *command)
    while not miro_emulator.log.select(operation="items.create", state="answered"):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    found = re.search(r"miro-async: (\d+) of 600 items are on the board (\S+); the same command goes on from", err)
    assert found is not None, err
    (board,) = miro_emulator.world.boards()
    assert found[2] == board["id"]
    assert 0 <= int(found[1]) <= miro_emulator.world.item_count(board["id"]) < 600

    process = start(miro_emulator, *command)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    contents = [item["data"]["content"] for item in miro_emulator.world.board_items(board["id"])]
    assert contents == [f"row {number}" for number in range(600)]


def test_a_reader_that_goes_away_ends_an_export_quietly(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board("B")["id"]
    for _ in range(120):
        miro_emulator.world.create_item(board, "sticky_note", {"data": {"content": "x" * 2000}})
    process = start(miro_emulator, "export", board, "-o", "-", "--quiet", "--map", "content=text")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(20) == 1


def test_a_terminal_gets_a_bar_with_credits(miro_emulator: Emulator, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("content,frame\n" + "".join(f"row {number},f\n" for number in range(50)))
    terminal, its_other_end = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "import", str(table), "--new", "B", "--json"],
        env={**os.environ, "MIRO_BASE_URL": miro_emulator.url, "MIRO_ACCESS_TOKEN": miro_emulator.token},
        stdout=subprocess.PIPE,
        stderr=its_other_end,
        check=True,
    )
    os.close(its_other_end)
    shown = os.read(terminal, 1 << 20).decode()
    os.close(terminal)
    assert json.loads(done.stdout)["items"] == 50
    assert "\x1b[" in shown
    assert "50/50" in shown
    assert "credits, 0 x 429" in shown


def test_the_demo_imports_a_real_table_without_a_429() -> None:
    rows = len(entities().records)
    assert rows >= 1500
    result = run(None, "demo", "--json")
    assert result.exit_code == 0, result.output
    shown = json.loads(result.stdout)
    assert shown["items"] == rows
    assert shown["items_on_the_board"] == rows + shown["frames"]
    assert shown["rate_limited"] == 0
    assert shown["credits"] > 100_000
    assert shown["seconds"] < 60, "three windows of 20 s, the last one used up in part"
    assert "items: 2,231 of 2,231" in result.stderr


def test_emulate_serves_until_ctrl_c(tmp_path: Path) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text('[{"kind": "error", "operations": ["boards.get"]}]')
    rule = '{"kind": "retry_after", "seconds": 2}'
    options = ["--limit", "500", "--window", "9", "--model", "token_bucket", "--fault", rule, "--fault", str(faults)]
    process = subprocess.Popen(
        [*COMMAND, "emulate", "--json", *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    where = json.loads(process.stdout.readline())
    with urllib.request.urlopen(f"{where['url']}/__emulator__/limits") as answer:
        assert json.load(answer)["limit"] == 500
    with urllib.request.urlopen(f"{where['url']}/__emulator__/faults") as answer:
        assert {rule["fault"]["kind"] for rule in json.load(answer)} == {"retry_after", "error"}
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert err == "miro-async: stopped\n"


def test_emulate_offers_the_models_that_there_are() -> None:
    shown = run(None, "emulate", "--help").stdout
    assert f"[{'|'.join(get_args(ModelName))}]" in shown


def test_emulate_warns_if_other_machines_can_reach_it() -> None:
    process = subprocess.Popen(
        [*COMMAND, "emulate", "--host", "0.0.0.0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("MIRO_BASE_URL=http://")
    assert process.stdout.readline().startswith("MIRO_ACCESS_TOKEN=")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    warning, end = err.splitlines()
    assert warning == "miro-async: the emulator listens on 0.0.0.0 and can be reached by other machines"
    assert end == "miro-async: stopped"


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--fault", "{}"], "--fault {}: "),
        (["--fault", "nothing.json"], "neither JSON nor a file"),
        (["--latency", "soon"], "--latency soon: expected seconds"),
        (["--window", "-1"], "window"),
        (["--model", "magic"], "model"),
    ],
)
def test_emulate_refuses_settings_that_make_no_sense(options: list[str], complaint: str) -> None:
    result = run(None, "emulate", *options)
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert "Traceback" not in result.stderr
