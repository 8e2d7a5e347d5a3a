"""Tags of a board. Facts: Miro's OpenAPI description and miro-facts, section 9."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import Links, ReadModel, WriteModel

__all__ = ["Tag", "TagColor", "TagCreate", "TagUpdate", "TagsOfItem"]

TagColor = Literal[
    "red",
    "light_green",
    "cyan",
    "yellow",
    "magenta",
    "green",
    "blue",
    "gray",
    "violet",
    "dark_green",
    "dark_blue",
    "black",
]


class Tag(ReadModel):
    """A tag as the API returns it."""

    id: str
    type: str
    title: str | None = None
    fill_color: TagColor | str | None = None
    links: Links = Links()


class TagsOfItem(ReadModel):
    """The tags of one item; at most 8."""

    tags: tuple[Tag, ...]


class TagCreate(WriteModel):
    """A tag to create: a title unique on the board, of at most 120 characters, and a colour (default red)."""

    title: Annotated[str, Meta(max_length=120)]
    fill_color: TagColor | UnsetType = UNSET


class TagUpdate(WriteModel):
    """What to change on a tag."""

    title: Annotated[str, Meta(max_length=120)] | UnsetType = UNSET
    fill_color: TagColor | UnsetType = UNSET
