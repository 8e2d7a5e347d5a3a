"""The independent witnesses beside the checkout; tests that need them skip where they are absent."""

import json
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"


def load(name: str) -> Any:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"the witness {name} is not beside this checkout")
    return json.loads(path.read_text())
