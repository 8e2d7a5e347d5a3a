"""Faults on demand: which requests go wrong, and how.

A `Fault` is a rule as plain data, so that tests, the control API and the command line speak of it in the same way::

    Fault(kind="error", operations=("items.create_bulk",), nth=3, times=1)          # the third bulk create
    Fault(kind="hang_up", share=0.05, applied=1.0, methods=("POST",))                # 5 % applied, never answered
    {"kind": "error", "share": 0.05, "applied": 0.5}                                 # 500s, half of them applied

==========================  ============================================================================  =======
kind                        what the client sees                                                          applied
==========================  ============================================================================  =======
``latency``                 the answer, ``seconds`` later                                                 all
``error``                   the error `status` (500)                                                      none
``hang_up``                 the connection closes after the request was read, with no answer              none
``late``                    the same; the write takes effect within the next ``seconds`` (30)             later
``stuck``                   nothing, for ever                                                             none
``truncated``               half of the body, then the connection closes                                  all
``half_json``               half of the body, under its right length                                      all
``wrong_type``              JSON of another type: an array for an object                                  all
``empty``                   the status without a body                                                     all
``html``                    a page of HTML under `status` (502)                                           none
``redirect``                302 to `location`                                                             none
``no_rate_headers``         no ``X-RateLimit-*``                                                          all
``garbage_rate_headers``    rate headers that make no sense, see `variant`                                all
``no_date``                 a ``Date`` header that is empty, as good as none                              all
``retry_after``             ``Retry-After: seconds`` (1) on an answer that is an error                    all
``list_lag``                lists as they were ``seconds`` (10) ago, all of them, always                   all
==========================  ============================================================================  =======

``applied`` is the share of a fault's occurrences in which the request takes effect all the same. The kinds up to
``redirect`` replace the answer, one to a request: they hit only requests that the limiter admitted. The others
change an answer and add up. ``list_lag`` is a state of the world as long as its rule is in force, so it takes no
``share`` and no selection.

Chance is seeded, rule by rule: the same requests in the same order meet the same faults.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Final, Literal, NamedTuple, get_args

import msgspec
from msgspec import Meta

from miro_async.errors import ConfigurationError

__all__ = ["Fault", "FaultKind", "Faults", "Hit", "Seen"]

Replacing = Literal[
    "latency",
    "error",
    "hang_up",
    "late",
    "stuck",
    "truncated",
    "half_json",
    "wrong_type",
    "empty",
    "html",
    "redirect",
]
Changing = Literal["no_rate_headers", "garbage_rate_headers", "no_date", "retry_after", "list_lag"]
FaultKind = Literal[Replacing, Changing]
Variant = Literal["negative", "text", "other_policy", "huge", "past"]

Share = Annotated[float, Meta(ge=0.0, le=1.0)]
Count = Annotated[int, Meta(ge=1)]

VARIANTS: Final = get_args(Variant)
_REPLACING: Final = frozenset(get_args(Replacing))
_APPLIED: Final = {"error": 0.0, "hang_up": 0.0, "stuck": 0.0, "html": 0.0, "redirect": 0.0, "late": 0.0}
_SECONDS: Final = {"latency": 1.0, "late": 30.0, "list_lag": 10.0, "retry_after": 1.0}
_STATUS: Final = {"error": 500, "html": 502, "redirect": 302}


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One rule.

    Attributes:
        kind: what goes wrong.
        operations: names of operations that it hits, ``"items.create_bulk"``; empty for all. A name that ends in
            ``.*`` means all operations of a service. Downloads of files count as ``files.download``.
        methods: HTTP methods that it hits; empty for all.
        boards: ids of boards that it hits; empty for all.
        share: probability that it hits a request that it applies to, 0 to 1.
        nth: the first matching request that it may hit, counted from 1.
        times: how many requests it hits at most; None for no bound.
        applied: share of the hits that take effect all the same; None for the kind's own, as in the table.
        seconds: the kind's time, see the table; None for the kind's own.
        status: the HTTP status of an ``error``, ``html`` or ``redirect``; None for the kind's own.
        location: where a ``redirect`` points to.
        variant: which garbage; None draws one for each answer. ``negative`` numbers, ``text`` in their place,
            ``other_policy`` (the plausible values of another quota), ``huge`` numbers, a reset in the ``past``.
    """

    kind: FaultKind
    operations: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    boards: tuple[str, ...] = ()
    share: Share = 1.0
    nth: Count = 1
    times: Count | None = None
    applied: Share | None = None
    seconds: Annotated[float, Meta(ge=0.0)] | None = None
    status: Annotated[int, Meta(ge=200, le=599)] | None = None
    location: str = "http://elsewhere.invalid/"
    variant: Variant | None = None

    @property
    def duration(self) -> float:
        """The kind's time in seconds."""
        return _SECONDS.get(self.kind, 0.0) if self.seconds is None else self.seconds

    @property
    def code(self) -> int:
        """The HTTP status that it answers with."""
        return _STATUS.get(self.kind, 200) if self.status is None else self.status

    @property
    def share_applied(self) -> float:
        """The share of its hits that take effect."""
        return _APPLIED.get(self.kind, 1.0) if self.applied is None else self.applied

    @property
    def replaces(self) -> bool:
        """Whether it replaces the answer instead of changing it."""
        return self.kind in _REPLACING

    def concerns(self, seen: "Seen") -> bool:
        """Whether the rule is about this request."""
        return (
            (not self.operations or seen.operation in self.operations or f"{seen.service}.*" in self.operations)
            and (not self.methods or seen.method in self.methods)
            and (not self.boards or seen.board in self.boards)
        )


class Seen(NamedTuple):
    """What the rules look at in a request."""

    operation: str
    method: str
    board: str

    @property
    def service(self) -> str:
        """The first part of the operation's name."""
        return self.operation.partition(".")[0]


class Hit(NamedTuple):
    """A fault that befalls a request.

    Attributes:
        fault: the rule.
        applied: whether the request takes effect.
        chance: a drawn number from 0 to 1, for whatever the kind leaves open.
    """

    fault: Fault
    applied: bool
    chance: float

    @property
    def kind(self) -> FaultKind:
        """What goes wrong."""
        return self.fault.kind


class _Rule:
    """A fault with its counters and its own chance."""

    def __init__(self, fault: Fault, seed: str) -> None:
        self.fault = fault
        self.matched = 0
        self.hits = 0
        self._random = random.Random(seed)  # noqa: S311 - repeatable chance is the purpose

    def meets(self, seen: Seen) -> Hit | None:
        """The hit that this request would take; it does not count yet."""
        fault = self.fault
        if not fault.concerns(seen):
            return None
        self.matched += 1
        # Always three draws a match: a request's luck does not depend on that of the ones before it.
        share, applied, chance = self._random.random(), self._random.random(), self._random.random()
        if self.matched < fault.nth or (fault.times is not None and self.hits >= fault.times) or share >= fault.share:
            return None
        return Hit(fault, applied < fault.share_applied, chance)


class Faults:
    """The rules that are in force; they may be changed at any time.

    Args:
        rules: the rules to begin with.
        seed: seeds the chance of every rule.
    """

    def __init__(self, rules: Iterable[Fault] = (), *, seed: int = 0) -> None:
        self._seed = seed
        self._initial = tuple(rules)
        self._listeners: list[Callable[[], None]] = []
        self._replacing: list[_Rule] = []
        self._changing: list[_Rule] = []
        self.counts: Counter[str] = Counter()
        self.replace(self._initial)

    def __iter__(self) -> Iterator[Fault]:
        return iter([rule.fault for rule in self._rules()])

    def __len__(self) -> int:
        return len(self._replacing) + len(self._changing)

    def add(self, *rules: Fault) -> None:
        """Put rules into force besides those that are.

        Raises:
            ConfigurationError: something is not a valid `Fault`.
        """
        self._install([_checked(rule) for rule in rules])

    def replace(self, rules: Iterable[Fault]) -> None:
        """Put these rules into force and no others; their counters begin anew."""
        checked = [_checked(rule) for rule in rules]
        self._replacing.clear()
        self._changing.clear()
        self._install(checked)

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self.replace(())

    def reset(self) -> None:
        """Go back to the rules of the constructor and begin to count and draw anew."""
        self.counts.clear()
        self.replace(self._initial)

    @property
    def list_lag(self) -> float:
        """Seconds by which the rules in force let lists lag behind writes."""
        return max((rule.fault.duration for rule in self._changing if rule.fault.kind == "list_lag"), default=0.0)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever other rules have come into force."""
        self._listeners.append(listener)

    def state(self) -> list[dict[str, object]]:
        """Each rule with how many requests it matched and hit."""
        return [
            {"fault": msgspec.to_builtins(rule.fault), "matched": rule.matched, "hits": rule.hits}
            for rule in self._rules()
        ]

    def changes(self, seen: Seen) -> list[Hit]:
        """The faults that change the answer of this request, whatever the answer is."""
        return [
            self._struck(rule, hit)
            for rule in list(self._changing)
            if rule.fault.kind != "list_lag" and (hit := rule.meets(seen)) is not None
        ]

    def replacement(self, seen: Seen) -> Hit | None:
        """The fault that replaces the answer of this request: of those that strike, the one first put in force."""
        met = [(rule, hit) for rule in list(self._replacing) if (hit := rule.meets(seen)) is not None]
        return self._struck(*met[0]) if met else None

    def _install(self, faults: list[Fault]) -> None:
        for fault in faults:
            group = self._replacing if fault.replaces else self._changing
            group.append(_Rule(fault, f"{self._seed}/{fault.kind}/{len(self)}"))
        for listener in self._listeners:
            listener()

    def _struck(self, rule: _Rule, hit: Hit) -> Hit:
        rule.hits += 1
        self.counts[hit.kind] += 1
        return hit

    def _rules(self) -> list[_Rule]:
        return [*self._replacing, *self._changing]

    def __repr__(self) -> str:
        return f"<Faults {len(self)} rules, hits {dict(self.counts)}>"


def _checked(rule: object) -> Fault:
    """The rule, checked: `msgspec` checks the values of a Struct only when it decodes one."""
    if not isinstance(rule, Fault):
        raise ConfigurationError(f"a fault must be a Fault, not {rule!r}")
    try:
        fault = msgspec.convert(msgspec.to_builtins(rule), Fault)
    except (msgspec.ValidationError, TypeError) as error:
        raise ConfigurationError(f"{rule!r} is no valid fault: {error}") from error
    if fault.kind == "list_lag" and fault != Fault(kind="list_lag", seconds=fault.seconds):
        raise ConfigurationError("list_lag holds for all lists: it takes nothing but seconds")
    return fault
