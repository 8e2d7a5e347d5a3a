"""How a budget is doing, in words, figures and small curves; for terminals and for plain lines."""

from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from math import isfinite
from typing import Final

from miro_async.budget import Budget, BudgetSnapshot, ClassSnapshot, Priority
from miro_async.budget import events as ev

__all__ = ["Pulse", "Vitals", "bar", "line", "resets", "sparkline"]

_STEPS: Final = "▁▂▃▄▅▆▇█"
_SECONDS: Final = 40
_RATE_OVER: Final = 5
_NEWS: Final = 3
_PARTS: Final = "█▓▒·"  # what they mean shows without colours too
_MODELS: Final = {
    "fixed": "fixed windows",
    "sliding": "a sliding window",
    "steady": "credits that come back steadily",
}


class Pulse:
    """Credits a second, over the last 40 seconds."""

    def __init__(self) -> None:
        self._last: tuple[float, int] | None = None
        self.rates: deque[float] = deque(maxlen=_SECONDS)

    def beat(self, now: float, spent: int) -> None:
        """Take a sample, if the last one is a second old.

        Args:
            now: seconds by any clock.
            spent: credits spent so far.
        """
        if self._last is None:
            self._last = (now, spent)
            return
        seconds = now - self._last[0]
        if seconds >= 1:
            self.rates.append(max(0, spent - self._last[1]) / seconds)
            self._last = (now, spent)

    @property
    def rate(self) -> float:
        """Credits a second over the last five samples."""
        latest = list(self.rates)[-_RATE_OVER:]
        return sum(latest) / len(latest) if latest else 0.0


class Vitals:
    """A budget that is looked at now and then, and that is listened to in between.

    Args:
        budget: which.

    Attributes:
        pulse: its credits a second.
        news: what it has found out of late, a line each.
    """

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.pulse = Pulse()
        self.news: deque[str] = deque(maxlen=_NEWS)
        self._stop = budget.listen(self._hear)

    def look(self, now: float) -> BudgetSnapshot:
        """The state at this moment; `now` is in seconds by any clock."""
        state = self._budget.snapshot()
        self.pulse.beat(now, state.spent)
        return state

    def close(self) -> None:
        """Listen no more; may be called more than once."""
        self._stop()

    def _hear(self, event: ev.BudgetEvent) -> None:
        text = _as_news(event)
        if text and text not in self.news:
            self.news.append(text)


def bar(state: BudgetSnapshot, width: int) -> list[str]:
    """The credits of a window as one bar: spent, in flight, reserved and left, in so many letters together."""
    left = min(state.remaining, state.limit)
    flying = min(state.in_flight + state.unknown, state.limit - left)
    reserved = min(state.reserved, state.limit - left - flying)
    ends = [state.limit - left - flying - reserved, state.limit - left - reserved, state.limit - left, state.limit]
    marks = [0, *(round(width * end / state.limit) for end in ends)]
    return [part * (end - start) for part, (start, end) in zip(_PARTS, pairwise(marks), strict=True)]


def sparkline(values: Sequence[float]) -> str:
    """A curve of one letter a value, the highest of them as high as a line."""
    top = max(values, default=0.0)
    if top <= 0:
        return _STEPS[0] * len(values)
    return "".join(_STEPS[min(int(value / top * len(_STEPS)), len(_STEPS) - 1)] for value in values)


def resets(state: BudgetSnapshot) -> str:
    """When credits come back."""
    if state.paused_for > 0:
        return f"paused for {state.paused_for:.0f} s" if isfinite(state.paused_for) else "paused"
    return "no answer has told when it resets" if state.resets_in is None else f"resets in {state.resets_in:.0f} s"


def line(vitals: Vitals, now: float) -> str:
    """Everything in one line; news only in one line each."""
    state = vitals.look(now)
    text = (
        f"{state.remaining:,} of {state.limit:,} credits left, {state.in_flight:,} in flight, "
        f"{vitals.pulse.rate:,.0f}/s, {state.waiting:,} calls waiting{_waits(state)}, {state.rate_limited} x 429, "
        f"{state.foreign:,} foreign, model {state.model}, {resets(state)}"
    )
    told = "; ".join([text, *vitals.news])
    vitals.news.clear()
    return told


def _waits(state: BudgetSnapshot) -> str:
    """Who waits and since when, and how long those of the class did that wait no more."""
    classes = [(priority.name.lower(), state.waits[priority]) for priority in Priority]
    waits = [_wait(name, each) for name, each in classes if each.waiting or each.queued]
    return f" ({'; '.join(waits)})" if waits else ""


def _wait(name: str, each: ClassSnapshot) -> str:
    oldest = f" for {each.oldest_wait:.0f} s" if each.waiting else ""
    mean = f", mean {each.mean_wait:.1f} s" if each.queued else ""
    return f"{name} {each.waiting:,}{oldest}{mean}"


def _as_news(event: ev.BudgetEvent) -> str:
    text = ""
    match event:
        case ev.LimitChanged(old=old, new=new):
            text = f"the limit is {new:,} credits now, it was {old:,}"
        case ev.ModelLearned(model=model):
            text = f"the server counts in {_MODELS.get(model, model)}"
        case ev.ModelDemoted(model=model):
            text = f"the server does not count in {_MODELS.get(model, model)} any more"
        case ev.CostLearned(operation=operation, learned=learned):
            text = f"{operation} costs {learned:,} credits, not what the table of operations says"
        case ev.NeighbourSeen():
            text = "somebody else spends from this quota"
        case ev.Refused(paused_for=seconds):
            text = f"a 429: nothing goes for {seconds:.0f} s" if seconds else "a 429: what is left is for cheaper calls"
        case ev.AnswerLost(operation=operation):
            text = f"an answer was lost{f' ({operation})' if operation else ''}"
        case _:
            pass
    return text
