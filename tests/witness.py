"""The independent witnesses beside the checkout; tests that need them skip where they are absent."""

import json
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "shared" / "reference"

OPERATION_IDS = {
    "boards.create": "create-board",
    "boards.list": "get-boards",
    "boards.copy": "copy-board",
    "boards.get": "get-specific-board",
    "boards.update": "update-board",
    "boards.delete": "delete-board",
    "items.create": "create-items",
    "items.list": "get-items",
    "items.get": "get-specific-item",
    "items.update": "update-item-position-or-parent",
    "items.delete": "delete-item",
    "tags.create": "create-tag",
    "tags.list": "get-tags-from-board",
    "tags.get": "get-tag",
    "tags.update": "update-tag",
    "tags.delete": "delete-tag",
    "tags.attach": "attach-tag-to-item",
    "tags.detach": "remove-tag-from-item",
    "tags.list_of_item": "get-tags-from-item",
    "tags.list_items": "get-items-by-tag",
    "tokens.get": "token-info",
} | {
    f"{ours}.{verb}": f"{verb}-{theirs}-item"
    for ours, theirs in {"sticky_notes": "sticky-note", "shapes": "shape", "frames": "frame"}.items()
    for verb in ("create", "get", "update", "delete")
}
"""Miro's names of the operations by ours."""


def load(name: str) -> Any:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"the witness {name} is not beside this checkout")
    return json.loads(path.read_text())
