"""A bulk job as a whole: one task reads the input, others send, and the outcomes come out of a stream.

::

    input -> units() -> [stream] -> Sending, one task or several -> [stream] -> async for outcome in run

Both streams hold next to nothing: whoever does not take outcomes stops the reading of the input.
"""

import os
from collections.abc import Generator, Sized
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from miro_async import endpoints
from miro_async.budget import Priority
from miro_async.bulk.history import History
from miro_async.bulk.outcomes import Outcome, Report
from miro_async.bulk.pipe import Client, Pipe
from miro_async.bulk.reconcile import Reconciler
from miro_async.bulk.sending import Sending
from miro_async.bulk.units import Source, Unit, units
from miro_async.options import call_options, current_options

__all__ = ["Run"]


class Run:
    """A bulk job; made by `miro_async.bulk.create`.

    Attributes:
        report: how far it is.
    """

    def __init__(
        self,
        client: Client,
        board_id: str,
        source: Source,
        *,
        journal: str | os.PathLike[str] | None,
        concurrency: int,
        batch_size: int,
        settle: float,
        total: int | None,
    ) -> None:
        if total is None and isinstance(source, Sized):
            total = len(source)
        self.report = Report(total=total)
        self._pipe = Pipe(client, self.report)
        self._board_id = board_id
        self._source = source
        self._journal = journal
        self._concurrency = concurrency
        self._batch_size = batch_size
        self._settle = settle
        self._is_new = True
        self._is_raised = False
        self._history: History | None = None
        self._tasks: TaskGroup | None = None
        self._reading: anyio.CancelScope | None = None
        self._outcomes: MemoryObjectReceiveStream[Outcome] | None = None

    @property
    def eta(self) -> float | None:
        """Seconds until every draft is sent, as the budget predicts; None while the number of drafts is not known."""
        if self.report.total is None:
            return None
        left = max(0, self.report.total - self.report.done)
        return self._pipe.eta(left * endpoints.items.create.credits)

    async def __aenter__(self) -> Self:
        """Open the journal and begin.

        Raises:
            ConfigurationError: the journal cannot be used, see `miro_async.journal.Journal`.
            RuntimeError: the job has begun before.
        """
        if not self._is_new:
            raise RuntimeError("a bulk job runs once; call bulk.create again")
        self._is_new = False
        self.report.began(anyio.current_time)
        self._history = History(self._journal, self._board_id)
        send_outcomes, self._outcomes = anyio.create_memory_object_stream[Outcome](0)
        self._tasks = anyio.create_task_group()
        await self._tasks.__aenter__()
        self._tasks.start_soon(self._drive, self._history, send_outcomes)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what is still going on; what is on its way is reported as unknown.

        Raises:
            Exception: what ended the job early, unless that was raised before.
        """
        assert self._tasks is not None  # noqa: S101 - __aenter__ made them
        assert self._outcomes is not None  # noqa: S101
        self._tasks.cancel_scope.cancel()
        try:
            # Without the error of the body, which a task group would wrap: it goes on to the caller as it is.
            await self._tasks.__aexit__(None, None, None)
        finally:
            self._outcomes.close()
            self._close()
        if error is None:
            self._raise_once()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Outcome:
        if self._outcomes is None:
            raise RuntimeError("a bulk job is used as `async with bulk.create(...) as run`")
        try:
            return await self._outcomes.receive()
        except (anyio.EndOfStream, anyio.ClosedResourceError):
            self._raise_once()
            raise StopAsyncIteration from None

    def __await__(self) -> Generator[Any, None, Report]:
        return self._complete().__await__()

    async def _complete(self) -> Report:
        async with self:
            async for _ in self:
                pass
        return self.report

    async def _drive(self, history: History, outcomes: MemoryObjectSendStream[Outcome]) -> None:
        """Do the work; its errors end in the report."""
        sending = Sending(
            self._pipe,
            self._board_id,
            history,
            Reconciler(self._pipe, self._board_id, history.claims, self._settle),
            concurrency=self._concurrency,
        )
        send_units, receive_units = anyio.create_memory_object_stream[Unit](0)
        with outcomes, receive_units, call_options(priority=current_options().priority or Priority.BATCH):
            async with anyio.create_task_group() as group:
                group.start_soon(self._read, history, send_units)
                for _ in range(self._concurrency):
                    group.start_soon(self._work, sending, receive_units, outcomes)
            self._finish(history)

    async def _read(self, history: History, send_units: MemoryObjectSendStream[Unit]) -> None:
        with send_units, anyio.CancelScope() as self._reading:
            try:
                made = units(self._source, self._board_id, self._batch_size, history, self.report)
                async with aclosing(made):
                    async for unit in made:
                        await send_units.send(unit)
            except anyio.get_cancelled_exc_class():
                raise
            except BaseException as error:  # noqa: BLE001 - the caller gets it as it is, and not in a group
                self._end_with(error)

    async def _work(
        self,
        sending: Sending,
        receive_units: MemoryObjectReceiveStream[Unit],
        outcomes: MemoryObjectSendStream[Outcome],
    ) -> None:
        async for unit in receive_units:
            if self.report.error is not None:
                return
            decided = await self._decide(sending, unit)
            for outcome in sorted(decided, key=lambda outcome: outcome.index):
                await outcomes.send(outcome)

    async def _decide(self, sending: Sending, unit: Unit) -> list[Outcome]:
        """The outcomes of a unit; an error that ends the run leaves out those that were not sent."""
        decided: list[Outcome] = []

        def decide(outcome: Outcome) -> None:
            decided.append(outcome)
            self.report.count(outcome)

        for outcome in unit.settled:
            decide(outcome)
        if unit.entries:
            try:
                await sending.settle(unit.entries, unit.earlier, decide)
            except anyio.get_cancelled_exc_class():
                raise
            except BaseException as error:  # noqa: BLE001 - the caller gets it as it is, and not in a group
                self._end_with(error)
        return decided

    def _end_with(self, error: BaseException) -> None:
        """Let what is on its way arrive, and begin nothing new."""
        if self.report.error is None:
            self.report.error = error
        if self._reading is not None:
            self._reading.cancel()

    def _finish(self, history: History) -> None:
        if self.report.error is not None:
            return
        self.report.finished = True
        self.report.total = self.report.read
        try:
            history.finished(self.report.read)
        except Exception as error:  # noqa: BLE001 - as above
            self._end_with(error)

    def _raise_once(self) -> None:
        if self.report.error is not None and not self._is_raised:
            self._is_raised = True
            raise self.report.error

    def _close(self) -> None:
        self.report.ended()
        if self._history is not None:
            self._history.close()
