"""What becomes of the entries of a bulk job: one outcome each."""

from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from miro_async.drafts import ItemDraft
from miro_async.errors import MiroError
from miro_async.models import AnyItem, Connector, ConnectorCreate, ReadItem, Tag, WriteModel

__all__ = [
    "Attached",
    "Connected",
    "Created",
    "Deleted",
    "Detached",
    "Failed",
    "NotAllSucceeded",
    "Outcome",
    "S_co",
    "Succeeded",
    "Unknown",
    "Updated",
]


@dataclass(frozen=True, slots=True)
class Created:
    """The draft is on the board.

    Attributes:
        index: the draft's position in the input, from 0.
        draft: the draft.
        id: the item's id.
        item: the item as the API returned it; None if an earlier run made it.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    draft: ItemDraft
    id: str
    item: AnyItem | None = None
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Connected:
    """The connector is on the board.

    Attributes:
        index: the draft's position in the input, from 0.
        draft: the draft.
        id: the connector's id.
        connector: the connector as the API returned it; None if an earlier run made it.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    draft: ConnectorCreate
    id: str
    connector: Connector | None = None
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Updated:
    """The change was made.

    Attributes:
        index: the change's position in the input, from 0.
        id: of the item, connector or tag.
        body: what was changed.
        item: what was changed, as the API returned it; None if an earlier run changed it, or the answer was no JSON.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    id: str
    body: WriteModel
    item: ReadItem | Connector | Tag | None = None
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """The item is not on the board any more.

    Attributes:
        index: the item's position in the input, from 0.
        id: the item's id.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    id: str
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Attached:
    """The item has the tag.

    Attributes:
        index: the pair's position in the input, from 0.
        item_id: the item's id.
        tag_id: the tag's id.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    item_id: str
    tag_id: str
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Detached:
    """The item does not have the tag any more.

    Attributes:
        index: the pair's position in the input, from 0.
        item_id: the item's id.
        tag_id: the tag's id.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    item_id: str
    tag_id: str
    resumed: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The entry had no effect.

    Attributes:
        index: its position in the input, from 0.
        entry: what stood there: a draft, an item to delete, a pair.
        error: why. `InvalidArgument`: it was not sent. A `StatusError`: the API refused it; ``fields`` are the
            entry's own. Anything else had no effect, and the entry may be sent again.
        resumed: whether the journal knew this from an earlier run.
    """

    index: int
    entry: Any
    error: MiroError
    resumed: bool = False

    @property
    def draft(self) -> Any:
        """The entry, in a job whose entries are drafts."""
        return self.entry


@dataclass(frozen=True, slots=True)
class Unknown:
    """The entry was sent, and nobody can say whether it had an effect.

    Attributes:
        index: its position in the input, from 0.
        entry: what stood there: a draft, an item to delete, a pair.
        error: why that is unknown.
    """

    index: int
    entry: Any
    error: MiroError

    @property
    def draft(self) -> Any:
        """The entry, in a job whose entries are drafts."""
        return self.entry


Succeeded: TypeAlias = Created | Connected | Updated | Deleted | Attached | Detached
"""What an entry becomes if all goes well; each job has one of these."""

Outcome: TypeAlias = Succeeded | Failed | Unknown
"""What became of one entry."""

S_co = TypeVar("S_co", bound=Succeeded, covariant=True)
"""What the entries of a job become if all goes well."""


class NotAllSucceeded(MiroError):  # noqa: N818 - says what the caller has to deal with
    """Some entries of a bulk job had no effect, or nobody knows; its cause is the first error.

    Attributes:
        failed: how many failed.
        unknown: of how many the outcome is unknown.
    """

    def __init__(self, message: str = "", *, operation: str = "", failed: int = 0, unknown: int = 0) -> None:
        super().__init__(message, operation=operation)
        self.failed = failed
        self.unknown = unknown
