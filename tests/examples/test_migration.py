"""The programs for authors of migrations: what arrives, and what is said of the rest."""

import struct
import zlib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from example_runs import read, run, sent

from miro_async.emulator import Emulator
from miro_async.errors import InvalidArgument

SOURCE: dict[str, Any] = {
    "name": "Source",
    "tags": [{"title": "urgent", "fillColor": "green"}, {"title": "unused"}],
    "items": [
        {"type": "shape", "data": {"content": "beside", "shape": "circle"}, "position": {"x": -900, "y": 5}},
        {
            "type": "frame",
            "data": {"title": "Q3"},
            "geometry": {"width": 800, "height": 600},
            "position": {"x": 100, "y": 200},
        },
        {
            "type": "sticky_note",
            "data": {"content": "inside"},
            "style": {"fillColor": "pink"},
            "position": {"x": 100, "y": 80},
            "parent": {"index": 1},
            "tags": ["urgent"],
        },
        {"type": "card", "data": {"title": "card"}, "tags": ["urgent"]},
        {"type": "kanban"},
        {"type": "text", "data": {"content": "text"}},
    ],
    "connectors": [
        {"startItem": {"index": 2}, "endItem": {"index": 3}, "shape": "elbowed", "captions": [{"content": "then"}]},
        {"startItem": {"index": 0}},
        {"startItem": {"index": 0}, "endItem": {"index": 5}, "style": {"startStrokeCap": "of_tomorrow"}},
    ],
}


def by_text(emulator: Emulator, board: str) -> dict[str, dict[str, Any]]:
    """Items by what they say; ids and dates are not of interest."""
    items = emulator.world.board_items(board)
    return {item["data"].get("content") or item["data"].get("title") or item["type"]: item for item in items}


def test_copy_board_copies_all_that_it_can(miro_emulator: Emulator) -> None:
    world = miro_emulator.world
    (source,) = world.seed({"boards": [SOURCE]})
    picture = world.upload_file(source["id"], "image", png(3), name="p.png", content_type="image/png")
    done = run(miro_emulator, "copy_board", f"https://miro.com/app/board/{source['id']}/", "The copy")
    assert (done.code, done.err) == (0, "")
    copy = next(board for board in world.boards() if board["name"] == "The copy")
    old, new = by_text(miro_emulator, source["id"]), by_text(miro_emulator, copy["id"])
    assert list(new) == ["Q3", "beside", "inside", "card", "text"]
    for name, item in new.items():
        for part in ("type", "data", "style", "geometry", "position"):
            assert item.get(part) == old[name].get(part), (name, part)
    assert new["inside"]["parent"]["id"] == new["Q3"]["id"]
    drawn, plain = world.board_connectors(copy["id"])
    assert (drawn["startItem"]["id"], drawn["endItem"]["id"]) == (new["inside"]["id"], new["card"]["id"])
    assert (drawn["shape"], drawn["captions"][0]["content"]) == ("elbowed", "then")
    assert (plain["startItem"]["id"], plain["endItem"]["id"]) == (new["beside"]["id"], new["text"]["id"])
    urgent, unused = world.board_tags(copy["id"])
    assert (urgent["title"], urgent["fillColor"], unused["title"]) == ("urgent", "green", "unused")
    tagged = read(miro_emulator, f"/v2/boards/{quote(copy['id'])}/items?tag_id={urgent['id']}")["data"]
    assert [item["id"] for item in tagged] == [new["inside"]["id"], new["card"]["id"]]

    connectors = world.board_connectors(source["id"])
    said = done.out.splitlines()
    assert said[-1] == f"7 of 10 copied: {copy['viewLink']}"
    assert f"kanban {old['kanban']['id']}: lost an item of type 'kanban' cannot be created" in said
    assert any(line.startswith(f"{picture['id']}: ") for line in said)
    assert any(line.startswith(f"connector {connectors[1]['id']}: lost") and "loose end" in line for line in said)
    assert f"connector {connectors[2]['id']}: lost style.start_stroke_cap" in said


def test_copy_board_wants_a_board(miro_emulator: Emulator) -> None:
    with pytest.raises(InvalidArgument, match=r"https://miro\.com/login/"):
        run(miro_emulator, "copy_board", "https://miro.com/login/", "The copy")
    assert not miro_emulator.statistics.calls


def png(width: int) -> bytes:
    """A picture of one line."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" + bytes(width))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def test_download_images_stores_each_image_once(tmp_path: Path, miro_emulator: Emulator) -> None:
    world = miro_emulator.world
    board = world.create_board()["id"]
    files = [png(width) for width in range(1, 21)]
    images = [world.upload_file(board, "image", file, name="same.png", content_type="image/png") for file in files]
    world.create_item(board, "sticky_note", {"data": {"content": "no image"}})
    done = run(miro_emulator, "download_images", board, tmp_path)
    assert (done.code, done.err) == (0, "")
    stored = {path.name.partition("-")[0]: path.read_bytes() for path in tmp_path.iterdir()}
    assert stored == {image["id"]: file for image, file in zip(images, files, strict=True)}
    assert all(path.name.partition("-")[2].startswith("same.png") for path in tmp_path.iterdir())
    assert len(done.out.splitlines()) == 20
    assert f"{len(files[0]):,} bytes" in done.out

    added = world.upload_file(board, "image", png(30), name="new.png", content_type="image/png")
    before = sent(miro_emulator)["images.locate"]
    again = run(miro_emulator, "download_images", board, tmp_path)
    assert added["id"] in again.out
    assert len(again.out.splitlines()) == 1
    assert sent(miro_emulator)["images.locate"] == before + 1 == 21


def test_download_images_goes_on_after_one_that_is_not_there(tmp_path: Path, miro_emulator: Emulator) -> None:
    url = "https://example.com/p.png"
    items = [{"type": "image", "data": {"url": url}, "upload": upload} for upload in ("removed", "finished")]
    (board,) = miro_emulator.world.seed({"boards": [{"name": "Board", "items": items}]})
    lost, kept = (item["id"] for item in miro_emulator.world.board_items(board["id"]))
    done = run(miro_emulator, "download_images", board["id"], tmp_path)
    assert done.err.startswith(f"{lost}: images.locate: ")
    assert [path.name.partition("-")[0] for path in tmp_path.iterdir()] == [kept]
