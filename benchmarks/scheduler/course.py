"""A time series of one run, to see what the scheduler believed and what was true."""

import csv
from pathlib import Path
from typing import Any

from miro_async.budget import Budget, Priority
from scheduler.play import Play, play
from scheduler.policies import ours
from scheduler.servers import NS
from scheduler.world import World

__all__ = ["write_course"]

_STEP_S = 0.25


class _Recorder:
    """Writes a row every quarter of a second."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._run: Play | None = None
        self._seen = 0

    def watch(self, run: Play) -> None:
        """Begin."""
        self._run = run
        # Everything counts here, also what comes before the first boundary.
        run.door.start = 0
        run.every(_STEP_S, self._row)

    def _row(self) -> None:
        run = self._run
        assert run is not None
        now = run.now()
        counts = run.door.counts
        people = [number for number, stream in enumerate(run.world.streams) if stream.priority is Priority.INTERACTIVE]
        passed = [call for number in people for call in run.played.passed[number]]
        fresh = passed[self._seen :]
        self._seen = len(passed)
        row: dict[str, Any] = {
            "t": round(now / NS, 3),
            "left": run.door.server.left(now),
            "resets_in": round((run.door.server.resets_at(now) - now) / NS, 2),
            "own": counts.own,
            "calls": counts.calls,
            "429": counts.refused,
            "asked": counts.asked,
            "denied": counts.denied,
            "interactive_under_way": sum(number in people for number, _ in run.open_calls),
            "interactive_worst": max((round(call.took / NS, 3) for call in fresh), default=""),
        }
        if isinstance(run.policy, Budget):
            state = run.policy.snapshot()
            row |= {f"b.{name}": _plain(getattr(state, name)) for name in state.__struct_fields__}
        self.rows.append(row)


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    return value if value is None or isinstance(value, (int, str)) else str(value)


def write_course(world: World, model: str, seed: int, minutes: float, path: Path) -> int:
    """Play once and write the series as CSV; returns the number of rows."""
    recorder = _Recorder()
    play(world, model, seed, ours, minutes, watchers=(recorder.watch,))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(recorder.rows[0]))
        writer.writeheader()
        writer.writerows(recorder.rows)
    return len(recorder.rows)
