"""A bulk job as a whole: one task reads the input, others send, and the outcomes come out of a stream.

::

    input -> units() -> [stream] -> a Work, in one task or several -> [stream] -> async for outcome in run

Both streams hold next to nothing: whoever does not take outcomes stops the reading of the input.
"""

import os
from collections.abc import Generator, Sized
from contextlib import aclosing
from types import TracebackType
from typing import Any, Generic, Protocol, Self, cast

import anyio
from anyio.abc import TaskGroup
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from miro_async.budget import Priority
from miro_async.bulk.history import History
from miro_async.bulk.outcomes import Failed, Outcome, S_co, Unknown
from miro_async.bulk.pipe import Client, Pipe
from miro_async.bulk.report import Report
from miro_async.bulk.units import Source, units
from miro_async.bulk.work import Unit, Work
from miro_async.options import call_options, current_options

__all__ = ["Job", "Run"]


class Job(Protocol):
    """What a run is to do."""

    @property
    def operation(self) -> str:
        """Its name, in the report and in errors."""
        ...

    @property
    def identity(self) -> dict[str, str]:
        """What a journal of it is of."""
        ...

    @property
    def concurrency(self) -> int:
        """How many units are worked on at once."""
        ...

    @property
    def costs_at_least(self) -> bool:
        """Whether entries may cost more than that."""
        ...

    def cost(self, entries: int) -> int:
        """What so many entries cost, in credits."""
        ...

    def begin(self, pipe: Pipe, history: History) -> Work[Any]:
        """Begin the work, with what sends and with what is known already."""
        ...


class Run(Generic[S_co]):
    """A bulk job; made by the functions of `miro_async.bulk`.

    Attributes:
        report: how far it is.
    """

    def __init__(
        self,
        client: Client,
        source: Source[Any],
        job: Job,
        *,
        journal: str | os.PathLike[str] | None,
        total: int | None,
    ) -> None:
        if total is None and isinstance(source, Sized):
            total = len(source)
        self.report = Report(operation=job.operation, total=total)
        self._pipe = Pipe(client, self.report)
        self._source = source
        self._job = job
        self._journal = journal
        self._is_new = True
        self._is_raised = False
        self._history: History | None = None
        self._tasks: TaskGroup | None = None
        self._reading: anyio.CancelScope | None = None
        self._outcomes: MemoryObjectReceiveStream[Outcome] | None = None

    @property
    def cost(self) -> int | None:
        """Credits that all entries cost if each call is sent once; None while their number is not known.

        It is there before the run begins.
        """
        return None if self.report.total is None else self._job.cost(self.report.total)

    @property
    def costs_at_least(self) -> bool:
        """Whether `cost` is only the least, because what cannot be grouped costs more."""
        return self._job.costs_at_least

    @property
    def eta(self) -> float | None:
        """Seconds until every entry is sent, as the budget predicts; None while their number is not known."""
        if self.report.total is None:
            return None
        left = max(0, self.report.total - self.report.done)
        return self._pipe.eta(self._job.cost(left))

    async def __aenter__(self) -> Self:
        """Open the journal and begin.

        Raises:
            ConfigurationError: the journal cannot be used, see `miro_async.journal.Journal`.
            RuntimeError: the job has begun before.
        """
        if not self._is_new:
            raise RuntimeError("a bulk job runs once; call bulk.create, or what made it, again")
        self._is_new = False
        self.report.began(anyio.current_time)
        self._history = History(self._journal, self._job.identity)
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

    async def __anext__(self) -> S_co | Failed | Unknown:
        if self._outcomes is None:
            raise RuntimeError("a bulk job is used as `async with bulk.create(...) as run`")
        try:
            # Whoever made the job knows what its successes are.
            return cast("S_co | Failed | Unknown", await self._outcomes.receive())
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
        work = self._job.begin(self._pipe, history)
        send_units, receive_units = anyio.create_memory_object_stream[Unit[Any]](0)
        asked = current_options().priority
        with outcomes, receive_units, call_options(priority=Priority.BATCH if asked is None else asked):
            async with anyio.create_task_group() as group:
                group.start_soon(self._read, work, history, send_units)
                for _ in range(self._job.concurrency):
                    group.start_soon(self._work, work, receive_units, outcomes)
            self._finish(history)

    async def _read(self, work: Work[Any], history: History, send_units: MemoryObjectSendStream[Unit[Any]]) -> None:
        with send_units, anyio.CancelScope() as self._reading:
            try:
                async with aclosing(units(self._source, work, history, self.report)) as made:
                    async for unit in made:
                        await send_units.send(unit)
            except anyio.get_cancelled_exc_class():
                raise
            except BaseException as error:  # noqa: BLE001 - the caller gets it as it is, and not in a group
                self._end_with(error)

    async def _work(
        self,
        work: Work[Any],
        receive_units: MemoryObjectReceiveStream[Unit[Any]],
        outcomes: MemoryObjectSendStream[Outcome],
    ) -> None:
        async for unit in receive_units:
            async with unit.turn:
                if self.report.error is not None:
                    return
                decided = await self._decide(work, unit)
            for outcome in sorted(decided, key=lambda outcome: outcome.index):
                await outcomes.send(outcome)

    async def _decide(self, work: Work[Any], unit: Unit[Any]) -> list[Outcome]:
        """The outcomes of a unit; an error that ends the run leaves out those that were not sent."""
        decided: list[Outcome] = []

        def decide(outcome: Outcome) -> None:
            decided.append(outcome)
            self.report.count(outcome)

        for outcome in unit.settled:
            decide(outcome)
        if unit.entries:
            try:
                await work.settle(unit, decide)
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
