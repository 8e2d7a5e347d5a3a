"""Bulk jobs of the command line: choose items, say what it takes, ask, work with a progress bar, sum up."""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple, cast

import msgspec

from miro_async import bulk
from miro_async.cli.asking import ask
from miro_async.cli.exits import Exit
from miro_async.cli.session import Settings
from miro_async.cli.show.costs import cost_fields, cost_in_words
from miro_async.cli.show.progress import Meter, progress_on_stderr
from miro_async.cli.show.safety import printable
from miro_async.cli.tables.output import open_output
from miro_async.cli.tags_by_title import tag_id_of
from miro_async.client import Miro
from miro_async.errors import ConfigurationError, InvalidArgument, MiroError
from miro_async.models import AnyItem, Board, Frame, MindmapNode
from miro_async.services import Pager

__all__ = ["BulkJob", "Selection", "keep", "run_bulk", "select"]


_REBUILT: Final[dict[str, type[Frame | MindmapNode]]] = {"frame": Frame, "mindmap_node": MindmapNode}
"""What is deleted in a way of its own, so that its type must be known."""

_ID: Final = re.compile(r"[0-9A-Za-z_=+-]+")  # the alphabet of ids, as the endpoints check it


class Selection(msgspec.Struct, frozen=True, kw_only=True):
    """Which items of a board a command is about: some by their ids, or those that fit, or all.

    Attributes:
        board_id: the board.
        ids: of items; a single ``-`` reads them from standard input.
        type: only items of this type.
        tag: only items with the tag of this id or title.
        frame: only items in the frame of this id.
        is_all: whether no filter is wanted.
    """

    board_id: str
    ids: tuple[str, ...] = ()
    type: str | None = None
    tag: str | None = None
    frame: str | None = None
    is_all: bool = False

    def check(self) -> None:
        """Check that it says one thing.

        Raises:
            InvalidArgument: nothing, or ids and something else.
        """
        has_filter = any((self.type, self.tag, self.frame))
        if self.ids and (has_filter or self.is_all):
            raise InvalidArgument("either ids of items or --type, --tag, --frame, --all", field="item_id")
        if self.is_all and has_filter:
            raise InvalidArgument("--all goes with no --type, --tag or --frame", field="all")
        if not (self.ids or has_filter or self.is_all):
            raise InvalidArgument("which items? ids, or --type, --tag, --frame, or --all", field="item_id")
        if "-" in self.ids and len(self.ids) > 1:
            raise InvalidArgument("either - for ids from standard input, or ids", field="item_id")


@dataclass(slots=True)
class BulkJob:
    """Something to do to many things of a board.

    Attributes:
        settings: of the command.
        board_id: the board.
        verb: what is done, for the question: ``delete``.
        done: how the summary calls what was done: ``deleted``.
        make: makes the job of the things.
        journal: of the job; None for none.
        things: what it is about.
        report: how far it is.
    """

    settings: Settings
    board_id: str
    verb: str
    done: str
    make: Callable[[Miro, Sequence[Any]], bulk.Run[Any]]
    journal: Path | None = None
    things: Sequence[Any] = ()
    report: bulk.Report = field(default_factory=bulk.Report)


class _Outlook(NamedTuple):
    board: Board
    things: Sequence[Any]
    credits: int
    costs_at_least: bool
    seconds: float


def run_bulk(
    job: BulkJob,
    choose: Callable[[Miro], Any],
    *,
    yes: bool,
    dry_run: bool,
    asks: bool = True,
    agreed: Callable[[Sequence[Any]], None] | None = None,
) -> Exit:
    """Do a bulk job.

    Args:
        job: what to do.
        choose: a coroutine function that gives the things it is about.
        yes: whether not to ask.
        dry_run: whether only to say what it takes.
        asks: whether the job is one to ask about at all.
        agreed: is told the things when nothing speaks against it any more, before the first one is sent.

    Raises:
        MiroError: something ended it early.
    """
    outlook = job.settings.run(partial(_look, job, choose))
    count = len(outlook.things)
    if dry_run:
        job.settings.show(
            {
                "board": job.board_id,
                "name": outlook.board.name or "",
                "items": count,
                **cost_fields(job.settings, outlook.credits, at_least=outlook.costs_at_least),
                "seconds": round(outlook.seconds, 1),
            }
        )
        return Exit.OK
    if count and asks:
        cost = cost_in_words(outlook.credits, at_least=outlook.costs_at_least)
        ask(
            f"{job.verb} {count:,} item{'s' * (count != 1)} of the board {outlook.board.name!r} ({job.board_id}): "
            f"{cost} credits, about {_duration(outlook.seconds)}",
            yes=yes,
        )
    if agreed is not None:
        agreed(outlook.things)
    job.things = outlook.things
    return _work(job)


async def select(miro: Miro, selection: Selection, kept: Path | None = None) -> list[AnyItem | str]:
    """The items of a selection.

    Args:
        miro: the client.
        selection: which ones.
        kept: a file in which `keep` may have left what an earlier run found.

    Raises:
        ConfigurationError: the file is of another selection.
        MiroError: the board cannot be read.
    """
    if selection.ids == ("-",):
        return _ids_from_stdin()
    if selection.ids:
        return list(dict.fromkeys(selection.ids))
    known = None if kept is None else _read(kept, selection)
    if known is not None:
        return known
    return [item async for item in await _pager(miro, selection) if _fits(item, selection)]


def keep(selection: Selection, kept: Path, items: Sequence[AnyItem | str]) -> None:
    """Leave the items that a filter found to the next run, so that it goes on with the same ones."""
    if selection.ids or kept.exists():
        return
    with open_output(str(kept)) as file:
        lines = [_Found(item.id, item.type) for item in items if not isinstance(item, str)]
        for line in [selection, *lines]:
            file.write(msgspec.json.encode(line).decode() + "\n")


async def _look(job: BulkJob, choose: Callable[[Miro], Any], miro: Miro) -> _Outlook:
    board = await miro.boards.get(job.board_id)
    things = await choose(miro)
    run = job.make(miro, things)
    cost = run.cost or 0
    return _Outlook(board, things, cost, run.costs_at_least, miro.budget.estimate(cost).seconds)


def _work(job: BulkJob) -> Exit:
    try:
        result = job.settings.run(partial(_bring, job))
    except (ConfigurationError, InvalidArgument):  # the same command would meet it again
        raise
    except (MiroError, KeyboardInterrupt):
        text = f"{job.report.succeeded:,} of {len(job.things):,} items {job.done}"
        if job.journal is not None:
            text += f"; the same command goes on from {job.journal}"
        sys.stderr.write(f"miro-async: {text}\n")
        raise
    report = job.report
    lost: list[bulk.Failed | bulk.Unknown] = [*report.failures, *report.unknowns]
    for outcome in lost:
        sys.stderr.write(f"miro-async: {printable(f'{_name(outcome.entry)}: {outcome.error}')}\n")
    job.settings.show(result)
    if report.unknown:
        return Exit.NETWORK
    return Exit.INCOMPLETE if report.failed else Exit.OK


async def _bring(job: BulkJob, miro: Miro) -> dict[str, object]:
    run = job.make(miro, job.things)
    job.report = report = run.report
    cost = run.cost or 0
    meter = Meter(miro.budget, cost)
    progress = progress_on_stderr(meter, job.settings)
    progress.begin("items", len(job.things))
    try:
        async with run:
            async for outcome in run:
                progress.advance()
                if getattr(outcome, "resumed", False):
                    meter.spare(cost // len(job.things))
    finally:
        progress.close()
    return {
        "board": job.board_id,
        job.done: report.succeeded,
        "resumed": report.resumed,
        "failed": report.failed,
        "unknown": report.unknown,
        "seconds": round(meter.seconds, 1),
        "credits": meter.spent,
        "rate_limited": meter.rate_limited,
    }


def _ids_from_stdin() -> list[AnyItem | str]:
    """Ids with white space between; all of them are looked at before the first one is used."""
    found: list[AnyItem | str] = []
    for text in dict.fromkeys(sys.stdin.read().split()):
        if _ID.fullmatch(text) is None:
            raise InvalidArgument(f"standard input: no id of an item: {text[:40]!r}", field="item_id")
        found.append(text)
    return found


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _name(entry: object) -> str:
    thing: Any = cast("tuple[object, ...]", entry)[0] if isinstance(entry, tuple) else entry
    return thing if isinstance(thing, str) else f"{thing.type} {thing.id}"


async def _pager(miro: Miro, selection: Selection) -> Pager[AnyItem]:
    if selection.tag:
        tag_id = await tag_id_of(miro, selection.board_id, selection.tag)
        return miro.tags.list_items(selection.board_id, tag_id)
    if selection.frame:
        return miro.frames.list_items(selection.board_id, selection.frame)
    if selection.type:
        return miro.items.list(selection.board_id, type=selection.type)  # type: ignore[call-overload,no-any-return]  # one of ItemType, says click
    return miro.items.list(selection.board_id)


def _fits(item: AnyItem, selection: Selection) -> bool:
    return selection.type in {None, item.type} and selection.frame in {None, item.parent.id}


class _Found(msgspec.Struct, frozen=True):
    id: str
    type: str


def _read(kept: Path, selection: Selection) -> list[AnyItem | str] | None:
    """What an earlier run found; None if there was none."""
    if not kept.exists():
        return None
    first, *rest = kept.read_bytes().splitlines()
    try:
        same = msgspec.json.decode(first, type=Selection) == selection
        found = [msgspec.json.decode(line, type=_Found) for line in rest]
    except msgspec.DecodeError as error:
        raise ConfigurationError(f"{kept}: no list of items: {error}") from error
    if not same:
        raise ConfigurationError(f"{kept}: of another board or other filters; use another --journal")
    return [_REBUILT[each.type](id=each.id) if each.type in _REBUILT else each.id for each in found]
