"""Which items of a board were made from which drafts.

An item shows its type, text, shape, colour, place, size and parent. A draft says some of these; an item that shows
all that a draft says may have been made from it. Text is compared without markup and blanks, numbers with a tolerance:
the API may write both in another way than they were sent.
"""

import html
import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias, TypeVar

from msgspec import UNSET, UnsetType

from miro_async.drafts import ItemDraft
from miro_async.models import AnyItem, Frame, FrameCreate, ShapeGeometryWrite, UnknownItem

__all__ = ["align", "in_draft_order", "might_be", "number_of"]

T = TypeVar("T")
_MARKUP = re.compile(r"<[^>]*>")
_SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")


class _Look(NamedTuple):
    """What can be seen of an item, or is said by a draft; None where nothing is said."""

    type: str
    text: str | None = None
    shape: str | None = None
    color: str | None = None
    x: float | None = None
    y: float | None = None
    width: float | None = None
    height: float | None = None
    rotation: float | None = None
    parent: str | None = None


_Alike: TypeAlias = Callable[[_Look, _Look], bool]


def align(drafts: Sequence[ItemDraft], items: Sequence[AnyItem]) -> list[AnyItem] | None:
    """For each draft the item that was made from it; None if not every draft has one.

    Args:
        drafts: a batch, in its order.
        items: what may have come of it, by ascending id.
    """
    said, seen = [_said(draft) for draft in drafts], [_seen(item) for item in items]
    places = _in_order(said, seen) or _assigned(said, seen, _fits)
    return [items[places[place]] for place in range(len(said))] if len(places) == len(said) else None


def might_be(drafts: Sequence[ItemDraft], items: Sequence[AnyItem]) -> bool:
    """Whether items that do not `align` with a batch could be it all the same.

    So it is when some of the drafts have their item, or all have one of their type and text: a batch is created as a
    whole, so somebody may have moved, changed or deleted items since.
    """
    said, seen = [_said(draft) for draft in drafts], [_seen(item) for item in items]
    return bool(_assigned(said, seen, _fits)) or len(_assigned(said, seen, _reads_alike)) == len(said)


def in_draft_order(drafts: Sequence[ItemDraft], items: Sequence[AnyItem]) -> list[AnyItem] | None:
    """The items of an answer to a bulk create in the order of its drafts; None if they are not as many.

    The order of the answer is not documented. Ids ascend in the order of the request.
    """
    if len(items) != len(drafts) or not all(item.id for item in items):
        return None
    by_id = sorted(items, key=lambda item: (number_of(item.id), item.id))
    return align(drafts, by_id) or by_id


def number_of(item_id: str) -> int:
    """The place of an item in the order of creation; 0 for an id that is no number."""
    return int(item_id) if item_id.isascii() and item_id.isdigit() else 0


def _in_order(said: list[_Look], seen: list[_Look]) -> dict[int, int]:
    """The places of items that fit the drafts one after another; empty if there are none for all."""
    places: dict[int, int] = {}
    rest = iter(enumerate(seen))
    for draft, look in enumerate(said):
        place = next((place for place, other in rest if _fits(look, other)), None)
        if place is None:
            return {}
        places[draft] = place
    return places


def _assigned(said: list[_Look], seen: list[_Look], alike: _Alike) -> dict[int, int]:
    """As many drafts as possible, each with the place of an item of its own (Kuhn's augmenting paths)."""
    choices = [[place for place, other in enumerate(seen) if alike(look, other)] for look in said]
    taken: dict[int, int] = {}

    def has_place(draft: int, tried: set[int]) -> bool:
        for place in choices[draft]:
            if place in tried:
                continue
            tried.add(place)
            if place not in taken or has_place(taken[place], tried):
                taken[place] = draft
                return True
        return False

    for draft in range(len(said)):
        has_place(draft, set())
    return {draft: place for place, draft in taken.items()}


def _fits(said: _Look, seen: _Look) -> bool:
    return (
        _reads_alike(said, seen)
        and said.shape in (None, seen.shape)
        and said.color in (None, seen.color)
        and said.parent in (None, seen.parent)
        and _near(said.x, seen.x, 0.01)
        and _near(said.y, seen.y, 0.01)
        and _near(said.width, seen.width, 0.5)
        and _near(said.height, seen.height, 0.5)
        and _near(said.rotation, seen.rotation, 0.01)
    )


def _reads_alike(said: _Look, seen: _Look) -> bool:
    return said.type == seen.type and said.text in (None, seen.text or "")


def _near(said: float | None, seen: float | None, tolerance: float) -> bool:
    return said is None or (seen is not None and math.isclose(said, seen, rel_tol=1e-6, abs_tol=tolerance))


def _said(draft: ItemDraft) -> _Look:
    style, position, size = draft.style, draft.position, draft.geometry
    text, shape, parent = _said_of_content(draft)
    rotation = size.rotation if isinstance(size, ShapeGeometryWrite) else UNSET
    return _Look(
        type=draft.kind,
        text=text,
        shape=shape,
        color=None if style is UNSET else _color(_or_none(style.fill_color)),
        x=None if position is UNSET else position.x,
        y=None if position is UNSET else position.y,
        width=None if size is UNSET else _or_none(size.width),
        height=None if size is UNSET else _or_none(size.height),
        rotation=_or_none(rotation),
        parent=parent,
    )


def _said_of_content(draft: ItemDraft) -> tuple[str | None, str | None, str | None]:
    """Text, shape and parent."""
    if isinstance(draft, FrameCreate):
        return _text(_or_none(draft.data.title)), None, None
    parent = None if draft.parent is UNSET or draft.parent is None else draft.parent.id
    if draft.data is UNSET:
        return None, None, parent
    return _text(_or_none(draft.data.content)), _or_none(draft.data.shape), parent


def _seen(item: AnyItem) -> _Look:
    if isinstance(item, UnknownItem):
        return _Look(type=item.type)
    text = item.data.title if isinstance(item, Frame) else item.data.content
    return _Look(
        type=item.type,
        text=_text(text),
        shape=None if isinstance(item, Frame) else item.data.shape,
        color=_color(item.style.fill_color),
        x=item.position.x,
        y=item.position.y,
        width=item.geometry.width,
        height=item.geometry.height,
        rotation=item.geometry.rotation or 0.0,
        parent=item.parent.id,
    )


def _or_none(value: T | UnsetType) -> T | None:
    return None if value is UNSET else value


def _text(content: str | None) -> str | None:
    return None if content is None else "".join(html.unescape(_MARKUP.sub("", content)).split())


def _color(value: str | None) -> str | None:
    return (
        None if value is None else _SHORT_HEX.sub(r"#\1\1\2\2\3\3", value.lower()) if len(value) == 4 else value.lower()
    )
