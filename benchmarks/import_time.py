"""What importing costs: ``python benchmarks/import_time.py``.

Each figure is the best of many runs of a fresh interpreter, taken in turn, because anything else that the machine
does can only make a run slower. Differences are held against the targets, not absolute times.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import harness
from harness import Check, Report

RUNS = 15
COMMAND = str(Path(sys.executable).with_name("miro-async"))
PROGRAMS: dict[str, list[str]] = {
    "bare interpreter": [sys.executable, "-c", "pass"],
    "import aiohttp, msgspec, anyio": [sys.executable, "-c", "import aiohttp, msgspec, anyio"],
    "import miro_async": [sys.executable, "-c", "import miro_async"],
    "import and construct Miro": [sys.executable, "-c", "import miro_async; miro_async.Miro('token')"],
    "miro-async --help": [COMMAND, "--help"],
}


def seconds(command: list[str]) -> float:
    """The wall time of a process.

    Without a time limit: with one, `subprocess` looks in steps of up to 50 ms whether the process has ended.
    """
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def best(runs: int) -> dict[str, float]:
    """The best time of each program in milliseconds; the first run, which may compile, is not counted."""
    times: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for run in range(runs + 1):
        for name, command in PROGRAMS.items():
            taken = seconds(command)
            if run:
                times[name].append(taken)
    return {name: 1000 * min(each) for name, each in times.items()}


def main() -> int:
    """Run the benchmark."""
    parser = harness.arguments(__doc__ or "")
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each program ({RUNS})")
    given = parser.parse_args()
    harness.pin(harness.CLIENT_CORE)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    milliseconds = best(given.runs)
    report = Report(
        title=f"Wall time of a fresh process, ms, best of {given.runs} runs in turn",
        versions=harness.versions("anyio", "click"),
        columns=("program", "ms"),
        rows=[(name, f"{each:.1f}") for name, each in milliseconds.items()],
        checks=[
            Check(
                claim="import and construct Miro, above importing aiohttp, msgspec and anyio, ms",
                measured=milliseconds["import and construct Miro"] - milliseconds["import aiohttp, msgspec, anyio"],
                bound=60,
            ),
            Check(
                claim="miro-async --help, above a bare interpreter, ms",
                measured=milliseconds["miro-async --help"] - milliseconds["bare interpreter"],
                bound=100,
            ),
        ],
    )
    return harness.finish(report, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
