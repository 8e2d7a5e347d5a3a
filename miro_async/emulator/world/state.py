"""What the world holds: boards, and on each board items, tags, connectors, groups and members.

Values are immutable; a change replaces them.
"""

from collections.abc import Callable
from typing import Any

import msgspec

from miro_async.emulator.world.directory import Directory, User
from miro_async.emulator.world.errors import board_not_found, item_not_found, tag_not_found
from miro_async.emulator.world.export_jobs import ExportJob
from miro_async.emulator.world.ids import Ids
from miro_async.emulator.world.lagged import Indexed, Lagged, Timeline
from miro_async.emulator.world.settings import Settings

__all__ = [
    "Board",
    "Canvas",
    "Connector",
    "End",
    "Group",
    "Item",
    "Member",
    "Stamp",
    "State",
    "StoredFile",
    "Tag",
    "User",
]


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
        app_id: the app that made it; empty for none.
        is_locked: whether somebody locked it on the board.
        resource_id: the file that it shows, an image's picture for instance; ``"0"`` for one whose upload never ended.
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
    app_id: str = ""
    is_locked: bool = False
    resource_id: str | None = None
    created: Stamp
    modified: Stamp
    extra: dict[str, Any] = {}

    @property
    def is_supported(self) -> bool:
        """Whether the stable paths show its data: they do not for flowchart shapes, mind maps, tables and others."""
        return self.extra.get("isSupported") is not False


class Tag(msgspec.Struct, frozen=True):
    """A tag of a board."""

    id: str
    title: str
    color: str


class StoredFile(msgspec.Struct, frozen=True):
    """A file that an item shows.

    Attributes:
        family: its part of the path of resources, ``"images"`` or ``"documents"``.
        name: the name under which it was uploaded.
        content_type: its media type.
        content: its bytes.
        size: width and height of the picture in pixels; None where the bytes do not say.
    """

    family: str
    name: str
    content_type: str
    content: bytes
    size: tuple[float, float] | None = None


class End(msgspec.Struct, frozen=True):
    """Where a connector holds on to an item: at a point of it, or at a side.

    Attributes:
        item_id: the item.
        position: the point from the item's top left corner, as on the wire: ``{"x": "50%", "y": "0%"}``.
        snap_to: the side, or ``auto``.
    """

    item_id: str
    position: dict[str, str] | None = None
    snap_to: str | None = None


class Connector(msgspec.Struct, frozen=True, kw_only=True):
    """A line between two items.

    Attributes:
        shape: as on the wire.
        captions: as on the wire.
        style: as on the wire.
        start: its first end; None if it dangles.
        end: its second end; None if it dangles.
        is_supported: whether the API can change it.
    """

    id: str
    shape: str
    captions: list[dict[str, str]]
    style: dict[str, str]
    start: End | None
    end: End | None
    created: Stamp
    modified: Stamp
    is_supported: bool = True

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The items that it connects."""
        return tuple(end.item_id for end in (self.start, self.end) if end is not None)


class Group(msgspec.Struct, frozen=True):
    """Items that belong together, in the order of the request that grouped them."""

    id: str
    item_ids: tuple[str, ...]


class Member(msgspec.Struct, frozen=True):
    """A user to whom a board is shared, or who owns it."""

    user: User
    role: str

    @property
    def id(self) -> str:
        """The user's id."""
        return self.user.id


class Canvas:
    """What lies on one board, and who shares it.

    Attributes:
        files: the files that its items show, by the id of the resource.
    """

    def __init__(self, board_id: str, timeline: Timeline) -> None:
        self.board_id = board_id
        self.items: Lagged[Item] = Lagged(timeline)
        self.files: dict[str, StoredFile] = {}
        self.tags: Lagged[Tag] = Lagged(timeline)
        self.connectors: Indexed[Connector] = Indexed(timeline, lambda connector: connector.item_ids)
        self.groups: Indexed[Group] = Indexed(timeline, lambda group: group.item_ids)
        self.members: Lagged[Member] = Lagged(timeline)
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

    def connector(self, connector_id: str) -> Connector:
        """A connector.

        Raises:
            Refusal: there is none.
        """
        connector = self.connectors.get(connector_id)
        if connector is None:
            raise item_not_found(self.board_id)
        return connector

    def group(self, group_id: str) -> Group:
        """A group.

        Raises:
            Refusal: there is none.
        """
        group = self.groups.get(group_id)
        if group is None:
            raise item_not_found(self.board_id)
        return group

    @property
    def owners(self) -> list[Member]:
        """The members who own the board."""
        return [member for member in self.members if member.role == "owner"]

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
    """The organization with all its boards, and what making a change needs."""

    def __init__(self, ids: Ids, timeline: Timeline, settings: Settings, directory: Directory) -> None:
        self.directory = directory
        self.ids = ids
        self.timeline = timeline
        self.settings = settings
        self.boards: Lagged[Board] = Lagged(timeline)
        self.export_jobs: dict[str, ExportJob] = {}
        self._canvases: dict[str, Canvas] = {}
        self._postponed: list[tuple[float, Callable[[], None]]] = []

    def postpone(self, seconds: float, change: Callable[[], None]) -> None:
        """Let a change take effect later."""
        self._postponed.append((self.timeline.now() + seconds, change))

    def settle(self) -> None:
        """Let the postponed changes take effect whose time has come."""
        now = self.timeline.now()
        due = [change for at, change in self._postponed if at <= now]
        self._postponed = [entry for entry in self._postponed if entry[0] > now]
        for change in due:
            change()

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
        """Add an empty board, which belongs to who made it."""
        self.boards.put(board.id, board)
        canvas = self._canvases[board.id] = Canvas(board.id, self.timeline)
        canvas.members.put(board.created.by.id, Member(board.created.by, "owner"))
        return canvas

    def owner(self, board: Board) -> User:
        """Who owns a board; the first of several, and who made it if the board is in lists only."""
        canvas = self._canvases.get(board.id)
        return canvas.owners[0].user if canvas is not None else board.created.by

    def role(self, board: Board, user: User) -> str:
        """The role of a user on a board; of one who is no member, what the team may do."""
        canvas = self._canvases.get(board.id)
        member = canvas.members.get(user.id) if canvas is not None else None
        return member.role if member is not None else "editor"

    def size_of_group(self, board_id: str, group_id: str) -> int:
        """How many items a group has; 1 if there is no such group."""
        canvas = self._canvases.get(board_id)
        group = canvas.groups.get(group_id) if canvas is not None else None
        return len(group.item_ids) if group is not None else 1

    def remove_board(self, board_id: str) -> None:
        """Remove a board and all that lies on it."""
        self.boards.remove(board_id)
        del self._canvases[board_id]
