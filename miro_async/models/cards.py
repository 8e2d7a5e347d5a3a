"""Cards. Facts: Miro's OpenAPI description and miro-facts, section 6."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import HexColor, ReadModel, WriteModel
from miro_async.models._item import Item, ItemWrite, ParentWrite, RotatedSizeWrite

__all__ = ["Card", "CardCreate", "CardData", "CardDataWrite", "CardStyle", "CardStyleWrite", "CardUpdate"]


class CardData(ReadModel):
    """What a card says; ``assignee_id`` is a user's."""

    title: str | None = None
    description: str | None = None
    assignee_id: str | None = None
    due_date: datetime | None = None


class CardStyle(ReadModel):
    """The colour of a card's edge."""

    card_theme: str | None = None


class Card(Item, tag_field="type", tag="card"):
    """A card as the API returns it."""

    type: ClassVar[Literal["card"]] = "card"
    data: CardData = CardData()
    style: CardStyle = CardStyle()


class CardDataWrite(WriteModel):
    """What a card says; ``due_date`` needs a time zone, ``assignee_id`` is a user's."""

    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    assignee_id: str | UnsetType = UNSET
    due_date: Annotated[datetime, Meta(tz=True)] | UnsetType = UNSET


class CardStyleWrite(WriteModel):
    """The colour of a card's edge (default #2d9bf0)."""

    card_theme: HexColor | UnsetType = UNSET


class _CardWrite(ItemWrite):
    data: CardDataWrite | UnsetType = UNSET
    style: CardStyleWrite | UnsetType = UNSET
    geometry: RotatedSizeWrite | UnsetType = UNSET


class CardCreate(_CardWrite):
    """A card to create; `miro_async.drafts.card` builds one."""

    kind: ClassVar[Literal["card"]] = "card"
    parent: ParentWrite | UnsetType = UNSET


class CardUpdate(_CardWrite):
    """What to change on a card; a parent of None moves it out of its frame."""
