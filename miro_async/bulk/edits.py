"""`update`, `delete`, `attach_tags` and `detach_tags`: what they take, and what they refuse at once."""

from typing import Final, Literal, TypeAlias

from miro_async.bulk.arguments import SETTLE_S, Path, check_job, check_whole, width_of
from miro_async.bulk.changes import AnyUpdate, Attachments, Deletions, Detachments, Updates
from miro_async.bulk.jobs import ChangeJob, GroupJob
from miro_async.bulk.outcomes import Attached, Deleted, Detached, Updated
from miro_async.bulk.pipe import Client
from miro_async.bulk.run import Job, Run
from miro_async.bulk.units import Source
from miro_async.errors import InvalidArgument
from miro_async.models import Connector, ReadItem, Tag

__all__ = ["attach_tags", "delete", "detach_tags", "update"]

_USUAL_CONCURRENCY: Final = 64  # at 100 ms a call the credits of a minute are spent in two seconds

_Item: TypeAlias = ReadItem | str


def update(
    client: Client,
    board_id: str,
    changes: Source[tuple[_Item | Connector | Tag, AnyUpdate]],
    *,
    journal: Path | None = None,
    ordered: bool = False,
    concurrency: int | None = None,
    settle: float = SETTLE_S,
    total: int | None = None,
) -> Run[Updated]:
    """Change items, connectors and tags. Level 2 each, tags level 1; scope boards:write.

    Changes to different items are made at the same time, and their outcomes come in any order; two changes to the
    same one are made in their order. A change that sets nothing fails without being sent.

    Args:
        client: a `Miro`, or a view of one.
        board_id: the board.
        changes: pairs of what to change, or its id, and what to change on it. The type of the latter says what it
            is: `StickyNoteUpdate`, `ConnectorUpdate`; `ItemUpdate` moves items of any type.
        journal: a file that the next call goes on from; needs the same changes in the same order.
        ordered: whether all changes are made in their order, one call at a time.
        concurrency: how many calls at a time if not ordered, at least 1; 64 by default.
        settle: seconds after which a call that nobody answered for takes no effect any more.
        total: how many changes there are, if they cannot be counted.

    Raises:
        InvalidArgument: an argument that makes no sense.
    """
    width = width_of(concurrency, _USUAL_CONCURRENCY, ordered=ordered)
    check_job("changes", changes, board_id, settle, total)
    job = ChangeJob(board_id, Updates(), width, settle)
    return Run(client, changes, job, journal=journal, total=total)


def delete(
    client: Client,
    board_id: str,
    items: Source[_Item | Connector],
    *,
    strategy: Literal["each", "group"] = "each",
    group_size: int = 100,
    missing_ok: bool = False,
    journal: Path | None = None,
    ordered: bool = False,
    concurrency: int | None = None,
    settle: float = SETTLE_S,
    total: int | None = None,
) -> Run[Deleted]:
    """Delete items and connectors. Level 3 each; scope boards:write, and boards:read with ``strategy="group"``.

    `Run.cost` says before it begins what it will cost. An item that comes twice is deleted once, and has two outcomes.
    What is in a frame stays on the board when the frame is deleted. What is below a node of a mind map goes with it,
    and is missing if it comes later.

    ``strategy="group"`` puts ``group_size`` items into a group (level 2) and deletes the group with its items
    (level 3): 600 credits a group instead of 500 an item. Choose it knowing that

    - an item that is in a group of somebody's leaves that group, or its part is refused and deleted in smaller parts;
    - what somebody adds to the group between the two calls, within a second mostly, is deleted with it; a group that
      is known to have more than was asked for is left alone, and its other items are deleted one by one;
    - locked items are deleted as well;
    - connectors, frames and nodes of mind maps are deleted one by one, as far as the input tells: ids do not, items do;
    - a job that is stopped between the two calls leaves a group behind. With a journal the next run looks at it
      (level 2) and deletes it; if it is not there any more, the run looks at its items (level 1 each);
    - items go together: the outcomes of a part are all the same, and come at once.

    Args:
        client: a `Miro`, or a view of one.
        board_id: the board.
        items: items, their ids, or connectors. The id alone of a connector, or of a node of a mind map, would be
            looked for among the items, where the API has neither.
        strategy: ``each`` deletes one by one, ``group`` as above.
        group_size: items a group, at least 2.
        missing_ok: whether an item that is not there counts as deleted; otherwise it fails with `NotFound`.
        journal: a file that the next call goes on from; needs the same items in the same order.
        ordered: whether they are deleted in their order, one call at a time.
        concurrency: how many calls at a time if not ordered, at least 1; 64 by default.
        settle: seconds after which a call that nobody answered for takes no effect any more.
        total: how many items there are, if they cannot be counted.

    Raises:
        InvalidArgument: an argument that makes no sense.
    """
    width = width_of(concurrency, _USUAL_CONCURRENCY, ordered=ordered)
    check_whole("group_size", group_size, 2)
    check_job("items", items, board_id, settle, total)
    deletions = Deletions(missing_ok=missing_ok)
    job: Job
    match strategy:
        case "each":
            job = ChangeJob(board_id, deletions, width, settle)
        case "group":
            job = GroupJob(board_id, deletions, group_size, width, settle)
        case _:
            raise InvalidArgument(f"strategy must be each or group, not {strategy!r}", field="strategy")
    return Run(client, items, job, journal=journal, total=total)


def attach_tags(
    client: Client,
    board_id: str,
    pairs: Source[tuple[_Item, Tag | str]],
    *,
    journal: Path | None = None,
    ordered: bool = False,
    concurrency: int | None = None,
    settle: float = SETTLE_S,
    total: int | None = None,
) -> Run[Attached]:
    """Attach tags to items. Level 1 each; scope boards:write.

    An item takes eight tags; the ninth fails with the API's answer. Pairs of one item are attached in their order.

    Args:
        client: a `Miro`, or a view of one.
        board_id: the board.
        pairs: pairs of an item, or its id, and a tag, or its id. Only cards and sticky notes take tags.
        journal: a file that the next call goes on from; needs the same pairs in the same order.
        ordered: whether all are attached in their order, one call at a time.
        concurrency: how many calls at a time if not ordered, at least 1; 64 by default.
        settle: seconds after which a call that nobody answered for takes no effect any more.
        total: how many pairs there are, if they cannot be counted.

    Raises:
        InvalidArgument: an argument that makes no sense.
    """
    width = width_of(concurrency, _USUAL_CONCURRENCY, ordered=ordered)
    check_job("pairs", pairs, board_id, settle, total)
    job = ChangeJob(board_id, Attachments(), width, settle)
    return Run(client, pairs, job, journal=journal, total=total)


def detach_tags(
    client: Client,
    board_id: str,
    pairs: Source[tuple[_Item, Tag | str]],
    *,
    missing_ok: bool = False,
    journal: Path | None = None,
    ordered: bool = False,
    concurrency: int | None = None,
    settle: float = SETTLE_S,
    total: int | None = None,
) -> Run[Detached]:
    """Detach tags from items. Level 1 each; scope boards:write.

    Args:
        client: a `Miro`, or a view of one.
        board_id: the board.
        pairs: pairs of an item, or its id, and a tag, or its id.
        missing_ok: whether a tag that the item does not have counts as detached.
        journal: a file that the next call goes on from; needs the same pairs in the same order.
        ordered: whether all are detached in their order, one call at a time.
        concurrency: how many calls at a time if not ordered, at least 1; 64 by default.
        settle: seconds after which a call that nobody answered for takes no effect any more.
        total: how many pairs there are, if they cannot be counted.

    Raises:
        InvalidArgument: an argument that makes no sense.
    """
    width = width_of(concurrency, _USUAL_CONCURRENCY, ordered=ordered)
    check_job("pairs", pairs, board_id, settle, total)
    job = ChangeJob(board_id, Detachments(missing_ok=missing_ok), width, settle)
    return Run(client, pairs, job, journal=journal, total=total)
