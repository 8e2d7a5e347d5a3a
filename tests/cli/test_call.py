"""Any operation of the table, called from the command line."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import run

from miro_async import endpoints
from miro_async.emulator import Emulator

PIXEL = b"\x89PNG\r\n\x1a\n" + bytes(64)


def a_board(emulator: Emulator) -> str:
    return str(emulator.world.create_board("Roadmap")["id"])


def test_an_answer_is_printed_as_the_api_sent_it(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    answer = json.loads(run(miro_emulator, "call", "boards.get", f"https://miro.com/app/board/{board}/").stdout)
    assert answer == json.loads(run(miro_emulator, "boards", "get", board, "--json").stdout)
    assert answer["name"] == "Roadmap"


def test_a_terminal_gets_an_answer_on_several_lines(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    terminal, its_other_end = pty.openpty()
    subprocess.run(
        [sys.executable, "-m", "miro_async.cli", "call", "boards.get", board],
        env={**os.environ, "MIRO_BASE_URL": miro_emulator.url, "MIRO_ACCESS_TOKEN": miro_emulator.token},
        stdout=its_other_end,
        check=True,
    )
    os.close(its_other_end)
    shown = os.read(terminal, 1 << 16).decode()
    os.close(terminal)
    assert '\r\n  "name": "Roadmap",\r\n' in shown


def test_a_list_gives_one_page_with_what_leads_to_the_next(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    for _ in range(15):
        miro_emulator.world.create_item(board, "sticky_note", {"data": {"content": "Hi"}})
    arguments = ("call", "items.list", board, "--query", "limit=10", "--query", "type=sticky_note")
    page = json.loads(run(miro_emulator, *arguments).stdout)
    assert len(page["data"]) == 10
    rest = json.loads(run(miro_emulator, *arguments, "--query", f"cursor={page['cursor']}").stdout)
    assert len(rest["data"]) == 5


def test_a_body_and_a_file_go_along(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    tag = run(miro_emulator, "call", "tags.create", board, "--body", '{"title": "urgent", "fillColor": "red"}')
    assert json.loads(tag.stdout)["title"] == "urgent"
    picture = tmp_path / "photo.png"
    picture.write_bytes(PIXEL)
    body = '{"title": "A photo"}'
    image = run(miro_emulator, "call", "images.upload", board, "--file", str(picture), "--body", body)
    assert json.loads(image.stdout)["data"]["title"] == "A photo"
    (item,) = miro_emulator.world.board_items(board)
    assert item["type"] == "image"


def test_several_files_go_along_with_one_body(miro_emulator: Emulator, tmp_path: Path) -> None:
    board = a_board(miro_emulator)
    files: list[str] = []
    for name in ("photo.png", "plan.pdf"):
        (tmp_path / name).write_bytes(PIXEL)
        files += ["--file", str(tmp_path / name)]
    body = '[{"type": "image", "title": "A photo"}, {"type": "document"}]'
    made = json.loads(run(miro_emulator, "call", "items.upload", board, *files, "--body", body).stdout)["data"]
    assert [item["data"]["title"] for item in made] == ["A photo", "plan.pdf"]
    refused = run(miro_emulator, "call", "items.upload", board, *files, "--body", '[{"type": "image"}]')
    assert refused.exit_code == 2
    assert "one file for each item of the body: 1, not 2" in refused.stderr


def test_a_parameter_that_takes_several_values_is_given_several_times(miro_emulator: Emulator) -> None:
    statuses = [f"status=JOB_STATUS_{status}" for status in ("CREATED", "FINISHED")]
    arguments = [word for status in statuses for word in ("--query", status)]
    curl = run(miro_emulator, "call", "board_exports.list", "1", *arguments, "--curl").stdout
    assert f"?{'&'.join(statuses)}" in curl


def test_what_ends_a_token_needs_a_yes_and_shows_no_token(miro_emulator: Emulator) -> None:
    token = miro_emulator.world.issue_token(value="token-that-nobody-may-see").value
    call = ("call", "tokens.revoke_v1", "--query", f"access_token={token}")
    refused = run(miro_emulator, *call)
    assert refused.exit_code == 2
    assert "send tokens.revoke_v1: POST /v1/oauth/revoke: not without --yes" in refused.stderr
    done = run(miro_emulator, *call, "--yes")
    assert done.exit_code == 0
    assert token not in refused.output + done.output


def test_what_ends_sessions_needs_a_yes(miro_emulator: Emulator) -> None:
    refused = run(miro_emulator, "call", "sessions.reset", "--query", "email=someone@example.org")
    assert refused.exit_code == 2
    assert "send sessions.reset: POST /v2/sessions/reset_all" in refused.stderr
    assert "not without --yes" in refused.stderr
    assert len(miro_emulator.log) == 0


def test_what_deletes_needs_a_yes(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    refused = run(miro_emulator, "call", "boards.delete", board)
    assert refused.exit_code == 2
    assert "send boards.delete: DELETE" in refused.stderr
    assert "not without --yes" in refused.stderr
    assert len(miro_emulator.log) == 0
    done = run(miro_emulator, "call", "boards.delete", board, "--yes")
    assert (done.exit_code, done.stdout) == (0, "")
    assert miro_emulator.world.boards() == []


def test_curl_and_dry_run_send_nothing_and_show_no_token(miro_emulator: Emulator) -> None:
    arguments = (
        "call",
        "items.create",
        "b=",
        "--body",
        '[{"type": "shape"}, {"type": "text", "data": {"content": ""}}]',
    )
    curl = run(miro_emulator, *arguments, "--curl").stdout
    assert curl.startswith(f"curl -X POST {miro_emulator.url}/v2/boards/b%3D/items/bulk ")
    assert "$MIRO_ACCESS_TOKEN" in curl
    assert miro_emulator.token not in curl
    assert json.loads(run(miro_emulator, *arguments, "--dry-run", "--json").stdout) == {
        "operation": "items.create",
        "credits": 200,
        "at_least": False,
    }
    assert len(miro_emulator.log) == 0


@pytest.mark.parametrize(
    ("arguments", "credits", "words"),
    [
        (["groups.get", "b=", "1"], 100, ">= 100"),  # for each of its items, which nobody has counted yet
        (["tokens.get"], 50, ">= 50"),  # no level is documented
        (["boards.copy", "--query", "copy_from=b", "--body", "{}"], 2_000, "2,000"),
        (["user_group_members.update", "1", "2", "--body", '{"membersToAdd": ["3", "4"]}'], 100, "100"),
    ],
)
def test_a_dry_run_says_whether_it_may_cost_more(arguments: list[str], credits: int, words: str) -> None:
    said = run(None, "call", *arguments, "--dry-run").stdout.splitlines()
    assert [line.split(maxsplit=1) for line in said] == [["operation", arguments[0]], ["credits", words]]
    cost = json.loads(run(None, "call", *arguments, "--dry-run", "--json").stdout)
    assert (cost["credits"], cost["at_least"]) == (credits, words.startswith(">="))


def test_curl_shows_no_password_of_a_base_url() -> None:
    for url in ("https://user:secret@example.org", "https://user:se/secret@example.org"):
        result = run(None, "call", "boards.get", "b=", "--curl", "--base-url", url)
        assert result.exit_code == 2
        assert "base_url: expected no user name or password in it" in result.stderr
        assert "secret" not in result.output
    assert run(None, "call", "boards.get", "b=", "--curl").stdout.startswith("curl -X GET https://api.miro.com/v2/")


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["tags.creat"], "there is no operation 'tags.creat'; did you mean tags.create"),
        (["items.share"], "did you mean members.share, items.get"),
        (["nonsense"], "call --list shows them"),
        (["boards.get"], "takes 1 ids (board_id), not 0"),
        (["boards.get", "b=", "1"], "takes 1 ids (board_id), not 2"),
        (["items.get", "b=", ".."], "item_id must be a non-empty string of letters"),
        (["items.list", "b=", "--query", "limit"], "--query limit: expected NAME=VALUE"),
        (["items.list", "b=", "--query", "limit=5"], "limit must be a whole number from 10 to 50, not 5"),
        (["items.list", "b=", "--query", "limit=ten"], "limit must be a whole number from 10 to 50, not 'ten'"),
        (["items.list", "b=", "--query", "size=10"], "knows no parameter size (known: limit, cursor, type)"),
        (["items.list", "b=", "--query", "limit=10", "--query", "limit=11"], "--query limit is there twice"),
        (["organization_members.list", "1", "--query", "active=maybe"], "active must be True or False, not 'maybe'"),
        (["boards.get", "b=", "--body", "{}"], "takes no body"),
        (["boards.get", "b=", "--file", "x.png"], "takes no file"),
        (["images.upload", "b=", "--file", "nothing.png"], "nothing.png"),
        (["tags.create", "b=", "--body", "{"], "--body: no JSON"),
        (["tags.create", "b=", "--body", '{"title": "x", "fillColor": "x"}'], "fill_color: Invalid enum value 'x'"),
        (["tags.create", "b="], "tags.create: needs --body JSON"),
        (["images.upload", "b="], "images.upload: needs --file PATH"),
        (["items.upload", "b=", "--file", "x.png"], "items.upload: needs --body JSON"),
        (["boards.get", "b=", "--query", "file=x.png"], "--query file: it is no parameter, see --file"),
        (["tags.detach", "b=", "1"], "tags.detach: needs --query tag_id=..."),
        ([], "which operation? --list shows them"),
    ],
)
def test_a_wrong_call_is_refused_before_anything_is_sent(
    miro_emulator: Emulator, arguments: list[str], complaint: str
) -> None:
    result = run(miro_emulator, "call", *arguments)
    assert result.exit_code == 2, result.output
    assert complaint in result.stderr
    assert result.stdout == ""
    assert len(miro_emulator.log) == 0


def test_every_operation_is_listed() -> None:
    lines = run(None, "call", "--list").stdout.splitlines()
    assert lines[0].split() == ["operation", "method", "path", "level", "credits", "scope"]
    assert [line.split()[0] for line in lines[1:]] == [row.name for row in endpoints.all_rows()]
    entries = json.loads(run(None, "call", "tags.", "--list", "--json").stdout)
    assert {entry["operation"].partition(".")[0] for entry in entries} == {"tags"}


def test_the_list_says_what_a_call_costs_at_least() -> None:
    lines = {line.split()[0]: line for line in run(None, "call", "--list").stdout.splitlines()}
    entries = {entry["operation"]: entry for entry in json.loads(run(None, "call", "--list", "--json").stdout)}
    costs = {"groups.get": ">= 100", "items.create": ">= 100", "tokens.get": ">= 50", "boards.copy": "2,000"}
    for operation, words in costs.items():
        assert f" {words} " in lines[operation]
        assert entries[operation]["at_least"] is words.startswith(">=")
        assert entries[operation]["credits"] == int(words.removeprefix(">= ").replace(",", ""))
