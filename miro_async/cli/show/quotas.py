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
_WIDE: Final = 130

Key = tuple[str, str]


class QuotaTable:
    """On a terminal: a row for each quota, and what its credits went for. The last state stays.

    Args:
        url: of the emulator, for the title.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._pulses: dict[Key, Pulse] = {}
        self._live = Live(console=Console(file=sys.stdout), auto_refresh=False)
        self._live.start()

    def show(self, quotas: list[QuotaState], now: float) -> None:
        """Show them as they are; `now` is in seconds by any clock."""
        for quota in quotas:
            self._pulses.setdefault((quota.user, quota.app), Pulse()).beat(now, quota.credits)
        self._live.update(self._drawn(quotas), refresh=True)

    def close(self) -> None:
        """Nothing more will come."""
        self._live.stop()

    def _drawn(self, quotas: list[QuotaState]) -> RenderableType:
        table = Table(title=f"miro-async top: {self._url}", title_justify="left", box=None, pad_edge=False)
        is_wide = self._live.console.width >= _WIDE
        table.add_column("quota", no_wrap=True)
        table.add_column("credits used", no_wrap=True)
        for title in ("left", "limit", "window", "resets", "credits/s", "in flight", "calls", "429", "foreign"):
            table.add_column(title, justify="right", no_wrap=True)
        for quota in quotas:
            pulse = self._pulses[quota.user, quota.app]
            curve = f"{sparkline(list(pulse.rates)[-_CURVE:])} " if is_wide else ""
            table.add_row(
                Text(_name(quota)),
                _used(quota),
                f"{quota.remaining:,}",
                f"{quota.limit:,}",
                f"{quota.model} {quota.window:g} s",
                f"{quota.resets_in:.0f} s",
                f"{curve}{pulse.rate:,.0f}",
                f"{quota.in_flight:,}",
                f"{quota.calls:,}",
                Text(f"{quota.rate_limited:,}", style="red" if quota.rate_limited else ""),
                f"{quota.foreign:,}",
            )
        return Group(table, *(Text(f"{_name(quota)}: {_spending(quota)}", style="dim") for quota in quotas))


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
                sys.stdout.write(f"{text}, resets in {quota.resets_in:.0f} s\n")
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


def _name(quota: QuotaState) -> str:
    if not quota.user:
        return "no valid token"
    return printable(f"{quota.user_name or quota.user}, app {quota.app[-4:]}")


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
