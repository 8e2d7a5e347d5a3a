"""The journal of an import with a key: what it was going to do, and when that was done.

A run that finds a plan which was not done goes on with it, and does not look at the board: what an earlier run has
just created may not be in its lists yet. For the same reason a run that finds one which was done a moment ago waits
before it looks. Beside the journal are those of the bulk jobs, ``.frames``, ``.growths``, ``.updates``, ``.items``
and ``.removals``; they go when the plan is done.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from miro_async.cli.tables.upsert_plan import UpsertPlan
from miro_async.errors import ConfigurationError
from miro_async.journal import Journal

__all__ = ["UpsertLog"]

_SECTIONS: Final = (".frames", ".growths", ".items", ".updates", ".removals")


class _Planned(msgspec.Struct, frozen=True, tag_field="record", tag="planned"):
    """This is going to be done, for this table with these options."""

    job: str
    plan: UpsertPlan


class _Done(msgspec.Struct, frozen=True, tag_field="record", tag="done"):
    """Everything had its turn; epoch seconds."""

    at: float


_Record: TypeAlias = _Planned | _Done
_decoder: msgspec.json.Decoder[_Record] = msgspec.json.Decoder(_Record)


class UpsertLog:
    """What is known of earlier runs, in a journal if there is one.

    Args:
        path: the journal's file; None remembers nothing.
        board_id: the board.
        job: what tells this table with these options from any other.
        now: the time, in epoch seconds.

    Attributes:
        plan: what an earlier run was going to do, and has not done; None if there is no such run.
        is_resumed: whether the plan is one of an earlier run.
        done_at: when the last run was done, in epoch seconds; None if there was none.

    Raises:
        ConfigurationError: the plan is one of another table or of other options; or see `Journal`.
    """

    def __init__(self, path: Path | None, board_id: str, job: str, *, now: Callable[[], float] = time.time) -> None:
        self.plan: UpsertPlan | None = None
        self.is_resumed = False
        self.done_at: float | None = None
        self._path = path
        self._job = job
        self._now = now
        self._planned_job = job
        self._journal: Journal | None = None
        if path is None:
            return
        identity = {"operation": "import with a key", "board": board_id}
        self._journal = Journal(path, identity, self._learn)
        if self._planned_job != job:
            self._journal.close()
            raise ConfigurationError(
                f"the journal {path} is of an import of another table, or with other options, that has not ended: "
                "go on with that one first, or use another journal"
            )
        self.is_resumed = self.plan is not None
        if not self.is_resumed:
            self._remove_sections()
        if self.done_at is not None and not self.is_resumed:  # nothing in it is needed any more
            self._journal.close()
            path.unlink()
            self._journal = Journal(path, identity, self._learn)
            self._journal.append(msgspec.json.encode(_Done(self.done_at)))

    def section(self, name: str) -> Path | None:
        """The file of a bulk job's journal."""
        return None if self._path is None else self._path.with_name(self._path.name + name)

    def planned(self, plan: UpsertPlan) -> None:
        """This is going to be done."""
        self.plan = plan
        if self._journal is not None:
            self._journal.append(msgspec.json.encode(_Planned(self._job, plan)))

    def done(self) -> None:
        """Everything had its turn."""
        if self._journal is not None:
            self._journal.append(msgspec.json.encode(_Done(self._now())))
            self._remove_sections()

    def close(self) -> None:
        """Close the journal."""
        if self._journal is not None:
            self._journal.close()

    def _remove_sections(self) -> None:
        for name in _SECTIONS:
            path = self.section(name)
            if path is not None:
                path.unlink(missing_ok=True)

    def _learn(self, line: bytes) -> None:
        try:
            record = _decoder.decode(line)
        except msgspec.DecodeError as error:
            raise ValueError(str(error)) from error
        match record:
            case _Planned(job=job, plan=plan):
                self.plan, self._planned_job = plan, job
            case _Done(at=at):
                self.plan, self.done_at, self._planned_job = None, at, self._job
