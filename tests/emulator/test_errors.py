"""Whatever is wrong with a request of whichever operation: the emulator refuses it as Miro does, and never breaks."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

import pytest
from error_schema import ERROR, SCIM_ERROR
from request_schemas import check
from world_api import Api

from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.world.tokens import SCIM_PATH
from miro_async.endpoints import Endpoint, Param, all_rows

ROWS = pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
SAMPLES: dict[Any, str] = {
    str: "1",
    int: "10",
    bool: "true",
    datetime: "2026-05-20T06:38:21Z",
    date: "2026-05-20",
}
WRONG_BODIES = (b"", b"{", b"[]", b"5", b"null", b'{"novel": 1}', b'[{"novel": 1}]', b"\xff", b"[" * 2_000)
WRONG_TYPES = ("text/plain", "", "multipart/form-data; boundary=x", "multipart/form-data")
WRONG_TEXTS = ("", " ", "x", "-1", "0", "99999999999999999999", "\u0660", "2026-99-99", "null")


class Caller:
    """Sends requests of one operation to a world that has what a path may name."""

    def __init__(self, row: Endpoint[Any]) -> None:
        api = Api()
        self.row = row
        self.world = api.world
        self.token = api.world.scim_token if row.api == "scim" else api.world.token
        self.ids = {
            "board_id": api.board_id,
            "org_id": api.world.organization_id,
            "team_id": api.world.token.team_id,
        }
        self.query = {param.wire or name: _sample(param) for name, param in row.query.items() if param.required}

    def request(
        self,
        body: bytes = b"{}",
        *,
        ids: dict[str, str] | None = None,
        query: dict[str, str] | None = None,
        content_type: str | None = None,
        token: str | None = None,
    ) -> HttpRequest:
        row = self.row
        given = self.ids | (ids or {})
        path = row.template.format(**{hole: quote(given.get(hole, "1"), safe="") for hole in row.holes})
        headers = {"content-type": row.content_type if content_type is None else content_type}
        headers |= {"authorization": f"Bearer {self.token.value if token is None else token}"}
        prefix = SCIM_PATH if row.api == "scim" else ""
        parameters = tuple((self.query if query is None else query).items())
        return HttpRequest(row.method, prefix + path, parameters, headers, b"" if row.body is None else body)

    def refused(self, answer: HttpResponse) -> int:
        """The status of an answer, which is a success, or an error in the shape that errors have."""
        if answer.status >= 400:
            error = json.loads(answer.body)
            check(SCIM_ERROR if self.row.api == "scim" else ERROR, error)
            assert int(error["status"]) == answer.status
        assert answer.status < 500
        return answer.status

    def send(self, request: HttpRequest) -> int:
        return self.refused(self.world.handle(request, self.token))


def _sample(param: Param) -> str:
    return param.fixed or (param.choices[0] if param.choices else SAMPLES[param.kind])


@ROWS
def test_without_a_good_token_nothing_is_done(row: Endpoint[Any]) -> None:
    caller = Caller(row)
    for token in ("", "wrong", caller.world.token.value if row.api == "scim" else caller.world.scim_token.value):
        answer = caller.world.authenticate(caller.request(token=token))
        assert isinstance(answer, HttpResponse)
        assert caller.refused(answer) == (400 if row.name == "tokens.get" and token else 401)


@ROWS
def test_without_its_scopes_nothing_is_done(row: Endpoint[Any]) -> None:
    caller = Caller(row)
    for scope in row.scope.split():
        caller.token = caller.world.issue_token(scopes=[each for each in row.scope.split() if each != scope])
        answer = caller.world.handle(caller.request(), caller.token)
        assert caller.refused(answer) == 403
        assert scope in json.loads(answer.body)["message"]


@ROWS
def test_what_is_not_there_is_not_found(row: Endpoint[Any]) -> None:
    caller = Caller(row)
    for hole in row.holes:
        for value in ("uXjNone=", "x" * 300, "a b", "\u00fc", "%2e%2e", "urn:x:y"):
            caller.send(caller.request(ids={hole: value}))
        if hole in {"board_id", "org_id", "team_id"}:
            assert caller.send(caller.request(ids={hole: "3458764599999999999"})) in {400, 404}


@ROWS
def test_a_body_that_is_none_is_refused(row: Endpoint[Any]) -> None:
    if row.body is None:
        return
    caller = Caller(row)
    for body in WRONG_BODIES:
        for content_type in (row.content_type, *WRONG_TYPES):
            caller.send(caller.request(body, content_type=content_type))
    assert caller.send(caller.request(b"{")) in {400, 404, 415}


@ROWS
def test_parameters_that_are_none_are_refused(row: Endpoint[Any]) -> None:
    caller = Caller(row)
    for name, param in row.query.items():
        wire = param.wire or name
        for text in WRONG_TEXTS:
            caller.send(caller.request(query={**caller.query, wire: text}))
        caller.send(caller.request(query={other: text for other, text in caller.query.items() if other != wire}))


def test_the_schema_is_strict() -> None:
    good: dict[str, Any] = {
        "type": "error",
        "status": 404,
        "code": "3.0201",
        "message": "Item not found",
        "context": None,
    }
    check(ERROR, good)
    check(ERROR, good | {"context": {"boardId": {"value": "uXj="}}})
    check(ERROR, good | {"context": {"fields": [{"field": "limit", "message": "too much"}]}})
    for wrong in _wrong_errors():
        with pytest.raises(Exception, match="Failed validating"):
            check(ERROR, good | wrong)


def _wrong_errors() -> Iterator[dict[str, Any]]:
    yield {"type": "Error"}
    yield {"code": 3.0201}
    yield {"code": "Not found"}
    yield {"message": ""}
    yield {"context": {}}
    yield {"context": {"fields": [{"field": "limit"}]}}
    yield {"reason": "forbiddenAccess"}
