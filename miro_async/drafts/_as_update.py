"""From what creates an item to what changes one: the flat constructors serve both."""

from typing import Any, Final, overload

from msgspec import UNSET

from miro_async.errors import InvalidArgument
from miro_async.models import (
    AppCardCreate,
    AppCardUpdate,
    CardCreate,
    CardUpdate,
    CodeWidgetCreate,
    CodeWidgetUpdate,
    ConnectorCreate,
    ConnectorUpdate,
    DocumentCreate,
    DocumentUpdate,
    DocumentUrlChange,
    EmbedCreate,
    EmbedUpdate,
    EmbedUrlChange,
    FlowchartShapeCreate,
    FlowchartShapeUpdate,
    FrameCreate,
    FrameDataWrite,
    FrameUpdate,
    ImageCreate,
    ImageUpdate,
    ImageUrlChange,
    ShapeCreate,
    ShapeUpdate,
    StickyNoteCreate,
    StickyNoteUpdate,
    TextCreate,
    TextUpdate,
    WriteModel,
)

__all__ = ["as_update"]

_UPDATES: Final[dict[type, type[WriteModel]]] = {
    StickyNoteCreate: StickyNoteUpdate,
    ShapeCreate: ShapeUpdate,
    FrameCreate: FrameUpdate,
    TextCreate: TextUpdate,
    CardCreate: CardUpdate,
    AppCardCreate: AppCardUpdate,
    ImageCreate: ImageUpdate,
    DocumentCreate: DocumentUpdate,
    EmbedCreate: EmbedUpdate,
    CodeWidgetCreate: CodeWidgetUpdate,
    FlowchartShapeCreate: FlowchartShapeUpdate,
    ConnectorCreate: ConnectorUpdate,
}
_DATA: Final[dict[type, type[WriteModel]]] = {
    ImageCreate: ImageUrlChange,
    DocumentCreate: DocumentUrlChange,
    EmbedCreate: EmbedUrlChange,
}


@overload
def as_update(draft: StickyNoteCreate) -> StickyNoteUpdate: ...
@overload
def as_update(draft: ShapeCreate) -> ShapeUpdate: ...
@overload
def as_update(draft: FrameCreate) -> FrameUpdate: ...
@overload
def as_update(draft: TextCreate) -> TextUpdate: ...
@overload
def as_update(draft: CardCreate) -> CardUpdate: ...
@overload
def as_update(draft: AppCardCreate) -> AppCardUpdate: ...
@overload
def as_update(draft: ImageCreate) -> ImageUpdate: ...
@overload
def as_update(draft: DocumentCreate) -> DocumentUpdate: ...
@overload
def as_update(draft: EmbedCreate) -> EmbedUpdate: ...
@overload
def as_update(draft: CodeWidgetCreate) -> CodeWidgetUpdate: ...
@overload
def as_update(draft: FlowchartShapeCreate) -> FlowchartShapeUpdate: ...
@overload
def as_update(draft: ConnectorCreate) -> ConnectorUpdate: ...
def as_update(draft: object) -> Any:
    """A change to what a draft says; what it leaves open stays as it is.

    ``drafts.as_update(drafts.sticky_note(color="red"))`` makes a note red, and keeps its text and its place.

    Args:
        draft: of an item or a connector.

    Raises:
        InvalidArgument: something else.
    """
    made_by = type(draft)
    kind = _UPDATES.get(made_by)
    if kind is None or not isinstance(draft, WriteModel):
        raise InvalidArgument(f"draft must be one of an item or a connector, not {made_by.__name__}", field="draft")
    said = {name: getattr(draft, name) for name in draft.__struct_fields__}
    if isinstance(draft, FrameCreate):  # what every new frame has is not to be changed
        said["data"] = FrameDataWrite(title=draft.data.title, show_content=draft.data.show_content)
    data = said.get("data", UNSET)
    if made_by in _DATA:
        said["data"] = data = _DATA[made_by](**{name: getattr(data, name) for name in data.__struct_fields__})
    if data is not UNSET and all(getattr(data, name) is UNSET for name in data.__struct_fields__):
        said["data"] = UNSET
    return kind(**{name: value for name, value in said.items() if value is not UNSET})
