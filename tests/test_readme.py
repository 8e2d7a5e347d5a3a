"""The README's programs run, on the emulator."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from miro_async.emulator import Emulator

README = Path(__file__).parents[1] / "README.md"
PROGRAMS = re.findall(r"^```python\n(.*?)^```", README.read_text(), flags=re.MULTILINE | re.DOTALL)
EXPECTED = ["True Hi", "100 items", "boards:read", "tags.create", "0"]


@pytest.mark.parametrize(("program", "expected"), list(zip(PROGRAMS, EXPECTED, strict=True)), ids=EXPECTED)
def test_program(program: str, expected: str, tmp_path: Path, miro_emulator: Emulator) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env={**os.environ, "MIRO_ACCESS_TOKEN": miro_emulator.token, "MIRO_BASE_URL": miro_emulator.url},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout
    assert done.stderr == ""
