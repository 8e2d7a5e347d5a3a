"""Deletes items in groups: some items are grouped, and the group is deleted with them, for 600 credits in all.

Grouping is never repeated blindly: when nobody answers, the board's groups are read, with growing pauses, until the
group is seen or surely will not appear. What cannot be grouped is halved until it can, or is a single item, which is
deleted by itself. Between its two calls a group stands in the journal: the next run goes on with the second.

A group that has items which were not asked for is never deleted: its other items are deleted one by one.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Final

import anyio
from msgspec import UNSET, UnsetType

from miro_async import drafts, endpoints
from miro_async.bulk.changes import Deletions
from miro_async.bulk.changing import Changing, Errand
from miro_async.bulk.entries import ChangeEntry
from miro_async.bulk.history import Fate, History, SentBatch
from miro_async.bulk.outcomes import Succeeded
from miro_async.bulk.pipe import Pipe
from miro_async.bulk.repeating import Repeatable
from miro_async.bulk.trouble import refuses
from miro_async.bulk.work import Decide, Unit
from miro_async.errors import DecodeError, MiroError, NotFound, OutcomeUnknown, TransportError

__all__ = ["GROUP_CREDITS", "Grouping"]

GROUP_CREDITS: Final = endpoints.groups.create.credits + endpoints.groups.delete.credits
_FEWEST: Final = 2
_LIMIT: Final = 50
_MOST_GROUPINGS: Final = 5
_FIRST_PAUSE_S: Final = 0.5
_LONGEST_PAUSE_S: Final = 15.0


class Grouping:
    """Deletes items of one board in groups.

    Args:
        pipe: what sends.
        board_id: the board.
        deletions: what is to be deleted.
        history: the journal.
        size: how many items make a group, at least 2.
        settle: seconds after which a call that nobody answered for has no effect any more.
    """

    def __init__(
        self, pipe: Pipe, board_id: str, deletions: Deletions, history: History, *, size: int, settle: float
    ) -> None:
        self.size = size
        self._pipe = pipe
        self._board_id = board_id
        self._deletions = deletions
        self._history = history
        self._settle = settle
        self._each = Changing(pipe, board_id, deletions, history, settle=settle)
        self._trouble = self._each.trouble

    def checked(self, index: int, given: Any) -> ChangeEntry:
        """Check an entry."""
        return self._each.checked(index, given)

    def fate(self, entry: ChangeEntry) -> Fate:
        """What an earlier run knows of an entry."""
        return self._each.fate(entry)

    def resumed(self, entry: ChangeEntry, made_id: str) -> Succeeded:
        """The outcome of an item that an earlier run deleted."""
        return self._each.resumed(entry, made_id)

    async def settle(self, unit: Unit[ChangeEntry], decide: Decide) -> None:
        """Find an outcome for each item of a unit.

        Raises:
            MiroError: something that ends the whole run; items without an outcome were not deleted.
        """
        entries, earlier = unit.entries, unit.earlier
        if len(entries) == 1:
            await self._each.make(entries[0], decide, earlier=earlier, is_doubtful=earlier is not None)
            return
        together = self._groupable(entries)
        parts = await self._delete_together(together, decide, earlier)
        while parts:
            parts += await self._delete_together(parts.pop(), decide)
        grouped = {entry.index for entry in together}
        for entry in entries:
            if entry.index not in grouped:
                await self._each.make(entry, decide)

    def _groupable(self, entries: Sequence[ChangeEntry]) -> list[ChangeEntry]:
        """Those that may be grouped, each item once; the rest follow one by one, when those are gone."""
        by_id = {entry.id: entry for entry in reversed(entries)}
        return [
            entry
            for entry in reversed(by_id.values())
            if self._deletions.groupable(entry) and not self._deletions.is_made(entry)
        ]

    async def _delete_together(
        self, part: list[ChangeEntry], decide: Decide, earlier: SentBatch | None = None
    ) -> list[list[ChangeEntry]]:
        """Delete some items as one group; gives what has to be tried in smaller parts, the last part first."""
        is_doubtful = earlier is not None and bool(earlier.group)  # a deletion is not sent before the group is noted
        if len(part) < _FEWEST:
            await self._delete_each(part, decide, is_doubtful=is_doubtful)
            return []
        batch = self._history.next_batch() if earlier is None else earlier.batch
        try:
            group_id = await self._group(batch, part, earlier)
        except MiroError as error:
            if await self._cannot_be_grouped(part, error, decide, is_doubtful=is_doubtful):
                middle = len(part) // 2
                return [part[middle:], part[:middle]]
            return []
        if group_id:
            await self._delete_group(part, batch, group_id, decide, is_doubtful=is_doubtful)
        else:
            await self._delete_each(part, decide, is_doubtful=is_doubtful)
        return []

    async def _delete_each(self, part: Sequence[ChangeEntry], decide: Decide, *, is_doubtful: bool) -> None:
        for entry in part:
            await self._each.make(entry, decide, is_doubtful=is_doubtful)

    async def _cannot_be_grouped(
        self, part: Sequence[ChangeEntry], error: MiroError, decide: Decide, *, is_doubtful: bool
    ) -> bool:
        """Whether smaller parts may do; if not, the items get their outcome.

        Raises:
            MiroError: the run ends with it.
        """
        if refuses(error) and (not isinstance(error, NotFound) or await self._trouble.board_is_there()):
            return True
        if self._each.is_about_one(error):
            return True
        if self._each.lost(part, error, decide, is_doubtful=is_doubtful):
            raise error
        return False

    async def _group(self, batch: int, part: Sequence[ChangeEntry], earlier: SentBatch | None) -> str:
        """The id of a group of some items; of that of an earlier run, if it is still there; empty if it has others.

        In the journal the batch stays open for as long as there may be a group.

        Raises:
            MiroError: they cannot be grouped.
        """
        wanted = {entry.id for entry in part}
        if earlier is not None and earlier.group:
            return "" if await self._has_others(earlier.group, wanted) else earlier.group
        if earlier is not None and (known := await self._find(wanted)):
            return known
        call = endpoints.groups.create(self._board_id, body=drafts.group(entry.id for entry in part))
        for _ in range(_MOST_GROUPINGS):
            try:
                exchange = await self._pipe.exchange(call, on_send=lambda: self._history.sent(batch, part))
            except (OutcomeUnknown, DecodeError):
                if group_id := await self._find(wanted):
                    return group_id
            except MiroError:
                self._history.not_applied(batch)
                raise
            else:
                group = exchange.value
                if wanted >= set(group.data.items):
                    return group.id
                self._history.not_applied(batch)
                return ""
        self._history.not_applied(batch)
        raise TransportError(f"grouped {_MOST_GROUPINGS} times, and each time neither answered nor applied")

    async def _has_others(self, group_id: str, wanted: AbstractSet[str]) -> bool:
        """Whether a group may have other items than these by now."""
        seen = 0
        cursor: str | UnsetType = UNSET
        while True:
            call = endpoints.groups.list_items(self._board_id, group_item_id=group_id, limit=_LIMIT, cursor=cursor)
            try:
                page = (await self._pipe.exchange(call)).value
            except NotFound:
                return False
            seen += len(page.data)
            if page.problems or not wanted >= {item.id for item in page.data}:
                return True
            if not page.cursor or page.cursor == cursor:
                return len(page.data) >= _LIMIT if page.total is None else seen < page.total
            cursor = page.cursor

    async def _find(self, wanted: AbstractSet[str]) -> str:
        """The id of the group that has just these items; empty if there is none, and will be none."""
        settled = anyio.current_time() + self._settle
        pause = _FIRST_PAUSE_S
        while True:
            is_last = anyio.current_time() + pause >= settled
            group_id = await self._listed(wanted, pause)
            if group_id or is_last:
                return group_id
            pause = min(2 * pause, _LONGEST_PAUSE_S)

    async def _listed(self, wanted: AbstractSet[str], delay: float) -> str:
        """The id of the group that has just these items, as the board's groups are listed now; empty for none."""
        cursor: str | UnsetType = UNSET
        while True:
            call = endpoints.groups.list(self._board_id, limit=_LIMIT, cursor=cursor)
            page = (await self._pipe.exchange(call, delay=delay)).value
            for group in page.data:
                if set(group.data.items) == wanted:
                    return group.id
            if not page.cursor or page.cursor == cursor:
                return ""
            cursor, delay = page.cursor, 0.0

    async def _delete_group(
        self, part: Sequence[ChangeEntry], batch: int, group_id: str, decide: Decide, *, is_doubtful: bool
    ) -> None:
        """Delete a group with its items; if it is not there any more, each of them."""
        sending = Repeatable(
            self._pipe,
            endpoints.groups.delete(self._board_id, group_id),
            lambda: self._history.sent(batch, part, group=group_id),
        )
        errand = Errand(part, batch, sending, decide)
        try:
            await sending.bring()
        except BaseException as error:
            if not (isinstance(error, MiroError) and await self._is_about_items(error, sending)):
                # In the journal the group stays, for the next run.
                if self._each.lost(part, error, decide, is_doubtful=is_doubtful or sending.is_doubtful):
                    raise
                return
            if not (is_doubtful and await self._are_gone(part)):
                self._history.not_applied(batch)
                await self._delete_each(part, decide, is_doubtful=is_doubtful)
                return
        self._each.succeeded(errand)

    async def _is_about_items(self, error: MiroError, sending: Repeatable) -> bool:
        return self._each.is_about_one(error) or await self._each.is_refusal(error, sending)

    async def _are_gone(self, part: Sequence[ChangeEntry]) -> bool:
        """Whether an earlier run deleted a group: then all its items are gone."""
        for entry in part:
            try:
                await self._pipe.exchange(endpoints.items.get(self._board_id, entry.id))
            except NotFound:
                continue
            except MiroError:
                return False  # each finds out for itself
            return False
        return True
