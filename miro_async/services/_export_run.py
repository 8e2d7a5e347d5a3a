"""An export of boards from its beginning to the files on the disk: a job is created, waited for, and fetched.

::

    create (425: wait) -> status, status, ... -> results -> files, four at a time -> ExportResult

It spends 2,000 credits for each of these calls: the first looks at the job are 5 seconds apart, the later ones a
minute. The files are free.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Generator, Iterable
from contextlib import aclosing
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, NamedTuple, Self

from miro_async import endpoints
from miro_async.endpoints import Call
from miro_async.errors import (
    BadRequest,
    Conflict,
    DeadlineExceeded,
    DecodeError,
    MiroError,
    NotFound,
    QueueFull,
    RateLimited,
    ServerError,
    StatusError,
    TooEarly,
    TransportError,
)
from miro_async.models import BoardExportId, BoardExportResult, BoardExportUpdate
from miro_async.options import call_options
from miro_async.services._export_files import Exported, ExportFiles, NotExported, pauses
from miro_async.services._service import Sender

__all__ = ["ExportPlan", "ExportProgress", "ExportResult", "ExportRun"]

_AT_ONCE: Final = 4
_MOST_UNANSWERED: Final = 10
_CANCEL_S: Final = 10.0
_OVER: Final = frozenset({"FINISHED", "CANCELLED", "FAILED"})  # the last is not described, and other programs know it
_NOT_SEEN: Final = (TransportError, ServerError, DecodeError, RateLimited, DeadlineExceeded, QueueFull)
_log = logging.getLogger("miro_async")

Stage = Literal["creating", "exporting", "downloading", "done"]


class ExportProgress(NamedTuple):
    """How far an export is.

    Attributes:
        stage: ``creating`` also while other jobs must end first; ``exporting`` while Miro works.
        job_id: the job; empty until it is known.
        status: the job's status, as it was seen last; empty before.
        total: how many boards; 0 where that is not known.
        exported: how many of them are on the disk.
        failed: how many will not be.
        bytes: how much is on the disk.
    """

    stage: Stage
    job_id: str
    status: str
    total: int
    exported: int
    failed: int
    bytes: int


class ExportResult(NamedTuple):
    """What an export has done, so far or in the end.

    Attributes:
        job_id: the job; empty if it was never known.
        status: the job's status, as it was seen last: ``FINISHED``, or ``CANCELLED`` by somebody else.
        exported: the boards that are on the disk.
        failed: the boards that are not, each with a reason.
    """

    job_id: str
    status: str
    exported: tuple[Exported, ...]
    failed: tuple[NotExported, ...]


class ExportPlan(NamedTuple):
    """What a run is to do.

    Attributes:
        org_id: whose job it is.
        job_id: the job, or what a new one shall be called.
        create: makes the job; None if there is one.
        board_ids: the boards; empty for those that the job has.
        to: the directory.
        overwrite: whether files may take the place of others.
        cancel_job: whether a run that is left before the job is over cancels the job.
    """

    org_id: str
    job_id: str
    create: Call[BoardExportId] | None
    board_ids: tuple[str, ...]
    to: Path
    overwrite: bool
    cancel_job: bool


class ExportRun:
    """An export; made by `BoardExports.run` and `BoardExports.follow`.

    ``await run`` does it all and gives the `ExportResult`. With ``async with run: async for progress in run`` each
    step gives an `ExportProgress`; `progress` and `result` are true at any time, also after a cancel.

    A run that is left before its end (cancelled, by ``break``, by an error) leaves no half file: what is on the disk
    is whole and listed in `result`. The job at Miro goes on, and its id is logged: `BoardExports.follow` waits for it
    again and downloads its files. With ``cancel_job`` it is cancelled instead, if that can be done within ten seconds.
    """

    def __init__(self, sender: Sender, plan: ExportPlan) -> None:
        self._sender = sender
        self._plan = plan
        self._stage: Stage = "creating"
        self._job_id = "" if plan.create is not None else plan.job_id
        self._status = ""
        self._may_exist = False
        self._total = len(plan.board_ids)
        self._exported: list[Exported] = []
        self._failed: list[NotExported] = []
        self._steps: AsyncGenerator[ExportProgress] | None = None

    @property
    def job_id(self) -> str:
        """The job; empty until it is known."""
        return self._job_id

    @property
    def progress(self) -> ExportProgress:
        """How far it is."""
        return ExportProgress(
            self._stage,
            self._job_id,
            self._status,
            self._total,
            len(self._exported),
            len(self._failed),
            sum(exported.file.size for exported in self._exported),
        )

    @property
    def result(self) -> ExportResult:
        """What it has done so far."""
        return ExportResult(self._job_id, self._status, tuple(self._exported), tuple(self._failed))

    async def __aenter__(self) -> Self:
        """Begin.

        Raises:
            RuntimeError: it has begun before.
        """
        if self._steps is not None:
            raise RuntimeError("an export runs once; call board_exports.run again, or follow")
        self._steps = self._all_steps()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what is still going on."""
        assert self._steps is not None  # noqa: S101 - __aenter__ made them
        try:
            await self._steps.aclose()
        finally:
            if self._is_under_way:
                await asyncio.shield(asyncio.ensure_future(self._leave()))

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> ExportProgress:
        if self._steps is None:
            raise RuntimeError("an export is used as `async with board_exports.run(...) as run`")
        return await anext(self._steps)

    def __await__(self) -> Generator[Any, None, ExportResult]:
        return self._complete().__await__()

    async def _complete(self) -> ExportResult:
        async with self:
            async for _ in self:
                pass
        return self.result

    async def _all_steps(self) -> AsyncGenerator[ExportProgress]:
        await asyncio.to_thread(self._plan.to.mkdir, parents=True, exist_ok=True)  # before anything is spent
        for stage in (self._created, self._over, self._downloaded):
            async with aclosing(stage()) as steps:
                async for _ in steps:
                    yield self.progress
        self._stage = "done"
        yield self.progress

    async def _created(self) -> AsyncGenerator[None]:
        """Create the job; as long as other jobs must end first, ask again."""
        if self._plan.create is None:
            return
        delay, is_doubtful = 0.0, False
        for pause in pauses():
            try:
                answer = await self._sender.exchange(self._plan.create, delay=delay, on_send=self._sent)
                self._job_id = answer.value.job_id
            except MiroError as error:
                # What was refused was not made; but an attempt before it, which nobody answered, may have made it.
                refused = isinstance(error, StatusError) and not isinstance(error, ServerError)
                is_doubtful = is_doubtful or error.attempts > refused
                self._may_exist = is_doubtful
                if isinstance(error, Conflict) and is_doubtful:
                    self._job_id = self._plan.job_id  # what was sent is the identifier of the job
                elif not isinstance(error, TooEarly):
                    raise
            yield
            if self._job_id:
                return
            delay = pause

    def _sent(self) -> None:
        self._may_exist = True

    async def _over(self) -> AsyncGenerator[None]:
        """Look at the job until it is over; that it cannot be seen for a while ends nothing."""
        self._stage = "exporting"
        call = endpoints.board_exports.get(self._plan.org_id, self._job_id)
        delay = 0.0
        waits = pauses()
        if self._plan.create is not None:
            delay = next(waits)
        unanswered = 0
        while self._status not in _OVER:
            try:
                status = (await self._sender.exchange(call, delay=delay)).value.job_status
            except _NOT_SEEN as error:
                unanswered += 1
                if unanswered == _MOST_UNANSWERED:
                    raise
                _log.warning("%s %s: %s; looking again", call.operation, call.ids, error)
            else:
                unanswered = 0
                self._status = status or self._status
            yield
            delay = next(waits)

    async def _downloaded(self) -> AsyncGenerator[None]:
        """Download what there is, a few files at a time."""
        self._stage = "downloading"
        files = ExportFiles(
            self._sender, self._plan.org_id, self._job_id, self._plan.to, overwrite=self._plan.overwrite
        )
        waiting = deque(self._boards_of(await self._results(files)))
        self._total = len(waiting) + len(self._failed)
        yield
        tasks: set[asyncio.Task[Exported | NotExported]] = set()
        try:
            while waiting or tasks:
                while waiting and len(tasks) < _AT_ONCE:
                    tasks.add(asyncio.create_task(files.save(waiting.popleft())))
                done, tasks = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                if errors := self._counted(done):
                    raise errors[0]
                yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._counted(tasks)

    async def _results(self, files: ExportFiles) -> dict[str, BoardExportResult]:
        try:
            return await files.read()
        except (BadRequest, NotFound, Conflict, TooEarly):
            if self._status == "FINISHED":
                raise
            return {}  # a cancelled job need not have any

    def _boards_of(self, results: Iterable[str]) -> Iterable[str]:
        """The boards to download; of a followed job those that it names, if they are fit to name files."""
        if self._plan.board_ids:
            return self._plan.board_ids
        fits = endpoints.board_exports.get.id_rule.fits
        listed = list(results)
        self._failed += [NotExported(board_id, "its id is none") for board_id in listed if not fits(board_id)]
        return [board_id for board_id in listed if fits(board_id)]

    def _counted(self, tasks: Iterable[asyncio.Task[Exported | NotExported]]) -> list[BaseException]:
        """Keep what became of boards; what ends the run is returned."""
        errors: list[BaseException] = []
        for task in tasks:
            if task.cancelled():
                continue
            if (error := task.exception()) is not None:
                errors.append(error)
            elif isinstance(outcome := task.result(), Exported):
                self._exported.append(outcome)
            else:
                self._failed.append(outcome)
        return errors

    @property
    def _is_under_way(self) -> bool:
        """Whether the job goes on without this run, or may do so."""
        return self._status not in _OVER and (bool(self._job_id) or self._may_exist)

    async def _leave(self) -> None:
        """Cancel the job, or say that it goes on."""
        org_id, job_id = self._plan.org_id, self._job_id or self._plan.job_id
        if not self._plan.cancel_job:
            _log.warning("board_exports: left before its end; job %s goes on, and can be followed or cancelled", job_id)
            return
        call = endpoints.board_exports.update(org_id, job_id, body=BoardExportUpdate(status="CANCELLED"))
        try:
            with call_options(deadline=_CANCEL_S):
                await self._sender.send(call)
        except MiroError as error:
            _log.warning("board_exports: left before its end; job %s could not be cancelled: %s", job_id, error)
        else:
            self._status = "CANCELLED"
