import pytest
from hypothesis import given
from hypothesis import strategies as st
from world_api import Api


def test_pages_of_items() -> None:
    api = Api()
    notes = [api.item() for _ in range(25)]
    first = api.ok("GET", f"{api.board}/items")
    assert (first["size"], first["limit"], first["total"]) == (10, 10, 25)
    assert first["data"] == notes[:10]
    assert list(first) == ["size", "limit", "total", "cursor", "data", "links", "type"]
    last = api.ok("GET", f"{api.board}/items", limit="15", cursor=first["cursor"])
    assert last["data"] == notes[10:]
    assert "cursor" not in last
    assert "next" not in last["links"]


def test_a_cursor_holds_while_items_come_and_go() -> None:
    api = Api()
    notes = [api.item() for _ in range(30)]
    first = api.ok("GET", f"{api.board}/items", limit="10")
    for gone in (notes[0], notes[9], notes[10]):
        api.ok("DELETE", f"{api.board}/items/{gone['id']}")
    new = api.item()
    rest = api.ok("GET", f"{api.board}/items", limit="50", cursor=first["cursor"])
    assert rest["data"] == [*notes[11:], new]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"limit": "9"}, "minimum items page size is 10"),
        ({"limit": "51"}, "maximum items page size is 50"),
        ({"limit": "ten"}, "expected of type [Integer]"),
        ({"cursor": "nonsense"}, "Invalid cursor"),
        ({"cursor": "\u00e9"}, "Invalid cursor"),
        ({"type": "sticky"}, "Unexpected value [sticky], expected one of: [text, shape"),
        ({"parent_item_id": "x"}, "Has illegal integer number value"),
    ],
)
def test_a_wrong_parameter_is_named(query: dict[str, str], message: str) -> None:
    api = Api()
    answer = api.send("GET", f"{api.board}/items", **query)
    assert (answer.status, answer.json["code"]) == (400, "2.0703")
    assert answer.fields[0][0] == next(iter(query))
    assert message in answer.fields[0][1]


def test_filters_by_type_and_frame() -> None:
    api = Api()
    frame = api.frame()
    note = api.item()
    inside = api.item("shapes", parent={"id": frame["id"]})
    outside = api.item("shapes")
    assert api.listed(type="shape") == [inside, outside]
    assert api.listed(parent_item_id=frame["id"]) == [inside]
    assert api.listed(parent_item_id=frame["id"], type="sticky_note") == []
    assert api.listed(type="sticky_note") == [note]
    assert api.listed(type="image") == []


def test_lists_lag_and_reads_do_not() -> None:
    api = Api()
    old = api.item(data={"content": "old"})
    gone = api.item()
    api.world.list_lag = 10.0
    api.at += 1
    new = api.item()
    changed = api.ok("PATCH", f"{api.board}/sticky_notes/{old['id']}", {"data": {"content": "new"}})
    api.ok("DELETE", f"{api.board}/items/{gone['id']}")
    assert api.listed() == [old, gone]
    assert api.ok("GET", f"{api.board}/items", limit="10")["total"] == 2
    assert api.ok("GET", f"{api.board}/items/{old['id']}") == changed
    assert api.send("GET", f"{api.board}/items/{gone['id']}").status == 404
    assert api.world.item_count(api.board_id) == 2
    api.at += 9.9
    assert api.listed() == [old, gone]
    api.at += 0.2
    assert api.listed() == [changed, new]


def test_an_item_that_comes_and_goes_within_the_lag_is_never_listed() -> None:
    api = Api()
    api.world.list_lag = 5.0
    note = api.item()
    api.at += 2
    api.ok("DELETE", f"{api.board}/items/{note['id']}")
    assert api.listed() == []
    api.at += 4  # the create is past the lag, the delete is not
    assert [item["id"] for item in api.listed()] == [note["id"]]
    api.at += 2
    assert api.listed() == []


def test_lists_of_boards_and_tags_lag_too_but_not_by_team() -> None:
    api = Api()
    note = api.item()
    api.world.list_lag = 5.0
    new = api.ok("POST", "/v2/boards", {"name": "new"})
    tag = api.tag("a")
    api.ok("POST", f"{api.board}/items/{note['id']}", tag_id=tag)
    assert new["id"] not in [board["id"] for board in api.ok("GET", "/v2/boards")["data"]]
    by_team = api.ok("GET", "/v2/boards", team_id=api.world.token.team_id)["data"]
    assert new["id"] in [board["id"] for board in by_team]
    assert api.ok("GET", f"{api.board}/tags")["data"] == []
    assert api.ok("GET", f"{api.board}/items/{note['id']}/tags")["tags"] == []
    assert api.ok("GET", f"{api.board}/items", tag_id=tag)["data"] == []
    api.at += 5
    assert new["id"] in [board["id"] for board in api.ok("GET", "/v2/boards")["data"]]
    assert [tag["title"] for tag in api.ok("GET", f"{api.board}/items/{note['id']}/tags")["tags"]] == ["a"]
    assert api.ok("GET", f"{api.board}/items", tag_id=tag)["data"] == [note]


steps = st.lists(
    st.tuples(st.sampled_from(["create", "update", "delete", "wait"]), st.integers(0, 5)), min_size=1, max_size=30
)


@given(steps)
def test_a_lagging_list_is_the_board_as_it_was(plan: list[tuple[str, int]]) -> None:
    api = Api()
    api.world.list_lag = 3.0
    history = [(api.at, api.world.board_items(api.board_id))]
    for what, number in plan:
        items = api.world.board_items(api.board_id)
        target = items[number % len(items)]["id"] if items else None
        if what == "create":
            api.item()
        elif what == "wait":
            api.at += 1
        elif target is not None and what == "update":
            api.ok("PATCH", f"{api.board}/items/{target}", {"position": {"x": number}})
        elif target is not None:
            api.ok("DELETE", f"{api.board}/items/{target}")
        history.append((api.at, api.world.board_items(api.board_id)))
        settled = [items for at, items in history if at <= api.at - 3.0] or [[]]
        assert api.listed() == settled[-1]
