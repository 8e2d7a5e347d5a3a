"""Frames: they take no parent when they are made, and cannot be turned."""

from miro_async.emulator.world.checks import Fields, color, flag, one_of, positive, text
from miro_async.emulator.world.kinds._kind import POSITION, Json, Kind, Look, overlaid, sizes
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["FRAME"]

_BODY = Fields(
    {
        "data": Fields(
            {"title": text(), "format": one_of("custom"), "type": one_of("freeform"), "showContent": flag},
        ),
        "style": Fields({"fillColor": color}),
        "position": POSITION,
        "geometry": Fields({"width": positive, "height": positive}),
    },
)


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del file
    width, height = settings.default_frame_size
    return Look(
        {"format": "custom", "title": "Sample frame title", "type": "freeform", "showContent": True, **body["data"]},
        {"fillColor": "#ffffffff", **body.get("style", {})},
        {"width": width, "height": height, **sizes(body)},
    )


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    return overlaid(item, body)


FRAME = Kind("frame", _BODY._replace(required={"data": "Object"}), _BODY, _made, _changed)
