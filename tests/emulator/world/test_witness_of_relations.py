"""Connectors, groups, members, the organization and teams against Miro's description and Miro's own Python client."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from miro_api import models
from witness import description, schema_of, validate
from world_api import Api

from miro_async.emulator.world import Settings


def exchanges(api: Api) -> Iterator[tuple[str, int, Any]]:
    """One success of every operation that answers with a body."""

    def call(operation: str, method: str, path: str, body: Any = None, **query: str) -> Any:
        answer = api.send(method, path, *([] if body is None else [body]), **query)
        found.append((operation, answer.status, answer.json))
        return answer.json

    found: list[tuple[str, int, Any]] = []
    board = api.board
    notes = [api.item()["id"] for _ in range(3)]
    ends = {"startItem": {"id": notes[0]}, "endItem": {"id": notes[1], "snapTo": "top"}}
    connector = call("create-connector", "POST", f"{board}/connectors", ends | {"captions": [{"content": "yes"}]})
    call("get-connectors", "GET", f"{board}/connectors")
    call("get-connector", "GET", f"{board}/connectors/{connector['id']}")
    call("update-connector", "PATCH", f"{board}/connectors/{connector['id']}", {"style": {"strokeWidth": "2"}})
    group = call("createGroup", "POST", f"{board}/groups", {"data": {"items": notes[:2]}})
    call("get-all-groups", "GET", f"{board}/groups")
    call("getItemsByGroupId", "GET", f"{board}/groups/items", group_item_id=group["id"])
    call("getGroupById", "GET", f"{board}/groups/{group['id']}")
    call("updateGroup", "PUT", f"{board}/groups/{group['id']}", {"data": {"items": notes}})
    emails = {"emails": ["bob@emulated.example", "nobody"], "role": "editor"}
    bob = call("share-board", "POST", f"{board}/members", emails)["successful"][0]
    call("get-board-members", "GET", f"{board}/members")
    call("get-specific-board-member", "GET", f"{board}/members/{bob}")
    call("update-board-member", "PATCH", f"{board}/members/{bob}", {"role": "viewer"})
    organization = f"/v2/orgs/{api.world.organization_id}"
    (member, _) = api.world.seed_members(2, last_activity=api.at, license_assigned=api.at)
    call("enterprise-get-organization", "GET", organization)
    call("enterprise-get-organization-members", "GET", f"{organization}/members", limit="1")
    call("enterprise-get-organization-members", "GET", f"{organization}/members", emails=member["email"])
    call("enterprise-get-organization-member", "GET", f"{organization}/members/{member['id']}")
    team = call("enterprise-create-team", "POST", f"{organization}/teams", {"name": "Design"})
    call("enterprise-get-teams", "GET", f"{organization}/teams", limit="1")
    call("enterprise-get-team", "GET", f"{organization}/teams/{team['id']}")
    call("enterprise-update-team", "PATCH", f"{organization}/teams/{team['id']}", {"name": "Research"})
    yield from found


def test_every_success_fits_the_schema_of_its_operation() -> None:
    document = description()
    checked = 0
    for operation, status, body in exchanges(Api(Settings(pictures="number", group_items_envelope="pages"))):
        validate(document, schema_of(document, operation, status), body)
        checked += 1
    assert checked == 21


READERS: dict[str, Callable[[str], Any]] = {
    "create-connector": models.ConnectorWithLinks.from_json,
    "get-connectors": models.ConnectorsCursorPaged.from_json,
    "createGroup": models.GroupResponseShort.from_json,
    "get-all-groups": models.GetAllGroups200Response.from_json,
    "share-board": models.InvitationResult.from_json,
    "get-board-members": models.BoardMembersPagedResponse.from_json,
    "get-specific-board-member": models.BoardMemberWithLinks.from_json,
    "enterprise-get-organization": models.Organization.from_json,
    "enterprise-get-organization-members": models.EnterpriseGetOrganizationMembers200Response.from_json,
    "enterprise-create-team": models.Team.from_json,
    "enterprise-get-teams": models.TeamsPage.from_json,
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
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "x", "position", "snapTo", "items", "content"]), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.dictionaries(
    st.sampled_from(["startItem", "endItem", "captions", "style", "shape", "data", "emails", "role", "name"]),
    json_values,
    max_size=5,
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(body=bodies | json_values, text=st.text(max_size=5))
@pytest.mark.filterwarnings("error")
def test_no_request_makes_the_world_raise(body: Any, text: str) -> None:
    api = Api(Settings(ungroupable=()))
    ids = [api.item()["id"], api.item()["id"]]
    ends = {"startItem": {"id": ids[0]}, "endItem": {"id": ids[1]}}
    connector = api.ok("POST", f"{api.board}/connectors", ends)["id"]
    group = api.ok("POST", f"{api.board}/groups", {"data": {"items": [*ids, connector]}})["id"]
    organization = f"/v2/orgs/{api.world.organization_id}"
    for method, path in (
        ("POST", f"{api.board}/connectors"),
        ("PATCH", f"{api.board}/connectors/{connector}"),
        ("POST", f"{api.board}/groups"),
        ("PUT", f"{api.board}/groups/{group}"),
        ("POST", f"{api.board}/members"),
        ("PATCH", f"{api.board}/members/{api.world.token.user_id}"),
        ("POST", f"{organization}/teams"),
        ("PATCH", f"{organization}/teams/{api.world.token.team_id}"),
    ):
        answer = api.send(method, path, body)
        assert answer.status in {200, 201, 400, 404, 409}
        if answer.status >= 400:
            assert list(answer.json) == ["type", "code", "context", "message", "status"]
    for path, name in (
        (f"{api.board}/connectors", "cursor"),
        (f"{api.board}/groups", "limit"),
        (f"{api.board}/groups/items", "group_item_id"),
        (f"{api.board}/members", "offset"),
        (f"{organization}/members", "emails"),
        (f"{organization}/members", "cursor"),
        (f"{organization}/teams", "name"),
    ):
        assert api.send("GET", path, **{name: text}).status in {200, 400, 404}
    assert api.send("DELETE", f"{api.board}/groups/{group}", delete_items=text).status in {204, 400, 404}
