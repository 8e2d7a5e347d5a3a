import json

import pytest
from world_api import Api

from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.world import Token


def authenticated(api: Api, path: str = "/v2/boards", **headers: str) -> Token | HttpResponse:
    return api.world.authenticate(HttpRequest("GET", path, (), headers, b""))


def error_of(answer: Token | HttpResponse) -> tuple[int, str]:
    assert isinstance(answer, HttpResponse)
    error = json.loads(answer.body)
    assert list(error) == ["type", "code", "context", "message", "status"]
    assert error["type"] == "error"
    assert error["status"] == answer.status
    return error["status"], error["code"]


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": ""}, {"authorization": "Bearer "}, {"authorization": "Basic x"}]
)
def test_without_a_token_nothing_is_answered(headers: dict[str, str]) -> None:
    assert error_of(authenticated(Api(), **headers)) == (401, "tokenNotProvided")


def test_an_unknown_and_an_expired_token_are_told_apart() -> None:
    api = Api()
    old = api.world.issue_token(expired=True)
    assert error_of(authenticated(api, authorization="Bearer nonsense")) == (401, "invalidToken")
    assert error_of(authenticated(api, authorization=f"Bearer {old.value}")) == (401, "tokenExpired")
    assert error_of(authenticated(api, "/v1/oauth-token", authorization="Bearer nonsense"))[0] == 400


def test_a_token_can_expire_while_it_is_in_use() -> None:
    api = Api()
    token = api.world.issue_token()
    assert authenticated(api, authorization=f"Bearer {token.value}") == token
    api.world.issue_token(value=token.value, expired=True)
    assert error_of(authenticated(api, authorization=f"Bearer {token.value}"))[1] == "tokenExpired"


def test_a_missing_scope_is_named_and_nothing_happens() -> None:
    api = Api()
    reader = api.world.issue_token(scopes=("boards:read",))
    request = api.request("POST", f"{api.board}/sticky_notes", {})
    answer = api.world.handle(request, reader)
    assert answer.status == 403
    assert b"boards:write" in answer.body
    assert api.listed() == []
    assert api.world.handle(api.request("GET", f"{api.board}/items"), reader).status == 200


def test_the_information_of_a_token() -> None:
    api = Api()
    token = api.world.token
    information = api.ok("GET", "/v1/oauth-token")
    assert information["type"] == "oAuthToken"
    assert information["user"] == {"type": "user", "name": token.user_name, "id": token.user_id}
    assert information["team"]["id"] == token.team_id
    assert information["application"]["id"] == token.app_id
    assert information["scopes"] == list(token.scopes)
    by_query = HttpRequest("GET", "/v1/oauth-token", (("access_token", token.value),), {}, b"")
    assert api.world.authenticate(by_query) == token


def test_another_user_is_an_editor_of_the_board() -> None:
    api = Api()
    other = api.world.issue_token(user_id="42")
    answer = api.world.handle(api.request("GET", api.board), other)
    board = json.loads(answer.body)
    assert board["currentUserMembership"]["role"] == "editor"
    assert board["owner"]["id"] == api.world.token.user_id


def test_a_reset_forgets_all_but_the_default_token() -> None:
    api = Api()
    default, issued = api.world.token, api.world.issue_token()
    api.world.reset()
    assert api.world.token == default
    assert error_of(authenticated(api, authorization=f"Bearer {issued.value}")) == (401, "invalidToken")
    assert api.ok("GET", "/v2/boards")["total"] == 0
