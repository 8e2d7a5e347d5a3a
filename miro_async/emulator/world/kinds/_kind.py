"""What a kind of items is, and what several kinds have in common."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from miro_async.emulator.world.checks import Fields, identifier, number, one_of, positive
from miro_async.emulator.world.errors import Problem
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = [
    "FIXED_RATIO",
    "FONTS",
    "HORIZONTAL",
    "PARENT",
    "POSITION",
    "RESIZABLE",
    "VERTICAL",
    "Json",
    "Kind",
    "Look",
    "one_side_only",
    "overlaid",
    "scaled",
    "sizes",
    "written",
]

Json: TypeAlias = dict[str, Any]

POSITION = Fields({"x": number, "y": number})
PARENT = Fields({"id": identifier}, required={"id": "String"}, is_nullable=True)
RESIZABLE = Fields({"width": positive, "height": positive, "rotation": number})
FIXED_RATIO = Fields({"width": positive, "height": positive})
HORIZONTAL = one_of("left", "right", "center")
VERTICAL = one_of("top", "middle", "bottom")
FONTS = one_of(
    *("arial", "abril_fatface", "bangers", "eb_garamond", "georgia", "graduate", "gravitas_one", "fredoka_one"),
    *("nixie_one", "open_sans", "permanent_marker", "pt_sans", "pt_sans_narrow", "pt_serif", "rammetto_one", "roboto"),
    *("roboto_condensed", "roboto_slab", "caveat", "times_new_roman", "titan_one", "lemon_tuesday", "roboto_mono"),
    *("noto_sans", "plex_sans", "plex_serif", "plex_mono", "spoof", "tiempos_text", "formular"),
)


class Look(NamedTuple):
    """What an item is, without where it is."""

    data: Json
    style: Json
    geometry: dict[str, float]


def _no_relations(body: Json, look: Look, settings: Settings) -> Iterator[Problem]:
    del body, look, settings
    return iter(())


def _no_file(body: Json, settings: Settings) -> StoredFile | None:
    del body, settings
    return None


def _always(look: Look) -> bool:
    del look
    return True


class Kind(NamedTuple):
    """A kind of item.

    Attributes:
        type: its name on the wire.
        create: the body that makes one.
        update: the body that changes one.
        made: the look that a checked body makes, with the file that the item shows.
        changed: the look that an item has after a checked body changed it, and maybe brought another file.
        relations: what is wrong between fields that are right each alone, given the look that they would make.
        file: the file behind a link in a checked body; None if the body brings none.
        upload: what a request may say beside the file that it uploads; None for a kind that takes no files.
        parent_type: the type of the items that one may lie in, or below.
        is_supported: whether the stable paths show the data of one with that look.
    """

    type: str
    create: Fields
    update: Fields
    made: Callable[[Json, Settings, StoredFile | None], Look]
    changed: Callable[[Item, Json, StoredFile | None], Look]
    relations: Callable[[Json, Look, Settings], Iterator[Problem]] = _no_relations
    file: Callable[[Json, Settings], StoredFile | None] = _no_file
    upload: Fields | None = None
    parent_type: str = "frame"
    is_supported: Callable[[Look], bool] = _always


def sizes(body: Json) -> dict[str, float]:
    """The geometry that a body names, as floats."""
    given: Json = body.get("geometry", {})
    return {name: float(value) for name, value in given.items()}


def overlaid(item: Item, body: Json) -> Look:
    """An item's look with all that a body names in its place."""
    return Look(
        {**item.data, **body.get("data", {})},
        {**item.style, **body.get("style", {})},
        {**item.geometry, **sizes(body)},
    )


def scaled(usual: tuple[float, float], given: dict[str, float]) -> dict[str, float]:
    """The size of something that keeps its aspect ratio.

    Args:
        usual: width and height where nothing is said.
        given: the width or the height that is asked for, and maybe a rotation.
    """
    width, height = usual
    if "width" in given:
        width, height = given["width"], given["width"] * height / width
    elif "height" in given:
        width, height = given["height"] * width / height, given["height"]
    size = {"width": width, "height": height}
    return size | {"rotation": given["rotation"]} if "rotation" in given else size


def one_side_only(body: Json, look: Look, settings: Settings) -> Iterator[Problem]:
    """The relation of things that keep their aspect ratio: width or height, but not both."""
    del look, settings
    geometry: Json = body.get("geometry", {})
    if "width" in geometry and "height" in geometry:
        yield Problem("geometry", "Only height or width should be passed for widgets with fixed aspect ratio")


def written(style: Json) -> Json:
    """A style with its numbers written as the real service writes them: ``2.0``, but a font size as ``14``."""
    style = dict(style)
    for name in ("fillOpacity", "borderWidth", "borderOpacity"):
        if name in style:
            style[name] = str(float(style[name]))
    if "fontSize" in style:
        style["fontSize"] = f"{float(style['fontSize']):g}"
    return style
