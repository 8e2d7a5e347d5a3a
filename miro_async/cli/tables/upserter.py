"""Brings the changes of an import with a key to the board.

Frames come first, then changes, then what is new, and at last what goes: an item that becomes one of another type is
deleted when the new one is there. Every step goes on where an earlier run ended: creations, changes and removals by
the journals of their bulk jobs, tags because attaching and detaching them twice does no harm.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from miro_async import bulk, endpoints
from miro_async.bulk import Attached, Created, Deleted, Detached, Failed, Run, Succeeded, Unknown, Updated
from miro_async.cli.show.progress import Progress
from miro_async.cli.tables.import_tags import Tagger
from miro_async.cli.tables.upsert_log import UpsertLog
from miro_async.cli.tables.upsert_plan import UpsertPlan
from miro_async.client import Miro
from miro_async.drafts import ItemDraft

__all__ = ["Upserted", "Upserter"]

S = TypeVar("S", bound=Succeeded)

_MOST_FAILURES: Final = 100


@dataclass(slots=True)
class Upserted:
    """What was done; true at any moment.

    Attributes:
        board_id: of the board.
        planned: how many rows and items are to be changed.
        is_begun: whether anything may have been sent.
        board_url: where people see it.
        frames: how many frames were created.
        frames_grown: how many frames were made larger.
        created: how many rows are new on the board.
        changed: the ids of the items that were changed.
        replaced: how many of the changes were made by a new item.
        removed: how many items were removed because their rows have gone.
        attached: how many tags were attached.
        detached: how many tags were detached.
        resumed: how many of all these an earlier run did.
        failed: how many changes were not made.
        unknown: of how many nobody knows.
        failures: why, with the row; the first hundred.
        spoilt: the ids of items of which a change was not made.
    """

    board_id: str = ""
    planned: int = 0
    is_begun: bool = False
    board_url: str | None = None
    frames: int = 0
    frames_grown: int = 0
    created: int = 0
    changed: set[str] = field(default_factory=set[str])
    replaced: int = 0
    removed: int = 0
    attached: int = 0
    detached: int = 0
    resumed: int = 0
    failed: int = 0
    unknown: int = 0
    failures: list[str] = field(default_factory=list[str])
    spoilt: set[str] = field(default_factory=set[str])

    @property
    def updated(self) -> int:
        """How many items are now as their rows say."""
        return len(self.changed - self.spoilt) + self.replaced

    @property
    def made(self) -> int:
        """How many rows and items were changed."""
        return self.created + self.updated + self.removed

    def begin(self, plan: UpsertPlan) -> None:
        """A plan is carried out."""
        self.is_begun = True
        self.planned = plan.created + plan.updated + len(plan.removals)

    def lost(self, outcome: Failed | Unknown, what: str, item_id: str = "") -> None:
        """Add what was not done, or perhaps not."""
        if isinstance(outcome, Failed):
            self.failed += 1
        else:
            self.unknown += 1
        if item_id:
            self.spoilt.add(item_id)
        if len(self.failures) < _MOST_FAILURES:
            self.failures.append(f"{what}: {outcome.error}")


class Upserter:
    """One import with a key.

    Args:
        miro: the client.
        plan: what to do.
        log: where the journals are.
        settle: seconds after which a write that is not to be seen was not applied.
        ordered: whether the new items are created in the order of their rows.
        progress: is told of every step.
        upserted: is kept up to date; has the board's id.
        spared: is told what need not be paid, because an earlier run did; in credits.
    """

    def __init__(
        self,
        miro: Miro,
        plan: UpsertPlan,
        log: UpsertLog,
        *,
        settle: float,
        ordered: bool,
        progress: Progress,
        upserted: Upserted,
        spared: Callable[[int], None],
    ) -> None:
        self._miro = miro
        self._plan = plan
        self._log = log
        self._settle = settle
        self._ordered = ordered
        self._progress = progress
        self._upserted = upserted
        self._spared = spared
        self._board_id = upserted.board_id

    async def run(self) -> None:
        """Do everything.

        Raises:
            MiroError: what ended it early.
        """
        frame_ids = await self._create_frames()
        if len(frame_ids) < len(self._plan.frames):
            return
        await self._grow()
        await self._update(frame_ids)
        await self._detach()
        made = await self._create(frame_ids)
        await self._attach(made)
        await self._remove_replaced(made)
        await self._remove()

    async def _create_frames(self) -> dict[int, str]:
        """The ids of the new frames by number; those that could not be created are missing."""
        frames = self._plan.frames
        ids: dict[int, str] = {}
        if not frames:
            return ids
        self._progress.begin("frames", len(frames))
        run = self._creation([frame.draft() for frame in frames], ".frames", ordered=True)
        async for outcome in self._outcomes(run, endpoints.items.create.credits):
            if isinstance(outcome, Created):
                ids[outcome.index] = outcome.id
                self._upserted.frames += 1
            else:
                self._upserted.lost(outcome, f"frame {frames[outcome.index].title!r}")
        return ids

    async def _grow(self) -> None:
        growths = self._plan.growths
        if not growths:
            return
        self._progress.begin("larger frames", len(growths))
        run = bulk.update(
            self._miro,
            self._board_id,
            [(growth.id, growth.body()) for growth in growths],
            journal=self._log.section(".growths"),
            settle=self._settle,
        )
        async for outcome in self._outcomes(run, endpoints.items.update.credits):
            if isinstance(outcome, Updated):
                self._upserted.frames_grown += 1
            else:
                self._upserted.lost(outcome, f"frame {growths[outcome.index].title!r}")

    async def _update(self, frame_ids: dict[int, str]) -> None:
        updates = self._plan.updates
        if not updates:
            return
        self._progress.begin("changes", len(updates))
        changes = [(update.id, update.body(frame_ids)) for update in updates]
        journal = self._log.section(".updates")
        run = bulk.update(self._miro, self._board_id, changes, journal=journal, settle=self._settle)
        async for outcome in self._outcomes(run, endpoints.items.update.credits):
            update = updates[outcome.index]
            if isinstance(outcome, Updated):
                self._upserted.changed.add(update.id)
            else:
                self._upserted.lost(outcome, f"line {update.line}", update.id)

    async def _detach(self) -> None:
        pairs = [((change.id, tag_id), change.line) for change in self._plan.retaggings for tag_id in change.detach]
        if not pairs:
            return
        self._progress.begin("tags to detach", len(pairs))
        run = bulk.detach_tags(
            self._miro, self._board_id, [pair for pair, _ in pairs], missing_ok=True, settle=self._settle
        )
        async for outcome in self._outcomes(run, endpoints.tags.detach.credits):
            (item_id, _), line = pairs[outcome.index]
            if isinstance(outcome, Detached):
                self._upserted.changed.add(item_id)
                self._upserted.detached += 1
            else:
                self._upserted.lost(outcome, f"line {line}", item_id)

    async def _create(self, frame_ids: dict[int, str]) -> dict[int, str]:
        """The ids of the new items by their places in the plan; those that could not be created are missing."""
        creations = self._plan.creations
        ids: dict[int, str] = {}
        if not creations:
            return ids
        self._progress.begin("items", len(creations))
        drafts = [creation.draft(frame_ids) for creation in creations]
        run = self._creation(drafts, ".items", ordered=self._ordered)
        async for outcome in self._outcomes(run, endpoints.items.create.credits):
            creation = creations[outcome.index]
            if isinstance(outcome, Created):
                ids[outcome.index] = outcome.id
                self._upserted.created += not creation.replaces
                self._upserted.replaced += bool(creation.replaces)
            else:
                self._upserted.lost(outcome, f"line {creation.line}")
        return ids

    async def _attach(self, made: dict[int, str]) -> None:
        if not self._plan.tags:
            return
        tagger = Tagger(self._miro, self._board_id, self._settle)
        await tagger.prepare(self._plan.tags, resumed=self._log.is_resumed)
        creations = [(made[place], self._plan.creations[place]) for place in sorted(made)]
        tagged = [
            *((change.id, change.line, change.attach) for change in self._plan.retaggings),
            *((item_id, creation.line, creation.tags) for item_id, creation in creations),
        ]
        pairs = [(pair, line) for item_id, line, titles in tagged for pair in tagger.missing(item_id, titles)]
        new_ids = set(made.values())
        self._progress.begin("tags", len(pairs))
        run = bulk.attach_tags(self._miro, self._board_id, [pair for pair, _ in pairs], settle=self._settle)
        async for outcome in self._outcomes(run, endpoints.tags.attach.credits):
            (item_id, _), line = pairs[outcome.index]
            if isinstance(outcome, Attached):
                self._upserted.attached += 1
                if item_id not in new_ids:
                    self._upserted.changed.add(item_id)
            else:
                self._upserted.lost(outcome, f"line {line}", item_id)

    async def _remove_replaced(self, made: dict[int, str]) -> None:
        """Without a journal: which ones go depends on what was created."""
        replaced = [creation for place in made if (creation := self._plan.creations[place]).replaces]
        if not replaced:
            return
        self._progress.begin("replaced items", len(replaced))
        ids = [creation.replaces for creation in replaced]
        run = bulk.delete(self._miro, self._board_id, ids, missing_ok=True, settle=self._settle)
        async for outcome in self._outcomes(run, endpoints.items.delete.credits):
            if not isinstance(outcome, Deleted):
                creation = replaced[outcome.index]
                self._upserted.lost(
                    outcome, f"line {creation.line}: item {creation.replaces} was replaced and is there"
                )

    async def _remove(self) -> None:
        ids = self._plan.removals
        if not ids:
            return
        self._progress.begin("items to remove", len(ids))
        run = bulk.delete(
            self._miro,
            self._board_id,
            ids,
            missing_ok=True,
            journal=self._log.section(".removals"),
            settle=self._settle,
        )
        async for outcome in self._outcomes(run, endpoints.items.delete.credits):
            if isinstance(outcome, Deleted):
                self._upserted.removed += 1
            else:
                self._upserted.lost(outcome, f"item {ids[outcome.index]}, which is not in the table")

    def _creation(self, drafts: Sequence[ItemDraft], section: str, *, ordered: bool) -> Run[Created]:
        return bulk.create(
            self._miro,
            self._board_id,
            drafts,
            journal=self._log.section(section),
            ordered=ordered,
            settle=self._settle,
        )

    async def _outcomes(self, run: Run[S], credits: int) -> AsyncGenerator[S | Failed | Unknown, None]:
        """The outcomes of a job, each with a step of progress."""
        async with run:
            async for outcome in run:
                if not isinstance(outcome, Unknown) and outcome.resumed:
                    self._spared(credits)
                    self._upserted.resumed += not isinstance(outcome, Failed)
                yield outcome
                self._progress.advance()
