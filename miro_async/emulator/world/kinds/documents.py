"""Documents, by URL and from a file; only a change or an upload may ask for a size."""

from miro_async.emulator.world.checks import Fields, text, web_address
from miro_async.emulator.world.kinds._kind import (
    PARENT,
    POSITION,
    RESIZABLE,
    Json,
    Kind,
    Look,
    one_side_only,
    scaled,
    sizes,
)
from miro_async.emulator.world.pictures import printed
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["DOCUMENT"]

_PLACE = {"position": POSITION, "parent": PARENT}
_SIZED = {**_PLACE, "geometry": RESIZABLE}
_DATA = Fields({"url": web_address("http", "https"), "title": text()})


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    name = file.name if file is not None else ""
    return Look({"title": name, **_said(body)}, {}, scaled(settings.default_document_size, sizes(body)))


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    size = scaled((item.geometry["width"], item.geometry["height"]), sizes(body))
    return Look({**item.data, **_said(body)}, {}, {**item.geometry, **size})


def _said(body: Json) -> Json:
    return {name: value for name, value in body.get("data", {}).items() if name != "url"}


def _file(body: Json, settings: Settings) -> StoredFile | None:
    del settings
    url = body.get("data", {}).get("url")
    return None if url is None else printed(url)


DOCUMENT = Kind(
    "document",
    Fields({"data": _DATA._replace(required={"url": "String"}), **_PLACE}, required={"data": "Object"}),
    Fields({"data": _DATA, **_SIZED}),
    _made,
    _changed,
    one_side_only,
    _file,
    Fields({"title": text(), "altText": text(), **_SIZED}),
)
