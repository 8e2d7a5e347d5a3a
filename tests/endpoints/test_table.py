"""The table against the independent witness, row by row."""

import copy
import inspect
import pickle
import re
from datetime import date, datetime
from functools import cache
from typing import Any, get_type_hints

import pytest
from msgspec import UNSET
from request_schemas import described
from witness import OPERATION_IDS, UNDOCUMENTED, load

from miro_async import Miro, Scim, drafts, endpoints, services
from miro_async.endpoints import CREDITS, Endpoint, Repeat, all_rows, by_name
from miro_async.errors import InvalidArgument
from miro_async.files import File
from miro_async.models import GroupUpdate

ROWS = {row.name: row for row in all_rows()}
KINDS: dict[str, type] = {"string": str, "integer": int, "boolean": bool}
WITNESSED = [name for name in OPERATION_IDS if name in ROWS]
SCHEMES = {"cursor": "cursor", "offset": "offset", "startIndex": "scim"}
"""How a list is paged, by the parameter that asks for another page."""

FORMATS: dict[str, type] = {"date-time": datetime, "date": date}
MOMENTS = {"createdAfter", "createdBefore"}
"""Parameters that the description only says in words to be moments."""


HIGHEST = {"count": 1_000}
"""Bounds of which the description tells only in its text."""

SCIM_LEVELS = {
    **dict.fromkeys(["scim.users.list", "scim.users.create", "scim.users.get"], (1, None)),
    **dict.fromkeys(["scim.users.replace", "scim.users.update"], (2, None)),
    "scim.users.delete": (3, None),
    "scim.groups.list": (4, None),
    "scim.groups.get": (3, None),
    "scim.groups.update": (2, (500, 4)),
}
"""Levels that the witness does not have, with that of a body of more bytes: Miro's page on SCIM (miro-facts, 1)."""


@cache
def client_of(api: str) -> Any:
    return Scim("token") if api == "scim" else Miro("token")


@cache
def witness(name: str) -> Any:
    """What the witness says of an operation."""
    return next(entry for entry in load("operations.json") if entry["operationId"] == OPERATION_IDS[name])


def service_of(row: Endpoint[Any]) -> services.Service:
    """The service that sends the row's calls: ``miro.tags``, or ``scim.users`` of the client of SCIM."""
    service: services.Service = getattr(client_of(row.api), row.name.removeprefix("scim.").rpartition(".")[0])
    return service


def method_of(row: Endpoint[Any]) -> Any:
    return getattr(type(service_of(row)), row.name.rpartition(".")[2])


def test_every_operation_of_the_witness_has_its_row() -> None:
    names = list(OPERATION_IDS.values())
    assert len(names) == len(set(names)) == 197
    assert set(names) == {entry["operationId"] for entry in load("operations.json")}
    assert sorted(set(OPERATION_IDS) - set(ROWS)) == []


def test_every_row_has_a_witness_or_is_known_to_have_none() -> None:
    assert set(ROWS) <= set(OPERATION_IDS) | UNDOCUMENTED
    assert not set(OPERATION_IDS) & UNDOCUMENTED
    undocumented = {row.template for row in map(by_name, UNDOCUMENTED)}
    assert undocumented.isdisjoint({entry["path"] for entry in load("operations.json")})


@pytest.mark.parametrize("name", sorted(UNDOCUMENTED))
def test_downloads_cost_what_was_measured(name: str) -> None:
    call = ROWS[name]("b", "r", format="original")
    kind = name.partition(".")[0]
    assert call.target == f"/v2/boards/b/resources/{kind}/r?format=original&redirect=false"
    assert (call.credits, ROWS[name].method, ROWS[name].scope) == (500, "GET", "boards:read")


@pytest.mark.parametrize("name", WITNESSED)
def test_row_equals_the_witness(name: str) -> None:
    theirs, row = witness(name), ROWS[name]
    assert (row.method, row.template) == (theirs["method"], theirs["path"])
    assert (row.level, row.large) == SCIM_LEVELS.get(name, (theirs["level"], None))
    assert row.scope.split() == theirs["scopes"]
    assert list(row.holes) == theirs["path_params"]
    assert row.per_item == theirs["level_per_item"]
    assert row.takes_file == theirs["has_multipart"]
    assert (row.body is not None) == (theirs["has_json_body"] or theirs["has_multipart"])
    assert not (theirs["has_json_body"] and theirs["has_multipart"])
    assert (row.api == "scim") == (described(name)["path"].split("/")[1] not in {"v1", "v2", "v2-experimental"})


@pytest.mark.parametrize("name", WITNESSED)
def test_parameters_equal_the_witness(name: str) -> None:
    theirs, row = witness(name), ROWS[name]
    params = {param.wire or name: param for name, param in row.query.items()}
    assert set(params) == {entry["name"] for entry in theirs["query"]}
    for entry in theirs["query"]:
        param = params[entry["name"]]
        schema = described(name)["query"][entry["name"]]["schema"]
        assert param.required == entry["required"]
        # A number may be described as text; then it has bounds, or is the offset. No text is shorter than nothing.
        is_number = entry["type"] == "integer" or entry["name"] in {"limit", "offset"}
        kind = FORMATS["date-time"] if entry["name"] in MOMENTS else FORMATS.get(entry.get("format"))
        assert param.kind is (int if is_number else kind or KINDS[entry.get("items", entry)["type"]])
        assert (param.most > 0) == (entry["type"] == "array")
        assert param.most == schema.get("maxItems", param.most)
        assert param.low == (entry.get("min", param.low) if is_number else None)
        assert param.high == entry.get("max", entry.get("maxLength", HIGHEST.get(entry["name"])))
        assert set(param.choices) == set(entry.get("enum") or words_of(schema))
        assert param.fixed is None or param.kind is bool


def words_of(schema: Any) -> set[str]:
    """What the elements of a list may be, as the text about them says."""
    text = schema.get("items", {}).get("description", "")
    return set(re.findall(r"`([A-Z_]{6,})`", text.partition("Possible values:")[2]))


@pytest.mark.parametrize("name", WITNESSED)
def test_lists_are_paged_as_the_witness_says(name: str) -> None:
    row = ROWS[name]
    wires = {param.wire or name for name, param in row.query.items()}
    assert {scheme for wire, scheme in SCHEMES.items() if wire in wires} == {witness(name)["pagination"]} - {None}
    pager = getattr(get_type_hints(method_of(row)).get("return"), "__origin__", None)
    is_list = bool(wires & {*SCHEMES, "limit", "count"})
    assert (pager is services.Pager) == is_list
    assert inspect.iscoroutinefunction(method_of(row)) is not is_list


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
    method = method_of(row)
    parameters = [name for name in inspect.signature(method).parameters if name != "self"]
    assert tuple(parameters[: len(row.holes)]) == row.holes
    bodies = {"drafts" if row.per_item and row.method == "POST" else "body"} if row.body is not None else set[str]()
    files = {"files" if row.most_files > 1 else "file"} if row.takes_file else set[str]()
    given = {name for name, param in row.query.items() if param.fixed is None}
    assert set(parameters) == {*row.holes, *bodies, *files, *given}
    documented = " ".join((inspect.getdoc(method) or "").split())
    assert ("No level is documented" if row.level is None else f"Level {row.level}") in documented
    assert set(re.findall(r"Level (\d)", documented)) <= {str(row.level)} | {
        str(level) for _, level in [row.large or (0, 0)]
    }
    assert f"scope {row.scope}" in documented if row.scope else "; scope" not in documented
    assert ("never repeated" in documented) == (row.repeat is Repeat.NEVER)


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
def test_a_required_parameter_is_never_left_out(row: Endpoint[Any]) -> None:
    parameters = inspect.signature(method_of(row)).parameters
    for name, param in row.query.items():
        if param.required and param.fixed is None:
            assert parameters[name].default is not UNSET


@pytest.mark.parametrize("row", all_rows(), ids=lambda row: row.name)
def test_pages_are_as_long_as_they_may_be(row: Endpoint[Any]) -> None:
    limit = row.query.get("limit")
    if limit is not None and limit.high is not None:
        assert inspect.signature(method_of(row)).parameters["limit"].default == limit.high


def test_credits_follow_the_level() -> None:
    assert CREDITS == {1: 50, 2: 100, 3: 500, 4: 2_000}
    assert endpoints.boards.copy(body=drafts.board("x"), copy_from="b").credits == 2_000
    assert endpoints.items.create("b", body=drafts.entries([drafts.sticky_note("x")] * 20)).credits == 2_000
    file = File(b"x", name="x.png")
    assert endpoints.images.upload("b", file=file).credits == 100
    assert endpoints.images.replace("b", "i", file=file).credits == 100
    entries = drafts.file_entries([drafts.image_upload()] * 3)
    assert endpoints.items.upload("b", body=entries, files=[file] * 3).credits == 300
    assert endpoints.teams.delete("o", "t").credits == 2_000
    assert endpoints.groups.update("b", "g", body=GroupUpdate(data=drafts.group(["1", "2"]).data)).credits == 100
    # How many items a group has nobody knows before: what it costs beyond one shows in the headers of the answer.
    assert endpoints.groups.get("b", "g").credits == 100


def test_what_must_not_be_repeated() -> None:
    never = {row.name for row in all_rows() if row.repeat is Repeat.NEVER}
    making = (".create", ".copy", ".upload", ".share", ".add", ".invite")
    others = {"groups.update", "tokens.revoke_v1", "user_group_members.update"}
    # A job that exports has the identifier that its caller gave it.
    assert never == {name for name in ROWS if name.endswith(making)} - {"board_exports.create"} | others
    gone = {row.name for row in all_rows() if row.repeat is Repeat.NOT_FOUND_IS_DONE}
    assert gone == {name for name in ROWS if name.endswith((".delete", ".detach", ".remove", ".ungroup", ".revoke"))}
    assert {name for name, row in ROWS.items() if row.reads} == {
        name for name in ROWS if name.rpartition(".")[2].startswith(("get", "list", "locate", "results"))
    } | {"board_exports.create_link"}  # a URL more changes nothing
    assert {row.method for row in all_rows() if row.reads and row.name != "board_exports.create_link"} == {"GET"}


def test_a_call_is_data() -> None:
    call = endpoints.tags.create("uXj=", body=drafts.tag("x"))
    assert pickle.loads(pickle.dumps(call)) == call == copy.deepcopy(call) == copy.copy(call)
    assert (call.operation, call.ids, call.query, call.body, call.credits) == (
        "tags.create", ("uXj=",), (), b'{"title":"x"}', 50,
    )  # fmt: skip
    assert call.path == "/v2/boards/uXj%3D/tags"
    assert repr(call) == "<Call tags.create POST /v2/boards/uXj%3D/tags, 13 B, 50 credits>"
    assert repr(endpoints.groups.get("b", "g")) == "<Call groups.get GET /v2/boards/b/groups/g, >= 100 credits>"
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
