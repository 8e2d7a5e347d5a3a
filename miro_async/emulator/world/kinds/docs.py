"""Docs: written in Markdown, and never changed."""

from miro_async.emulator.world.checks import Fields, number, one_of, text
from miro_async.emulator.world.kinds._kind import PARENT, POSITION, Json, Kind, Look, overlaid
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["DOC"]

_PLACE = Fields({"position": POSITION, "parent": PARENT})
_DATA = Fields(
    {"contentType": one_of("markdown"), "content": text(), "contentVersion": number},
    required={"contentType": "String", "content": "String"},
)


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del settings, file
    return Look({"contentVersion": 1, **body["data"]}, {}, {})


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    return overlaid(item, body)


DOC = Kind("doc_format", Fields({"data": _DATA, **_PLACE.known}, required={"data": "Object"}), _PLACE, _made, _changed)
