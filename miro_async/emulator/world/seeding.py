"""Boards from plain data, for tests and demonstrations.

::

    {
        "boards": [
            {
                "id": "uXjVOD6LSME=",                           # optional; so are ids of items and tags
                "name": "Roadmap",                              # any field of the API's board create
                "tags": [{"title": "urgent", "fillColor": "red"}],
                "items": [
                    {"type": "frame", "data": {"title": "Q3"}, "geometry": {"width": 800, "height": 600}},
                    {"type": "sticky_note", "data": {"content": "Hi"}, "parent": {"index": 0}, "tags": ["urgent"]},
                    {"type": "kanban", "isSupported": False},   # any type: stored and shown as it is
                ],
            }
        ]
    }
"""

from typing import Annotated, Any

import msgspec

from miro_async.emulator.world import boards, items, tags
from miro_async.emulator.world.kinds import KINDS
from miro_async.emulator.world.state import Board, Canvas, Item, State, Tag, User

__all__ = ["seed_boards"]

_BOARD_ID = r"^[A-Za-z0-9_=+-]+$"
_NUMBER = r"^\d{1,19}$"

_OWN_FIELDS = frozenset(
    {
        *("id", "type", "data", "style", "geometry", "position", "parent", "tags", "links"),
        *("createdAt", "createdBy", "modifiedAt", "modifiedBy"),
    }
)


class _Tag(msgspec.Struct, forbid_unknown_fields=True, rename="camel", kw_only=True):
    id: Annotated[str, msgspec.Meta(pattern=_NUMBER)] | None = None
    title: str
    fill_color: str = "red"


class _Parent(msgspec.Struct):
    id: str | None = None
    index: int | None = None


class _Point(msgspec.Struct, frozen=True):
    x: float = 0.0
    y: float = 0.0


class _Item(msgspec.Struct, kw_only=True):
    """What is common to items of all types; the rest of the data is checked, or stored, by type."""

    id: Annotated[str, msgspec.Meta(pattern=_NUMBER)] | None = None
    type: str
    tags: list[str] = []
    parent: _Parent | None = None


class _Foreign(msgspec.Struct):
    """An item of a type that can only be stored."""

    data: dict[str, Any] = {}
    style: dict[str, Any] = {}
    geometry: dict[str, float] = {}
    position: _Point = _Point()


class _Board(msgspec.Struct):
    id: Annotated[str, msgspec.Meta(pattern=_BOARD_ID)] | None = None
    tags: list[_Tag] = []
    items: list[dict[str, Any]] = []


class _World(msgspec.Struct, forbid_unknown_fields=True):
    boards: list[dict[str, Any]]


def seed_boards(state: State, data: object, user: User, team_id: str) -> list[Board]:
    """Create boards with their tags and items.

    Raises:
        Refusal: something that the API would refuse; the board that it is in is not created.
        ValueError: data of another shape, an id that is taken, or not above those before it.
    """
    try:
        return [_seeded(state, board, user, team_id) for board in msgspec.convert(data, _World).boards]
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def _seeded(state: State, data: dict[str, Any], user: User, team_id: str) -> Board:
    own = msgspec.convert(data, _Board)
    if own.id is not None and own.id in state.boards:
        raise ValueError(f"there is a board {own.id} already")
    body = {name: value for name, value in data.items() if name not in {"id", "items", "tags"}}
    board = boards.create(state, body, user, team_id, board_id=own.id)
    try:
        _fill(state, state.canvas(board.id), own, user)
    except Exception:
        state.remove_board(board.id)
        raise
    return board


def _fill(state: State, canvas: Canvas, board: _Board, user: User) -> None:
    by_title: dict[str, Tag] = {}
    for tag in board.tags:
        body = {"title": tag.title, "fillColor": tag.fill_color}
        by_title[tag.title] = tags.create(state, canvas, body, tag_id=tag.id)
    seeded: list[Item] = []
    for data in board.items:
        own = msgspec.convert(data, _Item)
        if own.id is not None and seeded and int(own.id) <= int(seeded[-1].id):
            raise ValueError(f"ids of items must increase: {own.id} comes after {seeded[-1].id}")
        parent_id = _parent_id(own, seeded)
        item = _seeded_item(state, canvas, own, data, parent_id, user)
        seeded.append(item)
        for title in own.tags:
            if title not in by_title:
                raise ValueError(f"there is no tag {title!r} on the board")
            tags.attach(state, canvas, canvas.item(item.id), by_title[title])


def _parent_id(item: _Item, seeded: list[Item]) -> str | None:
    if item.parent is None:
        return None
    if item.parent.index is None:
        return item.parent.id
    if not 0 <= item.parent.index < len(seeded):
        raise ValueError(f"no item {item.parent.index} comes before its child")
    return seeded[item.parent.index].id


def _seeded_item(
    state: State, canvas: Canvas, own: _Item, data: dict[str, Any], parent_id: str | None, user: User
) -> Item:
    if own.type in KINDS:
        body = {name: value for name, value in data.items() if name not in {"id", "type", "tags", "parent"}}
        if parent_id is not None:
            body["parent"] = {"id": parent_id}
        return items.create(state, canvas, own.type, body, user, item_id=own.id)
    parent = canvas.items.get(parent_id) if parent_id is not None else None
    if parent_id is not None and (parent is None or parent.type != "frame"):
        raise ValueError(f"the parent {parent_id} is no frame that comes before its child")
    stamp, foreign = state.stamp(user), msgspec.convert(data, _Foreign)
    item = Item(
        id=state.ids.number(own.id),
        type=own.type,
        data=foreign.data,
        style=foreign.style,
        geometry=foreign.geometry,
        x=foreign.position.x,
        y=foreign.position.y,
        parent_id=parent_id,
        created=stamp,
        modified=stamp,
        extra={name: value for name, value in data.items() if name not in _OWN_FIELDS},
    )
    canvas.items.put(item.id, item)
    return item
