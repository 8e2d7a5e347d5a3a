"""What the world holds: boards, and on each board items and tags. Values are immutable; a change replaces them."""

from typing import Any

import msgspec

from miro_async.emulator.world.errors import board_not_found, item_not_found, tag_not_found
from miro_async.emulator.world.ids import Ids
from miro_async.emulator.world.lagged import Lagged, Timeline
from miro_async.emulator.world.settings import Settings

__all__ = ["Board", "Canvas", "Item", "Stamp", "State", "Tag", "User"]


class User(msgspec.Struct, frozen=True):
    """A user of Miro."""

    id: str
    name: str


class Stamp(msgspec.Struct, frozen=True):
    """Who did something, and when in epoch seconds."""

    at: float
    by: User


class Board(msgspec.Struct, frozen=True, kw_only=True):
    """A board without what lies on it."""

    id: str
    name: str
    description: str
    team_id: str
    project_id: str | None
    permissions: dict[str, str]
    sharing: dict[str, Any]
    created: Stamp
    modified: Stamp


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """An item of any type.

    Attributes:
        data: as on the wire.
        style: as on the wire.
        geometry: as on the wire.
        x: the centre, from the centre of the board or from the top left corner of the parent.
        y: likewise.
        parent_id: the frame that the item lies in.
        tag_ids: the tags attached, in the order of attaching.
        extra: further fields of the wire, for types that this emulator only stores.
    """

    id: str
    type: str
    data: dict[str, Any]
    style: dict[str, Any]
    geometry: dict[str, float]
    x: float
    y: float
    parent_id: str | None
    tag_ids: tuple[str, ...] = ()
    created: Stamp
    modified: Stamp
    extra: dict[str, Any] = {}


class Tag(msgspec.Struct, frozen=True):
    """A tag of a board."""

    id: str
    title: str
    color: str


class Canvas:
    """What lies on one board."""

    def __init__(self, board_id: str, timeline: Timeline) -> None:
        self.board_id = board_id
        self.items: Lagged[Item] = Lagged(timeline)
        self.tags: Lagged[Tag] = Lagged(timeline)
        self._listings: dict[tuple[str | None, str | None], tuple[int, list[Item]]] = {}

    def item(self, item_id: str, item_type: str | None = None) -> Item:
        """An item, of a certain type if one is given.

        Raises:
            Refusal: there is none.
        """
        item = self.items.get(item_id)
        if item is None or (item_type is not None and item.type != item_type):
            raise item_not_found(self.board_id)
        return item

    def tag(self, tag_id: str) -> Tag:
        """A tag.

        Raises:
            Refusal: there is none.
        """
        tag = self.tags.get(tag_id)
        if tag is None:
            raise tag_not_found(tag_id)
        return tag

    def children(self, frame_id: str) -> list[Item]:
        """The items whose parent is the frame."""
        return [item for item in self.items if item.parent_id == frame_id]

    def listing(self, item_type: str | None = None, parent_id: str | None = None) -> list[Item]:
        """What a list shows, by id: all items, those of a type, those in a frame, or both."""
        if not self.items.is_settled:
            shown = sorted(self.items.listed().values(), key=lambda item: item.id)
            return _selected(shown, item_type, parent_id)
        known = self._listings.get((item_type, parent_id))
        if known is None or known[0] != self.items.version:
            # Ids increase, so the order of insertion is the order of ids.
            known = (self.items.version, _selected(list(self.items), item_type, parent_id))
            self._listings[item_type, parent_id] = known
        return known[1]


def _selected(items: list[Item], item_type: str | None, parent_id: str | None) -> list[Item]:
    if item_type is not None:
        items = [item for item in items if item.type == item_type]
    if parent_id is not None:
        items = [item for item in items if item.parent_id == parent_id]
    return items


class State:
    """All boards, and what making a change needs."""

    def __init__(self, ids: Ids, timeline: Timeline, settings: Settings) -> None:
        self.ids = ids
        self.timeline = timeline
        self.settings = settings
        self.boards: Lagged[Board] = Lagged(timeline)
        self._canvases: dict[str, Canvas] = {}

    def stamp(self, user: User) -> Stamp:
        """What the user does now."""
        return Stamp(self.timeline.now(), user)

    def board(self, board_id: str) -> Board:
        """A board.

        Raises:
            Refusal: there is none.
        """
        board = self.boards.get(board_id)
        if board is None:
            raise board_not_found(board_id)
        return board

    def canvas(self, board_id: str) -> Canvas:
        """What lies on a board.

        Raises:
            Refusal: there is no such board.
        """
        canvas = self._canvases.get(board_id)
        if canvas is None:
            raise board_not_found(board_id)
        return canvas

    def add_board(self, board: Board) -> Canvas:
        """Add an empty board."""
        self.boards.put(board.id, board)
        canvas = self._canvases[board.id] = Canvas(board.id, self.timeline)
        return canvas

    def remove_board(self, board_id: str) -> None:
        """Remove a board and all that lies on it."""
        self.boards.remove(board_id)
        del self._canvases[board_id]
