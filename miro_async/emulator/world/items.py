"""What can be done to items: create one or many, move, change, delete."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from miro_async.emulator.world.checks import inspect, is_array, is_object
from miro_async.emulator.world.errors import Problem, Refusal, invalid, item_not_found, not_implemented
from miro_async.emulator.world.frames import (
    center_on_board,
    corner_on_board,
    is_inside,
    lies_within,
    release_children,
)
from miro_async.emulator.world.kinds import BULK_TYPES, GENERIC_UPDATE, KINDS, Kind, Look
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Canvas, Item, State, User

__all__ = ["create", "create_many", "delete", "move", "update"]

_MOST_AT_ONCE = 20


class _Place(NamedTuple):
    x: float
    y: float
    parent_id: str | None


def create(state: State, canvas: Canvas, item_type: str, body: object, user: User, item_id: str | None = None) -> Item:
    """Create one item, with a certain id if one is given.

    Raises:
        Refusal: 400 for a wrong body; what the settings say for a parent that is not there.
    """
    kind = KINDS[item_type]
    problems = list(_problems_of_new(kind, body, canvas, state.settings))
    if problems:
        raise _refusal(problems, canvas, state.settings)
    return _made(state, canvas, kind, body, user, item_id)


def create_many(state: State, canvas: Canvas, entries: object, user: User) -> list[Item]:
    """Create 1 to 20 items, or none if one of them is wrong.

    Raises:
        Refusal: 400, naming the wrong entries by their index; 501 for a type that this emulator does not make.
    """
    if not is_array(entries):
        raise invalid([Problem("", "Unexpected type of value, expected of type [Object]")])  # as seen live
    if not 1 <= len(entries) <= _MOST_AT_ONCE:
        few = "At least one item should be passed"
        many = f"At most {_MOST_AT_ONCE} items could be created with a single request"
        raise invalid([Problem("", many if entries else few)])
    wrong: list[list[Problem]] = []
    for index, entry in enumerate(entries):
        problems = list(_problems_of_entry(entry, canvas, state.settings))
        if problems:
            wrong.append([_named(index, problem, state.settings) for problem in problems])
    if wrong:
        raise _bulk_refusal(wrong, state.settings)
    checked = [entry for entry in entries if is_object(entry)]
    return [_made(state, canvas, KINDS[str(entry["type"])], entry, user) for entry in checked]


def update(state: State, canvas: Canvas, item: Item, body: object, user: User) -> Item:
    """Change an item by the path of its type.

    Raises:
        Refusal: 400 for a wrong body; what the settings say for a parent that is not there.
    """
    kind = KINDS[item.type]
    problems = [*inspect(body, kind.update)]
    if not problems and is_object(body):
        problems += kind.relations(body)
    if problems or not is_object(body):
        raise _refusal(problems, canvas, state.settings)
    return _changed(state, canvas, item, body, kind.changed(item, body), user)


def move(state: State, canvas: Canvas, item: Item, body: object, user: User) -> Item:
    """Change the position or the parent of an item of any type.

    Raises:
        Refusal: 400 for a wrong body; what the settings say for a parent that is not there.
    """
    problems = [*inspect(body, GENERIC_UPDATE)]
    if problems or not is_object(body):
        raise _refusal(problems, canvas, state.settings)
    return _changed(state, canvas, item, body, Look(item.data, item.style, item.geometry), user)


def delete(canvas: Canvas, item: Item) -> None:
    """Delete an item; what lies in a deleted frame stays."""
    if item.type == "frame":
        release_children(canvas, item)
    canvas.items.remove(item.id)


def _problems_of_entry(entry: object, canvas: Canvas, settings: Settings) -> Iterator[Problem]:
    if not is_object(entry):
        yield Problem("", "Unexpected type of value, expected of type [Object]")
        return
    item_type = entry.get("type")
    if not isinstance(item_type, str):
        yield Problem("type", "Field [type] of type [String] is required")
    elif item_type in KINDS:
        body = {name: value for name, value in entry.items() if name != "type"}
        yield from _problems_of_new(KINDS[item_type], body, canvas, settings)
    elif item_type in BULK_TYPES:
        raise not_implemented(f"items of type {item_type} in a bulk create")
    else:
        yield Problem("type", f"Unexpected value [{item_type}], expected one of: [{', '.join(BULK_TYPES)}]")


def _problems_of_new(kind: Kind, body: object, canvas: Canvas, settings: Settings) -> Iterator[Problem]:
    problems = [*inspect(body, kind.create)]
    if problems or not is_object(body):
        yield from problems
        return
    problems = [*kind.relations(body)]
    yield from problems
    parent_problem = _problem_of_parent(body, canvas, settings)
    if parent_problem is not None:
        yield parent_problem
    elif not problems:
        place = _place_of_new(body)
        yield from _problems_of_place(place, kind.made(body, settings).geometry, canvas, settings)


def _problem_of_parent(body: dict[str, Any], canvas: Canvas, settings: Settings) -> Problem | None:
    if "parent" not in body:
        return None
    if body["parent"] is None:
        if settings.detach_with_null_parent:
            return None
        return Problem("parent", "Unexpected type of value, expected of type [Object]")
    parent = canvas.items.get(body["parent"]["id"])
    if parent is None:
        return Problem("parent.id", "Parent item not found", is_missing_item=True)
    if parent.type != "frame":
        return Problem("parent.id", f"Item of type [{parent.type}] can not be a parent")
    return None


def _problems_of_place(place: _Place, size: dict[str, float], canvas: Canvas, settings: Settings) -> Iterator[Problem]:
    parent = canvas.items.get(place.parent_id) if place.parent_id is not None else None
    if parent is not None and not is_inside(parent, place.x, place.y, size, settings):
        yield Problem("position", "new position is outside of parent boundaries")


def _place_of_new(body: dict[str, Any]) -> _Place:
    position = body.get("position", {})
    return _Place(float(position.get("x", 0)), float(position.get("y", 0)), _parent_id(body))


def _parent_id(body: dict[str, Any]) -> str | None:
    parent: dict[str, str] | None = body.get("parent")
    return None if parent is None else parent["id"]


def _made(state: State, canvas: Canvas, kind: Kind, body: Any, user: User, item_id: str | None = None) -> Item:
    look = kind.made(body, state.settings)
    place = _place_of_new(body)
    stamp = state.stamp(user)
    item = Item(
        id=state.ids.number(item_id),
        type=kind.type,
        data=look.data,
        style=look.style,
        geometry=look.geometry,
        x=place.x,
        y=place.y,
        parent_id=place.parent_id,
        created=stamp,
        modified=stamp,
    )
    canvas.items.put(item.id, item)
    return item


def _changed(state: State, canvas: Canvas, item: Item, body: dict[str, Any], look: Look, user: User) -> Item:
    problem = _problem_of_parent(body, canvas, state.settings) or _problem_of_nesting(body, item, canvas)
    if problem is not None:
        raise _refusal([problem], canvas, state.settings)
    place = _place_of_changed(body, item, canvas)
    if place != (item.x, item.y, item.parent_id):
        problems = list(_problems_of_place(place, look.geometry, canvas, state.settings))
        if problems:
            raise _refusal(problems, canvas, state.settings)
    changed = msgspec.structs.replace(
        item,
        data=look.data,
        style=look.style,
        geometry=look.geometry,
        x=place.x,
        y=place.y,
        parent_id=place.parent_id,
        modified=state.stamp(user),
    )
    canvas.items.put(item.id, changed)
    return changed


def _problem_of_nesting(body: dict[str, Any], item: Item, canvas: Canvas) -> Problem | None:
    parent_id = _parent_id(body)
    if parent_id is None or not lies_within(canvas, canvas.item(parent_id), item.id):
        return None
    return Problem("parent.id", "Item can not be a parent of itself")


def _place_of_changed(body: dict[str, Any], item: Item, canvas: Canvas) -> _Place:
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
    return _Place(float(position.get("x", x)), float(position.get("y", y)), parent_id)


def _named(index: int, problem: Problem, settings: Settings) -> Problem:
    field = settings.bulk_field.format(index=index, field=problem.field).rstrip(".")
    return problem._replace(field=field)


def _bulk_refusal(wrong: Sequence[Sequence[Problem]], settings: Settings) -> Refusal:
    if settings.bulk_errors == "none":
        return Refusal(400, "2.0703", "Invalid parameters")
    named = wrong if settings.bulk_errors == "all" else wrong[:1]
    return invalid(problem for problems in named for problem in problems)


def _refusal(problems: list[Problem], canvas: Canvas, settings: Settings) -> Refusal:
    if settings.missing_parent_status == 404 and any(problem.is_missing_item for problem in problems):
        return item_not_found(canvas.board_id)
    return invalid(problems)
