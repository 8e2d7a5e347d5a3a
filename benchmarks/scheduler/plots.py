"""Pictures: credits spent against credits available, ours and the best peer."""

from itertools import accumulate
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from scheduler.door import Counts
from scheduler.laboratory import run
from scheduler.metrics import Run
from scheduler.policies import OURS
from scheduler.world import World
from scheduler.worlds import ALONE, BURSTY

__all__ = ["draw_all"]

_SHOWN_S = 250
_SEED = 1
_MINUTES = 20
_PEER = "smooth"
_COLOURS = {"oracle": "#9aa0a6", OURS: "#1a73e8", _PEER: "#e8710a"}
_LABELS = {"oracle": "available (oracle)", OURS: "miro_async", _PEER: "aiolimiter, best setting"}
_PANELS: tuple[tuple[str, World, str], ...] = (
    ("Fixed window from the first call", ALONE, "first"),
    ("Sliding log", ALONE, "log"),
    ("Fixed window, bursty neighbour of 20 %", BURSTY, "first"),
    ("Sliding log, bursty neighbour of 20 %", BURSTY, "log"),
)


def draw_all(folder: Path) -> list[Path]:
    """Draw every picture into a directory; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_draw(folder / "scheduler_alone.png", _PANELS[:2]), _draw(folder / "scheduler_neighbour.png", _PANELS[2:])]


def _draw(path: Path, panels: tuple[tuple[str, World, str], ...]) -> Path:
    figure: Any = Figure(figsize=(11, 6.4), layout="constrained")
    FigureCanvasAgg(figure)
    axes: Any = figure.subplots(2, len(panels), sharex=True, sharey="row", height_ratios=(3, 2))
    for column, (title, world, model) in enumerate(panels):
        runs = {name: run(world, model, _SEED, _MINUTES, policy=name) for name in (OURS, _PEER)}
        _panel(axes[0][column], axes[1][column], runs)
        axes[0][column].set_title(title)
    axes[0][0].set_ylabel("own credits accepted, in 1,000")
    axes[1][0].set_ylabel("behind it, in 1,000")
    figure.savefig(path, dpi=100)
    return path


def _panel(spent: Any, behind: Any, runs: dict[str, Run]) -> None:
    ideal = _sums(runs[OURS].ideal.tenths)
    seconds = [tenth / 10 for tenth in range(len(ideal))]
    spent.plot(seconds, ideal, color=_COLOURS["oracle"], linewidth=3, label=_LABELS["oracle"])
    for name, each in runs.items():
        own = _sums(each.played.counts.tenths)
        spent.plot(seconds, own, color=_COLOURS[name], label=f"{_LABELS[name]}: {_verdict(each)}")
        lag = [most - credits for most, credits in zip(ideal, own, strict=True)]
        behind.plot(seconds, lag, color=_COLOURS[name])
        refused = [at / 1e9 for at in each.played.counts.refused_at if at < _SHOWN_S * 1e9]
        behind.plot(refused, [lag[int(at * 10)] for at in refused], "x", color=_COLOURS[name], markersize=4)
    for axis in (spent, behind):
        axis.spines[["top", "right"]].set_visible(False)
        axis.grid(alpha=0.25)
    spent.legend(loc="upper left", frameon=False, fontsize=8).set_in_layout(False)
    behind.set_xlabel("virtual seconds; x: a 429")


def _sums(tenths: tuple[int, ...] | list[int]) -> list[float]:
    return [total / 1000 for total in accumulate(tenths[: _SHOWN_S * 10])]


def _verdict(each: Run) -> str:
    counts: Counts = each.played.counts
    text = f"{counts.own / each.ideal.own:.1%} of it, {counts.refused:,} x 429"
    return text + (f", {counts.denied / counts.asked:.0%} of the neighbour's denied" if counts.asked else "")
