"""What is made of a slice of a run: what we were accepted, and what is lost for good (6, 7).

After a change of the server the question is what is made of the rest. An oracle that has played on its own since the
first second does not answer it: it stands in another place of its windows, and what it was accepted between two
instants may be less than what could be had there. So this one takes over the server's books as we left them when the
slice begins, and from then on takes every credit the moment it may be charged, without a way to go.

**The edges.** A quota that was once spent in two seconds comes back in two seconds, a moment later than the oracle's.
Where such a burst stands across the end of a slice, half of a limit seems to be missing, and nothing where it does not;
and who spends a fixed window evenly has not lost what is left in its middle. So what is possible is reckoned from books
to books: another oracle takes over what we left at the end of the slice, and both play on for a window. What the first
one is accepted beyond ours and the second one's together is what we have lost for good, on the average over all ends of
that window, and `kept_up` is ours over ours and that loss. What a slice has not lost may be lost in the next one, and
counts there: possible credits of slices that follow each other add up.

**Nobody passes it.** On each of the five servers, the more was charged until some time, the more may have been charged
in all until any later time (a log: ``C(t) <= limit + C(t - window)``; a counter, whose last windows ended at a and b:
``C(t) <= limit + C(a) + (C(b) - C(a)) * part of the present window that is over``; a fixed window: a limit for each
that was opened; a bucket: ``C(t) <= limit + C(s) + rate * (t - s)`` for all s). All calls cost a multiple of one unit.
So who takes the next unit whenever he may is ahead of everybody at all times, also of one who plays the slice as we did
and then as the second oracle: the loss is never below 0, and the figure never above 100 %.
"""

import copy
import math
from collections.abc import Iterator
from typing import NamedTuple

from scheduler.servers import NS, Server, greedy
from scheduler.world import World

__all__ = ["Books", "beginnings", "kept_up"]


class Books(NamedTuple):
    """A copy of the server: as it was when, in ns since the start of the run, and what we had been accepted by then."""

    server: Server
    at: int
    own: int


def beginnings(server: Server, after: float) -> Iterator[int]:
    """Where slices may begin and end: with the windows of the server's clock, in ns since the start of the run.

    Args:
        server: whose clock it is.
        after: the first one is not before, in seconds.
    """
    opens = -(-(int(after * NS) + server.epoch) // server.window) * server.window - server.epoch
    while True:
        yield opens
        opens += server.window


def kept_up(world: World, begin: Books, end: Books) -> float:
    """What was accepted between two books, over that and what was lost for good, in percent.

    Args:
        world: nobody but us spends in it, and nothing happens to the server from `begin` on.
        begin: the books there.
        end: and there.
    """
    assert not world.neighbours, "what they would have been denied is not considered"
    unit = math.gcd(*(cost for each in world.streams for cost in (each.really or 0, *each.mix.costs)))
    possible = (_until_after(begin, end.at, unit) - _until_after(end, end.at, unit)) / end.server.window
    return 100 * (end.own - begin.own) / max(possible, 1)


def _until_after(books: Books, end: int, unit: int) -> int:
    """Credits that are possible until some time within a window after the end: the mean of all such times, times it."""
    server = copy.deepcopy(books.server)
    latest = end + server.window
    taken = greedy(server, _moments(server, unit, books.at, latest), unit=unit)
    return sum(credits * (latest - max(at, end)) for at, credits in taken)


def _moments(server: Server, unit: int, begin: int, end: int) -> Iterator[int]:
    """Whenever another unit may be charged, after all that could be was."""
    now = begin
    while now < end:
        yield now
        now = max(server.room_at(unit, now), now + 1)
