"""The official Python client, unchanged, against the emulator: proof that it is no mirror of our own mistakes."""

import warnings
from typing import Any

import pytest
from official_client import BASICS, OF_GOVERNANCE, OF_KINDS, OF_RELATIONS, OF_TEAMS, OF_WIDGETS, Official, shared

from miro_async.emulator import Emulator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own imports warn on a current Python
    import miro_api
    from miro_api import exceptions
    from miro_api.models import (
        BoardChanges,
        CopyBoardChanges,
        FrameChanges,
        FrameCreateRequest,
        FrameUpdateRequest,
        GenericItemUpdate,
        GeometryNoRotation,
        ItemCreate,
        PositionChange,
        ShapeCreateRequest,
        ShapeUpdateRequest,
        StickyNoteCreateRequest,
        StickyNoteUpdateRequest,
        TagCreateRequest,
        TagUpdateRequest,
    )

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")


def boards(client: Official) -> str:
    board = client.create_board(BoardChanges(name="Official", description="d"))
    assert board.name == "Official"
    assert client.get_specific_board(board.id).id == board.id
    assert client.update_board(board.id, BoardChanges(name="Renamed")).name == "Renamed"
    copy = client.copy_board(board.id, CopyBoardChanges(name="Copy"))
    assert {found.name for found in client.get_all_boards(limit="1")} == {"Renamed", "Copy"}
    assert client.get_boards(query="Cop").total == 1
    client.delete_board(copy.id)
    with pytest.raises(exceptions.NotFoundException):
        client.get_specific_board(copy.id)
    return str(board.id)


def sticky_notes(client: Official, board: str) -> str:
    note = client.create_sticky_note_item(
        board,
        StickyNoteCreateRequest.from_dict(
            {"data": {"content": "Hi", "shape": "square"}, "style": {"fillColor": "cyan"}, "position": {"x": 1, "y": 2}}
        ),
    )
    assert client.get_sticky_note_item(board, note.id).data.content == "Hi"
    changed = client.update_sticky_note_item(
        board, note.id, StickyNoteUpdateRequest.from_dict({"data": {"content": "Ho"}})
    )
    assert (changed.data.content, changed.style.fill_color) == ("Ho", "cyan")
    other = client.create_sticky_note_item(board, StickyNoteCreateRequest())
    client.delete_sticky_note_item(board, other.id)
    return str(note.id)


def shapes(client: Official, board: str) -> None:
    shape = client.create_shape_item(
        board, ShapeCreateRequest.from_dict({"data": {"shape": "star"}, "geometry": {"width": 50, "height": 60}})
    )
    assert client.get_shape_item(board, shape.id).data.shape == "star"
    changed = client.update_shape_item(board, shape.id, ShapeUpdateRequest.from_dict({"style": {"borderWidth": "3"}}))
    assert float(changed.style.border_width) == 3
    client.delete_shape_item(board, shape.id)
    with pytest.raises(exceptions.NotFoundException):
        client.get_shape_item(board, shape.id)


def frames(client: Official, board: str) -> None:
    frame = client.create_frame_item(
        board,
        FrameCreateRequest(
            data=FrameChanges(title="F", format="custom", type="freeform"),
            geometry=GeometryNoRotation(width=500, height=500),
            position=PositionChange(x=0, y=0),
        ),
    )
    assert client.get_frame_item(board, frame.id).data.title == "F"
    assert client.update_frame_item(board, frame.id, FrameUpdateRequest(data=FrameChanges(title="G"))).data.title == "G"
    child = client.create_sticky_note_item(
        board,
        StickyNoteCreateRequest.from_dict({"parent": {"id": frame.id}, "position": {"x": 250, "y": 250}}),
    )
    assert [found.id for found in client.get_all_items_within_frame(board, frame.id, limit="10")] == [child.id]
    assert client.get_items_within_frame(board, frame.id).total == 1
    client.delete_frame_item(board, frame.id)
    client.delete_item(board, child.id)


def items(client: Official, board: str, note: str) -> None:
    drafts = [ItemCreate.from_dict({"type": "shape", "geometry": {"width": 10, "height": 10 + n}}) for n in range(20)]
    created = client.create_items(board, drafts)
    assert len(created.data) == 20
    assert [found.id for found in client.get_all_items(board, limit="10")] == [
        note, *(found.id for found in created.data),
    ]  # fmt: skip
    assert client.get_items(board, limit="10", type="sticky_note").total == 1
    assert client.get_specific_item(board, note).type == "sticky_note"
    moved = client.update_item_position_or_parent(board, note, GenericItemUpdate(position=PositionChange(x=7, y=8)))
    assert (moved.position.x, moved.position.y) == (7, 8)


def tags(client: Official, board: str, note: str) -> None:
    tag = client.create_tag(board, TagCreateRequest.from_dict({"title": "t", "fillColor": "green"}))
    assert client.get_tag(board, tag.id).fill_color == "green"
    assert client.update_tag(board, tag.id, TagUpdateRequest(title="u")).title == "u"
    client.attach_tag_to_item(board, note, tag.id)
    assert [found.title for found in client.get_tags_from_item(board, note).tags] == ["u"]
    assert [found.title for found in client.get_all_tags_from_board(board)] == ["u"]
    assert client.get_tags_from_board(board).total == 1
    assert client.get_items_by_tag(board, tag.id).data[0].id == note
    assert [found.id for found in client.get_all_items_by_tag(board, tag.id)] == [note]
    client.remove_tag_from_item(board, note, tag.id)
    assert client.get_tags_from_item(board, note).tags == []
    client.delete_tag(board, tag.id)


def test_every_covered_method(miro_emulator: Emulator) -> None:
    client = Official(miro_emulator)
    board = boards(client)
    note = sticky_notes(client, board)
    shapes(client, board)
    frames(client, board)
    items(client, board, note)
    tags(client, board, note)
    assert client.token_info().scopes
    assert client.called == BASICS


def test_errors_are_its_own(miro_emulator: Emulator) -> None:
    client = Official(miro_emulator)
    with pytest.raises(exceptions.NotFoundException, match="Board not found"):
        client.create_sticky_note_item("uXjVnone=", StickyNoteCreateRequest())
    board = client.create_board(BoardChanges(name="x")).id
    with pytest.raises(exceptions.BadRequestException, match="minimum items page size is 10"):
        client.get_items(board, limit="9")
    unknown: Any = miro_api.MiroApi("wrong")
    unknown.api_client.configuration.host = miro_emulator.url
    with pytest.raises(exceptions.UnauthorizedException):
        unknown.get_boards()


def test_no_operation_that_both_have_is_missing() -> None:
    assert shared() == BASICS | OF_KINDS | OF_RELATIONS | OF_TEAMS | OF_WIDGETS | OF_GOVERNANCE
    assert len(shared()) > 90
