"""App cards: cards that an app keeps in step with something outside. Facts: miro-facts, section 6."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import HexColor, ReadModel, WriteModel
from miro_async.models._item import Item, ItemWrite, ParentWrite, RotatedSizeWrite

__all__ = [
    "AppCard",
    "AppCardCreate",
    "AppCardData",
    "AppCardDataWrite",
    "AppCardField",
    "AppCardFieldWrite",
    "AppCardStatus",
    "AppCardStyle",
    "AppCardStyleWrite",
    "AppCardUpdate",
]

AppCardStatus = Literal["disconnected", "connected", "disabled"]
_IconShape = Literal["round", "square"]


class AppCardField(ReadModel):
    """A value at the lower edge of an app card, with an icon and colours of its own."""

    value: str | None = None
    tooltip: str | None = None
    icon_url: str | None = None
    icon_shape: _IconShape | str | None = None
    fill_color: str | None = None
    text_color: str | None = None


class AppCardData(ReadModel):
    """What an app card says.

    Attributes:
        owned: whether the app of this token made it; no other app may change it.
        status: whether it is connected with its source.
    """

    title: str | None = None
    description: str | None = None
    status: AppCardStatus | str | None = None
    fields: tuple[AppCardField, ...] = ()
    owned: bool | None = None


class AppCardStyle(ReadModel):
    """The colour of an app card's edge."""

    fill_color: str | None = None


class AppCard(Item, tag_field="type", tag="app_card"):
    """An app card as the API returns it."""

    type: ClassVar[Literal["app_card"]] = "app_card"
    data: AppCardData = AppCardData()
    style: AppCardStyle = AppCardStyle()


class AppCardFieldWrite(WriteModel):
    """A value at the lower edge of an app card; its icon is fetched over HTTPS."""

    value: str | UnsetType = UNSET
    tooltip: str | UnsetType = UNSET
    icon_url: Annotated[str, Meta(pattern="^(?i:https)://")] | UnsetType = UNSET
    icon_shape: _IconShape | UnsetType = UNSET
    fill_color: HexColor | UnsetType = UNSET
    text_color: HexColor | UnsetType = UNSET


class AppCardDataWrite(WriteModel):
    """What an app card says; it is disconnected by default."""

    title: str | UnsetType = UNSET
    description: str | UnsetType = UNSET
    status: AppCardStatus | UnsetType = UNSET
    fields: tuple[AppCardFieldWrite, ...] | UnsetType = UNSET


class AppCardStyleWrite(WriteModel):
    """The colour of an app card's edge."""

    fill_color: HexColor | UnsetType = UNSET


class _AppCardWrite(ItemWrite):
    data: AppCardDataWrite | UnsetType = UNSET
    style: AppCardStyleWrite | UnsetType = UNSET
    geometry: RotatedSizeWrite | UnsetType = UNSET


class AppCardCreate(_AppCardWrite):
    """An app card to create; `miro_async.drafts.app_card` builds one."""

    kind: ClassVar[Literal["app_card"]] = "app_card"
    parent: ParentWrite | UnsetType = UNSET


class AppCardUpdate(_AppCardWrite):
    """What to change on an app card of the token's own app; a parent of None moves it out of its frame."""
