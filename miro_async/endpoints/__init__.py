"""THE TABLE: one row an operation, and what a row makes, a `Call`.

``endpoints.tags.create(board_id, body=drafts.tag("x"))`` gives a `Call[Tag]`; ``await miro.send(call)`` sends it.

Method, path, level and scope of a row are Miro's (the reference of the REST API). Whether it may be repeated is our
judgement: `SAFE` reads or sets a state, `NEVER` would do something twice.
"""

from typing import TYPE_CHECKING, Any

from miro_async.endpoints._board_rows import boards, connectors, groups, members, tags
from miro_async.endpoints._endpoint import (
    CREDITS,
    LATER,
    Call,
    Endpoint,
    Repeat,
    Rows,
    ScimEndpoint,
    all_rows,
    by_name,
)
from miro_async.endpoints._item_rows import (
    app_cards,
    cards,
    documents,
    embeds,
    experimental_items,
    frames,
    images,
    items,
    shapes,
    sticky_notes,
    texts,
)
from miro_async.endpoints._organization_rows import organization_members, organizations, sessions, teams, tokens
from miro_async.endpoints._param import Param
from miro_async.endpoints._widget_rows import code_widgets, docs, flowchart_shapes, mindmap_nodes
from miro_async.later import found_later

if TYPE_CHECKING:
    from miro_async.endpoints._export_rows import board_exports
    from miro_async.endpoints._governance_rows import (
        board_classification,
        cases,
        legal_holds,
        organization_classification,
        team_classification,
    )
    from miro_async.endpoints._log_rows import ai_interaction_logs, app_metrics, audit_logs, content_logs
    from miro_async.endpoints._scim_rows import scim
    from miro_async.endpoints._team_rows import project_members, project_settings, projects, team_members, team_settings
    from miro_async.endpoints._user_group_rows import (
        board_user_groups,
        project_user_groups,
        team_user_groups,
        user_group_members,
        user_group_teams,
        user_groups,
    )

__all__ = [
    "CREDITS",
    "Call",
    "Endpoint",
    "Param",
    "Repeat",
    "Rows",
    "ScimEndpoint",
    "ai_interaction_logs",
    "all_rows",
    "app_cards",
    "app_metrics",
    "audit_logs",
    "board_classification",
    "board_exports",
    "board_user_groups",
    "boards",
    "by_name",
    "cards",
    "cases",
    "code_widgets",
    "connectors",
    "content_logs",
    "docs",
    "documents",
    "embeds",
    "experimental_items",
    "flowchart_shapes",
    "frames",
    "groups",
    "images",
    "items",
    "legal_holds",
    "members",
    "mindmap_nodes",
    "organization_classification",
    "organization_members",
    "organizations",
    "project_members",
    "project_settings",
    "project_user_groups",
    "projects",
    "scim",
    "sessions",
    "shapes",
    "sticky_notes",
    "tags",
    "team_classification",
    "team_members",
    "team_settings",
    "team_user_groups",
    "teams",
    "texts",
    "tokens",
    "user_group_members",
    "user_group_teams",
    "user_groups",
]


def __getattr__(name: str) -> Any:
    return found_later(__name__, LATER, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
