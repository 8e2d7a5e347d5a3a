"""The table against the independent witness, row by row."""

import copy
import inspect
import pickle
from typing import Any, cast

import pytest
from witness import OPERATION_IDS, UNDOCUMENTED, load

from miro_async import Miro, drafts, endpoints, services
from miro_async.endpoints import CREDITS, Endpoint, Repeat, all_rows, by_name
from miro_async.errors import InvalidArgument
from miro_async.files import File
from miro_async.models import GroupUpdate

ROWS = {row.name: row for row in all_rows()}
KINDS: dict[str, type] = {"string": str, "integer": int, "boolean": bool}


def test_every_row_has_a_witness_or_is_known_to_have_none() -> None:
    assert set(ROWS) == set(OPERATION_IDS) | UNDOCUMENTED
    assert not set(OPERATION_IDS) & UNDOCUMENTED
    undocumented = {row.template for row in map(by_name, UNDOCUMENTED)}
    assert undocumented.isdisjoint({entry["path"] for entry in load("operations.json")})


@pytest.mark.parametrize("name", sorted(UNDOCUMENTED))
def test_downloads_cost_what_was_measured(name: str) -> None:
    call = ROWS[name]("b", "r", format="original")
    kind = name.partition(".")[0]
    assert call.target == f"/v2/boards/b/resources/{kind}/r?format=original&redirect=false"
    assert (call.credits, ROWS[name].method, ROWS[name].scope) == (500, "GET", "boards:read")


@pytest.mark.parametrize("name", OPERATION_IDS)
def test_row_equals_the_witness(name: str) -> None:
    witness = {entry["operationId"]: entry for entry in load("operations.json")}[OPERATION_IDS[name]]
    row = ROWS[name]
    assert (row.method, row.template) == (witness["method"], witness["path"])
    assert row.level == witness["level"]
    assert row.scope.split() == witness["scopes"]
    assert list(row.holes) == witness["path_params"]
    assert row.per_item == witness["level_per_item"]
    assert row.takes_file == witness["has_multipart"]
    assert (row.body is not None) == (witness["has_json_body"] or witness["has_multipart"])
    assert not (witness["has_json_body"] and witness["has_multipart"])


@pytest.mark.parametrize("name", OPERATION_IDS)
def test_parameters_equal_the_witness(name: str) -> None:
    witness = {entry["operationId"]: entry for entry in load("operations.json")}[OPERATION_IDS[name]]
    row = ROWS[name]
    params = {param.wire or name: param for name, param in row.query.items()}
    assert set(params) == {entry["name"] for entry in witness["query"]}
    for entry in witness["query"]:
        param = params[entry["name"]]
        assert param.required == entry["required"]
        # A number may be described as text; then it has bounds, or is the offset. No text is shorter than nothing.
        is_number = entry["type"] == "integer" or entry["name"] in {"limit", "offset"}
        assert param.kind is (int if is_number else KINDS[entry["type"]])
        assert param.low == (entry.get("min", param.low) if is_number else None)
        assert param.high == entry.get("max", entry.get("maxLength"))
        assert list(param.choices) == entry.get("enum", [])
        if param.fixed is not None:
            assert param.kind is bool


def test_what_is_fixed_is_always_sent_and_never_given() -> None:
    assert endpoints.groups.ungroup("b", "g").query == (("delete_items", "false"),)
    assert endpoints.groups.delete("b", "g").query == (("delete_items", "true"),)
    assert {name for name, row in ROWS.items() if any(param.fixed is not None for param in row.query.values())} == {
        "groups.ungroup", "groups.delete", "images.locate", "documents.locate",
    }  # fmt: skip
    for name in ("groups.ungroup", "groups.delete"):
        with pytest.raises(InvalidArgument, match="delete_items"):
            ROWS[name]("b", "g", delete_items=True)
    with pytest.raises(InvalidArgument, match="redirect"):
        endpoints.images.locate("b", "r", format="original", redirect=True)


@pytest.mark.parametrize(("active", "text"), [(True, "true"), (False, "false")])
def test_true_and_false_are_words_on_the_wire(active: bool, text: str) -> None:
    assert endpoints.organization_members.list("o", active=active).query == (("active", text),)


@pytest.mark.parametrize("active", ["true", 1, 0, None, ""])
def test_what_is_neither_true_nor_false_is_refused(active: Any) -> None:
    with pytest.raises(InvalidArgument, match="active must be True or False"):
        endpoints.organization_members.list("o", active=active)


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
def test_service_method_and_row_agree(row: Endpoint[Any]) -> None:
    service_name, verb = row.name.split(".")
    kind = cast("type[services.Service]", type(getattr(Miro("token"), service_name)))
    method = getattr(kind, verb)
    parameters = [name for name in inspect.signature(method).parameters if name != "self"]
    assert tuple(parameters[: len(row.holes)]) == row.holes
    bodies = {"drafts" if row.per_item else "body"} if row.body is not None else set[str]()
    files = {"file"} if row.takes_file else set[str]()
    given = {name for name, param in row.query.items() if param.fixed is None}
    assert set(parameters) == {*row.holes, *bodies, *files, *given}
    documented = inspect.getdoc(method) or ""
    assert row.level is None or f"Level {row.level}" in documented
    assert f"scope {row.scope}" in documented or not row.scope
    assert ("never repeated" in documented) == (row.repeat is Repeat.NEVER)
    assert issubclass(kind, services.Service)


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
def test_methods_wait_and_lists_do_not(row: Endpoint[Any]) -> None:
    service_name, verb = row.name.split(".")
    method = getattr(getattr(Miro("token"), service_name), verb)
    is_list = {"limit"} <= set(row.query)
    assert inspect.iscoroutinefunction(method) is not is_list


def test_credits_follow_the_level() -> None:
    assert CREDITS == {1: 50, 2: 100, 3: 500, 4: 2_000}
    assert endpoints.boards.copy(body=drafts.board("x"), copy_from="b").credits == 2_000
    assert endpoints.items.create("b", body=drafts.entries([drafts.sticky_note("x")] * 20)).credits == 2_000
    file = File(b"x", name="x.png")
    assert endpoints.images.upload("b", file=file).credits == 100
    assert endpoints.images.replace("b", "i", file=file).credits == 100
    assert endpoints.teams.delete("o", "t").credits == 2_000
    assert endpoints.groups.update("b", "g", body=GroupUpdate(data=drafts.group(["1", "2"]).data)).credits == 100
    # How many items a group has nobody knows before: what it costs beyond one shows in the headers of the answer.
    assert endpoints.groups.get("b", "g").credits == 100


def test_what_must_not_be_repeated() -> None:
    never = {row.name for row in all_rows() if row.repeat is Repeat.NEVER}
    assert never == {name for name in ROWS if name.endswith((".create", ".copy", ".upload", ".share"))} | {
        "groups.update"
    }
    gone = {row.name for row in all_rows() if row.repeat is Repeat.NOT_FOUND_IS_DONE}
    assert gone == {name for name in ROWS if name.endswith((".delete", ".detach", ".remove", ".ungroup"))}
    assert {name for name, row in ROWS.items() if row.reads} == {
        name for name in ROWS if name.split(".")[1].startswith(("get", "list", "locate"))
    }
    assert {row.method for row in all_rows() if row.reads} == {"GET"}


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


def test_a_row_that_reads_its_answers_in_another_way_is_the_same_operation() -> None:
    row = endpoints.tags.create
    plain = row.returning(dict[str, str])
    assert plain.decode(b'{"id":"1","of_tomorrow":"x"}') == ({"id": "1", "of_tomorrow": "x"}, ())
    assert row.decode(b'{"id":"1","type":"tag"}')[0].id == "1"
    call, other = row("b", body=drafts.tag("x")), plain("b", body=drafts.tag("x"))
    assert (other.operation, other.target, other.body, other.credits) == (
        call.operation, call.target, call.body, call.credits,
    )  # fmt: skip
    nothing, _ = endpoints.tags.delete.returning(dict[str, str]).decode(b"")
    assert nothing is None
    assert by_name("tags.create") is row
