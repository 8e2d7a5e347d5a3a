import json
from typing import Any

import pytest
from world_api import Api

DATA: dict[str, Any] = {
    "boards": [
        {
            "id": "uXjVOD6LSME=",
            "name": "Roadmap",
            "tags": [{"title": "urgent", "fillColor": "green", "id": "3458764600000000001"}],
            "items": [
                {"type": "frame", "data": {"title": "Q3"}, "id": "3458764600000000002"},
                {"type": "sticky_note", "data": {"content": "Hi"}, "parent": {"index": 0}, "tags": ["urgent"]},
                {"type": "card", "data": {"title": "C"}, "position": {"x": 5}, "tags": ["urgent"]},
                {"type": "kanban", "isSupported": False},
            ],
        }
    ]
}


def test_boards_come_from_plain_data() -> None:
    api = Api()
    (board,) = api.world.seed(json.loads(json.dumps(DATA)))
    assert (board["id"], board["name"]) == ("uXjVOD6LSME=", "Roadmap")
    frame, note, card, kanban = api.ok("GET", "/v2/boards/uXjVOD6LSME%3D/items")["data"]
    assert frame["id"] == "3458764600000000002"
    assert note["parent"]["id"] == frame["id"]
    assert card["data"] == {"title": "C"}
    assert "/cards/" in card["links"]["self"]
    assert kanban["isSupported"] is False
    tagged = api.ok("GET", "/v2/boards/uXjVOD6LSME=/items", tag_id="3458764600000000001")["data"]
    assert tagged == [note, card]
    made = api.ok("POST", "/v2/boards/uXjVOD6LSME=/shapes", {})
    assert int(made["id"]) > int(kanban["id"])


WRONG: list[Any] = [
    [],
    {},
    {"boards": {}},
    {"boards": [5]},
    {"boards": [{"name": ""}]},
    {"boards": [{"id": "a/b"}]},
    {"boards": [{"items": [{}]}]},
    {"boards": [{"items": [{"type": "shape", "data": {"shape": "oval"}}]}]},
    {"boards": [{"items": [{"type": "shape", "parent": {"index": 0}}]}]},
    {"boards": [{"items": [{"type": "card"}, {"type": "card", "parent": {"index": 0}}]}]},
    {"boards": [{"items": [{"type": "card", "parent": {"id": "7"}}]}]},
    {"boards": [{"items": [{"type": "card", "tags": ["missing"]}]}]},
    {"boards": [{"items": [{"type": "card", "id": "2"}, {"type": "card", "id": "2"}]}]},
    {"boards": [{"tags": [{"title": "a"}, {"title": "a"}]}]},
]


@pytest.mark.parametrize("data", WRONG)
def test_wrong_data_is_refused_and_leaves_no_board(data: Any) -> None:
    api = Api()
    with pytest.raises(ValueError):  # noqa: PT011 - what is wrong differs, that nothing stays is the point
        api.world.seed(data)
    assert len(api.world.boards()) == 1


def test_a_board_id_can_be_taken_once() -> None:
    api = Api()
    api.world.seed(DATA)
    with pytest.raises(ValueError, match="there is a board uXjVOD6LSME= already"):
        api.world.seed(DATA)


def test_boards_items_and_tags_can_be_made_without_requests() -> None:
    api = Api()
    board = api.world.create_board("Made", description="here")
    item = api.world.create_item(board["id"], "sticky_note", {"data": {"content": "x"}})
    tag = api.world.create_tag(board["id"], "t", "blue")
    path = f"/v2/boards/{board['id']}"
    assert api.ok("GET", path)["description"] == "here"
    assert api.ok("GET", f"{path}/items")["data"] == [item]
    assert api.ok("GET", f"{path}/tags")["data"] == [tag] == api.world.board_tags(board["id"])


def test_the_same_seed_gives_the_same_world() -> None:
    def story(api: Api) -> list[Any]:
        made = [api.item(), api.frame(), api.tag("a"), api.ok("POST", "/v2/boards", {})]
        return [api.world.token.user_id, *made, api.listed()]

    assert story(Api(seed=7)) == story(Api(seed=7))
    assert story(Api(seed=7)) != story(Api(seed=8))


def test_no_two_worlds_share_a_token() -> None:
    assert Api(seed=7).world.token.value != Api(seed=7).world.token.value
