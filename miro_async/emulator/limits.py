"""The quota limiter: one account per user and app, and the rate headers that it writes."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Final, Literal, NamedTuple, get_args

import msgspec

from miro_async.emulator.clock import Clock
from miro_async.emulator.windows import MODELS, QuotaModel
from miro_async.errors import ConfigurationError

__all__ = ["Decision", "Limits", "ModelName", "QuotaKey", "ResetFormat", "WindowUse", "rate_headers", "seconds_up"]

_NS = 1_000_000_000
_WINDOWS_KEPT = 10_000

ModelName = Literal["fixed", "aligned", "sliding_log", "sliding_counter", "token_bucket"]
ResetFormat = Literal["ceil", "floor", "exact", "milliseconds", "relative"]


class QuotaKey(NamedTuple):
    """Whose quota it is: Miro counts per user and per app, whichever token is used."""

    user: str
    app: str


class Decision(NamedTuple):
    """What the limiter says to one request.

    Attributes:
        admitted: whether the request may go on.
        charged: credits that were counted for it.
        limit: credits per window.
        remaining: credits left after this request; never negative.
        reset_ns: when the quota recovers, in the clock's steady nanoseconds.
    """

    admitted: bool
    charged: int
    limit: int
    remaining: int
    reset_ns: int


class WindowUse(msgspec.Struct, kw_only=True):
    """What became of one window of one quota.

    Attributes:
        start: the window's begin, epoch seconds by the server's clock.
        limit: credits that the window had.
        credits: credits spent in it: own, charged 429s included.
        foreign: credits that `Limits.spend` took out for neighbours.
        calls: admitted requests.
        denied: requests answered with 429.
    """

    start: float
    limit: int
    credits: int = 0
    foreign: int = 0
    calls: int = 0
    denied: int = 0

    @property
    def utilisation(self) -> float:
        """The own share of the limit that was spent, 0 to 1."""
        return self.credits / self.limit


class _Account:
    """The quota of one key with its history."""

    def __init__(self, model: QuotaModel) -> None:
        self.model = model
        self.windows: deque[WindowUse] = deque(maxlen=_WINDOWS_KEPT)
        self._window_ns = -1

    def window(self, now: int) -> WindowUse:
        start = self.model.window_start(now)
        if start != self._window_ns:
            self._window_ns = start
            self.windows.append(WindowUse(start=start / _NS, limit=self.model.limit))
        return self.windows[-1]


class Limits:
    """The quota limiter of the emulator; its settings may be changed while it runs.

    Args:
        clock: the server's clock.
        default: whose quota is meant where a method's `key` is None.
        limit: credits per window.
        window: the window's length in seconds.
        model: how the window is counted, see `miro_async.emulator.windows`.
        charge_429: whether a refused request counts as well.

    Raises:
        ConfigurationError: a setting is out of range.
    """

    def __init__(
        self,
        clock: Clock,
        default: QuotaKey,
        *,
        limit: int = 100_000,
        window: float = 60.0,
        model: ModelName = "fixed",
        charge_429: bool = False,
    ) -> None:
        if not window > 0 or window == float("inf"):
            raise ConfigurationError(f"window must be a positive number of seconds, not {window!r}")
        self.charge_429 = charge_429
        self._clock = clock
        self._default = default
        self._window_ns = round(window * _NS)
        self._limit = _checked_limit(limit)
        self._model: ModelName = _checked_model(model)
        self._accounts: dict[QuotaKey, _Account] = {}
        self._lock = threading.Lock()  # neighbours may spend from other threads than the server's

    @property
    def limit(self) -> int:
        """Credits per window. Setting it changes every quota at once, without notice to anybody."""
        return self._limit

    @limit.setter
    def limit(self, value: int) -> None:
        self._limit = _checked_limit(value)
        for account in self._accounts.values():
            account.model.limit = value

    @property
    def window(self) -> float:
        """The window's length in seconds."""
        return self._window_ns / _NS

    @property
    def model(self) -> ModelName:
        """How the window is counted. Setting it starts every quota afresh under the new model."""
        return self._model

    @model.setter
    def model(self, name: ModelName) -> None:
        self._model = _checked_model(name)
        for account in self._accounts.values():
            account.model = self._new_model()

    def charge(self, key: QuotaKey, cost: int) -> Decision:
        """Admit a request of `cost` credits and count it, or refuse it."""
        with self._lock:
            return self._charged(key, cost, self._clock.steady_ns())

    def spend(self, credits: int, *, key: QuotaKey | None = None) -> bool:
        """Spend as a neighbour: another client of the same user and app, whose requests are not in the log.

        Args:
            credits: what the neighbour's request costs.
            key: whose quota; None is the one of the default token.

        Returns:
            Whether the neighbour's request was admitted.
        """
        with self._lock:
            now = self._clock.steady_ns()
            account = self._account(key or self._default)
            admitted = credits <= account.model.available(now)
            if admitted:
                account.model.spend(credits, now)
                account.window(now).foreign += credits
            return admitted

    def peek(self, key: QuotaKey | None = None) -> Decision:
        """The state of a quota, without charging anything; `admitted` says whether one credit is left."""
        now = self._clock.steady_ns()
        model = self._account(key or self._default).model
        available = model.available(now)
        return Decision(available > 0, 0, model.limit, max(0, available), model.reset_ns(now))

    def windows(self, key: QuotaKey | None = None) -> list[WindowUse]:
        """The windows of a quota in which something was asked for, oldest first; the last 10,000 are kept."""
        account = self._accounts.get(key or self._default)
        return list(account.windows) if account else []

    def all_windows(self) -> dict[QuotaKey, list[WindowUse]]:
        """The windows of every quota."""
        return {key: list(account.windows) for key, account in self._accounts.items()}

    def reset(self) -> None:
        """Forget everything that was spent."""
        self._accounts.clear()

    def _charged(self, key: QuotaKey, cost: int, now: int) -> Decision:
        account = self._account(key)
        model = account.model
        admitted = cost <= model.available(now)
        charged = cost if admitted or self.charge_429 else 0
        if admitted or charged:
            model.spend(charged, now)
        window = account.window(now)
        window.credits += charged
        window.calls += admitted
        window.denied += not admitted
        return Decision(admitted, charged, model.limit, max(0, model.available(now)), model.reset_ns(now))

    def _account(self, key: QuotaKey) -> _Account:
        account = self._accounts.get(key)
        if account is None:
            account = self._accounts[key] = _Account(self._new_model())
        return account

    def _new_model(self) -> QuotaModel:
        return MODELS[self._model](self._limit, self._window_ns)

    def __repr__(self) -> str:
        state = self.peek()
        return f"<Limits {self._model}: {state.remaining} of {self._limit} credits per {self.window:g} s left>"


def rate_headers(decision: Decision, now_ns: int, ahead_ns: int, form: ResetFormat) -> dict[str, str]:
    """The rate headers of an answer.

    Args:
        decision: what the limiter said.
        now_ns: epoch nanoseconds by the clock of the host that answers.
        ahead_ns: how far that clock is ahead of the steady scale that `decision` uses.
        form: how ``X-RateLimit-Reset`` is written. Only "ceil", epoch seconds rounded up, fits what was seen of
            Miro; the others are for clients that want to survive them.
    """
    reset = _RESET_FORMATS[form](decision.reset_ns + ahead_ns, now_ns)
    return {
        "X-RateLimit-Limit": str(decision.limit),
        "X-RateLimit-Remaining": str(decision.remaining),
        "X-RateLimit-Reset": reset,
    }


def seconds_up(ns: int) -> int:
    """Nanoseconds as whole seconds, rounded up."""
    return -(-ns // _NS)


_RESET_FORMATS: Final[dict[str, Callable[[int, int], str]]] = {
    "ceil": lambda reset, _: str(seconds_up(reset)),
    "floor": lambda reset, _: str(reset // _NS),
    "exact": lambda reset, _: f"{reset // _NS}.{reset % _NS:09d}",
    "milliseconds": lambda reset, _: str(-(-reset // 1_000_000)),
    "relative": lambda reset, now: str(max(0, seconds_up(reset - now))),
}


def _checked_limit(value: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ConfigurationError(f"limit must be a positive whole number of credits, not {value!r}")
    return value


def _checked_model(name: ModelName) -> ModelName:
    if name not in MODELS:
        raise ConfigurationError(f"model must be one of {', '.join(get_args(ModelName))}, not {name!r}")
    return name
