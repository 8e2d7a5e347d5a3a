"""Whose the token is."""

import json

from cli_runs import run

from miro_async.emulator import Emulator


def test_people_see_user_team_organization_and_scopes(miro_emulator: Emulator) -> None:
    token = miro_emulator.world.issue_token(scopes=["boards:read", "identity:read"]).value
    lines = run(miro_emulator, "whoami", "--token", token).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["user", "team", "organization", "scopes"]
    assert lines[0].split("  ", 1)[1].strip() == f"Ada Emulated ({miro_emulator.world.token.user_id})"
    assert lines[2].endswith(f"({miro_emulator.world.organization_id})")
    assert lines[3].endswith("boards:read, identity:read")
    assert token not in "".join(lines)


def test_a_machine_gets_the_answer(miro_emulator: Emulator) -> None:
    answer = json.loads(run(miro_emulator, "whoami", "--json").stdout)
    assert answer["user"]["id"] == miro_emulator.world.token.user_id
    assert "boards:write" in answer["scopes"]


def test_a_token_that_is_not_accepted(miro_emulator: Emulator) -> None:
    result = run(miro_emulator, "whoami", "--token", "wrong-secret")
    assert result.exit_code == 3
    assert "the token is not accepted" in result.stderr
    assert "wrong-secret" not in result.output
