"""Answers against the schemas of Miro's own description, and against the models of Miro's own Python client."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from miro_api import models
from witness import description, schema_of, validate
from world_api import Api
from world_files import PNG, answered, upload_request


def exchanges(api: Api) -> Iterator[tuple[str, int, Any]]:
    """One success of every operation that answers with a body."""

    def call(operation: str, method: str, path: str, body: Any = None, **query: str) -> Any:
        answer = api.send(method, path, *([] if body is None else [body]), **query)
        found.append((operation, answer.status, answer.json))
        return answer.json

    found: list[tuple[str, int, Any]] = []
    board = api.board
    projects = f"/v2/orgs/{api.world.organization_id}/teams/{api.world.token.team_id}/projects"
    project = api.ok("POST", projects, {"name": "P"})
    call("create-board", "POST", "/v2/boards", {"name": "x", "projectId": project["id"]})
    call("get-boards", "GET", "/v2/boards", limit="1")
    call("copy-board", "PUT", "/v2/boards", {}, copy_from=api.board_id)
    call("get-specific-board", "GET", board)
    call("update-board", "PATCH", board, {"name": "y"})
    frame = call("create-frame-item", "POST", f"{board}/frames", {"data": {"title": "F"}})
    parent = {"parent": {"id": frame["id"]}, "position": {"x": 9, "y": 9}}
    note = call("create-sticky-note-item", "POST", f"{board}/sticky_notes", {"data": {"content": "a"}, **parent})
    shape = call("create-shape-item", "POST", f"{board}/shapes", {"geometry": {"rotation": 45}})
    for kind, item in {"sticky-note": note, "shape": shape, "frame": frame}.items():
        path = f"{board}/{kind.replace('-', '_')}s/{item['id']}"
        call(f"get-{kind}-item", "GET", path)
        call(f"update-{kind}-item", "PATCH", path, {"position": {"x": 10, "y": 10}})
    yield from kinds(api, parent)
    yield from uploads(api)
    call("create-items", "POST", f"{board}/items/bulk", [{"type": "sticky_note"}] * 20)
    call("get-items", "GET", f"{board}/items")
    call("get-items-within-frame", "GET", f"{board}/items", parent_item_id=frame["id"])
    call("get-specific-item", "GET", f"{board}/items/{note['id']}")
    call("update-item-position-or-parent", "PATCH", f"{board}/items/{note['id']}", {"position": {"x": 1, "y": 1}})
    tag = call("create-tag", "POST", f"{board}/tags", {"title": "t"})
    api.ok("POST", f"{board}/items/{note['id']}", tag_id=tag["id"])
    call("get-tags-from-board", "GET", f"{board}/tags")
    call("get-tag", "GET", f"{board}/tags/{tag['id']}")
    call("update-tag", "PATCH", f"{board}/tags/{tag['id']}", {"fillColor": "blue"})
    call("get-tags-from-item", "GET", f"{board}/items/{note['id']}/tags")
    call("get-items-by-tag", "GET", f"{board}/items", tag_id=tag["id"])
    call("token-info", "GET", "/v1/oauth-token")
    yield from found


BODIES: dict[str, Any] = {
    "text": {"data": {"content": "t"}},
    "card": {"data": {"title": "c", "description": "d", "dueDate": "2026-10-12T22:00:55Z", "assigneeId": "3"}},
    "app_card": {"data": {"title": "a", "fields": [{"value": "v", "iconUrl": "https://example.com/i.svg"}]}},
    "image": {"data": {"url": "https://example.com/i.png", "title": "i"}},
    "document": {"data": {"url": "https://example.com/d.pdf"}},
    "embed": {"data": {"url": "https://www.youtube.com/watch?v=1"}},
}


def kinds(api: Api, parent: dict[str, Any]) -> Iterator[tuple[str, int, Any]]:
    """Create, get and update of the kinds that `exchanges` does not spell out; what lists show of them."""
    for kind, body in BODIES.items():
        path, theirs = f"{api.board}/{kind}s", f"{kind.replace('_', '-')}-item"
        suffix = "-using-url" if kind in {"image", "document"} else ""
        made = api.send("POST", path, body | parent)
        yield f"create-{theirs}{suffix}", made.status, made.json
        path += f"/{made.json['id']}"
        yield f"get-{theirs}", 200, api.ok("GET", path)
        yield f"update-{theirs}{suffix}", 200, api.ok("PATCH", path, {"position": {"x": 2, "y": 2}})
    path = api.board.replace("/v2/", "/v2-experimental/") + "/items"
    page = api.ok("GET", path, type="shape")
    yield "get-items-experimental", 200, page
    yield "get-specific-item-experimental", 200, api.ok("GET", f"{path}/{page['data'][0]['id']}")


def uploads(api: Api) -> Iterator[tuple[str, int, Any]]:
    """A file created and replaced, of both kinds."""
    for family, create, update in (
        ("images", "create-image-item-using-local-file", "update-image-item-using-file-from-device"),
        ("documents", "create-document-item-using-file-from-device", "update-document-item-using-file-from-device"),
    ):
        path = f"{api.board}/{family}"
        made = answered(api, upload_request(api, path, PNG, {"title": "t"}))
        yield create, made.status, made.json
        changed = answered(api, upload_request(api, f"{path}/{made.json['id']}", PNG, method="PATCH"))
        yield update, changed.status, changed.json


def test_every_success_fits_the_schema_of_its_operation() -> None:
    document = description()
    checked = 0
    for operation, status, body in exchanges(Api()):
        validate(document, schema_of(document, operation, status), body)
        checked += 1
    assert checked == 26 + 3 * len(BODIES) + 2 + 4


def test_errors_fit_the_schema_of_errors() -> None:
    document = description()
    api = Api()
    for answer in (api.send("GET", f"{api.board}/items/1"), api.send("POST", f"{api.board}/shapes", {"a": 1})):
        validate(document, {"$ref": "#/components/schemas/Error"}, answer.json)
    wrong = api.send("POST", f"{api.board}/items/bulk", [{"type": "shape", "data": {"shape": "oval"}}])
    validate(document, {"$ref": "#/components/schemas/BulkOperationError"}, wrong.json)


READERS: dict[str, Callable[[str], Any]] = {
    "create-board": models.BoardWithLinks.from_json,
    "get-boards": models.BoardsPagedResponse.from_json,
    "copy-board": models.BoardWithLinksAndWithoutProject.from_json,
    "get-specific-board": models.BoardWithLinksAndLastOpened.from_json,
    "create-sticky-note-item": models.StickyNoteItem.from_json,
    "create-shape-item": models.ShapeItem.from_json,
    "create-frame-item": models.FrameItem.from_json,
    "get-items": models.GenericItemCursorPaged.from_json,
    "get-specific-item": models.GenericItem.from_json,
    "create-text-item": models.TextItem.from_json,
    "create-card-item": models.CardItem.from_json,
    "create-app-card-item": models.AppCardItem.from_json,
    "create-image-item-using-url": models.ImageItem.from_json,
    "create-image-item-using-local-file": models.ImageItem.from_json,
    "create-document-item-using-url": models.DocumentItem.from_json,
    "create-document-item-using-file-from-device": models.DocumentItem.from_json,
    "create-embed-item": models.EmbedItem.from_json,
    "get-items-experimental": models.GenericItemCursorPaged.from_json,
    "get-specific-item-experimental": models.GenericItem.from_json,
    "create-tag": models.TagWithLinks.from_json,
    "get-tags-from-board": models.TagsPagedResponse.from_json,
    "get-tags-from-item": models.GetTagsResponse.from_json,
    "create-items": models.Items.from_json,
    "get-items-by-tag": models.ItemPagedResponse.from_json,
}


def test_the_official_client_reads_every_answer() -> None:
    read = set[str]()
    for operation, _, body in exchanges(Api()):
        if operation in READERS:
            assert READERS[operation](json.dumps(body)) is not None
            read.add(operation)
    assert read == set(READERS)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "id", "width"]), inner, max_size=3)
    ),
    max_leaves=5,
)
bodies = st.dictionaries(
    st.sampled_from(["type", "data", "style", "position", "geometry", "parent", "title", "name", "policy"]),
    json_values
    | st.sampled_from(["shape", "frame", "sticky_note", *BODIES])
    | st.sampled_from([body["data"] for body in BODIES.values()]),
    max_size=4,
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(body=bodies | json_values | st.lists(bodies, max_size=3))
@pytest.mark.filterwarnings("error")
def test_no_body_makes_the_world_raise(body: Any) -> None:
    api = Api()
    note = api.item()
    for method, path in (
        ("POST", "/v2/boards"),
        ("PATCH", api.board),
        ("POST", f"{api.board}/items/bulk"),
        ("POST", f"{api.board}/sticky_notes"),
        ("POST", f"{api.board}/shapes"),
        *[("POST", f"{api.board}/{kind}s") for kind in ("frame", *BODIES)],
        ("PATCH", f"{api.board}/items/{note['id']}"),
        ("PATCH", f"{api.board}/sticky_notes/{note['id']}"),
        *[("PATCH", f"{api.board}/{kind}s/{api.item(f'{kind}s', **made)['id']}") for kind, made in BODIES.items()],
        ("POST", f"{api.board}/tags"),
    ):
        answer = api.send(method, path, body)
        assert answer.status in {200, 201, 400, 404, 501}
        if answer.status >= 400:
            assert list(answer.json) == ["type", "code", "context", "message", "status"]
