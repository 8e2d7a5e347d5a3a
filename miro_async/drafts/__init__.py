"""Flat typed constructors of what is created: one function a kind, no nesting.

``drafts.sticky_note("Hi", at=(100, 80), color="yellow", parent=frame)`` gives the Struct that
``miro.sticky_notes.create`` and `miro_async.bulk.create` take. Coordinates and sizes are pixels; ``at`` is the
item's centre. A wrong value raises `InvalidArgument` here or when the call is built, before anything is sent.

`from_item` makes a draft of an item that was read, `from_dict` of plain data; `as_update` makes a change of a draft.
"""

from typing import TYPE_CHECKING, Any

from miro_async.drafts._as_update import as_update
from miro_async.drafts._entries import entries, file_entries, from_dict
from miro_async.drafts._from_item import Conversion, from_item
from miro_async.drafts._items import ItemDraft, app_card, card, field, frame, shape, sticky_note, text
from miro_async.drafts._media import document, document_upload, embed, image, image_upload
from miro_async.drafts._relations import ConnectorEnd, board, caption, connector, end, group, invitation, tag, team
from miro_async.drafts._widgets import code_widget, doc, flowchart_shape, mindmap_node
from miro_async.later import found_later

if TYPE_CHECKING:
    from miro_async.drafts._exports import board_export, board_export_cancellation
    from miro_async.drafts._governance import (
        board_classification,
        case,
        legal_hold,
        team_boards_label,
        team_classification,
    )
    from miro_async.drafts._scim import scim_group_patch, scim_patch, scim_replacement, scim_user
    from miro_async.drafts._teams import (
        project,
        project_member,
        project_settings,
        team_member,
        team_settings,
        token_revocation,
    )
    from miro_async.drafts._user_groups import (
        team_user_group,
        user_group,
        user_group_member,
        user_group_members,
        user_group_share,
    )

__all__ = [
    "ConnectorEnd",
    "Conversion",
    "ItemDraft",
    "app_card",
    "as_update",
    "board",
    "board_classification",
    "board_export",
    "board_export_cancellation",
    "caption",
    "card",
    "case",
    "code_widget",
    "connector",
    "doc",
    "document",
    "document_upload",
    "embed",
    "end",
    "entries",
    "field",
    "file_entries",
    "flowchart_shape",
    "frame",
    "from_dict",
    "from_item",
    "group",
    "image",
    "image_upload",
    "invitation",
    "legal_hold",
    "mindmap_node",
    "project",
    "project_member",
    "project_settings",
    "scim_group_patch",
    "scim_patch",
    "scim_replacement",
    "scim_user",
    "shape",
    "sticky_note",
    "tag",
    "team",
    "team_boards_label",
    "team_classification",
    "team_member",
    "team_settings",
    "team_user_group",
    "text",
    "token_revocation",
    "user_group",
    "user_group_member",
    "user_group_members",
    "user_group_share",
]

_LATER = ("_exports", "_governance", "_scim", "_teams", "_user_groups")


def __getattr__(name: str) -> Any:
    return found_later(__name__, _LATER, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
