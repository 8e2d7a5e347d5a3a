"""What is shown meanwhile, in virtual time."""

import io
import re
import sys
from pathlib import Path

import pytest

from miro_async import Miro, Quota
from miro_async.cli.session import Settings
from miro_async.cli.tables.import_export import import_plan
from miro_async.cli.tables.importer import Imported, Target
from miro_async.cli.tables.layout import Grid
from miro_async.cli.tables.mapping import parse_mapping
from miro_async.cli.tables.plan import survey
from miro_async.cli.tables.table import MemoryTable
from miro_async.emulator import Emulator
from miro_async.emulator.virtual_time import run

PLAN = survey(
    MemoryTable("table", [{"content": f"row {number}", "frame": "f"} for number in range(300)]),
    parse_mapping(["content=content", "frame=frame"]),
    Grid(),
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def imported(emulator: Emulator, journal: Path | None = None) -> None:
    quota = Quota(limit=emulator.limits.limit)
    async with Miro(emulator.token, transport=emulator.transport(), quota=quota) as miro:
        target = Target(new_name="B", journal=journal)
        await import_plan(miro, settings=Settings(), plan=PLAN, target=target, imported=Imported())


def seconds_left(shown: str) -> list[int]:
    return [int(seconds) for seconds in re.findall(r"(\d+) s left", shown)]


def test_a_bar_counts_down_while_everything_waits_for_credits(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    run(imported(Emulator(limit=20_000)))
    shown = terminal.getvalue()
    left = seconds_left(shown)
    assert max(left) <= 61, "30,600 credits at 20,000 a minute"
    assert set(range(1, 60)) <= set(left)
    *_, frames, items = [line for line in shown.splitlines() if "/" in line]
    assert "1/1" in frames
    assert "left" not in frames
    assert "300/300" in items


def test_what_an_earlier_run_did_takes_no_time_any_more(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    emulator = Emulator(limit=10_000)

    async def twice() -> None:
        await imported(emulator, tmp_path / "journal")
        capsys.readouterr()
        await imported(emulator, tmp_path / "journal")

    run(twice())
    last = capsys.readouterr().err.splitlines()[-1]
    assert last.startswith("items: 300 of 300")
    assert all(seconds <= 60 for seconds in seconds_left(last)), last
