"""The quotas of an emulator: a table that is drawn again and again, or lines for a pipe."""

import sys
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from miro_async.cli.show.safety import printable
from miro_async.cli.show.vitals import Pulse, sparkline
from miro_async.emulator.quotas import QuotaState

__all__ = ["QuotaLines", "QuotaTable"]

_BAR: Final = 16
_CURVE: Final = 12
_MOST_OPERATIONS: Final = 6
_UNBOUNDED: Final = 1_000
_SHORTEST_NAME: Final = 8

Key = tuple[str, str]
Cells = dict[str, Text]
Layout = tuple[tuple[str, ...], ...]
"""The columns of a table, by the titles that stand in each of them one below the other."""

_WIDE: Final[Layout] = (
    ("quota",), ("credits used",), ("left",), ("limit",), ("window",), ("resets",),
    ("credits/s",), ("in flight",), ("calls",), ("429",), ("foreign",),
)  # fmt: skip
_NARROW: Final[Layout] = (
    ("user", "app"),
    ("credits used", "window"),
    ("left", "limit"),
    ("credits/s", "in flight"),
    ("calls", "429"),
    ("resets", "foreign"),
)
_LAYOUTS: Final = ((*_WIDE[:6], ("trend",), *_WIDE[6:]), _WIDE, _NARROW)
_TEXTS: Final = frozenset({"quota", "user", "credits used", "trend"})


class QuotaTable:
    """On a terminal: a row for each quota, and what its credits went for. The last state stays.

    Args:
        console: where to draw.
        url: of the emulator, for the title.
    """

    def __init__(self, console: Console, url: str) -> None:
        self._console = console
        self._title = Text(f"miro-async top: {url}", style="italic")
        self._pulses: dict[Key, Pulse] = {}
        self._live = Live(console=console, auto_refresh=False)
        self._live.start()

    def show(self, quotas: list[QuotaState], now: float) -> None:
        """Show them as they are; `now` is in seconds by any clock."""
        for quota in quotas:
            self._pulses.setdefault((quota.user, quota.app), Pulse()).beat(now, quota.credits)
        self._live.update(Group(self._title, *self._drawn(quotas)), refresh=True)

    def close(self) -> None:
        """Nothing more will come."""
        self._live.stop()

    def _drawn(self, quotas: list[QuotaState]) -> list[RenderableType]:
        """A table if all its figures fit on the terminal, else sentences."""
        table = self._table([_cells(quota, self._pulses[quota.user, quota.app]) for quota in quotas])
        if table is None:
            return [Text(_sentence(quota)) for quota in quotas]
        return [table, *(Text(f"{_name(quota)}: {_spending(quota)}", style="dim") for quota in quotas)]

    def _table(self, rows: list[Cells]) -> Table | None:
        """The widest table that fits, or the narrowest with names cut; None if too little were left of these."""
        for layout in _LAYOUTS:
            table = _laid_out(layout, rows)
            if self._missing(table) <= 0:
                return table
        table = _laid_out(_NARROW, rows)
        room = max(row[title].cell_len for row in rows for title in _NARROW[0]) - self._missing(table)
        table.columns[0].max_width = room
        return table if room >= _SHORTEST_NAME else None

    def _missing(self, table: Table) -> int:
        """How many columns of the terminal a table needs that are not there."""
        unbounded = self._console.options.update_width(_UNBOUNDED)
        return self._console.measure(table, options=unbounded).maximum - self._console.width


class QuotaLines:
    """Without a terminal: a line for each quota that has changed since the last look."""

    def __init__(self) -> None:
        self._shown: dict[Key, str] = {}

    def show(self, quotas: list[QuotaState], now: float) -> None:
        """Show them as they are."""
        del now
        for quota in quotas:
            text = _line(quota)
            if self._shown.get((quota.user, quota.app)) != text:
                self._shown[quota.user, quota.app] = text
                sys.stdout.write(f"{_sentence(quota)}\n")
        sys.stdout.flush()

    def close(self) -> None:
        """Nothing more will come."""


def _line(quota: QuotaState) -> str:
    """What changes only with what is spent."""
    return (
        f"{_name(quota)}: {quota.remaining:,} of {quota.limit:,} credits left ({quota.model}, {quota.window:g} s), "
        f"{quota.in_flight} in flight, {quota.calls:,} calls, {quota.credits:,} credits, {quota.rate_limited:,} x 429, "
        f"{quota.foreign:,} foreign; {_spending(quota)}"
    )


def _sentence(quota: QuotaState) -> str:
    return f"{_line(quota)}, resets in {quota.resets_in:.0f} s"


def _cells(quota: QuotaState, pulse: Pulse) -> Cells:
    """Everything that a table may show of a quota, by its title."""
    limit = f"{quota.limit:,}"
    texts = {
        "quota": _name(quota),
        "user": _user(quota),
        "app": _app(quota),
        "left": f"{quota.remaining:,}".rjust(len(limit)),  # as wide whatever is left: no layout comes and goes
        "limit": limit,
        "window": f"{quota.model} {quota.window:g} s",
        "resets": f"{quota.resets_in:.0f} s",
        "trend": sparkline(list(pulse.rates)[-_CURVE:]).ljust(_CURVE),
        "credits/s": f"{pulse.rate:,.0f}",
        "in flight": f"{quota.in_flight:,}",
        "calls": f"{quota.calls:,}",
        "foreign": f"{quota.foreign:,}",
    }
    cells = {title: Text(text) for title, text in texts.items()}
    refused = Text(f"{quota.rate_limited:,}", style="red" if quota.rate_limited else "")
    return {**cells, "credits used": _used(quota), "429": refused}


def _laid_out(layout: Layout, rows: list[Cells]) -> Table:
    table = Table(box=None, pad_edge=False)
    for titles in layout:
        table.add_column("\n".join(titles), justify="left" if titles[0] in _TEXTS else "right", no_wrap=True)
    for row in rows:
        table.add_row(*(Text("\n").join(row[title] for title in titles) for titles in layout))
    return table


def _name(quota: QuotaState) -> str:
    return ", ".join(part for part in (_user(quota), _app(quota)) if part)


def _user(quota: QuotaState) -> str:
    return printable(quota.user_name or quota.user) or "no valid token"


def _app(quota: QuotaState) -> str:
    return printable(f"app {quota.app[-4:]}") if quota.user else ""


def _used(quota: QuotaState) -> Text:
    share = 1 - quota.remaining / quota.limit
    full = round(_BAR * share)
    style = "red" if share > 0.95 else "yellow" if share > 0.7 else "green"
    return Text.assemble(("█" * full, style), ("·" * (_BAR - full), "dim"), f" {share:4.0%}")


def _spending(quota: QuotaState) -> str:
    """What most of the credits went for."""
    dearest = sorted(quota.operations.items(), key=lambda each: (-each[1].credits, each[0]))
    parts = [f"{name or 'unknown'} {tally.credits:,}" for name, tally in dearest[:_MOST_OPERATIONS]]
    if len(dearest) > _MOST_OPERATIONS:
        parts.append(f"others {sum(tally.credits for _, tally in dearest[_MOST_OPERATIONS:]):,}")
    return ", ".join(parts) or "nothing yet"
