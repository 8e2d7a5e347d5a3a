"""Slow and reversed answers: what is certain of one's own charges, and how much of the quota certainty spends (14).

Nobody else is on the quota, and the client knows the server's kind. Of a call it knows when it was sent and when the
answer came, and that it was charged somewhere between; of an answer, what the headers tell. Neither Date nor the
times of the link are used, though both would narrow the charge down.

**On a sliding log** let C(t) be all that was charged until t. At the time t at most ``all that was sent`` was
charged, and what was charged until t - W counts no more; so ``limit - sent + C_low(t - W)`` may certainly be spent.
Lower bounds of C, with s and r the sending and the charging of an answered call, a its answer, and u the used total
that its header told, which is C(r) - C(r - W):

1. C(a) is at least the cost of all that was answered until a;
2. C(a) >= C(r) = u + C(r - W) >= u + C_low(s - W);
3. C(a - W) >= C(r - W) = C(r) - u >= C_low(s) + cost - u.

The third is what the header bound of the package says, there with the answered credits for C_low(s). The second feeds
it: a total tells of calls that are charged and not answered, so that they begin to expire before their answers come.
`CertainLog` keeps the largest of the three, each fed by the others.

**On a sliding counter** the Reset header tells the window in which an answered call was charged; one that is not
answered counts in the present window, where it weighs most. `CertainCounter` does that, with its own answers only.

Nothing that is not certain is sent: neither is ever refused, which they assert. So what they reach is within reach of
whoever knows the kind. It is the best of what these inequalities prove, not of every inference from all totals
together; a target above it is not thereby out of reach, a target below it is not out of reach at all.
"""

from abc import abstractmethod
from bisect import bisect_right

from miro_async.budget import Priority
from scheduler.servers import NS
from scheduler.streams import Backlog
from scheduler.timeline import Call, Timeline
from scheduler.world import World

__all__ = ["CertainCounter", "CertainLog"]

_POLL_NS = NS // 50


class _Certain(Timeline):
    """A client that sends what certainly fits: people first, then first fit."""

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        super().__init__(world, model, seed, minutes)
        self.limit = world.limit
        self.window = int(world.window * NS)
        self.sent = 0
        self._waiting: tuple[list[Call], list[Call]] = ([], [])
        self._polls = False

    @abstractmethod
    def room(self, now: int) -> int:
        """Credits that are certainly free from now on, whatever is under way."""

    @abstractmethod
    def sends(self, now: int, call: Call) -> None:
        """A call goes out."""

    @abstractmethod
    def learns(self, now: int, call: Call, sent: int, charged: int, used: int) -> None:
        """Its answer is here; of `charged` no more may be used than the headers tell."""

    def submitted(self, now: int, call: Call) -> None:
        """It waits, perhaps for no time."""
        self._waiting[call.caller.stream.priority is not Priority.INTERACTIVE].append(call)
        self._look(now)

    def _look(self, now: int) -> None:
        free = self.room(now)
        for waiting in self._waiting:
            stay: list[Call] = []
            for call in waiting:
                if call.cost <= free:
                    free -= call.cost
                    self.sent += call.cost
                    self.sends(now, call)
                    self.at(now + call.job.up, self._arrive, call, now)
                else:
                    stay.append(call)
            waiting[:] = stay
        if any(self._waiting) and not self._polls:
            self._polls = True
            self.at(now + _POLL_NS, self._poll)

    def _poll(self, now: int) -> None:
        self._polls = False
        self._look(now)

    def _arrive(self, now: int, call: Call, sent: int) -> None:
        status, _ = self.door.own(call.cost, now, call.caller.number)
        assert status == 200, "what is certain is never refused"
        used = self.limit - self.door.server.left(now)
        self.at(now + self.world.link.back(call.job, now), self._answered, call, sent, now, used)

    def _answered(self, now: int, call: Call, sent: int, charged: int, used: int) -> None:
        self.learns(now, call, sent, charged, used)
        if isinstance(call.caller.stream, Backlog):
            self.work(now, call.caller)
        self._look(now)


class _Facts:
    """Lower bounds of something that never falls, each from its time on; told in order of time."""

    def __init__(self) -> None:
        self._times: list[int] = []
        self._least: list[int] = []

    def add(self, at: int, least: int) -> None:
        """From then on it is at least so much."""
        if not self._least or least > self._least[-1]:
            self._times.append(at)
            self._least.append(least)

    def then(self, at: int) -> int:
        """What is certain of that time."""
        before = bisect_right(self._times, at)
        return self._least[before - 1] if before else 0


class CertainLog(_Certain):
    """On a sliding log, by the recursion above."""

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        super().__init__(world, model, seed, minutes)
        self._answered_credits = 0
        self._charged = _Facts()
        self._expired = _Facts()

    def _then(self, at: int) -> int:
        return max(self._charged.then(at), self._expired.then(at))

    def room(self, now: int) -> int:
        """What was not sent, and what certainly came back."""
        return self.limit - self.sent + self._then(now - self.window)

    def sends(self, now: int, call: Call) -> None:
        """It is in `sent`."""

    def learns(self, now: int, call: Call, sent: int, charged: int, used: int) -> None:  # noqa: ARG002 - must not know
        """The three inequalities."""
        self._answered_credits += call.cost
        self._expired.add(now - self.window, self._then(sent) + call.cost - used)
        self._charged.add(now, max(self._answered_credits, used + self._then(sent - self.window)))


class CertainCounter(_Certain):
    """On a sliding counter, with the phase of its windows known."""

    def __init__(self, world: World, model: str, seed: int, minutes: float) -> None:
        super().__init__(world, model, seed, minutes)
        self._epoch = self.door.server.epoch
        self._in: dict[int, int] = {}  # answered credits by window
        self._flying: dict[int, tuple[int, int]] = {}  # sent, cost

    def _window(self, at: int) -> int:
        return (at + self._epoch) // self.window

    def room(self, now: int) -> int:
        """Calls under way count in the present window, where they weigh most."""
        window = self._window(now)
        used = self._in.get(window, 0) + sum(cost for _, cost in self._flying.values())
        passed = (now + self._epoch) % self.window
        before = -(-self._in.get(window - 1, 0) * (self.window - passed) // self.window)
        return self.limit - used - before

    def sends(self, now: int, call: Call) -> None:
        """Under way."""
        self._flying[call.serial] = now, call.cost

    def learns(self, now: int, call: Call, sent: int, charged: int, used: int) -> None:  # noqa: ARG002 - must not know
        """Reset tells the window."""
        window = self._window(charged)
        del self._flying[call.serial]
        self._in[window] = self._in.get(window, 0) + call.cost
