"""Operations of SCIM from the command line: with its own token and URL, and never with those of the REST API."""

import json
from collections.abc import Mapping

import pytest
from cli_runs import run

from miro_async.emulator import Emulator


def scim_of(emulator: Emulator) -> Mapping[str, str]:
    return {"MIRO_SCIM_TOKEN": emulator.scim_token, "MIRO_SCIM_BASE_URL": emulator.scim_url}


def test_a_list_and_a_change_go_to_scim(miro_emulator: Emulator) -> None:
    env = scim_of(miro_emulator)
    page = json.loads(run(miro_emulator, "call", "scim.users.list", "--query", "count=5", env=env).stdout)
    (user,) = page["Resources"]
    body = json.dumps(
        {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "Replace", "path": "displayName", "value": "Ada"}],
        }
    )
    changed = run(miro_emulator, "call", "scim.users.update", user["id"], "--body", body, env=env)
    assert json.loads(changed.stdout)["displayName"] == "Ada"
    assert {entry.app for entry in miro_emulator.log} == {"scim"}


def test_the_tokens_of_the_rest_api_do_not_go_to_scim(miro_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MIRO_SCIM_TOKEN", raising=False)
    refused = run(miro_emulator, "call", "scim.users.list", env={"MIRO_SCIM_BASE_URL": miro_emulator.scim_url})
    assert refused.exit_code == 2
    assert "MIRO_SCIM_TOKEN" in refused.stderr
    assert len(miro_emulator.log) == 0


def test_what_stands_on_the_command_line_is_meant_for_the_call(miro_emulator: Emulator) -> None:
    env = {"MIRO_SCIM_TOKEN": "of another organization", "MIRO_SCIM_BASE_URL": "http://127.0.0.1:1"}
    given = ("--token", miro_emulator.scim_token, "--base-url", miro_emulator.scim_url)
    answer = run(miro_emulator, "call", *given, "scim.resource_types.get", "Group", env=env)
    assert json.loads(answer.stdout)["endpoint"] == "/Groups"
    line = run(miro_emulator, "call", "scim.schemas.list", "--curl", env=env).stdout
    assert line.startswith("curl -X GET http://127.0.0.1:1/Schemas ")
    assert "$MIRO_SCIM_TOKEN" in line


def test_a_deletion_is_asked_about(miro_emulator: Emulator) -> None:
    (member,) = miro_emulator.world.seed_members(1)
    arguments = ("call", "scim.users.delete", str(member["id"]))
    assert run(miro_emulator, *arguments, env=scim_of(miro_emulator)).exit_code == 2
    assert run(miro_emulator, *arguments, "--yes", env=scim_of(miro_emulator)).exit_code == 0
    assert [entry.status for entry in miro_emulator.log] == [204]


def test_what_a_call_costs_is_said_by_the_levels_of_scim(miro_emulator: Emulator) -> None:
    shown = run(miro_emulator, "call", "scim.groups.list", "--dry-run", "--json", env=scim_of(miro_emulator))
    assert json.loads(shown.stdout)["credits"] == 2_000
