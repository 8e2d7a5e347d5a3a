"""Lists that may have more entries than can be read."""

import json

import pytest
from cli_runs import run

from miro_async.emulator import Emulator


def a_board_of_groups(emulator: Emulator, count: int) -> str:
    items = [{"type": "shape"}] * (2 * count)
    groups = [{"items": [number, number + 1]} for number in range(0, 2 * count, 2)]
    (board,) = emulator.world.seed({"boards": [{"items": items, "groups": groups}]})
    return str(board["id"])


@pytest.mark.parametrize(("cursors", "count", "listed"), [(True, 51, 51), (False, 51, 50), (False, 49, 49)])
def test_a_list_that_may_be_cut_off_says_so(miro_emulator: Emulator, cursors: bool, count: int, listed: int) -> None:
    miro_emulator.world.settings.group_list_cursor = cursors
    result = run(miro_emulator, "groups", "list", a_board_of_groups(miro_emulator, count), "--json")
    assert (result.exit_code, len(json.loads(result.stdout))) == (0, listed)
    warning = "miro-async: groups.list: a full page names no cursor, nor a total: there may be more than its 50 entries"
    assert result.stderr.strip() == ("" if cursors or count < 50 else warning)


def test_a_list_of_as_many_entries_as_were_asked_for_is_whole(miro_emulator: Emulator) -> None:
    miro_emulator.world.settings.group_list_cursor = False
    result = run(miro_emulator, "groups", "list", a_board_of_groups(miro_emulator, 12), "--limit", "10", "--json")
    assert (len(json.loads(result.stdout)), result.stderr) == (10, "")
