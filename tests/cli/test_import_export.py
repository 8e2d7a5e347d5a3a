"""Tables onto the emulator's boards and back, through the commands."""

import asyncio
import csv
import io
import json
import os
import stat
from pathlib import Path

import pytest
import vega_datasets
from cli_runs import run
from raw_server import answer, raw_server

from miro_async import Miro
from miro_async.cli.show.progress import Silent
from miro_async.cli.tables.exporter import Exported, export
from miro_async.cli.tables.mapping import parse_mapping
from miro_async.cli.tables.table import Cell
from miro_async.emulator import Emulator

NASTY = [
    {"id": "1", "text": "A & B <x>", "kind": "sticky_note", "color": "yellow", "team": "", "label": ""},
    {"id": "2", "text": "two\nlines\n", "kind": "shape:star", "color": "#Ff0080", "team": "R&D", "label": ""},
    {
        "id": "3",
        "text": "\"quoted\", 'so'",
        "kind": "sticky_note:rectangle",
        "color": "red",
        "team": "R&D",
        "label": "a,b",
    },
    {"id": "4", "text": "=SUM(A1)", "kind": "shape", "color": "#fff", "team": "<b>", "label": ""},
    {
        "id": "5",
        "text": "😀  two blanks, tab\t, \xa0hard ",
        "kind": "sticky_note",
        "color": "blue",
        "team": "",
        "label": " x",
    },
    {"id": "6", "text": "", "kind": "sticky_note", "color": "blue", "team": "R&D", "label": "a,b"},
    {"id": "7", "text": "\r\ncr lf \\ back\\nslash", "kind": "sticky_note", "color": "blue", "team": "", "label": ""},
]
NASTY_MAPPING = [
    *("--map", r"content={id}\n{text}", "--map", "type=kind", "--map", "color=color"),
    *("--map", "frame=team", "--map", "tag=label"),
]


def write_csv(path: Path, rows: list[dict[str, str]]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode())
    return path


def imported(emulator: Emulator, *arguments: str, stdin: bytes | None = None) -> dict[str, object]:
    result = run(emulator, "import", *arguments, "--json", stdin=stdin)
    assert result.exit_code == 0, result.output
    shown: dict[str, object] = json.loads(result.stdout)
    return shown


def board_of(shown: dict[str, object]) -> str:
    board = shown["board"]
    assert isinstance(board, str)
    return board


@pytest.mark.miro_emulator(limit=1_000_000)
def test_airports_come_back_equal_as_a_map_of_their_states(miro_emulator: Emulator, tmp_path: Path) -> None:
    airports = Path(vega_datasets.__file__).parent / "_data" / "airports.csv"
    mapping = [
        *("--map", r"content={iata}\n{name}\n{city}", "--map", "frame=state", "--map", "tag=country"),
        *("--map", "y=latitude", "--map", "x=longitude", "--scale", "100,-100"),
    ]
    shown = imported(miro_emulator, str(airports), "--new", "Airports", *mapping)
    assert (shown["items"], shown["frames"], shown["tags_attached"]) == (3376, 57, 3376)
    assert shown["rate_limited"] == miro_emulator.statistics.rate_limited == 0
    back = tmp_path / "back.csv"
    result = run(miro_emulator, "export", board_of(shown), "-o", str(back), *mapping)
    assert result.exit_code == 0, result.output
    assert back.read_bytes() == airports.read_bytes()


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_any_cell_comes_back(miro_emulator: Emulator, tmp_path: Path, suffix: str) -> None:
    table = write_csv(tmp_path / "nasty.csv", NASTY)
    if suffix == "jsonl":
        table = tmp_path / "nasty.jsonl"
        table.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in NASTY), encoding="utf-8")
    board = board_of(imported(miro_emulator, str(table), "--new", "Nasty", *NASTY_MAPPING))
    back = tmp_path / f"back.{suffix}"
    assert run(miro_emulator, "export", board, "-o", str(back), *NASTY_MAPPING).exit_code == 0
    rows = [json.loads(line) for line in back.read_text(encoding="utf-8").splitlines()] if suffix == "jsonl" else None
    if rows is None:
        with back.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    order = ["id", "text", "kind", "color", "team", "label"]
    assert rows == [{name: row[name] for name in order} for row in NASTY]


def test_columns_named_as_fields_need_no_mapping(miro_emulator: Emulator) -> None:
    data = "\ufefftype,content,color,x,y,frame,tag\nsticky_note,Hi,cyan,1.5,-20,,hot\nshape,Ho,#ff0000,300,0,,\n"
    board = board_of(imported(miro_emulator, "-", "--new", "Plain", stdin=data.encode()))
    result = run(miro_emulator, "export", f"https://miro.com/app/board/{board}/?moveToWidget=1", "-o", "-")
    assert result.stdout == data.removeprefix("\ufeff")
    note, shape = miro_emulator.world.board_items(board)
    assert (note["position"]["x"], note["position"]["y"]) == (1.5, -20)
    assert shape["style"]["fillColor"] == "#ff0000"


def test_numbers_and_lists_of_json_lines_come_back(miro_emulator: Emulator) -> None:
    rows: list[dict[str, object]] = [
        {"content": "a", "x": -1.25, "y": 3, "tag": ["q", "p"]},
        {"content": "b", "x": 0, "y": 3, "tag": []},
    ]
    data = "".join(json.dumps(row) + "\n" for row in rows)
    board = board_of(imported(miro_emulator, "-", "--new", "Lists", "--split-tags", ";", stdin=data.encode()))
    maps = [part for name in rows[0] for part in ("--map", f"{name}={name}")]
    result = run(miro_emulator, "export", board, "-o", "-", "--format", "jsonl", "--split-tags", ";", *maps)
    assert result.stdout == data


def test_a_cell_that_a_spreadsheet_would_run_is_marked_only_on_request(miro_emulator: Emulator) -> None:
    board = board_of(imported(miro_emulator, "-", "--new", "Formulas", stdin=b"content\n=1+1\n-2\nok\n"))
    mapping = ("-o", "-", "--map", "content=content")
    assert run(miro_emulator, "export", board, *mapping).stdout == "content\n=1+1\n-2\nok\n"
    assert run(miro_emulator, "export", board, *mapping, "--safe-csv").stdout == "content\n'=1+1\n'-2\nok\n"


def test_an_import_into_a_board_reuses_its_tags(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board("Mine")["id"]
    miro_emulator.world.create_tag(board, "hot")
    shown = imported(miro_emulator, "-", "--board", board, stdin=b"content,tag\na,hot\nb,cold\n")
    assert shown["board"] == board
    assert [tag["title"] for tag in miro_emulator.world.board_tags(board)] == ["hot", "cold"]


@pytest.mark.miro_emulator(limit=1_000_000)
def test_a_dry_run_sends_nothing_and_says_what_it_would_take(miro_emulator: Emulator) -> None:
    table = "content,frame,tag\n" + "".join(f"n{number},f{number % 2},t\n" for number in range(1500))
    result = run(None, "import", "-", "--new", "Dry", "--dry-run", "--json", stdin=table.encode())
    assert result.exit_code == 0
    # 75 calls for the items, 1 for the frames, 1 for the board, 1 for the list of tags, 1 for the tag, and the tags
    assert json.loads(result.stdout) == {
        "items": 1500,
        "frames": 2,
        "tags": 1,
        "tags_attached": 1500,
        "calls": 75 + 1 + 1 + 1 + 1 + 1500,
        "credits": 150_000 + 200 + 500 + 50 + 50 + 75_000,
        "minutes": pytest.approx(2.0, abs=0.3),
    }
    imported(miro_emulator, "-", "--new", "Wet", "--set", "color=gray", stdin=table.encode())
    assert miro_emulator.statistics.calls == 75 + 1 + 1 + 1 + 1 + 1500
    assert miro_emulator.statistics.credits == 150_000 + 200 + 500 + 50 + 50 + 75_000


def test_the_same_command_with_a_journal_does_nothing_twice(miro_emulator: Emulator, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "nasty.csv", NASTY)
    command = [str(table), "--new", "Nasty", *NASTY_MAPPING, "--journal", str(tmp_path / "journal")]
    first = imported(miro_emulator, *command)
    again = imported(miro_emulator, *command, "--resume")
    assert again["board"] == first["board"]
    assert (first["resumed"], again["resumed"], again["tags_attached"]) == (0, 7, 0)
    assert len(miro_emulator.world.boards()) == 1
    assert miro_emulator.world.item_count(board_of(first)) == 7 + 2


def test_a_journal_of_another_import_is_refused(miro_emulator: Emulator, tmp_path: Path) -> None:
    table = write_csv(tmp_path / "nasty.csv", NASTY)
    journal = ["--journal", str(tmp_path / "journal")]
    imported(miro_emulator, str(table), "--new", "Nasty", *NASTY_MAPPING, *journal)
    other = run(miro_emulator, "import", str(table), "--new", "Nasty", "--map", "content=text", *journal)
    assert other.exit_code == 2
    assert "is of another job: mapping" in other.stderr
    missing = run(
        miro_emulator, "import", str(table), "--new", "N", *NASTY_MAPPING, "--resume", "--journal", str(tmp_path / "no")
    )
    assert missing.exit_code == 2
    assert "there is no journal" in missing.stderr
    assert len(miro_emulator.world.boards()) == 1


def test_what_does_not_fit_is_written_and_reported(miro_emulator: Emulator) -> None:
    board = board_of(imported(miro_emulator, "-", "--new", "Mixed", stdin=b"content\nno separator\n1: one\n"))
    result = run(miro_emulator, "export", board, "-o", "-", "--map", "content={id}: {text}")
    assert result.exit_code == 1
    assert result.stdout == "id,text\nno separator,\n1,one\n"
    assert "the text does not fit" in result.stderr


def test_an_export_that_fails_leaves_the_old_file(miro_emulator: Emulator, tmp_path: Path) -> None:
    back = tmp_path / "back.csv"
    back.write_text("precious")
    assert run(miro_emulator, "export", "nothere=", "-o", str(back)).exit_code == 4
    assert [path.name for path in tmp_path.iterdir()] == ["back.csv"]
    assert back.read_text() == "precious"


def test_a_lone_carriage_return_comes_back(miro_emulator: Emulator, tmp_path: Path) -> None:
    table = b'content,tag\n"a\rb",\n"\r","x\ry"\n'
    source, back = tmp_path / "t.csv", tmp_path / "back.csv"
    source.write_bytes(table)
    board = board_of(imported(miro_emulator, str(source), "--new", "B"))
    mapping = ("--map", "content=content", "--map", "tag=tag")
    assert run(miro_emulator, "export", board, "-o", str(back), *mapping).exit_code == 0
    assert back.read_bytes() == table


def test_an_export_has_the_permissions_of_any_file(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = miro_emulator.world.create_board("B")["id"]
    before = os.umask(0o027)
    try:
        run(miro_emulator, "export", board, "-o", str(tmp_path / "new.csv"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.csv").stat().st_mode) == 0o640
    (tmp_path / "old.csv").touch(mode=0o600)
    run(miro_emulator, "export", board, "-o", str(tmp_path / "old.csv"))
    assert stat.S_IMODE((tmp_path / "old.csv").stat().st_mode) == 0o600


def test_an_export_follows_links_and_writes_into_pipes(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = miro_emulator.world.create_board("B")["id"]
    (tmp_path / "link.csv").symlink_to(tmp_path / "file.csv")
    assert run(miro_emulator, "export", board, "-o", str(tmp_path / "link.csv")).exit_code == 0
    assert (tmp_path / "link.csv").is_symlink()
    header = (tmp_path / "file.csv").read_text()
    assert header.startswith("type,content")

    os.mkfifo(tmp_path / "pipe.csv")
    reader = os.open(tmp_path / "pipe.csv", os.O_RDONLY | os.O_NONBLOCK)
    assert run(miro_emulator, "export", board, "-o", str(tmp_path / "pipe.csv")).exit_code == 0
    assert os.read(reader, 1000).decode() == header
    os.close(reader)
    assert (tmp_path / "pipe.csv").is_fifo()


def test_what_cannot_be_read_of_an_item_is_not_lost_in_silence() -> None:
    note = {"id": "1", "type": "sticky_note", "data": {"content": ["Hi"]}}
    page = json.dumps({"data": [note], "total": 1, "type": "cursor-list"}).encode()
    rows: list[dict[str, Cell]] = []

    async def main() -> Exported:
        async with raw_server(lambda _: answer(200, page)) as server, Miro("t", base_url=server.url) as miro:
            return await export(miro, "b=", parse_mapping(["content=text"]), rows.append, Silent())

    exported = asyncio.run(main())
    assert rows == [{"text": ""}]
    assert exported.misfitting == 1
    assert exported.misfits[0].startswith("$.data[0].data.content of a page cannot be read: ")


def test_progress_of_an_export_begins_once(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board("B")["id"]
    for _ in range(120):
        miro_emulator.world.create_item(board, "frame", {"data": {}})
    result = run(miro_emulator, "export", board, "-o", "-")
    assert [line.partition(",")[0] for line in result.stderr.splitlines()] == [
        "items: 50 of 120",
        "items: 100 of 120",
        "items: 120 of 120",
    ]
