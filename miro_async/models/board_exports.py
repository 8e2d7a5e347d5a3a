"""Jobs that export boards, with a task for each board. Facts: Miro's OpenAPI description and its page on discovery."""

from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from miro_async.models._base import Actor, ReadModel, WriteModel

__all__ = [
    "BoardExportCreate",
    "BoardExportId",
    "BoardExportJob",
    "BoardExportLink",
    "BoardExportResult",
    "BoardExportResults",
    "BoardExportStatus",
    "BoardExportTask",
    "BoardExportUpdate",
    "BoardExportUpdated",
    "ExportErrorType",
    "ExportFormat",
    "ExportJobFilter",
    "ExportJobStatus",
    "ExportTaskBoard",
    "ExportTaskCounts",
    "ExportTaskFilter",
    "ExportTaskStatus",
]

ExportFormat = Literal["SVG", "HTML", "PDF"]
ExportJobStatus = Literal["CREATED", "IN_PROGRESS", "CANCELLED", "FINISHED"]
ExportTaskStatus = Literal["CREATED", "SCHEDULED", "SUCCESS", "ERROR", "CANCELLED"]
ExportErrorType = Literal["TEMPORARY", "FATAL", "UNKNOWN"]
ExportJobFilter = Literal["JOB_STATUS_CREATED", "JOB_STATUS_IN_PROGRESS", "JOB_STATUS_CANCELLED", "JOB_STATUS_FINISHED"]
"""The statuses of jobs, as a list of them can be filtered."""
ExportTaskFilter = Literal[
    "TASK_STATUS_CREATED", "TASK_STATUS_SCHEDULED", "TASK_STATUS_SUCCESS", "TASK_STATUS_ERROR", "TASK_STATUS_CANCELLED"
]
"""The statuses of tasks, as a list of them can be filtered."""


class BoardExportId(ReadModel):
    """The job that was created."""

    job_id: str


class BoardExportStatus(ReadModel):
    """How far a job is."""

    job_status: ExportJobStatus | str | None = None


class ExportTaskCounts(ReadModel):
    """How many boards a job has, and of how many it is known what became of them."""

    total: int | None = None
    success: int | None = None
    error: int | None = None


class BoardExportJob(ReadModel):
    """A job as lists show it."""

    id: str | None = None
    name: str | None = None
    board_format: ExportFormat | str | None = None
    status: ExportJobStatus | str | None = None
    created_at: datetime | None = None
    modified_at: datetime | None = None
    tasks_count: ExportTaskCounts = ExportTaskCounts()
    creator: Actor = Actor()


class ExportTaskBoard(ReadModel):
    """The board of a task; its key is its id."""

    key: str | None = None


class BoardExportTask(ReadModel):
    """The export of one board.

    Attributes:
        artifact_expired_at: when the file will be gone.
        size_in_bytes: of the file.
    """

    id: str
    status: ExportTaskStatus | str | None = None
    artifact_expired_at: datetime | None = None
    size_in_bytes: int | None = None
    error_message: str | None = None
    error_type: ExportErrorType | str | None = None
    board: ExportTaskBoard = ExportTaskBoard()


class BoardExportResult(ReadModel):
    """What became of one board.

    Attributes:
        export_link: a signed URL of the file: whoever knows it can read it; it stands in no repr.
    """

    board_id: str | None = None
    status: ExportTaskStatus | str | None = None
    error_message: str | None = None
    error_type: ExportErrorType | str | None = None
    export_link: str | None = None

    def __repr__(self) -> str:
        return f"BoardExportResult(board_id={self.board_id!r}, status={self.status!r}, error_type={self.error_type!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("board_id", self.board_id), ("status", self.status), ("error_type", self.error_type)]


class BoardExportResults(ReadModel):
    """What became of the boards of a job."""

    job_id: str | None = None
    results: tuple[BoardExportResult, ...] = ()


class BoardExportLink(ReadModel):
    """A signed URL of a board's file: whoever knows it can read it; it stands in no repr.

    Attributes:
        status: of the board's task.
        export_link: the URL; None where there is none yet. It is to be read without the token.
        artifact_expired_at: when the file will be gone.
        link_expired_at: when the URL will not be good any more.
    """

    status: ExportTaskStatus | str | None = None
    export_link: str | None = None
    artifact_expired_at: datetime | None = None
    link_expired_at: datetime | None = None
    error_message: str | None = None
    error_type: ExportErrorType | str | None = None

    def __repr__(self) -> str:
        return f"BoardExportLink(status={self.status!r}, error_type={self.error_type!r})"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        return [("status", self.status), ("error_type", self.error_type)]


class BoardExportUpdated(ReadModel):
    """The status that a job was given; described as a word and as an object that holds it, both at once."""

    status: BoardExportStatus | str | None = None


class BoardExportCreate(WriteModel):
    """1 to 1,000 boards to export; `miro_async.drafts.board_export` builds one. Without a format they come as SVG."""

    board_ids: Annotated[tuple[Annotated[str, Meta(min_length=1)], ...], Meta(min_length=1, max_length=1_000)]
    board_format: ExportFormat | UnsetType = UNSET


class BoardExportUpdate(WriteModel):
    """A job's other status; that it is cancelled is the only one that can be asked for."""

    status: Literal["CANCELLED"]
