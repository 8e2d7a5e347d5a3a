"""What is no item: boards, tags, connectors, groups, invitations, teams."""

import re
from collections.abc import Iterable
from typing import TypeAlias
from urllib.parse import unquote

from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import Number, many, number_text, pair, unless_empty
from miro_async.errors import InvalidArgument
from miro_async.models import (
    BoardCreate,
    BoardPolicyWrite,
    BoardRole,
    BorderStyle,
    CaptionWrite,
    ConnectorCreate,
    ConnectorEndWrite,
    ConnectorShape,
    ConnectorStyleWrite,
    Frame,
    GroupCreate,
    GroupDataWrite,
    Invitation,
    ReadItem,
    RelativePositionWrite,
    SnapTo,
    StrokeCap,
    TagColor,
    TagCreate,
    TeamCreate,
    TextOrientation,
    VerticalAlign,
)

__all__ = ["ConnectorEnd", "board", "caption", "connector", "end", "group", "invitation", "tag", "team"]

ConnectorEnd: TypeAlias = ReadItem | str | ConnectorEndWrite
"""Where a connector may begin or end: an item, its id, or what `end` gives."""

_BOARD = re.compile(r"/boards/([^/]+)/")


def board(
    name: str,
    *,
    description: str | UnsetType = UNSET,
    team_id: str | UnsetType = UNSET,
    project_id: str | UnsetType = UNSET,
    policy: BoardPolicyWrite | UnsetType = UNSET,
) -> BoardCreate:
    """A board: a name of 1 to 60 characters, a description of at most 300."""
    return BoardCreate(name=name, description=description, team_id=team_id, project_id=project_id, policy=policy)


def tag(title: str, *, color: TagColor | UnsetType = UNSET) -> TagCreate:
    """A tag: a title of at most 120 characters, unique on its board, and one of 12 colours."""
    return TagCreate(title=title, fill_color=color)


def team(name: str) -> TeamCreate:
    """A team: a name of 1 to 60 characters."""
    return TeamCreate(name=name)


def invitation(
    emails: str | Iterable[str], *, role: BoardRole | UnsetType = UNSET, message: str | UnsetType = UNSET
) -> Invitation:
    """An invitation to a board.

    Args:
        emails: one address, or 1 to 20 of them.
        role: what they may do; ``commenter`` by default.
        message: words to go along.

    Raises:
        InvalidArgument: an address that is none.
    """
    addresses = (emails,) if isinstance(emails, str) else many("emails", emails)
    return Invitation(emails=addresses, role=role, message=message)


def group(items: Iterable[ReadItem | str]) -> GroupCreate:
    """A group of items, or of their ids: at least two, and none of them twice.

    Raises:
        InvalidArgument: an item twice, or something that is no item.
    """
    return GroupCreate(data=GroupDataWrite(items=tuple(_id_of(item, "items") for item in many("items", items))))


def connector(
    start: ConnectorEnd,
    end: ConnectorEnd,
    *,
    shape: ConnectorShape | UnsetType = UNSET,
    captions: Iterable[str | CaptionWrite] | UnsetType = UNSET,
    color: str | UnsetType = UNSET,
    font_size: Number | UnsetType = UNSET,
    stroke_color: str | UnsetType = UNSET,
    stroke_style: BorderStyle | UnsetType = UNSET,
    stroke_width: Number | UnsetType = UNSET,
    start_cap: StrokeCap | UnsetType = UNSET,
    end_cap: StrokeCap | UnsetType = UNSET,
    text_orientation: TextOrientation | UnsetType = UNSET,
) -> ConnectorCreate:
    """A connector between two items of a board.

    Args:
        start: the item that it begins at, its id, or what `end` gives. A frame cannot be an end.
        end: the item that it ends at, likewise.
        shape: ``curved`` by default.
        captions: at most 20 texts of at most 200 characters, or what `caption` gives.
        color: of the captions, as ``#rrggbb``.
        font_size: of the captions, 10 to 288.
        stroke_color: of the line, as ``#rrggbb``.
        stroke_style: ``normal``, ``dotted`` or ``dashed``.
        stroke_width: 1 to 24.
        start_cap: the head at its beginning; ``none`` by default.
        end_cap: the head at its end; ``stealth`` by default.
        text_orientation: ``aligned`` with the line by default, or ``horizontal``.

    Raises:
        InvalidArgument: the same item twice, a frame, or items of two boards, as far as they tell.
    """
    start_item, end_item = _end_of(start, "start"), _end_of(end, "end")
    _check_one_board(start, end)
    return ConnectorCreate(
        start_item=start_item,
        end_item=end_item,
        shape=shape,
        captions=UNSET if captions is UNSET else tuple(map(_caption_of, many("captions", captions))),
        style=unless_empty(
            ConnectorStyleWrite(
                color=color,
                font_size=number_text(font_size),
                stroke_color=stroke_color,
                stroke_style=stroke_style,
                stroke_width=number_text(stroke_width),
                start_stroke_cap=start_cap,
                end_stroke_cap=end_cap,
                text_orientation=text_orientation,
            )
        ),
    )


def end(
    item: ReadItem | str, *, snap_to: SnapTo | UnsetType = UNSET, at: tuple[Number, Number] | UnsetType = UNSET
) -> ConnectorEndWrite:
    """An end of a connector at a certain place of an item.

    Args:
        item: the item, or its id; no frame.
        snap_to: a side: ``top``, ``right``, ``bottom``, ``left``, or ``auto``.
        at: a point instead, from 0, 0 (top left) to 1, 1 (bottom right).

    Raises:
        InvalidArgument: a frame, both a side and a point, or a point outside the item.
    """
    return ConnectorEndWrite(id=_end_id(item, "item"), snap_to=snap_to, position=_relative(at))


def caption(
    content: str, *, at: Number | UnsetType = UNSET, vertical_align: VerticalAlign | UnsetType = UNSET
) -> CaptionWrite:
    """A text on a connector.

    Args:
        content: at most 200 characters.
        at: how far along the line, from 0 to 1; 0.5 by default.
        vertical_align: ``top``, ``middle`` (default) or ``bottom``.
    """
    return CaptionWrite(
        content=content, position=UNSET if at is UNSET else _percent("at", at), text_align_vertical=vertical_align
    )


def _end_of(value: ConnectorEnd, name: str) -> ConnectorEndWrite:
    return value if isinstance(value, ConnectorEndWrite) else ConnectorEndWrite(id=_end_id(value, name))


def _end_id(item: ReadItem | str, name: str) -> str:
    if isinstance(item, Frame):
        raise InvalidArgument(f"{name} must not be a frame: connectors cannot end at frames", field=name)
    return _id_of(item, name)


def _id_of(item: ReadItem | str, name: str) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, ReadItem):
        return item.id
    raise InvalidArgument(f"{name} must be an item or its id, not {item!r}", field=name)


def _check_one_board(start: ConnectorEnd, end: ConnectorEnd) -> None:
    boards = {_board_of(value) for value in (start, end)} - {None}
    if len(boards) > 1:
        raise InvalidArgument("end must be an item of the same board as start", field="end")


def _board_of(value: ConnectorEnd) -> str | None:
    if isinstance(value, str | ConnectorEndWrite):
        return None
    match = _BOARD.search(value.links.self_ or "")
    return unquote(match[1]) if match else None


def _caption_of(value: str | CaptionWrite) -> CaptionWrite:
    return value if isinstance(value, CaptionWrite) else CaptionWrite(content=value)


def _relative(at: tuple[Number, Number] | UnsetType) -> RelativePositionWrite | UnsetType:
    if at is UNSET:
        return UNSET
    x, y = pair("at", at)
    return RelativePositionWrite(x=_percent("at", x), y=_percent("at", y))


def _percent(name: str, part: Number) -> str:
    if isinstance(part, bool) or not (isinstance(part, int | float) and 0 <= part <= 1):
        raise InvalidArgument(f"{name} must be from 0 to 1, not {part!r}", field=name)
    return f"{round(100 * part, 4):g}%"
