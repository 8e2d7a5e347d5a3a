"""The coverage page: every operation of the table, and how the emulator answers it."""

import json
from typing import Any

import pytest
from cli_runs import run

from miro_async import Miro, Scim
from miro_async.endpoints import all_rows, by_name


def listed(*words: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(run(None, "operations", *words, "--json").stdout)
    return entries


def test_machines_get_every_operation_without_a_token_or_a_server() -> None:
    entries = listed()
    assert [entry["operation"] for entry in entries] == [row.name for row in all_rows()]
    entry = next(entry for entry in entries if entry["operation"] == "tags.create")
    assert entry == {
        "operation": "tags.create",
        "method": "POST",
        "path": "/v2/boards/{board_id}/tags",
        "level": 1,
        "scopes": ["boards:write"],
        "call": "miro.tags.create()",
        "emulator": "stateful",
    }


def test_every_operation_names_a_method_that_there_is() -> None:
    clients: dict[str, Any] = {"miro": Miro("token"), "scim": Scim("token")}
    for entry in listed():
        client, *steps = entry["call"].removesuffix("()").split(".")
        found = clients[client]
        for step in steps:
            found = getattr(found, step)
        assert callable(found), entry


def test_people_see_a_row_for_each_and_how_many_there_are() -> None:
    result = run(None, "operations")
    header, *rows = result.stdout.splitlines()
    assert header.split() == ["operation", "method", "path", "level", "scopes", "call", "emulator"]
    assert [row.split()[0] for row in rows] == [row.name for row in all_rows()]
    assert result.stderr.startswith(f"{len(rows)} operations, of which the emulator is stateful in ")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["tags."], {row.name for row in all_rows() if row.name.startswith("tags.")}),
        (["delete", "boards:WRITE", "/tags"], {"tags.delete"}),
        (["nonsense"], set[str]()),
    ],
)
def test_words_choose(words: list[str], wanted: set[str]) -> None:
    assert {entry["operation"] for entry in listed(*words)} == wanted


def test_what_keeps_no_state_is_called_shaped() -> None:
    kinds = {entry["operation"]: entry["emulator"] for entry in listed()}
    assert {kinds["boards.get"], kinds["tags.attach"], kinds["items.upload"]} == {"stateful"}
    assert kinds["audit_logs.list"] == "shaped"
    assert by_name("audit_logs.list").level == 2


def test_quiet_means_no_count() -> None:
    assert run(None, "operations", "tags.", "--quiet").stderr == ""
