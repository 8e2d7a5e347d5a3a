"""An import that is killed again and again: every row is on the board exactly once in the end."""

import csv
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from miro_async.cli.markup import to_text
from miro_async.emulator import Emulator, Fault, in_background

ROWS = 900
KILLS = 20
FAULTS = [
    Fault(kind="hang_up", operations=("items.create",), share=0.05, applied=1.0),
    Fault(kind="error", methods=("POST",), share=0.05, applied=0.5),
    Fault(kind="no_rate_headers", share=0.05),
    Fault(kind="hang_up", operations=("boards.create",), times=1, applied=1.0),
    Fault(kind="error", operations=("tags.create",), times=1, applied=1.0),
]


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with in_background(
        Emulator(limit=1_000_000, latency=(0.04, 0.12), list_lag=0.4, faults=FAULTS, seed=7)
    ) as emulator:
        yield emulator


def write_table(path: Path) -> list[dict[str, str]]:
    rows = [
        {"name": f"row {number} & <b>", "team": f"team {number % 3}", "label": "odd" if number % 2 else ""}
        for number in range(ROWS)
    ]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return rows


def import_of(path: Path) -> list[str]:
    journal = path.with_suffix(".journal")
    return ["import", str(path), "--new", "Killed", "--journal", str(journal), "--settle", "1.5"]


def start(emulator: Emulator, arguments: list[str]) -> "subprocess.Popen[str]":
    mapping = ["--map", "content=name", "--map", "frame=team", "--map", "tag=label"]
    return subprocess.Popen(
        [sys.executable, "-m", "miro_async.cli", *arguments, *mapping, "--json", "--quiet"],
        env={**os.environ, "MIRO_BASE_URL": emulator.url, "MIRO_ACCESS_TOKEN": emulator.token},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_when_unanswered(emulator: Emulator, process: "subprocess.Popen[str]", batches: int) -> bool:
    """Kill the process while the server has not answered its nth batch; whether that was so."""
    since = max((entry.seq for entry in emulator.log), default=0)
    while process.poll() is None:
        if len(emulator.log.select(operation="items.create", since=since)) >= batches:
            unanswered = [entry for entry in emulator.log.in_flight("items.create") if entry.seq > since]
            if unanswered:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                return True
        try:
            process.wait(0.003)
        except subprocess.TimeoutExpired:
            continue
    return False


def test_every_row_is_there_once_after_twenty_kills(emulator: Emulator, tmp_path: Path):
    path = tmp_path / "table.csv"
    rows = write_table(path)
    killed = 0
    for number in range(KILLS):
        killed += kill_when_unanswered(emulator, start(emulator, import_of(path)), 1 + number % 3)
    assert killed == KILLS

    process = start(emulator, import_of(path))
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    (board,) = emulator.world.boards()
    result = json.loads(out)
    assert result["board"] == board["id"]
    assert result["resumed"] > 0

    items = emulator.world.board_items(board["id"])
    frames = {item["id"]: item["data"]["title"] for item in items if item["type"] == "frame"}
    notes = [item for item in items if item["type"] == "sticky_note"]
    assert Counter(frames.values()) == Counter(["team 0", "team 1", "team 2"])
    assert [to_text(note["data"]["content"]) for note in notes] == [row["name"] for row in rows]
    assert [frames[note["parent"]["id"]] for note in notes] == [row["team"] for row in rows]
    assert [tag["title"] for tag in emulator.world.board_tags(board["id"])] == ["odd"]
    assert emulator.statistics.rate_limited == 0
    assert emulator.statistics.faults["hang_up"] > 1

    emulator.faults.clear()
    emulator.world.list_lag = 0.0
    back = tmp_path / "back.csv"
    process = start(emulator, ["export", board["id"], "-o", str(back)])
    process.communicate(timeout=30)
    assert process.returncode == 0
    assert back.read_bytes() == path.read_bytes()
