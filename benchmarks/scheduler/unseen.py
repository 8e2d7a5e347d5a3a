"""A neighbour whose next call nobody sees coming: what a sliding counter has for who leaves room for it.

**Nothing tells when a burst begins.** An answer tells only of calls that came before it was written, so that a
neighbour's next call may come at any moment but soon after his last one: within a burst his calls are some time
`apart`. Whoever is certain to deny him nothing has room for one call of his at each such moment. (Being certain not to
be refused would not do: who leaves less than that call costs, so that it is denied, is not refused because of it.)

**What all together are charged.** A counter's former window weighs nothing any more when the present one ends. So what
all together are charged in a window is the limit less what is left at its end, whatever came before; and one call's
credits are left then, unless the neighbour called so shortly before that he cannot call again in that window. In the
last window, which is cut off, the former one still weighs, but by less than what more is charged in that: so the most
in each is the most in all. The first one may end before everything can be spent. So in that no more is charged than
one call of ours, of the dearest, the neighbour's calls, and all that comes and goes at once when the first call is
back. (Who holds a call back there may be luckier with the next one: that is not reckoned.)

The neighbour is denied nothing, so all that he asks is his: `leaving_room_most` is the rest. It binds who is certain.
Who foresees by habit when he calls may have more, and so may who takes a chance: who spends the neighbour's call as
well, just before a window ends, has it in every window, and denies him one only if he comes before so much is back.

**That it can be had**, nearly, by who sees the books and foresees nothing, `LeavingRoom` shows. First fit does not do
it: cheap calls take each little that comes back, only dear ones wait when a window ends, and up to 2,000 credits stay.
So people go first, and then the dearest call that can go before the window ends, with the neighbour's left besides. The
first window gives nothing back: there a neighbour who comes twice is denied. On a counter who grants those calls has
just so much less, so what was denied is taken off.
"""

from collections import deque
from dataclasses import replace
from itertools import pairwise, takewhile
from pathlib import Path

from miro_async.budget import Priority
from scheduler.doorway import AtTheDoor
from scheduler.oracle import ideal
from scheduler.servers import NS
from scheduler.timeline import Call
from scheduler.world import World, dice_of, server_of

__all__ = ["LeavingRoom", "leaving_room_most"]

_NEVER = 1 << 62


def leaving_room_most(world: World, seed: int, minutes: float, cache: Path | None = None) -> int:
    """More than this nobody is charged on a counter who is certain to deny the one neighbour nothing.

    Args:
        world: whose streams begin when the first call is back.
        seed: of the dice.
        minutes: of virtual time.
        cache: where the oracle remembers.
    """
    (neighbour,) = world.neighbours
    end, window = int(minutes * 60 * NS), int(world.window * NS)
    dice = dice_of(world, "counter", seed, "neighbour 0")
    times = list(takewhile(lambda at: at < end, neighbour.times(dice, world.limit / world.window)))
    apart = min(later - earlier for earlier, later in pairwise(times))

    def most_until(at: int) -> int:
        may_come = not any(at - apart < time < at for time in times)
        return world.limit - neighbour.credits * may_come

    ends = server_of(world, "counter", seed).resets_at(0)
    at_once = ideal(replace(world, neighbours=()), "counter", seed, ends / NS / 60, cache).own
    dearest = max(max(stream.mix.costs) for stream in world.streams)
    charged = min(most_until(ends), dearest + at_once + neighbour.credits * sum(time < ends for time in times))
    total = charged
    while (ends := ends + window) <= end:
        charged = most_until(ends)
        total += charged
    weighs = -(-charged * (ends - end) // window)
    return total + most_until(end) - weighs - neighbour.credits * len(times)


class LeavingRoom(AtTheDoor):
    """People first, then the dearest that can go before the window ends; a neighbour's call is left free."""

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        super().__init__(world, model, seed, minutes)
        self.kept = max(neighbour.credits for neighbour in world.neighbours)
        costs = sorted({cost for stream in world.streams for cost in stream.mix.costs}, reverse=True)
        self._people: deque[Call] = deque()
        self._batch: dict[int, deque[Call]] = {cost: deque() for cost in costs}

    def joined(self, call: Call) -> None:
        """A line for people, and one for all of a cost."""
        people = call.caller.stream.priority is Priority.INTERACTIVE
        (self._people if people else self._batch[call.cost]).append(call)

    def passing(self, now: int) -> Call | None:
        """The one whose turn it is, if there is room."""
        at, line = self._turn(now)
        return line.popleft() if line and at <= now else None

    def room_at(self, now: int) -> int:
        """When it is anybody's turn, or the next window begins."""
        return self._turn(now)[0]

    def _turn(self, now: int) -> tuple[int, deque[Call] | None]:
        server = self.door.server
        lines = [line for line in (self._people, *self._batch.values()) if line]
        if not lines:
            return _NEVER, None
        ends = server.resets_at(now)
        for line in lines:
            at = server.room_at(line[0].cost + self.kept, now)
            if at < ends:
                return at, line
        return ends, None
