"""Credits over time, spent and available, one row for each window model."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.figure import Figure

__all__ = ["Panel", "draw"]

_OWN, _ORACLE, _LEFT = "#1f5fbf", "#b8b8b8", "#d9822b"


class Panel(NamedTuple):
    """What is drawn for one model: steps of (seconds, credits)."""

    model: str
    own: Sequence[tuple[float, int]]
    ideal: Sequence[tuple[float, int]]
    left: Sequence[tuple[float, int]]


def draw(path: Path, title: str, panels: Sequence[Panel]) -> None:
    """Draw the panels into a PNG file."""
    figure: Any = Figure(figsize=(11, 2.1 * len(panels)), layout="constrained")
    figure.suptitle(f"Credits over time, {title}")
    for row, panel in enumerate(panels):
        spent = figure.add_subplot(len(panels), 2, 2 * row + 1)
        _steps(spent, panel.ideal, _ORACLE, "an oracle would have spent")
        _steps(spent, panel.own, _OWN, "spent")
        spent.set_title(f"{panel.model}: spent so far", fontsize=9)
        left = figure.add_subplot(len(panels), 2, 2 * row + 2, sharex=spent)
        _steps(left, panel.left, _LEFT, "available at the server")
        left.set_title(f"{panel.model}: available", fontsize=9)
        if row == 0:
            spent.legend(fontsize=8)
            left.legend(fontsize=8)
        if row == len(panels) - 1:
            spent.set_xlabel("seconds")
            left.set_xlabel("seconds")
    figure.savefig(path, dpi=100)


def _steps(axes: Any, points: Sequence[tuple[float, int]], color: str, label: str) -> None:
    axes.step([at for at, _ in points], [total / 1000 for _, total in points], color, where="post", label=label)
    axes.set_ylabel("thousands")
    axes.grid(visible=True, alpha=0.3)
