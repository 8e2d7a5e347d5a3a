"""Where new and moved items go on a board that has items already: into a frame's free places, or below everything.

A frame has as many places as its grid has cells that nothing lies in. One that has too few grows to the right or
downwards, which moves nothing in it; if something lies there, another frame of the same title is made below
everything. So nothing is ever put onto something else, and nothing that is there has to move.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple, Self

from miro_async.cli.tables.drafting import Point
from miro_async.cli.tables.layout import Block, Extent, Grid, even, lay_out

__all__ = ["Arrangement", "Box", "FrameRoom", "Ground", "Request", "Spot", "arrange"]


class Box(NamedTuple):
    """A rectangle by its centre, in pixels."""

    center: Point
    size: tuple[Decimal, Decimal]

    @property
    def corner(self) -> Point:
        """The top left corner."""
        return self.center[0] - self.size[0] / 2, self.center[1] - self.size[1] / 2

    @property
    def bottom(self) -> Decimal:
        """The y of the lower edge."""
        return self.center[1] + self.size[1] / 2

    def overlaps(self, other: "Box") -> bool:
        """Whether two rectangles have more than an edge in common."""
        return all(
            abs(self.center[axis] - other.center[axis]) < (self.size[axis] + other.size[axis]) / 2 for axis in (0, 1)
        )

    @classmethod
    def at(cls, corner: Point, size: tuple[Decimal, Decimal]) -> Self:
        """A rectangle by its top left corner."""
        return cls((corner[0] + size[0] / 2, corner[1] + size[1] / 2), size)


class FrameRoom(NamedTuple):
    """A frame on the board.

    Attributes:
        id: its id.
        title: its title.
        box: where it is on the board.
        children: what lies in it, measured from its top left corner.
        may_grow: whether it lies on the board itself.
    """

    id: str
    title: str
    box: Box
    children: Sequence[Box] = ()
    may_grow: bool = True

    def within(self, at: Point) -> Point:
        """A place on the board, from the frame's top left corner."""
        corner = self.box.corner
        return at[0] - corner[0], at[1] - corner[1]

    def has_around(self, at: Point, size: tuple[int, int]) -> bool:
        """Whether an item at a place on the board lies in the frame with all of it."""
        inside = zip(self.within(at), size, self.box.size, strict=True)
        return all(Decimal(length) / 2 <= value <= room - Decimal(length) / 2 for value, length, room in inside)

    def capacity(self, size: tuple[int, int], spacing: int) -> int:
        """How many items of a size the grid of the frame has cells for."""
        columns, rows = self._cells(size, spacing)
        return columns * rows

    def places(self, size: tuple[int, int], spacing: int) -> Iterator[Point]:
        """The centres of the grid's cells that nothing lies in, row by row, from the frame's top left corner.

        Args:
            size: of the cells, in even numbers of pixels.
            spacing: pixels between two cells, and between a cell and the edge of the frame.
        """
        columns, rows = self._cells(size, spacing)
        covered = {
            (row, column)
            for child in self.children
            for row in _covered(child.corner[1], child.size[1], size[1], spacing)
            for column in _covered(child.corner[0], child.size[0], size[0], spacing)
        }
        for row in range(rows):
            for column in range(columns):
                if (row, column) not in covered:
                    x, y = (
                        spacing + index * (length + spacing) + length // 2
                        for index, length in zip((column, row), size, strict=True)
                    )
                    yield Decimal(x), Decimal(y)

    def grown(self, missing: int, size: tuple[int, int], spacing: int, others: Iterable[Box]) -> Self | None:
        """The frame with more cells at its right or its lower edge; None if something lies there.

        Args:
            missing: how many cells more, at least.
            size: of the cells.
            spacing: pixels between two cells.
            others: what else is on the board.
        """
        columns, rows = self._cells(size, spacing)
        if not self.may_grow or not columns or not rows:
            return None
        (left, top), (width, height) = self.box.corner, self.box.size
        more_width = math.ceil(missing / rows) * (size[0] + spacing)
        more_height = math.ceil(missing / columns) * (size[1] + spacing)
        wider = Box.at((left + width, top), (Decimal(more_width + spacing), height))
        higher = Box.at((left, top + height), (width, Decimal(more_height + spacing)))
        ways = [((width + more_width, height), wider), ((width, height + more_height), higher)]
        for new_size, strip in sorted(ways, key=lambda way: max(way[0])):
            if not any(strip.overlaps(other) for other in others):
                return self._replace(box=Box.at((left, top), new_size))
        return None

    def _cells(self, size: tuple[int, int], spacing: int) -> tuple[int, int]:
        columns, rows = (
            max(0, int((room - spacing) // (length + spacing)))
            for room, length in zip(self.box.size, size, strict=True)
        )
        return columns, rows


class Ground(NamedTuple):
    """What is on a board.

    Attributes:
        frames: its frames, the oldest first.
        loose: what lies on the board itself and is no frame.
    """

    frames: Sequence[FrameRoom] = ()
    loose: Sequence[Box] = ()


class Request(NamedTuple):
    """Something that needs a place.

    Attributes:
        frame: the title of the frame that it belongs into; empty for none.
        size: width and height in pixels.
        at: its centre on the board, if the table gives it.
        home: the id of the frame that it lies in already, and may stay in; empty for none.
    """

    frame: str
    size: tuple[int, int]
    at: Point | None = None
    home: str = ""


class Spot(NamedTuple):
    """A place.

    Attributes:
        parent: the id of a frame, the number of a new one, or None for the board itself.
        at: the centre, from the frame's top left corner or from the centre of the board.
    """

    parent: str | int | None
    at: Point


class Arrangement(NamedTuple):
    """Places for everything.

    Attributes:
        spots: for each request, in order.
        frames: the frames that are missing, by title.
        grown: the frames that get another size.
    """

    spots: list[Spot]
    frames: dict[str, Block]
    grown: list[FrameRoom]


def arrange(requests: Sequence[Request], ground: Ground, grid: Grid) -> Arrangement:
    """Find a place for every request: on the board as it is, or else in a new frame or below everything.

    Args:
        requests: what needs a place.
        ground: what is on the board.
        grid: how grids look.
    """
    extents = _extents(requests)
    frames = _with_room(extents, ground, grid)
    rooms: dict[str, list[FrameRoom]] = {}
    for room in frames.values():
        if room.title:
            rooms.setdefault(room.title, []).append(room)
    free = {title: _free_places(rooms.get(title, ()), extent, grid) for title, extent in extents.items()}
    there = [_place_there(request, rooms.get(request.frame, ()), free[request.frame]) for request in requests]
    rest = _extents(request for request, spot in zip(requests, there, strict=True) if spot is None)
    for title, extent in rest.items():  # the next ones shall find a place in it
        size = even(extent.width), even(extent.height)
        extent.count = max([extent.count, *(room.capacity(size, grid.spacing) for room in rooms.get(title, ()))])
    bottom = max((box.bottom for box in _boxes(frames, ground)), default=None)
    if bottom is not None:
        grid = grid._replace(top=max(grid.top, math.ceil(bottom) + 2 * grid.spacing))
    layout = lay_out(rest, grid)
    numbers = {title: number for number, title in enumerate(title for title in rest if title)}
    counts: Counter[str] = Counter()
    spots: list[Spot] = []
    for request, spot in zip(requests, there, strict=True):
        if spot is None:
            at = layout.place(request.frame, counts[request.frame], request.at)
            spot = Spot(numbers.get(request.frame), at)  # noqa: PLW2901 - what was missing
            counts[request.frame] += 1
        spots.append(spot)
    grown = [frames[room.id] for room in ground.frames if frames[room.id] != room]
    return Arrangement(spots, {title: layout.blocks[title] for title in numbers}, grown)


def _with_room(extents: dict[str, Extent], ground: Ground, grid: Grid) -> dict[str, FrameRoom]:
    """The frames by id, grown where their places do not suffice and nothing is in the way."""
    frames = {room.id: room for room in ground.frames}
    for title, extent in extents.items():
        same = [room for room in ground.frames if title and room.title == title]
        if extent.least is not None or not same:
            continue
        size = even(extent.width), even(extent.height)
        missing = extent.count - sum(1 for room in same for _ in room.places(size, grid.spacing))
        for room in same if missing > 0 else ():
            others = _boxes({name: other for name, other in frames.items() if name != room.id}, ground)
            grown = room.grown(missing, size, grid.spacing, others)
            if grown is not None:
                frames[room.id] = grown
                break
    return frames


def _boxes(frames: dict[str, FrameRoom], ground: Ground) -> list[Box]:
    """Everything that lies on the board itself; frames in frames as well, for they do no harm."""
    return [*(room.box for room in frames.values()), *ground.loose]


def _extents(requests: Iterable[Request]) -> dict[str, Extent]:
    extents: dict[str, Extent] = {}
    for request in requests:
        extents.setdefault(request.frame, Extent()).add(request.size, request.at)
    return extents


def _free_places(rooms: Iterable[FrameRoom], extent: Extent, grid: Grid) -> Iterator[Spot]:
    size = even(extent.width), even(extent.height)
    for room in rooms:
        for at in room.places(size, grid.spacing):
            yield Spot(room.id, at)


def _place_there(request: Request, rooms: Sequence[FrameRoom], free: Iterator[Spot]) -> Spot | None:
    """A place in what is on the board already; None if there is none."""
    if request.at is None:
        return next(free, None)
    if not request.frame:
        return Spot(None, request.at)
    fitting = [room for room in rooms if room.has_around(request.at, request.size)]
    room = next((room for room in fitting if room.id == request.home), next(iter(fitting), None))
    return None if room is None else Spot(room.id, room.within(request.at))


def _covered(start: Decimal, length: Decimal, cell: int, spacing: int) -> range:
    """The indexes of the cells along an axis that a length lies in."""
    pitch = cell + spacing
    first = math.floor((start - cell - spacing) / pitch) + 1
    last = math.ceil((start + length - spacing) / pitch) - 1
    return range(max(0, first), last + 1)
