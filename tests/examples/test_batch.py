"""The programs for authors of batch jobs, each against the emulator: what is on the board afterwards."""

import builtins
import csv
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from example_runs import read, run, sent

from miro_async.emulator import Emulator, Fault

DAY = 86_400.0
LONG_AGO = time.time() - 400 * DAY


def new_board(emulator: Emulator, *contents: str) -> str:
    board: str = emulator.world.create_board("Board")["id"]
    for content in contents:
        emulator.world.create_item(board, "sticky_note", {"data": {"content": content}})
    return board


def contents(emulator: Emulator, board: str) -> list[str]:
    return [item["data"]["content"] for item in emulator.world.board_items(board)]


def write_csv(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


def test_import_csv_makes_a_note_of_each_row(tmp_path: Path, miro_emulator: Emulator) -> None:
    board = new_board(miro_emulator)
    table = write_csv(tmp_path / "rows.csv", ("Tom & Jerry", "1940"), ("<b>", ""), *[(str(n),) for n in range(20)])
    done = run(miro_emulator, "import_csv", f"https://miro.com/app/board/{board}/", table)
    assert (done.code, done.err) == (0, "")
    assert contents(miro_emulator, board)[:3] == ["Tom &amp; Jerry<br>1940", "&lt;b&gt;<br>", "0"]
    places = {(item["position"]["x"], item["position"]["y"]) for item in miro_emulator.world.board_items(board)}
    assert len(places) == 22
    assert "\r22 of 22 rows, 0 s left" in done.out
    assert "22 notes are on the board, 0 of them from an earlier run" in done.out


def test_import_csv_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, miro_emulator: Emulator
) -> None:
    board = new_board(miro_emulator)
    table = write_csv(tmp_path / "rows.csv", *[(str(n),) for n in range(50)])

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(builtins, "print", interrupt)  # while the first batch is shown
        with pytest.raises(KeyboardInterrupt):
            run(miro_emulator, "import_csv", board, table)
    assert miro_emulator.world.item_count(board) == 20
    done = run(miro_emulator, "import_csv", board, table)
    assert done.code == 0
    assert "50 notes are on the board, 20 of them from an earlier run" in done.out
    assert contents(miro_emulator, board) == [str(n) for n in range(50)]


def test_import_csv_says_what_is_missing(tmp_path: Path, miro_emulator: Emulator) -> None:
    done = run(miro_emulator, "import_csv", new_board(miro_emulator), tmp_path / "none.csv")
    assert (done.code, "none.csv" in done.err, done.err.count("\n")) == (1, True, 1)
    done = run(miro_emulator, "import_csv", "uXjVnowhere=", write_csv(tmp_path / "rows.csv", ("one",)))
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert "Board not found" in done.err


def test_recolor_changes_what_has_the_word_and_another_color(miro_emulator: Emulator) -> None:
    world = miro_emulator.world
    board = new_board(miro_emulator, "a risk", "<p>High&nbsp;Risk!</p>", "an asterisk", '<a href="risk">link</a>')
    world.create_item(board, "sticky_note", {"data": {"content": "RISK"}, "style": {"fillColor": "red"}})
    world.create_item(board, "shape", {"data": {"content": "risk"}})
    done = run(miro_emulator, "recolor", board, "risk", "red")
    assert (done.code, done.err) == (0, "")
    colors = [item["style"]["fillColor"] for item in world.board_items(board)]
    assert colors[:5] == ["red", "red", "light_yellow", "light_yellow", "red"]
    assert sent(miro_emulator)["sticky_notes.update"] == 2
    assert done.out == "risk is on 3 notes; 2 of them were not red, and are now\n"


def test_recolor_names_what_it_could_not_change(miro_emulator: Emulator) -> None:
    board = new_board(miro_emulator, "a risk", "no risk")
    miro_emulator.world.lock_item(board, miro_emulator.world.board_items(board)[1]["id"])
    done = run(miro_emulator, "recolor", board, "risk", "red")
    assert done.code == 1
    assert "1 of 2 entries failed" in done.err
    assert "locked" in done.err
    assert miro_emulator.world.board_items(board)[0]["style"]["fillColor"] == "red"
    assert run(miro_emulator, "recolor", board, "risk", "crimson").code == 2


def titles_with(emulator: Emulator, board: str, tag: str) -> list[str]:
    (tag_id,) = [known["id"] for known in emulator.world.board_tags(board) if known["title"] == tag]
    items = read(emulator, f"/v2/boards/{quote(board)}/items?tag_id={tag_id}")["data"]
    return [item["data"].get("content") or item["data"]["title"] for item in items]


def test_tag_by_rule_tags_notes_and_cards(miro_emulator: Emulator) -> None:
    board = new_board(miro_emulator, "do it ASAP", "some day", "crash, today")
    miro_emulator.world.create_item(board, "card", {"data": {"title": "<p>today</p>"}})
    miro_emulator.world.create_item(board, "text", {"data": {"content": "today"}})
    miro_emulator.world.create_tag(board, "urgent", "green")
    rules = ("--rule", "urgent", "asap|today", "--rule", "bug", "crash")
    done = run(miro_emulator, "tag_by_rule", board, *rules)
    assert (done.code, done.err) == (0, "")
    assert done.out == "urgent: attached to 3 items, refused by 0\nbug: attached to 1 items, refused by 0\n"
    assert titles_with(miro_emulator, board, "urgent") == ["do it ASAP", "crash, today", "<p>today</p>"]
    assert titles_with(miro_emulator, board, "bug") == ["crash, today"]
    assert [tag["title"] for tag in miro_emulator.world.board_tags(board)] == ["urgent", "bug"]
    before = sent(miro_emulator)
    again = run(miro_emulator, "tag_by_rule", board, *rules)
    assert again.out == "urgent: attached to 0 items, refused by 0\nbug: attached to 0 items, refused by 0\n"
    assert sent(miro_emulator)["tags.attach"] == before["tags.attach"] == 4


def test_tag_by_rule_says_what_was_refused(miro_emulator: Emulator) -> None:
    tags = [{"title": str(n)} for n in range(8)]
    note = {"type": "sticky_note", "data": {"content": "today"}, "tags": [str(n) for n in range(8)]}
    (board,) = miro_emulator.world.seed({"boards": [{"tags": tags, "items": [note]}]})
    done = run(miro_emulator, "tag_by_rule", board["id"], "--rule", "urgent", "today")
    assert done.out == "urgent: attached to 0 items, refused by 1\n"
    done = run(miro_emulator, "tag_by_rule", board["id"], "--rule", "urgent", "(")
    assert (done.code, "unterminated" in done.err) == (1, True)
    assert run(miro_emulator, "tag_by_rule", board["id"], "--rule", "urgent").code == 2


def test_org_chart_draws_cards_and_lines(tmp_path: Path, miro_emulator: Emulator) -> None:
    table = write_csv(
        tmp_path / "people.csv",
        ("name", "title", "manager"),
        ("Ann", "Engineer", "Eve"),
        ("Eve", "Boss", ""),
        ("B & B", "Engineers", "Ann"),
        ("Joe", "Sales", "Eve"),
        ("Lost", "Engineer", "Nobody"),
    )
    done = run(miro_emulator, "org_chart", table)
    (board,) = miro_emulator.world.boards()
    assert (done.code, done.err) == (0, "")
    assert "4 of 5 people" in done.out
    assert board["viewLink"] in done.out
    cards = miro_emulator.world.board_items(board["id"])
    names = {card["id"]: card["data"]["title"] for card in cards}
    assert list(names.values()) == ["Eve", "Ann", "B &amp; B", "Joe"]
    assert cards[0]["data"]["description"] == "Boss"
    assert [card["position"]["x"] for card in cards] == [0, 200, 400, 200]
    assert len({card["position"]["y"] for card in cards}) == 4
    lines = miro_emulator.world.board_connectors(board["id"])
    ends = {(names[line["startItem"]["id"]], names[line["endItem"]["id"]]) for line in lines}
    assert ends == {("Eve", "Ann"), ("Ann", "B &amp; B"), ("Eve", "Joe")}


def test_upload_folder_has_an_outcome_for_each_picture(tmp_path: Path, miro_emulator: Emulator) -> None:
    board = new_board(miro_emulator)
    for number in range(12):
        (tmp_path / f"{number:02}.PNG").write_bytes(b"picture %d" % number)
    (tmp_path / "03.PNG").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("no picture")
    done = run(miro_emulator, "upload_folder", board, tmp_path)
    assert done.code == 1
    assert done.out == "11 of 12 pictures uploaded\n"
    assert done.err.startswith("03.PNG: ")
    images = {item["data"]["title"]: item["position"] for item in miro_emulator.world.board_items(board)}
    assert sorted(images) == [f"{number:02}" for number in range(12) if number != 3]
    assert (images["11"]["x"], images["11"]["y"]) == (320, 320)
    (tmp_path / "03.PNG").unlink()
    assert run(miro_emulator, "upload_folder", board, tmp_path).code == 0


def board_of_another_user(emulator: Emulator) -> str:
    token = emulator.world.issue_token(user_id="3458764500000000077").value
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{emulator.url}/v2/boards", b'{"name": "not mine"}', headers)
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 201
    return "not mine"


def names(boards: list[dict[str, Any]]) -> list[str]:
    return [board["name"] for board in boards]


@pytest.mark.miro_emulator(epoch=LONG_AGO)
def test_nightly_cleanup_deletes_all_stale_boards_of_the_user(miro_emulator: Emulator) -> None:
    for number in range(120):
        miro_emulator.world.create_board(f"stale {number}")
    other = board_of_another_user(miro_emulator)
    miro_emulator.clock.advance(400 * DAY)
    miro_emulator.world.create_board("fresh")
    shown = run(miro_emulator, "nightly_cleanup")
    assert (shown.code, shown.err, shown.out.count("stale")) == (0, "", 120)
    assert shown.out.startswith(f"{datetime.fromtimestamp(LONG_AGO, UTC):%Y-%m-%d} stale ")
    assert len(miro_emulator.world.boards()) == 122
    assert not sent(miro_emulator)["boards.delete"]
    assert run(miro_emulator, "nightly_cleanup", "--days", "500", "--yes").out == ""
    done = run(miro_emulator, "nightly_cleanup", "--yes")
    assert (done.code, done.err) == (0, "")
    assert sorted(names(miro_emulator.world.boards())) == ["fresh", other]
    assert sorted(done.out.splitlines()) == sorted(shown.out.splitlines())


@pytest.mark.miro_emulator(epoch=LONG_AGO)
def test_nightly_cleanup_goes_on_after_a_refusal(miro_emulator: Emulator) -> None:
    for number in range(3):
        miro_emulator.world.create_board(f"stale {number}")
    miro_emulator.clock.advance(400 * DAY)
    miro_emulator.faults.add(Fault(kind="error", status=403, operations=("boards.delete",), nth=2, times=1))
    done = run(miro_emulator, "nightly_cleanup", "--yes")
    assert done.code == 1
    assert done.err.startswith("not deleted: boards.delete")
    assert len(miro_emulator.world.boards()) == 1
