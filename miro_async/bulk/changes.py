"""What can be done in bulk to what is on a board: each change is one call, and applied twice does what it does once."""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple, Protocol, TypeAlias, cast

import msgspec

from miro_async import endpoints
from miro_async.bulk.entries import ChangeEntry
from miro_async.bulk.outcomes import Attached, Deleted, Detached, Succeeded, Updated
from miro_async.endpoints import CREDITS, Call, Endpoint
from miro_async.errors import InvalidArgument
from miro_async.models import (
    AppCardUpdate,
    CardUpdate,
    CodeWidgetUpdate,
    Connector,
    ConnectorUpdate,
    DocumentUpdate,
    EmbedUpdate,
    FlowchartShapeUpdate,
    Frame,
    FrameUpdate,
    ImageUpdate,
    ItemUpdate,
    MindmapNode,
    ReadItem,
    ReadModel,
    ShapeUpdate,
    StickyNoteUpdate,
    Tag,
    TagsOfItem,
    TagUpdate,
    TextUpdate,
)

__all__ = ["AnyUpdate", "Attachments", "Change", "Deletions", "Detachments", "Look", "Updates"]

AnyUpdate: TypeAlias = (
    StickyNoteUpdate
    | ShapeUpdate
    | FrameUpdate
    | TextUpdate
    | CardUpdate
    | AppCardUpdate
    | ImageUpdate
    | DocumentUpdate
    | EmbedUpdate
    | CodeWidgetUpdate
    | FlowchartShapeUpdate
    | ItemUpdate
    | ConnectorUpdate
    | TagUpdate
)
"""What to change: its type says what it is a change of; `ItemUpdate` is for items of any type."""

_UPDATES: Final[dict[type, Endpoint[Any]]] = {
    StickyNoteUpdate: endpoints.sticky_notes.update,
    ShapeUpdate: endpoints.shapes.update,
    FrameUpdate: endpoints.frames.update,
    TextUpdate: endpoints.texts.update,
    CardUpdate: endpoints.cards.update,
    AppCardUpdate: endpoints.app_cards.update,
    ImageUpdate: endpoints.images.update,
    DocumentUpdate: endpoints.documents.update,
    EmbedUpdate: endpoints.embeds.update,
    CodeWidgetUpdate: endpoints.code_widgets.update,
    FlowchartShapeUpdate: endpoints.flowchart_shapes.update,
    ItemUpdate: endpoints.items.update,
    ConnectorUpdate: endpoints.connectors.update,
    TagUpdate: endpoints.tags.update,
}


class Look(NamedTuple):
    """How to see whether something is as a change would make it.

    Attributes:
        call: what to read.
        shows: whether its answer says so.
    """

    call: Call[Any]
    shows: Callable[[Any], bool]


class Change(Protocol):
    """One sort of change.

    Attributes:
        operation: its name.
        credits: what one costs.
        missing_ok: whether it is done as well if what it is about is not there.
    """

    operation: str
    credits: int
    missing_ok: bool

    def call(self, board_id: str, given: Any) -> Call[Any]:
        """The call that makes the change.

        Raises:
            InvalidArgument: no such change, or one that the API would refuse.
        """
        ...

    def is_made(self, entry: ChangeEntry) -> bool:
        """Whether an entry before it has made it already."""
        ...

    def look(self, board_id: str, entry: ChangeEntry) -> Look | None:
        """What tells whether a change that was refused is made already; None where the API does not refuse that."""
        ...

    def outcome(self, entry: ChangeEntry, answer: Any = None, *, resumed: bool = False) -> Succeeded:
        """The change was made."""
        ...


class Updates:
    """Pairs of an id, or what has it, and the body of an update."""

    operation = "bulk.update"
    credits = CREDITS[2]
    missing_ok = False

    def call(self, board_id: str, given: Any) -> Call[Any]:
        """The update that belongs to the type of the body."""
        target, body = _pair(given, "(item, what to change)")
        kind = cast("type[object]", type(body))
        row = _UPDATES.get(kind)
        if row is None:
            raise InvalidArgument(
                f"the second of a pair must be an update such as StickyNoteUpdate, not {kind.__name__}",
                field="body",
                operation=self.operation,
            )
        call = row(board_id, _id_of(target, ReadItem | Connector | Tag, "item_id"), body=body)
        if not _says_anything(msgspec.json.decode(call.body or b"{}")):
            raise InvalidArgument("changes nothing", field="body", operation=row.name)
        return call

    def is_made(self, entry: ChangeEntry) -> bool:  # noqa: ARG002 - another change may have come between
        """It never is."""
        return False

    def look(self, board_id: str, entry: ChangeEntry) -> None:
        """To do it once more is never refused."""

    def outcome(self, entry: ChangeEntry, answer: Any = None, *, resumed: bool = False) -> Updated:
        """It was changed."""
        return Updated(entry.index, entry.id, entry.given[1], answer, resumed)


class Deletions:
    """Items, connectors, or ids of items.

    Args:
        missing_ok: whether what is not there counts as deleted.
    """

    operation = "bulk.delete"
    credits = CREDITS[3]

    def __init__(self, *, missing_ok: bool) -> None:
        self.missing_ok = missing_ok
        self._gone: set[str] = set()  # deleting is so dear that there are never many

    def call(self, board_id: str, given: Any) -> Call[Any]:
        """The path of items, but for what that does not delete: connectors, and nodes of mind maps."""
        if isinstance(given, Connector):
            return endpoints.connectors.delete(board_id, given.id)
        if isinstance(given, MindmapNode):
            return endpoints.mindmap_nodes.delete(board_id, given.id)
        return endpoints.items.delete(board_id, _id_of(given, ReadItem, "item_id"))

    def is_made(self, entry: ChangeEntry) -> bool:
        """Whether it came before."""
        return entry.id in self._gone

    def look(self, board_id: str, entry: ChangeEntry) -> None:
        """To do it once more is never refused."""

    def outcome(self, entry: ChangeEntry, answer: Any = None, *, resumed: bool = False) -> Deleted:  # noqa: ARG002 - there is no answer
        """It is gone."""
        self._gone.add(entry.id)
        return Deleted(entry.index, entry.id, resumed)

    def groupable(self, entry: ChangeEntry) -> bool:
        """Whether it may be in a group, as far as the input tells."""
        return not isinstance(entry.given, Connector | Frame | MindmapNode)


class Attachments:
    """Pairs of an item and a tag to attach."""

    operation = "bulk.attach_tags"
    credits = endpoints.tags.attach.credits
    missing_ok = False

    def call(self, board_id: str, given: Any) -> Call[Any]:
        """Attach one tag to one item."""
        return _tagging(endpoints.tags.attach, board_id, given)

    def is_made(self, entry: ChangeEntry) -> bool:  # noqa: ARG002 - to attach it again does no harm
        """It is asked for again."""
        return False

    def look(self, board_id: str, entry: ChangeEntry) -> Look:
        """A tag that the item has may be refused (the API does not say), also if it was attached unanswered."""
        tag_id = _tag_id(entry)

        def has_tag(answer: TagsOfItem) -> bool:
            return any(tag.id == tag_id for tag in answer.tags)

        return Look(endpoints.tags.list_of_item(board_id, entry.id), has_tag)

    def outcome(self, entry: ChangeEntry, answer: Any = None, *, resumed: bool = False) -> Attached:  # noqa: ARG002 - there is no answer
        """The item has the tag."""
        return Attached(entry.index, entry.id, _tag_id(entry), resumed)


class Detachments:
    """Pairs of an item and a tag to detach.

    Args:
        missing_ok: whether a tag that the item does not have counts as detached.
    """

    operation = "bulk.detach_tags"
    credits = endpoints.tags.detach.credits

    def __init__(self, *, missing_ok: bool) -> None:
        self.missing_ok = missing_ok

    def call(self, board_id: str, given: Any) -> Call[Any]:
        """Detach one tag from one item."""
        return _tagging(endpoints.tags.detach, board_id, given)

    def is_made(self, entry: ChangeEntry) -> bool:  # noqa: ARG002 - somebody may have attached it again
        """It is asked for again."""
        return False

    def look(self, board_id: str, entry: ChangeEntry) -> None:
        """To do it once more is never refused."""

    def outcome(self, entry: ChangeEntry, answer: Any = None, *, resumed: bool = False) -> Detached:  # noqa: ARG002 - there is no answer
        """The item does not have the tag any more."""
        return Detached(entry.index, entry.id, _tag_id(entry), resumed)


def _tagging(row: Endpoint[None], board_id: str, given: Any) -> Call[Any]:
    item, tag = _pair(given, "(item, tag)")
    return row(board_id, _id_of(item, ReadItem, "item_id"), tag_id=_id_of(tag, Tag, "tag_id"))


def _tag_id(entry: ChangeEntry) -> str:
    return dict(entry.call.query)["tag_id"]


def _pair(given: Any, what: str) -> tuple[Any, Any]:
    pair = cast("Sequence[Any]", given) if isinstance(given, tuple | list) else ()
    if len(pair) != 2:
        raise InvalidArgument(f"an entry must be a pair {what}, not {given!r}")
    return pair[0], pair[1]


def _id_of(thing: Any, kinds: Any, name: str) -> Any:
    """An id, or that of a model; what is no id is refused by the row."""
    if isinstance(thing, kinds):
        return thing.id
    if isinstance(thing, ReadModel):
        raise InvalidArgument(f"{name} cannot be that of a {type(thing).__name__}", field=name)
    return thing


def _says_anything(value: Any) -> bool:
    """Whether a JSON has a value somewhere; null is one, and so is an empty list."""
    return any(map(_says_anything, cast("dict[str, Any]", value).values())) if isinstance(value, dict) else True
