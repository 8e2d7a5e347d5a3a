"""Embeds: players and previews of other sites. Facts: miro-facts, section 6."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import ReadModel, WriteModel
from miro_async.models._item import FixedRatioSizeWrite, Item, ItemWrite, ParentWrite

__all__ = [
    "Embed",
    "EmbedCreate",
    "EmbedData",
    "EmbedMode",
    "EmbedSizeWrite",
    "EmbedUpdate",
    "EmbedUrlChange",
    "EmbedUrlWrite",
]

EmbedMode = Literal["inline", "modal"]


class EmbedData(ReadModel):
    """What is embedded, as far as its provider told."""

    url: str | None = None
    mode: EmbedMode | str | None = None
    preview_url: str | None = None
    title: str | None = None
    description: str | None = None
    content_type: str | None = None
    provider_name: str | None = None
    provider_url: str | None = None
    html: str | None = None


class Embed(Item, tag_field="type", tag="embed"):
    """An embed as the API returns it."""

    type: ClassVar[Literal["embed"]] = "embed"
    data: EmbedData = EmbedData()


class EmbedSizeWrite(FixedRatioSizeWrite):
    """The size of an embed in pixels: a width or a height, the other follows."""

    noun: ClassVar[str] = "an embed"


class EmbedUrlWrite(WriteModel):
    """What to embed, and whether it plays on the board (inline) or above it (modal)."""

    url: Annotated[str, Meta(min_length=1)]
    mode: EmbedMode | UnsetType = UNSET
    preview_url: str | UnsetType = UNSET


class EmbedUrlChange(WriteModel):
    """What to embed instead, and how."""

    url: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    mode: EmbedMode | UnsetType = UNSET
    preview_url: str | UnsetType = UNSET


class EmbedCreate(ItemWrite):
    """An embed to create; `miro_async.drafts.embed` builds one."""

    kind: ClassVar[Literal["embed"]] = "embed"
    data: EmbedUrlWrite
    geometry: EmbedSizeWrite | UnsetType = UNSET
    parent: ParentWrite | UnsetType = UNSET


class EmbedUpdate(ItemWrite):
    """What to change on an embed; a parent of None moves it out of its frame."""

    data: EmbedUrlChange | UnsetType = UNSET
    geometry: EmbedSizeWrite | UnsetType = UNSET
