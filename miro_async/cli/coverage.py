"""Which operations there are, and how far the emulator imitates each."""

import sys
from collections.abc import Sequence
from typing import Any

from miro_async import endpoints
from miro_async.cli import actions
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import COVERAGE
from miro_async.emulator.world.handlers import HANDLERS
from miro_async.endpoints import Endpoint

__all__ = ["coverage", "show_coverage"]


def coverage(words: Sequence[str] = ()) -> list[dict[str, Any]]:
    """What is known of each operation, as plain JSON values.

    Args:
        words: only those operations in whose row each of these stands somewhere, in upper or lower case.
    """
    entries = [_entry(row) for row in endpoints.all_rows()]
    return [entry for entry in entries if all(word.lower() in _text(entry) for word in words)]


def show_coverage(settings: Settings, words: Sequence[str]) -> None:
    """Print `coverage`; to people also how many operations it has, on the standard error."""
    entries = coverage(words)
    actions.show_entries(settings, entries, COVERAGE)
    if not (settings.json or settings.quiet):
        stateful = sum(entry["emulator"] == "stateful" for entry in entries)
        sys.stderr.write(f"{len(entries)} operations, of which the emulator is stateful in {stateful}\n")


def _entry(row: Endpoint[Any]) -> dict[str, Any]:
    client = "scim" if row.api == "scim" else "miro"
    return {
        "operation": row.name,
        "method": row.method,
        "path": row.template,
        "level": row.level,
        "scopes": row.scope.split(),
        "call": f"{client}.{row.name.removeprefix('scim.')}()",
        "emulator": "stateful" if row.name in HANDLERS else "shaped",
    }


def _text(entry: dict[str, Any]) -> str:
    return " ".join(map(str, [*entry.values(), *entry["scopes"]])).lower()
