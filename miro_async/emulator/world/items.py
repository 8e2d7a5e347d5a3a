"""What can be done to items: create one or many, with files and without, move, change, lock, delete."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from miro_async.emulator.world.checks import Fields, inspect, is_array, is_object
from miro_async.emulator.world.errors import Problem, Refusal, foreign_app_card, invalid, item_locked, item_not_found
from miro_async.emulator.world.kinds import BULK_TYPES, GENERIC_UPDATE, KINDS, LOCKING_UPDATE, Json, Kind, Look
from miro_async.emulator.world.places import (
    place_of_changed,
    place_of_new,
    problem_of_nesting,
    problem_of_parent,
    problems_of_place,
)
from miro_async.emulator.world.removal import remove_item
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Canvas, Item, State, StoredFile
from miro_async.emulator.world.tokens import Token
from miro_async.emulator.world.uploads import FAMILIES, Upload

__all__ = ["create", "create_many", "delete", "lock", "move", "replace_file", "update", "upload", "upload_many"]

_MOST_AT_ONCE = 20


class _Change(NamedTuple):
    """What becomes of an item but for its place."""

    look: Look
    is_locked: bool
    extra: Json
    has_other_file: bool = False
    file: StoredFile | None = None


def create(
    state: State, canvas: Canvas, item_type: str, body: object, token: Token, item_id: str | None = None
) -> Item:
    """Create one item, with a certain id if one is given.

    Raises:
        Refusal: 400 for a wrong body; what the settings say for a parent that is not there.
    """
    kind = KINDS[item_type]
    problems = list(_problems_of_new(kind, body, canvas, state.settings))
    if problems or not is_object(body):
        raise _refusal(problems, canvas, state.settings)
    return _made(state, canvas, kind, body, token, item_id=item_id)


def create_many(state: State, canvas: Canvas, entries: object, token: Token) -> list[Item]:
    """Create 1 to 20 items, or none if one of them is wrong.

    Raises:
        Refusal: 400, naming the wrong entries by their index.
    """
    if not is_array(entries):
        raise invalid([Problem("", "Unexpected type of value, expected of type [Object]")])  # as seen live
    _check_number(len(entries))
    wrong: list[list[Problem]] = []
    for index, entry in enumerate(entries):
        problems = list(_problems_of_entry(entry, canvas, state.settings))
        if problems:
            wrong.append([_named(index, problem, state.settings) for problem in problems])
    if wrong:
        raise _bulk_refusal(wrong, state.settings)
    return [_made(state, canvas, KINDS[str(entry["type"])], entry, token) for entry in entries if is_object(entry)]


def upload(state: State, canvas: Canvas, item_type: str, said: object, file: StoredFile, token: Token) -> Item:
    """Create an image or a document from a file.

    Args:
        state: all boards.
        canvas: what lies on the board.
        item_type: ``"image"`` or ``"document"``.
        said: what the request says beside the file.
        file: the file.
        token: whose request it is.

    Raises:
        Refusal: as `create` does.
    """
    kind = KINDS[item_type]
    body = _body_of_upload(kind, said, canvas, state.settings)
    problems = list(_problems_between(kind, body, canvas, state.settings, file))
    if problems:
        raise _refusal(problems, canvas, state.settings)
    return _made(state, canvas, kind, body, token, file=file)


def upload_many(state: State, canvas: Canvas, uploads: Sequence[Upload], token: Token) -> list[Item]:
    """Create 1 to 20 images and documents from files, or none if one of them is wrong.

    Raises:
        Refusal: 400, naming the wrong entries by their index.
    """
    _check_number(len(uploads))
    wrong: list[list[Problem]] = []
    for index, (file, said) in enumerate(uploads):
        problems = list(_problems_of_upload(said, file, canvas, state.settings))
        if problems:
            wrong.append([_named(index, problem, state.settings) for problem in problems])
    if wrong:
        raise _bulk_refusal(wrong, state.settings)
    return [_made_of_file(state, canvas, said, file, token) for file, said in uploads]


def update(state: State, canvas: Canvas, item: Item, body: object, token: Token, *, kind: str | None = None) -> Item:
    """Change an item by the path of its type, or by that of another kind which knows more of it.

    Raises:
        Refusal: 400 for a wrong body or a locked item; what the settings say for a parent that is not there, and for
            an app card of another app.
    """
    _check_changeable(item, token, state.settings)
    rules = KINDS[kind or item.type]
    body = _object(body, rules.update, canvas, state.settings)
    return _updated(state, canvas, rules, item, body, rules.file(body, state.settings), token)


def replace_file(state: State, canvas: Canvas, item: Item, said: object, file: StoredFile, token: Token) -> Item:
    """Change an image or a document, with another file; the earlier file is gone.

    Raises:
        Refusal: as `update` does.
    """
    _check_changeable(item, token, state.settings)
    kind = KINDS[item.type]
    body = _body_of_upload(kind, said, canvas, state.settings)
    return _updated(state, canvas, kind, item, body, file, token)


def move(state: State, canvas: Canvas, item: Item, body: object, token: Token) -> Item:
    """Change the position, the parent or the lock of an item of any type.

    Raises:
        Refusal: 400 for a wrong body or a locked item; what the settings say for a parent that is not there.
    """
    fields = LOCKING_UPDATE if state.settings.lock_by_update else GENERIC_UPDATE
    body = _object(body, fields, canvas, state.settings)
    is_locked: bool = body.get("data", {}).get("locked", item.is_locked)
    if is_locked and {"position", "parent"} & body.keys():
        _check_unlocked(item, state.settings)
    look = Look(item.data, item.style, item.geometry)
    return _changed(state, canvas, item, body, _Change(look, is_locked, item.extra), token)


def lock(canvas: Canvas, item_id: str, *, is_locked: bool) -> None:
    """Lock an item, or unlock it.

    Raises:
        Refusal: 404, there is no such item.
    """
    canvas.items.put(item_id, msgspec.structs.replace(canvas.item(item_id), is_locked=is_locked))


def delete(state: State, canvas: Canvas, item: Item) -> None:
    """Delete an item; what lies in a deleted frame stays.

    Raises:
        Refusal: 400 for a locked item.
    """
    if item.is_locked:
        raise item_locked()
    remove_item(state, canvas, item)


def _problems_of_entry(entry: object, canvas: Canvas, settings: Settings) -> Iterator[Problem]:
    if not is_object(entry):
        yield Problem("", "Unexpected type of value, expected of type [Object]")
        return
    item_type = entry.get("type")
    if not isinstance(item_type, str):
        yield Problem("type", "Field [type] of type [String] is required")
    elif item_type in BULK_TYPES:
        body = {name: value for name, value in entry.items() if name != "type"}
        yield from _problems_of_new(KINDS[item_type], body, canvas, settings)
    else:
        yield Problem("type", f"Unexpected value [{item_type}], expected one of: [{', '.join(BULK_TYPES)}]")


def _problems_of_upload(said: object, file: StoredFile, canvas: Canvas, settings: Settings) -> Iterator[Problem]:
    if not is_object(said):
        yield Problem("", "Unexpected type of value, expected of type [Object]")
        return
    item_type = said.get("type")
    if item_type not in FAMILIES:
        yield Problem("type", f"Unexpected value [{item_type}], expected one of: [{', '.join(FAMILIES)}]")
        return
    kind = KINDS[str(item_type)]
    body = _entry_of_upload(said)
    problems = [*inspect(body, _upload_fields(kind))]
    if problems:
        yield from problems
    else:
        yield from _problems_between(kind, _split(body), canvas, settings, file)


def _made_of_file(state: State, canvas: Canvas, said: object, file: StoredFile, token: Token) -> Item:
    entry = said if is_object(said) else {}
    return _made(state, canvas, KINDS[str(entry["type"])], _split(_entry_of_upload(entry)), token, file=file)


def _entry_of_upload(said: Json) -> Json:
    """An entry without its type; Miro's example of one says from where its position counts, which is always so."""
    body = {name: value for name, value in said.items() if name != "type"}
    position = body.get("position")
    if is_object(position) and position.get("origin") == "center":
        body["position"] = {name: value for name, value in position.items() if name != "origin"}
    return body


def _problems_of_new(kind: Kind, body: object, canvas: Canvas, settings: Settings) -> Iterator[Problem]:
    problems = [*inspect(body, kind.create)]
    if problems or not is_object(body):
        yield from problems
    else:
        yield from _problems_between(kind, body, canvas, settings, kind.file(body, settings))


def _problems_between(
    kind: Kind, body: Json, canvas: Canvas, settings: Settings, file: StoredFile | None
) -> Iterator[Problem]:
    """What is wrong with a new item whose fields are right each alone."""
    look = kind.made(body, settings, file)
    problems = [*kind.relations(body, look, settings)]
    yield from problems
    parent_problem = problem_of_parent(body, canvas, settings, kind.parent_type)
    if parent_problem is not None:
        yield parent_problem
    elif not problems:
        yield from problems_of_place(place_of_new(body), look.geometry, canvas, settings)


def _made(
    state: State,
    canvas: Canvas,
    kind: Kind,
    body: Json,
    token: Token,
    *,
    file: StoredFile | None = None,
    item_id: str | None = None,
) -> Item:
    file = file or kind.file(body, state.settings)
    look = kind.made(body, state.settings, file)
    place = place_of_new(body)
    stamp = state.stamp(token.user)
    item = Item(
        id=state.ids.number(item_id),
        type=kind.type,
        data=look.data,
        style=look.style,
        geometry=look.geometry,
        x=place.x,
        y=place.y,
        parent_id=place.parent_id,
        app_id=token.app_id,
        resource_id=_stored(state, canvas, file),
        created=stamp,
        modified=stamp,
        extra=_with_support({}, kind, look),
    )
    canvas.items.put(item.id, item)
    return item


def _with_support(extra: Json, kind: Kind, look: Look) -> Json:
    rest = {name: value for name, value in extra.items() if name != "isSupported"}
    return rest if kind.is_supported(look) else {**rest, "isSupported": False}


def _updated(
    state: State, canvas: Canvas, kind: Kind, item: Item, body: Json, file: StoredFile | None, token: Token
) -> Item:
    look = kind.changed(item, body, file)
    problems = list(kind.relations(body, look, state.settings))
    if problems:
        raise invalid(problems)
    # Another link without a preview of its own leaves an embed without one.
    has_other_file = file is not None or "url" in body.get("data", {})
    extra = _with_support(item.extra, kind, look)
    return _changed(state, canvas, item, body, _Change(look, item.is_locked, extra, has_other_file, file), token)


def _changed(state: State, canvas: Canvas, item: Item, body: Json, change: _Change, token: Token) -> Item:
    problem = problem_of_parent(body, canvas, state.settings) or problem_of_nesting(body, item, canvas)
    if problem is not None:
        raise _refusal([problem], canvas, state.settings)
    place = place_of_changed(body, item, canvas)
    if place != (item.x, item.y, item.parent_id):
        problems = list(problems_of_place(place, change.look.geometry, canvas, state.settings))
        if problems:
            raise _refusal(problems, canvas, state.settings)
    resource_id = item.resource_id
    if change.has_other_file:
        canvas.files.pop(resource_id or "", None)
        resource_id = _stored(state, canvas, change.file)
    changed = msgspec.structs.replace(
        item,
        data=change.look.data,
        style=change.look.style,
        geometry=change.look.geometry,
        x=place.x,
        y=place.y,
        parent_id=place.parent_id,
        is_locked=change.is_locked,
        resource_id=resource_id,
        modified=state.stamp(token.user),
        extra=change.extra,
    )
    canvas.items.put(item.id, changed)
    return changed


def _stored(state: State, canvas: Canvas, file: StoredFile | None) -> str | None:
    """The id of the resource under which a file is kept from now on."""
    if file is None:
        return None
    resource_id = state.ids.number()
    canvas.files[resource_id] = file
    return resource_id


def _object(body: object, fields: Fields, canvas: Canvas, settings: Settings) -> Json:
    """The body, checked.

    Raises:
        Refusal: 400, it is not what it should be.
    """
    problems = [*inspect(body, fields)]
    if problems or not is_object(body):
        raise _refusal(problems, canvas, settings)
    return body


def _body_of_upload(kind: Kind, said: object, canvas: Canvas, settings: Settings) -> Json:
    """What was said beside a file, in the shape of a body without one."""
    return _split(_object(said, _upload_fields(kind), canvas, settings))


def _upload_fields(kind: Kind) -> Fields:
    if kind.upload is None:
        raise TypeError(f"items of type {kind.type} have no files")
    return kind.upload


def _split(said: Json) -> Json:
    place: Json = {name: said[name] for name in ("position", "geometry", "parent") if name in said}
    return {"data": {name: value for name, value in said.items() if name not in place}, **place}


def _check_number(entries: int) -> None:
    if not 1 <= entries <= _MOST_AT_ONCE:
        few = "At least one item should be passed"
        many = f"At most {_MOST_AT_ONCE} items could be created with a single request"
        raise invalid([Problem("", many if entries else few)])


def _check_changeable(item: Item, token: Token, settings: Settings) -> None:
    _check_unlocked(item, settings)
    if item.type == "app_card" and item.app_id != token.app_id:
        raise foreign_app_card(settings.foreign_app_card_status)


def _check_unlocked(item: Item, settings: Settings) -> None:
    if item.is_locked and settings.locked_items_refuse == "changes":
        raise item_locked()


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
