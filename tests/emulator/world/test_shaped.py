"""Every row that no handler answers: its answers against Miro's description, and what it refuses."""

from datetime import date, datetime
from typing import Any

import jsonschema
import msgspec
import pytest
from answer_schemas import success
from msgspec import inspect
from witness import OPERATION_IDS
from world_api import NOTHING, Answer, Api

from miro_async.emulator.world.handlers import HANDLERS
from miro_async.emulator.world.shaped import status_of
from miro_async.endpoints import Endpoint, Param, all_rows, by_name

SHAPED = [row.name for row in all_rows() if row.name not in HANDLERS]
AUDIT = {"createdAfter": "2026-05-01T00:00:00.000Z", "createdBefore": "2026-05-20T00:00:00.000Z"}


def body_of(shape: inspect.Type) -> Any:
    """A JSON value of a type that we send, with everything in it."""
    match shape:
        case inspect.UnionType():
            value = body_of(shape.types[0])
        case inspect.Metadata():
            value = body_of(shape.type)
        case inspect.StructType():
            value = {field.encode_name: body_of(field.type) for field in shape.fields}
        case inspect.VarTupleType() | inspect.ListType():
            value = [body_of(shape.item_type)]
        case inspect.TupleType():
            value = [body_of(each) for each in shape.item_types]
        case inspect.LiteralType():
            value = shape.values[0]
        case inspect.BoolType():
            value = False
        case inspect.IntType() | inspect.FloatType():
            value = 7
        case _:
            value = "ada@emulated.example"
    return value


def text_of(param: Param) -> str:
    """A value of a parameter as the wire has it."""
    if param.kind is datetime:
        return "2026-05-20T06:38:21.000Z"
    if param.kind is date:
        return "2026-05-20"
    return param.choices[0] if param.choices else "7"


def target(api: Api, row: Endpoint[Any]) -> str:
    """The path of a row, with ids that the world has."""
    known = {
        "org_id": api.world.organization_id,
        "team_id": api.world.token.team_id,
        "board_id": api.board.rpartition("/")[2],
    }
    path = row.template
    for hole in row.holes:
        path = path.replace(f"{{{hole}}}", known.get(hole, "35"))
    return path


def ask(api: Api, operation: str, **query: str) -> Answer:
    """Send what a row describes, with all that must be there."""
    row = by_name(operation)
    required = {param.wire or name: text_of(param) for name, param in row.query.items() if param.required}
    body = NOTHING if row.body is None else body_of(inspect.type_info(row.body))
    return api.send(row.method, target(api, row), body, **(required | query))


@pytest.mark.parametrize("operation", [name for name in SHAPED if name in OPERATION_IDS])
def test_a_success_is_what_the_description_says(operation: str) -> None:
    status, schema = success(operation)
    assert status_of(by_name(operation)) == status
    answer = ask(Api(), operation)
    assert answer.status == status, answer
    if schema is None:
        assert answer.json is None
    else:
        validator: Any = jsonschema.Draft202012Validator(
            schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
        )
        validator.validate(answer.json)


@pytest.mark.parametrize("operation", [name for name in SHAPED if by_name(name).returns is not None])
def test_a_success_is_read_without_a_problem(operation: str) -> None:
    answer = ask(Api(), operation)
    _, problems = by_name(operation).decode(msgspec.json.encode(answer.json))
    assert problems == ()


@pytest.mark.parametrize("operation", SHAPED)
def test_the_same_requests_get_the_same_answers(operation: str) -> None:
    first, second = Api(seed=3), Api(seed=3)
    assert [ask(first, operation) for _ in range(2)] == [ask(second, operation) for _ in range(2)]


@pytest.mark.parametrize("operation", [name for name in SHAPED if "{org_id}" in by_name(name).template])
def test_another_organization_is_not_there(operation: str) -> None:
    row = by_name(operation)
    api = Api()
    path = target(api, row).replace(api.world.organization_id, "35")
    assert api.send(row.method, path).status == 404


@pytest.mark.parametrize("operation", [name for name in SHAPED if by_name(name).body is not None])
@pytest.mark.parametrize(("body", "field"), [(["x"], ""), ({"ofTomorrow": 1}, "ofTomorrow")])
def test_a_body_of_another_shape_is_refused(operation: str, body: Any, field: str) -> None:
    row = by_name(operation)
    api = Api()
    answer = api.send(row.method, target(api, row), body)
    assert (answer.status, answer.json["code"]) == (400, "2.0703")
    assert [name for name, _ in answer.fields] == [field]


@pytest.mark.parametrize(
    "operation",
    [name for name in SHAPED if any(param.required for param in by_name(name).query.values())],
)
def test_a_parameter_that_must_be_there_is_missed(operation: str) -> None:
    row = by_name(operation)
    api = Api()
    answer = api.send(row.method, target(api, row))
    assert answer.status == 400
    assert {name for name, _ in answer.fields} == {
        param.wire or name for name, param in row.query.items() if param.required
    }


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/v2/audit/logs", AUDIT | {"createdAfter": "yesterday"}, "createdAfter"),
        ("/v2/audit/logs", AUDIT | {"createdBefore": "2026-05-20T00:00:00"}, "createdBefore"),
        ("/v2/audit/logs", AUDIT | {"sorting": "asc"}, "sorting"),
        ("/v2/audit/logs", AUDIT | {"limit": "0"}, "limit"),
        ("/v2/audit/logs", AUDIT | {"limit": "all"}, "limit"),
        ("/v2/audit/logs", AUDIT | {"cursor": "x"}, "cursor"),
        ("/v2-experimental/apps/1/metrics", {"startDate": "20260501", "endDate": "2026-05-20"}, "startDate"),
        ("/v2-experimental/apps/1/metrics", {"startDate": "2026-05-01", "endDate": "2026-05-32"}, "endDate"),
    ],
)
def test_a_wrong_parameter_is_named(path: str, query: dict[str, str], field: str) -> None:
    answer = Api().send("GET", path, **query)
    assert (answer.status, answer.json["code"]) == (400, "2.0703")
    assert [name for name, _ in answer.fields] == [field]


def test_a_parameter_takes_as_many_values_as_the_row_says() -> None:
    api = Api()
    request = api.request("GET", f"/v2/orgs/{api.world.organization_id}/content-logs/items")
    times = (("from", AUDIT["createdAfter"]), ("to", AUDIT["createdBefore"]))
    for count, status in {1: 200, 15: 200, 16: 400}.items():
        several = request._replace(query=times + (("emails", "a@b.example"),) * count)
        assert api.world.handle(several, api.world.token).status == status
    twice = request._replace(query=(*times, times[0]))
    assert api.world.handle(twice, api.world.token).status == 400


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({}, ("name", "Field [name] is required")),
        ({"name": 1, "scope": {"users": []}}, ("name", "Unexpected type of value, expected of type [String]")),
        ({"name": "h", "scope": []}, ("scope", "Unexpected type of value, expected of type [Object]")),
        (
            {"name": "h", "scope": {"users": [{"email": "a@b.example", "id": "1"}]}},
            ("scope.users[0].id", "Field [scope.users[0].id] is not supported"),
        ),
    ],
)
def test_what_is_wrong_with_a_body_is_said_in_the_words_seen_live(body: Any, problem: tuple[str, str]) -> None:
    api = Api()
    answer = api.send("POST", f"/v2/orgs/{api.world.organization_id}/cases/1/legal-holds", body)
    assert answer.fields == [problem]


@pytest.mark.parametrize("body", [b"{", b"", b"\xff"])
def test_a_body_that_is_no_json_is_refused(body: bytes) -> None:
    api = Api()
    assert api.send("POST", f"/v2/orgs/{api.world.organization_id}/cases", body).status == 400


def test_a_team_and_a_board_must_be_there() -> None:
    api = Api()
    organization = f"/v2/orgs/{api.world.organization_id}"
    team = f"{organization}/teams/{api.world.token.team_id}"
    assert api.send("GET", f"{team}/data-classification-settings").status == 200
    assert api.send("GET", f"{organization}/teams/35/data-classification-settings").status == 404
    assert api.send("GET", f"{team}/boards/35/data-classification").status == 404


def test_what_was_said_comes_back_where_it_fits() -> None:
    api = Api()
    organization = api.world.organization_id
    body = {"name": "Hold", "scope": {"users": [{"email": "a@b.example"}, {"email": "c@d.example"}]}}
    held = api.ok("PUT", f"/v2/orgs/{organization}/cases/35/legal-holds/36", body)
    assert (held["id"], held["caseId"], held["organizationId"], held["name"]) == ("36", "35", organization, "Hold")
    assert [user["email"] for user in held["scope"]["users"]] == ["a@b.example", "c@d.example"]
    assert all(user["id"].isdigit() and user["firstName"] for user in held["scope"]["users"])
    assert held["createdAt"] == "2026-05-20T06:38:21Z"
    assert held["state"] == "ACTIVE"
    path = f"/v2/orgs/{organization}/teams/{api.world.token.team_id}/data-classification-settings"
    assert api.ok("PATCH", path, {"defaultLabelId": 5, "enabled": False}) == {
        "type": "team-data-classification-settings",
        "enabled": False,
        "defaultLabelId": "5",
    }


def test_what_is_created_has_an_id_of_its_own() -> None:
    api = Api()
    path = f"/v2/orgs/{api.world.organization_id}/cases"
    assert api.ok("POST", path, {"name": "x"})["id"] != api.ok("POST", path, {"name": "x"})["id"]
    assert api.ok("GET", f"{path}/35") == api.ok("GET", f"{path}/35")


@pytest.mark.parametrize("operation", [name for name in SHAPED if "cursor" in by_name(name).query])
def test_a_list_goes_on_where_a_page_ends(operation: str) -> None:
    api = Api()
    whole = ask(api, operation).json
    assert (whole["size"], "cursor" in whole) == (2, False)
    first = ask(api, operation, limit="1").json
    last = ask(api, operation, limit="1", cursor=first["cursor"]).json
    assert [*first["data"], *last["data"]] == whole["data"]
    assert "cursor" not in last


def test_a_bare_list_is_one() -> None:
    query = {"startDate": "2026-05-01", "endDate": "2026-05-20"}
    metrics = Api().ok("GET", "/v2-experimental/apps/1/metrics", **query)
    assert [entry["periodStart"] for entry in metrics] == ["2026-05-20", "2026-05-20"]
