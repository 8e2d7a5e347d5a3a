"""Lines and the table."""

import math
from collections.abc import Iterable, Sequence

from scheduler.laboratory import Measured
from scheduler.metrics import Metric
from scheduler.policies import OURS, POLICIES
from scheduler.scenarios import ALL, Scenario

__all__ = ["line", "markdown", "table"]


def line(scenario: Scenario, figures: Measured) -> str:
    """One scenario, model and seed."""
    values = "  ".join(
        f"{metric.name} {metric.shown.format(value)}{'' if metric.holds(value, figures.model) else ' !'}"
        for metric, value in zip(scenario.metrics, figures.values, strict=True)
        if figures.policy == OURS or not metric.inside
    )
    who = "" if figures.policy == OURS else f" {figures.policy}"
    return f"{scenario.number:>4} {figures.model:8}{who} seed {figures.seed:<3} {values}   [{figures.told}]"


def table(scenarios: Sequence[Scenario], figures: Iterable[Measured]) -> tuple[str, bool]:
    """The worst of all seeds, a line per scenario, model and metric; and whether every target is met."""
    found, peers = _found(figures)
    beside = "".join(f"{peer:>10}" for peer in peers)
    head = f"{'#':>4} {'model':8} {'metric':13} {'target':>9} {'worst':>9} {'mean':>9} {'oracle':>10}{beside}"
    lines = [f"{head}       scenario"]
    met = True
    for scenario in scenarios:
        for model in scenario.models:
            runs = found.get((OURS, scenario.number, model), [])
            others = [found.get((peer, scenario.number, model), []) for peer in peers]
            for number, metric in enumerate(scenario.metrics if runs else ()):
                worst = _worst(metric, number, runs)
                holds = metric.holds(worst, model)
                met = met and holds
                mean = sum(each.values[number] for each in runs) / len(runs)
                oracle = _mean_oracle(runs) if metric.normalised else ""
                beside = "".join(f"{_shown(metric, _worst(metric, number, other)):>10}" for other in others)
                seed = next((str(each.seed) for each in runs if each.values[number] == worst), "?")
                lines.append(
                    f"{scenario.number:>4} {model:8} {metric.name:13} {_target(metric, model):>9} "
                    f"{metric.shown.format(worst):>9} {metric.shown.format(mean):>9} {oracle:>10}{beside} "
                    f"{'' if holds else 'MISS':4}  {scenario.title} (worst: seed {seed} of {len(runs)})"
                )
    return "\n".join(lines), met


def markdown(scenarios: Sequence[Scenario], figures: Iterable[Measured]) -> str:
    """The worst of all seeds, a row per scenario and metric with a target; of the peers the worst of all servers."""
    found, peers = _found(figures)
    heads = ["#", "scenario", "metric", "target", *ALL, *peers]
    rows = [heads, ["---"] * len(heads)]
    for scenario in scenarios:
        for number, metric in enumerate(scenario.metrics):
            if metric.bound is None and not metric.by_model:
                continue
            ours = [_cell(metric, number, found.get((OURS, scenario.number, model), []), model) for model in ALL]
            others = [
                [each for model in ALL for each in found.get((peer, scenario.number, model), [])] for peer in peers
            ]
            targets = dict.fromkeys(_target(metric, model) for model in scenario.models)
            beside = [_shown(metric, _worst(metric, number, other)) for other in others]
            rows.append([scenario.number, scenario.title, metric.name, ", ".join(targets), *ours, *beside])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _found(figures: Iterable[Measured]) -> tuple[dict[tuple[str, str, str], list[Measured]], list[str]]:
    """The figures of all seeds by policy, scenario and model; and the peers that are among the policies."""
    found: dict[tuple[str, str, str], list[Measured]] = {}
    for each in figures:
        found.setdefault((each.policy, each.number, each.model), []).append(each)
    return found, [policy for policy in POLICIES if policy != OURS and any(key[0] == policy for key in found)]


def _cell(metric: Metric, number: int, runs: Sequence[Measured], model: str) -> str:
    if not runs:
        return ""
    worst = _worst(metric, number, runs)
    return metric.shown.format(worst) + ("" if metric.holds(worst, model) else " **missed**")


def _worst(metric: Metric, number: int, runs: Sequence[Measured]) -> float:
    return metric.worst(each.values[number] for each in runs) if runs else math.nan


def _mean_oracle(runs: Sequence[Measured]) -> str:
    return f"{sum(each.oracle for each in runs) // len(runs):,}"


def _shown(metric: Metric, value: float) -> str:
    return "-" if math.isnan(value) else metric.shown.format(value)


def _target(metric: Metric, model: str) -> str:
    bound = metric.target(model)
    return "" if bound is None else f"{'<=' if metric.at_most else '>='} {bound:.4g}"
