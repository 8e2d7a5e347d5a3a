"""What the constructors of several kinds share: places, parents, numbers as the API takes them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TypeAlias, TypeVar

from msgspec import UNSET, UnsetType

from miro_async.errors import InvalidArgument
from miro_async.models import Frame, MindmapNode, ParentWrite, PositionWrite, WriteModel

__all__ = ["Number", "many", "node_of", "number_text", "pair", "parent_of", "position_of", "size_of", "unless_empty"]

T = TypeVar("T")
W = TypeVar("W", bound=WriteModel)
Number: TypeAlias = int | float


def position_of(at: tuple[Number, Number] | UnsetType) -> PositionWrite | UnsetType:
    """Where the centre is, from ``at``."""
    if at is UNSET:
        return UNSET
    x, y = pair("at", at)
    return PositionWrite(x=x, y=y)


def size_of(size: tuple[Number, Number] | UnsetType) -> tuple[Number | UnsetType, Number | UnsetType]:
    """Width and height, or neither."""
    return (UNSET, UNSET) if size is UNSET else pair("size", size)


def pair(name: str, value: tuple[Number, Number]) -> tuple[Number, Number]:
    """Two numbers.

    Raises:
        InvalidArgument: something else.
    """
    try:
        first, second = value
    except (TypeError, ValueError):
        raise InvalidArgument(f"{name} must be two numbers, not {value!r}", field=name) from None
    return first, second


def many(name: str, values: Iterable[T]) -> tuple[T, ...]:
    """Several values.

    Raises:
        InvalidArgument: something that holds none; a string, of which each character would be a value.
    """
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise InvalidArgument(f"{name} must be several values, not {values!r}", field=name)
    return tuple(values)


def parent_of(parent: Frame | str | UnsetType) -> ParentWrite | UnsetType:
    """The frame to lie in, from the frame or its id.

    Raises:
        InvalidArgument: neither.
    """
    return _above(parent, Frame, "a frame")


def node_of(parent: MindmapNode | str | UnsetType) -> ParentWrite | UnsetType:
    """The node above in a mind map, from the node or its id.

    Raises:
        InvalidArgument: neither.
    """
    return _above(parent, MindmapNode, "a node of a mind map")


def _above(parent: object, kind: type[Frame | MindmapNode], words: str) -> ParentWrite | UnsetType:
    if parent is UNSET:
        return UNSET
    parent_id = parent.id if isinstance(parent, kind) else parent
    if not isinstance(parent_id, str):
        raise InvalidArgument(f"parent must be {words} or its id, not {parent!r}", field="parent")
    return ParentWrite(id=parent_id)


def number_text(value: Number | UnsetType) -> str | UnsetType:
    """A number as the API takes it in styles: a string, without an exponent."""
    if value is UNSET:
        return UNSET
    text = str(value)
    return f"{Decimal(text):f}" if isinstance(value, float) and "e" in text else text


def unless_empty(part: W) -> W | UnsetType:
    """A part of a body, if anything of it is set."""
    return part if any(getattr(part, name) is not UNSET for name in part.__struct_fields__) else UNSET
