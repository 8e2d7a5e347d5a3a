"""What can be created in bulk: items, twenty to a call, and connectors, one to a call."""

from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import UNSET, UnsetType

from miro_async import drafts, endpoints
from miro_async.bulk.entries import DraftEntry, digest_of
from miro_async.bulk.matching import Made
from miro_async.bulk.outcomes import Connected, Created
from miro_async.bulk.refusals import named, narrowed
from miro_async.endpoints import Call
from miro_async.errors import InvalidArgument, StatusError
from miro_async.models import Connector, FrameCreate, Page

__all__ = ["ConnectorCreation", "Creation", "ItemCreation"]

_WHERE = "[0]"  # each draft is checked as a batch of one
_LIMIT = 50


class Creation(Protocol):
    """How one sort of thing is created, and how it is looked for.

    Attributes:
        operation: the name of the row that creates.
        credits: what one costs.
    """

    operation: str
    credits: int

    def checked(self, board_id: str, index: int, draft: Any) -> DraftEntry:
        """Check and encode a draft.

        Raises:
            InvalidArgument: no draft, or one that the API would refuse; ``field`` is its own, ``"style.fill_color"``.
        """
        ...

    def call(self, board_id: str, entries: Sequence[DraftEntry]) -> Call[Any]:
        """The call that creates these drafts, all or none."""
        ...

    def made(self, answer: Any) -> Sequence[Made]:
        """What an answer to such a call holds."""
        ...

    def list_call(self, board_id: str, cursor: str | UnsetType) -> Call[Page[Any]]:
        """The call that reads a page of what there is."""
        ...

    def needs_others(self, draft: Any) -> bool:
        """Whether a draft names something that may not be there: an answer 404 may mean that."""
        ...

    def blamed(self, error: StatusError, size: int) -> dict[int, StatusError]:
        """The drafts of a batch that an answer names, by their place, each with its own error."""
        ...

    def outcome(self, entry: DraftEntry, made: Made) -> Created | Connected:
        """A draft is on the board."""
        ...

    def resumed(self, entry: DraftEntry, made_id: str) -> Created | Connected:
        """An earlier run put a draft on the board."""
        ...


class ItemCreation:
    """Items of the nine kinds that a bulk create takes."""

    operation = endpoints.items.create.name
    credits = endpoints.items.create.credits

    def checked(self, board_id: str, index: int, draft: Any) -> DraftEntry:
        """Check and encode a draft."""
        try:
            call = endpoints.items.create(board_id, body=drafts.entries([draft]))
        except InvalidArgument as error:
            message = str(error.args[0]).removeprefix(_WHERE).lstrip(". ")
            field = error.field.removeprefix(_WHERE).lstrip(".")
            raise InvalidArgument(message, field=field, operation=self.operation) from error
        body = (call.body or b"")[1:-1]  # without the brackets of the list
        return DraftEntry(index, draft, digest_of(body), body)

    def call(self, board_id: str, entries: Sequence[DraftEntry]) -> Call[Any]:
        """One bulk create."""
        row = endpoints.items.create
        body = b"[" + b",".join(entry.body for entry in entries) + b"]"
        return Call(row, (board_id,), (), body, credits=row.credits * len(entries))

    def made(self, answer: Any) -> Sequence[Made]:
        """The items of the answer."""
        items: Sequence[Made] = answer.data
        return items

    def list_call(self, board_id: str, cursor: str | UnsetType) -> Call[Page[Any]]:
        """A page of the board's items."""
        return endpoints.items.list(board_id, limit=_LIMIT, cursor=cursor)

    def needs_others(self, draft: Any) -> bool:
        """Whether it has a parent."""
        return not isinstance(draft, FrameCreate) and draft.parent is not UNSET and draft.parent is not None

    def blamed(self, error: StatusError, size: int) -> dict[int, StatusError]:
        """Those whose place a field begins with."""
        return {place: narrowed(error, fields) for place, fields in named(error, size).items()}

    def outcome(self, entry: DraftEntry, made: Any) -> Created:
        """The item is on the board."""
        return Created(entry.index, entry.given, made.id, made)

    def resumed(self, entry: DraftEntry, made_id: str) -> Created:
        """An earlier run put it there."""
        return Created(entry.index, entry.given, made_id, resumed=True)


class ConnectorCreation:
    """Connectors."""

    operation = endpoints.connectors.create.name
    credits = endpoints.connectors.create.credits

    def checked(self, board_id: str, index: int, draft: Any) -> DraftEntry:
        """Check and encode a draft."""
        body = endpoints.connectors.create(board_id, body=draft).body or b""
        return DraftEntry(index, draft, digest_of(body), body)

    def call(self, board_id: str, entries: Sequence[DraftEntry]) -> Call[Any]:
        """One create."""
        row = endpoints.connectors.create
        (entry,) = entries
        return Call(row, (board_id,), (), entry.body, credits=row.credits)

    def made(self, answer: Connector) -> Sequence[Made]:
        """The connector."""
        return (answer,)

    def list_call(self, board_id: str, cursor: str | UnsetType) -> Call[Page[Any]]:
        """A page of the board's connectors."""
        return endpoints.connectors.list(board_id, limit=_LIMIT, cursor=cursor)

    def needs_others(self, draft: Any) -> bool:  # noqa: ARG002 - it does, whatever the draft
        """It always has two ends."""
        return True

    def blamed(self, error: StatusError, size: int) -> dict[int, StatusError]:  # noqa: ARG002 - has no places
        """None: there is but one, and the fields are its own."""
        return {}

    def outcome(self, entry: DraftEntry, made: Any) -> Connected:
        """The connector is on the board."""
        return Connected(entry.index, entry.given, made.id, made)

    def resumed(self, entry: DraftEntry, made_id: str) -> Connected:
        """An earlier run put it there."""
        return Connected(entry.index, entry.given, made_id, resumed=True)
