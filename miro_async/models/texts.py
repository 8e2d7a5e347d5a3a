"""Texts. Facts: Miro's OpenAPI description and miro-facts, section 6."""

import math
from typing import Annotated, ClassVar, Final, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.errors import InvalidArgument
from miro_async.models._base import HexColor, ReadModel, WriteModel
from miro_async.models._item import FontFamily, HorizontalAlign, Item, ItemWrite, ParentWrite, check_number

__all__ = [
    "Text",
    "TextCreate",
    "TextData",
    "TextDataWrite",
    "TextGeometryWrite",
    "TextStyle",
    "TextStyleWrite",
    "TextUpdate",
]

_USUAL_FONT_SIZE: Final = 14.0
_LEAST_WIDTH: Final = 1.7
"""Times the font size."""


class TextData(ReadModel):
    """The text, in the API's HTML."""

    content: str | None = None


class TextStyle(ReadModel):
    """Colours and font of a text; the API sends numbers as strings here."""

    color: str | None = None
    fill_color: str | None = None
    fill_opacity: str | None = None
    font_family: FontFamily | str | None = None
    font_size: str | None = None
    text_align: HorizontalAlign | str | None = None


class Text(Item, tag_field="type", tag="text"):
    """A text as the API returns it."""

    type: ClassVar[Literal["text"]] = "text"
    data: TextData = TextData()
    style: TextStyle = TextStyle()


class TextDataWrite(WriteModel):
    """The text, in the API's HTML."""

    content: str


class TextStyleWrite(WriteModel):
    """Colours and font of a text; the API takes numbers as strings here.

    The opacity is 0 to 1, the font size at least 1 (default 14).
    """

    color: HexColor | UnsetType = UNSET
    fill_color: HexColor | UnsetType = UNSET
    fill_opacity: str | UnsetType = UNSET
    font_family: FontFamily | UnsetType = UNSET
    font_size: str | UnsetType = UNSET
    text_align: HorizontalAlign | UnsetType = UNSET

    def __post_init__(self) -> None:
        check_number("fill_opacity", self.fill_opacity, 0, 1)
        check_number("font_size", self.font_size, 1, math.inf)


class TextGeometryWrite(WriteModel):
    """The width of a text in pixels, at least 1.7 times its font size, and its rotation in degrees, clockwise.

    The height follows from the text.
    """

    width: Annotated[float, Meta(gt=0)] | UnsetType = UNSET
    rotation: float | UnsetType = UNSET


class _TextWrite(ItemWrite):
    style: TextStyleWrite | UnsetType = UNSET
    geometry: TextGeometryWrite | UnsetType = UNSET

    def _check_width(self, font_size: float) -> None:
        width = UNSET if self.geometry is UNSET else self.geometry.width
        if width is not UNSET and width < _LEAST_WIDTH * font_size:
            raise InvalidArgument(
                f"a text of font size {font_size:g} must be at least {_LEAST_WIDTH * font_size:g} wide, not {width:g}",
                field="geometry.width",
            )

    def _font_size(self) -> float | None:
        size = UNSET if self.style is UNSET else self.style.font_size
        return None if size is UNSET else float(size)


class TextCreate(_TextWrite):
    """A text to create; `miro_async.drafts.text` builds one."""

    kind: ClassVar[Literal["text"]] = "text"
    data: TextDataWrite
    parent: ParentWrite | UnsetType = UNSET

    def __post_init__(self) -> None:
        self._check_width(self._font_size() or _USUAL_FONT_SIZE)


class TextUpdate(_TextWrite):
    """What to change on a text; a parent of None moves it out of its frame."""

    data: TextDataWrite | UnsetType = UNSET

    def __post_init__(self) -> None:
        size = self._font_size()
        if size is not None:
            self._check_width(size)
