"""Connectors: lines between two items. Facts: Miro's OpenAPI description and miro-facts, sections 6 and 9."""

import re
from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.errors import InvalidArgument
from miro_async.models._base import HexColor, Links, ReadModel, Tracked, WriteModel
from miro_async.models._item import BorderStyle, VerticalAlign, check_number

__all__ = [
    "Caption",
    "CaptionWrite",
    "Connector",
    "ConnectorCreate",
    "ConnectorEnd",
    "ConnectorEndWrite",
    "ConnectorShape",
    "ConnectorStyle",
    "ConnectorStyleWrite",
    "ConnectorUpdate",
    "RelativePosition",
    "RelativePositionWrite",
    "SnapTo",
    "StrokeCap",
    "TextOrientation",
]

ConnectorShape = Literal["straight", "elbowed", "curved"]
SnapTo = Literal["auto", "top", "right", "bottom", "left"]
TextOrientation = Literal["horizontal", "aligned"]
StrokeCap = Literal[
    "none",
    "stealth",
    "rounded_stealth",
    "diamond",
    "filled_diamond",
    "oval",
    "filled_oval",
    "arrow",
    "triangle",
    "filled_triangle",
    "erd_one",
    "erd_many",
    "erd_only_one",
    "erd_zero_or_one",
    "erd_one_or_many",
    "erd_zero_or_many",
]
_PERCENT = re.compile(r"\d+(?:\.\d+)?%", re.ASCII)


class RelativePosition(ReadModel):
    """A point of an item: 0% and 0% are its top left corner, 100% and 100% its bottom right one."""

    x: str | None = None
    y: str | None = None


class ConnectorEnd(ReadModel):
    """Where a connector begins or ends; the id is None for an end that hangs in the air."""

    id: str | None = None
    position: RelativePosition = RelativePosition()
    snap_to: SnapTo | str | None = None
    links: Links = Links()


class Caption(ReadModel):
    """A text on a connector; ``position`` is how far along it stands, such as 50%."""

    content: str | None = None
    position: str | None = None
    text_align_vertical: VerticalAlign | str | None = None


class ConnectorStyle(ReadModel):
    """Line, caps and font of a connector; the API sends numbers as strings here."""

    color: str | None = None
    font_size: str | None = None
    stroke_color: str | None = None
    stroke_style: BorderStyle | str | None = None
    stroke_width: str | None = None
    start_stroke_cap: StrokeCap | str | None = None
    end_stroke_cap: StrokeCap | str | None = None
    text_orientation: TextOrientation | str | None = None


class Connector(Tracked):
    """A connector as the API returns it."""

    id: str
    type: str | None = None
    shape: ConnectorShape | str | None = None
    start_item: ConnectorEnd = ConnectorEnd()
    end_item: ConnectorEnd = ConnectorEnd()
    captions: tuple[Caption, ...] = ()
    style: ConnectorStyle = ConnectorStyle()
    is_supported: bool | None = None
    links: Links = Links()


def _check_percent(name: str, value: str | UnsetType) -> None:
    if value is UNSET:
        return
    if not (isinstance(value, str) and _PERCENT.fullmatch(value) and float(value[:-1]) <= 100):
        raise InvalidArgument(f"{name} must be a percentage from 0% to 100%, not {value!r}", field=name)


class RelativePositionWrite(WriteModel):
    """A point of an item: 0% and 0% are its top left corner, 100% and 100% its bottom right one."""

    x: str
    y: str

    def __post_init__(self) -> None:
        _check_percent("x", self.x)
        _check_percent("y", self.y)


class ConnectorEndWrite(WriteModel):
    """The item to begin or end at, and where: at a point of it, or at a side; ``auto`` by default."""

    id: Annotated[str, Meta(min_length=1)]
    position: RelativePositionWrite | UnsetType = UNSET
    snap_to: SnapTo | UnsetType = UNSET

    def __post_init__(self) -> None:
        if self.position is not UNSET and self.snap_to is not UNSET:
            raise InvalidArgument("an end takes a position or a side to snap to, not both", field="snap_to")


class CaptionWrite(WriteModel):
    """A text of at most 200 characters; ``position`` is how far along it stands (default 50%)."""

    content: Annotated[str, Meta(max_length=200)]
    position: str | UnsetType = UNSET
    text_align_vertical: VerticalAlign | UnsetType = UNSET

    def __post_init__(self) -> None:
        _check_percent("position", self.position)


class ConnectorStyleWrite(WriteModel):
    """Line, caps and font of a connector; the API takes numbers as strings here.

    Stroke widths are 1 to 24, font sizes 10 to 288.
    """

    color: HexColor | UnsetType = UNSET
    font_size: str | UnsetType = UNSET
    stroke_color: HexColor | UnsetType = UNSET
    stroke_style: BorderStyle | UnsetType = UNSET
    stroke_width: str | UnsetType = UNSET
    start_stroke_cap: StrokeCap | UnsetType = UNSET
    end_stroke_cap: StrokeCap | UnsetType = UNSET
    text_orientation: TextOrientation | UnsetType = UNSET

    def __post_init__(self) -> None:
        check_number("stroke_width", self.stroke_width, 1, 24)
        check_number("font_size", self.font_size, 10, 288)


def _check_ends(start: ConnectorEndWrite | UnsetType, end: ConnectorEndWrite | UnsetType) -> None:
    if start is not UNSET and end is not UNSET and start.id == end.id:
        raise InvalidArgument(f"a connector needs two items, not {start.id} twice", field="end_item.id")


class _ConnectorWrite(WriteModel):
    shape: ConnectorShape | UnsetType = UNSET
    captions: Annotated[tuple[CaptionWrite, ...], Meta(max_length=20)] | UnsetType = UNSET
    style: ConnectorStyleWrite | UnsetType = UNSET


class ConnectorCreate(_ConnectorWrite):
    """A connector between two items of a board; `miro_async.drafts.connector` builds one."""

    kind: ClassVar[Literal["connector"]] = "connector"
    start_item: ConnectorEndWrite
    end_item: ConnectorEndWrite

    def __post_init__(self) -> None:
        _check_ends(self.start_item, self.end_item)


class ConnectorUpdate(_ConnectorWrite):
    """What to change on a connector."""

    start_item: ConnectorEndWrite | UnsetType = UNSET
    end_item: ConnectorEndWrite | UnsetType = UNSET

    def __post_init__(self) -> None:
        _check_ends(self.start_item, self.end_item)
