"""Runs of the command as processes that can be interrupted and killed."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence

import pytest

from miro_async.emulator import Emulator

__all__ = ["finish", "kill_while_unanswered", "start"]


def start(emulator: Emulator, arguments: Sequence[str], *, stdin: int | None = None) -> "subprocess.Popen[str]":
    """Start ``miro-async`` with the emulator's URL and token in its environment."""
    return subprocess.Popen(
        [sys.executable, "-m", "miro_async.cli", *arguments, "--json", "--quiet"],
        env={**os.environ, "MIRO_BASE_URL": emulator.url, "MIRO_ACCESS_TOKEN": emulator.token},
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(emulator: Emulator, arguments: Sequence[str]) -> dict[str, object]:
    """Run a command to its end; gives its result."""
    process = start(emulator, arguments)
    out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    shown: dict[str, object] = json.loads(out)
    return shown


def kill_while_unanswered(emulator: Emulator, arguments: Sequence[str], operation: str, nth: int = 1) -> None:
    """Run a command, and kill it while the server has not answered its nth request of an operation."""
    since = max((entry.seq for entry in emulator.log), default=0)
    process = start(emulator, arguments)
    while True:
        if len(emulator.log.select(operation=operation, since=since)) >= nth:
            unanswered = [entry for entry in emulator.log.in_flight(operation) if entry.seq > since]
            if unanswered:
                process.send_signal(signal.SIGKILL)
                process.communicate()
                return
        try:
            process.wait(0.003)
        except subprocess.TimeoutExpired:
            continue
        pytest.fail(f"it ended before {operation} could be seen unanswered: {process.communicate()}")
