"""Runs of the programs in miro_async/examples, inside the test's process."""

import io
import json
import os
import runpy
import sys
import urllib.request
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import miro_async
from miro_async.emulator import Emulator

__all__ = ["EXAMPLES", "NAMES", "Done", "environment", "load", "read", "run", "sent"]

EXAMPLES = Path(miro_async.__file__).parent / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.py"))


class Done(NamedTuple):
    """What came of a run: its exit code, and what it wrote."""

    code: int
    out: str
    err: str


def environment(emulator: Emulator) -> dict[str, str]:
    """The variables that lead a program to the emulator."""
    return {"MIRO_ACCESS_TOKEN": emulator.token, "MIRO_BASE_URL": emulator.url}


def run(emulator: Emulator, name: str, *arguments: str | Path) -> Done:
    """Run a program as its user does: ``python -m miro_async.examples.NAME ARGUMENTS``."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.dict(os.environ, environment(emulator)),
        patch.object(sys, "argv", [f"{name}.py", *map(str, arguments)]),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            runpy.run_path(str(EXAMPLES / f"{name}.py"), run_name="__main__")
            code: Any = 0
        except SystemExit as end:
            code = end.code
    said = f"{code}\n" if isinstance(code, str) else ""
    return Done(1 if said else int(code or 0), out.getvalue(), err.getvalue() + said)


def load(name: str) -> dict[str, Any]:
    """The names of a program that is not run."""
    return runpy.run_path(str(EXAMPLES / f"{name}.py"))


def read(emulator: Emulator, path: str) -> Any:
    """What the API answers to a GET."""
    request = urllib.request.Request(emulator.url + path, headers={"Authorization": f"Bearer {emulator.token}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def sent(emulator: Emulator) -> Counter[str]:
    """How many requests of each operation the server has seen."""
    return Counter(entry.operation for entry in emulator.log)
