"""Items of any type: what a list returns, what can be done to all of them, and the entries of a bulk create.

Facts: Miro's OpenAPI description and miro-facts, sections 5 and 6.
"""

from datetime import datetime
from typing import Any, Literal, TypeAlias

from msgspec import UNSET, UnsetType, field

from miro_async.models._base import Actor, Links, ReadModel, WriteModel
from miro_async.models._item import Geometry, ItemWrite, Parent, Position
from miro_async.models.app_cards import AppCard, AppCardCreate
from miro_async.models.cards import Card, CardCreate
from miro_async.models.code_widgets import CodeWidget
from miro_async.models.docs import Doc
from miro_async.models.documents import Document, DocumentCreate, DocumentUpload
from miro_async.models.embeds import Embed, EmbedCreate
from miro_async.models.frames import Frame, FrameCreate
from miro_async.models.images import Image, ImageCreate, ImageUpload
from miro_async.models.mindmap_nodes import MindmapNode
from miro_async.models.shapes import FlowchartShape, Shape, ShapeCreate
from miro_async.models.sticky_notes import StickyNote, StickyNoteCreate
from miro_async.models.texts import Text, TextCreate

__all__ = [
    "AnyItem",
    "BulkAppCard",
    "BulkCard",
    "BulkDocument",
    "BulkDocumentFile",
    "BulkEmbed",
    "BulkEntry",
    "BulkFileEntry",
    "BulkFrame",
    "BulkImage",
    "BulkImageFile",
    "BulkShape",
    "BulkStickyNote",
    "BulkText",
    "ItemLock",
    "ItemType",
    "ItemUpdate",
    "KnownItem",
    "ReadItem",
    "UnknownItem",
]

ItemType = Literal[
    "text",
    "shape",
    "sticky_note",
    "image",
    "document",
    "card",
    "app_card",
    "preview",
    "frame",
    "embed",
    "doc_format",
    "data_table_format",
]
"""The types that a list of items can be filtered by."""


class UnknownItem(ReadModel):
    """An item of a type that this version does not model: nothing of it is lost.

    Attributes:
        id: the item's id; empty if the API sent none.
        type: the API's name of the type; empty if the API sent none.
        raw: the item as the API sent it, as plain JSON values.
    """

    id: str = ""
    type: str = ""
    created_at: datetime | None = None
    created_by: Actor = Actor()
    modified_at: datetime | None = None
    modified_by: Actor = Actor()
    position: Position = Position()
    geometry: Geometry = Geometry()
    parent: Parent = Parent()
    links: Links = Links()
    is_supported: bool | None = None
    raw: dict[str, Any] = field(default_factory=dict[str, Any], name="$raw")  # a name that no server sends


KnownItem: TypeAlias = (
    StickyNote | Shape | Frame | Text | Card | AppCard | Image | Document | Embed | Doc | CodeWidget | MindmapNode
)
"""The item types that this version models."""

AnyItem: TypeAlias = KnownItem | UnknownItem
"""What a list of items holds."""

ReadItem: TypeAlias = AnyItem | FlowchartShape
"""An item that was read, in a list or by a path of its own."""


class ItemLock(WriteModel):
    """Whether an item is locked: nobody can change or delete it then. Seen live, and not described (miro-facts, 6)."""

    locked: bool


class ItemUpdate(ItemWrite):
    """What can be changed on an item of any type: its position, its parent, and whether it is locked."""

    data: ItemLock | UnsetType = UNSET


class BulkStickyNote(StickyNoteCreate, tag_field="type", tag="sticky_note"):
    """A sticky note in the body of a bulk create, where each entry names its type."""


class BulkShape(ShapeCreate, tag_field="type", tag="shape"):
    """A shape in the body of a bulk create."""


class BulkFrame(FrameCreate, tag_field="type", tag="frame"):
    """A frame in the body of a bulk create."""


class BulkText(TextCreate, tag_field="type", tag="text"):
    """A text in the body of a bulk create."""


class BulkCard(CardCreate, tag_field="type", tag="card"):
    """A card in the body of a bulk create."""


class BulkAppCard(AppCardCreate, tag_field="type", tag="app_card"):
    """An app card in the body of a bulk create."""


class BulkImage(ImageCreate, tag_field="type", tag="image"):
    """An image in the body of a bulk create."""


class BulkDocument(DocumentCreate, tag_field="type", tag="document"):
    """A document in the body of a bulk create."""


class BulkEmbed(EmbedCreate, tag_field="type", tag="embed"):
    """An embed in the body of a bulk create."""


BulkEntry: TypeAlias = (
    BulkStickyNote | BulkShape | BulkFrame | BulkText | BulkCard | BulkAppCard | BulkImage | BulkDocument | BulkEmbed
)


class BulkImageFile(ImageUpload, tag_field="type", tag="image"):
    """An image in the body of a bulk create from files (https://developers.miro.com/reference/json-data-example)."""


class BulkDocumentFile(DocumentUpload, tag_field="type", tag="document"):
    """A document in the body of a bulk create from files."""


BulkFileEntry: TypeAlias = BulkImageFile | BulkDocumentFile
