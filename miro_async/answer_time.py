"""How long answers take, so that no call is sent whose deadline passes before its answer can come.

Such a call gains nothing: it costs credits, it keeps others from being sent, and a write ends as an unknown outcome.
Under overload it is the rule and no exception, since the calls that wait longest go just before their deadlines.
Only calls that had to wait are held to it. One that goes at once is always sent, so that an estimate that is too long
is found out.
"""

__all__ = ["AnswerTime"]


class AnswerTime:
    """An estimate of how long the next answer takes, in seconds: the mean of late and twice the mean deviation.

    It is the estimate of RFC 6298 with other weights: twice the deviation holds for about nineteen answers of twenty.
    One that took much longer, because the call is a dear one or the server hung, counts as twice the estimate.

    Attributes:
        seconds: the estimate; 0.0 before the first answer.
    """

    __slots__ = ("_deviation", "_mean", "seconds")

    def __init__(self) -> None:
        self._mean = 0.0
        self._deviation = 0.0
        self.seconds = 0.0

    def answered(self, took: float) -> None:
        """An answer came after so many seconds."""
        if not self._mean:
            self._mean = self.seconds = took
        off = min(took, 2 * self.seconds) - self._mean
        self._mean += off / 8
        self._deviation += (abs(off) - self._deviation) / 4
        self.seconds = self._mean + 2 * self._deviation

    def in_vain(self, waited: float) -> None:
        """No answer came in so many seconds; it would have taken longer."""
        if waited > self.seconds:
            self.answered(waited)

    def send_within(self, left: float) -> float:
        """Seconds in which a call has to go that has so many left.

        All of them where answers are slower than the call allows at all: it may go at once, and be lucky.
        """
        return left - self.seconds if self.seconds < left else left
