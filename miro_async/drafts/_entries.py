"""Drafts from data that comes from outside, and drafts as the entries of a bulk create."""

from collections.abc import Iterable
from typing import Any, TypeVar

import msgspec

from miro_async.drafts._items import ItemDraft
from miro_async.drafts._parts import many
from miro_async.errors import InvalidArgument
from miro_async.models import (
    AppCardCreate,
    BulkAppCard,
    BulkCard,
    BulkDocument,
    BulkDocumentFile,
    BulkEmbed,
    BulkEntry,
    BulkFileEntry,
    BulkFrame,
    BulkImage,
    BulkImageFile,
    BulkShape,
    BulkStickyNote,
    BulkText,
    CardCreate,
    DocumentCreate,
    DocumentUpload,
    EmbedCreate,
    FrameCreate,
    ImageCreate,
    ImageUpload,
    ShapeCreate,
    StickyNoteCreate,
    TextCreate,
    WriteModel,
    explained,
)

__all__ = ["entries", "file_entries", "from_dict"]

W = TypeVar("W", bound=WriteModel)

_ENTRIES: dict[type, type[BulkEntry]] = {
    StickyNoteCreate: BulkStickyNote,
    ShapeCreate: BulkShape,
    FrameCreate: BulkFrame,
    TextCreate: BulkText,
    CardCreate: BulkCard,
    AppCardCreate: BulkAppCard,
    ImageCreate: BulkImage,
    DocumentCreate: BulkDocument,
    EmbedCreate: BulkEmbed,
}


def from_dict(kind: type[W], data: dict[str, Any]) -> W:
    """Build a draft from data that comes from outside, with the API's field names.

    Args:
        kind: the Struct to build, such as `StickyNoteCreate`.
        data: plain values: ``{"data": {"content": "Hi"}, "style": {"fillColor": "yellow"}}``.

    Raises:
        InvalidArgument: a value that the API would refuse; the message has the Python path of the field.
    """
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise explained(error, kind) from error


def entries(items: Iterable[ItemDraft]) -> list[BulkEntry]:
    """The body of a bulk create: each draft with the name of its type.

    Raises:
        InvalidArgument: something that is no draft of an item.
    """
    return [_entry(item, index) for index, item in enumerate(many("drafts", items))]


def file_entries(items: Iterable[ImageUpload | DocumentUpload]) -> list[BulkFileEntry]:
    """The body of a bulk create from files: what goes along with each file, with the name of its type.

    Raises:
        InvalidArgument: something that does not go along with a file.
    """
    return [_file_entry(item, index) for index, item in enumerate(many("drafts", items))]


def _file_entry(item: ImageUpload | DocumentUpload, index: int) -> BulkFileEntry:
    if isinstance(item, BulkFileEntry):
        return item
    if not isinstance(item, ImageUpload | DocumentUpload):
        raise InvalidArgument(
            f"[{index}] must be what drafts.image_upload or document_upload gives, not {type(item).__name__}",
            field=f"[{index}]",
        )
    kind = BulkImageFile if isinstance(item, ImageUpload) else BulkDocumentFile
    return kind(**{name: getattr(item, name) for name in item.__struct_fields__})


def _entry(item: ItemDraft, index: int) -> BulkEntry:
    if isinstance(item, BulkEntry):
        return item
    entry = _ENTRIES.get(type(item))
    if entry is None:
        raise InvalidArgument(
            f"[{index}] must be a draft of an item, such as drafts.sticky_note gives, not {type(item).__name__}",
            field=f"[{index}]",
        )
    return entry(**{name: getattr(item, name) for name in item.__struct_fields__})
