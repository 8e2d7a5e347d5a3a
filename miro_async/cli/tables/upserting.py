"""What ``import --key`` does with its options: looks, asks, and has it done."""

import hashlib
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from miro_async import endpoints
from miro_async.cli.asking import ask
from miro_async.cli.exits import Exit
from miro_async.cli.session import Settings
from miro_async.cli.show.progress import Meter, progress_on_stderr
from miro_async.cli.show.safety import printable
from miro_async.cli.tables.board_once import SETTLE_S
from miro_async.cli.tables.board_view import look_at_board
from miro_async.cli.tables.importer import table_digest
from miro_async.cli.tables.layout import Grid
from miro_async.cli.tables.mapping import Mapping
from miro_async.cli.tables.table import Table
from miro_async.cli.tables.upsert import Wanted, check_key, compare, wanted_rows
from miro_async.cli.tables.upsert_log import UpsertLog
from miro_async.cli.tables.upsert_plan import UpsertPlan, make_plan
from miro_async.cli.tables.upserter import Upserted, Upserter
from miro_async.client import Miro
from miro_async.errors import MiroError

__all__ = ["Upsert", "run_upsert"]

_MOST_LINES: Final = 100


class Upsert(NamedTuple):
    """What the options say of an import with a key.

    Attributes:
        board_id: the board.
        key: the column that says which row and which item belong together.
        prune: whether items whose key is not in the table go.
        yes: whether they go without a question.
        dry_run: whether only to say what it would take.
        journal: the file that lets the same command go on; None for none.
        settle: seconds after which a write that is not to be seen was not applied; None for the usual.
        ordered: whether new items are created in the order of the rows.
    """

    board_id: str
    key: str
    prune: bool = False
    yes: bool = False
    dry_run: bool = False
    journal: Path | None = None
    settle: float | None = None
    ordered: bool = True


class _Work(NamedTuple):
    """An import with a key, once its table has been read."""

    table: Table
    mapping: Mapping
    grid: Grid
    options: Upsert
    rows: list[Wanted]

    @property
    def settle(self) -> float:
        return SETTLE_S if self.options.settle is None else self.options.settle

    @property
    def job(self) -> str:
        """What tells this table with these options from any other."""
        said = repr((self.mapping, self.grid, self.options.key, self.options.prune))
        return f"{table_digest(self.table)} {hashlib.sha256(said.encode()).hexdigest()}"


def run_upsert(settings: Settings, table: Table, mapping: Mapping, grid: Grid, options: Upsert) -> Exit:
    """Make a board's items what a table says.

    Raises:
        InvalidArgument: a key or a table that is wrong.
        MiroError: what ended it early.
    """
    check_key(mapping, options.key)
    work = _Work(table, mapping, grid, options, wanted_rows(table, mapping, options.key))
    if options.dry_run:
        return _show_estimate(settings, settings.run(partial(_plan, settings=settings, work=work)))
    upserted = Upserted(board_id=options.board_id)
    try:
        plan, result = settings.run(partial(_upsert, settings=settings, work=work, upserted=upserted))
    except (MiroError, KeyboardInterrupt):
        if upserted.is_begun:
            sys.stderr.write(f"miro-async: {_how_far(upserted, work)}\n")
        raise
    _complain([*plan.left[:_MOST_LINES], *upserted.failures])
    settings.show(result)
    if upserted.unknown:
        return Exit.NETWORK
    return Exit.INCOMPLETE if upserted.failed or plan.left else Exit.OK


async def _upsert(
    miro: Miro, *, settings: Settings, work: _Work, upserted: Upserted
) -> tuple[UpsertPlan, dict[str, object]]:
    options = work.options
    meter = Meter(miro.budget)
    with closing(UpsertLog(options.journal, options.board_id, work.job)) as log:
        delay = 0.0 if log.is_resumed else _until_settled(log, work.settle, quiet=settings.quiet)
        board = (await miro.exchange(endpoints.boards.get(options.board_id), delay=delay)).value
        upserted.board_url = board.view_link
        plan = log.plan or await _plan(miro, settings=settings, work=work)
        if not log.is_resumed:
            if plan.removals:
                _ask(plan, board.name or options.board_id, yes=options.yes)
            if plan.estimate().calls:
                log.planned(plan)
        if log.plan is not None:
            await _carry_out(miro, plan, log, settings=settings, work=work, upserted=upserted)
            log.done()
    return plan, _result(plan, upserted, meter)


async def _plan(miro: Miro, *, settings: Settings, work: _Work) -> UpsertPlan:
    """Read the board, and find out what there is to do."""
    options, mapping = work.options, work.mapping
    progress = progress_on_stderr(Meter(miro.budget), settings)
    try:
        view = await look_at_board(miro, options.board_id, progress, with_tags=mapping.says("tag"))
    finally:
        progress.close()
    comparison = compare(mapping, options.key, work.rows, view.items, prune=options.prune)
    return make_plan(comparison, mapping, view.ground, work.grid, view.tag_ids)


async def _carry_out(
    miro: Miro, plan: UpsertPlan, log: UpsertLog, *, settings: Settings, work: _Work, upserted: Upserted
) -> None:
    upserted.begin(plan)
    meter = Meter(miro.budget, plan.estimate().credits)
    progress = progress_on_stderr(meter, settings)
    upserter = Upserter(
        miro,
        plan,
        log,
        settle=work.settle,
        ordered=work.options.ordered,
        progress=progress,
        upserted=upserted,
        spared=meter.spare,
    )
    try:
        await upserter.run()
    finally:
        progress.close()


def _until_settled(log: UpsertLog, settle: float, *, quiet: bool) -> float:
    """Seconds until the lists of the board surely show what the last run did."""
    if log.done_at is None:
        return 0.0
    left = min(settle, max(0.0, log.done_at + settle - time.time()))
    if left > 1 and not quiet:
        sys.stderr.write(f"miro-async: waiting {left:.0f} s, until the board shows what the last run did\n")
    return left


def _ask(plan: UpsertPlan, board: str, *, yes: bool) -> None:
    plural = "s" if len(plan.removals) > 1 else ""
    ask(
        f"remove {len(plan.removals):,} item{plural} from the board {board}, not in the table any more "
        f"({plan.removal_credits:,} credits)",
        yes=yes,
    )


def _complain(lines: Sequence[str]) -> None:
    for line in lines:
        sys.stderr.write(f"miro-async: {printable(line)}\n")


def _result(plan: UpsertPlan, upserted: Upserted, meter: Meter) -> dict[str, object]:
    return {
        "board": upserted.board_id,
        "url": upserted.board_url,
        "created": upserted.created,
        "updated": upserted.updated,
        "replaced": upserted.replaced,
        "unchanged": plan.unchanged,
        "removed": upserted.removed,
        "left_alone": len(plan.left),
        "other_items": plan.strangers,
        "frames": upserted.frames,
        "frames_grown": upserted.frames_grown,
        "tags_attached": upserted.attached,
        "tags_detached": upserted.detached,
        "resumed": upserted.resumed,
        "failed": upserted.failed,
        "unknown": upserted.unknown,
        "seconds": round(meter.seconds, 1),
        "credits": meter.spent,
        "rate_limited": meter.rate_limited,
    }


def _show_estimate(settings: Settings, plan: UpsertPlan) -> Exit:
    _complain(plan.left[:_MOST_LINES])
    estimate = plan.estimate()
    settings.show(
        {
            "to_create": plan.created,
            "to_update": plan.updated,
            "to_replace": len(plan.replaced),
            "unchanged": plan.unchanged,
            "to_remove": len(plan.removals),
            "left_alone": len(plan.left),
            "other_items": plan.strangers,
            "frames": len(plan.frames),
            "frames_to_grow": len(plan.growths),
            "tags_to_attach": plan.attachments,
            "tags_to_detach": plan.detachments,
            "calls": estimate.calls,
            "credits": estimate.credits,
            "minutes": round(estimate.seconds / 60, 1),
        }
    )
    return Exit.OK


def _how_far(upserted: Upserted, work: _Work) -> str:
    text = f"{upserted.made:,} of {upserted.planned:,} changes are made on the board {upserted.board_id}"
    if work.options.journal is not None:
        return f"{text}; the same command goes on from {work.options.journal}"
    return f"{text}; wait {work.settle:g} s, then the same command makes the rest (with --journal at once)"
