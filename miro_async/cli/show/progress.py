"""What is shown while a command works: a bar on a terminal, a line now and then elsewhere; on stderr."""

import asyncio
import sys
import time
from typing import TYPE_CHECKING, Protocol

from miro_async.budget import Budget
from miro_async.cli.session import Settings
from miro_async.cli.show.vitals import Vitals, line

if TYPE_CHECKING:
    from rich.progress import TaskID

__all__ = ["Meter", "Progress", "Silent", "progress_on_stderr"]

_FEW = 100
_REDRAW_S = 0.2
_LINE_S = 5.0


class Meter:
    """Says how the credits go, and when the last of them will be there.

    Args:
        budget: whose.
        planned: credits of the whole command; 0 if nobody knows.
    """

    def __init__(self, budget: Budget, planned: int = 0) -> None:
        self._budget = budget
        state = budget.snapshot()
        self._before = state.spent
        self._limited_before = state.rate_limited
        self._begun = time.monotonic()
        self.planned = planned

    @property
    def budget(self) -> Budget:
        """Whose credits they are."""
        return self._budget

    def spare(self, credits: int) -> None:
        """What an earlier run did need not be paid again."""
        self.planned -= credits

    @property
    def spent(self) -> int:
        """Credits spent since the start."""
        return self._budget.snapshot().spent - self._before

    @property
    def rate_limited(self) -> int:
        """How many answers were 429 since the start."""
        return self._budget.snapshot().rate_limited - self._limited_before

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._begun

    def __str__(self) -> str:
        spent = self.spent
        text = f"{spent:,} credits, {self.rate_limited} x 429"
        if self.planned > spent:
            state = self._budget.snapshot()
            asked_for = state.waiting_credits + state.reserved + state.in_flight  # the estimate has these in it
            left = max(0, self.planned - spent - asked_for)
            text += f", {self._budget.estimate(left).seconds:.0f} s left"
        return text


class Progress(Protocol):
    """Is told how far a command is."""

    def begin(self, label: str, total: int | None) -> None:
        """A phase begins, of so many steps."""
        ...

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""
        ...

    def close(self) -> None:
        """Nothing more will come."""
        ...


class Silent:
    """Shows nothing."""

    def begin(self, label: str, total: int | None) -> None:
        """A phase begins."""

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""

    def close(self) -> None:
        """Nothing more will come."""


class Lines:
    """A line for every tenth of a phase, if it is a long one."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._label = ""
        self._total: int | None = None
        self._done = 0
        self._shown = 0

    def begin(self, label: str, total: int | None) -> None:
        """A phase begins, of so many steps."""
        self.close()
        self._label, self._total, self._done, self._shown = label, total, 0, 0

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""
        self._done += steps
        tenth = self._done * 10 // self._total if self._total else self._done // 1000
        if self._total and self._total < _FEW:
            tenth //= 10
        if tenth > self._shown:
            self._shown = tenth
            self._write()

    def close(self) -> None:
        """Nothing more will come."""
        if self._label and (self._total is None or self._done < self._total):
            self._write()
        self._label = ""

    def _write(self) -> None:
        of = f" of {self._total:,}" if self._total else ""
        sys.stderr.write(f"{self._label}: {self._done:,}{of}, {self._meter}\n")
        sys.stderr.flush()


class Bar:
    """A bar on a terminal, drawn by the event loop: what is left shrinks also while everything waits for credits."""

    def __init__(self, meter: Meter) -> None:
        from rich.console import Console  # noqa: PLC0415 - slow to import, and only for terminals
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 - likewise

        self._meter = meter
        self._progress = Progress(
            TextColumn("{task.description:<6}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TextColumn("{task.fields[meter]}"),
            console=Console(stderr=True),
            auto_refresh=False,
            expand=True,
        )
        self._task: TaskID | None = None
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, label: str, total: int | None) -> None:
        """A phase begins, of so many steps."""
        if self._task is not None:
            self._progress.update(self._task, meter="")  # only what goes on has anything left
        self._progress.start()
        self._task = self._progress.add_task(label, total=total, meter="")
        self._redraw()

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""
        if self._task is not None:
            self._progress.update(self._task, advance=steps)

    def close(self) -> None:
        """Nothing more will come."""
        if self._timer is None:
            return
        self._redraw()
        self._timer.cancel()
        self._task = self._timer = None
        self._progress.stop()

    def _redraw(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._progress.update(self._task, meter=str(self._meter), refresh=True)
        self._timer = asyncio.get_running_loop().call_later(_REDRAW_S, self._redraw)


class WatchedLines(Lines):
    """The same with a line of the budget's state every five seconds, for ``--watch`` without a terminal."""

    def __init__(self, meter: Meter) -> None:
        super().__init__(meter)
        self._vitals: Vitals | None = None
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, label: str, total: int | None) -> None:
        """A phase begins, of so many steps."""
        super().begin(label, total)
        if self._vitals is None:
            self._vitals = Vitals(self._meter.budget)
            self._tell()

    def close(self) -> None:
        """Nothing more will come."""
        super().close()
        if self._timer is not None and self._vitals is not None:
            self._tell()
            self._timer.cancel()
            self._vitals.close()
            self._timer = self._vitals = None

    def _tell(self) -> None:
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
        if self._vitals is not None:
            sys.stderr.write(f"{line(self._vitals, loop.time())}\n")
            sys.stderr.flush()
        self._timer = loop.call_later(_LINE_S, self._tell)


def progress_on_stderr(meter: Meter, settings: Settings) -> Progress:
    """What suits stderr and the options."""
    if settings.quiet:
        return Silent()
    if not sys.stderr.isatty():
        return WatchedLines(meter) if settings.watch else Lines(meter)
    if settings.watch:
        from rich.console import Console  # noqa: PLC0415 - slow to import, and only for terminals

        from miro_async.cli.show.live import Dashboard  # noqa: PLC0415 - likewise

        return Dashboard(meter, Console(stderr=True))
    return Bar(meter)
