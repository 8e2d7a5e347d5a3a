"""Images, by URL and from a file; they keep the aspect ratio of their picture."""

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
from miro_async.emulator.world.pictures import drawn
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Item, StoredFile

__all__ = ["IMAGE"]

_PLACE = {"position": POSITION, "geometry": RESIZABLE, "parent": PARENT}
_DATA = Fields({"url": web_address("http", "https"), "title": text()})


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    usual = (file.size if file is not None else None) or settings.default_image_size
    name = file.name if file is not None else ""
    return Look({"title": name, **_said(body)}, {}, scaled(usual, sizes(body)))


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    given = sizes(body)
    if file is not None and file.size is not None:  # another picture is as wide as the one before
        size = scaled(file.size, given if {"width", "height"} & given.keys() else {"width": item.geometry["width"]})
    else:
        size = scaled((item.geometry["width"], item.geometry["height"]), given)
    return Look({**item.data, **_said(body)}, {}, {**item.geometry, **size})


def _said(body: Json) -> Json:
    return {name: value for name, value in body.get("data", {}).items() if name != "url"}


def _file(body: Json, settings: Settings) -> StoredFile | None:
    url = body.get("data", {}).get("url")
    return None if url is None else drawn(url, settings.default_image_size)


IMAGE = Kind(
    "image",
    Fields({"data": _DATA._replace(required={"url": "String"}), **_PLACE}, required={"data": "Object"}),
    Fields({"data": _DATA, **_PLACE}),
    _made,
    _changed,
    one_side_only,
    _file,
    Fields({"title": text(), "altText": text(), **_PLACE}),
)
