"""What connectors and groups look like on the wire."""

from collections.abc import Sequence
from typing import Any

from miro_async.emulator.world.connectors import point
from miro_async.emulator.world.kinds import PATHS
from miro_async.emulator.world.render import Renderer, actor, date
from miro_async.emulator.world.state import Canvas, Connector, End, Group, Item

__all__ = ["connector_wire", "group_wire", "members_wire"]

_Json = dict[str, Any]


def connector_wire(render: Renderer, canvas: Canvas, connector: Connector) -> _Json:
    """A connector; an end that dangles is left out, and so are captions where there are none."""
    board_url = render.board_url(canvas.board_id)
    wire: _Json = {"id": connector.id, "type": "connector", "isSupported": connector.is_supported}
    if connector.start is not None:
        wire["startItem"] = _end(render, canvas, connector.start, connector.end)
    if connector.end is not None:
        wire["endItem"] = _end(render, canvas, connector.end, connector.start)
    wire["shape"] = connector.shape
    if connector.captions:
        wire["captions"] = connector.captions
    return wire | {
        "style": connector.style,
        "links": {"self": f"{board_url}/connectors/{connector.id}"},
        "createdAt": date(connector.created),
        "createdBy": actor(connector.created.by),
        "modifiedAt": date(connector.modified),
        "modifiedBy": actor(connector.modified.by),
    }


def group_wire(render: Renderer, board_id: str, group: Group) -> _Json:
    """A group, in the order of keys seen live."""
    return {
        "id": group.id,
        "type": "group",
        "data": {"items": list(group.item_ids)},
        "links": {"self": f"{render.board_url(board_id)}/groups/{group.id}"},
    }


def members_wire(render: Renderer, canvas: Canvas, members: Sequence[Item | Connector]) -> list[_Json]:
    """What is in a group."""
    return [
        connector_wire(render, canvas, member)
        if isinstance(member, Connector)
        else render.item(canvas.board_id, member)
        for member in members
    ]


def _end(render: Renderer, canvas: Canvas, end: End, other: End | None) -> _Json:
    item = canvas.items.get(end.item_id)  # none where the connector is only in lists that lag
    path = "items" if item is None else PATHS.get(item.type, "items")
    wire: _Json = {"id": end.item_id}
    if end.snap_to is not None and render.settings.snapped_end_reads == "snap_to":
        wire["snapTo"] = end.snap_to
    else:
        wire["position"] = point(canvas, end, other)
    wire["links"] = {"self": f"{render.board_url(canvas.board_id)}/{path}/{end.item_id}"}
    return wire
