"""THE TABLE: one row an operation, and what a row makes, a `Call`.

``endpoints.tags.create(board_id, body=drafts.tag("x"))`` gives a `Call[Tag]`; ``await miro.send(call)`` sends it.
"""

from miro_async.endpoints._board_rows import boards, connectors, groups, members, tags
from miro_async.endpoints._endpoint import CREDITS, Call, Endpoint, Repeat, Rows, ScimEndpoint, all_rows, by_name
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
from miro_async.endpoints._organization_rows import organization_members, organizations, teams, tokens
from miro_async.endpoints._param import Param

__all__ = [
    "CREDITS",
    "Call",
    "Endpoint",
    "Param",
    "Repeat",
    "Rows",
    "ScimEndpoint",
    "all_rows",
    "app_cards",
    "boards",
    "by_name",
    "cards",
    "connectors",
    "documents",
    "embeds",
    "experimental_items",
    "frames",
    "groups",
    "images",
    "items",
    "members",
    "organization_members",
    "organizations",
    "shapes",
    "sticky_notes",
    "tags",
    "teams",
    "texts",
    "tokens",
]
