"""One budget per quota and process: whoever asks with the same key gets the same one."""

from weakref import WeakValueDictionary

from miro_async.budget.budget import Budget, Quota
from miro_async.errors import ConfigurationError

__all__ = ["shared_budget"]

_SWEEP_AT = 32


class _Registry:
    """Budgets by key.

    A budget that still matters (something was spent within two windows, or somebody waits) is held here, so that
    a new client of the same token cannot spend the window twice. One that no longer matters lives as long as some
    client holds it, and is found again until then.
    """

    def __init__(self) -> None:
        self._every: WeakValueDictionary[str, Budget] = WeakValueDictionary()
        self._kept: dict[str, Budget] = {}
        self._sweep_at = _SWEEP_AT

    def get(self, key: str, quota: Quota) -> Budget:
        budget = self._every.get(key)
        if budget is None:
            budget = self._every[key] = Budget(quota)
        elif budget.quota != quota:
            raise ConfigurationError(
                f"this token or quota_key is in use with {budget.quota}, and cannot be used with {quota} as well"
            )
        self._kept[key] = budget
        if len(self._kept) > self._sweep_at:
            self._sweep(key)
        return budget

    def _sweep(self, newest: str) -> None:
        self._kept = {key: budget for key, budget in self._kept.items() if key == newest or not budget.idle}
        self._sweep_at = max(_SWEEP_AT, 2 * len(self._kept))


_registry = _Registry()


def shared_budget(key: str, quota: Quota) -> Budget:
    """The budget of a quota: the same one for the same key, whoever asks and in whatever event loop.

    Args:
        key: names the quota; a digest, never a token.
        quota: limit and window; the same for everybody who uses the key.

    Raises:
        ConfigurationError: the key is in use with another quota.
    """
    return _registry.get(key, quota)
