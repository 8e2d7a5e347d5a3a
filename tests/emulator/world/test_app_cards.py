from typing import Any

import pytest
from world_api import Answer, Api

from miro_async.emulator.world import Settings


def as_other_app(api: Api, method: str, path: str, *body: Any) -> Any:
    token = api.world.issue_token(app_id="3458764500000000042")
    request = api.request(method, path, *body)
    return api.world.handle(request, token)


def test_an_app_card_knows_who_made_it() -> None:
    api = Api()
    card = api.item("app_cards", data={"fields": [{"value": "v"}]})
    assert card["data"] == {
        "title": "sample app card item",
        "status": "disconnected",
        "fields": [{"iconShape": "round", "value": "v"}],
        "owned": True,
    }
    assert card["style"] == {"fillColor": "#2d9bf0"}
    theirs = as_other_app(api, "GET", f"{api.board}/items/{card['id']}")
    assert b'"owned":false' in theirs.body


@pytest.mark.parametrize("status", [400, 403])
def test_only_the_app_that_made_it_may_edit_it(status: Any) -> None:
    api = Api(Settings(foreign_app_card_status=status))
    card = api.item("app_cards")
    path = f"{api.board}/app_cards/{card['id']}"
    assert as_other_app(api, "PATCH", path, {"data": {"status": "connected"}}).status == status
    assert api.ok("GET", path) == card
    assert api.ok("PATCH", path, {"data": {"status": "connected"}})["data"]["status"] == "connected"


def test_an_app_card_of_another_app_can_be_there_from_the_start() -> None:
    api = Api()
    (board,) = api.world.seed({"boards": [{"items": [{"type": "app_card", "owned": False}]}]})
    (card,) = api.world.board_items(board["id"])
    assert card["data"]["owned"] is False
    assert "owned" not in card
    answer: Answer = api.send("PATCH", f"/v2/boards/{board['id']}/app_cards/{card['id']}", {})
    assert (answer.status, answer.json["code"]) == (403, "insufficientPermissions")


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"owned": True}, "data.owned"),
        ({"status": "lost"}, "data.status"),
        ({"fields": {}}, "data.fields"),
        ({"fields": [{}, {"iconUrl": "http://example.com/i.png"}]}, "data.fields[1].iconUrl"),
        ({"fields": [{"iconShape": "oval"}]}, "data.fields[0].iconShape"),
        ({"fields": [{"fillColor": "red"}]}, "data.fields[0].fillColor"),
        ({"fields": ["v"]}, "data.fields[0]"),
    ],
)
def test_a_wrong_app_card_is_refused(data: object, field: str) -> None:
    api = Api()
    assert [named for named, _ in api.send("POST", f"{api.board}/app_cards", {"data": data}).fields] == [field]
