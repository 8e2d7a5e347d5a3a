"""Code widgets."""

from miro_async.emulator.world.checks import Fields, flag, text
from miro_async.emulator.world.kinds._kind import PARENT, POSITION, RESIZABLE, Json, Kind, Look, overlaid, sizes
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["CODE_WIDGET"]

_BODY = Fields(
    {
        "data": Fields(
            {"code": text(longest=6000), "language": text(), "lineNumbersVisible": flag, "title": text(longest=100)}
        ),
        "position": POSITION,
        "geometry": RESIZABLE,
        "parent": PARENT,
    }
)


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del file
    width, height = settings.default_code_widget_size
    return Look(
        {"code": "", "lineNumbersVisible": True, **body.get("data", {})},
        {},
        {"width": width, "height": height, **sizes(body)},
    )


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    return overlaid(item, body)


CODE_WIDGET = Kind("code_widget", _BODY, _BODY, _made, _changed)
