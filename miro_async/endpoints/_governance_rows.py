"""The table: data classification, and eDiscovery with its cases and legal holds."""

from types import NoneType
from typing import Final

from miro_async.endpoints._endpoint import Endpoint, Rows
from miro_async.endpoints._shared import GONE, NEVER, ORG, ORG_PAGE, READ, READ_TEAMS, SAFE, TEAM, WRITE, WRITE_TEAMS
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

_BOARD: Final = TEAM + "/boards/{board_id}/data-classification"
_CASES: Final = ORG + "/cases"
_CASE: Final = _CASES + "/{case_id}"
_HOLDS: Final = _CASE + "/legal-holds"
_HOLD: Final = _HOLDS + "/{legal_hold_id}"
_SETTINGS: Final = "/data-classification-settings"

_CASES_SCOPE: Final = "organization:cases:management"


class organization_classification(Rows):  # noqa: N801 - the namespace is the operation's first name
    """Data classification of an organization."""

    get = Endpoint(
        "GET", ORG + _SETTINGS, OrganizationClassificationSettings, level=2, scope="organizations:read", repeat=SAFE
    )


class team_classification(Rows):  # noqa: N801
    """Data classification of a team."""

    get = Endpoint("GET", TEAM + _SETTINGS, TeamClassificationSettings, level=2, scope=READ_TEAMS, repeat=SAFE)
    update = Endpoint(
        "PATCH",
        TEAM + _SETTINGS,
        TeamClassificationSettings,
        level=2,
        scope=WRITE_TEAMS,
        repeat=SAFE,
        body=TeamClassificationUpdate,
    )
    label_boards = Endpoint(
        "PATCH", TEAM + "/data-classification", BoardsLabelled, level=4, scope=WRITE, repeat=SAFE, body=TeamBoardsLabel
    )


class board_classification(Rows):  # noqa: N801
    """Data classification of a board."""

    get = Endpoint("GET", _BOARD, BoardLabel, level=2, scope=READ, repeat=SAFE)
    set = Endpoint("POST", _BOARD, BoardLabel, level=2, scope=WRITE, repeat=SAFE, body=BoardClassificationSet)


class cases(Rows):  # noqa: N801
    """Cases of eDiscovery."""

    create = Endpoint("POST", _CASES, Case, level=4, scope=_CASES_SCOPE, repeat=NEVER, body=CaseWrite)
    list = Endpoint("GET", _CASES, Page[Case], level=4, scope=_CASES_SCOPE, repeat=SAFE, query=ORG_PAGE)
    get = Endpoint("GET", _CASE, Case, level=3, scope=_CASES_SCOPE, repeat=SAFE)
    update = Endpoint("PUT", _CASE, Case, level=3, scope=_CASES_SCOPE, repeat=SAFE, body=CaseWrite)
    delete = Endpoint("DELETE", _CASE, NoneType, level=4, scope=_CASES_SCOPE, repeat=GONE)
    list_export_jobs = Endpoint(
        "GET", _CASE + "/export-jobs", Page[CaseExportJob], level=4, scope=_CASES_SCOPE, repeat=SAFE, query=ORG_PAGE
    )


class legal_holds(Rows):  # noqa: N801
    """Legal holds of a case."""

    create = Endpoint("POST", _HOLDS, LegalHold, level=4, scope=_CASES_SCOPE, repeat=NEVER, body=LegalHoldWrite)
    list = Endpoint("GET", _HOLDS, Page[LegalHold], level=4, scope=_CASES_SCOPE, repeat=SAFE, query=ORG_PAGE)
    get = Endpoint("GET", _HOLD, LegalHold, level=3, scope=_CASES_SCOPE, repeat=SAFE)
    update = Endpoint("PUT", _HOLD, LegalHold, level=3, scope=_CASES_SCOPE, repeat=SAFE, body=LegalHoldWrite)
    delete = Endpoint("DELETE", _HOLD, NoneType, level=4, scope=_CASES_SCOPE, repeat=GONE)
    list_content_items = Endpoint(
        "GET",
        _HOLD + "/content-items",
        Page[LegalHoldContentItem],
        level=3,
        scope=_CASES_SCOPE,
        repeat=SAFE,
        query=ORG_PAGE,
    )
