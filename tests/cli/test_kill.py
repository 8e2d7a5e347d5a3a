"""Imports that are killed while the server has not answered: every row is on the board exactly once in the end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import vega_datasets
from cli_processes import finish, kill_while_unanswered

from miro_async.emulator import Emulator, Fault, in_background

KILLS = 20
FAULTS = [
    Fault(kind="hang_up", operations=("items.create",), share=0.05, applied=1.0),
    Fault(kind="error", operations=("items.create",), share=0.05, applied=0.5),
    Fault(kind="no_rate_headers", share=0.05),
]
AIRPORTS = Path(vega_datasets.__file__).parent / "_data" / "airports.csv"


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    emulator = Emulator(limit=1_000_000, latency=(0.015, 0.045), list_lag=0.3, faults=FAULTS, seed=7)
    with in_background(emulator):
        yield emulator


def assert_export_equals(emulator: Emulator, table: Path, board: object, mapping: Sequence[str]) -> None:
    emulator.faults.clear()
    emulator.world.list_lag = 0.0
    back = table.with_name("back.csv")
    finish(emulator, ["export", str(board), "-o", str(back), *mapping])
    assert back.read_bytes() == table.read_bytes()


@pytest.mark.timeout(240)
def test_airports_are_there_once_after_twenty_kills_with_batches_unanswered(emulator: Emulator, tmp_path: Path) -> None:
    table = tmp_path / "airports.csv"
    table.write_bytes(AIRPORTS.read_bytes())
    mapping = [
        *("--map", r"content={iata}\n{name}\n{city}", "--map", "frame={state} {country}"),
        *("--map", "y=latitude", "--map", "x=longitude", "--scale", "100,-100"),
    ]
    journal = str(tmp_path / "journal")
    command = ["import", str(table), "--new", "Airports", *mapping, "--journal", journal, "--settle", "1.2"]
    for kill in range(KILLS):
        kill_while_unanswered(emulator, command, "items.create", 1 + kill % 3)
    shown = finish(emulator, command)
    (board,) = emulator.world.boards()
    assert shown["board"] == board["id"]
    assert shown["items"] == 3376
    assert emulator.world.item_count(board["id"]) == 3376 + int(str(shown["frames"]))
    assert emulator.statistics.rate_limited == 0
    assert {"hang_up", "error", "no_rate_headers"} <= emulator.statistics.faults.keys()
    assert_export_equals(emulator, table, board["id"], mapping)


def test_every_phase_goes_on_where_it_was_killed(emulator: Emulator, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    rows = [f"row {number} & <b>,team {number % 3},{'odd' if number % 2 else ''}\n" for number in range(300)]
    table.write_text("name,team,label\n" + "".join(rows))
    mapping = ["--map", "content=name", "--map", "frame=team", "--map", "tag=label"]
    journal = str(tmp_path / "journal")
    command = ["import", str(table), "--new", "Phases", *mapping, "--journal", journal, "--settle", "1.2"]
    emulator.faults.add(
        Fault(kind="hang_up", operations=("boards.create",), times=1, applied=1.0),
        Fault(kind="error", operations=("tags.create",), times=1, applied=1.0),
    )
    kill_while_unanswered(emulator, command, "boards.create")
    kill_while_unanswered(emulator, command, "items.create")
    kill_while_unanswered(emulator, command, "tags.create")
    kill_while_unanswered(emulator, command, "items.create", 3)
    kill_while_unanswered(emulator, command, "tags.attach", 20)
    shown = finish(emulator, command)

    (board,) = emulator.world.boards()
    items = emulator.world.board_items(board["id"])
    frames = Counter(item["data"]["title"] for item in items if item["type"] == "frame")
    assert frames == Counter(["team 0", "team 1", "team 2"])
    assert [tag["title"] for tag in emulator.world.board_tags(board["id"])] == ["odd"]
    assert (shown["items"], shown["frames"]) == (300, 3)
    assert_export_equals(emulator, table, board["id"], mapping)
