"""The worlds that the scenarios look at."""

from dataclasses import replace

from miro_async.budget import Priority
from scheduler.links import Link
from scheduler.neighbours import Bursty, Poisson, Steps
from scheduler.streams import MIX, Backlog, Mix, OpenLoop
from scheduler.world import Change, Faults, World

SMALL = Mix((50,), (1,))
LARGE = Mix((2000,), (1,))

ALONE = World("alone")
BURSTY = World("bursty", neighbours=(Bursty(0.2),))


def faulty(faults: Faults) -> World:
    """The plain backlog with something wrong on the way."""
    return replace(ALONE, faults=faults)


SWITCH_AT = 605.0


def switched(model: str) -> World:
    """The server counts in another way from the middle on."""
    return World(f"switch to {model}", changes=(Change(SWITCH_AT, model=model),), watch=("books",))


LOWERED_AT, RAISED_AT = 305.0, 705.0
LIMITS = World("limits", changes=(Change(LOWERED_AT, limit=20_000), Change(RAISED_AT, limit=100_000)), watch=("books",))

UNATTENDED = World("bursty neighbour and no people", streams=(Backlog(),), neighbours=BURSTY.neighbours)
TRICKLE = World("steady neighbour and no people", streams=(Backlog(),), neighbours=(Steps((0.24,), credits=100),))
STEADY = World("steady neighbour", neighbours=(Steps((0.8,), credits=100),), watch=("foreign",))
ON_OFF = World("on and off", neighbours=(Steps((0.5, 0.0), credits=100),), watch=("foreign",))
CROWDED = World(
    "crowded",
    neighbours=(Steps((0.8,), credits=100), Steps((0.0, 0.5), seconds=120.0, credits=100)),
    watch=("foreign",),
)

FLOOD = World("flood", streams=(Backlog(workers=32), OpenLoop(rate=33.34, mix=SMALL)))
ELEPHANTS = World(
    "a large call among small ones",
    streams=(
        OpenLoop(rate=34.33, mix=SMALL, priority=Priority.NORMAL, flow=""),
        OpenLoop(rate=1 / 120, mix=LARGE, priority=Priority.NORMAL, flow="", begins=60.0),
        OpenLoop(rate=1 / 120, mix=LARGE, priority=Priority.NORMAL, flow="other", begins=120.0),
    ),
)
JOBS = World(
    "a hundred jobs",
    streams=(
        Backlog(workers=400, flow="large job"),
        *(Backlog(workers=4, flow=f"job {number}") for number in range(99)),
    ),
)
SLOW = World("slow", streams=(Backlog(workers=256), OpenLoop()), link=Link(spread=(0.02, 30.0)))
REVERSED = World("reversed", streams=(Backlog(workers=128), OpenLoop()), link=Link(mirror=2.0))
LOSSY = World("lossy", faults=Faults(lost=0.05), watch=("lost",))
FICKLE = World(
    "fickle",
    streams=(Backlog(workers=512, quit_queued=0.5, quit_sent=0.1, patience=20.0, ends=1080.0), OpenLoop()),
    watch=("waiters",),
)
STORMS = World(
    "storms",
    streams=(Backlog(workers=10_000, mix=SMALL),),
    changes=tuple(Change(at, empty=True) for at in (131.0, 277.0, 433.0)),
    minutes=10.0,
)
USED = tuple(World(f"used {share:.0%}", used=share, minutes=2.0) for share in (0.0, 0.25, 0.5, 0.75, 0.95, 1.0))
DOWNLOADS = World(
    "downloads", streams=(Backlog(), OpenLoop(), Backlog(workers=8, mix=SMALL, really=500, operation="files.download"))
)
DEADLINES = World(
    "deadlines",
    streams=(
        Backlog(),
        OpenLoop(),
        OpenLoop(rate=0.5, mix=MIX, priority=Priority.BATCH, flow="", deadlines=(0.5, 30.0)),
        OpenLoop(rate=0.5, mix=MIX, priority=Priority.NORMAL, flow="web", deadlines=(0.2, 10.0)),
    ),
)

_HOUR = 3600.0
SOAK = World(
    "soak",
    streams=(
        Backlog(workers=32, quit_queued=0.05, quit_sent=0.02),
        Backlog(workers=8, priority=Priority.NORMAL, flow="web"),
        OpenLoop(poisson=True),
    ),
    neighbours=(Bursty(0.1), Poisson(0.05)),
    faults=Faults("garbage", lost=0.005, drift=200, clock_steps=((5 * _HOUR, 1.5), (11 * _HOUR, -30.0))),
    changes=tuple(
        change
        for hour in range(1, 24)
        for change in (
            Change(hour * _HOUR, limit=(60_000, 100_000)[hour % 2]),
            Change(hour * _HOUR + 900, model=("log", "first", "bucket", "wall", "counter")[hour % 5]),
            Change(hour * _HOUR + 1800, empty=True),
        )
    ),
    minutes=1440.0,
    watch=("structures", "invariants", "waiters"),
)
REPEATED = replace(
    SOAK, name="repeated", changes=(Change(60.0, limit=60_000), Change(120.0, model="log")), minutes=5.0, digest=True
)

MIXES = {
    "large": (Backlog(mix=LARGE), OpenLoop()),
    "small": (Backlog(mix=SMALL), OpenLoop()),
    "poisson": (Backlog(), OpenLoop(poisson=True)),
    "few": (Backlog(workers=8), OpenLoop()),
    "many": (Backlog(workers=256), OpenLoop()),
    "batch": (Backlog(),),
}
"""Other loads, to be tried in place of the plain one."""
