"""Cards; their size was seen live."""

from miro_async.emulator.world.checks import Fields, color, date_time, identifier, text
from miro_async.emulator.world.kinds._kind import PARENT, POSITION, RESIZABLE, Json, Kind, Look, overlaid, sizes
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["CARD"]

_BODY = Fields(
    {
        "data": Fields({"title": text(), "description": text(), "assigneeId": identifier, "dueDate": date_time}),
        "style": Fields({"cardTheme": color}),
        "position": POSITION,
        "geometry": RESIZABLE,
        "parent": PARENT,
    }
)


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del file
    width, height = settings.default_card_size
    return Look(
        dict(body.get("data", {})),
        {"cardTheme": "#2d9bf0", **body.get("style", {})},
        {"width": width, "height": height, **sizes(body)},
    )


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    return overlaid(item, body)


CARD = Kind("card", _BODY, _BODY, _made, _changed)
