"""What the emulator saw: every metered request, and the sums over them."""

from collections import Counter, deque
from collections.abc import Iterator
from hashlib import sha256
from typing import Literal

import msgspec

from miro_async.emulator.http import HttpRequest
from miro_async.emulator.limits import Limits, QuotaKey, WindowUse

__all__ = ["LogEntry", "RequestLog", "Statistics", "Tally"]

_SECRET = frozenset({"access_token", "refresh_token", "client_secret", "code"})

State = Literal["in_flight", "answered", "unanswered"]


class LogEntry(msgspec.Struct, kw_only=True, gc=False):
    """One request, never with its token.

    Attributes:
        seq: its number, from 1.
        time: when it reached the server, epoch seconds by the server's clock.
        operation: the operation's name, ``"tags.create"``; empty for an unknown route.
        method: the HTTP method.
        path: the path as it was sent, without query string.
        query: the query parameters; secrets are replaced by ``"***"``.
        body_size: bytes of the body.
        body_hash: the first 16 hex digits of the body's SHA-256; empty for no body. Equal for a repetition.
        user: the id of the token's user; empty if the token is not valid.
        app: the id of the token's app; likewise.
        cost: credits that the request asks for.
        credits: credits that were charged.
        remaining: credits left when it was answered; None before the limiter saw it.
        status: the HTTP status of the answer; None while there is none, and for a request that never gets one.
        applied: whether a write took effect; always False for reads.
        fault: the kinds of the faults that befell it, joined by a blank.
        state: whether the client still waits, was answered, or was left without a whole answer.
        finished: when the answer, or the news that there is none, left the server; None while in flight.
    """

    seq: int
    time: float
    method: str
    path: str
    operation: str = ""
    query: dict[str, str] = {}
    body_size: int = 0
    body_hash: str = ""
    user: str = ""
    app: str = ""
    cost: int = 0
    credits: int = 0
    remaining: int | None = None
    status: int | None = None
    applied: bool = False
    fault: str = ""
    state: State = "in_flight"
    finished: float | None = None


class Tally(msgspec.Struct):
    """A sum over requests.

    Attributes:
        calls: how many.
        credits: what they were charged.
    """

    calls: int = 0
    credits: int = 0


class RequestLog:
    """The last requests, oldest first; iterate over it, or ask it.

    Args:
        size: how many entries are kept.
    """

    def __init__(self, *, size: int = 100_000) -> None:
        self._entries: deque[LogEntry] = deque(maxlen=size)
        self._in_flight: dict[int, LogEntry] = {}
        self._seq = 0

    def __iter__(self) -> Iterator[LogEntry]:
        return iter(list(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, index: int) -> LogEntry:
        return self._entries[index]

    def open(self, request: HttpRequest, operation: str, time: float) -> LogEntry:
        """Note a request that has just been read."""
        self._seq += 1
        entry = LogEntry(
            seq=self._seq,
            time=time,
            operation=operation,
            method=request.method,
            path=request.path,
            query={name: "***" if name in _SECRET else value for name, value in request.query},
            body_size=len(request.body),
            body_hash=sha256(request.body).hexdigest()[:16] if request.body else "",
        )
        self._entries.append(entry)
        self._in_flight[entry.seq] = entry
        return entry

    def close(self, entry: LogEntry, state: State, time: float) -> None:
        """Note that the server is done with a request."""
        entry.state = state
        entry.finished = time
        self._in_flight.pop(entry.seq, None)

    def in_flight(self, operation: str = "") -> list[LogEntry]:
        """The requests whose clients wait at this moment, oldest first.

        Args:
            operation: only those of this operation.
        """
        return [entry for entry in list(self._in_flight.values()) if not operation or entry.operation == operation]

    def select(
        self,
        *,
        operation: str = "",
        method: str = "",
        status: int | None = None,
        fault: str = "",
        state: str = "",
        since: int = 0,
    ) -> list[LogEntry]:
        """The entries that fit all that is given.

        Args:
            operation: the operation's name.
            method: the HTTP method.
            status: the HTTP status.
            fault: a kind of fault that befell it.
            state: ``in_flight``, ``answered`` or ``unanswered``.
            since: the `seq` after which to begin.
        """
        return [
            entry
            for entry in list(self._entries)
            if entry.seq > since
            and (not operation or entry.operation == operation)
            and (not method or entry.method == method)
            and (status is None or entry.status == status)
            and (not fault or fault in entry.fault.split())
            and (not state or entry.state == state)
        ]

    @property
    def waiting(self) -> int:
        """How many clients wait at this moment."""
        return len(self._in_flight)

    def clear(self) -> None:
        """Forget all entries; those in flight are forgotten too, and numbers go on."""
        self._entries.clear()
        self._in_flight.clear()

    def __repr__(self) -> str:
        return f"<RequestLog {len(self)} requests, {len(self._in_flight)} in flight>"


class Statistics:
    """Sums over all requests since the start or the last reset; they do not forget as the log does.

    Attributes:
        by_operation: calls and credits by operation, then by status; status 0 stands for no answer.
        by_quota: calls and credits by quota, then by operation; user and app are empty where no token was valid.
        faults: how often each kind of fault struck.
        peak_in_flight: the most requests that were unanswered at once.
    """

    def __init__(self, log: RequestLog, limits: Limits, faults: Counter[str]) -> None:
        self._log = log
        self._limits = limits
        self.faults = faults
        self.by_operation: dict[str, dict[int, Tally]] = {}
        self.by_quota: dict[QuotaKey, dict[str, Tally]] = {}
        self.peak_in_flight = 0

    @property
    def calls(self) -> int:
        """All requests that the server is done with."""
        return sum(tally.calls for _, tally in self._tallies())

    @property
    def credits(self) -> int:
        """All credits that were charged."""
        return sum(tally.credits for _, tally in self._tallies())

    @property
    def rate_limited(self) -> int:
        """How many requests were answered with 429."""
        return self.count(429)

    @property
    def in_flight(self) -> list[LogEntry]:
        """The requests whose clients wait at this moment."""
        return self._log.in_flight()

    @property
    def windows(self) -> list[WindowUse]:
        """The quota windows of the default token, oldest first: credits, 429s, neighbours."""
        return self._limits.windows()

    def count(self, status: int) -> int:
        """How many requests ended with `status`; 0 stands for no answer."""
        return sum(tally.calls for code, tally in self._tallies() if code == status)

    def utilisation(self) -> float:
        """Own credits of the default token's windows over what these windows had, the last one left out.

        The last window is not over; while there is only one, it counts. Windows that went by in between without a
        request had their credits too. A token bucket can exceed 1: in its first window a full bucket is spent, and
        what flows in besides.
        """
        *over, last = self.windows or [WindowUse(start=0.0, limit=1)]
        if not over:
            return last.utilisation
        went_by = int((last.start - over[0].start) / self._limits.window)
        unused = max(0, went_by - len(over)) * over[-1].limit
        return sum(window.credits for window in over) / (sum(window.limit for window in over) + unused)

    def opened(self) -> None:
        """Count a request that has just been read."""
        self.peak_in_flight = max(self.peak_in_flight, self._log.waiting)

    def closed(self, entry: LogEntry) -> None:
        """Count a request that the server is done with."""
        status = entry.status or 0
        operations = self.by_quota.setdefault(QuotaKey(entry.user, entry.app), {})
        for tally in (
            self.by_operation.setdefault(entry.operation, {}).setdefault(status, Tally()),
            operations.setdefault(entry.operation, Tally()),
        ):
            tally.calls += 1
            tally.credits += entry.credits

    def reset(self) -> None:
        """Begin at zero."""
        self.by_operation.clear()
        self.by_quota.clear()
        self.faults.clear()
        self.peak_in_flight = 0

    def snapshot(self) -> dict[str, object]:
        """Everything as plain data, as the control API answers it."""
        return {
            "calls": self.calls,
            "credits": self.credits,
            "rate_limited": self.rate_limited,
            "utilisation": round(self.utilisation(), 4),
            "in_flight": [
                {"seq": entry.seq, "operation": entry.operation, "time": entry.time} for entry in self.in_flight
            ],
            "peak_in_flight": self.peak_in_flight,
            "faults": dict(self.faults),
            "by_operation": {
                operation: {str(status): msgspec.to_builtins(tally) for status, tally in sorted(tallies.items())}
                for operation, tallies in sorted(self.by_operation.items())
            },
            "windows": [
                {"user": key.user, "app": key.app, **msgspec.to_builtins(window), "utilisation": window.utilisation}
                for key, windows in self._limits.all_windows().items()
                for window in windows
            ],
        }

    def _tallies(self) -> Iterator[tuple[int, Tally]]:
        for tallies in list(self.by_operation.values()):
            yield from list(tallies.items())

    def __repr__(self) -> str:
        return f"<Statistics {self.calls} calls, {self.credits} credits, {self.rate_limited} x 429>"
