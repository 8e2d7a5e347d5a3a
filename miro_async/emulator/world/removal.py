"""What goes with an item that is removed: its file, its place in a group, the connectors that held on to it."""

import msgspec

from miro_async.emulator.world.frames import release_children
from miro_async.emulator.world.state import Canvas, Connector, End, Group, Item, State

__all__ = ["leave_group", "remove_connector", "remove_item"]

_FEWEST_IN_GROUP = 2


def remove_item(state: State, canvas: Canvas, item: Item) -> None:
    """Remove an item, locked or not; what lies in a removed frame stays, what is below a node of a mind map goes."""
    if item.type == "frame":
        release_children(canvas, item)
    elif item.type == "mindmap_node":
        for node in _below(canvas, item):
            _remove(state, canvas, node)
    _remove(state, canvas, item)


def _below(canvas: Canvas, root: Item) -> list[Item]:
    """The nodes below another, at any depth."""
    found = canvas.children(root.id)
    for node in found:
        found.extend(canvas.children(node.id))
    return found


def _remove(state: State, canvas: Canvas, item: Item) -> None:
    if item.resource_id is not None:
        canvas.files.pop(item.resource_id, None)
    canvas.items.remove(item.id)
    leave_group(canvas, item.id)
    for connector in canvas.connectors.naming(item.id):
        if state.settings.orphaned_connectors == "deleted":
            remove_connector(canvas, connector)
        else:
            canvas.connectors.put(connector.id, _released(connector, item.id))


def remove_connector(canvas: Canvas, connector: Connector) -> None:
    """Remove a connector."""
    canvas.connectors.remove(connector.id)
    leave_group(canvas, connector.id)


def leave_group(canvas: Canvas, thing_id: str) -> None:
    """Take an item or a connector out of its group; a group of fewer than two is dissolved."""
    for group in canvas.groups.naming(thing_id):
        kept = tuple(kept for kept in group.item_ids if kept != thing_id)
        if len(kept) < _FEWEST_IN_GROUP:
            canvas.groups.remove(group.id)
        else:
            canvas.groups.put(group.id, Group(group.id, kept))


def _released(connector: Connector, item_id: str) -> Connector:
    def kept(end: End | None) -> End | None:
        return None if end is not None and end.item_id == item_id else end

    return msgspec.structs.replace(connector, start=kept(connector.start), end=kept(connector.end))
