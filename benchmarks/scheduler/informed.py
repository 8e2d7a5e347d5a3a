"""Beside neighbours: what a client could do that knew more than any client can.

**What it knows.** The server's kind, its limit, the phase of its windows; the longest and the shortest way of the link;
and, as of the moment at which the latest answer it has was charged, the complete books: every charge, ours and the
neighbours', with its exact time. A real client has totals and whole seconds instead, and must guess whose the charges
were. It does not know what the neighbours did since, nor what they will do.

**What it does.** A call goes when it fits into these books as they stand at its earliest arrival, all calls of ours
that are not in them yet counted as charged at their latest, and a margin left besides: so many credits, so many for
each second until the reset (on a log: until the next charge expires), and so many for each second that the news is old,
up to one. Interactive calls go first; what waits goes first fit. Alone on the quota it needs no margin and is never
refused.

**What is shown.** The margin is chosen for every server and seed *in hindsight*, on the very run that it is judged by:
of all that were tried the one with the most credits that denied the neighbours no more than is polite and met no more
429s than the target allows. So it is the best that was found in this family, and no proof of what other clients cannot
do: one that foresees a neighbour's habits better than by a margin may do better. If it misses a target, knowing all
this, none of the margins tried meets it. If it meets one, the target is not out of reach; `one_margin` tells what is
left of it when hindsight is taken away. It may pass the oracle at the door by a little: that one has other margins to
choose from, and is courteous, not greedy.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from miro_async.budget import Priority
from scheduler.oracle import POLITE
from scheduler.servers import NS, Server
from scheduler.streams import Backlog
from scheduler.timeline import Call, Timeline
from scheduler.world import World, server_of

__all__ = ["QUIET", "Held", "Informed", "asked_by_neighbours", "best_informed", "one_margin", "play_informed"]

QUIET = 0.1
"""How many 429s per 1,000 calls of ours are allowed."""

_POLL_NS = NS // 20
_MOST = 10_000  # credits of margin
_CLOSE_ENOUGH = 60  # the same
_NEVER = 1 << 62


class Held(NamedTuple):
    """What the client leaves alone: credits, more for each second until the reset, more for each second of no news."""

    credits: int = 0
    to_reset: float = 0.0
    of_age: float = 0.0


@dataclass(frozen=True)
class Informed:
    """What the informed client came to.

    Attributes:
        own: credits accepted from us.
        refused: own 429s per 1,000 calls.
        denied: the share of the neighbours' credits that was denied.
        held: the margin.
    """

    own: int
    refused: float
    denied: float
    held: Held


class _Flight(NamedTuple):
    """A call under way: when it will be charged at the latest, and its cost."""

    latest: int
    cost: int


class _Allowed(NamedTuple):
    """A run with more than this is not played to its end: 429s of ours, and credits denied to the neighbours."""

    refused: int = 1 << 62
    denied: int = 1 << 62


class _Client(Timeline):
    """One run of the informed client."""

    def __init__(self, world: World, model: str, seed: int, minutes: float, held: Held, allowed: _Allowed) -> None:
        super().__init__(world, model, seed, minutes)
        self._held = held
        self._allowed = allowed
        self._books = server_of(world, model, seed)
        self._news = 0  # when the latest charge that the books know was made
        self._charges: list[tuple[int, int, int]] = []  # when, credits, serial of a call of ours or -1
        self._known = 0  # how many of them are in the books
        self._flying: dict[int, _Flight] = {}
        self._flying_credits = 0
        self._people: list[Call] = []
        self._batch: list[Call] = []
        self._least = _NEVER
        self._looks_at = _NEVER
        self._log = model == "log"  # the one kind that forgets by the clock alone, so that its books may be read ahead
        shortest, longest = world.link.way
        self._shortest, self._longest = int(shortest * NS), int(longest * NS)

    def submitted(self, now: int, call: Call) -> None:
        """It waits, perhaps for no time."""
        people = call.caller.stream.priority is Priority.INTERACTIVE
        (self._people if people else self._batch).append(call)
        self._least = min(self._least, call.cost)
        self._look(now)

    def foreign(self, now: int, credits: int) -> None:
        """What is denied leaves no trace in the books."""
        denied = self.door.server.left(now) < credits
        super().foreign(now, credits)
        if not denied:
            self._charges.append((now, credits, -1))
        elif self.door.counts.denied > self._allowed.denied:
            self.end = now

    def _send(self, now: int, call: Call) -> None:
        self._flying[call.serial] = _Flight(now + self._longest, call.cost)
        self._flying_credits += call.cost
        self.at(now + call.job.up, self._arrive, call)

    def _arrive(self, now: int, call: Call) -> None:
        status, _ = self.door.own(call.cost, now, call.caller.number)
        self._charges.append((now, call.cost if status == 200 else 0, call.serial))
        if self.door.counts.refused > self._allowed.refused:
            self.end = now
        self.at(now + self.world.link.back(call.job, now), self._answered, call, now, status)

    def _answered(self, now: int, call: Call, charged: int, status: int) -> None:
        self._read(charged)
        if status != 200:
            people = call.caller.stream.priority is Priority.INTERACTIVE
            (self._people if people else self._batch).insert(0, call)
            self._least = min(self._least, call.cost)
        elif isinstance(call.caller.stream, Backlog):
            self.work(now, call.caller)
        self._look(now)

    def _read(self, until: int) -> None:
        charges = self._charges
        while self._known < len(charges) and charges[self._known][0] <= until:
            at, credits, serial = charges[self._known]
            self._known += 1
            if credits:
                self._books.charge(credits, at)
            if serial >= 0:
                self._flying_credits -= self._flying.pop(serial).cost
        self._news = max(self._news, until)

    def _free(self, now: int) -> int:
        """What may be sent now."""
        arrival = now + self._shortest
        held = self._held
        view = self._books if self._log else _twin(self._books)
        left = view.left(arrival) - self._flying_credits
        if self._flying and view.resets_at(arrival) - view.window >= next(iter(self._flying.values())).latest:
            view = self._as_charged(arrival)
            left = view.left(arrival)
        to_reset = (view.resets_at(arrival) - arrival) / NS
        return left - max(
            0, held.credits + int(held.to_reset * to_reset + held.of_age * min(now - self._news, NS) / NS)
        )

    def _as_charged(self, arrival: int) -> Server:
        """The books when all that is under way was charged at its latest: for when a window ended meanwhile."""
        view = _twin(self._books)
        for flight in self._flying.values():
            view.charge(flight.cost, min(flight.latest, arrival))
        return view

    def _look(self, now: int) -> None:
        free = self._free(now)
        if free >= self._least:
            self._least = _NEVER
            for name in ("_people", "_batch"):
                waiting: list[Call] = getattr(self, name)
                stay: list[Call] = []
                for call in waiting:
                    if call.cost <= free:
                        free -= call.cost
                        self._send(now, call)
                    else:
                        stay.append(call)
                setattr(self, name, stay)
                self._least = min(self._least, min((call.cost for call in stay), default=_NEVER))
        if self._people or self._batch:
            at = self._next_look(now)
            if at < self._looks_at:
                self._looks_at = at
                self.at(at, self._look_again)

    def _look_again(self, now: int) -> None:
        if self._looks_at == now:
            self._looks_at = _NEVER
            self._look(now)

    def _next_look(self, now: int) -> int:
        """When there may be room for the cheapest call that waits, if no answer comes before."""
        held, books = self._held, self._books
        needed = self._least + self._flying_credits + max(0, held.credits)
        if held.to_reset or held.of_age or needed > books.limit:
            return now + _POLL_NS
        room = _twin(books).room_at(needed, now + self._shortest) - self._shortest
        return room if now < room else now + _POLL_NS


def _twin(server: Server) -> Server:
    twin = object.__new__(type(server))
    vars(twin).update(vars(server))
    log = getattr(twin, "log", None)
    if log is not None:
        vars(twin)["log"] = log.copy()
    return twin


def play_informed(
    world: World, model: str, seed: int, minutes: float, held: Held, allowed: _Allowed | None = None
) -> Informed:
    """Play a world with a margin; if it has more refusals than allowed, not to the end."""
    client = _Client(world, model, seed, minutes, held, allowed or _Allowed())
    counts = client.run()
    refused = 1000 * counts.refused / max(counts.calls, 1)
    return Informed(counts.own, refused, counts.denied / max(counts.asked, 1), held)


def best_informed(world: World, model: str, seed: int, minutes: float, quiet: float = QUIET) -> Informed | None:
    """The most that any margin tried brought which is polite and quiet enough; None if none was.

    Args:
        world: what to play.
        model: the server's way of counting.
        seed: of the dice.
        minutes: counted virtual minutes.
        quiet: 429s per 1,000 calls of ours that are allowed; infinite for any number.
    """
    found = [each for shape in _shapes(world, model) for each in _search(world, model, seed, minutes, quiet, shape)]
    return max(found, key=lambda each: each.own, default=None)


def asked_by_neighbours(world: World) -> float:
    """Credits a second that the neighbours ask on the average."""
    return sum(neighbour.share for neighbour in world.neighbours) * world.limit / world.window


def _shapes(world: World, model: str) -> Iterator[Held]:
    """Margins that only lack their credits."""
    mean = asked_by_neighbours(world)
    if model != "bucket":
        yield Held(0, to_reset=mean)
    if model == "log":
        yield Held(0, to_reset=2 * mean)
        yield Held(0, to_reset=2 * mean, of_age=mean)
    if model not in {"wall", "first"}:
        yield Held()
        yield Held(0, of_age=3 * mean)


def one_margin(world: World, model: str, seeds: Sequence[int], minutes: float, shape: Held) -> tuple[Informed, ...]:
    """What every seed comes to with the least margin of a shape that is polite and quiet in all of them.

    So much is left to a client of this family that cannot know in which of these runs it is. Empty if none will do.
    """
    allowed = _allowed(world, minutes, QUIET)
    found: tuple[Informed, ...] = ()
    low, high = -int(shape.to_reset * world.window), _MOST
    while high - low > _CLOSE_ENOUGH:
        held = shape._replace(credits=(low + high) // 2)
        runs: list[Informed] = []
        for seed in seeds:
            runs.append(play_informed(world, model, seed, minutes, held, allowed))
            if runs[-1].refused > QUIET or runs[-1].denied > POLITE:
                low = held.credits
                break
        else:
            high, found = held.credits, tuple(runs)
    return found


def _allowed(world: World, minutes: float, quiet: float) -> _Allowed:
    most_calls = world.limit * minutes * 60 / world.window / min(min(stream.mix.costs) for stream in world.streams)
    asked = asked_by_neighbours(world) * minutes * 60
    return _Allowed(int(min(quiet, 1000.0) * most_calls / 1000), int(1.1 * POLITE * asked))


def _search(world: World, model: str, seed: int, minutes: float, quiet: float, shape: Held) -> Iterator[Informed]:
    """The least margin of a shape that will do, by halving, and some below it: less need not be worse."""
    allowed = _allowed(world, minutes, quiet)

    def tried(credits: int) -> Informed | None:
        each = play_informed(world, model, seed, minutes, shape._replace(credits=credits), allowed)
        return each if each.refused <= quiet and each.denied <= POLITE else None

    low, high = -int(shape.to_reset * world.window), _MOST
    while high - low > _CLOSE_ENOUGH:
        middle = (low + high) // 2
        one = tried(middle)
        if one is None:
            low = middle
        else:
            high = middle
            yield one
    for less in range(1, 5):
        one = tried(high - less * _CLOSE_ENOUGH)
        if one is not None:
            yield one
