"""The table: data classification, and eDiscovery with its cases and legal holds."""

from typing import Final

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._param import Param
from miro_async.endpoints._shared import CURSOR, GONE, NEVER, READ, SAFE, WRITE
from miro_async.models import (
    BoardClassificationSet,
    BoardLabel,
    BoardsLabelled,
    Case,
    CaseExportJob,
    CaseWrite,
    LegalHold,
    LegalHoldContentItem,
    LegalHoldWrite,
    OrganizationClassificationSettings,
    Page,
    TeamBoardsLabel,
    TeamClassificationSettings,
    TeamClassificationUpdate,
)

__all__ = ["board_classification", "cases", "legal_holds", "organization_classification", "team_classification"]

_ORGANIZATION: Final = "/v2/orgs/{org_id}"
_TEAM: Final = _ORGANIZATION + "/teams/{team_id}"
_BOARD: Final = _TEAM + "/boards/{board_id}/data-classification"
_CASES: Final = _ORGANIZATION + "/cases"
_CASE: Final = _CASES + "/{case_id}"
_HOLDS: Final = _CASE + "/legal-holds"
_HOLD: Final = _HOLDS + "/{legal_hold_id}"
_SETTINGS: Final = "/data-classification-settings"

_READ_TEAMS: Final = "organizations:teams:read"
_WRITE_TEAMS: Final = "organizations:teams:write"
_CASES_SCOPE: Final = "organization:cases:management"
_PAGE: Final = {"limit": Param(int, low=1, high=100), **CURSOR}


class organization_classification(Rows):  # noqa: N801 - the namespace is the operation's first name
    """Data classification of an organization."""

    get = Endpoint(
        "GET",
        _ORGANIZATION + _SETTINGS,
        OrganizationClassificationSettings,
        level=2,
        scope="organizations:read",
        repeat=SAFE,
    )


class team_classification(Rows):  # noqa: N801
    """Data classification of a team."""

    get = Endpoint("GET", _TEAM + _SETTINGS, TeamClassificationSettings, level=2, scope=_READ_TEAMS, repeat=SAFE)
    update = Endpoint(
        "PATCH",
        _TEAM + _SETTINGS,
        TeamClassificationSettings,
        level=2,
        scope=_WRITE_TEAMS,
        repeat=SAFE,
        body=TeamClassificationUpdate,
    )
    label_boards = Endpoint(
        "PATCH", _TEAM + "/data-classification", BoardsLabelled, level=4, scope=WRITE, repeat=SAFE, body=TeamBoardsLabel
    )


class board_classification(Rows):  # noqa: N801
    """Data classification of a board."""

    get = Endpoint("GET", _BOARD, BoardLabel, level=2, scope=READ, repeat=SAFE)
    set = Endpoint("POST", _BOARD, BoardLabel, level=2, scope=WRITE, repeat=SAFE, body=BoardClassificationSet)


class cases(Rows):  # noqa: N801
    """Cases of eDiscovery."""

    create = Endpoint("POST", _CASES, Case, level=4, scope=_CASES_SCOPE, repeat=NEVER, body=CaseWrite)
    list = Endpoint("GET", _CASES, Page[Case], level=4, scope=_CASES_SCOPE, repeat=SAFE, query=_PAGE)
    get = Endpoint("GET", _CASE, Case, level=3, scope=_CASES_SCOPE, repeat=SAFE)
    update = Endpoint("PUT", _CASE, Case, level=3, scope=_CASES_SCOPE, repeat=SAFE, body=CaseWrite)
    delete = Endpoint("DELETE", _CASE, level=4, scope=_CASES_SCOPE, repeat=GONE)
    list_export_jobs = Endpoint(
        "GET", _CASE + "/export-jobs", Page[CaseExportJob], level=4, scope=_CASES_SCOPE, repeat=SAFE, query=_PAGE
    )


class legal_holds(Rows):  # noqa: N801
    """Legal holds of a case."""

    create = Endpoint("POST", _HOLDS, LegalHold, level=4, scope=_CASES_SCOPE, repeat=NEVER, body=LegalHoldWrite)
    list = Endpoint("GET", _HOLDS, Page[LegalHold], level=4, scope=_CASES_SCOPE, repeat=SAFE, query=_PAGE)
    get = Endpoint("GET", _HOLD, LegalHold, level=3, scope=_CASES_SCOPE, repeat=SAFE)
    update = Endpoint("PUT", _HOLD, LegalHold, level=3, scope=_CASES_SCOPE, repeat=SAFE, body=LegalHoldWrite)
    delete = Endpoint("DELETE", _HOLD, level=4, scope=_CASES_SCOPE, repeat=GONE)
    list_content_items = Endpoint(
        "GET",
        _HOLD + "/content-items",
        Page[LegalHoldContentItem],
        level=3,
        scope=_CASES_SCOPE,
        repeat=SAFE,
        query=_PAGE,
    )
