"""Sticky notes: of two shapes and 16 colours; their sizes were seen live."""

from miro_async.emulator.world.checks import Fields, one_of, text
from miro_async.emulator.world.kinds._kind import (
    FIXED_RATIO,
    HORIZONTAL,
    PARENT,
    POSITION,
    VERTICAL,
    Json,
    Kind,
    Look,
    one_side_only,
    scaled,
    sizes,
)
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["STICKY_NOTE"]

_SIZES = {"square": (199.0, 228.0), "rectangle": (350.0, 228.0)}
_COLORS = one_of(
    *("gray", "light_yellow", "yellow", "orange", "light_green", "green", "dark_green", "cyan"),
    *("light_pink", "pink", "violet", "red", "light_blue", "blue", "dark_blue", "black"),
)
_BODY = Fields(
    {
        "data": Fields({"content": text(), "shape": one_of("square", "rectangle")}),
        "style": Fields({"fillColor": _COLORS, "textAlign": HORIZONTAL, "textAlignVertical": VERTICAL}),
        "position": POSITION,
        "geometry": FIXED_RATIO,
        "parent": PARENT,
    }
)


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del settings, file
    data = {"content": "", "shape": "square", **body.get("data", {})}
    style = {"fillColor": "light_yellow", "textAlign": "center", "textAlignVertical": "top", **body.get("style", {})}
    return Look(data, style, scaled(_SIZES[data["shape"]], sizes(body)))


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    data = {**item.data, **body.get("data", {})}
    # A note that changes its shape keeps its height.
    given = sizes(body) or {"height": item.geometry["height"]}
    return Look(data, {**item.style, **body.get("style", {})}, scaled(_SIZES[data["shape"]], given))


STICKY_NOTE = Kind("sticky_note", _BODY, _BODY, _made, _changed, one_side_only)
