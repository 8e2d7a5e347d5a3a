"""Texts: as high as their lines need, so that only a width can be asked for."""

import re
from collections.abc import Iterator

from miro_async.emulator.world.checks import Fields, color, decimal_text, number, positive, text
from miro_async.emulator.world.errors import Problem
from miro_async.emulator.world.kinds._kind import (
    FONTS,
    HORIZONTAL,
    PARENT,
    POSITION,
    Json,
    Kind,
    Look,
    overlaid,
    sizes,
    written,
)
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["TEXT"]

_NARROWEST = 1.7
"""The least width of a text, as a multiple of its font size."""

_LINE_HEIGHT = 1.5
_LINE_END = re.compile(r"\n|<br ?/?>|</p>(?=.)", re.DOTALL)

_BODY = Fields(
    {
        "data": Fields({"content": text()}, required={"content": "String"}),
        "style": Fields(
            {
                "color": color,
                "fillColor": color,
                "fillOpacity": decimal_text(0, 1),
                "fontFamily": FONTS,
                "fontSize": decimal_text(1),
                "textAlign": HORIZONTAL,
            }
        ),
        "position": POSITION,
        "geometry": Fields({"width": positive, "rotation": number}),
        "parent": PARENT,
    }
)
_STYLE = {
    "fillColor": "#ffffff",
    "fillOpacity": "0.0",
    "fontFamily": "arial",
    "fontSize": "14",
    "textAlign": "center",
    "color": "#1a1a1a",
}


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del file
    style = {**_STYLE, **written(body.get("style", {}))}
    if "fillColor" in body.get("style", {}):
        style["fillOpacity"] = str(float(body["style"].get("fillOpacity", 1)))
    geometry = {"width": max(settings.default_text_width, _narrowest(style)), **sizes(body)}
    return _fitted(Look(dict(body["data"]), style, geometry))


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    look = overlaid(item, body)
    look = look._replace(style=written(look.style))
    if "width" not in sizes(body):  # a larger font widens a narrow text
        look.geometry["width"] = max(look.geometry["width"], _narrowest(look.style))
    return _fitted(look)


def _relations(body: Json, look: Look, settings: Settings) -> Iterator[Problem]:
    del body, settings
    narrowest = _narrowest(look.style)
    if look.geometry["width"] < narrowest:
        yield Problem("geometry.width", f"Value should be at least {narrowest:g}")


def _narrowest(style: Json) -> float:
    return _NARROWEST * float(style["fontSize"])


def _fitted(look: Look) -> Look:
    """The look with the height that its lines need."""
    lines = len(_LINE_END.findall(look.data["content"])) + 1
    height = lines * _LINE_HEIGHT * float(look.style["fontSize"])
    width = look.geometry.pop("width")
    return look._replace(geometry={"width": width, **look.geometry, "height": height})


TEXT = Kind("text", _BODY._replace(required={"data": "Object"}), _BODY, _made, _changed, _relations)
