from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def locked_note(api: Api) -> Any:
    note = api.item()
    api.world.lock_item(api.board_id, note["id"])
    return note


def refusal(answer: Any) -> tuple[int, str]:
    return answer.status, answer.json["message"]


def test_a_locked_item_is_neither_changed_nor_deleted() -> None:
    api = Api()
    note = locked_note(api)
    for path in (f"{api.board}/items/{note['id']}", f"{api.board}/sticky_notes/{note['id']}"):
        assert refusal(api.send("DELETE", path)) == (400, "item is locked")
        assert refusal(api.send("PATCH", path, {"position": {"x": 1}})) == (400, "item is locked")
    assert api.listed() == [note]


def test_a_locked_item_may_take_changes() -> None:
    api = Api(Settings(locked_items_refuse="delete"))
    note = locked_note(api)
    path = f"{api.board}/sticky_notes/{note['id']}"
    assert api.ok("PATCH", path, {"position": {"x": 1}})["position"]["x"] == 1
    assert refusal(api.send("DELETE", path)) == (400, "item is locked")


def test_the_generic_update_unlocks_and_locks() -> None:
    api = Api()
    note = locked_note(api)
    path = f"{api.board}/items/{note['id']}"
    moved = api.ok("PATCH", path, {"data": {"locked": False}, "position": {"x": 3}})
    assert moved["position"]["x"] == 3
    api.ok("PATCH", path, {"data": {"locked": True}})
    assert refusal(api.send("DELETE", path)) == (400, "item is locked")
    api.ok("PATCH", path, {"data": {"locked": False}})
    assert api.send("DELETE", path).status == 204


def test_locks_may_be_out_of_reach() -> None:
    api = Api(Settings(lock_by_update=False))
    note = locked_note(api)
    answer = api.send("PATCH", f"{api.board}/items/{note['id']}", {"data": {"locked": False}})
    assert answer.fields == [("data", "Field [data] is not supported")]
    api.world.lock_item(api.board_id, note["id"], is_locked=False)
    assert api.send("DELETE", f"{api.board}/items/{note['id']}").status == 204


@pytest.mark.parametrize("item", [{"type": "card"}, {"type": "kanban"}])
def test_an_item_can_be_locked_from_the_start(item: dict[str, Any]) -> None:
    api = Api()
    (board,) = api.world.seed({"boards": [{"items": [{**item, "isLocked": True}]}]})
    (found,) = api.world.board_items(board["id"])
    assert refusal(api.send("DELETE", f"/v2/boards/{board['id']}/items/{found['id']}")) == (400, "item is locked")
