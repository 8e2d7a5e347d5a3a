"""Teams of an organization. Facts: Miro's OpenAPI description."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, field

from miro_async.models._base import ReadModel, WriteModel

__all__ = ["Picture", "Team", "TeamCreate", "TeamUpdate"]


class Picture(ReadModel):
    """A picture of a board or a team; its id is a number in the description and a string in real answers."""

    id: str | int | None = None
    type: str | None = None
    image_url: str | None = field(default=None, name="imageURL")
    original_url: str | None = None


class Team(ReadModel):
    """A team as the API returns it."""

    id: str
    type: str | None = None
    name: str | None = None
    picture: Picture = Picture()


class TeamCreate(WriteModel):
    """A team to create; `miro_async.drafts.team` builds one."""

    name: Annotated[str, Meta(min_length=1, max_length=60)]


class TeamUpdate(WriteModel):
    """What to change on a team."""

    name: Annotated[str, Meta(min_length=1, max_length=60)] | UnsetType = UNSET
