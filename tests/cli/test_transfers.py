"""Files of images and documents, up and down."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli_runs import run

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


def test_files_go_up_side_by_side_and_come_down_with_their_names(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    paths = files(tmp_path, "one.png", "two.png")
    first, second = shown(miro_emulator, "images", "upload", board, *paths, "--at", "100,50", "--width", "300")
    assert (first["position"]["x"], second["position"]["x"]) == (100, 440)
    assert second["geometry"]["width"] == 300
    to = tmp_path / "new" / "down"
    down = shown(miro_emulator, "images", "download", board, "--all", "--to", str(to))
    assert {entry["id"] for entry in down} == {first["id"], second["id"]}
    assert {path.name for path in to.iterdir()} == {"one.png", "two.png"}
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
        assert len(list(to.iterdir())) == 3
    again = run(miro_emulator, "images", "download", board, ids[0], "--to", str(to))
    assert again.exit_code == 1
    assert "see --overwrite" in again.stderr


def test_what_cannot_be_downloaded_is_named_and_the_rest_comes(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    (path,) = files(tmp_path, "one.png")
    (image,) = shown(miro_emulator, "images", "upload", board, path)
    to = tmp_path / "down"
    result = run(miro_emulator, "images", "download", board, "123", image["id"], "--to", str(to), "--json")
    assert result.exit_code == 1
    assert [entry["id"] for entry in json.loads(result.stdout)] == [image["id"]]
    assert "miro-async: 123: images.get: 404" in result.stderr
    assert [each.name for each in to.iterdir()] == ["one.png"]


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
