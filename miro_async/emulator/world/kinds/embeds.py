"""Embeds: what lies behind a link, with what its provider says of it (oEmbed)."""

from collections.abc import Iterator
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from miro_async.emulator.world.checks import Fields, one_of, web_address
from miro_async.emulator.world.errors import Problem
from miro_async.emulator.world.kinds._kind import (
    FIXED_RATIO,
    PARENT,
    POSITION,
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

__all__ = ["EMBED"]

_URL = web_address("http", "https")
_DATA = Fields({"url": _URL, "mode": one_of("inline", "modal"), "previewUrl": _URL})
_PLACE = {"position": POSITION, "geometry": FIXED_RATIO, "parent": PARENT}


class _Provider(NamedTuple):
    name: str
    url: str
    content_type: str


_PROVIDERS = {
    "youtube.com": _Provider("YouTube", "https://www.youtube.com/", "video"),
    "youtu.be": _Provider("YouTube", "https://www.youtube.com/", "video"),
    "vimeo.com": _Provider("Vimeo", "https://vimeo.com/", "video"),
    "loom.com": _Provider("Loom", "https://www.loom.com/", "video"),
    "figma.com": _Provider("Figma", "https://www.figma.com/", "rich"),
}
"""The providers that are known, by their hosts."""


def _made(body: Json, settings: Settings, file: StoredFile | None) -> Look:
    del file
    return Look(_described(body["data"], "inline"), {}, scaled(settings.default_embed_size, sizes(body)))


def _changed(item: Item, body: Json, file: StoredFile | None) -> Look:
    del file
    given: Json = body.get("data", {})
    data = _described(given, item.data["mode"]) if "url" in given else {**item.data, **_mode(given)}
    return Look(data, {}, scaled((item.geometry["width"], item.geometry["height"]), sizes(body)))


def _mode(given: Json) -> Json:
    return {"mode": given["mode"]} if "mode" in given else {}


def _described(given: Json, mode: str) -> Json:
    """The data of an embed: the link, and what its provider says."""
    url = given["url"]
    data = {"url": url, "mode": given.get("mode", mode)}
    provider = _provider(url)
    if provider is None:
        return data
    return data | {
        "contentType": provider.content_type,
        "title": f"Emulated content of {provider.name}",
        "description": "",
        "providerName": provider.name,
        "providerUrl": provider.url,
        "html": f'<iframe src="{escape(url)}" allowfullscreen></iframe>',
    }


def _provider(url: str) -> _Provider | None:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    return _PROVIDERS.get(host)


def _relations(body: Json, look: Look, settings: Settings) -> Iterator[Problem]:
    yield from one_side_only(body, look, settings)
    url = body.get("data", {}).get("url")
    if url is not None and settings.unknown_embeds == "refused" and _provider(url) is None:
        yield Problem("data.url", f"Content of [{url}] can not be embedded")


def _file(body: Json, settings: Settings) -> StoredFile | None:
    """The preview: the picture that the request names, or the provider's own."""
    given: Json = body.get("data", {})
    if "previewUrl" in given:
        return drawn(given["previewUrl"], settings.default_embed_size)
    if "url" in given and _provider(given["url"]) is not None:
        return drawn(given["url"], settings.default_embed_size)
    return None


EMBED = Kind(
    "embed",
    Fields({"data": _DATA._replace(required={"url": "String"}), **_PLACE}, required={"data": "Object"}),
    Fields({"data": _DATA, **_PLACE}),
    _made,
    _changed,
    _relations,
    _file,
)
