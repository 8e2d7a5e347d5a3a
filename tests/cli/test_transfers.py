"""Files of images and documents, up and down."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from cli_runs import run
from cli_terminals import frames, interrupted

from miro_async.cli.download_log import LOG_NAME
from miro_async.emulator import Emulator

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
PDF = b"%PDF-1.7\n" + bytes(range(100))


def a_board(emulator: Emulator) -> str:
    return str(emulator.world.create_board("Roadmap")["id"])


def shown(emulator: Emulator, *arguments: str) -> Any:
    result = run(emulator, *arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def files(directory: Path, *names: str, content: bytes = PNG) -> list[str]:
    for name in names:
        (directory / name).write_bytes(content)
    return [str(directory / name) for name in names]


def names_in(directory: Path) -> list[str]:
    """The files that people see."""
    return sorted(path.name for path in directory.iterdir() if not path.name.startswith("."))


def test_files_go_up_side_by_side_and_come_down_with_their_names(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    paths = files(tmp_path, "one.png", "two.png")
    first, second = shown(miro_emulator, "images", "upload", board, *paths, "--at", "100,50", "--width", "300")
    assert (first["position"]["x"], second["position"]["x"]) == (100, 440)
    assert second["geometry"]["width"] == 300
    to = tmp_path / "new" / "down"
    down = shown(miro_emulator, "images", "download", board, "--all", "--to", str(to))
    assert {entry["id"] for entry in down} == {first["id"], second["id"]}
    assert names_in(to) == ["one.png", "two.png"]
    assert (to / "one.png").read_bytes() == PNG


def test_documents_likewise_and_a_file_can_be_replaced(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    (path,) = files(tmp_path, "plan.pdf", content=PDF)
    (document,) = shown(miro_emulator, "documents", "upload", board, path, "--title", "Plan")
    assert document["data"]["title"] == "Plan"
    (other,) = files(tmp_path, "plan2.pdf", content=PDF * 2)
    shown(miro_emulator, "documents", "replace", board, document["id"], other)
    (down,) = shown(miro_emulator, "documents", "download", board, document["id"], "--to", str(tmp_path / "to"))
    assert Path(down["file"]).read_bytes() == PDF * 2
    assert down["bytes"] == len(PDF) * 2
    table = run(miro_emulator, "documents", "download", board, "--all", "--to", str(tmp_path / "again")).stdout
    assert table.split()[:4] == ["id", "file", "bytes", "type"]
    assert str(tmp_path / "again" / "plan2.pdf") in table


def test_files_of_one_name_do_not_take_each_others_place(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    contents = [PNG + bytes([number]) for number in range(3)]
    ids: list[str] = []
    for content in contents:
        (path,) = files(tmp_path, "image.png", content=content)
        ids += [shown(miro_emulator, "images", "upload", board, path)[0]["id"]]
    to = tmp_path / "down"
    for overwrite in ([], ["--overwrite"]):
        down = shown(miro_emulator, "images", "download", board, "--all", "--to", str(to), *overwrite)
        assert {entry["id"]: Path(entry["file"]).read_bytes() for entry in down} == dict(
            zip(ids, contents, strict=True)
        )
        assert len(names_in(to)) == 3


def test_a_file_that_no_download_left_stays_unless_it_may_be_overwritten(
    miro_emulator: Emulator, tmp_path: Path
) -> None:
    board = a_board(miro_emulator)
    (image,) = shown(miro_emulator, "images", "upload", board, *files(tmp_path, "one.png"))
    to = tmp_path / "down"
    to.mkdir()
    (own,) = files(to, "one.png", content=b"own")
    command = ("images", "download", board, image["id"], "--to", str(to))
    for _ in range(2):
        refused = run(miro_emulator, *command)
        assert refused.exit_code == 1
        assert "see --overwrite" in refused.stderr
        assert Path(own).read_bytes() == b"own"
    shown(miro_emulator, *command, "--overwrite")
    assert Path(own).read_bytes() == PNG


def test_what_is_there_is_skipped_and_costs_nothing(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    ids: list[str] = []
    for number in range(3):  # of one name
        (path,) = files(tmp_path, "image.png", content=PNG + bytes([number]))
        ids += [shown(miro_emulator, "images", "upload", board, path)[0]["id"]]
    to = tmp_path / "down"
    command = ("images", "download", board, *reversed(ids), "--to", str(to))
    first = shown(miro_emulator, *command[:4], "--to", str(to))
    assert [entry["skipped"] for entry in first] == [False]
    assert Path(first[0]["file"]).name == "image.png"
    with (to / LOG_NAME).open("ab") as log:
        log.write(b'\n{"board": "cut o')
    second = shown(miro_emulator, "images", "download", board, *ids, "--to", str(to))
    assert [entry["skipped"] for entry in second] == [False, False, True]
    assert second[2] == {**first[0], "skipped": True}
    assert [Path(entry["file"]).read_bytes()[-1] for entry in second] == [0, 1, 2]

    sent = len(miro_emulator.log)
    third = run(miro_emulator, *command)
    assert third.exit_code == 0
    assert "3 of 3 files were there already, skipped" in third.stderr
    assert len(miro_emulator.log) == sent

    Path(second[0]["file"]).write_bytes(b"cut")
    Path(second[1]["file"]).unlink()
    fourth = run(miro_emulator, *command, "--json")
    assert fourth.exit_code == 1, "a file that somebody changed is not replaced"
    assert [(entry["id"], entry["skipped"]) for entry in json.loads(fourth.stdout)] == [(ids[2], True), (ids[1], False)]
    assert Path(second[1]["file"]).read_bytes()[-1] == 1


def test_an_original_and_its_preview_are_two_files(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    (image,) = shown(miro_emulator, "images", "upload", board, *files(tmp_path, "one.png"))
    to = tmp_path / "down"
    command = ("images", "download", board, image["id"], "--to", str(to))
    (original,) = shown(miro_emulator, *command)
    (preview,) = shown(miro_emulator, *command, "--preview")
    assert (original["skipped"], preview["skipped"]) == (False, False)
    assert names_in(to) == sorted(["one.png", f"one-{image['id']}-preview.png"])


@pytest.mark.miro_emulator(latency=0.02)
def test_after_ctrl_c_the_same_command_pays_only_for_the_rest(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    paths = files(tmp_path, *(f"{number}.png" for number in range(12)))
    shown(miro_emulator, "images", "upload", board, *paths)
    to = tmp_path / "down"
    command = ("images", "download", board, "--all", "--to", str(to), "--json")
    process = subprocess.Popen(
        [sys.executable, "-m", "miro_async.cli", *command],
        env={**os.environ, "MIRO_BASE_URL": miro_emulator.url, "MIRO_ACCESS_TOKEN": miro_emulator.token},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not to.exists() or len(names_in(to)) < 3:
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    there = len(names_in(to))
    assert 3 <= there < 12
    assert "files are in" in err
    assert "the same command goes on" in err

    located = len(miro_emulator.log.select(operation="images.locate"))
    entries = shown(miro_emulator, *command[:-1])
    assert sum(entry["skipped"] for entry in entries) == there
    assert len(miro_emulator.log.select(operation="images.locate")) - located == 12 - there
    assert names_in(to) == sorted(Path(path).name for path in paths)


@pytest.mark.miro_emulator(latency=0.25)
def test_a_terminal_shows_how_many_files_are_there_and_for_how_long_it_will_go_on(
    miro_emulator: Emulator, tmp_path: Path
) -> None:
    board = a_board(miro_emulator)
    paths = files(tmp_path, *(f"{number}.png" for number in range(12)))
    env = {"MIRO_BASE_URL": miro_emulator.url, "MIRO_ACCESS_TOKEN": miro_emulator.token}
    up, code = interrupted(["images", "upload", board, *paths], env, when=" 3/12 ")
    assert code == 130
    assert re.search(r" 3/12 300 credits, 0 x 429, \d+ s ", frames(up, "files  ", "left")[-1])
    there = miro_emulator.world.item_count(board)
    command = ["images", "download", board, "--all", "--to", str(tmp_path / "down")]
    down, code = interrupted(command, env, when=f" 2/{there} ")
    assert code == 130
    assert re.search(rf" 2/{there} 1,2[05]0 credits, 0 x 429, \d+ s ", frames(down, "files  ", "left")[-1])


def test_without_a_terminal_there_are_lines_and_for_one_file_none(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    one, *more = files(tmp_path, "1.png", "2.png", "3.png", "4.png")
    assert run(miro_emulator, "images", "upload", board, one).stderr == ""
    up = run(miro_emulator, "images", "upload", board, *more, "--watch").stderr
    assert "files: 3 of 3, 300 credits, 0 x 429" in up
    assert "of 100,000 credits left, " in up
    command = ("images", "download", board, "--all", "--to", str(tmp_path / "down"))
    assert run(miro_emulator, *command, "--quiet").stderr == ""
    down = run(miro_emulator, *command, "--overwrite", "--watch").stderr
    assert "files: 4 of 4, 2,300 credits, 0 x 429" in down
    assert "of 100,000 credits left, " in down
    assert run(miro_emulator, *command).stderr.splitlines()[-1].endswith("4 of 4 files were there already, skipped")


def test_what_cannot_be_downloaded_is_named_and_the_rest_comes(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    (path,) = files(tmp_path, "one.png")
    (image,) = shown(miro_emulator, "images", "upload", board, path)
    to = tmp_path / "down"
    result = run(miro_emulator, "images", "download", board, "123", image["id"], "--to", str(to), "--json")
    assert result.exit_code == 1
    assert [entry["id"] for entry in json.loads(result.stdout)] == [image["id"]]
    assert "miro-async: 123: images.get: 404" in result.stderr
    assert names_in(to) == ["one.png"]


def test_one_item_that_is_not_there_is_not_found(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    for area in ("images", "documents"):
        result = run(miro_emulator, area, "download", board, "123", "--to", str(tmp_path))
        assert result.exit_code == 4
        assert f"not there, or hidden from this token: {area[:-1]} 123 of board {board}" in result.stderr


@pytest.mark.parametrize(
    ("names", "options", "complaint"),
    [
        (["one.png", "nothing.png"], [], "nothing.png"),
        (["one.png", "empty.png"], [], "empty.png"),
        (["one.png", "large.png"], [], "large.png"),
        (["one.png", "one.png"], ["--title", "T"], "--title goes with one file"),
        (["one.png", "one.png"], ["--at", "0,0"], "--at with several files needs --width"),
        (["one.png"], ["--width", "-5"], "geometry.width"),
    ],
)
def test_a_wrong_file_is_refused_before_any_is_sent(
    miro_emulator: Emulator, tmp_path: Path, names: list[str], options: list[str], complaint: str
) -> None:
    files(tmp_path, "one.png")
    files(tmp_path, "empty.png", content=b"")
    files(tmp_path, "large.png", content=bytes(6 * 1024 * 1024 + 1))
    result = run(miro_emulator, "images", "upload", "b=", *(str(tmp_path / name) for name in names), *options)
    assert result.exit_code == 2, result.output
    assert complaint in result.stderr
    assert len(miro_emulator.log) == 0


@pytest.mark.parametrize("arguments", [[], ["1", "--all"]])
def test_downloads_need_ids_or_all(miro_emulator: Emulator, arguments: list[str]) -> None:
    result = run(miro_emulator, "images", "download", "b=", *arguments)
    assert result.exit_code == 2
    assert "say which: ids of items, or --all" in result.stderr
