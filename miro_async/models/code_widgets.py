"""Code widgets: source code on a board, an experimental part of the API. Facts: miro-facts, section 6."""

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import ReadModel, WriteModel
from miro_async.models._item import Item, ItemWrite, ParentWrite, RotatedSizeWrite

__all__ = ["CodeWidget", "CodeWidgetCreate", "CodeWidgetData", "CodeWidgetDataWrite", "CodeWidgetUpdate"]


class CodeWidgetData(ReadModel):
    """The code, the language by which it is coloured, and its title."""

    code: str | None = None
    language: str | None = None
    line_numbers_visible: bool | None = None
    title: str | None = None


class CodeWidget(Item, tag_field="type", tag="code_widget"):
    """A code widget as the API returns it."""

    type: ClassVar[Literal["code_widget"]] = "code_widget"
    data: CodeWidgetData = CodeWidgetData()


class CodeWidgetDataWrite(WriteModel):
    """The code, at most 6,000 characters, the language by which it is coloured, and its title, at most 100."""

    code: Annotated[str, Meta(max_length=6000)] | UnsetType = UNSET
    language: str | UnsetType = UNSET
    line_numbers_visible: bool | UnsetType = UNSET
    title: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET


class _CodeWidgetWrite(ItemWrite):
    data: CodeWidgetDataWrite | UnsetType = UNSET
    geometry: RotatedSizeWrite | UnsetType = UNSET


class CodeWidgetCreate(_CodeWidgetWrite):
    """A code widget to create; `miro_async.drafts.code_widget` builds one."""

    kind: ClassVar[Literal["code_widget"]] = "code_widget"
    parent: ParentWrite | UnsetType = UNSET


class CodeWidgetUpdate(_CodeWidgetWrite):
    """What to change on a code widget; `CodeWidgets.move` changes its position alone."""
