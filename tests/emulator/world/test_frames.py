from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.world import Settings


def child(api: Api, frame: Any, x: float, y: float) -> Any:
    return api.item(parent={"id": frame["id"]}, position={"x": x, "y": y})


def place(item: Any) -> tuple[float, float, str]:
    return item["position"]["x"], item["position"]["y"], item["position"]["relativeTo"]


def test_a_childs_coordinates_begin_at_its_frames_top_left_corner() -> None:
    api = Api()
    frame = api.frame(1000, 500)
    note = child(api, frame, 100, 80)
    assert place(note) == (100, 80, "parent_top_left")
    link = f"https://api.miro.com{api.board}/frames/{frame['id']}"
    assert note["parent"] == {"id": frame["id"], "links": {"self": link}}
    assert api.listed(parent_item_id=frame["id"]) == [note]
    assert "parent" not in frame


def test_without_a_position_a_child_is_at_its_frames_corner() -> None:
    api = Api()
    assert place(api.item(parent={"id": api.frame()["id"]})) == (0, 0, "parent_top_left")


@pytest.mark.parametrize(
    ("x", "y", "status"), [(0, 0, 201), (800, 600, 201), (-1, 0, 400), (801, 0, 400), (0, 601, 400)]
)
def test_a_childs_centre_lies_in_its_frame(x: float, y: float, status: int) -> None:
    api = Api()
    body = {"parent": {"id": api.frame()["id"]}, "position": {"x": x, "y": y}}
    answer = api.send("POST", f"{api.board}/sticky_notes", body)
    assert answer.status == status
    if status == 400:
        assert answer.fields == [("position", "new position is outside of parent boundaries")]


def test_a_stricter_service_wants_the_whole_child_in_its_frame() -> None:
    api = Api(Settings(parent_bounds="box"))
    frame = api.frame()
    body = {"parent": {"id": frame["id"]}, "position": {"x": 0, "y": 0}}
    assert api.send("POST", f"{api.board}/sticky_notes", body).status == 400
    assert place(child(api, frame, 99.5, 114))[:2] == (99.5, 114)


def test_a_frame_that_moves_takes_its_children_along() -> None:
    api = Api()
    frame = api.frame()
    note = child(api, frame, 100, 80)
    api.ok("PATCH", f"{api.board}/frames/{frame['id']}", {"position": {"x": 5000, "y": 0}})
    assert api.ok("GET", f"{api.board}/items/{note['id']}") == note


def test_deleting_a_frame_leaves_its_children_where_they_are() -> None:
    api = Api()
    frame = api.frame(1000, 500)  # its corner is at 600, 200
    note = child(api, frame, 100, 80)
    assert api.send("DELETE", f"{api.board}/frames/{frame['id']}").status == 204
    orphan = api.ok("GET", f"{api.board}/items/{note['id']}")
    assert place(orphan) == (700, 280, "canvas_center")
    assert "parent" not in orphan
    assert api.send("GET", f"{api.board}/items", parent_item_id=frame["id"]).status == 404


def test_an_item_that_changes_its_parent_only_stays_where_it_is() -> None:
    api = Api()
    left, right = api.frame(0, 0), api.frame(400, 0)
    note = child(api, left, 700, 300)
    path = f"{api.board}/sticky_notes/{note['id']}"
    moved = api.ok("PATCH", path, {"parent": {"id": right["id"]}})
    assert place(moved) == (300, 300, "parent_top_left")
    out = api.ok("PATCH", path, {"parent": None})
    assert place(out) == (300, 0, "canvas_center")
    back = api.ok(
        "PATCH", f"{api.board}/items/{note['id']}", {"parent": {"id": left["id"]}, "position": {"x": 1, "y": 2}}
    )
    assert place(back) == (1, 2, "parent_top_left")


def test_an_item_can_not_be_pulled_into_a_frame_that_is_elsewhere() -> None:
    api = Api()
    frame, note = api.frame(10_000, 0), api.item()
    answer = api.send("PATCH", f"{api.board}/items/{note['id']}", {"parent": {"id": frame["id"]}})
    assert answer.fields == [("position", "new position is outside of parent boundaries")]
    assert api.ok("GET", f"{api.board}/items/{note['id']}") == note


def test_frames_nest_but_not_in_themselves() -> None:
    api = Api()
    outer, inner = api.frame(0, 0, 2000, 2000), api.frame(0, 0, 400, 400)
    nested = api.ok("PATCH", f"{api.board}/items/{inner['id']}", {"parent": {"id": outer["id"]}})
    assert place(nested) == (1000, 1000, "parent_top_left")
    note = child(api, inner, 200, 200)
    loop = api.send("PATCH", f"{api.board}/items/{outer['id']}", {"parent": {"id": inner["id"]}})
    assert (loop.status, loop.fields[0][0]) == (400, "parent.id")
    api.ok("DELETE", f"{api.board}/items/{outer['id']}")
    assert place(api.ok("GET", f"{api.board}/items/{inner['id']}")) == (0, 0, "canvas_center")
    assert place(api.ok("GET", f"{api.board}/items/{note['id']}")) == (200, 200, "parent_top_left")


@pytest.mark.parametrize("status", [400, 404])
def test_a_parent_that_is_not_there(status: Any) -> None:
    api = Api(Settings(missing_parent_status=status))
    body = {"parent": {"id": "3458764500000000001"}}
    assert api.send("POST", f"{api.board}/sticky_notes", body).status == status
    note = api.item()
    assert api.send("PATCH", f"{api.board}/sticky_notes/{note['id']}", body).status == status
