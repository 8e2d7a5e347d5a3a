"""How soon calls are charged after they were sent, where answers take long.

A call was charged some time between sending and answering. Mostly the two are near, and nobody asks for more. But where
some answers take half a minute, to hold every charge for as late as its answer costs as much of the quota as is under
way at any time. Date tells more, for no answer is dated before its call was charged. Put ::

    d_j = Date of the answer - time at which j was sent

that is: the server's clock less ours, plus the lag of j, less up to a second of rounding down. The greatest d less the
least, less that second, is at most what the greatest lag has above the least; and it comes near to it, as one call in
ten is sent within a tenth of a second before the server's clock ticks. The least lag in its turn is below the quickest
round trip. So after some answers ::

    most = 2 * (greatest d - least d - 1 s) + quickest round trip + a grain

is a bound of all lags, twice as far as any was ever seen to vary. It is an estimate, the only one in the ledger's
account of our own calls; whatever disturbs it makes it larger: a network that falters, hosts whose clocks differ,
a clock that is set, garbage. A server that writes the date when it has done its work shows lags as long as that. Where
`most` is no longer small nothing is claimed.

From it follow a fact for the own log: by ``sent_j + most`` everything was charged that had been sent before j. And one
for the header bound: everything that was sent longer than `most` before j had been charged when j was, so what is under
way since then is not subtracted twice. Of what had been sent at some time the ledger's totals tell, noted whenever an
answer comes.
"""

from bisect import bisect_left

from miro_async.budget.own_log import OwnLog

__all__ = ["Lags"]

_NS = 1_000_000_000
_GRAINS_PER_WINDOW = 512
_SMALL = 16  # part of a window: larger bounds are none
_ENOUGH = 64  # answers
_NONE_YET = 1 << 62
_EVERYTHING = 1 << 62


class _Spell:
    """What the answers of a window showed, times in ns.

    Attributes:
        least, greatest: of d, see above.
        quickest: the shortest round trip.
        answers: how many had a date.
    """

    __slots__ = ("answers", "greatest", "least", "quickest")

    def __init__(self) -> None:
        self.least = self.quickest = _NONE_YET
        self.greatest = -_NONE_YET
        self.answers = 0


class Lags:
    """A bound of the time from sending to charging, and what was sent when.

    Args:
        window_ns: the length of the quota's window in nanoseconds.

    Attributes:
        most: the bound, in ns; None if there is none that helps.
    """

    __slots__ = ("_before", "_now", "_sent", "_times", "_turn_at", "_window_ns", "most")

    def __init__(self, window_ns: int) -> None:
        self._window_ns = window_ns
        self._times: list[int] = []
        self._sent: list[int] = []
        self._before, self._now = _Spell(), _Spell()
        self._turn_at = 0
        self.most: int | None = None

    def answered(self, credits: int, sent_at: int, date: int | None, lost: int, log: OwnLog, now: int) -> int:
        """Weigh an answer, and let the log know what was charged by when.

        Args:
            credits: the cost of the call.
            sent_at: when it was sent, in ns.
            date: the server's clock when it was answered, in seconds.
            lost: credits that may still be on their way, though no answer will come.
            log: the own log.
            now: when the answer came.

        Returns:
            Credits that were sent before, and surely charged when it was, if ever.
        """
        if date is not None:
            self._measure(date * _NS - sent_at, now - sent_at, now)
        if self.most is None:
            return 0
        log.charged_by(min(now, sent_at + self.most), self._sent_before(sent_at) + credits - lost)
        return self._sent_before(sent_at - self.most) - lost

    def forget_sent(self) -> None:
        """What was noted as sent was not."""
        self._times.clear()
        self._sent.clear()

    def sent_by(self, at: int) -> int:
        """Credits that had been sent at that time, at most, as far as it is remembered."""
        noted = bisect_left(self._times, at)
        return self._sent[noted] if noted < len(self._sent) else _EVERYTHING

    def _measure(self, apart: int, trip: int, now: int) -> None:
        if now >= self._turn_at:
            self._before, self._now = self._now, _Spell()
            self._turn_at = now + self._window_ns
        spell, before = self._now, self._before
        spell.least, spell.greatest = min(spell.least, apart), max(spell.greatest, apart)
        spell.quickest = min(spell.quickest, trip)
        spell.answers += 1
        if spell.answers + before.answers < _ENOUGH:
            self.most = None
            return
        varies = max(spell.greatest, before.greatest) - min(spell.least, before.least) - _NS
        quickest = min(spell.quickest, before.quickest)
        most = 2 * max(varies, 0) + quickest + self._window_ns // _GRAINS_PER_WINDOW
        self.most = most if most <= self._window_ns // _SMALL else None

    def note(self, sent: int, now: int) -> None:
        """So many credits have been sent in all."""
        times = self._times
        if times and now - times[-1] < self._window_ns // _GRAINS_PER_WINDOW // 4:
            return
        times.append(now)
        self._sent.append(sent)
        if times[0] < now - 2 * self._window_ns:
            old = bisect_left(times, now - self._window_ns) - 1
            del times[:old], self._sent[:old]

    def _sent_before(self, at: int) -> int:
        """Credits that had been sent before that time, as far as it is remembered."""
        noted = bisect_left(self._times, at)
        return self._sent[noted - 1] if noted else 0
