"""Where the items go: a grid for each frame, and the frames side by side; or where the table says.

All corners are whole pixels, so that a coordinate that is written relative to a frame comes back as it was.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from miro_async.cli.tables.drafting import Point

__all__ = ["Block", "Extent", "Grid", "Layout", "even", "lay_out"]


@dataclass(slots=True)
class Extent:
    """What has to find room in a frame, or outside of all frames.

    Attributes:
        count: how many items.
        width: of the widest, in pixels.
        height: of the highest, in pixels.
        least: the least x and y of the centres that the table gives.
        most: the greatest.
    """

    count: int = 0
    width: int = 0
    height: int = 0
    least: Point | None = None
    most: Point | None = None

    def add(self, size: tuple[int, int], at: Point | None) -> None:
        """Find room for one more item."""
        self.count += 1
        self.width = max(self.width, size[0])
        self.height = max(self.height, size[1])
        if at is not None:
            least, most = self.least or at, self.most or at
            self.least = (min(least[0], at[0]), min(least[1], at[1]))
            self.most = (max(most[0], at[0]), max(most[1], at[1]))


class Grid(NamedTuple):
    """How a grid looks.

    Attributes:
        columns: items in a row; None makes the grid about as wide as high.
        spacing: pixels between two items, and between an item and the edge of its frame.
        left: x of the top left corner of it all.
        top: y of the top left corner of it all.
    """

    columns: int | None = None
    spacing: int = 40
    left: int = 0
    top: int = 0


class Block(NamedTuple):
    """A rectangle of the board: a frame, or the place of the items without one."""

    left: int
    top: int
    width: int
    height: int
    columns: int
    pitch: tuple[int, int]
    first: tuple[int, int]

    @property
    def center(self) -> tuple[float, float]:
        """The centre, from the centre of the board."""
        return self.left + self.width / 2, self.top + self.height / 2


class Layout(NamedTuple):
    """The places of all items; ``blocks`` by the title of the frame, empty for items without one."""

    blocks: dict[str, Block]

    def place(self, frame: str, index: int, at: Point | None) -> Point:
        """The centre of an item: in its frame from the frame's top left corner, else from the centre of the board.

        Args:
            frame: the title of its frame; empty for none.
            index: how many items of the same frame come before it.
            at: its centre on the board, where the table gives it.
        """
        block = self.blocks[frame]
        if at is None:
            row, column = divmod(index, block.columns)
            x = Decimal(block.first[0] + column * block.pitch[0])
            y = Decimal(block.first[1] + row * block.pitch[1])
            return (x, y) if frame else (block.left + x, block.top + y)
        return (at[0] - block.left, at[1] - block.top) if frame else at


def lay_out(extents: Mapping[str, Extent], grid: Grid) -> Layout:
    """Find a place for everything.

    Args:
        extents: by the title of the frame; empty for items without one.
        grid: how the grids look.
    """
    blocks: dict[str, Block] = {}
    per_shelf = math.ceil(math.sqrt(len(extents)))
    left, top, shelf_height, on_shelf = grid.left, grid.top, 0, 0
    for frame, extent in extents.items():
        block = _around(extent, grid) or _grid(extent, grid, left, top)
        blocks[frame] = block
        left += block.width + 2 * grid.spacing
        shelf_height = max(shelf_height, block.height)
        on_shelf += 1
        if on_shelf == per_shelf:
            left, top = grid.left, top + shelf_height + 2 * grid.spacing
            shelf_height = on_shelf = 0
    return Layout(blocks)


def _grid(extent: Extent, grid: Grid, left: int, top: int) -> Block:
    columns = min(grid.columns or math.ceil(math.sqrt(extent.count)), extent.count)
    rows = math.ceil(extent.count / columns)
    width, height = even(extent.width), even(extent.height)
    pitch = (width + grid.spacing, height + grid.spacing)
    return Block(
        left,
        top,
        even(columns * pitch[0] + grid.spacing),
        even(rows * pitch[1] + grid.spacing),
        columns,
        pitch,
        (grid.spacing + width // 2, grid.spacing + height // 2),
    )


def _around(extent: Extent, grid: Grid) -> Block | None:
    """The block around items whose places are given."""
    if extent.least is None or extent.most is None:
        return None
    room = (math.ceil(extent.width / 2) + grid.spacing, math.ceil(extent.height / 2) + grid.spacing)
    left, top = (math.floor(value) - margin for value, margin in zip(extent.least, room, strict=True))
    right, bottom = (math.ceil(value) + margin for value, margin in zip(extent.most, room, strict=True))
    return Block(left, top, even(right - left), even(bottom - top), 1, (0, 0), (0, 0))


def even(length: int) -> int:
    """Halves are whole pixels then, and so are the corners that are computed from a centre."""
    return length + length % 2
