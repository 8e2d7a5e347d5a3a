"""The commands of each area: what they send, what people and machines get to see of the answers."""

import json
import subprocess
import sys
from typing import Any, get_args

import pytest
from cli_runs import run

from miro_async import models
from miro_async.cli import choices
from miro_async.cli.kinds import KINDS
from miro_async.emulator import Emulator, Fault
from miro_async.emulator.world import Settings

EVIL = "\x1b[31mred\x9b\u202e\nnext [bold]"


def shown(emulator: Emulator, *arguments: str) -> Any:
    """What a command that succeeds gives to a machine."""
    result = run(emulator, *arguments, "--json")
    assert result.exit_code == 0, result.output
    assert result.stdout.count("\n") == 1
    return json.loads(result.stdout)


def a_board(emulator: Emulator, name: str = "Roadmap") -> str:
    return str(emulator.world.create_board(name)["id"])


def a_note(emulator: Emulator, board: str, content: str = "Hi", **fields: Any) -> str:
    return str(emulator.world.create_item(board, "sticky_note", {"data": {"content": content}, **fields})["id"])


def test_boards_from_create_to_delete(miro_emulator: Emulator) -> None:
    board = shown(miro_emulator, "boards", "create", "Roadmap", "--description", "of 2027")["id"]
    url = f"https://miro.com/app/board/{board}/?moveToWidget=1"
    assert shown(miro_emulator, "boards", "update", url, "--name", "Plan")["name"] == "Plan"
    copy = shown(miro_emulator, "boards", "copy", board, "--name", "Copy")["id"]
    assert [each["name"] for each in shown(miro_emulator, "boards", "list", "--sort", "last_created")] == [
        "Copy",
        "Plan",
    ]
    assert [each["id"] for each in shown(miro_emulator, "boards", "list", "--query", "Plan")] == [board]
    assert shown(miro_emulator, "boards", "delete", copy, "--yes") == {"deleted": copy}
    table = run(miro_emulator, "boards", "list").stdout.splitlines()
    assert [line.split()[:2] for line in table] == [["id", "name"], [board, "Plan"]]
    details = run(miro_emulator, "boards", "get", url).stdout
    assert any(line.split() == ["description", "of", "2027"] for line in details.splitlines())


@pytest.mark.miro_emulator(settings=Settings(board_move_seconds=30))
def test_a_board_that_is_still_moving_to_another_team_is_no_error(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    team = shown(miro_emulator, "teams", "create", "Other")["id"]
    assert shown(miro_emulator, "boards", "update", board, "--team", team)["id"] == board


def test_a_machine_gets_every_field_that_the_api_sends(miro_emulator: Emulator) -> None:
    (board,) = miro_emulator.world.seed({"boards": [{"name": "B", "items": [{"type": "kanban", "data": {"rows": 3}}]}]})
    (item,) = shown(miro_emulator, "items", "list", board["id"])
    assert item["type"] == "kanban"
    assert item["data"] == {"rows": 3}


def test_a_limit_reads_no_more_pages_than_it_needs(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    for number in range(120):
        a_note(miro_emulator, board, f"note {number}")
    assert len(shown(miro_emulator, "items", "list", board)) == 120
    since = max(entry.seq for entry in miro_emulator.log)
    assert len(shown(miro_emulator, "items", "list", board, "--limit", "50")) == 50
    assert len(miro_emulator.log.select(operation="items.list", since=since)) == 1


def test_items_of_every_kind_are_created_and_changed(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    frame = shown(miro_emulator, "items", "create", board, "frame", "Q3", "--at", "0,0", "--size", "800,600")["id"]
    place = ("--at", "100,80", "--parent", frame)
    note = shown(miro_emulator, "items", "create", board, "sticky_note", "a < b", "--color", "pink", *place)
    assert note["data"]["content"] == "a &lt; b"
    assert (note["style"]["fillColor"], note["parent"]["id"]) == ("pink", frame)
    assert (note["position"]["x"], note["position"]["y"]) == (100, 80)
    size = ("--size", "200,90", "--rotation", "30", "--color", "#ff0000")
    shape = shown(miro_emulator, "items", "create", board, "shape", "Hi", "--shape", "circle", *size)
    assert shape["data"]["shape"] == "circle"
    assert shape["geometry"] == {"width": 200, "height": 90, "rotation": 30}
    card = shown(miro_emulator, "items", "create", board, "card", "T", "--description", "D", "--color", "#00ff00")
    assert (card["data"]["title"], card["data"]["description"]) == ("T", "D")
    assert card["style"]["cardTheme"] == "#00ff00"
    assert shown(miro_emulator, "items", "create", board, "app_card", "T")["data"]["title"] == "T"
    assert shown(miro_emulator, "items", "create", board, "text", "T", "--width", "200")["geometry"]["width"] == 200
    picture = shown(miro_emulator, "items", "create", board, "image", "https://x.example/a.png", "--title", "A")
    assert picture["data"]["title"] == "A"
    assert shown(miro_emulator, "items", "create", board, "document", "https://x.example/a.pdf")["type"] == "document"
    assert shown(miro_emulator, "items", "create", board, "embed", "https://www.youtube.com/watch?v=1")["id"]

    assert shown(miro_emulator, "items", "update", board, note["id"], "--color", "blue")["changed"] == 1
    changed = shown(miro_emulator, "items", "get", board, note["id"])
    assert (changed["style"]["fillColor"], changed["data"]["content"]) == ("blue", "a &lt; b")
    assert shown(miro_emulator, "items", "update", board, note["id"], "--parent", "none")["changed"] == 1
    assert "parent" not in shown(miro_emulator, "items", "get", board, note["id"])


def test_docs_code_mind_maps_and_flowcharts_are_created_and_changed(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    doc = shown(miro_emulator, "items", "create", board, "doc_format", "# a < b")
    assert doc["data"]["content"] == "# a < b"
    code = shown(miro_emulator, "items", "create", board, "code_widget", "a < b", "--title", "T", "--size", "90,80")
    assert (code["data"]["code"], code["data"]["title"], code["geometry"]["height"]) == ("a < b", "T", 80)
    root = shown(miro_emulator, "items", "create", board, "mindmap_node", "a < b", "--width", "300")
    assert (root["data"]["nodeView"]["data"]["content"], root["geometry"]["width"]) == ("a &lt; b", 300)
    node = shown(miro_emulator, "items", "create", board, "mindmap_node", "n", "--parent", root["id"])
    assert node["parent"]["id"] == root["id"]
    merge = ("--shape", "flow_chart_merge", "--color", "#ff0000")
    shape = shown(miro_emulator, "items", "create", board, "flowchart_shape", "Hi", *merge)
    assert (shape["data"]["shape"], shape["style"]["fillColor"]) == ("flow_chart_merge", "#ff0000")

    def read(family: str, item: dict[str, Any]) -> Any:
        return shown(miro_emulator, "call", f"{family}.get", board, item["id"])

    assert shown(miro_emulator, "items", "update", board, shape["id"], "--text", "Ho")["changed"] == 1
    assert read("flowchart_shapes", shape)["data"] == {"content": "Ho", "shape": "flow_chart_merge"}
    assert shown(miro_emulator, "items", "update", board, code["id"], "--title", "U")["changed"] == 1
    assert read("code_widgets", code)["data"]["title"] == "U"
    for item in (doc, node):
        refused = run(miro_emulator, "items", "update", board, item["id"], "--text", "x")
        assert refused.exit_code == 2
        assert f"items of type {item['type']} can be moved only" in refused.stderr
    assert shown(miro_emulator, "items", "delete", board, "--all", "--yes")["deleted"] == 5
    assert shown(miro_emulator, "items", "list", board) == []


def test_an_item_that_is_locked_stays_as_it_is_until_it_is_unlocked(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    note = a_note(miro_emulator, board)
    assert shown(miro_emulator, "items", "update", board, note, "--lock")["changed"] == 1
    assert run(miro_emulator, "items", "delete", board, note, "--yes").exit_code == 1
    assert shown(miro_emulator, "items", "update", board, note, "--unlock")["changed"] == 1
    assert shown(miro_emulator, "items", "delete", board, note, "--yes")["deleted"] == 1
    nothing = run(miro_emulator, "items", "update", board, note)
    assert nothing.exit_code == 2
    assert "nothing to change" in nothing.stderr


def test_a_whole_body_comes_as_json_from_the_line_a_file_or_standard_input(
    miro_emulator: Emulator, tmp_path: Any
) -> None:
    board = a_board(miro_emulator)
    body = '{"data": {"content": "<b>Hi</b>"}, "style": {"fillColor": "cyan"}}'
    (tmp_path / "body.json").write_text(body)
    for data, stdin in ((body, None), (f"@{tmp_path / 'body.json'}", None), ("-", body.encode())):
        result = run(miro_emulator, "items", "create", board, "sticky_note", "--data", data, "--json", stdin=stdin)
        assert json.loads(result.stdout)["data"]["content"] == "<b>Hi</b>"


def test_items_are_listed_by_type_frame_and_tag(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    frame = miro_emulator.world.create_item(
        board, "frame", {"data": {"title": "F"}, "geometry": {"width": 900, "height": 900}}
    )["id"]
    inside = a_note(miro_emulator, board, parent={"id": frame}, position={"x": 400, "y": 400})
    outside = a_note(miro_emulator, board)
    tag = miro_emulator.world.create_tag(board, "urgent")["id"]
    assert shown(miro_emulator, "tags", "attach", board, "urgent", inside, outside)["tagged"] == 2

    def ids(*filters: str) -> set[str]:
        return {item["id"] for item in shown(miro_emulator, "items", "list", board, *filters)}

    assert ids("--type", "sticky_note") == {inside, outside}
    assert ids("--frame", frame) == {inside}
    assert ids("--tag", "urgent") == ids("--tag", tag) == {inside, outside}
    assert ids("--tag", "urgent", "--frame", frame) == {inside}
    assert ids("--tag", "urgent", "--type", "frame") == set()
    unknown = run(miro_emulator, "items", "list", board, "--tag", "later")
    assert unknown.exit_code == 2
    assert "there is no tag 'later'" in unknown.stderr
    assert "'urgent'" in unknown.stderr


def test_items_that_fit_a_filter_are_changed_at_once(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    for _ in range(3):
        a_note(miro_emulator, board)
    miro_emulator.world.create_item(board, "shape", {"data": {}})
    change = ("items", "update", board, "--type", "sticky_note", "--color", "red")
    assert shown(miro_emulator, *change, "--dry-run")["credits"] == 300
    refused = run(miro_emulator, *change)
    assert refused.exit_code == 2
    assert "change 3 items of the board 'Roadmap'" in refused.stderr
    assert shown(miro_emulator, *change, "--yes")["changed"] == 3
    notes = miro_emulator.world.board_items(board)[:3]
    assert {note["style"]["fillColor"] for note in notes} == {"red"}
    mixed = run(miro_emulator, "items", "update", board, "--all", "--yes", "--shape", "square", "--width", "5")
    assert mixed.exit_code == 2
    assert "--width: not for a shape" in mixed.stderr


def test_tags_from_create_to_delete(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    note = a_note(miro_emulator, board)
    tag = shown(miro_emulator, "tags", "create", board, "urgent", "--color", "blue")["id"]
    assert shown(miro_emulator, "tags", "update", board, tag, "--title", "late")["title"] == "late"
    assert shown(miro_emulator, "tags", "attach", board, "late", note)["tagged"] == 1
    assert [each["id"] for each in shown(miro_emulator, "tags", "list", board, "--item", note)] == [tag]
    assert shown(miro_emulator, "tags", "detach", board, tag, note)["untagged"] == 1
    assert shown(miro_emulator, "tags", "list", board, "--item", note) == []
    assert shown(miro_emulator, "tags", "get", board, tag)["fillColor"] == "blue"
    assert run(miro_emulator, "tags", "list", board).stdout.split() == ["id", "title", "color", tag, "late", "blue"]
    assert shown(miro_emulator, "tags", "delete", board, tag, "--yes") == {"deleted": tag}
    assert miro_emulator.world.board_tags(board) == []


def test_a_tag_that_cannot_be_attached_to_an_item_is_named_and_the_others_are(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    note = a_note(miro_emulator, board)
    miro_emulator.world.create_tag(board, "urgent")
    result = run(miro_emulator, "tags", "attach", board, "urgent", "123", note, "--json")
    assert result.exit_code == 1
    assert (json.loads(result.stdout)["tagged"], json.loads(result.stdout)["failed"]) == (1, 1)
    assert "miro-async: 123: tags.attach: 404" in result.stderr


def test_members_are_invited_changed_and_removed(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    answer = shown(miro_emulator, "members", "share", board, "a@x.example", "b@x.example", "--role", "editor")
    assert len(answer["successful"]) == 2
    owner, first, _ = shown(miro_emulator, "members", "list", board)
    assert shown(miro_emulator, "members", "update", board, first["id"], "--role", "viewer")["role"] == "viewer"
    assert shown(miro_emulator, "members", "get", board, first["id"])["role"] == "viewer"
    assert shown(miro_emulator, "members", "remove", board, first["id"], "-y") == {"deleted": first["id"]}
    last_owner = run(miro_emulator, "members", "remove", board, owner["id"], "-y")
    assert last_owner.exit_code == 1
    assert "409" in last_owner.stderr


def test_an_address_that_is_none_is_refused_before_anything_is_sent(miro_emulator: Emulator) -> None:
    result = run(miro_emulator, "members", "share", "b=", "a@x.example", "nobody")
    assert result.exit_code == 2
    assert "emails[1] must be an e-mail address, not 'nobody'" in result.stderr
    assert len(miro_emulator.log) == 0


def test_connectors_from_create_to_delete(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    start, end = a_note(miro_emulator, board), a_note(miro_emulator, board)
    looks = (
        "--caption",
        "yes",
        "--caption",
        "no",
        "--end-cap",
        "diamond",
        "--start-snap",
        "right",
        "--color",
        "#ff0000",
    )
    made = shown(miro_emulator, "connectors", "create", board, start, end, *looks)
    assert [caption["content"] for caption in made["captions"]] == ["yes", "no"]
    assert (made["style"]["endStrokeCap"], made["style"]["strokeColor"]) == ("diamond", "#ff0000")
    straight = shown(miro_emulator, "connectors", "update", board, made["id"], "--shape", "straight")
    assert straight["shape"] == "straight"
    table = run(miro_emulator, "connectors", "list", board).stdout.splitlines()
    assert table[1].split()[:4] == [made["id"], start, end, "straight"]
    assert shown(miro_emulator, "connectors", "delete", board, made["id"], "-y") == {"deleted": made["id"]}
    itself = run(miro_emulator, "connectors", "create", board, start, start)
    assert itself.exit_code == 2
    assert "a connector needs two items" in itself.stderr


def test_groups_from_create_to_delete(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    notes = [a_note(miro_emulator, board) for _ in range(5)]
    group = shown(miro_emulator, "groups", "create", board, *notes[:2])["id"]
    changed = shown(miro_emulator, "groups", "update", board, group, *notes[1:4])["id"]
    assert changed != group
    assert {item["id"] for item in shown(miro_emulator, "groups", "items", board, changed)} == set(notes[1:4])
    (listed,) = shown(miro_emulator, "groups", "list", board)
    assert set(listed["data"]["items"]) == set(shown(miro_emulator, "groups", "get", board, changed)["data"]["items"])
    assert shown(miro_emulator, "groups", "ungroup", board, changed) == {"ungrouped": changed}
    again = shown(miro_emulator, "groups", "create", board, *notes[:2])["id"]
    refused = run(miro_emulator, "groups", "delete", board, again)
    assert refused.exit_code == 2
    assert "with all its items, also locked ones: not without --yes" in refused.stderr
    assert shown(miro_emulator, "groups", "delete", board, again, "--yes") == {"deleted": again}
    assert miro_emulator.world.item_count(board) == 3
    alone = run(miro_emulator, "groups", "create", board, notes[2])
    assert alone.exit_code == 2
    assert "a group has at least two items" in alone.stderr


def test_frames_from_create_to_delete(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    frame = shown(miro_emulator, "frames", "create", board, "Q3", "--size", "900,900")["id"]
    note = a_note(miro_emulator, board, parent={"id": frame}, position={"x": 400, "y": 400})
    assert shown(miro_emulator, "frames", "update", board, frame, "--title", "Q4")["data"]["title"] == "Q4"
    assert [item["id"] for item in shown(miro_emulator, "frames", "items", board, frame)] == [note]
    assert [item["id"] for item in shown(miro_emulator, "frames", "list", board)] == [frame]
    assert shown(miro_emulator, "frames", "get", board, frame)["data"]["title"] == "Q4"
    assert shown(miro_emulator, "frames", "delete", board, frame, "-y") == {"deleted": frame}
    assert [item["id"] for item in shown(miro_emulator, "items", "list", board)] == [note]


def test_teams_and_members_of_the_organization_of_the_token(miro_emulator: Emulator) -> None:
    org = miro_emulator.world.organization_id
    team = shown(miro_emulator, "teams", "create", "Design")["id"]
    assert shown(miro_emulator, "teams", "update", team, "--name", "Design 2", "--org", org)["name"] == "Design 2"
    assert [each["id"] for each in shown(miro_emulator, "teams", "list", "--name", "Design")] == [team]
    assert shown(miro_emulator, "teams", "get", team)["name"] == "Design 2"
    assert shown(miro_emulator, "teams", "delete", team, "-y") == {"deleted": team}
    assert shown(miro_emulator, "organization", "get")["id"] == org
    (member,) = shown(miro_emulator, "organization", "members")
    assert shown(miro_emulator, "organization", "members", "--email", member["email"]) == [member]
    assert shown(miro_emulator, "organization", "members", "--inactive") == []
    assert shown(miro_emulator, "organization", "member", member["id"])["email"] == member["email"]


@pytest.mark.parametrize("columns", ["60", "200"])
def test_control_characters_of_the_server_reach_no_terminal(miro_emulator: Emulator, columns: str) -> None:
    board = a_board(miro_emulator, name=EVIL)
    item = a_note(miro_emulator, board, EVIL)
    miro_emulator.world.create_tag(board, EVIL)
    commands = [
        ("boards", "list"),
        ("boards", "get", board),
        ("items", "list", board),
        ("items", "get", board, item),
        ("items", "delete", board, "--all"),
        ("items", "delete", board, "--all", "--dry-run"),
        ("tags", "list", board),
        ("items", "list", board, "--tag", "none"),
        ("call", "boards.get", board),
        ("boards", "list", "--json"),
    ]
    for command in commands:
        result = run(miro_emulator, *command, env={"COLUMNS": columns})
        assert result.output
        assert not [each for each in result.output if not each.isprintable() and each != "\n"], command
    assert EVIL.splitlines()[1] in run(miro_emulator, "items", "list", board).stdout, "markup is text"
    assert shown(miro_emulator, "tags", "list", board)[0]["title"] == EVIL, "JSON reads back as it was"


def test_a_404_names_what_was_asked_for(miro_emulator: Emulator) -> None:
    board = a_board(miro_emulator)
    result = run(miro_emulator, "items", "get", board, "123")
    assert result.exit_code == 4
    assert f"item 123 of board {board}" in result.stderr
    nowhere = run(miro_emulator, "tags", "list", "uXjVnothere=")
    assert nowhere.exit_code == 4
    assert "board uXjVnothere=" in nowhere.stderr
    end = run(miro_emulator, "connectors", "create", board, a_note(miro_emulator, board), "123")
    assert end.exit_code == 4
    assert "or what the request names on it" in end.stderr


def test_a_write_that_nobody_answers_for_is_an_unknown_outcome(miro_emulator: Emulator) -> None:
    miro_emulator.faults.add(Fault(kind="error", operations=("boards.create",), applied=1.0))
    result = run(miro_emulator, "boards", "create", "B")
    assert result.exit_code == 5
    assert "it may have been applied: look at the board before you repeat it" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["sticky_note", "x", "--color", "pinkish"], "style.fill_color: Invalid enum value 'pinkish'; expected one of"),
        (["shape", "x", "--color", "red"], "style.fill_color: expected a colour as #rrggbb"),
        (["card", "x", "--shape", "circle"], "--shape: not for a card, which takes --description, --color"),
        (["frame", "x", "--parent", "1"], "--parent: not for a frame"),
        (["sticky_note", "x", "--at", "here"], "--at here: expected two numbers"),
        (["sticky_note", "x", "--at", "1,nan"], "--at 1,nan: expected two numbers"),
        (["sticky_note", "x", "--data", "{}"], "--data is the whole body: it leaves no room for data.content"),
        (["sticky_note", "--data", "{"], "--data: no JSON"),
        (["sticky_note", "--data", "@nothing.json"], "--data @nothing.json: No such file"),
        (["sticky_note", "--data", '{"stile": {}}'], "stile"),
        (["sticky_note", "--data", '{"geometry": {"width": 1, "height": 2}}'], "geometry.height"),
        (["image"], "data"),
    ],
)
def test_a_wrong_item_is_refused_before_anything_is_sent(
    miro_emulator: Emulator, arguments: list[str], complaint: str
) -> None:
    result = run(miro_emulator, "items", "create", "b=", *arguments)
    assert result.exit_code == 2, result.output
    assert complaint in result.stderr
    assert result.stdout == ""
    assert len(miro_emulator.log) == 0


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("boards", "update", "b="), "--name, --description, --team, --project or --data"),
        (("tags", "update", "b=", "1"), "--title, --color or --data"),
        (("frames", "update", "b=", "1"), "--title, --at, --size, --color or --data"),
        (("connectors", "update", "b=", "1"), "--start, --end, --shape, --caption, --color, --start-cap, --end-cap,"),
    ],
)
def test_a_change_of_nothing_is_refused_before_anything_is_sent(
    miro_emulator: Emulator, arguments: tuple[str, ...], options: str
) -> None:
    result = run(miro_emulator, *arguments)
    assert result.exit_code == 2, result.output
    assert f"say what to change: {options}" in result.stderr
    assert len(miro_emulator.log) == 0


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("connectors", "create", "b="), "'START' (or give --data)"),
        (("connectors", "create", "b=", "1"), "'END' (or give --data)"),
        (("members", "share", "b=", "--role", "viewer"), "'EMAIL...' (or give --data)"),
        (("tags", "create", "b="), "'TITLE' (or give --data)"),
        (("items", "create", "b=", "text"), "'TEXT' (or give --data)"),
        (("items", "create", "b=", "image", "--width", "9"), "'TEXT' (or give --data)"),
        (("items", "create", "b=", "document"), "'TEXT' (or give --data)"),
        (("items", "create", "b=", "embed", "--at", "0,0"), "'TEXT' (or give --data)"),
        (("groups", "create", "b="), "'ITEM...'"),
        (("groups", "create", "b=", "1"), "'ITEM...': a group has at least two items"),
        (("groups", "update", "b=", "2", "1"), "'ITEM...': a group has at least two items"),
    ],
)
def test_an_argument_that_is_missing_is_named(
    miro_emulator: Emulator, arguments: tuple[str, ...], complaint: str
) -> None:
    result = run(miro_emulator, *arguments)
    assert result.exit_code == 2, result.output
    assert f"Missing argument {complaint}" in result.stderr
    assert "Usage: " in result.stderr
    assert len(miro_emulator.log) == 0


def test_options_offer_what_the_models_take() -> None:
    assert get_args(models.BoardSort) == choices.BOARD_SORTS
    assert get_args(models.BoardRole) == choices.BOARD_ROLES
    assert get_args(models.ItemType) == choices.ITEM_TYPES
    assert get_args(models.TagColor) == choices.TAG_COLORS
    assert get_args(models.ConnectorShape) == choices.CONNECTOR_SHAPES
    assert get_args(models.SnapTo) == choices.SNAPS
    assert get_args(models.StrokeCap) == choices.STROKE_CAPS
    assert get_args(models.OrganizationRole) == choices.ORGANIZATION_ROLES
    assert get_args(models.License) == choices.LICENSES
    assert tuple(KINDS) == choices.ITEM_KINDS


def test_help_of_every_area_imports_nothing_that_is_slow() -> None:
    script = (
        "import sys, click\n"
        "from miro_async.cli.main import program\n"
        "def walk(command, ctx):\n"
        "    command.get_help(ctx)\n"
        "    for name in command.list_commands(ctx) if isinstance(command, click.Group) else []:\n"
        "        inner = command.get_command(ctx, name)\n"
        "        walk(inner, click.Context(inner, ctx, name))\n"
        "        print(ctx.command_path, name)\n"
        "walk(program, click.Context(program, info_name='miro-async'))\n"
        "print(*{'aiohttp', 'msgspec', 'asyncio', 'anyio', 'rich'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == ""
    assert {"miro-async items delete", "miro-async images upload", "miro-async call"} <= {
        " ".join(line.split()) for line in done.stdout.splitlines()
    }
