"""The jobs that a run can do: what each costs, what a journal of it is of, and who does it."""

from dataclasses import dataclass

from miro_async.bulk.changes import Change, Deletions
from miro_async.bulk.changing import Changing
from miro_async.bulk.creations import Creation
from miro_async.bulk.grouping import GROUP_CREDITS, Grouping
from miro_async.bulk.history import History
from miro_async.bulk.pipe import Pipe
from miro_async.bulk.sending import Sending

__all__ = ["ChangeJob", "CreationJob", "GroupJob"]


@dataclass(frozen=True, slots=True)
class CreationJob:
    """Drafts are put on a board in batches of ``size``."""

    board_id: str
    creation: Creation
    size: int
    concurrency: int
    settle: float

    @property
    def operation(self) -> str:
        """The name of the row that creates."""
        return self.creation.operation

    @property
    def identity(self) -> dict[str, str]:
        """What a journal of it is of."""
        return {"operation": self.operation, "board_id": self.board_id}

    @property
    def costs_at_least(self) -> bool:
        """Never: each entry costs what it costs."""
        return False

    def cost(self, entries: int) -> int:
        """Credits of so many drafts."""
        return self.creation.credits * entries

    def begin(self, pipe: Pipe, history: History) -> Sending:
        """Begin the work."""
        return Sending(
            pipe,
            self.board_id,
            self.creation,
            history,
            size=self.size,
            concurrency=self.concurrency,
            settle=self.settle,
        )


@dataclass(frozen=True, slots=True)
class ChangeJob:
    """Changes are made on a board one by one."""

    board_id: str
    change: Change
    concurrency: int
    settle: float

    @property
    def operation(self) -> str:
        """The name of the change."""
        return self.change.operation

    @property
    def identity(self) -> dict[str, str]:
        """What a journal of it is of."""
        return {"operation": self.operation, "board_id": self.board_id}

    @property
    def costs_at_least(self) -> bool:
        """Never: each entry costs what it costs."""
        return False

    def cost(self, entries: int) -> int:
        """Credits of so many changes, at most."""
        return self.change.credits * entries

    def begin(self, pipe: Pipe, history: History) -> Changing:
        """Begin the work."""
        return Changing(pipe, self.board_id, self.change, history, settle=self.settle)


@dataclass(frozen=True, slots=True)
class GroupJob:
    """Items are deleted from a board in groups of ``size``."""

    board_id: str
    deletions: Deletions
    size: int
    concurrency: int
    settle: float

    @property
    def operation(self) -> str:
        """The name of the change."""
        return self.deletions.operation

    @property
    def identity(self) -> dict[str, str]:
        """What a journal of it is of: one that knows groups means nothing to a job without."""
        return {"operation": self.operation, "board_id": self.board_id, "strategy": "group"}

    @property
    def costs_at_least(self) -> bool:
        """Always: items that cannot be grouped are deleted one by one."""
        return True

    def cost(self, entries: int) -> int:
        """Credits of so many items, if all can be grouped."""
        groups, rest = divmod(entries, self.size)
        return groups * GROUP_CREDITS + min(rest * self.deletions.credits, GROUP_CREDITS)

    def begin(self, pipe: Pipe, history: History) -> Grouping:
        """Begin the work."""
        return Grouping(pipe, self.board_id, self.deletions, history, size=self.size, settle=self.settle)
