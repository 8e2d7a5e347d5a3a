"""THE TABLE: one row an operation, and what a row makes, a `Call`.

``endpoints.tags.create(board_id, body=drafts.tag("x"))`` gives a `Call[Tag]`; ``await miro.send(call)`` sends it.
"""

from miro_async.endpoints._endpoint import CREDITS, Call, Endpoint, Param, Repeat, Rows, all_rows, by_name
from miro_async.endpoints._table import boards, frames, items, shapes, sticky_notes, tags, tokens

__all__ = [
    "CREDITS",
    "Call",
    "Endpoint",
    "Param",
    "Repeat",
    "Rows",
    "all_rows",
    "boards",
    "by_name",
    "frames",
    "items",
    "shapes",
    "sticky_notes",
    "tags",
    "tokens",
]
