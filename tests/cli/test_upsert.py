"""Imports with a key: the items of the board become what the table says, by no more writes than that needs."""

import json
import os
import pty
import re
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli_processes import finish, kill_while_unanswered, start
from cli_runs import run
from click.testing import Result

from miro_async.emulator import Emulator, Fault, in_background

MAPPING = [
    *("--map", r"content={id}\n{name}", "--map", "type=kind", "--map", "color=color"),
    *("--map", "frame=team", "--map", "tag=label"),
]
HEADER = "id,name,kind,color,team,label\n"
TABLE = HEADER + (
    "1,one,sticky_note,red,A,hot\n"
    "2,two,sticky_note:rectangle,cyan,A,\n"
    "3,three,shape:star,#ff0000,B,\n"
    "4,four,sticky_note,blue,,cold\n"
)


@pytest.fixture
def board(miro_emulator: Emulator) -> str:
    """The id of a board that has the table."""
    board: str = miro_emulator.world.create_board("B")["id"]
    shown = upserted(miro_emulator, board, TABLE)
    assert (shown["created"], shown["frames"], shown["tags_attached"]) == (4, 2, 2)
    return board


def upsert(emulator: Emulator, board: str, table: str, *arguments: str) -> Result:
    command = ("import", "-", "--board", board, "--key", "id", *MAPPING, "--json", "--quiet", *arguments)
    return run(emulator, *command, stdin=table.encode())


def upserted(emulator: Emulator, board: str, table: str, *arguments: str) -> dict[str, object]:
    result = upsert(emulator, board, table, *arguments)
    assert result.exit_code == 0, result.output
    shown: dict[str, object] = json.loads(result.stdout)
    return shown


def exported(emulator: Emulator, board: str) -> set[str]:
    result = run(emulator, "export", board, "-o", "-", *MAPPING)
    assert result.exit_code == 0, result.output
    return set(result.stdout.splitlines())


def writes(emulator: Emulator, since: int) -> Counter[str]:
    return Counter(entry.operation for entry in emulator.log if entry.method != "GET" and entry.seq > since)


def test_the_same_table_again_writes_nothing(miro_emulator: Emulator, board: str) -> None:
    since = len(miro_emulator.log)
    shown = upserted(miro_emulator, board, TABLE, "--prune")
    assert writes(miro_emulator, since) == Counter()
    assert (shown["unchanged"], shown["created"], shown["updated"], shown["removed"]) == (4, 0, 0, 0)
    assert exported(miro_emulator, board) == set(TABLE.splitlines())


def test_a_table_that_was_imported_without_a_key_is_known(miro_emulator: Emulator) -> None:
    result = run(miro_emulator, "import", "-", "--new", "B", *MAPPING, "--json", stdin=TABLE.encode())
    since = len(miro_emulator.log)
    assert upserted(miro_emulator, json.loads(result.stdout)["board"], TABLE)["unchanged"] == 4
    assert not writes(miro_emulator, since)


@pytest.mark.parametrize(
    ("old", "new", "sent"),
    [
        ("1,one,", "1,uno,", {"sticky_notes.update": 1}),
        ("3,three,shape:star,#ff0000", "3,drei,shape:circle,#00ff00", {"shapes.update": 1}),
        ("2,two,sticky_note:rectangle,cyan", "2,two,sticky_note,pink", {"sticky_notes.update": 1}),
        ("2,two,sticky_note:rectangle,cyan,A", "2,two,sticky_note:rectangle,cyan,", {"sticky_notes.update": 1}),
        ("4,four,sticky_note,blue,,cold", "4,four,sticky_note,blue,,hot", {"tags.detach": 1, "tags.attach": 1}),
        ("4,four,sticky_note,blue,,cold", "4,four,sticky_note,blue,,", {"tags.detach": 1}),
        ("4,four,", "4,vier,sticky_note,blue,C,new\n5,five,", {"sticky_notes.update": 1, "tags.create": 1}),
        ("3,three,shape:star,#ff0000", "3,three,sticky_note,red", {"items.create": 1, "items.delete": 1}),
    ],
)
def test_a_changed_row_costs_what_the_change_needs(
    miro_emulator: Emulator, board: str, old: str, new: str, sent: dict[str, int]
) -> None:
    table = TABLE.replace(old, new)
    items = {item["id"] for item in miro_emulator.world.board_items(board)}
    since = len(miro_emulator.log)
    shown = upserted(miro_emulator, board, table)
    assert exported(miro_emulator, board) == set(table.splitlines())
    assert writes(miro_emulator, since).items() >= sent.items()
    assert shown["updated"] == 1
    assert shown["unchanged"] == 3
    if "items.delete" not in sent:
        assert items <= {item["id"] for item in miro_emulator.world.board_items(board)}
    since = len(miro_emulator.log)
    assert upserted(miro_emulator, board, table)["unchanged"] == table.count("\n") - 1
    assert not writes(miro_emulator, since)


def test_what_the_mapping_does_not_say_stays_as_it_is(miro_emulator: Emulator, board: str) -> None:
    before = {item["id"]: item for item in miro_emulator.world.board_items(board)}
    table = "id,name\n1,uno\n"
    command = ("import", "-", "--board", board, "--key", "id", "--map", r"content={id}\n{name}")
    assert run(miro_emulator, *command, stdin=table.encode()).exit_code == 0
    after = {item["id"]: item for item in miro_emulator.world.board_items(board)}
    (changed,) = [item for item_id, item in after.items() if item["data"] != before[item_id]["data"]]
    same = ("style", "position", "geometry", "parent")
    assert [changed[name] for name in same] == [before[changed["id"]][name] for name in same]


def test_items_move_to_where_the_table_says(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board("B")["id"]
    mapping = ("--map", "content=id", "--map", "x=x", "--map", "y=y", "--map", "frame=team")

    def moved(table: str) -> list[str]:
        command = ("import", "-", "--board", board, "--key", "id", *mapping)
        assert run(miro_emulator, *command, stdin=table.encode()).exit_code == 0
        return sorted(run(miro_emulator, "export", board, "-o", "-", *mapping).stdout.splitlines())

    table = "id,x,y,team\n1,0,0,A\n2,500,100.5,A\n3,-700,0,\n"
    assert moved(table) == sorted(table.splitlines())
    table = "id,x,y,team\n1,100,50,A\n2,5000,100.5,A\n3,-701,0.25,\n4,80,80,A\n"
    assert moved(table) == sorted(table.splitlines())
    frames = [item for item in miro_emulator.world.board_items(board) if item["type"] == "frame"]
    assert [frame["data"]["title"] for frame in frames] == ["A", "A"], "the second one around what left the first"


def test_new_rows_lie_on_nothing(miro_emulator: Emulator, board: str) -> None:
    lowest = max(bottom(item) for item in miro_emulator.world.board_items(board) if item.get("parent") is None)
    upserted(miro_emulator, board, TABLE + "5,five,shape,#ffffff,,\n6,six,shape,#ffffff,C,\n")
    new = [item for item in miro_emulator.world.board_items(board)[6:] if item.get("parent") is None]
    assert {item["type"] for item in new} == {"shape", "frame"}
    assert all(item["position"]["y"] - item["geometry"]["height"] / 2 > lowest for item in new)


def bottom(item: dict[str, dict[str, float]]) -> float:
    return item["position"]["y"] + item["geometry"]["height"] / 2


def test_pruning_removes_what_is_gone_and_nothing_else(miro_emulator: Emulator, board: str) -> None:
    for body in ("no key in it", "\nan empty key"):
        content = {"content": body.replace("\n", "<br>")}
        miro_emulator.world.create_item(board, "sticky_note", {"data": content})
    miro_emulator.world.create_item(board, "text", {"data": {"content": "1<br>one"}})
    table = HEADER + TABLE.splitlines(keepends=True)[1]
    since = len(miro_emulator.log)
    refused = upsert(miro_emulator, board, table, "--prune")
    assert refused.exit_code == 2
    assert (
        "remove 3 items from the board B, not in the table any more (1,500 credits): not without --yes"
        in refused.stderr
    )
    assert not writes(miro_emulator, since)

    assert upserted(miro_emulator, board, table)["other_items"] == 5, "without --prune all of them stay"
    shown = upserted(miro_emulator, board, table, "--prune", "--yes")
    assert (shown["removed"], shown["other_items"], shown["unchanged"]) == (3, 2, 1)
    left = [item["data"].get("content") for item in miro_emulator.world.board_items(board) if item["type"] != "frame"]
    assert left == ["1<br>one", "no key in it", "<br>an empty key", "1<br>one"]


@pytest.mark.parametrize(("answer", "code", "left"), [("n", 1, 5), ("y", 0, 2)])
def test_somebody_at_a_terminal_is_asked_before_anything_is_removed(
    miro_emulator: Emulator, board: str, tmp_path: Path, answer: str, code: int, left: int
) -> None:
    table = tmp_path / "table.csv"
    table.write_text(HEADER + TABLE.splitlines(keepends=True)[1])
    terminal, its_other_end = pty.openpty()
    command = ["import", str(table), "--board", board, "--key", "id", *MAPPING, "--prune"]
    process = start(miro_emulator, command, stdin=its_other_end)
    os.write(terminal, f"{answer}\n".encode())
    out, err = process.communicate(timeout=20)
    os.close(its_other_end)
    os.close(terminal)
    assert process.returncode == code, err
    assert "remove 3 items from the board B, not in the table any more (1,500 credits)? [y/N]:" in err
    assert bool(out) is (answer == "y")
    assert miro_emulator.world.item_count(board) - 1 == left


def test_items_with_one_key_are_left_alone(miro_emulator: Emulator, board: str) -> None:
    for _ in range(2):
        miro_emulator.world.create_item(board, "sticky_note", {"data": {"content": "7<br>twice"}})
    since = len(miro_emulator.log)
    table = TABLE + "7,seven,sticky_note,red,,\n"
    result = upsert(miro_emulator, board, table, "--prune")
    assert result.exit_code == 1
    assert "line 6: 2 items have the key '7': " in result.stderr
    assert json.loads(result.stdout)["left_alone"] == 1
    assert not writes(miro_emulator, since)


def test_a_dry_run_only_reads(miro_emulator: Emulator, board: str) -> None:
    table = TABLE.replace("1,one,", "1,uno,").replace("4,four,sticky_note,blue,,cold\n", "5,five,shape,#ffffff,,\n")
    since = len(miro_emulator.log)
    before = miro_emulator.statistics.credits
    dry = upserted(miro_emulator, board, table, "--prune", "--dry-run")
    assert not writes(miro_emulator, since)
    reading = miro_emulator.statistics.credits - before
    assert (dry["to_create"], dry["to_update"], dry["unchanged"], dry["to_remove"]) == (1, 1, 2, 1)
    wet = upserted(miro_emulator, board, table, "--prune", "--yes")
    assert wet["credits"] == reading + int(str(dry["credits"])) + 50, "and the board itself"
    assert (wet["created"], wet["updated"], wet["unchanged"], wet["removed"]) == (1, 1, 2, 1)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--board", "b=", "--key", "no"], "--key no: --map puts no such column on the items; it has 'content'"),
        (["--board", "b=", "--key", "content"], "line 3, column 'content': the key 'a' stands in line 2 already"),
        (["--new", "B", "--key", "content"], "--key needs --board ID"),
        (["--key", "content"], "--key needs --board ID"),
        (["--board", "b=", "--prune"], "--prune and --yes need --key COLUMN"),
    ],
)
def test_wrong_keys_are_refused_before_anything_is_sent(
    miro_emulator: Emulator, arguments: list[str], complaint: str
) -> None:
    result = run(miro_emulator, "import", "-", *arguments, stdin=b"content\na\na\n")
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert len(miro_emulator.log) == 0


def test_a_row_that_the_api_refuses_is_named_and_the_others_are_made(miro_emulator: Emulator, board: str) -> None:
    (star,) = [item["id"] for item in miro_emulator.world.board_items(board) if item["type"] == "shape"]
    miro_emulator.world.lock_item(board, star)
    miro_emulator.world.settings.locked_items_refuse = "changes"
    result = upsert(miro_emulator, board, TABLE.replace(",three,", ",drei,").replace(",one,", ",uno,"))
    assert result.exit_code == 1
    assert re.search("line 4: .*locked", result.stderr)
    shown = json.loads(result.stdout)
    assert (shown["updated"], shown["failed"]) == (1, 1)


def test_a_replaced_item_goes_only_when_the_new_one_is_there(miro_emulator: Emulator, board: str) -> None:
    miro_emulator.faults.add(Fault(kind="error", status=400, operations=("items.create",)))
    before = miro_emulator.world.board_items(board)
    result = upsert(miro_emulator, board, TABLE.replace("3,three,shape:star,#ff0000", "3,three,sticky_note,red"))
    assert result.exit_code == 1
    assert miro_emulator.world.board_items(board) == before


def test_a_tag_that_is_refused_because_it_is_there_is_no_failure(miro_emulator: Emulator, board: str) -> None:
    miro_emulator.world.settings.reattach_status = 400
    miro_emulator.faults.add(Fault(kind="hang_up", operations=("tags.attach",), times=1, applied=1.0))
    shown = upserted(miro_emulator, board, TABLE.replace(",A,\n", ",A,cold\n"))
    assert (shown["tags_attached"], shown["updated"], shown["failed"]) == (1, 1, 0)


def test_a_delimiter_that_was_forgotten_is_asked_for(miro_emulator: Emulator) -> None:
    for table in (b"id;content\n1;a\n", b"id;content\n1;a,b\n"):
        result = run(miro_emulator, "import", "-", "--board", "b=", "--map", "content=content", stdin=table)
        assert result.exit_code == 2
        assert "did you mean --delimiter ';'?" in result.stderr


# --- interrupted and killed -----------------------------------------------------------------------------------------


def many_rows(numbers: range, *, name: str = "row") -> str:
    rows = (f"{n},{name} {n},sticky_note,red,team {n % 3},{'odd' if n % 2 else ''}\n" for n in numbers)
    return "".join(rows)


@pytest.fixture
def slow() -> Iterator[Emulator]:
    """An emulator that takes its time, and whose lists lag."""
    emulator = Emulator(limit=1_000_000, latency=(0.01, 0.02), seed=7)
    with in_background(emulator):
        yield emulator


def filled(emulator: Emulator, tmp_path: Path) -> tuple[str, list[str], Path]:
    """A board with 40 rows, and the command that makes it another 40, of which ten are changed and ten are new."""
    board: str = emulator.world.create_board("B")["id"]
    table = tmp_path / "table.csv"
    table.write_text(HEADER + many_rows(range(40)))
    command = ["import", str(table), "--board", board, "--key", "id", *MAPPING, "--prune", "--yes", "--settle", "1"]
    finish(emulator, command)
    table.write_text(HEADER + many_rows(range(10, 20), name="changed") + many_rows(range(20, 70)))
    return board, command, table


def test_every_row_is_there_once_after_kills_in_every_step(slow: Emulator, tmp_path: Path) -> None:
    board, command, table = filled(slow, tmp_path)
    text = table.read_text().replace("team 2", "team 3")
    table.write_text(re.sub(r"(2[02468],.*),sticky_note,red", r"\1,shape,#ff0000", text))
    command += ["--journal", str(tmp_path / "journal")]
    slow.world.list_lag = 0.5
    slow.faults.add(
        Fault(kind="hang_up", operations=("items.create",), share=0.2, applied=1.0),
        Fault(kind="error", operations=("sticky_notes.update", "tags.attach", "items.delete"), share=0.1, applied=0.5),
    )
    since = max(entry.seq for entry in slow.log)
    steps = ["items.create", "sticky_notes.update", "items.create", "tags.attach", "items.delete"]
    for step, nth in zip(steps, (1, 3, 2, 3, 4), strict=True):
        kill_while_unanswered(slow, command, step, nth)
    shown = finish(slow, command)
    assert (shown["created"], shown["replaced"], shown["removed"]) == (30, 5, 10)
    assert int(str(shown["resumed"])) > 0
    slow.faults.clear()
    slow.world.list_lag = 0.0
    assert exported(slow, board) == set(table.read_text().splitlines())
    frames = [item["data"]["title"] for item in slow.world.board_items(board) if item["type"] == "frame"]
    assert set(frames) == {"team 0", "team 1", "team 2", "team 3"}
    new, grown = shown["frames"], shown["frames_grown"]
    assert isinstance(new, int)
    assert (new + int(str(grown)), len(frames)) == (3, 3 + new)
    updated = Counter(
        entry.path for entry in slow.log.select(operation="sticky_notes.update", since=since) if entry.status == 200
    )
    assert max(updated.values()) <= 3, "once, and again only where nobody knew"
    assert len(slow.log.select(operation="tags.attach", since=since)) <= 30, "15, and again only what was unanswered"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["journal", "table.csv"]


def test_a_run_after_a_run_does_not_trust_lists_that_lag(slow: Emulator, tmp_path: Path) -> None:
    board, command, table = filled(slow, tmp_path)
    command += ["--journal", str(tmp_path / "journal")]
    slow.world.list_lag = 1.0
    assert finish(slow, command)["created"] == 30
    again = finish(slow, command)
    assert (again["created"], again["updated"], again["removed"], again["unchanged"]) == (0, 0, 0, 60)
    table.write_text(table.read_text() + many_rows(range(90, 91)))
    assert finish(slow, command)["created"] == 1, "a journal that is done takes the next table"
    slow.world.list_lag = 0.0
    assert exported(slow, board) == set(table.read_text().splitlines())


def test_a_journal_that_is_not_done_takes_no_other_table(slow: Emulator, tmp_path: Path) -> None:
    _, command, table = filled(slow, tmp_path)
    command += ["--journal", str(tmp_path / "journal")]
    kill_while_unanswered(slow, command, "items.create")
    table.write_text(HEADER + many_rows(range(1)))
    since = max(entry.seq for entry in slow.log)
    process = start(slow, command)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "is of an import of another table, or with other options, that has not ended" in err
    assert not writes(slow, since)


def test_ctrl_c_says_how_far_it_came_and_the_same_command_goes_on(slow: Emulator, tmp_path: Path) -> None:
    board, command, table = filled(slow, tmp_path)
    command += ["--journal", str(tmp_path / "journal")]
    since = max(entry.seq for entry in slow.log)
    process = start(slow, command)
    while not slow.log.select(operation="sticky_notes.update", state="answered", since=since):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (130, "")
    assert re.search(rf"\d+ of 50 changes are made on the board {board}; the same command goes on from ", err), err
    finish(slow, command)
    assert exported(slow, board) == set(table.read_text().splitlines())
