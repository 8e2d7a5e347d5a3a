"""Boards, and more of the organization, from plain data, for tests and demonstrations.

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
                    {"type": "app_card", "owned": False},       # made by another app
                    {"type": "card", "isLocked": True},
                    {"type": "image", "data": {"url": "https://..."}, "upload": "unfinished"},      # or "removed"
                    {"type": "kanban"},                         # any type: stored and shown as it is
                    {"type": "shape", "isSupported": False, "data": {"shape": "flow_chart_merge"}},
                    {"type": "flowchart_shape", "data": {"shape": "flow_chart_merge"}},         # the same, but checked
                ],                                              # both have data in experimental reads only
                "connectors": [                                 # an end names an item by "id" or by its "index"
                    {"startItem": {"index": 1}, "endItem": {"index": 3, "snapTo": "left"}, "shape": "elbowed"},
                    {"startItem": {"index": 1}, "style": {"startStrokeCap": "of_tomorrow"}},    # an end dangles
                ],
                "groups": [{"items": [1, 3]}],                  # indexes, or ids
                "members": [{"email": "bob@emulated.example", "role": "editor"}],       # beside the owner
            }
        ],
        "organization": {                                       # optional; what is said of it beyond what there is
            "name": "Acme",
            "plan": "business",
            "fullLicensesPurchased": 20,
            "members": [{"email": "bob@emulated.example", "license": "basic", "active": False}],
            "teams": [{"name": "Design"}],
            "projects": [                                       # of the token's team, or of one by its id
                {"id": "88", "name": "Launch", "members": [{"email": "bob@emulated.example", "role": "editor"}]}
            ],
        },
    }
"""

from typing import Annotated, Any, Literal

import msgspec

from miro_async.emulator.world import boards, items, tags
from miro_async.emulator.world.kinds import KINDS
from miro_async.emulator.world.seeding_relations import (
    SeededConnector,
    SeededGroup,
    SeededMember,
    SeededOrganization,
    put_connector,
    put_group,
    put_member,
    put_organization,
)
from miro_async.emulator.world.state import Board, Canvas, Item, State, Tag
from miro_async.emulator.world.tokens import Token

__all__ = ["seed_boards"]

_BOARD_ID = r"^[A-Za-z0-9_=+-]+$"
_NUMBER = r"^\d{1,19}$"

_BOARD_PARTS = frozenset({"id", "tags", "items", "connectors", "groups", "members"})

_OUR_FIELDS = frozenset({"id", "type", "tags", "parent", "isSupported", "isLocked", "owned", "upload"})
"""The fields of an item here that the API's request does not have, or has otherwise."""

_OWN_FIELDS = frozenset(
    {
        *("id", "type", "data", "style", "geometry", "position", "parent", "tags", "links"),
        *("createdAt", "createdBy", "modifiedAt", "modifiedBy", "isLocked", "owned", "upload"),
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
    is_supported: bool = msgspec.field(default=True, name="isSupported")
    is_locked: bool = msgspec.field(default=False, name="isLocked")
    owned: bool = True
    upload: Literal["finished", "unfinished", "removed"] = "finished"


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
    connectors: list[SeededConnector] = []
    groups: list[SeededGroup] = []
    members: list[SeededMember] = []


class _World(msgspec.Struct, forbid_unknown_fields=True):
    boards: list[dict[str, Any]]
    organization: SeededOrganization = SeededOrganization()


def seed_boards(state: State, data: object, token: Token) -> list[Board]:
    """Create boards with all that lies on them, and say more of the organization.

    Raises:
        Refusal: something that the API would refuse; the board that it is in is not created.
        ValueError: data of another shape, an id that is taken, or not above those before it.
    """
    try:
        world = msgspec.convert(data, _World)
        put_organization(state, world.organization, token)
        return [_seeded(state, board, token) for board in world.boards]
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def _seeded(state: State, data: dict[str, Any], token: Token) -> Board:
    own = msgspec.convert(data, _Board)
    if own.id is not None and own.id in state.boards:
        raise ValueError(f"there is a board {own.id} already")
    body = {name: value for name, value in data.items() if name not in _BOARD_PARTS}
    board = boards.create(state, body, token.user, token.team_id, board_id=own.id)
    try:
        _fill(state, state.canvas(board.id), own, token)
    except Exception:
        state.remove_board(board.id)
        raise
    return board


def _fill(state: State, canvas: Canvas, board: _Board, token: Token) -> None:
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
        item = _seeded_item(state, canvas, own, data, parent_id, token)
        seeded.append(item)
        for title in own.tags:
            if title not in by_title:
                raise ValueError(f"there is no tag {title!r} on the board")
            tags.attach(state, canvas, canvas.item(item.id), by_title[title])
    for connector in board.connectors:
        put_connector(state, canvas, connector, seeded, token)
    for group in board.groups:
        put_group(state, canvas, group, seeded)
    for member in board.members:
        put_member(state, canvas, member)


def _parent_id(item: _Item, seeded: list[Item]) -> str | None:
    if item.parent is None:
        return None
    if item.parent.index is None:
        return item.parent.id
    if not 0 <= item.parent.index < len(seeded):
        raise ValueError(f"no item {item.parent.index} comes before its child")
    return seeded[item.parent.index].id


def _seeded_item(
    state: State, canvas: Canvas, own: _Item, data: dict[str, Any], parent_id: str | None, token: Token
) -> Item:
    if own.type in KINDS and own.is_supported:
        body = {name: value for name, value in data.items() if name not in _OUR_FIELDS}
        if parent_id is not None:
            body["parent"] = {"id": parent_id}
        return _altered(canvas, own, items.create(state, canvas, own.type, body, token, item_id=own.id))
    parent = canvas.items.get(parent_id) if parent_id is not None else None
    parent_type = KINDS[own.type].parent_type if own.type in KINDS else "frame"
    if parent_id is not None and (parent is None or parent.type != parent_type):
        raise ValueError(f"the parent {parent_id} is no {parent_type} that comes before its child")
    stamp, foreign = state.stamp(token.user), msgspec.convert(data, _Foreign)
    item = Item(
        id=state.ids.number(own.id),
        type=own.type,
        data=foreign.data,
        style=foreign.style,
        geometry=foreign.geometry,
        x=foreign.position.x,
        y=foreign.position.y,
        parent_id=parent_id,
        is_locked=own.is_locked,
        created=stamp,
        modified=stamp,
        extra={name: value for name, value in data.items() if name not in _OWN_FIELDS},
    )
    canvas.items.put(item.id, item)
    return item


def _altered(canvas: Canvas, own: _Item, item: Item) -> Item:
    """The item with what no request can make."""
    resource_id = item.resource_id
    if own.upload != "finished" and resource_id is not None:
        del canvas.files[resource_id]
        resource_id = "0" if own.upload == "unfinished" else resource_id
    app_id = item.app_id if own.owned else ""
    altered = msgspec.structs.replace(item, is_locked=own.is_locked, app_id=app_id, resource_id=resource_id)
    canvas.items.put(altered.id, altered)
    return altered
