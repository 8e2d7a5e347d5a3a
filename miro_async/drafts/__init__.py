"""Flat typed constructors of what is created: one function a kind, no nesting.

``drafts.sticky_note("Hi", at=(100, 80), color="yellow", parent=frame)`` gives the Struct that
``miro.sticky_notes.create`` and `miro_async.bulk.create` take. Coordinates and sizes are pixels; ``at`` is the
item's centre. A wrong value raises `InvalidArgument` here or when the call is built, before anything is sent.

`from_item` makes a draft of an item that was read, `from_dict` of plain data; `as_update` makes a change of a draft.
"""

from miro_async.drafts._as_update import as_update
from miro_async.drafts._entries import entries, from_dict
from miro_async.drafts._from_item import Conversion, from_item
from miro_async.drafts._items import ItemDraft, app_card, card, field, frame, shape, sticky_note, text
from miro_async.drafts._media import document, document_upload, embed, image, image_upload
from miro_async.drafts._relations import (
    ConnectorEnd,
    board,
    caption,
    connector,
    end,
    group,
    invitation,
    tag,
    team,
)

__all__ = [
    "ConnectorEnd",
    "Conversion",
    "ItemDraft",
    "app_card",
    "as_update",
    "board",
    "caption",
    "card",
    "connector",
    "document",
    "document_upload",
    "embed",
    "end",
    "entries",
    "field",
    "frame",
    "from_dict",
    "from_item",
    "group",
    "image",
    "image_upload",
    "invitation",
    "shape",
    "sticky_note",
    "tag",
    "team",
    "text",
]
