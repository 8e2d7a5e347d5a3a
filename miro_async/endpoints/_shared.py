"""What rows of several areas share: scopes, ways to repeat, pages, paths."""

from typing import Final, cast

from miro_async.endpoints._endpoint import Repeat
from miro_async.endpoints._param import Param
from miro_async.models import AnyItem, KnownItem

__all__ = [
    "ANY_ITEM",
    "BOARD",
    "CURSOR",
    "CURSOR_PAGE",
    "EXPERIMENTAL",
    "GONE",
    "ITEM",
    "NEVER",
    "OFFSET_PAGE",
    "ORG",
    "ORG_PAGE",
    "READ",
    "READ_TEAMS",
    "SAFE",
    "TEAM",
    "WRITE",
    "WRITE_TEAMS",
]

READ: Final = "boards:read"
WRITE: Final = "boards:write"
READ_TEAMS: Final = "organizations:teams:read"
WRITE_TEAMS: Final = "organizations:teams:write"
SAFE: Final = Repeat.SAFE
NEVER: Final = Repeat.NEVER
GONE: Final = Repeat.NOT_FOUND_IS_DONE

OFFSET_PAGE: Final = {"limit": Param(int, low=1, high=50), "offset": Param(int, low=0)}
CURSOR: Final = {"cursor": Param()}
CURSOR_PAGE: Final = {"limit": Param(int, low=10, high=50), **CURSOR}
ORG_PAGE: Final = {"limit": Param(int, low=1, high=100), **CURSOR}

BOARD: Final = "/v2/boards/{board_id}"
ITEM: Final = BOARD + "/items/{item_id}"
EXPERIMENTAL: Final = "/v2-experimental/boards/{board_id}"
ORG: Final = "/v2/orgs/{org_id}"
TEAM: Final = ORG + "/teams/{team_id}"
# `UnknownItem` has no tag, so the fast decoder reads the known types and the lenient one adds the rest.
ANY_ITEM: Final = cast("type[AnyItem]", KnownItem)
