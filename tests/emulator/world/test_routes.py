import json
from typing import Any

import pytest
from witness import OPERATION_IDS, UNDOCUMENTED, load
from world_api import NOTHING, Api
from world_files import PNG, upload_request

from miro_async.emulator.http import HttpRequest
from miro_async.emulator.world.handlers import HANDLERS
from miro_async.endpoints import all_rows


def test_every_row_of_the_table_is_answered() -> None:
    # What has no handler is shaped by its row.
    assert set(HANDLERS) <= {row.name for row in all_rows()} == set(OPERATION_IDS) | UNDOCUMENTED


FIXED = {"groups.ungroup": {"delete_items": "false"}, "groups.delete": {"delete_items": "true"}}


@pytest.mark.parametrize("operation", OPERATION_IDS)
def test_method_path_level_and_scope_are_those_of_the_description(operation: str) -> None:
    known = {entry["operationId"]: entry for entry in load("operations.json")}
    theirs = known[OPERATION_IDS[operation]]
    api = Api()
    query = {param["name"]: "7" for param in theirs["query"] if param["required"]} | FIXED.get(operation, {})
    body: Any = [{}, {}, {}] if operation == "items.create" else {}
    path = "/".join("7" if part.startswith("{") else part for part in theirs["path"].split("/"))
    level = theirs["level"]
    if operation.startswith("scim."):
        path = "/api/v1/scim" + path
        # The witness has the level of a large patch of a team; this one is small (miro-facts, section 1).
        level = 2 if operation == "scim.groups.update" else theirs.get("scim_level")
    request = api.request(theirs["method"], path, body, **query)
    if theirs["has_multipart"] and operation != "items.create":
        request = upload_request(api, path, PNG, method=theirs["method"])
    route = api.world.route(request)
    assert route is not None
    assert route.operation == operation
    assert route.level == level
    assert route.scope.split() == theirs["scopes"]
    assert route.is_write == (theirs["method"] != "GET")
    cost = {1: 50, 2: 100, 3: 500, 4: 2000, None: 0}[level]
    assert route.credits(request) == (3 * cost if operation == "items.create" else cost)


def test_the_query_selects_among_operations_of_one_path() -> None:
    api = Api()

    def operation(method: str, path: str, **query: str) -> str:
        route = api.world.route(api.request(method, path, **query))
        assert route is not None
        return route.operation

    assert operation("GET", "/v2/boards/b/items") == "items.list"
    assert operation("GET", "/v2/boards/b/items", parent_item_id="1") == "frames.list_items"
    assert operation("GET", "/v2/boards/b/items", tag_id="1") == "tags.list_items"
    assert operation("DELETE", "/v2/boards/b/items/1") == "items.delete"
    assert operation("DELETE", "/v2/boards/b/items/1", tag_id="1") == "tags.detach"
    assert operation("POST", "/v2/boards/b/items/bulk") == "items.create"
    assert operation("DELETE", "/v2/boards/b/groups/1", delete_items="false") == "groups.ungroup"
    assert operation("DELETE", "/v2/boards/b/groups/1", delete_items="true") == "groups.delete"
    assert operation("GET", "/v2/boards/b/groups/items", group_item_id="1") == "groups.list_items"
    assert operation("GET", "/v2/boards/b/resources/images/1") == "images.locate"
    assert operation("GET", "/v2/boards/b/resources/images/1", redirect="true") == "images.locate"


@pytest.mark.parametrize(("body", "credits_"), [(b"[{},{}]", 200), (b"{}", 100), (b"[", 100), (b"[]", 100)])
def test_a_bulk_create_costs_by_its_entries(body: bytes, credits_: int) -> None:
    api = Api()
    request = api.request("POST", f"{api.board}/items/bulk", body)
    route = api.world.route(request)
    assert route is not None
    assert route.credits(request) == credits_


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v2/boards/b/diagrams", 501),
        ("GET", "/v2/boards/b/docs", 405),
        ("POST", "/v2-experimental/boards/b/comments", 501),
        ("POST", "/v1/oauth/token", 501),
        ("PUT", "/v2/boards/b", 405),
        ("PATCH", "/v1/oauth-token", 405),
        ("GET", "/v2/nonsense", 404),
        ("GET", "/", 404),
        ("GET", "/v2/boards/b/nonsense", 404),
    ],
)
def test_what_is_not_covered_says_why(method: str, path: str, status: int) -> None:
    api = Api()
    answer = api.send(method, path)
    assert api.world.route(api.request(method, path)) is None
    assert answer.status == answer.json["status"] == status
    assert path in answer.json["message"]


@pytest.mark.parametrize("odd", ["..", ".", "%2e%2e", "%2E%2E%2F", "a%2Fb", "", "%20", "0x1", "%FF", "١٢"])
def test_odd_ids_reach_nothing(odd: str) -> None:
    api = Api()
    note = api.item()
    for path in (f"{api.board}/items/{odd}", f"{api.board}/sticky_notes/{odd}", f"/v2/boards/{odd}"):
        assert api.send("DELETE", path).status in {400, 404}
    assert api.ok("GET", f"{api.board}/items/{note['id']}") == note


@pytest.mark.parametrize("body", [b"{", b"", b"\xff", b'{"a":NaN}', b'{"a":"\\ud800"}', b"[" * 100_000])
def test_a_body_that_is_no_json_is_refused(body: bytes) -> None:
    api = Api()
    assert api.send("POST", f"{api.board}/sticky_notes", body).status == 400
    assert api.listed() == []


def test_a_body_of_another_content_type_is_refused() -> None:
    api = Api()
    request = api.request("POST", f"{api.board}/sticky_notes", {})
    for content_type, status in {"text/plain": 415, "": 415, "application/json; charset=utf-8": 201}.items():
        headers = {**request.headers, "content-type": content_type}
        assert api.world.handle(request._replace(headers=headers), api.world.token).status == status


def test_links_lead_where_the_request_went() -> None:
    api = Api()
    note = api.item()
    request = api.request("GET", f"{api.board}/items/{note['id']}")
    local = request._replace(headers={**request.headers, "host": "127.0.0.1:8080"})
    answer = api.world.handle(local, api.world.token)
    assert json.loads(answer.body)["links"]["self"].startswith("http://127.0.0.1:8080/v2/boards/")
    assert note["links"]["self"].startswith("https://api.miro.com/v2/boards/")


def test_what_is_no_unicode_is_answered_too() -> None:
    api = Api()
    odd = HttpRequest("GET", "/v2/boards/\udcff", (("query", "\udcff"),), {"host": "\udcff"}, b"")
    assert api.world.handle(odd, api.world.token).status == 404
    listing = odd._replace(path="/v2/boards")
    assert api.world.handle(listing, api.world.token).status == 200


def test_the_content_type_tells_the_file_variant_of_a_bulk_create() -> None:
    api = Api()
    request = api.request("POST", f"{api.board}/items/bulk", NOTHING)
    for content_type, operation in (("multipart/form-data; boundary=x", "upload"), ("application/json", "create")):
        route = api.world.route(request._replace(headers={"content-type": content_type}, body=b"--x--"))
        assert route is not None
        assert route.operation == f"items.{operation}"
