"""What can be done to tags: create, change, delete, attach to items, detach."""

import msgspec

from miro_async.emulator.world.checks import Fields, checked, one_of, text
from miro_async.emulator.world.errors import Problem, conflict, invalid, tag_not_found
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Canvas, Item, State, Tag

__all__ = ["attach", "create", "delete", "detach", "items_with", "tags_of", "update"]

_MOST_TAGS = 8
_TAGGABLE = ("sticky_note", "card")

_UPDATE = Fields(
    {
        "title": text(longest=120),
        "fillColor": one_of(
            *("red", "light_green", "cyan", "yellow", "magenta", "green"),
            *("blue", "gray", "violet", "dark_green", "dark_blue", "black"),
        ),
    }
)
_CREATE = _UPDATE._replace(required={"title": "String"})


def create(state: State, canvas: Canvas, body: object, tag_id: str | None = None) -> Tag:
    """Create a tag, with a certain id if one is given.

    Raises:
        Refusal: 400 for a wrong body; what the settings say for a title that is taken.
    """
    given = checked(body, _CREATE)
    _claim_title(canvas, given["title"], None, state.settings)
    tag = Tag(state.ids.number(tag_id), given["title"], given.get("fillColor", "red"))
    canvas.tags.put(tag.id, tag)
    return tag


def update(state: State, canvas: Canvas, tag: Tag, body: object) -> Tag:
    """Change a tag.

    Raises:
        Refusal: 400 for a wrong body; what the settings say for a title that is taken.
    """
    given = checked(body, _UPDATE)
    if "title" in given:
        _claim_title(canvas, given["title"], tag.id, state.settings)
    changed = Tag(tag.id, given.get("title", tag.title), given.get("fillColor", tag.color))
    canvas.tags.put(tag.id, changed)
    return changed


def delete(canvas: Canvas, tag: Tag) -> None:
    """Delete a tag, and detach it from every item."""
    for item in [item for item in canvas.items if tag.id in item.tag_ids]:
        _without(canvas, item, tag.id)
    canvas.tags.remove(tag.id)


def attach(state: State, canvas: Canvas, item: Item, tag: Tag) -> None:
    """Attach a tag to a sticky note or a card.

    Raises:
        Refusal: 400 for an item that takes no tags, or has its 8.
    """
    if item.type not in _TAGGABLE:
        raise invalid([Problem("tag_id", f"Tags can not be attached to items of type [{item.type}]")])
    if tag.id in item.tag_ids:
        if state.settings.reattach_status == 400:
            raise invalid([Problem("tag_id", "Tag is already attached to the item")])
        return
    if len(item.tag_ids) >= _MOST_TAGS:
        raise invalid([Problem("tag_id", f"At most {_MOST_TAGS} tags could be attached to an item")])
    canvas.items.put(item.id, msgspec.structs.replace(item, tag_ids=(*item.tag_ids, tag.id)))


def detach(canvas: Canvas, item: Item, tag: Tag) -> None:
    """Detach a tag.

    Raises:
        Refusal: 404, the item does not have it.
    """
    if tag.id not in item.tag_ids:
        raise tag_not_found(tag.id)
    _without(canvas, item, tag.id)


def tags_of(canvas: Canvas, item: Item) -> list[Tag]:
    """An item's tags, as lists see them."""
    seen = canvas.items.listed().get(item.id)
    tags = canvas.tags.listed()
    return [tags[tag_id] for tag_id in (seen.tag_ids if seen is not None else ()) if tag_id in tags]


def items_with(canvas: Canvas, tag: Tag) -> list[Item]:
    """The items that have a tag, as lists see them."""
    return [item for item in canvas.listing() if tag.id in item.tag_ids]


def _claim_title(canvas: Canvas, title: str, tag_id: str | None, settings: Settings) -> None:
    if all(tag.title != title or tag.id == tag_id for tag in canvas.tags):
        return
    message = f"Tag with title [{title}] already exists"
    raise conflict(message) if settings.duplicate_tag_status == 409 else invalid([Problem("title", message)])


def _without(canvas: Canvas, item: Item, tag_id: str) -> None:
    kept = tuple(kept for kept in item.tag_ids if kept != tag_id)
    canvas.items.put(item.id, msgspec.structs.replace(item, tag_ids=kept))
