"""The live view of a long job: how far it is, and how its credits are doing, on a terminal; see ``--watch``."""

import asyncio

from rich.columns import Columns
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from miro_async.budget import BudgetSnapshot, ClassSnapshot, Priority
from miro_async.cli.show.progress import Meter
from miro_async.cli.show.vitals import Vitals, bar, resets, sparkline

__all__ = ["Dashboard"]

_REDRAW_S = 0.25
_LABEL = 9
_STYLES = ("", "yellow", "cyan", "green")  # of spent, in flight, reserved and left
_MARGIN = 4 + _LABEL  # of the panel's frame, and the labels
_WIDEST = 96


class Dashboard:
    """Drawn by the event loop, so that it goes on while everything waits for credits; the last state stays.

    Args:
        meter: counts the credits.
        console: where to draw.
    """

    def __init__(self, meter: Meter, console: Console) -> None:
        self._meter = meter
        self._console = console
        self._vitals: Vitals | None = None
        self._phases = Progress(
            TextColumn("{task.description:<8}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[meter]}"),
        )
        self._live = Live(console=console, auto_refresh=False)
        self._task: TaskID | None = None
        self._timer: asyncio.TimerHandle | None = None

    def begin(self, label: str, total: int | None) -> None:
        """A phase begins, of so many steps."""
        if self._vitals is None:
            self._vitals = Vitals(self._meter.budget)
            self._live.start()
        if self._task is not None:
            self._phases.update(self._task, meter="")  # only what goes on has anything left
        self._task = self._phases.add_task(label, total=total, meter="")
        self._redraw()

    def advance(self, steps: int = 1) -> None:
        """Some steps are done."""
        if self._task is not None:
            self._phases.update(self._task, advance=steps)

    def close(self) -> None:
        """Nothing more will come."""
        if self._timer is None or self._vitals is None:
            return
        self._redraw()
        self._timer.cancel()
        self._vitals.close()
        self._task = self._timer = self._vitals = None
        self._live.stop()

    def _redraw(self) -> None:
        loop = asyncio.get_running_loop()
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None and self._vitals is not None:
            self._phases.update(self._task, meter=str(self._meter))
            self._live.update(self._drawn(self._vitals, loop.time()), refresh=True)
        self._timer = loop.call_later(_REDRAW_S, self._redraw)

    def _drawn(self, vitals: Vitals, now: float) -> RenderableType:
        state = vitals.look(now)
        width = min(self._console.width, _WIDEST)
        return Panel(
            Group(
                self._phases.get_renderable(),
                _labelled("credits", _bar(state, max(width - _MARGIN, 10))),
                _labelled("", _legend(state)),
                _labelled("speed", Text(f"{vitals.pulse.rate:,.0f} credits/s  {sparkline(vitals.pulse.rates)}")),
                _labelled("server", _server(state)),
                _classes(state),
                *(_labelled("news", Text(text, style="yellow")) for text in vitals.news),
            ),
            title="miro-async",
            title_align="left",
            width=width,
        )


def _labelled(label: str, content: RenderableType) -> Table:
    """Some content that goes on below itself, beside its label, where a terminal is too narrow."""
    table = Table.grid()
    table.add_column(width=_LABEL, style="dim")
    table.add_column()
    table.add_row(label, content)
    return table


def _bar(state: BudgetSnapshot, width: int) -> Text:
    return Text.assemble(*zip(bar(state, width), _STYLES, strict=True))


def _legend(state: BudgetSnapshot) -> Columns:
    figures = {
        "█ spent": state.limit - state.remaining - state.in_flight - state.unknown - state.reserved,
        "▓ in flight": state.in_flight,
        "▒ reserved": state.reserved,
        "· left": state.remaining,
    }
    parts = [
        Text(f"{name} {max(0, credits):,}", style)
        for (name, credits), style in zip(figures.items(), _STYLES, strict=True)
    ]
    return Columns([*parts, Text(f"of {state.limit:,}")], padding=(0, 2))


def _server(state: BudgetSnapshot) -> Text:
    unknown = f", {state.unknown:,} credits unanswered" if state.unknown else ""
    return Text.assemble(
        f"model {state.model}, {resets(state)}, ",
        (f"{state.rate_limited} x 429", "red" if state.rate_limited else ""),
        ", ",
        (f"{state.foreign:,} credits foreign", "yellow" if state.foreign else ""),
        unknown,
    )


def _classes(state: BudgetSnapshot) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("class", min_width=_LABEL)
    for title in ("waiting", "credits", "mean wait", "longest"):
        table.add_column(title, justify="right", min_width=8)
    for priority in Priority:
        table.add_row(priority.name.lower(), *_figures(state.waits[priority]))
    return table


def _figures(each: ClassSnapshot) -> tuple[str, str, str, str]:
    mean, longest = (f"{each.mean_wait:.1f} s", f"{each.longest_wait:.1f} s") if each.queued else ("-", "-")
    return f"{each.waiting:,}", f"{each.credits:,}", mean, longest
