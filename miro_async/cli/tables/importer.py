"""A table onto a board: the board, its frames, its tags, its items; every step goes on where an earlier run ended.

With a journal each step keeps what it needs to go on: the journal itself knows the board, ``.frames`` and ``.items``
beside it are those of the bulk creates. Tags need none: what is attached can be read.
"""

import hashlib
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from miro_async import bulk, endpoints
from miro_async.bulk import Created, Failed, Run, Unknown
from miro_async.cli.show.progress import Progress
from miro_async.cli.tables.board_once import SETTLE_S, BoardLog, create_once
from miro_async.cli.tables.drafting import draft_of
from miro_async.cli.tables.import_tags import Tagger
from miro_async.cli.tables.plan import Plan
from miro_async.cli.tables.table import FileTable, Table
from miro_async.client import Miro
from miro_async.drafts import ItemDraft
from miro_async.models import Board

__all__ = ["Imported", "Importer", "Target", "table_digest"]

_TAGGERS: Final = 16
_Tagged = tuple[str, tuple[str, ...]]


def table_digest(table: Table) -> str:
    """What tells a table from any other; empty for one that a program made."""
    if not isinstance(table, FileTable):
        return ""
    with table.path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Target(NamedTuple):
    """Where an import goes, and how.

    Attributes:
        board_id: of the board; empty for a new one.
        new_name: the name of the new board.
        journal: the file that lets the same command go on; None for none.
        settle: seconds after which a write that is not to be seen was not applied; None for the usual.
        ordered: whether the items are created in the order of the rows.
    """

    board_id: str = ""
    new_name: str = ""
    journal: Path | None = None
    settle: float | None = None
    ordered: bool = True


@dataclass(slots=True)
class Imported:
    """What was done; true at any moment.

    Attributes:
        board_id: of the board; empty until it is known.
        board_url: where people see it.
        frames: how many frames are on the board.
        items: how many items are, frames left out.
        resumed: how many of these an earlier run created.
        tagged: how many tags were attached.
        failed: how many frames and items are not on the board.
        unknown: of how many nobody knows.
        failures: why, with the row; the first hundred.
    """

    board_id: str = ""
    board_url: str | None = None
    frames: int = 0
    items: int = 0
    resumed: int = 0
    tagged: int = 0
    failed: int = 0
    unknown: int = 0
    failures: list[str] = field(default_factory=list[str])

    def count(self, outcome: Created | Failed | Unknown, what: str) -> None:
        """Add what did not become an item."""
        if isinstance(outcome, Failed):
            self.failed += 1
        elif isinstance(outcome, Unknown):
            self.unknown += 1
        if not isinstance(outcome, Created) and len(self.failures) < 100:
            self.failures.append(f"{what} {outcome.index + 1}: {outcome.error}")


class Importer:
    """One import.

    Args:
        miro: the client.
        plan: what to import.
        target: where to.
        progress: is told of every item.
        imported: is kept up to date.
        spared: is told what need not be paid, because an earlier run did; in credits.
    """

    def __init__(
        self,
        miro: Miro,
        plan: Plan,
        target: Target,
        progress: Progress,
        imported: Imported,
        *,
        spared: Callable[[int], None],
    ) -> None:
        self._miro = miro
        self._plan = plan
        self._target = target
        self._progress = progress
        self._imported = imported
        self._spared = spared
        self._settle = SETTLE_S if target.settle is None else target.settle
        self._resumed = target.journal is not None and target.journal.exists()
        self._tags: dict[int, tuple[str, ...]] = {}
        self._error: Exception | None = None

    async def run(self) -> None:
        """Import everything.

        Raises:
            MiroError: what ended it early.
        """
        with closing(BoardLog(self._target.journal, self._job())) as log:
            board = await self._board(log)
            self._imported.board_id, self._imported.board_url = board.id, board.view_link
            frame_ids = await self._frames(board.id)
            if len(frame_ids) == len(self._plan.frames):
                await self._items(board.id, frame_ids)

    def _job(self) -> dict[str, str]:
        """What tells this import from any other."""
        plan, table = self._plan, self._plan.table
        target = self._target.board_id or f"new {self._target.new_name}"
        mapping = hashlib.sha256(repr((plan.mapping, plan.grid)).encode()).hexdigest()
        return {"operation": "import", "table": table_digest(table), "mapping and layout": mapping, "board": target}

    async def _board(self, log: BoardLog) -> Board:
        if self._target.board_id:
            return await self._miro.boards.get(self._target.board_id)
        source = f"Imported from {Path(self._plan.table.name).name}"
        return await create_once(self._miro, self._target.new_name, source, log, self._settle)

    async def _frames(self, board_id: str) -> dict[str, str]:
        """The ids of the frames by title; those that could not be created are missing."""
        titles = self._plan.frames
        ids: dict[str, str] = {}
        if not titles:
            return ids
        self._progress.begin("frames", len(titles))
        async with self._bulk(board_id, self._plan.frame_drafts(), ".frames") as run:
            async for outcome in run:
                if isinstance(outcome, Created):
                    ids[titles[outcome.index]] = outcome.id
                    self._imported.frames += 1
                self._count(outcome, "frame")
        return ids

    async def _items(self, board_id: str, frame_ids: dict[str, str]) -> None:
        """Create the items; tags are attached while the next items are created."""
        tagger = Tagger(self._miro, board_id, self._settle)
        if self._plan.tags:
            await tagger.prepare(self._plan.tags, resumed=self._resumed)
        self._progress.begin("items", self._plan.items)
        send, receive = anyio.create_memory_object_stream[_Tagged](_TAGGERS)
        async with send, receive, anyio.create_task_group() as group:
            works = [partial(self._create, board_id, frame_ids, send)]
            works += [partial(self._attach, tagger, receive)] * (_TAGGERS if self._plan.tags else 0)
            for work in works:
                group.start_soon(self._guarded, work, group.cancel_scope.cancel)
        if self._error is not None:
            raise self._error

    async def _create(self, board_id: str, frame_ids: dict[str, str], tagged: MemoryObjectSendStream[_Tagged]) -> None:
        async with tagged, self._bulk(board_id, self._drafts(frame_ids), ".items") as run:
            async for outcome in run:
                tags = self._tags.pop(outcome.index, ())
                if isinstance(outcome, Created):
                    self._imported.items += 1
                    self._imported.resumed += outcome.resumed
                    if tags:
                        await tagged.send((outcome.id, tags))
                self._count(outcome, "row")

    def _count(self, outcome: Created | Failed | Unknown, what: str) -> None:
        if isinstance(outcome, Created) and outcome.resumed:
            self._spared(endpoints.items.create.credits)
        self._imported.count(outcome, what)
        self._progress.advance()

    async def _attach(self, tagger: Tagger, items: MemoryObjectReceiveStream[_Tagged]) -> None:
        async for item_id, titles in items:
            attached = await tagger.attach(item_id, titles)
            self._imported.tagged += attached

    async def _guarded(self, work: Callable[[], Awaitable[None]], cancel: Callable[[], None]) -> None:
        """Let the first error end everything."""
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - raised at the end as it is, and not in a group
            self._error = self._error or error
            cancel()

    def _drafts(self, frame_ids: dict[str, str]) -> Iterator[ItemDraft]:
        for index, item in enumerate(self._plan.placed()):
            content = item.content
            if content.tags:
                self._tags[index] = content.tags
            yield draft_of(content, item.at, frame_ids[content.frame] if content.frame else None)

    def _bulk(self, board_id: str, drafts: Iterable[ItemDraft], section: str) -> Run[Created]:
        journal = self._target.journal
        return bulk.create(
            self._miro,
            board_id,
            drafts,
            journal=None if journal is None else journal.with_name(journal.name + section),
            ordered=self._target.ordered,
            settle=self._settle,
        )
