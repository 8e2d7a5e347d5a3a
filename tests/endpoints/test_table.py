"""The table against the independent witness, row by row."""

import copy
import inspect
import pickle
from typing import Any, cast

import pytest
from witness import OPERATION_IDS, load

from miro_async import Miro, drafts, endpoints, services
from miro_async.endpoints import CREDITS, Endpoint, Repeat, all_rows, by_name
from miro_async.errors import InvalidArgument

ROWS = {row.name: row for row in all_rows()}


def test_every_row_has_a_witness() -> None:
    assert set(ROWS) == set(OPERATION_IDS)


@pytest.mark.parametrize("name", OPERATION_IDS)
def test_row_equals_the_witness(name: str) -> None:
    witness = {entry["operationId"]: entry for entry in load("operations.json")}[OPERATION_IDS[name]]
    row = ROWS[name]
    assert (row.method, row.template) == (witness["method"], witness["path"])
    assert row.level == witness["level"]
    assert ([row.scope] if row.scope else []) == witness["scopes"]
    assert list(row.holes) == witness["path_params"]
    assert row.per_item == witness["level_per_item"]
    assert (row.body is not None) == witness["has_json_body"]


@pytest.mark.parametrize("name", OPERATION_IDS)
def test_parameters_equal_the_witness(name: str) -> None:
    witness = {entry["operationId"]: entry for entry in load("operations.json")}[OPERATION_IDS[name]]
    row = ROWS[name]
    assert list(row.query) == [entry["name"] for entry in witness["query"]] or set(row.query) == {
        entry["name"] for entry in witness["query"]
    }
    for entry in witness["query"]:
        param = row.query[entry["name"]]
        assert param.required == entry["required"]
        assert param.low == entry.get("min", param.low)
        assert param.high == entry.get("max", entry.get("maxLength"))
        assert list(param.choices) == entry.get("enum", [])


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
def test_service_method_and_row_agree(row: Endpoint[Any]) -> None:
    service_name, verb = row.name.split(".")
    kind = cast("type[services.Service]", type(getattr(Miro("token"), service_name)))
    method = getattr(kind, verb)
    parameters = [name for name in inspect.signature(method).parameters if name != "self"]
    assert tuple(parameters[: len(row.holes)]) == row.holes
    assert {"drafts" if row.per_item else "body"} & set(parameters) or row.body is None
    assert set(row.query) <= set(parameters)
    documented = inspect.getdoc(method) or ""
    assert row.level is None or f"Level {row.level}" in documented
    assert row.scope in documented
    assert issubclass(kind, services.Service)


def test_credits_follow_the_level() -> None:
    assert CREDITS == {1: 50, 2: 100, 3: 500, 4: 2_000}
    assert endpoints.boards.copy(body=drafts.board("x"), copy_from="b").credits == 2_000
    assert endpoints.items.create("b", body=drafts.entries([drafts.sticky_note("x")] * 20)).credits == 2_000


def test_what_must_not_be_repeated() -> None:
    never = {row.name for row in all_rows() if row.repeat is Repeat.NEVER}
    assert never == {name for name in ROWS if name.endswith((".create", ".copy"))}
    gone = {row.name for row in all_rows() if row.repeat is Repeat.NOT_FOUND_IS_DONE}
    assert gone == {name for name in ROWS if name.endswith((".delete", ".detach"))}
    assert {name for name, row in ROWS.items() if row.reads} == {
        name for name in ROWS if name.split(".")[1].startswith(("get", "list"))
    }


def test_a_call_is_data() -> None:
    call = endpoints.tags.create("uXj=", body=drafts.tag("x"))
    assert pickle.loads(pickle.dumps(call)) == call == copy.deepcopy(call) == copy.copy(call)
    assert (call.operation, call.ids, call.query, call.body, call.credits) == (
        "tags.create", ("uXj=",), (), b'{"title":"x"}', 50,
    )  # fmt: skip
    assert call.path == "/v2/boards/uXj%3D/tags"
    assert "uXj%3D/tags" in repr(call)
    assert by_name("tags.create") is endpoints.tags.create


def test_a_call_prints_as_curl_without_the_token() -> None:
    call = endpoints.tags.attach("b", "i", tag_id="3")
    assert call.curl("http://127.0.0.1:1/") == (
        "curl -X POST 'http://127.0.0.1:1/v2/boards/b/items/i?tag_id=3' -H \"Authorization: Bearer $MIRO_ACCESS_TOKEN\""
    )
    quoted = endpoints.tags.create("b", body=drafts.tag("it's")).curl()
    assert """--data '{"title":"it'"'"'s"}'""" in quoted


def test_an_unknown_operation_is_named() -> None:
    with pytest.raises(InvalidArgument, match=r"'tags\.nonsense'"):
        by_name("tags.nonsense")
