"""Exports of boards, as jobs that take their time."""

from collections.abc import Iterable, Sequence
from os import PathLike
from uuid import uuid4

from msgspec import UNSET, UnsetType

from miro_async import drafts, endpoints
from miro_async.errors import InvalidArgument
from miro_async.models import (
    BoardExportCreate,
    BoardExportId,
    BoardExportJob,
    BoardExportLink,
    BoardExportResults,
    BoardExportStatus,
    BoardExportTask,
    BoardExportUpdate,
    BoardExportUpdated,
    ExportFormat,
    ExportJobFilter,
    ExportTaskFilter,
)
from miro_async.services._export_run import ExportPlan, ExportRun
from miro_async.services._pager import Pager
from miro_async.services._partial import checked_path
from miro_async.services._service import Service

__all__ = ["BoardExports"]


class BoardExports(Service):
    """Exports of boards (Enterprise plan); see https://developers.miro.com/reference/discovery_introduction.

    `run` does it all: it creates a job, waits for it, and downloads its files.
    """

    def run(
        self,
        org_id: str,
        board_ids: Iterable[str],
        to: str | PathLike[str],
        *,
        format: ExportFormat | UnsetType = UNSET,  # noqa: A002 - the API's name
        overwrite: bool = False,
        cancel_job: bool = False,
    ) -> ExportRun:
        """Export boards to files: ``result = await run``, or ``async with run: async for progress in run``.

        Each board becomes a file ``board-<id>`` with the ending that the storage tells, a ZIP with all that the board
        holds. What fails for one board stands in ``result.failed`` and keeps none of the others. An organization may
        have one job at a time, or five with Enterprise Guard: a job beyond waits for its turn, as long as that takes.

        Args:
            org_id: the organization.
            board_ids: 1 to 1,000 boards.
            to: the directory; it is made if it is not there.
            format: of the boards in the files: ``SVG`` (default), ``HTML`` or ``PDF``.
            overwrite: whether files may take the place of others.
            cancel_job: whether to cancel the job if the run is left before the job is over. Otherwise the job goes
                on, and can be followed.

        Raises:
            InvalidArgument: ids or a directory that are none; at once.
            Conflict: there is such a job already, which this run has not made.
            TransportError: the job could not be seen ten times in a row, which takes minutes; likewise `ServerError`,
                `DecodeError`, `RateLimited`, `DeadlineExceeded` and `QueueFull`.
            OSError: the disk refuses more than a name that is taken.
        """
        job_id = str(uuid4())
        body = drafts.board_export(board_ids, format=format)
        create = endpoints.board_exports.create(org_id, body=body, request_id=job_id)
        rule = create.endpoint.id_rule
        for index, board_id in enumerate(body.board_ids):  # they name files
            if not rule.fits(board_id):
                place = f"board_ids[{index}]"
                expected = f"{place} must be {rule.expected}, not {board_id!r}"
                raise InvalidArgument(expected, field=place, operation=create.operation)
        plan = ExportPlan(org_id, job_id, create, body.board_ids, checked_path(to), overwrite, cancel_job)
        return ExportRun(self._sender, plan)

    def follow(
        self, org_id: str, job_id: str, to: str | PathLike[str], *, overwrite: bool = False, cancel_job: bool = False
    ) -> ExportRun:
        """Wait for a job that was created before, and download its files, as `run` does.

        Args:
            org_id: the organization.
            job_id: the job, from `create`, `list`, or a run that was left.
            to: the directory; it is made if it is not there.
            overwrite: whether files may take the place of others.
            cancel_job: whether to cancel the job if the run is left before the job is over.

        Raises:
            InvalidArgument: an id or a directory that is none; at once.
            NotFound: there is no such job.
            TransportError: the job could not be seen ten times in a row, which takes minutes; likewise `ServerError`,
                `DecodeError`, `RateLimited`, `DeadlineExceeded` and `QueueFull`.
            OSError: the disk refuses more than a name that is taken.
        """
        endpoints.board_exports.get(org_id, job_id)  # what is wrong with the ids shows where the run is made
        plan = ExportPlan(org_id, job_id, None, (), checked_path(to), overwrite, cancel_job)
        return ExportRun(self._sender, plan)

    async def create(self, org_id: str, body: BoardExportCreate, *, request_id: str) -> BoardExportId:
        """Create a job. Level 4; scope boards:export.

        It is repeated if nobody answers: with one ``request_id`` there is one job, whatever is sent.

        Args:
            org_id: the organization.
            body: the boards.
            request_id: a UUID that identifies the job: a new one, such as ``str(uuid.uuid4())``.

        Raises:
            TooEarly: as many jobs run as may; nothing was created.
            Conflict: there is a job of this identifier.
        """
        return await self._sender.send(endpoints.board_exports.create(org_id, body=body, request_id=request_id))

    def list(
        self,
        org_id: str,
        *,
        status: ExportJobFilter | Sequence[ExportJobFilter] | UnsetType = UNSET,
        creator_id: int | Sequence[int] | UnsetType = UNSET,
        limit: int = 500,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[BoardExportJob]:
        """The jobs of an organization. Level 4 a page; scope boards:export.

        Args:
            org_id: the organization.
            status: only jobs of this status, or of these, such as ``JOB_STATUS_FINISHED``.
            creator_id: only jobs of this user, or of these; here alone ids are numbers.
            limit: jobs a page, 1 to 500.
            cursor: where to begin, from an earlier page.
        """
        row = endpoints.board_exports.list
        return Pager(self._sender, row, org_id, status=status, creator_id=creator_id, limit=limit, cursor=cursor)

    async def get(self, org_id: str, job_id: str) -> BoardExportStatus:
        """Read how far a job is. Level 4; scope boards:export."""
        return await self._sender.send(endpoints.board_exports.get(org_id, job_id))

    async def results(self, org_id: str, job_id: str) -> BoardExportResults:
        """Read what became of the boards of a finished job, with URLs of their files. Level 4; scope boards:export."""
        return await self._sender.send(endpoints.board_exports.results(org_id, job_id))

    async def update(self, org_id: str, job_id: str, body: BoardExportUpdate) -> BoardExportUpdated:
        """Cancel a job that is not over: ``drafts.board_export_cancellation()``. Level 4; scope boards:export."""
        return await self._sender.send(endpoints.board_exports.update(org_id, job_id, body=body))

    def list_tasks(
        self,
        org_id: str,
        job_id: str,
        *,
        status: ExportTaskFilter | Sequence[ExportTaskFilter] | UnsetType = UNSET,
        limit: int = 500,
        cursor: str | UnsetType = UNSET,
    ) -> Pager[BoardExportTask]:
        """The tasks of a job, one for each board. Level 4 a page; scope boards:export.

        Args:
            org_id: the organization.
            job_id: the job.
            status: only tasks of this status, or of these, such as ``TASK_STATUS_ERROR``.
            limit: tasks a page, 1 to 500.
            cursor: where to begin, from an earlier page.
        """
        row = endpoints.board_exports.list_tasks
        return Pager(self._sender, row, org_id, job_id, status=status, limit=limit, cursor=cursor)

    async def create_link(self, org_id: str, job_id: str, task_id: str) -> BoardExportLink:
        """Make a URL at which the file of a task can be read for a while. Level 4; scope boards:export.

        Raises:
            TooEarly: the board is not exported yet.
        """
        return await self._sender.send(endpoints.board_exports.create_link(org_id, job_id, task_id))
