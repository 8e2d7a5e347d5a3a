"""Runs of the command on a terminal of their own."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence

__all__ = ["frames", "interrupted"]

_PATIENCE_S = 20.0
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def interrupted(arguments: Sequence[str], env: Mapping[str, str], *, when: str) -> tuple[str, int]:
    """Run ``miro-async`` until its terminal shows a text, and interrupt it then; end it if it never does.

    Returns:
        All that the terminal got, and the exit code.
    """
    ours, its = pty.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "miro_async.cli", *arguments],
        env={**os.environ, "TERM": "xterm", "COLUMNS": "140", "LINES": "40", **env},
        stdin=its,
        stdout=its,
        stderr=its,
    )
    os.close(its)
    shown = ""
    deadline = time.monotonic() + _PATIENCE_S
    while data := _read(ours):
        shown += data
        if time.monotonic() > deadline:
            process.kill()
        if when and when in _ESCAPE.sub("", shown):
            process.send_signal(signal.SIGINT)
            when = ""
    os.close(ours)
    return shown, process.wait(30)


def frames(shown: str, begin: str, end: str) -> list[str]:
    """What was drawn again and again, each time from its begin to its end."""
    plain = _ESCAPE.sub("", shown)
    return [frame.partition(end)[0] for frame in plain.split(begin)[1:]]


def _read(terminal: int) -> str:
    try:
        return os.read(terminal, 65_536).decode(errors="replace")
    except OSError:  # Linux's way of saying that nobody writes any more
        return ""
