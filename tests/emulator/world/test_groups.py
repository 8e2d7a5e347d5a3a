import asyncio
import json
from typing import Any

import pytest
from emulator_calls import ask, new_board
from world_api import Api

from miro_async.emulator import Emulator
from miro_async.emulator.world import Settings

MISSING = "3458764500000000001"


def group(api: Api, *items: Any) -> Any:
    return api.ok("POST", f"{api.board}/groups", {"data": {"items": [item["id"] for item in items]}})


def path(api: Api, made: Any) -> str:
    return f"{api.board}/groups/{made['id']}"


def ids(*items: Any) -> list[str]:
    return [item["id"] for item in items]


def items_of(api: Api, made: Any) -> list[str]:
    found: list[str] = api.ok("GET", path(api, made))["data"]["items"]
    return found


def test_a_group_is_made_and_read() -> None:
    api = Api()
    notes = [api.item() for _ in range(3)]
    answer = api.send("POST", f"{api.board}/groups", {"data": {"items": ids(notes[2], notes[0])}})
    assert answer.status == 201
    assert answer.json == {
        "id": answer.json["id"],
        "type": "group",
        "data": {"items": ids(notes[2], notes[0])},
        "links": {"self": f"https://api.miro.com{path(api, answer.json)}"},
    }
    assert api.ok("GET", path(api, answer.json)) == answer.json
    assert api.ok("GET", f"{api.board}/groups") == {
        "limit": 10,
        "size": 1,
        "data": [answer.json],
        "type": "cursor-list",
    }


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({}, "data", "Field [data] of type [Object] is required"),
        ({"data": {}}, "data.items", "Field [data.items] of type [Array] is required"),
        ({"data": {"items": []}}, "data.items", "Group should have at least two items"),
        ({"data": {"items": ["1"]}}, "data.items", "Group should have at least two items"),
        ({"data": {"items": ["1", "1"]}}, "data.items", "Group should have at least two items"),
        ({"data": {"items": ["1", 2]}}, "data.items[1]", "Unexpected type of value, expected of type [String]"),
    ],
)
def test_a_group_has_two_items_at_least(body: Any, field: str, message: str) -> None:
    api = Api()
    answer = api.send("POST", f"{api.board}/groups", body)
    assert answer.status == 400
    assert answer.fields == [(field, message)]


def test_groups_do_not_nest_and_hold_items_of_the_board_only() -> None:
    api = Api()
    notes = [api.item() for _ in range(3)]
    made = group(api, notes[0], notes[1])
    for stranger in (made["id"], MISSING):
        answer = api.send("POST", f"{api.board}/groups", {"data": {"items": [notes[2]["id"], stranger]}})
        assert (answer.status, answer.json["code"]) == (404, "3.0201")
    assert api.ok("GET", f"{api.board}/groups")["data"] == [made]
    assert api.send("GET", f"{api.board}/items/{made['id']}").status == 404


def test_frames_and_connectors_are_grouped_if_the_setting_says_so() -> None:
    for ungroupable in (("frame", "connector"), ()):
        api = Api(Settings(ungroupable=ungroupable))
        notes = [api.item(), api.item()]
        ends = {"startItem": {"id": notes[0]["id"]}, "endItem": {"id": notes[1]["id"]}}
        connector = api.ok("POST", f"{api.board}/connectors", ends)
        for other in (api.frame(), connector):
            answer = api.send("POST", f"{api.board}/groups", {"data": {"items": ids(notes[0], other)}})
            if ungroupable:
                assert answer.fields[0][0] == "data.items[1]"
            else:
                assert answer.json["data"]["items"] == ids(notes[0], other)
    listed = api.ok("GET", f"{api.board}/groups/items", group_item_id=answer.json["id"])
    assert listed["data"] == [notes[0], connector]
    assert api.send("DELETE", path(api, answer.json), delete_items="true").status == 204
    assert api.world.board_connectors(api.board_id) == []


def test_an_item_has_one_group() -> None:
    api = Api()
    notes = [api.item() for _ in range(5)]
    large, small = group(api, *notes[:3]), group(api, *notes[3:])
    third = group(api, notes[0], notes[3])
    assert items_of(api, large) == ids(*notes[1:3])
    assert api.send("GET", path(api, small)).status == 404
    assert items_of(api, third) == ids(notes[0], notes[3])

    strict = Api(Settings(grouped_again="refused"))
    notes = [strict.item() for _ in range(3)]
    made = group(strict, notes[0], notes[1])
    answer = strict.send("POST", f"{strict.board}/groups", {"data": {"items": ids(notes[2], notes[0])}})
    assert answer.fields[0][0] == "data.items[1]"
    assert strict.send("PUT", path(strict, made), {"data": {"items": ids(*notes)}}).status == 200


def test_a_group_may_have_a_limit() -> None:
    api = Api(Settings(group_limit=2))
    notes = [api.item() for _ in range(3)]
    assert api.send("POST", f"{api.board}/groups", {"data": {"items": ids(*notes)}}).status == 400
    assert group(api, *notes[:2])


def test_an_update_gives_a_group_another_id() -> None:
    api = Api()
    notes = [api.item() for _ in range(3)]
    made = group(api, notes[0], notes[1])
    assert api.send("PUT", path(api, made), {"data": {"items": [notes[0]["id"]]}}).status == 400
    assert items_of(api, made) == ids(notes[0], notes[1])
    changed = api.ok("PUT", path(api, made), {"data": {"items": ids(notes[1], notes[2])}})
    assert changed["id"] != made["id"]
    assert changed["data"]["items"] == ids(notes[1], notes[2])
    assert api.send("GET", path(api, made)).status == 404
    assert api.send("PUT", path(api, made), {"data": {"items": ids(*notes)}}).status == 404
    assert api.ok("GET", f"{api.board}/groups")["data"] == [changed]


def test_ungrouping_keeps_the_items() -> None:
    api = Api()
    route = api.world.route(api.request("DELETE", f"{api.board}/groups/7"))
    assert route is not None
    assert route.operation == "groups.ungroup"
    for query in ({"delete_items": "false"}, {}):
        made = group(api, api.item(), api.item())
        kept = api.listed()
        assert api.send("DELETE", path(api, made), **query).status == 204
        assert api.listed() == kept
        assert api.send("DELETE", path(api, made), **query).status == 404


def test_deleting_a_group_deletes_its_items_locked_ones_too() -> None:
    api = Api()
    notes = [api.item() for _ in range(3)]
    made = group(api, *notes[:2])
    api.world.lock_item(api.board_id, notes[0]["id"])
    assert api.send("DELETE", f"{api.board}/items/{notes[0]['id']}").status == 400
    assert api.send("DELETE", path(api, made), delete_items="yes").fields[0][0] == "delete_items"
    assert api.send("DELETE", path(api, made), delete_items="true").status == 204
    assert api.listed() == [notes[2]]
    assert api.ok("GET", f"{api.board}/groups")["data"] == []


def test_a_group_that_loses_all_but_one_is_dissolved() -> None:
    api = Api()
    notes = [api.item() for _ in range(3)]
    made = group(api, *notes)
    api.ok("DELETE", f"{api.board}/items/{notes[0]['id']}")
    assert items_of(api, made) == ids(*notes[1:])
    api.ok("DELETE", f"{api.board}/items/{notes[1]['id']}")
    assert api.send("GET", path(api, made)).status == 404
    assert api.listed() == [notes[2]]


def test_groups_and_their_items_are_listed_by_cursor() -> None:
    api = Api()
    notes = [api.item() for _ in range(24)]
    made = [group(api, *notes[start : start + 2]) for start in range(0, 24, 2)]
    page = api.ok("GET", f"{api.board}/groups", limit="10")
    rest = api.ok("GET", f"{api.board}/groups", limit="10", cursor=page["cursor"])
    assert page["data"] + rest["data"] == made
    assert "cursor" not in rest
    for limit in ("9", "51"):
        assert api.send("GET", f"{api.board}/groups", limit=limit).status == 400
    large = group(api, *reversed(notes))
    page = api.ok("GET", f"{api.board}/groups/items", group_item_id=large["id"], limit="20")
    rest = api.ok("GET", f"{api.board}/groups/items", group_item_id=large["id"], cursor=page["cursor"])
    assert page["data"] + rest["data"] == notes
    assert (page["size"], page["total"], page["limit"]) == (20, 24, 20)
    assert api.send("GET", f"{api.board}/groups/items", group_item_id=MISSING).status == 404
    assert api.send("GET", f"{api.board}/groups/items").fields[0][0] == "group_item_id"


def test_the_envelope_of_a_groups_items_is_a_setting() -> None:
    api = Api(Settings(group_items_envelope="nested", group_list_cursor=False))
    notes = [api.item() for _ in range(12)]
    made = group(api, *notes)
    page = api.ok("GET", f"{api.board}/groups/items", group_item_id=made["id"])
    assert page["data"] == {"id": made["id"], "type": "group", "data": notes[:10]}
    assert page["total"] == 12
    assert "cursor" not in page


@pytest.mark.parametrize(("per_item", "credits_"), [(True, 300), (False, 100)])
def test_reading_a_group_costs_by_its_items(per_item: bool, credits_: int) -> None:
    async def main() -> None:
        async with Emulator(settings=Settings(group_get_per_item=per_item)) as emulator:
            board = f"/v2/boards/{(await new_board(emulator)).replace('=', '%3D')}"
            notes = [json.loads((await ask(emulator, "POST", f"{board}/shapes", {})).body)["id"] for _ in range(3)]
            answer = await ask(emulator, "POST", f"{board}/groups", {"data": {"items": notes}})
            made = json.loads(answer.body)["id"]
            left = int(answer.headers["X-RateLimit-Remaining"])
            for group_id, cost in ((made, credits_), (MISSING, 100)):
                answer = await ask(emulator, "GET", f"{board}/groups/{group_id}")
                assert left - int(answer.headers["X-RateLimit-Remaining"]) == cost
                left -= cost

    asyncio.run(main())


def test_groups_are_seeded_and_copied_with_their_board() -> None:
    api = Api()
    data = {"items": [{"type": "shape"}, {"type": "card", "id": "3459764600000000009"}, {"type": "shape"}]}
    (board,) = api.world.seed({"boards": [data | {"groups": [{"items": [2, "3459764600000000009"]}]}]})
    items = ids(*api.world.board_items(board["id"]))
    (seeded,) = api.world.board_groups(board["id"])
    assert seeded["data"]["items"] == [items[2], items[1]]
    copy = api.ok("PUT", "/v2/boards", {}, copy_from=board["id"])["id"]
    twins = ids(*api.world.board_items(copy))
    (twin,) = api.world.board_groups(copy)
    assert twin["data"]["items"] == [twins[2], twins[1]]
    assert twin["id"] != seeded["id"]
    with pytest.raises(ValueError, match="no item 5"):
        api.world.seed({"boards": [{"items": [{"type": "shape"}], "groups": [{"items": [0, 5]}]}]})
