"""The resource services: one small file each, typed methods, nothing else. They know a `Sender`, not the client."""

from miro_async.services._pager import Pager
from miro_async.services._service import Bound, Exchange, Sender, Service
from miro_async.services.boards import Boards
from miro_async.services.frames import Frames
from miro_async.services.items import Items
from miro_async.services.shapes import Shapes
from miro_async.services.sticky_notes import StickyNotes
from miro_async.services.tags import Tags
from miro_async.services.tokens import Tokens

__all__ = [
    "Boards",
    "Bound",
    "Exchange",
    "Frames",
    "Items",
    "Pager",
    "Sender",
    "Service",
    "Shapes",
    "StickyNotes",
    "Tags",
    "Tokens",
]
