"""Tables whose lists may lag behind writes, as Miro's index does, while reads by id never do."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

__all__ = ["Indexed", "Lagged", "Timeline"]

V = TypeVar("V")


class Timeline:
    """The emulator's time.

    Attributes:
        now: gives the epoch seconds.
        lag: seconds by which lists lag behind writes.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.lag = 0.0


class _Change(NamedTuple, Generic[V]):
    at: float
    key: str
    before: V | None


class Lagged(Generic[V]):
    """A dict of immutable values that can also be seen as it was a moment ago.

    Attributes:
        version: changes with every write.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._values: dict[str, V] = {}
        self._changes: deque[_Change[V]] = deque()
        self.version = 0

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[V]:
        return iter(self._values.values())

    def get(self, key: str) -> V | None:
        """The value as it is now."""
        return self._values.get(key)

    def put(self, key: str, value: V) -> None:
        """Add or replace a value."""
        self._remember(key)
        self._values[key] = value

    def remove(self, key: str) -> None:
        """Remove a value that is there."""
        self._remember(key)
        del self._values[key]

    @property
    def is_settled(self) -> bool:
        """Whether lists see all that was written."""
        horizon = self._timeline.now() - self._timeline.lag
        changes = self._changes
        while changes and changes[0].at <= horizon:
            changes.popleft()
        return not changes

    def listed(self) -> dict[str, V]:
        """The values as lists see them, by key; in no particular order while lists lag."""
        if self.is_settled:
            return self._values
        seen = dict(self._values)
        for change in reversed(self._changes):
            if change.before is None:
                seen.pop(change.key, None)
            else:
                seen[change.key] = change.before
        return seen

    def _remember(self, key: str) -> None:
        self.version += 1
        if self._timeline.lag > 0:
            self._changes.append(_Change(self._timeline.now(), key, self._values.get(key)))


class Indexed(Lagged[V]):
    """A table that also finds the values that name something: the group of an item, the connectors of an item.

    Args:
        timeline: the emulator's time.
        names: what a value names.
    """

    def __init__(self, timeline: Timeline, names: Callable[[V], Iterable[str]]) -> None:
        super().__init__(timeline)
        self._names = names
        self._keys: dict[str, dict[str, None]] = {}

    def naming(self, name: str) -> list[V]:
        """The values that name something, as they are now, in the order of writing."""
        return [self._values[key] for key in self._keys.get(name, ())]

    def put(self, key: str, value: V) -> None:
        """Add or replace a value."""
        self._forget(key)
        super().put(key, value)
        for name in self._names(value):
            self._keys.setdefault(name, {})[key] = None

    def remove(self, key: str) -> None:
        """Remove a value that is there."""
        self._forget(key)
        super().remove(key)

    def _forget(self, key: str) -> None:
        value = self._values.get(key)
        for name in self._names(value) if value is not None else ():
            keys = self._keys.get(name, {})
            keys.pop(key, None)
            if not keys:
                self._keys.pop(name, None)
