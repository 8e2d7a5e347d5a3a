"""App cards: cards that belong to the app that made them."""

from miro_async.emulator.world.checks import Array, Fields, color, one_of, text, web_address
from miro_async.emulator.world.kinds._kind import PARENT, POSITION, RESIZABLE, Json, Kind, Look, overlaid, sizes
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["APP_CARD"]

_PREVIEW_FIELD = Fields(
    {
        "value": text(),
        "tooltip": text(),
        "iconUrl": web_address("https"),
        "iconShape": one_of("round", "square"),
        "fillColor": color,
        "textColor": color,
    }
)
_BODY = Fields(
    {
        "data": Fields(
            {
                "title": text(),
                "description": text(),
                "status": one_of("disconnected", "connected", "disabled"),
                "fields": Array(_PREVIEW_FIELD),
            }
        ),
        "style": Fields({"fillColor": color}),
        "position": POSITION,
        "geometry": RESIZABLE,
        "parent": PARENT,
    }
)


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del file
    width, height = settings.default_card_size
    data = _with_icon_shapes({"title": "sample app card item", "status": "disconnected", **body.get("data", {})})
    style = {"fillColor": "#2d9bf0", **body.get("style", {})}
    return Look(data, style, {"width": width, "height": height, **sizes(body)})


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    look = overlaid(item, body)
    return look._replace(data=_with_icon_shapes(look.data))


def _with_icon_shapes(data: Json) -> Json:
    if "fields" not in data:
        return data
    return {**data, "fields": [{"iconShape": "round", **field} for field in data["fields"]]}


APP_CARD = Kind("app_card", _BODY, _BODY, _made, _changed)
