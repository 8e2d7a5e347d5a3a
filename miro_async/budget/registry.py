"""One budget per quota and process: whoever asks with the same key gets the same one.

A budget lives as long as some client holds it. Clients come and go, often one a request, but what they have spent
stays spent: so every budget that is awake is held here as well. It is let go, and gives its memory back
(`Budget.rest`), once nothing waits or is under way and two windows have passed without a call; by then no window can
know of it any more. If a client still holds it and uses it again, it wakes up and is held again.

Of one that is gone altogether only what it has learned of the server is kept, for the newest of them. Nobody sweeps:
each question for a key looks at a few of the budgets that were looked at longest ago.
"""

import threading
from itertools import islice
from weakref import WeakValueDictionary

from miro_async.budget.budget import Budget
from miro_async.budget.memory import Learned, Memory
from miro_async.budget.quota import Quota
from miro_async.errors import ConfigurationError

__all__ = ["Registry", "shared_budget"]

_MOST_LOOKS = 16  # of idle budgets, for one question
_MOST_LEARNED = 16_384


class Registry:
    """Budgets by key.

    A key names a quota: one app acting for one user. Two keys for one quota would spend it twice.
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()  # loops in several threads may ask; a budget that wakes up asks as well
        self._every: WeakValueDictionary[str, _SharedBudget] = WeakValueDictionary()
        self._awake: dict[str, _SharedBudget] = {}
        self._learned: dict[str, Learned] = {}

    def get(self, key: str, quota: Quota) -> Budget:
        """The budget of a key; see `shared_budget`."""
        with self._lock:
            self._let_rest()
            budget = self._every.get(key)
            if budget is None:
                budget = self._every[key] = _SharedBudget(quota, key, self, self._learned.pop(key, None))
            elif budget.quota != quota:
                raise ConfigurationError(
                    f"this token or quota_key is in use with {budget.quota}, and cannot be used with {quota} as well"
                )
            return budget

    def keep(self, key: str, budget: "_SharedBudget") -> None:
        """Hold a budget that has woken up."""
        with self._lock:
            self._awake[key] = budget

    def _let_rest(self) -> None:
        """Look at those who were looked at longest ago: at some of the idle, until one is not."""
        for key in list(islice(self._awake, _MOST_LOOKS)):
            budget = self._awake.pop(key)
            if not budget.rest():
                self._awake[key] = budget
                return
            learned = budget.learned
            del budget
            if learned is not None and key not in self._every:
                self._learned[key] = learned
                if len(self._learned) > _MOST_LEARNED:
                    del self._learned[next(iter(self._learned))]


class _SharedBudget(Budget):
    """A budget that is held by the registry while it is awake."""

    __slots__ = ("_key", "_registry")

    def __init__(self, quota: Quota, key: str, registry: Registry, learned: Learned | None) -> None:
        super().__init__(quota)
        self._key = key
        self._registry = registry
        if learned is not None:
            self._memory = Memory(learned)

    def _awaken(self) -> None:
        super()._awaken()
        self._registry.keep(self._key, self)

    @property
    def learned(self) -> Learned | None:
        """What a resting budget knows of its server, if anything."""
        memory = self._memory
        if memory is None or memory.learned == Learned(self.quota.limit):
            return None
        return memory.learned


_registry = Registry()


def shared_budget(key: str, quota: Quota) -> Budget:
    """The budget of a quota: the same one for the same key, whoever asks and in whatever event loop.

    Args:
        key: names the quota; a digest, never a token.
        quota: limit, window, weights and bounds; the same for everybody who uses the key.

    Raises:
        ConfigurationError: the key is in use with another quota.
    """
    return _registry.get(key, quota)
