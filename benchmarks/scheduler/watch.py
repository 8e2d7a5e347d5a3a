"""Who looks on while a world is played, and writes down what the final state does not tell."""

import copy
import gc
import itertools
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any

from miro_async.budget import Budget, BudgetSnapshot
from scheduler.neighbours import Steps
from scheduler.play import Play
from scheduler.servers import NS
from scheduler.takeover import Books, beginnings

__all__ = ["SETTLED_S", "WATCHERS"]

SETTLED_S = 5.0
_MODULE = "miro_async.budget"


def _state(run: Play) -> BudgetSnapshot | None:
    return run.policy.snapshot() if isinstance(run.policy, Budget) else None


def _foreign(run: Play) -> None:
    """(estimated, true, seen) credits a second of the neighbours, where they have been steady for some seconds.

    Steady is who asks at one rate and gets it: who is denied spends less than he asks, and nobody is told what. Seen is
    what somebody knows who is told by each answer what they had spent when it was written.
    """
    rows = run.played.samples["foreign"] = []
    steps = [neighbour for neighbour in run.world.neighbours if isinstance(neighbour, Steps)]
    a_second = run.world.limit / run.world.window
    denied: deque[int] = deque(maxlen=1 + int(SETTLED_S * 2))
    told = deque([run.latest], maxlen=1 + int(SETTLED_S * 2))

    def look() -> None:
        state = _state(run)
        if state is None:
            return
        denied.append(run.door.counts.denied)
        now = run.now() / NS
        if run.latest != told[-1]:
            told.append(run.latest)
        now_and_then = [sum(step.share_at(max(0.0, at)) for step in steps) for at in (now - SETTLED_S, now)]
        if now > SETTLED_S and now_and_then[0] == now_and_then[1] and denied[0] == denied[-1]:
            rows.append((state.foreign_rate, now_and_then[1] * a_second, _slope(told)))

    run.every(0.5, look)


def _slope(told: Iterable[tuple[int, int]]) -> float:
    """Credits a second over the last seconds that were told of: (ns, credits)."""
    every = list(told)
    last, spent = every[-1]
    first, before = next(each for each in every if each[0] >= last - SETTLED_S * NS)
    return (spent - before) * NS / max(last - first, 1)


def _lost(run: Play) -> None:
    """Credits held as unknown beyond what was charged and not answered, just before the window ends."""
    rows = run.played.samples["lost"] = []
    fixed = type(run.door.server).__name__ in {"WallClock", "FirstCall"}

    def look() -> None:
        state, now = _state(run), run.now()
        until = run.door.server.resets_at(now) - now
        if state is None or (fixed and until > NS // 2):
            return
        span = run.door.server.window - (until if fixed else 0)
        charged = sum(credits for at, credits in run.lost_charged if at > now - span)
        rows.append((float(max(0, state.unknown - charged)),))

    run.every(0.5, look)


def _waiters(run: Play) -> None:
    """(live, held) calls in the queue."""
    rows = run.played.samples["waiters"] = []

    def look() -> None:
        state = _state(run)
        if state is not None:
            held = sum(1 for each in _reachable(run.policy) if type(each).__name__ == "Waiter")
            rows.append((float(state.waiting), float(held)))

    run.every(5.0, look)


def _structures(run: Play) -> None:
    """Entries of all containers that the budget holds."""
    rows = run.played.samples["structures"] = []

    def look() -> None:
        rows.append((float(sum(len(each) for each in _reachable(run.policy) if isinstance(each, Sized))),))

    run.every(300.0, look)


def _invariants(run: Play) -> None:
    """How many violations: states below zero, more or less in flight than was sent, waiters that cost nothing."""
    rows = run.played.samples["invariants"] = []

    def look() -> None:
        state = _state(run)
        if state is not None:
            below = sum(part < 0 for part in (state.reserved, state.unknown, state.waiting, state.waiting_credits))
            free = state.waiting > 0 and state.waiting_credits == 0
            rows.append((float(below + (state.in_flight != run.held) + free),))

    run.every(1.0, look)


def _books(run: Play) -> None:
    """The server's books at each beginning of a window of its clock after the last change."""

    def copied(begin: int) -> None:
        run.played.books[begin] = Books(copy.deepcopy(run.door.server), run.now(), run.door.counts.own)

    last = max(change.at for change in run.world.changes)
    for begin in itertools.takewhile(lambda each: each < run.end, beginnings(run.door.server, last)):
        run.loop.call_later(begin / NS, copied, begin)


def _reachable(root: object) -> Iterator[Any]:
    """Everything that an object holds, as far as it is the budget's own."""
    seen: set[int] = set()
    todo: list[Any] = [root]
    while todo:
        each = todo.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, (list, dict, set, deque, tuple)) or type(each).__module__.startswith(_MODULE):
            yield each
            todo += gc.get_referents(each)


WATCHERS: dict[str, Callable[[Play], None]] = {
    "foreign": _foreign,
    "lost": _lost,
    "waiters": _waiters,
    "structures": _structures,
    "invariants": _invariants,
    "books": _books,
}
