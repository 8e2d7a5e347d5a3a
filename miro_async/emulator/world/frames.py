"""Where items are: coordinates on the board, coordinates in a frame, and what may lie in a frame.

A child's coordinates are measured from its frame's top left corner, so a frame that moves takes its children along
without a change to them.
"""

import msgspec

from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Canvas, Item

__all__ = ["center_on_board", "corner_on_board", "is_inside", "lies_within", "release_children"]


def center_on_board(canvas: Canvas, item: Item) -> tuple[float, float]:
    """An item's centre, from the centre of the board."""
    parent = canvas.items.get(item.parent_id) if item.parent_id is not None else None
    if parent is None:
        return item.x, item.y
    left, top = corner_on_board(canvas, parent)
    return left + item.x, top + item.y


def corner_on_board(canvas: Canvas, frame: Item) -> tuple[float, float]:
    """A frame's top left corner, from the centre of the board."""
    x, y = center_on_board(canvas, frame)
    return x - frame.geometry["width"] / 2, y - frame.geometry["height"] / 2


def is_inside(frame: Item, x: float, y: float, size: dict[str, float], settings: Settings) -> bool:
    """Whether a child of that centre and size may lie in the frame."""
    half_width = half_height = 0.0
    if settings.parent_bounds == "box":
        half_width, half_height = size.get("width", 0.0) / 2, size.get("height", 0.0) / 2
    return (
        half_width <= x <= frame.geometry["width"] - half_width
        and half_height <= y <= frame.geometry["height"] - half_height
    )


def lies_within(canvas: Canvas, inner: Item, outer_id: str) -> bool:
    """Whether an item is, or lies at any depth in, another."""
    current: Item | None = inner
    while current is not None:
        if current.id == outer_id:
            return True
        current = canvas.items.get(current.parent_id) if current.parent_id is not None else None
    return False


def release_children(canvas: Canvas, frame: Item) -> None:
    """Put a frame's children on the board itself, where they are now (seen live when a frame is deleted)."""
    left, top = corner_on_board(canvas, frame)
    for child in canvas.children(frame.id):
        canvas.items.put(child.id, msgspec.structs.replace(child, x=left + child.x, y=top + child.y, parent_id=None))
