"""Items: one flat constructor a kind."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal, TypeAlias

from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import Number, many, number_text, parent_of, position_of, size_of, unless_empty
from miro_async.models import (
    AppCardCreate,
    AppCardDataWrite,
    AppCardFieldWrite,
    AppCardStatus,
    AppCardStyleWrite,
    BorderStyle,
    CardCreate,
    CardDataWrite,
    CardStyleWrite,
    DocumentCreate,
    EmbedCreate,
    FontFamily,
    Frame,
    FrameCreate,
    FrameDataWrite,
    FrameStyleWrite,
    HorizontalAlign,
    ImageCreate,
    RotatedSizeWrite,
    ShapeCreate,
    ShapeDataWrite,
    ShapeGeometryWrite,
    ShapeKind,
    ShapeStyleWrite,
    SizeWrite,
    StickyNoteColor,
    StickyNoteCreate,
    StickyNoteDataWrite,
    StickyNoteShape,
    StickyNoteSizeWrite,
    StickyNoteStyleWrite,
    TextCreate,
    TextDataWrite,
    TextGeometryWrite,
    TextStyleWrite,
    VerticalAlign,
)

__all__ = ["ItemDraft", "app_card", "card", "field", "frame", "shape", "sticky_note", "text"]

ItemDraft: TypeAlias = (
    StickyNoteCreate
    | ShapeCreate
    | FrameCreate
    | TextCreate
    | CardCreate
    | AppCardCreate
    | ImageCreate
    | DocumentCreate
    | EmbedCreate
)
"""What can be created as an item, alone or in bulk."""


def sticky_note(
    content: str | UnsetType = UNSET,
    *,
    at: tuple[Number, Number] | UnsetType = UNSET,
    color: StickyNoteColor | UnsetType = UNSET,
    shape: StickyNoteShape | UnsetType = UNSET,
    width: Number | UnsetType = UNSET,
    height: Number | UnsetType = UNSET,
    align: HorizontalAlign | UnsetType = UNSET,
    vertical_align: VerticalAlign | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> StickyNoteCreate:
    """A sticky note.

    Args:
        content: the text, in the API's HTML.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        color: one of the 16 names.
        shape: ``square`` or ``rectangle``.
        width: in pixels; the height follows from the shape.
        height: in pixels, instead of a width.
        align: of the text.
        vertical_align: of the text.
        parent: the frame, or its id, to put the note into.
    """
    return StickyNoteCreate(
        data=StickyNoteDataWrite(content=content, shape=shape),
        style=unless_empty(
            StickyNoteStyleWrite(fill_color=color, text_align=align, text_align_vertical=vertical_align)
        ),
        position=position_of(at),
        geometry=unless_empty(StickyNoteSizeWrite(width=width, height=height)),
        parent=parent_of(parent),
    )


def shape(
    content: str | UnsetType = UNSET,
    *,
    kind: ShapeKind | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    size: tuple[Number, Number] | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    fill: str | UnsetType = UNSET,
    fill_opacity: Number | UnsetType = UNSET,
    color: str | UnsetType = UNSET,
    font: FontFamily | UnsetType = UNSET,
    font_size: Number | UnsetType = UNSET,
    border_color: str | UnsetType = UNSET,
    border_opacity: Number | UnsetType = UNSET,
    border_style: BorderStyle | UnsetType = UNSET,
    border_width: Number | UnsetType = UNSET,
    align: HorizontalAlign | UnsetType = UNSET,
    vertical_align: VerticalAlign | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> ShapeCreate:
    """A shape.

    Args:
        content: the text, in the API's HTML.
        kind: one of the 21 basic shapes; ``rectangle`` by default.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        size: width and height, each at least 8.
        rotation: degrees, clockwise.
        fill: a colour as ``#rrggbb``.
        fill_opacity: 0 to 1.
        color: of the text, as ``#rrggbb``.
        font: one of the 30 families.
        font_size: 10 to 288.
        border_color: as ``#rrggbb``.
        border_opacity: 0 to 1.
        border_style: ``normal``, ``dotted`` or ``dashed``.
        border_width: 1 to 24.
        align: of the text.
        vertical_align: of the text.
        parent: the frame, or its id, to put the shape into.
    """
    width, height = size_of(size)
    return ShapeCreate(
        data=ShapeDataWrite(content=content, shape=kind),
        style=unless_empty(
            ShapeStyleWrite(
                fill_color=fill,
                fill_opacity=number_text(fill_opacity),
                color=color,
                font_family=font,
                font_size=number_text(font_size),
                border_color=border_color,
                border_opacity=number_text(border_opacity),
                border_style=border_style,
                border_width=number_text(border_width),
                text_align=align,
                text_align_vertical=vertical_align,
            )
        ),
        position=position_of(at),
        geometry=unless_empty(ShapeGeometryWrite(width=width, height=height, rotation=rotation)),
        parent=parent_of(parent),
    )


def frame(
    title: str | UnsetType = UNSET,
    *,
    at: tuple[Number, Number] | UnsetType = UNSET,
    size: tuple[Number, Number] | UnsetType = UNSET,
    fill: str | UnsetType = UNSET,
    show_content: bool | UnsetType = UNSET,
) -> FrameCreate:
    """A frame.

    Args:
        title: shown above the frame.
        at: the centre, from the centre of the board; a frame takes no parent.
        size: width and height.
        fill: a colour as ``#rrggbb``; transparent by default.
        show_content: whether what lies in the frame can be seen (Enterprise plan).
    """
    width, height = size_of(size)
    return FrameCreate(
        data=FrameDataWrite(title=title, format="custom", type="freeform", show_content=show_content),
        style=unless_empty(FrameStyleWrite(fill_color=fill)),
        position=position_of(at),
        geometry=unless_empty(SizeWrite(width=width, height=height)),
    )


def text(
    content: str,
    *,
    at: tuple[Number, Number] | UnsetType = UNSET,
    width: Number | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    color: str | UnsetType = UNSET,
    fill: str | UnsetType = UNSET,
    fill_opacity: Number | UnsetType = UNSET,
    font: FontFamily | UnsetType = UNSET,
    font_size: Number | UnsetType = UNSET,
    align: HorizontalAlign | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> TextCreate:
    """A text without a box around it.

    Args:
        content: the text, in the API's HTML.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        width: at least 1.7 times the font size; the height follows from the text.
        rotation: degrees, clockwise.
        color: of the text, as ``#rrggbb``.
        fill: behind the text, as ``#rrggbb``.
        fill_opacity: 0 to 1.
        font: one of the 30 families.
        font_size: at least 1; 14 by default.
        align: of the text.
        parent: the frame, or its id, to put the text into.
    """
    return TextCreate(
        data=TextDataWrite(content=content),
        style=unless_empty(
            TextStyleWrite(
                color=color,
                fill_color=fill,
                fill_opacity=number_text(fill_opacity),
                font_family=font,
                font_size=number_text(font_size),
                text_align=align,
            )
        ),
        position=position_of(at),
        geometry=unless_empty(TextGeometryWrite(width=width, rotation=rotation)),
        parent=parent_of(parent),
    )


def card(
    title: str | UnsetType = UNSET,
    *,
    description: str | UnsetType = UNSET,
    assignee_id: str | UnsetType = UNSET,
    due_date: datetime | UnsetType = UNSET,
    theme: str | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    size: tuple[Number, Number] | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> CardCreate:
    """A card.

    Args:
        title: in the API's HTML.
        description: the text below the title.
        assignee_id: the id of a user.
        due_date: with a time zone.
        theme: the colour of its edge, as ``#rrggbb``.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        size: width and height; 320 by 60 by default.
        rotation: degrees, clockwise.
        parent: the frame, or its id, to put the card into.
    """
    width, height = size_of(size)
    return CardCreate(
        data=CardDataWrite(title=title, description=description, assignee_id=assignee_id, due_date=due_date),
        style=unless_empty(CardStyleWrite(card_theme=theme)),
        position=position_of(at),
        geometry=unless_empty(RotatedSizeWrite(width=width, height=height, rotation=rotation)),
        parent=parent_of(parent),
    )


def app_card(
    title: str | UnsetType = UNSET,
    *,
    description: str | UnsetType = UNSET,
    status: AppCardStatus | UnsetType = UNSET,
    fields: Iterable[AppCardFieldWrite] | UnsetType = UNSET,
    fill: str | UnsetType = UNSET,
    at: tuple[Number, Number] | UnsetType = UNSET,
    size: tuple[Number, Number] | UnsetType = UNSET,
    rotation: Number | UnsetType = UNSET,
    parent: Frame | str | UnsetType = UNSET,
) -> AppCardCreate:
    """An app card; only the app that made it may change it.

    Args:
        title: in the API's HTML.
        description: the text below the title.
        status: ``connected``, ``disconnected`` (default) or ``disabled``.
        fields: values at its lower edge, of `field`.
        fill: the colour of its edge, as ``#rrggbb``.
        at: the centre; from the top left corner of the parent, or from the centre of the board.
        size: width and height.
        rotation: degrees, clockwise.
        parent: the frame, or its id, to put the card into.
    """
    width, height = size_of(size)
    return AppCardCreate(
        data=AppCardDataWrite(
            title=title,
            description=description,
            status=status,
            fields=fields if fields is UNSET else many("fields", fields),
        ),
        style=unless_empty(AppCardStyleWrite(fill_color=fill)),
        position=position_of(at),
        geometry=unless_empty(RotatedSizeWrite(width=width, height=height, rotation=rotation)),
        parent=parent_of(parent),
    )


def field(
    value: str,
    *,
    tooltip: str | UnsetType = UNSET,
    fill: str | UnsetType = UNSET,
    color: str | UnsetType = UNSET,
    icon_url: str | UnsetType = UNSET,
    icon_shape: Literal["round", "square"] | UnsetType = UNSET,
) -> AppCardFieldWrite:
    """A value at the lower edge of an app card.

    Args:
        value: the text.
        tooltip: shown while a pointer rests on it.
        fill: behind the text, as ``#rrggbb``.
        color: of the text, as ``#rrggbb``.
        icon_url: an ``https`` URL of a picture.
        icon_shape: ``round`` (default) or ``square``.
    """
    return AppCardFieldWrite(
        value=value, tooltip=tooltip, fill_color=fill, text_color=color, icon_url=icon_url, icon_shape=icon_shape
    )
