"""Whether the peers' rules do here what was measured of them elsewhere: their rows in section 2 of the design.

Those runs lasted 20 minutes, windows of the clock were cut at both ends, and what was spent was held against all
windows that a run touches, the cut ones in full, or the full bucket and what flowed into it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.laboratory import run
from scheduler.worlds import ALONE

__all__ = ["Row", "calibrate"]

_MINUTES = 20
_WINDOWS = {"wall": 21, "first": 20, "log": 20, "counter": 20, "bucket": 21}
_NEAR = 3.0
_KNOWN = {
    "smooth": {"wall": (93.4, 0), "first": (98.1, 0), "log": (97.7, 5), "counter": (98.1, 0), "bucket": (93.4, 0)},
    "governor": {
        "wall": (96.4, 83),
        "first": (98.7, 238),
        "log": (98.1, 632),
        "counter": (55.5, 134),
        "bucket": (99.1, 0),
    },
}
_AS_THEN = replace(ALONE, truncated=True)


@dataclass(frozen=True)
class Row:
    """A peer on a server: what it did here and what it is known to do.

    Attributes:
        policy: its name.
        model: the server's way of counting.
        seed: of the dice.
        found: utilisation here in percent.
        known: the same of section 2.
        refused: 429s here.
        refused_then: the same of section 2.
    """

    policy: str
    model: str
    seed: int
    found: float
    known: float
    refused: int
    refused_then: int

    @property
    def near(self) -> bool:
        """Whether the utilisation is within three points."""
        return abs(self.found - self.known) <= _NEAR

    def __str__(self) -> str:
        verdict = "reproduced" if self.near else "NOT reproduced"
        return (
            f"{self.policy:9} {self.model:8} seed {self.seed}: {self.found:5.1f} % / {self.refused} x 429 "
            f"(section 2: {self.known} % / {self.refused_then}): {verdict}"
        )


def calibrate(seeds: int = 1) -> Iterator[Row]:
    """Play the peers as they were played then."""
    for policy, known in _KNOWN.items():
        for model, (utilisation, refused) in known.items():
            for seed in range(1, seeds + 1):
                counts = run(_AS_THEN, model, seed, _MINUTES, policy=policy).played.counts
                found = 100 * counts.own / (_WINDOWS[model] * _AS_THEN.limit)
                yield Row(policy, model, seed, found, utilisation, counts.refused, refused)
