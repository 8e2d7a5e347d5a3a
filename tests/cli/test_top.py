"""``miro-async top``: the quotas of an emulator as they are spent."""

import asyncio
import io
import json
import re
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cli_runs import run
from cli_terminals import frames, interrupted
from emulator_calls import ask, new_board, new_note
from msgspec.structs import replace
from rich.console import Console

from miro_async.cli.show.quotas import QuotaLines, QuotaTable
from miro_async.cli.watch import looks
from miro_async.emulator import Emulator, in_background, virtual_time
from miro_async.emulator.quotas import QuotaState
from miro_async.errors import TransportError
from miro_async.transport import AiohttpTransport
from miro_async.wire import Timeout


def spent(emulator: Emulator) -> None:
    """Two users spend something."""

    async def main() -> None:
        await new_note(emulator, await new_board(emulator))
        other = emulator.world.issue_token(user_id="77", app_id="880088")
        await ask(emulator, "GET", "/v2/boards", token=other.value)

    virtual_time.run(main())


def test_once_shows_a_line_for_each_quota() -> None:
    emulator = Emulator(limit=10_000, window=20, model="sliding_log")
    with in_background(emulator):
        spent(emulator)
        emulator.limits.spend(1_000)
        result = run(None, "top", "--emulator", emulator.url, "--once")
    first, second = result.stdout.splitlines()
    assert re.fullmatch(
        r"Ada Emulated, app \d{4}: 8,400 of 10,000 credits left \(sliding_log, 20 s\), 0 in flight, 2 calls, "
        r"600 credits, 0 x 429, 1,000 foreign; boards\.create 500, sticky_notes\.create 100, resets in \d+ s",
        first,
    )
    assert second.startswith("User 77, app 0088: 9,950 of 10,000 credits left")
    assert result.exit_code == 0


def test_machines_get_json(miro_emulator: Emulator) -> None:
    spent(miro_emulator)
    result = run(miro_emulator, "top", "--once", "--json")
    first, second = json.loads(result.stdout)
    assert (first["limit"], first["remaining"], first["rate_limited"]) == (100_000, 99_400, 0)
    assert first["operations"]["boards.create"] == {"calls": 1, "credits": 500}
    assert (second["user"], second["app"]) == ("77", "880088")


def test_a_terminal_shows_a_table_until_ctrl_c(miro_emulator: Emulator) -> None:
    spent(miro_emulator)
    shown, code = interrupted(["top", "--interval", "0.1"], {"MIRO_BASE_URL": miro_emulator.url}, when="99,400")
    assert code == 0
    last = frames(shown, "miro-async top: ", "^C")[-1]
    assert re.search(r"Ada Emulated, app \d{4} +·{16} +1% +99,400 +100,000 +fixed 60 s +\d+ s .* 0 +2 +0 +0", last)
    assert "boards.create 500, sticky_notes.create 100" in last
    assert shown.count("\x1b[?25l") == shown.count("\x1b[?25h") == 1, "the cursor is there again"
    assert "Traceback" not in shown


QUOTA = QuotaState(
    user="1", user_name="Ada", app="2", model="fixed", window=60.0, limit=1_000, remaining=1_000, resets_in=60.0,
    in_flight=0, in_flight_credits=0, calls=0, credits=0, foreign=0, rate_limited=0, operations={},
)  # fmt: skip
BUSY = replace(
    QUOTA, user_name="Ada Emulated", app="99902727", model="sliding_counter", limit=100_000, remaining=9_450,
    resets_in=42.0, in_flight=112, calls=123_456, foreign=12_345, rate_limited=1_003,
)  # fmt: skip
LONG_NAMED = replace(
    BUSY, user_name="Maximiliana Featherstonehaugh-Cholmondeley", model="token_bucket", limit=1_234_567,
    remaining=1_234_506, resets_in=3_599.0, window=3_600.0, calls=7_654_321,
)  # fmt: skip


@pytest.mark.parametrize("width", [60, 80, 100, 130, 160])
@pytest.mark.parametrize("quotas", [[QUOTA], [BUSY], [BUSY, replace(QUOTA, user="", user_name="")], [LONG_NAMED, BUSY]])
def test_no_figure_is_cut_on_a_narrow_terminal(width: int, quotas: list[QuotaState]) -> None:
    out = io.StringIO()
    table = QuotaTable(Console(file=out, width=width), "http://127.0.0.1:8080")
    table.show(quotas, 0.0)
    table.close()
    shown = out.getvalue()
    assert max(map(len, shown.splitlines())) <= width
    words = shown.split()
    for quota in quotas:
        figures = (quota.remaining, quota.limit, quota.in_flight, quota.calls, quota.foreign, quota.rate_limited)
        for figure in figures:
            assert f"{figure:,}" in {word.strip(",;") for word in words}
        assert f"{quota.resets_in:.0f} s" in " ".join(words)
        assert f"{quota.window:g} s" in " ".join(words)
    names = "".join(quota.user_name for quota in quotas)
    assert all(word.removesuffix("…") in names for word in words if "…" in word), "only names may be cut"


def test_without_a_terminal_only_what_changed_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    lines = QuotaLines()
    idle = replace(QUOTA, resets_in=31.0)
    busy = replace(QUOTA, remaining=950, calls=1)
    for state in (QUOTA, idle, idle, busy):
        lines.show([state], 0.0)
    shown = capsys.readouterr().out.splitlines()
    assert [line.partition(" of ")[0] for line in shown] == ["Ada, app 2: 1,000", "Ada, app 2: 950"]


def test_it_looks_again_after_the_interval_and_says_when_the_emulator_has_gone() -> None:
    emulator = Emulator()

    seen: list[int] = []

    async def watch(transport: AiohttpTransport) -> None:
        url = emulator.url
        async for quotas in looks(transport, url, 0.01):
            seen.append(quotas[0].remaining)
            emulator.limits.spend(1_000)
            if len(seen) == 3:
                await emulator.stop()

    async def main() -> None:
        transport = AiohttpTransport(timeout=Timeout(), max_in_flight=1)
        try:
            async with emulator:
                await watch(transport)
        finally:
            await transport.close()

    with pytest.raises(TransportError, match="no emulator answers at"):
        asyncio.run(main())
    assert seen == [100_000, 99_000, 98_000]


@contextmanager
def a_server(status: int, body: bytes) -> Generator[str]:
    """Something that speaks HTTP and is no emulator."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "complaint"),
    [
        (404, b"not found", "is no emulator, or one of another version (GET /__emulator__/quotas: 404)"),
        (200, b"<html>", "is no emulator"),
        (200, b'[{"user": 5}]', "is no emulator"),
        (302, b"", "is no emulator"),
        (403, b"{}", "tells its quotas to its own machine only"),
    ],
)
def test_a_server_that_is_no_emulator_is_named(status: int, body: bytes, complaint: str) -> None:
    with a_server(status, body) as url:
        result = run(None, "top", "--emulator", url, "--once")
    assert result.exit_code == 2
    assert complaint in result.stderr
    assert url in result.stderr


@pytest.mark.parametrize(
    "url", ["ftp://x", "127.0.0.1:80", "http://", "http://u:secret@x", "http://x/?a=b", "http://x:0"]
)
def test_a_url_that_is_none_is_refused(url: str) -> None:
    result = run(None, "top", "--emulator", url, "--once")
    assert result.exit_code == 2
    assert "expected the URL that miro-async emulate shows" in result.stderr
    assert "secret" not in result.stderr


def test_nothing_there_is_a_network_error() -> None:
    with a_server(200, b"") as url:
        pass
    result = run(None, "top", "--emulator", url, "--once")
    assert result.exit_code == 5
    assert f"no emulator answers at {url}" in result.stderr


def test_the_url_is_needed() -> None:
    result = run(None, "top", "--once")
    assert result.exit_code == 2
    assert "--emulator" in result.stderr
