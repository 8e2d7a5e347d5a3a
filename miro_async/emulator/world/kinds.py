"""The kinds of items that can be made: the fields each takes, and what it is where a request is silent.

Sources: the API's description for fields, enumerations and ranges; live observations (miro-facts, sections 6 and 8)
for the sizes of sticky notes and the defaults of shapes, which differ from the description.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from miro_async.emulator.world.checks import (
    Fields,
    at_least,
    color,
    decimal_text,
    flag,
    identifier,
    number,
    one_of,
    positive,
    text,
)
from miro_async.emulator.world.errors import Problem
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item

__all__ = ["BULK_TYPES", "GENERIC_UPDATE", "KINDS", "PATHS", "Kind", "Look"]

PATHS = {
    "app_card": "app_cards",
    "card": "cards",
    "doc_format": "docs",
    "document": "documents",
    "embed": "embeds",
    "frame": "frames",
    "image": "images",
    "shape": "shapes",
    "sticky_note": "sticky_notes",
    "text": "texts",
}
"""The path under the board by the type of an item."""

BULK_TYPES = ("app_card", "text", "shape", "sticky_note", "image", "document", "card", "frame", "embed")
"""The types that a bulk create of the real service takes."""

_Json = dict[str, Any]

_POSITION = Fields({"x": number, "y": number})
_PARENT = Fields({"id": identifier}, required={"id": "String"}, is_nullable=True)
_HORIZONTAL = one_of("left", "right", "center")
_VERTICAL = one_of("top", "middle", "bottom")

GENERIC_UPDATE = Fields({"position": _POSITION, "parent": _PARENT})
"""What can be changed on an item of any type."""

_STICKY_NOTE_COLORS = one_of(
    *("gray", "light_yellow", "yellow", "orange", "light_green", "green", "dark_green", "cyan"),
    *("light_pink", "pink", "violet", "red", "light_blue", "blue", "dark_blue", "black"),
)
_BASIC_SHAPES = one_of(
    *("rectangle", "round_rectangle", "circle", "triangle", "rhombus", "parallelogram", "trapezoid", "pentagon"),
    *("hexagon", "octagon", "wedge_round_rectangle_callout", "star", "flow_chart_predefined_process", "cloud"),
    *("cross", "can", "right_arrow", "left_arrow", "left_right_arrow", "left_brace", "right_brace"),
)
_FONTS = one_of(
    *("arial", "abril_fatface", "bangers", "eb_garamond", "georgia", "graduate", "gravitas_one", "fredoka_one"),
    *("nixie_one", "open_sans", "permanent_marker", "pt_sans", "pt_sans_narrow", "pt_serif", "rammetto_one", "roboto"),
    *("roboto_condensed", "roboto_slab", "caveat", "times_new_roman", "titan_one", "lemon_tuesday", "roboto_mono"),
    *("noto_sans", "plex_sans", "plex_serif", "plex_mono", "spoof", "tiempos_text", "formular"),
)


class Look(NamedTuple):
    """What an item is, without where it is."""

    data: _Json
    style: _Json
    geometry: dict[str, float]


class Kind(NamedTuple):
    """A kind of item.

    Attributes:
        type: its name on the wire.
        create: the body that makes one.
        update: the body that changes one.
        relations: what is wrong between fields that are right each alone.
        made: the look that a checked body makes.
        changed: the look that an item has after a checked body changed it.
    """

    type: str
    create: Fields
    update: Fields
    relations: Callable[[_Json], Iterator[Problem]]
    made: Callable[[_Json, Settings], Look]
    changed: Callable[[Item, _Json], Look]


def _no_relations(body: _Json) -> Iterator[Problem]:
    del body
    return iter(())


def _sizes(given: _Json) -> dict[str, float]:
    return {name: float(value) for name, value in given.items()}


# --- sticky notes ---------------------------------------------------------------------------------------------------

_STICKY_NOTE_SIZES = {"square": (199.0, 228.0), "rectangle": (350.0, 228.0)}

_STICKY_NOTE = Fields(
    {
        "data": Fields({"content": text(), "shape": one_of("square", "rectangle")}),
        "style": Fields({"fillColor": _STICKY_NOTE_COLORS, "textAlign": _HORIZONTAL, "textAlignVertical": _VERTICAL}),
        "position": _POSITION,
        "geometry": Fields({"width": positive, "height": positive}),
        "parent": _PARENT,
    }
)


def _one_side_only(body: _Json) -> Iterator[Problem]:
    geometry = body.get("geometry", {})
    if isinstance(geometry, dict) and "width" in geometry and "height" in geometry:
        yield Problem("geometry", "Only height or width should be passed for widgets with fixed aspect ratio")


def _sticky_note_size(shape: str, *, width: float | None = None, height: float | None = None) -> dict[str, float]:
    usual_width, usual_height = _STICKY_NOTE_SIZES[shape]
    if width is not None:
        return {"width": width, "height": width * usual_height / usual_width}
    if height is not None:
        return {"width": height * usual_width / usual_height, "height": height}
    return {"width": usual_width, "height": usual_height}


def _made_sticky_note(body: _Json, settings: Settings) -> Look:
    del settings
    data = {"content": "", "shape": "square", **body.get("data", {})}
    style = {"fillColor": "light_yellow", "textAlign": "center", "textAlignVertical": "top", **body.get("style", {})}
    return Look(data, style, _sticky_note_size(data["shape"], **_sizes(body.get("geometry", {}))))


def _changed_sticky_note(item: Item, body: _Json) -> Look:
    data = {**item.data, **body.get("data", {})}
    # A note that changes its shape keeps its height.
    given = _sizes(body.get("geometry", {})) or {"height": item.geometry["height"]}
    return Look(data, {**item.style, **body.get("style", {})}, _sticky_note_size(data["shape"], **given))


# --- shapes ---------------------------------------------------------------------------------------------------------

_SHAPE = Fields(
    {
        "data": Fields({"content": text(), "shape": _BASIC_SHAPES}),
        "style": Fields(
            {
                "fillColor": color,
                "fillOpacity": decimal_text(0, 1),
                "fontFamily": _FONTS,
                "fontSize": decimal_text(10, 288),
                "borderColor": color,
                "borderWidth": decimal_text(1, 24),
                "borderOpacity": decimal_text(0, 1),
                "borderStyle": one_of("normal", "dotted", "dashed"),
                "textAlign": _HORIZONTAL,
                "textAlignVertical": _VERTICAL,
                "color": color,
            }
        ),
        "position": _POSITION,
        "geometry": Fields({"width": at_least(8), "height": at_least(8), "rotation": number}),
        "parent": _PARENT,
    }
)

_SHAPE_STYLE = {
    "fillColor": "#ffffff",
    "fillOpacity": "0.0",
    "fontFamily": "open_sans",
    "fontSize": "14",
    "borderColor": "#1a1a1a",
    "borderWidth": "2.0",
    "borderOpacity": "0.0",
    "borderStyle": "normal",
    "textAlign": "left",
    "textAlignVertical": "top",
    "color": "#1a1a1a",
}


def _shape_style(given: _Json) -> _Json:
    """The style with its numbers written as the real service writes them: ``2.0``, but a font size as ``14``."""
    style = dict(given)
    for name in ("fillOpacity", "borderWidth", "borderOpacity"):
        if name in style:
            style[name] = str(float(style[name]))
    if "fontSize" in style:
        style["fontSize"] = f"{float(style['fontSize']):g}"
    return style


def _made_shape(body: _Json, settings: Settings) -> Look:
    given = _shape_style(body.get("style", {}))
    if "fillColor" in given:
        given.setdefault("fillOpacity", "1.0")
    width, height = settings.default_shape_size
    return Look(
        {"content": "", "shape": "rectangle", **body.get("data", {})},
        {**_SHAPE_STYLE, **given},
        {"width": width, "height": height, **_sizes(body.get("geometry", {}))},
    )


def _changed_shape(item: Item, body: _Json) -> Look:
    return Look(
        {**item.data, **body.get("data", {})},
        {**item.style, **_shape_style(body.get("style", {}))},
        {**item.geometry, **_sizes(body.get("geometry", {}))},
    )


# --- frames ---------------------------------------------------------------------------------------------------------

_FRAME = Fields(
    {
        "data": Fields(
            {"title": text(), "format": one_of("custom"), "type": one_of("freeform"), "showContent": flag},
        ),
        "style": Fields({"fillColor": color}),
        "position": _POSITION,
        "geometry": Fields({"width": positive, "height": positive}),
    },
)


def _made_frame(body: _Json, settings: Settings) -> Look:
    width, height = settings.default_frame_size
    return Look(
        {"format": "custom", "title": "Sample frame title", "type": "freeform", "showContent": True, **body["data"]},
        {"fillColor": "#ffffffff", **body.get("style", {})},
        {"width": width, "height": height, **_sizes(body.get("geometry", {}))},
    )


def _changed_frame(item: Item, body: _Json) -> Look:
    return Look(
        {**item.data, **body.get("data", {})},
        {**item.style, **body.get("style", {})},
        {**item.geometry, **_sizes(body.get("geometry", {}))},
    )


KINDS = {
    kind.type: kind
    for kind in (
        Kind("sticky_note", _STICKY_NOTE, _STICKY_NOTE, _one_side_only, _made_sticky_note, _changed_sticky_note),
        Kind("shape", _SHAPE, _SHAPE, _no_relations, _made_shape, _changed_shape),
        Kind(
            "frame",
            _FRAME._replace(required={"data": "Object"}),
            _FRAME,
            _no_relations,
            _made_frame,
            _changed_frame,
        ),
    )
}
"""The kinds that can be made, by the name of their type."""
