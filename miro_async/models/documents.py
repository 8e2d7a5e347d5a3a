"""Documents, such as PDFs, made from a URL or from a file. Facts: miro-facts, sections 6 and 7."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import ReadModel, WriteModel
from miro_async.models._item import Item, ItemWrite, ParentWrite, RotatedFixedRatioSizeWrite

__all__ = [
    "Document",
    "DocumentCreate",
    "DocumentData",
    "DocumentSizeWrite",
    "DocumentUpdate",
    "DocumentUpload",
    "DocumentUrlChange",
    "DocumentUrlWrite",
]


class DocumentData(ReadModel):
    """What a document is; ``document_url`` is an address of the API that needs a token."""

    title: str | None = None
    document_url: str | None = None


class Document(Item, tag_field="type", tag="document"):
    """A document as the API returns it."""

    type: ClassVar[Literal["document"]] = "document"
    data: DocumentData = DocumentData()


class DocumentSizeWrite(RotatedFixedRatioSizeWrite):
    """The size of a document: a width or a height in pixels, the other follows; and its rotation in degrees."""

    noun: ClassVar[str] = "a document"


class DocumentUrlWrite(WriteModel):
    """Where the API fetches the document from."""

    url: Annotated[str, Meta(min_length=1)]
    title: str | UnsetType = UNSET


class DocumentUrlChange(WriteModel):
    """Another document, or another title."""

    url: Annotated[str, Meta(min_length=1)] | UnsetType = UNSET
    title: str | UnsetType = UNSET


class DocumentCreate(ItemWrite):
    """A document to create from a URL; `miro_async.drafts.document` builds one. It takes no size."""

    kind: ClassVar[Literal["document"]] = "document"
    data: DocumentUrlWrite
    parent: ParentWrite | UnsetType = UNSET


class DocumentUpdate(ItemWrite):
    """What to change on a document; a parent of None moves it out of its frame."""

    data: DocumentUrlChange | UnsetType = UNSET
    geometry: DocumentSizeWrite | UnsetType = UNSET


class DocumentUpload(ItemWrite):
    """What goes along with the file of a document; `miro_async.drafts.document_upload` builds one."""

    title: str | UnsetType = UNSET
    geometry: DocumentSizeWrite | UnsetType = UNSET
    parent: ParentWrite | UnsetType = UNSET
