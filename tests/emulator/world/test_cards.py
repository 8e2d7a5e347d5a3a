import pytest
from world_api import Api


def test_a_card_has_its_size_and_theme() -> None:
    api = Api()
    card = api.item("cards", data={"title": "T", "dueDate": "2026-10-12T22:00:55.000Z", "assigneeId": "345"})
    assert card["data"] == {"title": "T", "dueDate": "2026-10-12T22:00:55.000Z", "assigneeId": "345"}
    assert card["style"] == {"cardTheme": "#2d9bf0"}
    assert card["geometry"] == {"width": 320.0, "height": 60.0}
    assert "/cards/" in card["links"]["self"]
    path = f"{api.board}/cards/{card['id']}"
    changed = api.ok("PATCH", path, {"data": {"description": "D"}, "geometry": {"height": 90, "rotation": 5}})
    assert changed["data"] == card["data"] | {"description": "D"}
    assert changed["geometry"] == {"width": 320.0, "height": 90.0, "rotation": 5.0}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"dueDate": "tomorrow"}, "data.dueDate"),
        ({"dueDate": "2026-10-12T22:00:55"}, "data.dueDate"),
        ({"assigneeId": "ada@example.com"}, "data.assigneeId"),
        ({"owned": True}, "data.owned"),
        ({"title": None}, "data.title"),
    ],
)
def test_a_wrong_card_is_refused(data: object, field: str) -> None:
    api = Api()
    assert [named for named, _ in api.send("POST", f"{api.board}/cards", {"data": data}).fields] == [field]


def test_cards_take_tags() -> None:
    api = Api()
    card, tag = api.item("cards"), api.tag("t")
    api.ok("POST", f"{api.board}/items/{card['id']}", tag_id=tag)
    assert api.ok("GET", f"{api.board}/items/{card['id']}/tags")["tags"][0]["id"] == tag
