"""Frozen Structs by area; read types are open, write types are strict (see `_base`)."""

from msgspec import UNSET, UnsetType

from miro_async.models import (
    _item,
    app_cards,
    boards,
    cards,
    connectors,
    documents,
    embeds,
    frames,
    groups,
    images,
    items,
    members,
    organizations,
    resources,
    shapes,
    sticky_notes,
    tags,
    teams,
    texts,
)
from miro_async.models._base import Actor, HexColor, Links, Page, Problem, ReadModel, WriteModel
from miro_async.models._explain import explained
from miro_async.models._item import *  # noqa: F403 - each area lists its names
from miro_async.models._lenient import read_leniently
from miro_async.models.app_cards import *  # noqa: F403
from miro_async.models.boards import *  # noqa: F403
from miro_async.models.cards import *  # noqa: F403
from miro_async.models.connectors import *  # noqa: F403
from miro_async.models.documents import *  # noqa: F403
from miro_async.models.embeds import *  # noqa: F403
from miro_async.models.frames import *  # noqa: F403
from miro_async.models.groups import *  # noqa: F403
from miro_async.models.images import *  # noqa: F403
from miro_async.models.items import *  # noqa: F403
from miro_async.models.members import *  # noqa: F403
from miro_async.models.organizations import *  # noqa: F403
from miro_async.models.resources import *  # noqa: F403
from miro_async.models.shapes import *  # noqa: F403
from miro_async.models.sticky_notes import *  # noqa: F403
from miro_async.models.tags import *  # noqa: F403
from miro_async.models.teams import *  # noqa: F403
from miro_async.models.texts import *  # noqa: F403
from miro_async.models.tokens import TokenInfo

__all__ = [
    "UNSET",
    "Actor",
    "HexColor",
    "Links",
    "Page",
    "Problem",
    "ReadModel",
    "TokenInfo",
    "UnsetType",
    "WriteModel",
    "explained",
    "read_leniently",
]
__all__ += _item.__all__
__all__ += app_cards.__all__
__all__ += boards.__all__
__all__ += cards.__all__
__all__ += connectors.__all__
__all__ += documents.__all__
__all__ += embeds.__all__
__all__ += frames.__all__
__all__ += groups.__all__
__all__ += images.__all__
__all__ += items.__all__
__all__ += members.__all__
__all__ += organizations.__all__
__all__ += resources.__all__
__all__ += shapes.__all__
__all__ += sticky_notes.__all__
__all__ += tags.__all__
__all__ += teams.__all__
__all__ += texts.__all__
