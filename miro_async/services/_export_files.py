"""The files of an export job: from signed URLs, which may be too old, to a directory."""

import asyncio
import os
from collections.abc import Coroutine, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple

from miro_async import endpoints
from miro_async.errors import Forbidden, MiroError, TooEarly, TransportError, Unauthorized
from miro_async.models import BoardExportResult
from miro_async.services._file_names import file_name
from miro_async.services._files import Download, fetched, written
from miro_async.services._pager import Pager
from miro_async.services._partial import Partial
from miro_async.services._service import Sender
from miro_async.wire import Incoming

__all__ = ["ExportFiles", "Exported", "NotExported", "pauses"]

_FIRST_PAUSE_S: Final = 5.0
_LONGEST_PAUSE_S: Final = 60.0  # a look costs 2,000 credits, 2 % of what a minute has
_GROWTH: Final = 1.5
_LONGEST_ENDING: Final = 16  # bytes
_MOST_EARLY: Final = 12  # seven minutes


def pauses() -> Iterator[float]:
    """Seconds between two looks at something that takes its time: 5 at first, 60 at last."""
    pause = _FIRST_PAUSE_S
    while True:
        yield pause
        pause = min(_LONGEST_PAUSE_S, pause * _GROWTH)


class Exported(NamedTuple):
    """A board whose export is on the disk."""

    board_id: str
    file: Download


class NotExported(NamedTuple):
    """A board whose export is not.

    Attributes:
        board_id: the board.
        reason: why, in words.
        error_type: of an export that failed: ``TEMPORARY`` and ``UNKNOWN`` may succeed in another job, ``FATAL`` never.
        error: what kept the file from coming; None where there is no file.
    """

    board_id: str
    reason: str
    error_type: str = ""
    error: MiroError | FileExistsError | None = None


async def _whatever_comes(step: Coroutine[Any, Any, None]) -> None:
    """Take a last step to its end, also if that is not wanted any more: it is short, and what it does shows."""
    task = asyncio.ensure_future(step)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.shield(task)
    task.result()


class ExportFiles:
    """What a job has exported, and the way of it to a directory.

    The results of a job hold the URLs of all files, for the price of one call; they are read again when one of them
    is too old. Only what they do not give is asked for board by board.

    Args:
        sender: sends the calls and reads the signed URLs.
        org_id: whose job it is.
        job_id: the job.
        to: the directory.
        overwrite: whether files may take the place of others.
    """

    def __init__(self, sender: Sender, org_id: str, job_id: str, to: Path, *, overwrite: bool) -> None:
        self._sender = sender
        self._ids = (org_id, job_id)
        self._to = to
        self._overwrite = overwrite
        self._results_call = endpoints.board_exports.results(*self._ids)
        self._results: dict[str, BoardExportResult] = {}
        self._tasks: dict[str, str] | None = None
        self._reading = asyncio.Lock()  # of what all files share

    async def read(self, delay: float = 0.0) -> dict[str, BoardExportResult]:
        """What became of the boards, by their ids; with new URLs."""
        answer = (await self._sender.exchange(self._results_call, delay=delay)).value
        self._results = {result.board_id: result for result in answer.results if result.board_id}
        return self._results

    async def save(self, board_id: str) -> Exported | NotExported:
        """Download the file of a board, if it has one.

        Raises:
            Unauthorized: the token is not good any more.
            Forbidden: it may not do this.
            OSError: the disk refuses more than one name.
        """
        result = self._results.get(board_id)
        if result is None:
            return NotExported(board_id, "the job says nothing of it")
        if result.status != "SUCCESS":
            reason = result.error_message or f"its export ended as {result.status}"
            return NotExported(board_id, reason, result.error_type or "")
        # A path that ends so is never that of a file, also if somebody removes the directory.
        partial = Partial(f"{self._to}{os.sep}", overwrite=self._overwrite)
        try:
            await partial.open()
            file = await self._fetched(board_id, partial)
            await _whatever_comes(partial.keep(file.path))
            return Exported(board_id, file)
        except (Unauthorized, Forbidden):
            raise
        except MiroError as error:
            return NotExported(board_id, f"its file did not come: {error}", error=error)
        except FileExistsError as error:
            return NotExported(board_id, f"{error.filename}: {error.strerror}", error=error)
        finally:
            await _whatever_comes(partial.discard())  # what is kept by now must be told

    async def _fetched(self, board_id: str, partial: Partial) -> Download:
        tried: set[str] = set()

        async def locate(delay: float) -> str:
            url = await self._url(board_id, tried, delay)
            tried.add(url)
            return url

        async def store(incoming: Incoming) -> Download:
            # Two boards may have one name, and the storage is a stranger: only the ending is what it says.
            ending = Path(file_name(incoming.headers, "export")).suffix
            kept = ending if len(ending.encode()) <= _LONGEST_ENDING else ""
            return await written(incoming, partial, f"board-{board_id}{kept}")

        return await fetched(self._sender, self._results_call, locate, store)

    async def _url(self, board_id: str, tried: set[str], delay: float) -> str:
        """A URL that was not tried: from the results, else for this file alone."""
        async with self._reading:
            if self._link(board_id) in tried:
                await self.read(delay)
                delay = 0.0
            link = self._link(board_id)
            if link and link not in tried:
                return link
            if self._tasks is None:
                self._tasks = await self._read_tasks()
        return await self._new_link(board_id, self._tasks, delay)

    def _link(self, board_id: str) -> str | None:
        result = self._results.get(board_id)
        return None if result is None else result.export_link

    async def _read_tasks(self) -> dict[str, str]:
        listed = Pager(self._sender, endpoints.board_exports.list_tasks, *self._ids, limit=500)
        return {task.board.key: task.id async for task in listed if task.board.key}

    async def _new_link(self, board_id: str, tasks: dict[str, str], delay: float) -> str:
        if board_id not in tasks:
            raise TransportError("the job has no task for the board", operation=endpoints.board_exports.list_tasks.name)
        call = endpoints.board_exports.create_link(*self._ids, tasks[board_id])
        error: MiroError = TransportError("there is no link", operation=call.operation)
        for pause in islice(pauses(), _MOST_EARLY):
            try:
                link = (await self._sender.exchange(call, delay=delay)).value
            except TooEarly as early:
                error = early
            else:
                if link.export_link:
                    return link.export_link
                error = TransportError(link.error_message or "there is no link", operation=call.operation)
                if link.error_type == "FATAL":
                    break
            delay = pause
        raise error
