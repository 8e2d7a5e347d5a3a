"""Changes to many things of a board: delete and update items, attach and detach a tag."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

from miro_async import bulk
from miro_async.cli.bulk_jobs import BulkJob, Selection, keep, run_bulk, select
from miro_async.cli.exits import Exit
from miro_async.cli.kinds import Given, change_of, kind_of, needs_kind
from miro_async.cli.session import Settings
from miro_async.cli.tags_by_title import tag_id_of
from miro_async.client import Miro
from miro_async.errors import InvalidArgument
from miro_async.models import AnyItem

__all__ = ["attach_tag", "delete_items", "detach_tag", "update_items"]


def delete_items(
    settings: Settings,
    selection: Selection,
    *,
    strategy: Literal["each", "group"],
    missing_ok: bool,
    journal: Path | None,
    yes: bool,
    dry_run: bool,
) -> Exit:
    """Delete the items of a selection, after saying what it takes and asking.

    Raises:
        InvalidArgument: no selection, or nobody to ask.
        MiroError: something ended it early.
    """
    selection.check()
    missing_ok = missing_ok or not selection.ids  # who wants all of a kind gone does not mind who did it

    def make(miro: Miro, items: Sequence[Any]) -> bulk.Run[Any]:
        return bulk.delete(miro, selection.board_id, items, strategy=strategy, missing_ok=missing_ok, journal=journal)

    job = BulkJob(settings, selection.board_id, "delete", "deleted", make, journal)
    kept = None if journal is None or dry_run else journal.with_name(f"{journal.name}.selection")
    return run_bulk(
        job,
        partial(select, selection=selection, kept=kept),
        yes=yes,
        dry_run=dry_run,
        agreed=None if kept is None else partial(keep, selection, kept),
    )


def update_items(
    settings: Settings,
    selection: Selection,
    data: str | None,
    given: Given,
    *,
    yes: bool,
    dry_run: bool,
) -> Exit:
    """Make the same change to the items of a selection, after saying what it takes and asking.

    Raises:
        InvalidArgument: no selection, no change, or one that a kind does not have.
        MiroError: something ended it early.
    """
    selection.check()
    if data is None and not any(value is not None for value in given):
        raise InvalidArgument("nothing to change: see the options, or --data", field="data")

    def make(miro: Miro, changes: Sequence[Any]) -> bulk.Run[Any]:
        return bulk.update(miro, selection.board_id, changes)

    async def choose(miro: Miro) -> list[tuple[AnyItem | str, Any]]:
        chosen = await select(miro, selection)
        if not needs_kind(data, given):
            body = change_of(None, None, given)
            return [(item, body) for item in chosen]
        items = [await miro.items.get(selection.board_id, item) if isinstance(item, str) else item for item in chosen]
        bodies = {kind: change_of(kind, data, given) for kind in sorted(set(map(kind_of, items)))}
        return [(item, bodies[kind_of(item)]) for item in items]

    job = BulkJob(settings, selection.board_id, "change", "changed", make)
    return run_bulk(job, choose, yes=yes, dry_run=dry_run, asks=not selection.ids)


def attach_tag(settings: Settings, board_id: str, tag: str, item_ids: Sequence[str], journal: Path | None) -> Exit:
    """Attach a tag, by its title or id, to items."""

    def make(miro: Miro, pairs: Sequence[Any]) -> bulk.Run[Any]:
        return bulk.attach_tags(miro, board_id, pairs, journal=journal)

    job = BulkJob(settings, board_id, "attach a tag to", "tagged", make, journal)
    return run_bulk(job, partial(_pairs, board_id, tag, item_ids), yes=True, dry_run=False)


def detach_tag(settings: Settings, board_id: str, tag: str, item_ids: Sequence[str], journal: Path | None) -> Exit:
    """Detach a tag, by its title or id, from items."""

    def make(miro: Miro, pairs: Sequence[Any]) -> bulk.Run[Any]:
        return bulk.detach_tags(miro, board_id, pairs, journal=journal)

    job = BulkJob(settings, board_id, "detach a tag from", "untagged", make, journal)
    return run_bulk(job, partial(_pairs, board_id, tag, item_ids), yes=True, dry_run=False)


async def _pairs(board_id: str, tag: str, item_ids: Sequence[str], miro: Miro) -> list[tuple[str, str]]:
    tag_id = await tag_id_of(miro, board_id, tag)
    return [(item_id, tag_id) for item_id in dict.fromkeys(item_ids)]
