"""What we were granted when, while others spend: no call is charged before it is granted, nor after it is answered.

What surely came back of a sliding log is what was answered longer than a window ago: the own log tells. What may have
come back is what was granted longer than a window ago, and this tells. The less there is between the two, the sooner
a fall is seen that others caused, and the less is taken for one.
"""

from miro_async.budget.own_log import OwnLog

__all__ = ["Grants"]

_GRAINS_PER_WINDOW = 2048  # the log rounds times up, by less than this


class Grants:
    """Credits by the time of their grant; of use once every one of a window was noted.

    Args:
        window_ns: the length of the quota's window in nanoseconds.
    """

    __slots__ = ("_before", "_complete_at", "_log", "_window_ns")

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._log = OwnLog(window_ns)
        self._before = -1  # credits that were granted before the first that was noted
        self._complete_at = 0

    def note(self, credits: int, committed: int, now: int) -> None:
        """So many credits are granted, besides all that are committed."""
        if not self._keeps_step_with(committed):
            self._log = OwnLog(self._window_ns)
            self._before = committed
            self._complete_at = now + self._window_ns + self._window_ns // _GRAINS_PER_WINDOW
        self._log.add(now, credits)

    def refund(self, credits: int) -> None:
        """A grant was undone."""
        self._log.take_back(credits)

    def back_by(self, now: int, committed: int) -> int | None:
        """Credits that have expired since the beginning, at most; None if not all grants of a window are known."""
        if now < self._complete_at or not self._keeps_step_with(committed):
            return None
        self._log.expire(now)
        return self._before + self._log.expired_by(now + self._window_ns // _GRAINS_PER_WINDOW)

    def _keeps_step_with(self, committed: int) -> bool:
        return committed - self._log.ever == self._before
