"""What the commands import and export do with their options."""

import sys
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Final

from miro_async import endpoints, ids
from miro_async.cli.exits import Exit
from miro_async.cli.session import Settings
from miro_async.cli.show.progress import Meter, progress_on_stderr
from miro_async.cli.tables.exporter import Exported, export
from miro_async.cli.tables.importer import Imported, Importer, Target
from miro_async.cli.tables.layout import Grid
from miro_async.cli.tables.mapping import FIELDS, parse_mapping
from miro_async.cli.tables.output import open_output, row_writer
from miro_async.cli.tables.plan import Plan, survey
from miro_async.cli.tables.table import Format, Table, format_of, hint_at_delimiter, open_table
from miro_async.cli.tables.upserting import Upsert, run_upsert
from miro_async.client import Miro
from miro_async.drafts import board as board_draft
from miro_async.errors import DecodeError, InvalidArgument, MiroError, OutcomeUnknown

__all__ = ["run_export", "run_import"]

_FARTHEST: Final = 1_000_000_000


def run_import(
    settings: Settings,
    *,
    table: str,
    board: str | None,
    new_name: str | None,
    maps: tuple[str, ...],
    constants: tuple[str, ...],
    scale: str,
    split_tags: str | None,
    table_format: Format | None,
    encoding: str,
    delimiter: str | None,
    columns: int | None,
    spacing: int,
    at: str,
    dry_run: bool,
    journal: Path | None,
    resume: bool,
    settle: float | None,
    unordered: bool,
    key: str | None,
    prune: bool,
    yes: bool,
) -> Exit:
    """Import a table; the arguments are the command's options."""
    if key is None and (prune or yes):
        raise InvalidArgument("--prune and --yes need --key COLUMN")
    if key is not None and (new_name is not None or board is None):
        raise InvalidArgument("--key needs --board ID, and not --new: it compares the table with what is there")
    target = Target(_board_id(board), _new_name(new_name), journal, settle, ordered=not unordered)
    if bool(target.board_id) == bool(target.new_name) and not dry_run:
        raise InvalidArgument("say where to import: either --board ID or --new NAME")
    if resume and journal is None:
        raise InvalidArgument("--resume needs --journal FILE")
    if resume and journal is not None and not journal.exists():
        raise InvalidArgument(f"--resume: there is no journal {journal}")
    left, top = _corner(at)
    with open_table(
        table, table_format=table_format, encoding=encoding, delimiter=_delimiter(delimiter, table)
    ) as rows:
        mapping = parse_mapping(
            maps or _maps_by_name(rows), constants=constants, separator=split_tags, scale=_scale(scale)
        )
        grid = Grid(columns, spacing, left, top)
        if key is not None:
            upsert = Upsert(target.board_id, key, prune, yes, dry_run, journal, settle, ordered=not unordered)
            return run_upsert(settings, rows, mapping, grid, upsert)
        plan = survey(rows, mapping, grid)
        if dry_run:
            return _show_estimate(settings, plan, new_board=bool(target.new_name))
        return _import(settings, plan, target)


def run_export(
    settings: Settings,
    *,
    board: str,
    output: str,
    maps: tuple[str, ...],
    constants: tuple[str, ...],
    scale: str,
    split_tags: str | None,
    table_format: Format | None,
    safe_csv: bool,
) -> Exit:
    """Export a board; the arguments are the command's options."""
    board_id = ids.board(board)
    mapping = parse_mapping(
        maps or [f"{name}={name}" for name in FIELDS],
        constants=constants,
        separator=split_tags,
        scale=_scale(scale),
    )

    async def job(miro: Miro) -> tuple[Exported, Meter]:
        meter = Meter(miro.budget)
        progress = progress_on_stderr(meter, settings)
        await miro.boards.get(board_id)
        try:
            with open_output(output) as file:
                write = row_writer(
                    file,
                    mapping.columns,
                    table_format=table_format or format_of(output) or "csv",
                    separator=split_tags or ", ",
                    numbers=frozenset({mapping.x or "", mapping.y or ""}),
                    safe=safe_csv,
                )
                return await export(miro, board_id, mapping, write, progress), meter
        finally:
            progress.close()

    exported, meter = settings.run(job)
    for misfit in exported.misfits:
        sys.stderr.write(f"miro-async: {misfit}\n")
    for kind, count in exported.left_out.items():
        sys.stderr.write(f"miro-async: {count:,} items of type {kind or 'unknown'} left out\n")
    result = {
        "board": board_id,
        "file": output,
        "rows": exported.rows,
        "misfits": exported.misfitting,
        "left_out": exported.left_out.total(),
        "credits": meter.spent,
    }
    if output != "-":
        settings.show(result)
    return Exit.INCOMPLETE if exported.misfitting else Exit.OK


def _import(settings: Settings, plan: Plan, target: Target) -> Exit:
    imported = Imported()
    try:
        result = settings.run(partial(import_plan, settings=settings, plan=plan, target=target, imported=imported))
    except (MiroError, KeyboardInterrupt) as error:
        if imported.board_id or isinstance(error, KeyboardInterrupt | OutcomeUnknown | DecodeError):
            sys.stderr.write(f"miro-async: {_how_far(imported, plan, target)}\n")
        raise
    for failure in imported.failures:
        sys.stderr.write(f"miro-async: {failure}\n")
    settings.show(result)
    if imported.unknown:
        return Exit.NETWORK
    return Exit.INCOMPLETE if imported.failed or imported.items < plan.items else Exit.OK


async def import_plan(
    miro: Miro, *, settings: Settings, plan: Plan, target: Target, imported: Imported
) -> dict[str, object]:
    """Import, and say what it took.

    Args:
        miro: the client.
        settings: how much to show.
        plan: what to import.
        target: where to.
        imported: is kept up to date.
    """
    meter = Meter(miro.budget, plan.estimate(new_board=bool(target.new_name)).credits)
    progress = progress_on_stderr(meter, settings)
    try:
        await Importer(miro, plan, target, progress, imported, spared=meter.spare).run()
    finally:
        progress.close()
    return {
        "board": imported.board_id,
        "url": imported.board_url,
        "frames": imported.frames,
        "items": imported.items,
        "resumed": imported.resumed,
        "tags_attached": imported.tagged,
        "failed": imported.failed,
        "unknown": imported.unknown,
        "seconds": round(meter.seconds, 1),
        "credits": meter.spent,
        "rate_limited": meter.rate_limited,
    }


def _how_far(imported: Imported, plan: Plan, target: Target) -> str:
    text = f"{imported.items:,} of {plan.items:,} items are on the board {imported.board_id or '(none yet)'}"
    if target.journal is not None:
        return f"{text}; the same command goes on from {target.journal}"
    return f"{text}; without --journal the same command would begin anew"


def _show_estimate(settings: Settings, plan: Plan, *, new_board: bool) -> Exit:
    estimate = plan.estimate(new_board=new_board)
    settings.show(
        {
            "items": plan.items,
            "frames": len(plan.frames),
            "tags": len(plan.tags),
            "tags_attached": plan.attachments,
            "calls": estimate.calls,
            "credits": estimate.credits,
            "minutes": round(estimate.seconds / 60, 1),
        }
    )
    return Exit.OK


def _maps_by_name(table: Table) -> list[str]:
    """The columns whose names are those of fields."""
    first = next(table.rows(), None)
    maps = [f"{name}={name}" for name in first.cells if name in FIELDS] if first is not None else []
    if first is not None and not maps:
        columns = ", ".join(map(repr, first.cells))
        raise InvalidArgument(
            f"{table.name}: which column is what? e.g. --map content={next(iter(first.cells))} (columns: {columns})"
            f"{hint_at_delimiter(table)}"
        )
    return maps


def _board_id(board: str | None) -> str:
    return "" if board is None else ids.board(board)


def _new_name(name: str | None) -> str:
    if name is None:
        return ""
    endpoints.boards.create(body=board_draft(name))  # 1 to 60 characters
    return name


def _delimiter(text: str | None, table: str) -> str | None:
    if text is None:
        return "\t" if Path(table).suffix.lower() in {".tsv", ".tab"} else ","
    delimiter = {"auto": None, "tab": "\t", r"\t": "\t"}.get(text, text)
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise InvalidArgument(f"--delimiter {text!r}: expected one character, tab, or auto")
    return delimiter


def _pair(option: str, text: str) -> tuple[Decimal, Decimal]:
    """One number for both, or two."""
    try:
        first, second = (Decimal(part) for part in (text.split(",") if "," in text else [text, text]))
    except (InvalidOperation, ValueError) as error:
        raise InvalidArgument(f"{option} {text}: expected a number, or two with a comma between") from error
    if not (first.is_finite() and second.is_finite() and max(abs(first), abs(second)) <= _FARTHEST):
        raise InvalidArgument(f"{option} {text}: expected numbers of at most {_FARTHEST:,}")
    return first, second


def _corner(text: str) -> tuple[int, int]:
    x, y = _pair("--at", text)
    if x % 1 or y % 1:
        raise InvalidArgument(f"--at {text}: expected whole pixels")
    return int(x), int(y)


def _scale(text: str) -> tuple[Decimal, Decimal]:
    x, y = _pair("--scale", text)
    if not x or not y:
        raise InvalidArgument(f"--scale {text}: expected numbers other than 0")
    return x, y
