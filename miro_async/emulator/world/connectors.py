"""What can be done to connectors: create, change, delete; and where their ends are.

Sources: the API's description for fields, enumerations, ranges and defaults.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from miro_async.emulator.world.checks import (
    Array,
    Fields,
    color,
    decimal_text,
    identifier,
    inspect,
    is_object,
    one_of,
    percent,
    text,
)
from miro_async.emulator.world.errors import Problem, invalid, item_not_found
from miro_async.emulator.world.frames import center_on_board
from miro_async.emulator.world.removal import remove_connector
from miro_async.emulator.world.state import Canvas, Connector, End, State, User

__all__ = ["create", "delete", "place", "point", "update"]

_Json = dict[str, Any]

_CAPS = one_of(
    *("none", "stealth", "rounded_stealth", "diamond", "filled_diamond", "oval", "filled_oval", "arrow", "triangle"),
    *("filled_triangle", "erd_one", "erd_many", "erd_only_one", "erd_zero_or_one", "erd_one_or_many"),
    *("erd_zero_or_many", "unknown"),
)
_END = Fields(
    {
        "id": identifier,
        "position": Fields({"x": percent, "y": percent}),
        "snapTo": one_of("auto", "top", "right", "bottom", "left"),
    }
)
_CAPTION = Fields(
    {"content": text(0, 200), "position": percent, "textAlignVertical": one_of("top", "middle", "bottom")},
    required={"content": "String"},
)
_UPDATE = Fields(
    {
        "startItem": _END,
        "endItem": _END,
        "shape": one_of("straight", "elbowed", "curved"),
        "captions": Array(_CAPTION, most=20),
        "style": Fields(
            {
                "color": color,
                "endStrokeCap": _CAPS,
                "fontSize": decimal_text(10, 288),
                "startStrokeCap": _CAPS,
                "strokeColor": color,
                "strokeStyle": one_of("normal", "dotted", "dashed"),
                "strokeWidth": decimal_text(1, 24),
                "textOrientation": one_of("horizontal", "aligned"),
            }
        ),
    }
)
_NEW_END = _END._replace(required={"id": "String"})
_CREATE = Fields(
    {**_UPDATE.known, "startItem": _NEW_END, "endItem": _NEW_END},
    required={"startItem": "Object", "endItem": "Object"},
)

_STYLE = {
    "color": "#1a1a1a",
    "endStrokeCap": "stealth",
    "fontSize": "14",
    "startStrokeCap": "none",
    "strokeColor": "#000000",
    "strokeStyle": "normal",
    "strokeWidth": "1.0",
    "textOrientation": "aligned",
}
_SIDES = {
    "top": {"x": "50%", "y": "0%"},
    "right": {"x": "100%", "y": "50%"},
    "bottom": {"x": "50%", "y": "100%"},
    "left": {"x": "0%", "y": "50%"},
}


def create(state: State, canvas: Canvas, body: object, user: User) -> Connector:
    """Create a connector between two items of the board.

    Raises:
        Refusal: 400 for a wrong body; what the settings say for an end that is not on the board.
    """
    given = _checked(state, body, _CREATE)
    start, end = _end(given["startItem"], None), _end(given["endItem"], None)
    _check_ends(state, canvas, start, end)
    return place(state, canvas, given, start, end, user)


def place(
    state: State,
    canvas: Canvas,
    look: _Json,
    start: End | None,
    end: End | None,
    user: User,
    connector_id: str | None = None,
) -> Connector:
    """Put a connector on the board as it is, also one that the API could not make: dangling, or with a newer cap.

    Args:
        state: makes the id.
        canvas: the board.
        look: ``shape``, ``captions``, ``style`` and ``isSupported`` as on the wire; what is missing is as usual.
        start: its first end; None for a dangling one.
        end: its second end; likewise.
        user: who makes it.
        connector_id: its id; None for a new one.
    """
    stamp = state.stamp(user)
    connector = Connector(
        id=state.ids.number(connector_id),
        shape=look.get("shape", "curved"),
        captions=_captions(look.get("captions", [])),
        style={**_STYLE, **_style(look.get("style", {}))},
        start=start,
        end=end,
        created=stamp,
        modified=stamp,
        is_supported=look.get("isSupported", True),
    )
    canvas.connectors.put(connector.id, connector)
    return connector


def update(state: State, canvas: Canvas, connector: Connector, body: object, user: User) -> Connector:
    """Change a connector; captions are replaced as a whole.

    Raises:
        Refusal: 400 for a wrong body or an unsupported connector; what the settings say for an end that is not on
            the board.
    """
    given = _checked(state, body, _UPDATE)
    if not connector.is_supported:
        raise invalid([Problem("", "Connector is not supported")])
    start, end = connector.start, connector.end
    if "startItem" in given:
        start = _changed_end("startItem", given["startItem"], start)
    if "endItem" in given:
        end = _changed_end("endItem", given["endItem"], end)
    _check_ends(state, canvas, start, end)
    changed = msgspec.structs.replace(
        connector,
        shape=given.get("shape", connector.shape),
        captions=_captions(given["captions"]) if "captions" in given else connector.captions,
        style={**connector.style, **_style(given.get("style", {}))},
        start=start,
        end=end,
        modified=state.stamp(user),
    )
    canvas.connectors.put(connector.id, changed)
    return changed


def delete(canvas: Canvas, connector: Connector) -> None:
    """Delete a connector; the items at its ends stay."""
    remove_connector(canvas, connector)


def point(canvas: Canvas, end: End, other: End | None) -> dict[str, str]:
    """Where on its item an end is, as on the wire; one that chooses its side itself takes the side next to the other.

    Args:
        canvas: the board.
        end: the end.
        other: the connector's other end; None if it dangles.
    """
    if end.position is not None:
        return end.position
    if end.snap_to in _SIDES:
        return _SIDES[end.snap_to]
    item = canvas.items.get(end.item_id)
    target = canvas.items.get(other.item_id) if other is not None else None
    if item is None or target is None:
        return _SIDES["right"]
    x, y = center_on_board(canvas, item)
    target_x, target_y = center_on_board(canvas, target)
    right, down = target_x - x, target_y - y
    if abs(right) >= abs(down):
        return _SIDES["right" if right >= 0 else "left"]
    return _SIDES["bottom" if down > 0 else "top"]


def _checked(state: State, body: object, fields: Fields) -> _Json:
    problems = list(inspect(body, fields))
    if not problems and is_object(body):
        problems += _problems_between(state, body)
    if problems or not is_object(body):
        raise invalid(problems)
    return body


def _problems_between(state: State, body: _Json) -> Iterator[Problem]:
    for name in ("startItem", "endItem"):
        if {"position", "snapTo"} <= body.get(name, {}).keys():
            yield Problem(name, "Only either position or snapTo should be passed")
    if state.settings.unknown_cap_is_writable:
        return
    for name in ("startStrokeCap", "endStrokeCap"):
        if body.get("style", {}).get(name) == "unknown":
            yield Problem(f"style.{name}", "Unexpected value [unknown]")


def _check_ends(state: State, canvas: Canvas, start: End | None, end: End | None) -> None:
    for name, checked in (("startItem", start), ("endItem", end)):
        item = canvas.items.get(checked.item_id) if checked is not None else None
        if checked is not None and item is None:
            if state.settings.missing_end_status == 404:
                raise item_not_found(canvas.board_id)
            raise invalid([Problem(f"{name}.id", "Item not found")])
        if item is not None and item.type == "frame":
            raise invalid([Problem(f"{name}.id", "Item of type [frame] can not be connected")])
    if start is not None and end is not None and start.item_id == end.item_id:
        raise invalid([Problem("endItem.id", "Connector should connect two different items")])


def _end(given: _Json, before: End | None) -> End:
    """An end as a request has it; what the request leaves out is as before."""
    item_id = given["id"] if before is None else given.get("id", before.item_id)
    if "position" in given:
        return End(item_id, position={"x": "50%", "y": "50%", **given["position"]})
    if "snapTo" in given or before is None:
        return End(item_id, snap_to=given.get("snapTo", "auto"))
    return End(item_id, before.position, before.snap_to)


def _changed_end(name: str, given: _Json, before: End | None) -> End:
    if before is None and "id" not in given:
        raise invalid([Problem(f"{name}.id", f"Field [{name}.id] of type [String] is required")])
    return _end(given, before)


def _captions(given: list[_Json]) -> list[dict[str, str]]:
    return [{"content": "", "position": "50%", "textAlignVertical": "middle", **caption} for caption in given]


def _style(given: _Json) -> _Json:
    """The style with its numbers written as the real service writes them: ``2.0``, but a font size as ``14``."""
    style = dict(given)
    if "strokeWidth" in style:
        style["strokeWidth"] = str(float(style["strokeWidth"]))
    if "fontSize" in style:
        style["fontSize"] = f"{float(style['fontSize']):g}"
    return style
