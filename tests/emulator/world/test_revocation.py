from typing import Any

import pytest
from world_api import Api

from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.world import Settings, Token


def is_good(api: Api, token: Token) -> bool:
    headers = {"authorization": f"Bearer {token.value}"}
    answer = api.world.authenticate(HttpRequest("GET", "/v2/boards", (), headers, b""))
    assert not isinstance(answer, HttpResponse) or answer.status == 401
    return answer == token


def body_of(token: Token, **fields: str) -> dict[str, str]:
    return {"accessToken": token.value, "clientId": token.app_id, "clientSecret": "s"} | fields


def test_a_revoked_token_lets_nobody_in() -> None:
    api = Api()
    first, second = api.world.issue_token(), api.world.issue_token()
    assert api.send("POST", "/v2/oauth/revoke", body_of(first)).status == 204
    assert (is_good(api, first), is_good(api, second)) == (False, True)
    assert api.send("POST", "/v1/oauth/revoke", access_token=second.value).status == 204
    assert not is_good(api, second)
    assert api.send("POST", "/v2/oauth/revoke", body_of(api.world.token)).status == 204
    assert not is_good(api, api.world.token)
    api.world.reset()
    assert is_good(api, api.world.token)


def test_there_must_be_such_a_token() -> None:
    api = Api()
    token = api.world.issue_token(expired=True)
    assert api.send("POST", "/v2/oauth/revoke", body_of(token)).status == 204
    answer = api.send("POST", "/v2/oauth/revoke", body_of(token))
    assert (answer.status, answer.json["message"]) == (404, "Failed to revoke token")
    assert api.send("POST", "/v1/oauth/revoke", access_token=token.value).status == 400
    assert api.send("POST", "/v1/oauth/revoke").status == 400


def test_another_app_cannot_revoke_it_unless_the_settings_let_it() -> None:
    api = Api()
    token = api.world.issue_token(app_id="7")
    assert api.send("POST", "/v2/oauth/revoke", body_of(token, clientId="8")).status == 404
    assert is_good(api, token)
    api.world.settings.revoke_checks_client = False
    assert api.send("POST", "/v2/oauth/revoke", body_of(token, clientId="8")).status == 204


@pytest.mark.parametrize("field", ["accessToken", "clientId", "clientSecret"])
@pytest.mark.parametrize("value", ["", 1, None])
def test_a_wrong_revocation_is_refused_and_its_secrets_are_not_said_again(field: str, value: Any) -> None:
    api = Api()
    token = api.world.issue_token()
    answer = api.send("POST", "/v2/oauth/revoke", body_of(token, clientSecret="a secret") | {field: value})
    assert (answer.status, [name for name, _ in answer.fields]) == (400, [field])
    assert "a secret" not in str(answer.json)
    assert token.value not in str(answer.json)
    assert is_good(api, token)


@pytest.mark.parametrize("status", [400, 404])
def test_sessions_end_for_users_of_the_organization(status: Any) -> None:
    api = Api(Settings(unknown_user_status=status))
    path = "/v2/sessions/reset_all"
    answer = api.send("POST", path, email="ADA@emulated.example")
    assert (answer.status, answer.json) == (200, None)
    assert is_good(api, api.world.token)  # an access token is no session
    assert api.send("POST", path, email="nobody@emulated.example").status == status
    assert [field for field, _ in api.send("POST", path).fields] == ["email"]
