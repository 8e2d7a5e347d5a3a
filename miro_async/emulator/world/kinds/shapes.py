"""Basic shapes; the defaults of their style were seen live and differ from the description."""

from miro_async.emulator.world.checks import Fields, at_least, color, decimal_text, number, one_of, text
from miro_async.emulator.world.kinds._kind import (
    FONTS,
    HORIZONTAL,
    PARENT,
    POSITION,
    VERTICAL,
    Json,
    Kind,
    Look,
    overlaid,
    sizes,
    written,
)
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["BASIC", "SHAPE", "body_of"]

BASIC = (
    *("rectangle", "round_rectangle", "circle", "triangle", "rhombus", "parallelogram", "trapezoid", "pentagon"),
    *("hexagon", "octagon", "wedge_round_rectangle_callout", "star", "flow_chart_predefined_process", "cloud"),
    *("cross", "can", "right_arrow", "left_arrow", "left_right_arrow", "left_brace", "right_brace"),
)
_STYLE = {
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


def body_of(*shapes: str) -> Fields:
    """The body that makes or changes one of these shapes."""
    return Fields(
        {
            "data": Fields({"content": text(), "shape": one_of(*shapes)}),
            "style": Fields(
                {
                    "fillColor": color,
                    "fillOpacity": decimal_text(0, 1),
                    "fontFamily": FONTS,
                    "fontSize": decimal_text(10, 288),
                    "borderColor": color,
                    "borderWidth": decimal_text(1, 24),
                    "borderOpacity": decimal_text(0, 1),
                    "borderStyle": one_of("normal", "dotted", "dashed"),
                    "textAlign": HORIZONTAL,
                    "textAlignVertical": VERTICAL,
                    "color": color,
                }
            ),
            "position": POSITION,
            "geometry": Fields({"width": at_least(8), "height": at_least(8), "rotation": number}),
            "parent": PARENT,
        }
    )


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del file
    style = written(body.get("style", {}))
    if "fillColor" in style:
        style.setdefault("fillOpacity", "1.0")
    width, height = settings.default_shape_size
    return Look(
        {"content": "", "shape": "rectangle", **body.get("data", {})},
        {**_STYLE, **style},
        {"width": width, "height": height, **sizes(body)},
    )


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    look = overlaid(item, body)
    return look._replace(style=written(look.style))


_BODY = body_of(*BASIC)
SHAPE = Kind("shape", _BODY, _BODY, _made, _changed)
