"""What operations really cost: learned from what is missing after their calls, and told by name.

The declared cost of an operation may be wrong: a page of the documentation is out of date, or says nothing. The server
charges what it charges, and its answers show what is left. Between two moments when nothing was under way the
supply is known exactly (see `ledger`), so its fall between them is one linear equation::

    fall = sum over operations (calls of it in between * what one of them costs more than declared)

plus what neighbours spent, less what came back. Many such equations, each solved half way by the rule of the
normalised least mean squares, lead to the surcharge of each operation, whatever runs beside it; neighbours and
releases are noise that hits all operations alike. A surcharge is believed when equation after equation speaks for the
same level of cost. The known case: the download of a file is said to cost nothing, and costs 500 credits
(miro-facts, "Undocumented").
"""

import logging

from miro_async.endpoints import CREDITS

__all__ = ["Costs"]

_log = logging.getLogger("miro_async")

_LEVELS = tuple(sorted(CREDITS.values()))
_ALIKE_IN_A_ROW = 4  # equations that have to agree before a cost is believed
_TOLERANCE = 4  # part of the distance to the level
_MOST_OPERATIONS = 64  # between two moments of quiet; more tell nothing


class Costs:
    """Surcharges by operation: credits that a call costs more than was reserved for it.

    Attributes:
        surcharges: what is believed, by operation; credits to reserve on top of the declared cost.
        learned: what a call of such an operation costs, all told.
    """

    __slots__ = ("_alike", "_between", "_declared", "_guesses", "_level", "_paid", "learned", "surcharges")

    def __init__(self) -> None:
        self.surcharges: dict[str, int] = {}
        self.learned: dict[str, int] = {}
        self._level: int | None = None  # at the last moment of quiet
        self._between: dict[str, int] = {}  # answers since then, by operation
        self._paid = 0  # surcharges reserved for them
        self._declared: dict[str, int] = {}  # what was reserved for the first call of each
        self._guesses: dict[str, int] = {}  # surcharge in 1/256 credits
        self._alike: dict[str, tuple[int, int]] = {}  # (level of cost, equations in a row that speak for it)

    def answered(self, operation: str, credits: int) -> None:
        """A call of an operation was answered; so much was reserved for it."""
        self._between[operation] = self._between.get(operation, 0) + 1
        if operation not in self._declared:
            self._declared[operation] = credits
        elif self.surcharges and credits - self._declared[operation] == self.surcharges.get(operation):
            self._paid += self.surcharges[operation]

    def quiet(self, level: int) -> None:
        """Nothing is under way, and the supply, less what came back, is known exactly."""
        before, self._level = self._level, level
        between, self._between = self._between, {}
        paid, self._paid = self._paid, 0
        if before is None or level > before or not between or len(between) > _MOST_OPERATIONS:
            return
        self._solve(before - level + paid, between)

    def forget(self) -> None:
        """The supply is counted from another point from now on."""
        self._level = None
        self._between.clear()
        self._paid = 0

    def _solve(self, fall: int, between: dict[str, int]) -> None:
        guesses = self._guesses
        error = (fall << 8) - sum(count * guesses.get(name, 0) for name, count in between.items())
        power = 2 * sum(count * count for count in between.values())
        consistent = abs(error) * 8 <= max(fall, 1) << 8
        for name, count in between.items():
            guesses[name] = guesses.get(name, 0) + error * count // power
            self._weigh(name, consistent=consistent)

    def _weigh(self, operation: str, *, consistent: bool) -> None:
        """Believe a surcharge once equation after equation speaks for the same level."""
        declared = self._declared[operation]
        really = declared + (self._guesses[operation] >> 8)
        level = min(_LEVELS, key=lambda credits: abs(credits - really))
        surcharge = level - declared
        known = self.surcharges.get(operation, 0)
        if not consistent or surcharge < 0 or abs(level - really) * _TOLERANCE > max(surcharge, known):
            self._alike.pop(operation, None)
            return
        if surcharge == known:
            return
        before, times = self._alike.get(operation, (level, 0))
        times = times + 1 if before == level else 1
        self._alike[operation] = (level, times)
        if times >= _ALIKE_IN_A_ROW:
            self._believe(operation, surcharge)

    def _believe(self, operation: str, surcharge: int) -> None:
        del self._alike[operation]
        declared = self._declared[operation]
        if surcharge:
            self.surcharges[operation] = surcharge
            self.learned[operation] = declared + surcharge
        else:
            del self.surcharges[operation], self.learned[operation]
        _log.warning("%s costs %d credits, %d were declared", operation, declared + surcharge, declared)
