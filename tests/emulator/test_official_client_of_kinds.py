"""The official Python client on the kinds of items that came with files and links."""

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from official_client import OF_KINDS, Official
from world_files import PNG

from miro_async.emulator import Emulator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own imports warn on a current Python
    from miro_api import exceptions, models

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")

EMBED = {"data": {"url": "https://www.youtube.com/watch?v=1", "mode": "modal"}}
KINDS: list[tuple[str, str, Any, Any, Any, Callable[[Any], Any]]] = [
    ("text", "", models.TextCreateRequest, models.TextUpdateRequest, {"data": {"content": "v"}}, lambda d: d.content),
    ("card", "", models.CardCreateRequest, models.CardUpdateRequest, {"data": {"title": "v"}}, lambda d: d.title),
    (
        "app_card",
        "",
        models.AppCardCreateRequest,
        models.AppCardUpdateRequest,
        {"data": {"title": "v", "fields": [{"value": "f"}]}},
        lambda d: d.title,
    ),
    ("embed", "", models.EmbedCreateRequest, models.EmbedUpdateRequest, EMBED, lambda d: d.mode),
    (
        "image",
        "_using_url",
        models.ImageCreateRequest,
        models.ImageUpdateRequest,
        {"data": {"url": "https://example.com/a.png", "title": "v"}},
        lambda d: d.title,
    ),
    (
        "document",
        "_using_url",
        models.DocumentCreateRequest,
        models.DocumentUpdateRequest,
        {"data": {"url": "https://example.com/a.pdf", "title": "v"}},
        lambda d: d.title,
    ),
]


def kinds(client: Official, board: str) -> None:
    for kind, suffix, create, update, body, value in KINDS:
        made = getattr(client, f"create_{kind}_item{suffix}")(board, create.from_dict(body))
        read = getattr(client, f"get_{kind}_item")(board, made.id)
        assert (read.type, value(read.data)) == (kind, value(made.data)) == (kind, "modal" if kind == "embed" else "v")
        move = update.from_dict({"position": {"x": 7, "y": 8}})
        moved = getattr(client, f"update_{kind}_item{suffix}")(board, made.id, move)
        assert (moved.position.x, value(moved.data)) == (7, value(made.data))
        getattr(client, f"delete_{kind}_item")(board, made.id)
        with pytest.raises(exceptions.NotFoundException):
            getattr(client, f"get_{kind}_item")(board, made.id)


def files(client: Official, board: str, folder: Path, emulator: Emulator) -> None:
    """Without anything said beside the file: this client's own form cannot hold more (it fails on its `data`)."""
    picture = folder / "photo.png"
    picture.write_bytes(PNG)
    for create, update in (
        ("create_image_item_using_local_file", "update_image_item_using_file_from_device"),
        ("create_document_item_using_file_from_device", "update_document_item_using_file_from_device"),
    ):
        made = getattr(client, create)(board, str(picture))
        assert made.data.title == "photo.png"
        assert getattr(client, update)(board, made.id, str(picture)).id == made.id
    image, _ = emulator.world.board_items(board)
    assert image["geometry"] == {"width": 640.0, "height": 480.0}


def experimental(client: Official, board: str) -> None:
    shape = client.api.create_shape_item(board, models.ShapeCreateRequest())
    page = client.get_items_experimental(board, limit="10", type="shape")
    assert [item.id for item in page.data] == [shape.id]
    assert client.get_specific_item_experimental(board, shape.id).type == "shape"
    client.delete_item_experimental(board, shape.id)
    assert client.get_items_experimental(board, type="shape").total == 0


def test_what_this_client_cannot_do(miro_emulator: Emulator, tmp_path: Path) -> None:
    """Mistakes of its own, which no server can make good."""
    client = Official(miro_emulator)
    board = miro_emulator.world.create_board("Official")["id"]
    picture = tmp_path / "photo.png"
    picture.write_bytes(PNG)
    said = models.UploadFileFromDeviceData.from_dict({"title": "v"})
    with pytest.raises(TypeError, match="bytes-like object"):  # it hands its own dict to the form as a file
        client.create_image_item_using_local_file(board, str(picture), said)
    with pytest.raises((OSError, ValueError)):  # bytes are taken for a path
        client.create_image_item_using_local_file(board, PNG)
    card = client.create_app_card_item(board, models.AppCardCreateRequest.from_dict({"data": {"title": "v"}}))
    change = models.AppCardUpdateRequest.from_dict({"data": {"status": "connected"}})
    changed = client.update_app_card_item(board, card.id, change)  # it sends the default of what is not said
    assert (changed.data.status, changed.data.title) == ("connected", "sample app card item")


def test_every_covered_method(miro_emulator: Emulator, tmp_path: Path) -> None:
    client = Official(miro_emulator)
    board = miro_emulator.world.create_board("Official")["id"]
    kinds(client, board)
    files(client, board, tmp_path, miro_emulator)
    experimental(client, board)
    assert client.called == OF_KINDS
