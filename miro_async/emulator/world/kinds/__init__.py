"""The kinds of items that can be made: the fields each takes, and what it is where a request is silent.

One module a kind. Sources: the API's description for fields, enumerations and ranges; live observations (miro-facts,
sections 6 and 8) for sizes and some defaults, which differ from the description.
"""

from miro_async.emulator.world.checks import Fields, flag
from miro_async.emulator.world.kinds._kind import PARENT, POSITION, Json, Kind, Look
from miro_async.emulator.world.kinds.app_cards import APP_CARD
from miro_async.emulator.world.kinds.cards import CARD
from miro_async.emulator.world.kinds.code_widgets import CODE_WIDGET
from miro_async.emulator.world.kinds.docs import DOC
from miro_async.emulator.world.kinds.documents import DOCUMENT
from miro_async.emulator.world.kinds.embeds import EMBED
from miro_async.emulator.world.kinds.flowchart_shapes import FLOWCHART_SHAPE
from miro_async.emulator.world.kinds.frames import FRAME
from miro_async.emulator.world.kinds.images import IMAGE
from miro_async.emulator.world.kinds.mindmap_nodes import MINDMAP_NODE
from miro_async.emulator.world.kinds.shapes import SHAPE
from miro_async.emulator.world.kinds.sticky_notes import STICKY_NOTE
from miro_async.emulator.world.kinds.texts import TEXT

__all__ = [
    "BULK_TYPES",
    "EXPERIMENTAL_PATHS",
    "GENERIC_UPDATE",
    "KINDS",
    "LOCKING_UPDATE",
    "PATHS",
    "Json",
    "Kind",
    "Look",
]

PATHS = {
    "app_card": "app_cards",
    "card": "cards",
    "doc_format": "docs",
    "document": "documents",
    "embed": "embeds",
    "frame": "frames",
    "image": "images",
    "shape": "shapes",
    "sticky_note": "sticky_notes",
    "text": "texts",
}
"""The path under the board by the type of an item."""

EXPERIMENTAL_PATHS = {"code_widget": "code_widgets", "mindmap_node": "mindmap_nodes"}
"""Likewise, of the types that only the experimental API has by themselves."""

BULK_TYPES = ("app_card", "text", "shape", "sticky_note", "image", "document", "card", "frame", "embed")
"""The types that a bulk create takes, in the order in which the real service lists them."""

GENERIC_UPDATE = Fields({"position": POSITION, "parent": PARENT})
"""What can be changed on an item of any type."""

LOCKING_UPDATE = Fields({**GENERIC_UPDATE.known, "data": Fields({"locked": flag})})
"""Likewise, where the generic update also locks and unlocks."""

KINDS = {
    kind.type: kind
    for kind in (
        *(APP_CARD, CARD, DOCUMENT, EMBED, FRAME, IMAGE, SHAPE, STICKY_NOTE, TEXT),
        *(CODE_WIDGET, DOC, MINDMAP_NODE),
    )
} | {"flowchart_shape": FLOWCHART_SHAPE}
"""The kinds that can be made, by the name of their type; shapes of flowcharts are shapes with other rules."""
