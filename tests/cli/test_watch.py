"""The live view of long jobs, in virtual time and on a real terminal."""

import io
import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_runs import run as run_command
from cli_terminals import frames, interrupted
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.console import Console

from miro_async import Miro, Quota
from miro_async.budget import Budget, BudgetSnapshot, ClassSnapshot
from miro_async.budget.events import BudgetEvent, CostLearned
from miro_async.cli.session import Settings
from miro_async.cli.show.live import Dashboard
from miro_async.cli.show.progress import Meter
from miro_async.cli.show.vitals import Pulse, Vitals, bar, line, resets, sparkline
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
WINDOW = 60.0


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def imported(emulator: Emulator, settings: Settings) -> None:
    quota = Quota(limit=emulator.limits.limit)
    async with Miro(emulator.token, transport=emulator.transport(), quota=quota) as miro:
        await import_plan(miro, settings=settings, plan=PLAN, target=Target(new_name="B"), imported=Imported())


def test_the_panel_shows_how_the_credits_are_doing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("COLUMNS", "110")
    run(imported(Emulator(limit=20_000, latency=0.2), Settings(watch=True)))
    drawn = frames(terminal.getvalue(), "╭─ miro-async", "╰")
    assert len(drawn) > 4 * WINDOW * 0.9, "four times a second, also while everything waits for credits"
    waiting = drawn[len(drawn) // 2]
    assert re.search(r"items .* [1-9]\d*/300", waiting)
    assert re.search(r"resets in \d+ s, 0 x 429, 0 credits foreign", waiting)
    assert re.search(r"batch +1 +2,000 ", waiting)
    assert "of 20,000" in waiting
    assert any("▓ in flight 2,000" in frame for frame in drawn)
    last = drawn[-1]
    assert re.search(r"items .* 300/300", last)
    assert re.search(r"batch +0 +0 +\d+\.\d s +[1-9]\d\.\d s", last)


def test_without_a_terminal_there_are_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    run(imported(Emulator(limit=20_000, latency=0.2), Settings(watch=True)))
    lines = capsys.readouterr().err.splitlines()
    told = [line for line in lines if "credits left" in line]
    assert 60 / 5 <= len(told) <= 75 / 5 + 2
    assert all(re.search(r"of 20,000 credits left, .* 0 x 429, 0 foreign, model \w+, ", line) for line in told)
    assert any(re.search(r"1 calls waiting \(batch 1 for [1-9]\d s, mean [1-9]\.\d s\), ", line) for line in told)
    assert "items: 300 of 300" in "".join(lines)


def test_quiet_is_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    run(imported(Emulator(), Settings(watch=True, quiet=True)))
    assert capsys.readouterr().err == ""


def test_who_watches_listens_no_more_when_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())

    async def main() -> None:
        emulator = Emulator()
        async with Miro(emulator.token, transport=emulator.transport(), quota_key="test_watch") as miro:
            await import_plan(
                miro, settings=Settings(watch=True), plan=PLAN, target=Target(new_name="B"), imported=Imported()
            )
            budget: Any = miro.budget
            assert budget._scheduler.audience is None

    run(main())


def test_what_the_budget_finds_out_is_news() -> None:
    async def main() -> None:
        emulator = Emulator(latency=0.1)
        async with Miro(emulator.token, transport=emulator.transport(), quota_key="news in test_watch") as miro:
            vitals = Vitals(miro.budget)
            await several_boards(miro)
            emulator.limits.spend(5_000)
            await several_boards(miro)
            emulator.limits.limit = 50_000
            await several_boards(miro)
            assert list(vitals.news)[:2] == [
                "somebody else spends from this quota",
                "the limit is 50,000 credits now, it was 100,000",
            ]
            vitals.news.clear()
            vitals.close()
            emulator.limits.limit = 100_000
            await several_boards(miro)
            assert not vitals.news

    run(main())


def test_a_line_tells_news_once() -> None:
    async def main() -> None:
        emulator = Emulator(latency=0.1)
        async with Miro(emulator.token, transport=emulator.transport(), quota_key="lines in test_watch") as miro:
            vitals = Vitals(miro.budget)
            await several_boards(miro)
            emulator.limits.limit = 50_000
            await several_boards(miro)
            told, later = line(vitals, 0.0), line(vitals, 1.0)
            assert told.endswith("; the limit is 50,000 credits now, it was 100,000")
            assert " of 50,000 credits left, " in later
            assert "it was" not in later

    run(main())


async def several_boards(miro: Miro) -> None:
    for _ in range(8):
        await miro.boards.list().collect()


def test_speed_is_measured_over_seconds() -> None:
    pulse = Pulse()
    for tick in range(41):
        pulse.beat(tick / 4, tick * 100)
    assert list(pulse.rates) == [400.0] * 10
    assert pulse.rate == 400
    for tick in range(41, 200):
        pulse.beat(tick / 4, 4_000)
    assert pulse.rate == 0
    assert len(pulse.rates) == 40


def test_a_curve_is_as_high_as_its_highest_value() -> None:
    assert sparkline([0, 1, 4, 8]) == "▁▂▅█"
    assert sparkline([0, 0]) == "▁▁"
    assert sparkline([]) == ""


STATE = Budget().snapshot()
credits = st.integers(0, 200_000)


@given(st.integers(1, 200_000), credits, credits, credits, credits, st.integers(1, 200))
def test_a_bar_is_as_wide_as_it_should_be_whatever_the_figures(
    limit: int, remaining: int, reserved: int, in_flight: int, unknown: int, width: int
) -> None:
    state = replace(STATE, limit=limit, remaining=remaining, reserved=reserved, in_flight=in_flight, unknown=unknown)
    assert sum(map(len, bar(state, width))) == width


def test_a_bar_shows_what_the_credits_are() -> None:
    state = replace(STATE, limit=1_000, remaining=400, reserved=100, in_flight=150, unknown=50)
    assert bar(state, 10) == ["███", "▓▓", "▒", "····"]


@pytest.mark.parametrize(
    ("paused_for", "resets_in", "text"),
    [
        (0.0, 31.4, "resets in 31 s"),
        (0.0, None, "no answer has told when it resets"),
        (12.0, 31.4, "paused for 12 s"),
        (math.inf, 31.4, "paused"),
    ],
)
def test_it_says_when_credits_come_back(paused_for: float, resets_in: float | None, text: str) -> None:
    assert resets(replace(STATE, paused_for=paused_for, resets_in=resets_in)) == text


BUSY = replace(
    STATE,
    limit=1_000_000,
    remaining=112_345,
    reserved=102_000,
    in_flight=104_100,
    unknown=100_500,
    resets_in=3_542.0,
    rate_limited=1_003,
    foreign=123_456,
    waits=(STATE.waits[0], STATE.waits[1], ClassSnapshot(1_999, 200_000, 99, 1.2, 3_559.0)),
)
FIGURES = (
    "12340/23450 0 credits, 0 x 429, ",
    "█ spent 581,055 ",
    "▓ in flight 104,100 ",
    "▒ reserved 102,000 ",
    "· left 112,345 ",
    "of 1,000,000 ",
    "resets in 3542 s, 1003 x 429, 123,456 credits foreign, 100,500 credits unanswered ",
    "batch 1,999 200,000 1.2 s 3559.0 s ",
    "board_exports.create costs 12,345 credits, not ",
)


@pytest.mark.parametrize("width", [72, 80, 100, 130])
def test_no_figure_is_cut_on_a_narrow_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()

    def look(_: Budget) -> BudgetSnapshot:
        return BUSY

    def listen(_: Budget, ear: Callable[[BudgetEvent], object]) -> Callable[[], None]:
        ear(CostLearned(0.0, operation="board_exports.create", declared=50, learned=12_345))
        return lambda: None

    monkeypatch.setattr(Budget, "listen", listen)
    monkeypatch.setattr(Budget, "snapshot", look)

    async def main() -> None:
        dashboard = Dashboard(Meter(Budget(), planned=2_000_000), Console(file=out, width=width))
        dashboard.begin("items", 23_450)
        dashboard.advance(12_340)
        dashboard.close()

    run(main())
    text = " ".join(out.getvalue().replace("│", " ").split())
    assert [figures for figures in FIGURES if figures not in text] == []
    assert "…" not in text


def test_ctrl_c_leaves_the_last_state_and_the_terminal_as_it_was(tmp_path: Path, miro_emulator: Emulator) -> None:
    miro_emulator.limits.limit = 2_100
    table = tmp_path / "t.csv"
    table.write_text("content\n" + "".join(f"row {number}\n" for number in range(600)))
    env = {"MIRO_BASE_URL": miro_emulator.url, "MIRO_ACCESS_TOKEN": miro_emulator.token}
    shown, code = interrupted(["import", str(table), "--new", "B", "--watch"], env, when="batch               1")
    assert code == 130
    last = frames(shown, "╭─ miro-async", "╰")[-1]
    assert re.search(r"items .* \d+/600", last)
    assert "credits" in last
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1, "the cursor is there again"
    assert shown.rstrip().endswith("miro-async: interrupted")
    assert "Traceback" not in shown


@pytest.mark.parametrize(
    "command",
    [
        "import",
        "export",
        "demo",
        "items update",
        "items delete",
        "tags attach",
        "images upload",
        "images download",
        "documents upload",
        "documents download",
    ],
)
def test_every_command_with_a_progress_bar_can_be_watched(command: str) -> None:
    assert "--watch" in run_command(None, *command.split(), "--help").stdout


def test_bulk_jobs_are_watched(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board(name="B")["id"]
    arguments = [f"{board}", "sticky_note", "x"]
    assert run_command(miro_emulator, "items", "create", *arguments).exit_code == 0
    done = run_command(miro_emulator, "items", "delete", board, "--all", "--yes", "--watch")
    assert "of 100,000 credits left" in done.stderr
    assert miro_emulator.world.item_count(board) == 0
