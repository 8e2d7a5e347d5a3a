"""What operations really cost: learned from what is missing after their calls, and told by name.

The declared cost of an operation may be wrong: a page of the documentation is out of date, or says nothing. The server
charges what it charges, and its answers show what is left. Between two moments when nothing was under way the
supply is known exactly (see `ledger`), so its fall between them is one linear equation::

    fall = sum over operations (calls of it in between * what one of them costs more than declared)
           + seconds in between * what a second costs

A second costs what neighbours spend in it, less what came back and was not foretold: whoever calls beside somebody
who spends steadily does not take his own operations for dear ones. The last few dozen equations are solved by least
squares, one unknown after the other. What remains unexplained tells how certain a solution is, and so does how much
the number of calls varied otherwise than the time. A surcharge is believed when it leads to one of the levels of cost
and is many times its own standard error. The known case: the download of a file is said to cost nothing, and costs
500 credits (miro-facts, "Undocumented").
"""

import logging
from typing import Final, NamedTuple

from miro_async.endpoints import CREDITS

__all__ = ["Costs", "Surcharge"]

_log = logging.getLogger("miro_async")

_LEVELS: Final = tuple(sorted(CREDITS.values()))
_NS: Final = 1_000_000_000
_MILLI: Final = 1_000  # calls, seconds and guesses are counted in thousandths
_SECONDS: Final = ""  # the name of the unknown that is not an operation
_EQUATIONS: Final = 32  # the last ones
_SWEEPS: Final = 4  # through the unknowns for each equation; the next one goes on from there
_LEAST_EQUATIONS: Final = 3  # with calls of an operation, before anything is believed of it
_LEAST_CALLS: Final = 4
_CERTAIN: Final = 8  # standard errors
_LIKE_A_CLOCK: Final = 16  # part of the squares of what is called
_TOLERANCE: Final = 4  # part of the distance to the level
_MOST_OPERATIONS: Final = 64  # in an equation; more tell nothing
_APART_MS: Final = 250  # moments of quiet that tell something: when a neighbour was charged is not known better


class Surcharge(NamedTuple):
    """What an operation costs more than declared.

    Attributes:
        operation: its name.
        declared: credits that were declared.
        more: credits on top of them.
    """

    operation: str
    declared: int
    more: int


class _Equation(NamedTuple):
    """What happened between two moments of quiet: credits that are missing, calls by operation, and seconds."""

    fall: int
    counts: dict[str, int]


class Costs:
    """Surcharges by operation: credits that a call costs more than was reserved for it.

    Attributes:
        surcharges: what is believed, by operation; credits to reserve on top of the declared cost.
        learned: what a call of such an operation costs, all told.
    """

    __slots__ = (
        "_between",
        "_declared",
        "_equations",
        "_guesses",
        "_level",
        "_paid",
        "_quiet_at",
        "learned",
        "surcharges",
    )

    def __init__(self) -> None:
        self.surcharges: dict[str, int] = {}
        self.learned: dict[str, int] = {}
        self._level: int | None = None  # at the last moment of quiet
        self._quiet_at = 0
        self._between: dict[str, int] = {}  # answers since then, by operation
        self._paid = 0  # surcharges reserved for them
        self._declared: dict[str, int] = {}  # what was reserved for the first call of each
        self._equations: list[_Equation] = []
        self._guesses: dict[str, int] = {}  # what a call, or a second, costs more than declared

    def answered(self, operation: str, credits: int) -> None:
        """A call of an operation was answered; so much was reserved for it."""
        self._between[operation] = self._between.get(operation, 0) + 1
        if operation not in self._declared:
            self._declared[operation] = credits
        elif self.surcharges and credits - self._declared[operation] == self.surcharges.get(operation):
            self._paid += self.surcharges[operation]

    def quiet(self, level: int, now: int) -> None:
        """Nothing is under way, and the supply, less what came back, is known exactly."""
        before, elapsed = self._level, now - self._quiet_at
        if before is not None and elapsed < _APART_MS * _NS // _MILLI:
            return
        between, paid = self._between, self._paid
        self._begin(level, now)
        if before is None or level > before + _LEVELS[-1] or len(between) > _MOST_OPERATIONS:
            return  # so great a rise is a new window
        counts = {name: count * _MILLI for name, count in between.items()}
        self._equations.append(_Equation(before - level + paid, {_SECONDS: elapsed * _MILLI // _NS, **counts}))
        del self._equations[:-_EQUATIONS]
        if self._guesses or before - level + paid:
            self._solve()
            for name in between:
                self._weigh(name)

    def forget(self) -> None:
        """The supply is counted from another point from now on."""
        self._begin(None, 0)

    def declared(self, operation: str) -> int:
        """What an operation was declared to cost, of which an answer has come."""
        return self._declared[operation]

    def believed(self) -> tuple[Surcharge, ...]:
        """All surcharges."""
        return tuple(Surcharge(name, self._declared[name], more) for name, more in self.surcharges.items())

    def recall(self, believed: tuple[Surcharge, ...]) -> None:
        """Believe what was believed before."""
        for operation, declared, more in believed:
            self._declared[operation] = declared
            self.surcharges[operation] = more
            self.learned[operation] = declared + more

    def _begin(self, level: int | None, now: int) -> None:
        self._level, self._quiet_at = level, now
        self._between, self._paid = {}, 0

    def _solve(self) -> None:
        """Let each operation in turn explain what the others and the time leave."""
        equations = self._equations
        names = dict.fromkeys(name for each in equations for name in each.counts)
        guesses = self._guesses = {name: self._guesses.get(name, 0) for name in names}
        unexplained = [self._left_by(each) for each in equations]
        columns = {name: [each.counts.get(name, 0) for each in equations] for name in names}
        seconds = columns.pop(_SECONDS)
        for _ in range(_SWEEPS):
            guesses[_SECONDS] += _explain(unexplained, seconds, _dot(seconds, seconds))
            for name, counts in columns.items():
                guesses[name] += _explain(unexplained, counts, _own_power(counts, seconds))
                guesses[_SECONDS] += _explain(unexplained, seconds, _dot(seconds, seconds))

    def _weigh(self, operation: str) -> None:
        """Believe a surcharge if it is certain, and one of the levels of cost."""
        declared, known = self._declared[operation], self.surcharges.get(operation, 0)
        guess = self._guesses[operation] // _MILLI
        surcharge = min(_LEVELS, key=lambda credits: abs(credits - declared - guess)) - declared
        if surcharge < 0 or surcharge == known or abs(surcharge - guess) * _TOLERANCE > max(surcharge, known):
            return
        if self._is_certain(operation, surcharge - known):
            self._believe(operation, surcharge)

    def _is_certain(self, operation: str, difference: int) -> bool:
        """Whether a difference in cost is many times its standard error."""
        equations = self._equations
        counts = [each.counts.get(operation, 0) for each in equations]
        if sum(counts) < _LEAST_CALLS * _MILLI or sum(map(bool, counts)) < _LEAST_EQUATIONS:
            return False
        seconds = [each.counts[_SECONDS] for each in equations]
        misplaced = sum(each.fall for each in equations) * _MILLI * _APART_MS // max(sum(seconds), 1) * _MILLI
        noise = sum(self._left_by(each) ** 2 for each in equations) // len(equations) + misplaced**2
        return (difference * _MILLI) ** 2 * _own_power(counts, seconds) > _CERTAIN**2 * noise

    def _left_by(self, equation: _Equation) -> int:
        fall, counts = equation
        return fall * _MILLI * _MILLI - sum(counts[name] * self._guesses[name] for name in counts)

    def _believe(self, operation: str, surcharge: int) -> None:
        declared = self._declared[operation]
        if surcharge:
            self.surcharges[operation] = surcharge
            self.learned[operation] = declared + surcharge
        else:
            del self.surcharges[operation], self.learned[operation]
        _log.warning("%s costs %d credits, %d were declared", operation, declared + surcharge, declared)


def _dot(left: list[int], right: list[int]) -> int:
    return sum(one * other for one, other in zip(left, right, strict=True))


def _own_power(counts: list[int], seconds: list[int]) -> int:
    """The squares of what in the calls does not go with the time; 0 if next to nothing: that may be anybody's."""
    squares = _dot(counts, counts)
    power = squares - _dot(counts, seconds) ** 2 // max(_dot(seconds, seconds), 1)
    return power if power * _LIKE_A_CLOCK > squares else 0


def _explain(unexplained: list[int], counts: list[int], power: int) -> int:
    """Let one unknown explain what it can: returns by how much it changes."""
    change = _dot(unexplained, counts) // power if power > 0 else 0
    for index, count in enumerate(counts):
        unexplained[index] -= count * change
    return change
