"""The scenarios, as data: what is played, what is measured, and what it is held against."""

from dataclasses import dataclass, replace

from scheduler import metrics, worlds
from scheduler.metrics import AWARE, DENIED, OVER_TRIP, P99, PER_1000, REFUSED, SLOWEST, TRIP, UTIL, Metric
from scheduler.servers import MODELS
from scheduler.world import Faults, World

__all__ = ["ALL", "SCENARIOS", "Scenario"]

ALL = tuple(MODELS)


@dataclass(frozen=True)
class Scenario:
    """A row of the table.

    Attributes:
        number: as in the list of scenarios.
        title: what is put to the test.
        world: what is played.
        metrics: what is measured.
        models: which servers.
        most_seeds: seeds beyond so many are left out.
    """

    number: str
    title: str
    world: World
    metrics: tuple[Metric, ...]
    models: tuple[str, ...] = ALL
    most_seeds: int = 1000


def _most(metric: Metric, bound: float) -> Metric:
    return replace(metric, bound=bound, at_most=True)


def _least(metric: Metric, bound: float) -> Metric:
    return replace(metric, bound=bound, at_most=False)


_ALONE = {"wall": 99.5, "first": 99.7, "log": 99.3, "counter": 98.5, "bucket": 99.7}
_AS_ALONE = (replace(UTIL, by_model=_ALONE), _most(REFUSED, 0))
_TITLES = {
    "first": ("1", "backlog, fixed window from the first call"),
    "wall": ("2", "backlog, fixed window by the clock"),
    "log": ("3", "backlog, sliding log"),
    "counter": ("4", "backlog, sliding counter"),
    "bucket": ("5", "backlog, token bucket"),
}
_CLOCKS = {
    "17a": ("clocks an hour ahead", Faults("hour ahead"), 99.0),
    "17b": ("clocks an hour behind", Faults("hour behind"), 99.0),
    "17c": ("our clock runs 200 ppm fast", Faults(drift=200), 99.0),
    "17d": ("our clock runs 200 ppm slow", Faults(drift=-200), 99.0),
    "17e": ("the server's clock is set by +30 s and -1.5 s", Faults(clock_steps=((333.0, 30.0), (777.0, -1.5))), 99.0),
    "17f": ("hosts whose clocks differ by +-1 s", Faults("hosts"), 99.0),
    "17g": ("hosts whose resets differ by +-1 s", Faults("host resets"), 99.0),
    "17h": ("no Date", Faults("dateless"), 98.0),
}
_HEADERS = {
    "18a": ("no rate headers at all", "absent"),
    "18c": ("half of the answers without rate headers", "missing"),
    "18d": ("headers below zero", "negative"),
    "18e": ("senseless headers", "garbage"),
    "18f": ("headers of another policy", "other policy"),
}
_NEW_MODELS = {
    "6a": ("log", ("first", "wall", "counter", "bucket")),
    "6b": ("first", ("log", "counter", "bucket")),
    "6c": ("counter", ("first", "log", "bucket")),
    "6d": ("bucket", ("first", "log", "counter")),
}

SCENARIOS: tuple[Scenario, ...] = (
    *(Scenario(number, title, worlds.ALONE, _AS_ALONE, (model,)) for model, (number, title) in _TITLES.items()),
    *(
        Scenario(
            number,
            f"the server turns to {to!r}",
            worlds.switched(to),
            (
                _most(REFUSED, 2),
                AWARE,
                Metric("util after %", metrics.utilisation_from(worlds.SWITCH_AT + 180, 5), 99.0, at_most=False),
            ),
            models,
        )
        for number, (to, models) in _NEW_MODELS.items()
    ),
    Scenario(
        "7",
        "the limit falls to 20,000 and rises again",
        worlds.LIMITS,
        (
            _most(REFUSED, 3),
            AWARE,
            Metric("util after %", metrics.utilisation_from(worlds.RAISED_AT + 60, 6), 99.0, at_most=False),
        ),
    ),
    Scenario(
        "8", "bursty neighbour of 20 %", worlds.BURSTY, (_least(UTIL, 99.0), _most(PER_1000, 0.1), _most(DENIED, 2.0))
    ),
    Scenario(
        "8b",
        "the same without interactive calls",
        worlds.UNATTENDED,
        (_least(UTIL, 99.0), _most(PER_1000, 0.1), _most(DENIED, 2.0)),
    ),
    Scenario(
        "8c",
        "steady neighbour of 24 %, without interactive calls",
        worlds.TRICKLE,
        (_least(UTIL, 99.0), _most(PER_1000, 0.1), _most(DENIED, 2.0)),
    ),
    *(
        Scenario(
            number,
            title,
            world,
            (
                Metric("429/1000", metrics.refused_per_1000, bound),
                Metric("est. error %", metrics.foreign_error(1.0), None if bound is None else 3.0, inside=True),
                Metric("error p95 %", metrics.foreign_error(0.95), inside=True),
                DENIED,
            ),
        )
        for number, title, world, bound in (
            ("9a", "steady neighbour of 80 %", worlds.STEADY, 1.0),
            ("9b", "neighbour of 50 %, a minute on and a minute off", worlds.ON_OFF, 1.0),
            ("9c", "both: 130 % asked every other two minutes", worlds.CROWDED, None),
        )
    ),
    Scenario("10", "interactive calls under a full batch", worlds.ALONE, (_most(OVER_TRIP, 50), P99, TRIP, SLOWEST)),
    Scenario("10b", "interactive calls beside a bursty neighbour", worlds.BURSTY, (_most(P99, 1.0), SLOWEST)),
    Scenario(
        "11",
        "interactive flood of the whole quota, 32 batch workers",
        worlds.FLOOD,
        (
            Metric("batch share %", metrics.share_of(0), 100 / 9 - 1, at_most=False),
            Metric("batch wait s", metrics.longest_wait(0), 60.0),
            REFUSED,
        ),
    ),
    Scenario(
        "12",
        "2000-credit calls among 50s at 105 % load",
        worlds.ELEPHANTS,
        (
            Metric("wait s", metrics.longest_wait(1), 120.0),
            Metric("other flow s", metrics.longest_wait(2), 120.0),
            REFUSED,
        ),
    ),
    Scenario(
        "13",
        "100 jobs, one of them with 100 times the calls",
        worlds.JOBS,
        (Metric("Jain index", metrics.jain, 0.99, at_most=False, shown="{:.4f}"), REFUSED),
    ),
    Scenario("14a", "latency of 20 ms to 30 s", worlds.SLOW, (_least(UTIL, 98.0), _most(REFUSED, 0))),
    Scenario(
        "14b", "answers in reverse order, 2 s at a time", worlds.REVERSED, (_least(UTIL, 98.0), _most(REFUSED, 0))
    ),
    Scenario(
        "15",
        "5 % of the answers lost, half of those charged",
        worlds.LOSSY,
        (_most(REFUSED, 0), Metric("held % of L", metrics.wrongly_held, 1.0, inside=True), UTIL),
    ),
    Scenario(
        "16",
        "half of the calls given up in the queue, 10 % after sending",
        worlds.FICKLE,
        (
            Metric("leaked", metrics.leaked, 0.0, shown="{:.0f}", inside=True),
            Metric("held/live", metrics.queue_bulk, 2.0, inside=True),
            REFUSED,
        ),
    ),
    *(
        Scenario(number, title, worlds.faulty(faults), (_most(REFUSED, 0), _least(UTIL, least)))
        for number, (title, faults, least) in _CLOCKS.items()
    ),
    *(
        Scenario(number, title, worlds.faulty(Faults(headers)), (_most(REFUSED, 0), _least(UTIL, 98.0)))
        for number, (title, headers) in _HEADERS.items()
    ),
    Scenario("18b", "429s are charged", worlds.faulty(Faults(charges_refusals=True)), _AS_ALONE),
    Scenario(
        "19",
        "10,000 waiters, and the quota is gone unannounced",
        worlds.STORMS,
        (Metric("429 too many", metrics.excess_of_storms, 0.0, shown="{:.0f}"), REFUSED),
    ),
    *(
        Scenario(
            f"20{letter}",
            f"cold start, {world.name}",
            world,
            (_most(REFUSED, 1), Metric("full rate RTT", metrics.full_rate, 2.0)),
        )
        for letter, world in zip("abcdef", worlds.USED, strict=True)
    ),
    Scenario(
        "27",
        "calls that cost 500 and are declared as 50",
        worlds.DOWNLOADS,
        (
            _most(REFUSED, 1),
            Metric("not learnt", metrics.unlearnt("files.download", 500), 0.0, shown="{:.0f}", inside=True),
            UTIL,
        ),
    ),
    Scenario(
        "28",
        "deadlines under load",
        worlds.DEADLINES,
        (
            Metric("false yes %", metrics.misjudged(accepted=True), 1.0),
            Metric("false no %", metrics.misjudged(accepted=False), 1.0),
            Metric("no %", metrics.turned_away),
        ),
    ),
    Scenario(
        "29",
        "24 hours of everything",
        worlds.SOAK,
        (
            Metric("violations", metrics.violations, 0.0, shown="{:.0f}", inside=True),
            Metric("growth", metrics.growth, 1.5, inside=True),
            PER_1000,
        ),
        ("first",),
        most_seeds=1,
    ),
    Scenario(
        "30",
        "the same seed again, in other processes",
        worlds.REPEATED,
        (Metric("other bytes", metrics.other_bytes, 0.0, shown="{:.0f}", inside=True),),
        most_seeds=2,
    ),
)
