"""Groups: items of a board that are selected and moved together. Facts: miro-facts, section 9.

They have nothing to do with the user groups of an organization.
"""

from typing import Annotated

from msgspec import Meta

from miro_async.errors import InvalidArgument
from miro_async.models._base import Links, ReadModel, WriteModel

__all__ = ["Group", "GroupCreate", "GroupData", "GroupDataWrite", "GroupUpdate"]


class GroupData(ReadModel):
    """The ids of a group's items."""

    items: tuple[str, ...] = ()


class Group(ReadModel):
    """A group as the API returns it."""

    id: str
    type: str | None = None
    data: GroupData = GroupData()
    links: Links = Links()


class GroupDataWrite(WriteModel):
    """The ids of the items, at least two of them."""

    items: Annotated[tuple[Annotated[str, Meta(min_length=1)], ...], Meta(min_length=2)]

    def __post_init__(self) -> None:
        if len(set(self.items)) < len(self.items):
            raise InvalidArgument("an item can be in a group only once", field="items")


class GroupCreate(WriteModel):
    """A group of at least two items; `miro_async.drafts.group` builds one."""

    data: GroupDataWrite


class GroupUpdate(GroupCreate):
    """The items that a group is to have instead of its own; the group gets a new id."""
