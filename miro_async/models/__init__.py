"""Frozen Structs by area; read types are open, write types are strict (see `_base`)."""

from msgspec import UNSET, UnsetType

from miro_async.models import boards, items, tags
from miro_async.models._base import Actor, HexColor, Links, Page, Problem, ReadModel, WriteModel
from miro_async.models._lenient import read_leniently
from miro_async.models.boards import *  # noqa: F403 - each area lists its names
from miro_async.models.items import *  # noqa: F403
from miro_async.models.tags import *  # noqa: F403
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
    "read_leniently",
]
__all__ += boards.__all__
__all__ += items.__all__
__all__ += tags.__all__
