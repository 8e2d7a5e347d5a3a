"""Which things of a board were made from which drafts, by their looks.

A thing on a board shows its kind, text, shape, colour, place, size and parent; a connector shows its ends. A draft
says some of these; a thing that shows all that a draft says may have been made from it. Text is compared without
markup and blanks, numbers with a tolerance: the API may write both in another way than they were sent. What it may
rewrite altogether, such as the address of an image, is not looked at.
"""

import html
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from msgspec import UNSET

from miro_async.drafts import ItemDraft
from miro_async.models import AnyItem, Connector, ConnectorCreate, UnknownItem, WriteModel

__all__ = ["Draft", "Look", "Made", "align", "in_draft_order", "look", "might_be", "number_of"]

Draft: TypeAlias = ItemDraft | ConnectorCreate
"""What is created."""

Made: TypeAlias = AnyItem | Connector
"""What comes of it."""

_MARKUP = re.compile(r"<[^>]*>")
_SHORT_HEX = re.compile(r"#([0-9a-f])([0-9a-f])([0-9a-f])")
_WORDS: Final = {
    "sticky_note": "content",
    "shape": "content",
    "text": "content",
    "frame": "title",
    "card": "title",
    "app_card": "title",
    "image": "title",
    "document": "title",
}
"""Which field of ``data`` is the text of a kind."""
_NUMBERS: Final = {
    "x": ("position", 0.01),
    "y": ("position", 0.01),
    "width": ("geometry", 0.5),
    "height": ("geometry", 0.5),
    "rotation": ("geometry", 0.01),
}
"""Where a number stands, and how far it may be off."""


class Look(NamedTuple):
    """What can be seen of a thing, or is said by a draft.

    Attributes:
        kind: the item's type; of a connector its ends as well.
        text: what is written on it; None if nothing is said.
        marks: what else is the same or not, by name.
        numbers: place and size, by name.
    """

    kind: str
    text: str | None
    marks: Mapping[str, str]
    numbers: Mapping[str, float]


_Alike: TypeAlias = Callable[[Look, Look], bool]


def look(thing: Draft | Made) -> Look:
    """What can be seen of a thing, or is said by a draft."""
    if isinstance(thing, ConnectorCreate | Connector):
        return _look_of_connector(thing)
    kind = thing.kind if isinstance(thing, WriteModel) else thing.type
    if isinstance(thing, UnknownItem):
        return Look(kind, None, {}, {})
    marks = {
        "shape": _said(thing, "data", "shape"),
        "color": _color(_said(thing, "style", "fill_color")),
        "theme": _color(_said(thing, "style", "card_theme")),
        "parent": _said(thing, "parent", "id"),
    }
    numbers = {name: _said(thing, part, name) for name, (part, _) in _NUMBERS.items()}
    return Look(kind, _text(_said(thing, "data", _WORDS.get(kind, ""))), _present(marks), _present(numbers))


def align(said: Sequence[Look], seen: Sequence[Look]) -> list[int] | None:
    """For each draft the place of the thing that was made from it; None if not every draft has one.

    Args:
        said: a batch, in its order.
        seen: what may have come of it, by ascending id.
    """
    places = _in_order(said, seen) or _assigned(said, seen, _fits)
    return [places[place] for place in range(len(said))] if len(places) == len(said) else None


def might_be(said: Sequence[Look], seen: Sequence[Look]) -> bool:
    """Whether things that do not `align` with a batch could be it all the same.

    So it is when some of the drafts have their thing, or all have one of their kind and text: a batch is created as a
    whole, so somebody may have moved, changed or deleted some of it since.
    """
    return bool(_assigned(said, seen, _fits)) or len(_assigned(said, seen, _reads_alike)) == len(said)


def in_draft_order(said: Sequence[Look], made: Sequence[Made]) -> list[Made] | None:
    """What the answer to a create holds, in the order of the drafts that say this; None if they are not as many.

    The order of the answer is not documented. Ids ascend in the order of the request.
    """
    if len(made) != len(said) or not all(thing.id for thing in made):
        return None
    by_id = sorted(made, key=lambda thing: (number_of(thing.id), thing.id))
    places = align(said, [look(thing) for thing in by_id])
    return by_id if places is None else [by_id[place] for place in places]


def number_of(made_id: str) -> int:
    """The place of a thing in the order of creation; 0 for an id that is no number."""
    return int(made_id) if made_id.isascii() and made_id.isdigit() else 0


def _look_of_connector(thing: ConnectorCreate | Connector) -> Look:
    kind = f"connector {_said(thing, 'start_item', 'id')} {_said(thing, 'end_item', 'id')}"
    captions = None if thing.captions is UNSET else "".join(str(caption.content or "") for caption in thing.captions)
    marks = {
        "shape": None if thing.shape is UNSET else thing.shape,
        "color": _color(_said(thing, "style", "stroke_color")),
    }
    return Look(kind, _text(captions), _present(marks), {})


def _said(thing: Any, part: str, name: str) -> Any:
    """A field of a part, or None; drafts and what is made of them have the same names."""
    value = getattr(getattr(thing, part, None), name, None)
    return None if value is UNSET else value


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _in_order(said: Sequence[Look], seen: Sequence[Look]) -> dict[int, int]:
    """The places of things that fit the drafts one after another; empty if there are none for all."""
    places: dict[int, int] = {}
    rest = iter(enumerate(seen))
    for draft, own in enumerate(said):
        place = next((place for place, other in rest if _fits(own, other)), None)
        if place is None:
            return {}
        places[draft] = place
    return places


def _assigned(said: Sequence[Look], seen: Sequence[Look], alike: _Alike) -> dict[int, int]:
    """As many drafts as possible, each with the place of a thing of its own (Kuhn's augmenting paths)."""
    choices = [[place for place, other in enumerate(seen) if alike(own, other)] for own in said]
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


def _fits(said: Look, seen: Look) -> bool:
    return (
        _reads_alike(said, seen)
        and all(seen.marks.get(name) == value for name, value in said.marks.items())
        and all(_near(name, value, seen) for name, value in said.numbers.items())
    )


def _reads_alike(said: Look, seen: Look) -> bool:
    return said.kind == seen.kind and said.text in (None, seen.text or "")


def _near(name: str, said: float, seen: Look) -> bool:
    _, tolerance = _NUMBERS[name]
    value = seen.numbers.get(name, 0.0 if name == "rotation" else math.inf)  # what is not turned shows no rotation
    return math.isclose(said, value, rel_tol=1e-6, abs_tol=tolerance)


def _text(content: str | None) -> str | None:
    return None if content is None else "".join(html.unescape(_MARKUP.sub("", content)).split())


def _color(value: str | None) -> str | None:
    if value is None:
        return None
    color = value.lower()
    return _SHORT_HEX.sub(r"#\1\1\2\2\3\3", color) if len(color) == 4 else color
