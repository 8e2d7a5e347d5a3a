"""Docs: texts of several paragraphs on a board, which the API calls doc formats. Facts: miro-facts, section 6."""

from typing import ClassVar, Literal

from msgspec import UNSET, UnsetType

from miro_async.models._base import ReadModel, WriteModel
from miro_async.models._item import Item, ItemWrite, ParentWrite

__all__ = ["Doc", "DocContentType", "DocCreate", "DocData", "DocDataWrite"]

DocContentType = Literal["html", "markdown"]


class DocData(ReadModel):
    """What a doc says. All of it is None where the doc comes in a list: `Docs.get` reads it."""

    content_type: DocContentType | str | None = None
    content: str | None = None
    content_version: float | None = None


class Doc(Item, tag_field="type", tag="doc_format"):
    """A doc as the API returns it."""

    type: ClassVar[Literal["doc_format"]] = "doc_format"
    data: DocData = DocData()


class DocDataWrite(WriteModel):
    """What a doc says, in Markdown."""

    content_type: Literal["markdown"]
    content: str
    content_version: float | UnsetType = UNSET


class DocCreate(ItemWrite):
    """A doc to create; `miro_async.drafts.doc` builds one. Its size follows from its text, and it cannot be changed."""

    kind: ClassVar[Literal["doc_format"]] = "doc_format"
    data: DocDataWrite
    parent: ParentWrite | UnsetType = UNSET
