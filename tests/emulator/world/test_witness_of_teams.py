"""Teams, projects, tokens and sessions against Miro's description; and whatever may be asked of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from witness import description, load, schema_of, validate
from world_api import Api

SUCCESSES = {
    "enterprise-delete-team-member": 204,
    "enterprise-delete-project-member": 204,
    "enterprise-delete-project": 204,
    "enterprise-post-user-sessions-reset": 200,
    "revoke-token": 204,
    "revoke-token-v2": 204,
}
"""Operations that answer nothing, and how."""


def exchanges(api: Api) -> Iterator[tuple[str, int, Any]]:
    """One success of every operation."""

    def call(operation: str, method: str, path: str, body: Any = None, **query: str) -> Any:
        answer = api.send(method, path, *([] if body is None else [body]), **query)
        found.append((operation, answer.status, answer.json))
        return answer.json

    found: list[tuple[str, int, Any]] = []
    organization = f"/v2/orgs/{api.world.organization_id}"
    team = f"{organization}/teams/{api.world.token.team_id}"
    (user,) = api.world.seed_members(1)
    email = {"email": user["email"]}
    call("enterprise-invite-team-member", "POST", f"{team}/members", email)
    call("enterprise-get-team-members", "GET", f"{team}/members", limit="1")
    call("enterprise-get-team-member", "GET", f"{team}/members/{user['id']}")
    call("enterprise-update-team-member", "PATCH", f"{team}/members/{user['id']}", {"role": "admin"})
    call("enterprise-delete-team-member", "DELETE", f"{team}/members/{user['id']}")
    call("enterprise-get-default-team-settings", "GET", f"{organization}/default_teams_settings")
    call("enterprise-get-team-settings", "GET", f"{team}/settings")
    change = {"teamAccountDiscoverySettings": {"accountDiscovery": "join"}}
    call("enterprise-update-team-settings", "PATCH", f"{team}/settings", change)
    project = f"{team}/projects/{call('enterprise-create-project', 'POST', f'{team}/projects', {'name': 'P'})['id']}"
    api.ok("POST", f"{team}/projects", {"name": "Q"})
    call("enterprise-get-projects", "GET", f"{team}/projects", limit="1")
    call("enterprise-get-project", "GET", project)
    call("enterprise-update-project", "PATCH", project, {"name": "R"})
    call("enterprise-get-project-settings", "GET", f"{project}/settings")
    sharing = {"sharingPolicySettings": {"teamAccess": "view"}}
    call("enterprise-update-project-settings", "PATCH", f"{project}/settings", sharing)
    call("enterprise-add-project-member", "POST", f"{project}/members", email | {"role": "viewer"})
    call("enterprise-get-project-members", "GET", f"{project}/members", limit="1")
    call("enterprise-get-project-member", "GET", f"{project}/members/{user['id']}")
    call("enterprise-update-project-member", "PATCH", f"{project}/members/{user['id']}", {"role": "coowner"})
    call("enterprise-delete-project-member", "DELETE", f"{project}/members/{user['id']}")
    call("enterprise-delete-project", "DELETE", project)
    call("enterprise-post-user-sessions-reset", "POST", "/v2/sessions/reset_all", **email)
    first, second = api.world.issue_token(), api.world.issue_token()
    call("revoke-token", "POST", "/v1/oauth/revoke", access_token=first.value)
    secrets = {"accessToken": second.value, "clientId": second.app_id, "clientSecret": "s"}
    call("revoke-token-v2", "POST", "/v2/oauth/revoke", secrets)
    yield from found


def test_every_success_is_as_described() -> None:
    document = description()
    described = {entry["operationId"]: entry["success_status"] for entry in load("operations.json")}
    answered = list(exchanges(Api()))
    assert len({operation for operation, _, _ in answered}) == len(answered) == 23
    for operation, status, body in answered:
        assert status == described[operation] == SUCCESSES.get(operation, status)
        if operation in SUCCESSES:
            assert body is None
        else:
            validate(document, schema_of(document, operation, status), body)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["teamAccess", "coOwnerRole", "allowListedDomains"]), inner, max_size=3)
    ),
    max_leaves=6,
)
bodies = st.dictionaries(
    st.sampled_from(
        [
            *("name", "email", "role", "sharingPolicySettings", "teamCollaborationSettings"),
            *("teamSharingPolicySettings", "accessToken", "clientId", "clientSecret", "projectId", "teamId"),
        ]
    ),
    json_values | st.sampled_from(["owner", "admin", "ada@emulated.example"]),
    max_size=5,
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(body=bodies | json_values, text=st.text(max_size=5))
@pytest.mark.filterwarnings("error")
def test_no_request_makes_the_world_raise(body: Any, text: str) -> None:
    api = Api()
    team = f"/v2/orgs/{api.world.organization_id}/teams/{api.world.token.team_id}"
    project = f"{team}/projects/{api.ok('POST', f'{team}/projects', {'name': 'P'})['id']}"
    user = api.world.token.user_id
    for method, path in (
        ("POST", f"{team}/members"),
        ("PATCH", f"{team}/members/{user}"),
        ("PATCH", f"{team}/settings"),
        ("POST", f"{team}/projects"),
        ("PATCH", project),
        ("PATCH", f"{project}/settings"),
        ("POST", f"{project}/members"),
        ("PATCH", f"{project}/members/{user}"),
        ("POST", "/v2/oauth/revoke"),
        ("PATCH", api.board),
    ):
        answer = api.send(method, path, body)
        assert answer.status in {200, 201, 400, 404, 409}
        if answer.status >= 400:
            assert list(answer.json) == ["type", "code", "context", "message", "status"]
    for path, name in (
        (f"{team}/members", "role"),
        (f"{team}/members", "cursor"),
        (f"{team}/projects", "cursor"),
        (f"{project}/members", "limit"),
    ):
        assert api.send("GET", path, **{name: text}).status in {200, 400}
    assert api.send("POST", "/v1/oauth/revoke", access_token=text).status == 400
    assert api.send("POST", "/v2/sessions/reset_all", email=text).status == 404
