"""Lets everything go at once except what concerns the same thing: that goes in its order."""

from collections.abc import Iterable
from types import TracebackType

import anyio

__all__ = ["Turn", "Turns"]


class Turn:
    """A place in the lines of some keys: ``async with turn`` waits until it is at the head of each.

    Args:
        lines: the last in each line.
        keys: whose lines.

    Attributes:
        over: set when it has gone by.
    """

    __slots__ = ("_before", "_keys", "_lines", "over")

    def __init__(self, lines: dict[str, "Turn"], keys: frozenset[str]) -> None:
        self._lines = lines
        self._keys = keys
        self._before = [lines[key] for key in keys if key in lines]
        self.over = anyio.Event()
        lines.update(dict.fromkeys(keys, self))

    async def __aenter__(self) -> None:
        for other in self._before:
            await other.over.wait()
        self._before.clear()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        for key in self._keys:
            if self._lines.get(key) is self:
                del self._lines[key]


class Turns:
    """A line for each key."""

    def __init__(self) -> None:
        self._lines: dict[str, Turn] = {}

    def take(self, keys: Iterable[str]) -> Turn:
        """The next place in the lines of some keys; an empty key has no line."""
        return Turn(self._lines, frozenset(key for key in keys if key))
