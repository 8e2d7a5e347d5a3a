"""What can be done to groups of items: create, replace, dissolve, delete with all that is in them."""

from miro_async.emulator.world.checks import Array, Fields, checked, identifier
from miro_async.emulator.world.errors import Problem, invalid, item_not_found
from miro_async.emulator.world.removal import leave_group, remove_connector, remove_item
from miro_async.emulator.world.state import Canvas, Connector, Group, Item, State

__all__ = ["create", "delete_with_items", "members_of", "replace", "ungroup"]

_TOO_FEW = "Group should have at least two items"
_BODY = Fields(
    {"data": Fields({"items": Array(identifier, fewest=2, too_few=_TOO_FEW)}, required={"items": "Array"})},
    required={"data": "Object"},
)


def create(state: State, canvas: Canvas, body: object, group_id: str | None = None) -> Group:
    """Group items, with a certain id if one is given.

    Raises:
        Refusal: 400 for fewer than two items, for items that cannot be grouped, or for more than the settings allow;
            404 for what is no item of the board, such as a group.
    """
    item_ids = _checked_items(state, canvas, body, None)
    return _put(state, canvas, item_ids, group_id)


def replace(state: State, canvas: Canvas, group: Group, body: object) -> Group:
    """Replace a group with a new one, which has another id.

    Raises:
        Refusal: likewise; the group stays.
    """
    item_ids = _checked_items(state, canvas, body, group)
    canvas.groups.remove(group.id)
    return _put(state, canvas, item_ids, None)


def ungroup(canvas: Canvas, group: Group) -> None:
    """Dissolve a group; its items stay."""
    canvas.groups.remove(group.id)


def delete_with_items(state: State, canvas: Canvas, group: Group) -> None:
    """Delete a group and all its items, locked ones too."""
    canvas.groups.remove(group.id)
    for item_id in group.item_ids:
        # An item or a connector may be gone by now: a connector goes with the item that it held on to.
        item, connector = canvas.items.get(item_id), canvas.connectors.get(item_id)
        if item is not None:
            remove_item(state, canvas, item)
        elif connector is not None:
            remove_connector(canvas, connector)


def members_of(canvas: Canvas, group: Group) -> list[Item | Connector]:
    """What is in a group as lists see it, by id."""
    items, connectors = canvas.items.listed(), canvas.connectors.listed()
    found = [items.get(item_id) or connectors.get(item_id) for item_id in sorted(group.item_ids)]
    return [member for member in found if member is not None]


def _checked_items(state: State, canvas: Canvas, body: object, replaced: Group | None) -> tuple[str, ...]:
    named: list[str] = checked(body, _BODY)["data"]["items"]
    item_ids = tuple(dict.fromkeys(named))
    if len(item_ids) < 2:
        raise invalid([Problem("data.items", _TOO_FEW)])
    limit = state.settings.group_limit
    if limit is not None and len(item_ids) > limit:
        raise invalid([Problem("data.items", f"Group should have at most {limit} items")])
    for index, item_id in enumerate(named):
        _check_item(state, canvas, f"data.items[{index}]", item_id, replaced)
    return item_ids


def _check_item(state: State, canvas: Canvas, field: str, item_id: str, replaced: Group | None) -> None:
    item = canvas.items.get(item_id)
    if item is None and item_id not in canvas.connectors:
        raise item_not_found(canvas.board_id)
    item_type = "connector" if item is None else item.type
    if item_type in state.settings.ungroupable:
        raise invalid([Problem(field, f"Item of type [{item_type}] can not be grouped")])
    others = [group for group in canvas.groups.naming(item_id) if group != replaced]
    if others and state.settings.grouped_again == "refused":
        raise invalid([Problem(field, "Item is already in a group")])


def _put(state: State, canvas: Canvas, item_ids: tuple[str, ...], group_id: str | None) -> Group:
    for item_id in item_ids:
        leave_group(canvas, item_id)
    group = Group(state.ids.number(group_id), item_ids)
    canvas.groups.put(group.id, group)
    return group
