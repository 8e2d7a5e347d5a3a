"""Where a request puts an item, and whether it may lie there."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from miro_async.emulator.world.errors import Problem
from miro_async.emulator.world.frames import center_on_board, corner_on_board, is_inside, lies_within
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Canvas, Item

__all__ = ["Place", "place_of_changed", "place_of_new", "problem_of_nesting", "problem_of_parent", "problems_of_place"]


class Place(NamedTuple):
    """A centre, from the centre of the board or from the top left corner of the parent."""

    x: float
    y: float
    parent_id: str | None


def place_of_new(body: dict[str, Any]) -> Place:
    """Where a checked body puts a new item."""
    position = body.get("position", {})
    return Place(float(position.get("x", 0)), float(position.get("y", 0)), _parent_id(body))


def place_of_changed(body: dict[str, Any], item: Item, canvas: Canvas) -> Place:
    """Where a change puts an item: one that changes its parent only stays where it is on the board."""
    x, y, parent_id = item.x, item.y, item.parent_id
    if "parent" in body:
        parent_id = _parent_id(body)
        if parent_id != item.parent_id:
            x, y = center_on_board(canvas, item)
            if parent_id is not None:
                left, top = corner_on_board(canvas, canvas.item(parent_id))
                x, y = x - left, y - top
    position = body.get("position", {})
    return Place(float(position.get("x", x)), float(position.get("y", y)), parent_id)


def problem_of_parent(
    body: dict[str, Any], canvas: Canvas, settings: Settings, parent_type: str = "frame"
) -> Problem | None:
    """What is wrong with the parent that a checked body names."""
    if "parent" not in body:
        return None
    if body["parent"] is None:
        if settings.detach_with_null_parent:
            return None
        return Problem("parent", "Unexpected type of value, expected of type [Object]")
    parent = canvas.items.get(body["parent"]["id"])
    if parent is None:
        return Problem("parent.id", "Parent item not found", is_missing_item=True)
    if parent.type != parent_type:
        return Problem("parent.id", f"Item of type [{parent.type}] can not be a parent")
    return None


def problem_of_nesting(body: dict[str, Any], item: Item, canvas: Canvas) -> Problem | None:
    """What is wrong with putting an item into its new parent."""
    parent_id = _parent_id(body)
    if parent_id is None or not lies_within(canvas, canvas.item(parent_id), item.id):
        return None
    return Problem("parent.id", "Item can not be a parent of itself")


def problems_of_place(place: Place, size: dict[str, float], canvas: Canvas, settings: Settings) -> Iterator[Problem]:
    """What is wrong with where something of that size would lie."""
    parent = canvas.items.get(place.parent_id) if place.parent_id is not None else None
    if parent is not None and parent.type == "frame" and not is_inside(parent, place.x, place.y, size, settings):
        yield Problem("position", "new position is outside of parent boundaries")


def _parent_id(body: dict[str, Any]) -> str | None:
    parent: dict[str, str] | None = body.get("parent")
    return None if parent is None else parent["id"]
