"""A real table onto an emulated board: what a newcomer sees first.

The table is Python's own list of HTML entities: 2,231 names with the characters that they stand for. It costs more
credits than the quota has in one window, so the import has to wait for the next ones, and must not earn a 429.
"""

import asyncio
import sys
import unicodedata
from html.entities import html5
from typing import Final

from miro_async.budget import Quota
from miro_async.cli.exits import Exit
from miro_async.cli.session import Settings
from miro_async.cli.tables.import_export import import_plan
from miro_async.cli.tables.importer import Imported, Target
from miro_async.cli.tables.layout import Grid
from miro_async.cli.tables.mapping import parse_mapping
from miro_async.cli.tables.plan import Plan, survey
from miro_async.cli.tables.table import MemoryTable
from miro_async.client import Miro
from miro_async.emulator import Emulator

__all__ = ["entities", "run_demo"]

_WINDOW_S: Final = 20.0  # the shortest for which a utilisation says anything: a reset has whole seconds
_MAPS: Final = (
    r"content={characters}\n{name}\n{code points}",
    "color=color",
    "frame=first letter",
    "tag=remark",
)
_COLORS: Final = {
    "L": "light_yellow",
    "M": "violet",
    "N": "cyan",
    "P": "light_green",
    "S": "light_blue",
    "Z": "gray",
    "C": "pink",
}
"""By the first letter of the Unicode category: letters, marks, numbers, punctuation, symbols, separators, others."""


def entities() -> MemoryTable:
    """The table: a row for each entity of HTML 5, as the standard library has them."""
    return MemoryTable("html.entities.html5", [_row(name, characters) for name, characters in sorted(html5.items())])


def _row(name: str, characters: str) -> dict[str, str]:
    return {
        "name": f"&{name}",
        "characters": characters,
        "code points": " ".join(f"U+{ord(character):04X}" for character in characters),
        "color": _COLORS[unicodedata.category(characters[0])[0]],
        "first letter": name[0].upper(),
        "remark": "needs no semicolon" if not name.endswith(";") else "",
    }


def run_demo(settings: Settings) -> Exit:
    """Import the table, and print what it took; OK only without a 429 and with every row on the board."""
    plan = survey(entities(), parse_mapping(_MAPS), Grid(spacing=30))
    if not settings.quiet:
        sys.stderr.write(
            f"An emulated Miro on this machine, with a quota of 100,000 credits in {_WINDOW_S:g} s. "
            "The real one has 60 s: what is shortened here is only the waiting.\n"
        )
    imported = Imported()
    try:
        result = asyncio.run(_demo(settings, plan, imported))
    except KeyboardInterrupt:
        sys.stderr.write(f"miro-async: {imported.items:,} of {plan.items:,} items were on the emulated board\n")
        raise
    settings.show(result)
    wanted = plan.items + len(plan.frames)
    return Exit.OK if not result["rate_limited"] and result["items_on_the_board"] == wanted else Exit.INCOMPLETE


async def _demo(settings: Settings, plan: Plan, imported: Imported) -> dict[str, object]:
    async with Emulator(window=_WINDOW_S, latency=0.02) as emulator:
        miro = Miro(emulator.token, base_url=emulator.url, quota=Quota(window=_WINDOW_S))
        async with miro:
            target = Target(new_name="HTML entities")
            result = await import_plan(miro, settings=settings, plan=plan, target=target, imported=imported)
        statistics = emulator.statistics
        return {
            "table": plan.table.name,
            "items": result["items"],
            "frames": result["frames"],
            "tags_attached": result["tags_attached"],
            "seconds": result["seconds"],
            "credits": statistics.credits,
            "utilisation": f"{statistics.utilisation():.1%}",
            "rate_limited": statistics.rate_limited,
            "items_on_the_board": emulator.world.item_count(imported.board_id),
        }
