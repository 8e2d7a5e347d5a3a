"""Frozen Structs by area; read types are open, write types are strict (see `_base`).

What only the administration of an organization needs is loaded when the first name of it is asked for.
"""

from typing import TYPE_CHECKING, Any

from msgspec import UNSET, UnsetType

from miro_async.later import found_later, load
from miro_async.models import (
    _item,
    app_cards,
    boards,
    cards,
    code_widgets,
    connectors,
    docs,
    documents,
    embeds,
    frames,
    groups,
    images,
    items,
    members,
    mindmap_nodes,
    organizations,
    resources,
    shapes,
    sticky_notes,
    tags,
    teams,
    texts,
    tokens,
    user_groups,
)
from miro_async.models._base import Actor, Email, HexColor, Links, Page, Problem, ReadModel, ScimPage, WriteModel
from miro_async.models._explain import explained
from miro_async.models._item import *  # noqa: F403 - each area lists its names
from miro_async.models._lenient import read_leniently
from miro_async.models.app_cards import *  # noqa: F403
from miro_async.models.boards import *  # noqa: F403
from miro_async.models.cards import *  # noqa: F403
from miro_async.models.code_widgets import *  # noqa: F403
from miro_async.models.connectors import *  # noqa: F403
from miro_async.models.docs import *  # noqa: F403
from miro_async.models.documents import *  # noqa: F403
from miro_async.models.embeds import *  # noqa: F403
from miro_async.models.frames import *  # noqa: F403
from miro_async.models.groups import *  # noqa: F403
from miro_async.models.images import *  # noqa: F403
from miro_async.models.items import *  # noqa: F403
from miro_async.models.members import *  # noqa: F403
from miro_async.models.mindmap_nodes import *  # noqa: F403
from miro_async.models.organizations import *  # noqa: F403
from miro_async.models.resources import *  # noqa: F403
from miro_async.models.shapes import *  # noqa: F403
from miro_async.models.sticky_notes import *  # noqa: F403
from miro_async.models.tags import *  # noqa: F403
from miro_async.models.teams import *  # noqa: F403
from miro_async.models.texts import *  # noqa: F403
from miro_async.models.tokens import *  # noqa: F403
from miro_async.models.user_groups import *  # noqa: F403

if TYPE_CHECKING:
    from miro_async.models import (
        app_metrics,
        board_exports,
        classification,
        legal_holds,
        logs,
        projects,
        scim,
        scim_discovery,
        scim_groups,
        team_members,
        team_settings,
    )
    from miro_async.models.app_metrics import *  # noqa: F403
    from miro_async.models.board_exports import *  # noqa: F403
    from miro_async.models.classification import *  # noqa: F403
    from miro_async.models.legal_holds import *  # noqa: F403
    from miro_async.models.logs import *  # noqa: F403
    from miro_async.models.projects import *  # noqa: F403
    from miro_async.models.scim import *  # noqa: F403
    from miro_async.models.scim_discovery import *  # noqa: F403
    from miro_async.models.scim_groups import *  # noqa: F403
    from miro_async.models.team_members import *  # noqa: F403
    from miro_async.models.team_settings import *  # noqa: F403

__all__ = [
    "UNSET",
    "Actor",
    "Email",
    "HexColor",
    "Links",
    "Page",
    "Problem",
    "ReadModel",
    "ScimPage",
    "UnsetType",
    "WriteModel",
    "explained",
    "read_leniently",
]
__all__ += _item.__all__
__all__ += app_cards.__all__
__all__ += boards.__all__
__all__ += cards.__all__
__all__ += code_widgets.__all__
__all__ += connectors.__all__
__all__ += docs.__all__
__all__ += documents.__all__
__all__ += embeds.__all__
__all__ += frames.__all__
__all__ += groups.__all__
__all__ += images.__all__
__all__ += items.__all__
__all__ += members.__all__
__all__ += mindmap_nodes.__all__
__all__ += organizations.__all__
__all__ += resources.__all__
__all__ += shapes.__all__
__all__ += sticky_notes.__all__
__all__ += tags.__all__
__all__ += teams.__all__
__all__ += texts.__all__
__all__ += tokens.__all__
__all__ += user_groups.__all__
if TYPE_CHECKING:
    __all__ += app_metrics.__all__
    __all__ += board_exports.__all__
    __all__ += classification.__all__
    __all__ += legal_holds.__all__
    __all__ += logs.__all__
    __all__ += projects.__all__
    __all__ += scim.__all__
    __all__ += scim_discovery.__all__
    __all__ += scim_groups.__all__
    __all__ += team_members.__all__
    __all__ += team_settings.__all__

_LATER = (
    "app_metrics",
    "board_exports",
    "classification",
    "legal_holds",
    "logs",
    "projects",
    "scim",
    "scim_discovery",
    "scim_groups",
    "team_members",
    "team_settings",
)


def __getattr__(name: str) -> Any:
    return found_later(__name__, _LATER, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *(name for module in load(__name__, _LATER) for name in module.__all__)})
