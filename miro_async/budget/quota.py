"""`Quota`: how much may be spent, and by whom first."""

from dataclasses import dataclass
from typing import cast

from miro_async.errors import ConfigurationError

__all__ = ["Quota"]

_SHORTEST_WINDOW_S = 0.001
_LONGEST_WINDOW_S = 366 * 24 * 3_600
_CLASSES = 3


@dataclass(frozen=True, slots=True)
class Quota:
    """How much may be spent, how many calls may wait for it, and how the classes share it.

    Attributes:
        limit: credits per window. What the server's headers say replaces it once three answers in a row agree, or one
            that is a 429 tells less.
        window: the length of a window in seconds, up to a year.
        max_waiting: how many calls may wait; one more raises `QueueFull`, unless it was sent before. Bulk jobs wait for
            room.
        weights: the parts of the quota that interactive, normal and batch calls get when there are enough of each.

    Raises:
        ConfigurationError: a value out of range.
    """

    limit: int = 100_000
    window: float = 60.0
    max_waiting: int = 1_000_000
    weights: tuple[int, int, int] = (8, 3, 1)

    def __post_init__(self) -> None:
        if not _is_number(self.limit, int) or self.limit < 1:
            raise ConfigurationError(f"Quota.limit must be a whole number of credits, at least 1, not {self.limit!r}")
        if not _is_number(self.window, (int, float)) or not _SHORTEST_WINDOW_S <= self.window <= _LONGEST_WINDOW_S:
            raise ConfigurationError(
                f"Quota.window must be a number of seconds, 0.001 to {_LONGEST_WINDOW_S:,}, not {self.window!r}"
            )
        if not _is_number(self.max_waiting, int) or self.max_waiting < 0:
            raise ConfigurationError(
                f"Quota.max_waiting must be a number of calls, 0 or more, not {self.max_waiting!r}"
            )
        if not _are_weights(self.weights):
            raise ConfigurationError(
                "Quota.weights must be three whole numbers, 1 or more, for interactive, normal and batch calls, "
                f"not {self.weights!r}"
            )


def _is_number(value: object, kind: type | tuple[type, ...]) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def _are_weights(value: object) -> bool:
    if not isinstance(value, tuple):
        return False
    weights = cast("tuple[object, ...]", value)
    return len(weights) == _CLASSES and all(
        isinstance(weight, int) and not isinstance(weight, bool) and weight >= 1 for weight in weights
    )
