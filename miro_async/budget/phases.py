"""Weighted counters of every phase: what none of them refuses, if no header tells when their windows begin.

Let C(t) be what was charged until t, and W the window. A counter whose present window began at s admits a call at t
if ::

    C(t), the call included  <=  limit + x C(s) + (1 - x) C(s - W)        x = (t - s) / W

So each s draws a *line* that rises for a window, and what we ever spent must cross none. A charge counts from its
answer on, for the later it was, the lower are the lines; what is not answered is spent, and raises none. Between two
charges, or two that are forgotten, a line is the lower the later it begins, so only those that begin just before either
are drawn; and one that a later one stays below for the rest of its time is forgotten. At t itself begins the own log's
rule. Fixed windows and buckets ask for less.
"""

from collections import deque
from typing import NamedTuple

from miro_async.budget.own_log import OwnLog

__all__ = ["Phases"]


class _Line(NamedTuple):
    """What may ever be spent beyond the limit, in credits: when the window began, and how much more at its end."""

    begins: int
    base: int
    rise: int


class Phases:
    """The lines of the counters of all phases.

    Args:
        window_ns: the length of the quota's window in nanoseconds.
        log: what was answered, and when: its past is read at once.
    """

    __slots__ = ("_before", "_charges", "_ever", "_lines", "_log", "_lowest", "_read_until", "_window_ns")

    def __init__(self, window_ns: int, log: OwnLog) -> None:
        self._window_ns = window_ns
        self._log = log
        self._charges: deque[tuple[int, int]] = deque()  # of the last window
        self._before = 0  # their sum
        self._ever = log.forgotten
        self._read_until = 0
        self._lines: deque[_Line] = deque()
        self._lowest = 0  # of all lines, when they were looked at last: they only rise

    def admits_at(self, spent: int, limit: int, now: int) -> int:
        """When so much may ever have been spent, if nothing else is.

        Args:
            spent: the call included, and all that is not answered.
            limit: credits per window.
            now: the time in ns.
        """
        for charged_at, ever in self._log.read(self._read_until, now):
            self._charge(charged_at, ever - self._ever)
        self._forget(now)
        lines, window_ns, more = self._lines, self._window_ns, spent - limit
        while lines and lines[0].begins + window_ns <= now:
            lines.popleft()
        if more > self._lowest:
            heights = (base + rise * (now - begins) // window_ns for begins, base, rise in lines)
            self._lowest = min(heights, default=self._ever)
        if more <= self._lowest:
            return now
        at = now
        for begins, base, rise in lines:
            above = more - base
            if above * window_ns > rise * (now - begins):
                at = max(at, begins + (window_ns if above >= rise else -(-above * window_ns // rise)))
        return at

    def _charge(self, at: int, credits: int) -> None:
        self._forget(at)
        self._draw(at)
        self._charges.append((at, credits))
        self._before += credits
        self._ever += credits
        self._read_until = at

    def _forget(self, now: int) -> None:
        """Let go of what is older than a window."""
        charges, window_ns = self._charges, self._window_ns
        while charges and charges[0][0] + window_ns <= now:
            self._draw(charges[0][0] + window_ns)
            self._before -= charges.popleft()[1]

    def _draw(self, begins: int) -> None:
        lines, window_ns, rise = self._lines, self._window_ns, self._before
        base = self._ever - rise
        while lines:
            last = lines[-1]
            ends = last.begins + window_ns
            lies_below = (base - last.base) * window_ns <= last.rise * (begins - last.begins)
            if not lies_below or (base - last.base - last.rise) * window_ns > rise * (begins - ends):
                break
            lines.pop()
        lines.append(_Line(begins, base, rise))
        self._lowest = min(self._lowest, base)
