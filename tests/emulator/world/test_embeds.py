from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings

VIDEO = "https://www.youtube.com/watch?v=HlVSNEiFCBk"


def test_a_known_provider_describes_its_content() -> None:
    api = Api()
    embed = api.item("embeds", data={"url": VIDEO})
    data = embed["data"]
    assert (data["url"], data["mode"], data["contentType"]) == (VIDEO, "inline", "video")
    assert (data["providerName"], data["providerUrl"]) == ("YouTube", "https://www.youtube.com/")
    assert data["html"].startswith("<iframe ")
    assert data["previewUrl"].startswith(f"https://api.miro.com{api.board}/resources/images/")
    assert embed["geometry"] == {"width": 640.0, "height": 360.0}
    assert "style" not in embed


def test_a_link_of_nobody_known_is_an_embed_without_provider_or_none_at_all() -> None:
    plain = Api().item("embeds", data={"url": "https://example.com/x", "mode": "modal"})
    assert plain["data"] == {"url": "https://example.com/x", "mode": "modal"}
    strict = Api(Settings(unknown_embeds="refused"))
    answer = strict.send("POST", f"{strict.board}/embeds", {"data": {"url": "https://example.com/x"}})
    assert answer.fields == [("data.url", "Content of [https://example.com/x] can not be embedded")]


def test_an_embed_gets_another_link_mode_or_size() -> None:
    api = Api()
    embed = api.item("embeds", data={"url": VIDEO}, geometry={"height": 180})
    path = f"{api.board}/embeds/{embed['id']}"
    modal = api.ok("PATCH", path, {"data": {"mode": "modal"}, "geometry": {"width": 160}})
    assert modal["data"] == embed["data"] | {"mode": "modal"}
    assert modal["geometry"] == {"width": 160.0, "height": 90.0}
    other = api.ok("PATCH", path, {"data": {"url": "https://vimeo.com/1"}})["data"]
    assert (other["providerName"], other["mode"]) == ("Vimeo", "modal")
    assert other["previewUrl"] != embed["data"]["previewUrl"]
    unknown = api.ok(
        "PATCH", path, {"data": {"url": "https://example.com/", "previewUrl": "https://example.com/p.png"}}
    )
    assert list(unknown["data"]) == ["url", "mode", "previewUrl"]


def test_a_preview_belongs_to_its_link() -> None:
    api = Api()
    embed = api.item("embeds", data={"url": VIDEO})
    path = f"{api.board}/embeds/{embed['id']}"
    assert "previewUrl" not in api.ok("PATCH", path, {"data": {"url": "https://example.com/"}})["data"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "data"),
        ({"data": {}}, "data.url"),
        ({"data": {"url": "ftp://example.com"}}, "data.url"),
        ({"data": {"url": "https://"}}, "data.url"),
        ({"data": {"url": "https://exa mple.com/"}}, "data.url"),
        ({"data": {"url": "https://[1/"}}, "data.url"),
        ({"data": {"url": VIDEO, "mode": "full"}}, "data.mode"),
        ({"data": {"url": VIDEO, "html": ""}}, "data.html"),
        ({"data": {"url": VIDEO}, "geometry": {"width": 1, "height": 1}}, "geometry"),
        ({"data": {"url": VIDEO}, "geometry": {"rotation": 1}}, "geometry.rotation"),
        ({"data": {"url": VIDEO}, "style": {}}, "style"),
    ],
)
def test_a_wrong_embed_is_refused(body: Any, field: str) -> None:
    api = Api()
    assert [named for named, _ in api.send("POST", f"{api.board}/embeds", body).fields] == [field]
    assert api.listed() == []
