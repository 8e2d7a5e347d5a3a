"""Jobs that export boards: what becomes of one is decided when it is created, and shows as time goes by."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from miro_async.emulator.world.directory import User

__all__ = ["ErrorType", "ExportJob", "ExportTask"]

ErrorType = Literal["TEMPORARY", "FATAL", "UNKNOWN"]


class ExportTask(msgspec.Struct, frozen=True):
    """The export of one board.

    Attributes:
        id: a UUID.
        board_id: the board, which need not be there.
        ends: when, in epoch seconds.
        content: the ZIP that it makes.
        error_type: how it fails; None for a success.
    """

    id: str
    board_id: str
    ends: float
    content: bytes
    error_type: ErrorType | None


class ExportJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job.

    Attributes:
        id: a UUID.
        request_id: what its creator called it.
        format: as on the wire.
        created: in epoch seconds.
        starts: likewise.
        cancelled: likewise; None for never.
    """

    id: str
    request_id: str
    format: str
    creator: User
    created: float
    starts: float
    tasks: tuple[ExportTask, ...]
    cancelled: float | None = None

    @property
    def ends(self) -> float:
        """When its last task ends, unless it is cancelled."""
        return self.tasks[-1].ends

    def status(self, now: float) -> str:
        """Its status as on the wire."""
        if self.cancelled is not None:
            return "CANCELLED"
        if now < self.starts:
            return "CREATED"
        return "IN_PROGRESS" if now < self.ends else "FINISHED"

    def modified(self, now: float) -> float:
        """When its status changed last, in epoch seconds."""
        if self.cancelled is not None:
            return self.cancelled
        return max(moment for moment in (self.created, self.starts, self.ends) if moment <= max(now, self.created))

    def task_status(self, task: ExportTask, now: float) -> str:
        """The status of one of its tasks, as on the wire."""
        if task.ends <= min(now, now if self.cancelled is None else self.cancelled):
            return "SUCCESS" if task.error_type is None else "ERROR"
        if self.cancelled is not None:
            return "CANCELLED"
        return "CREATED" if now < self.starts else "SCHEDULED"

    def count(self, status: str, now: float) -> int:
        """How many of its tasks have a status."""
        return sum(self.task_status(task, now) == status for task in self.tasks)

    def succeeded(self, now: float) -> Iterator[ExportTask]:
        """The tasks whose files are there."""
        return (task for task in self.tasks if self.task_status(task, now) == "SUCCESS")
