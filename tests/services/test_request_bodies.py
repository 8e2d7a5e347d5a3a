"""Whatever our constructors make is what Miro's description of the API takes, and they know all that it takes."""

import json
from typing import Any
from uuid import UUID

import jsonschema
import msgspec
import pytest
from corrections import places
from draft_strategies import ITEMS, OTHERS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from request_schemas import BESIDES, body_schema, check, check_body, fields_of
from struct_strategies import instances
from witness import OPERATION_IDS

from miro_async import drafts
from miro_async.endpoints import all_rows, by_name
from miro_async.files import File

CREATES: dict[str, Any] = {f"{service}.create": strategy for service, strategy in ITEMS.items()} | OTHERS
WITH_BODY = [row.name for row in all_rows() if row.body is not None and row.name in OPERATION_IDS]
CHANGES = {
    f"{service}.{verb}": create
    for service, _, verb in (name.rpartition(".") for name in WITH_BODY)
    if verb in {"update", "replace"}
    and service not in {"board_exports", "scim.users"}  # of a job only the status changes; patches of SCIM are lists
    and (create := f"{service}.{'upload' if verb == 'replace' else 'create'}") in CREATES
}
"""Updates of what a constructor makes, and what creates it."""
FILE = File(b"x", name="x.png")

DIFFERENT = {tuple(place.split()) for place in places("field")} - {
    (operation, name) for operation, fields in BESIDES.items() for name in fields
}
"""Fields in which we differ from the description, on purpose; what it lacks is added to it."""


def sent(operation: str, body: Any) -> Any:
    """The body on the wire."""
    row = by_name(operation)
    several = row.most_files > 1
    files: Any = {"files" if several else "file": [FILE] * len(body) if several else FILE} if row.takes_file else {}
    needed: Any = {
        name: str(UUID(int=1)) for name, param in row.query.items() if param.required and param.fixed is None
    }
    call = row(*["1"] * len(row.holes), body=body, **files, **needed)
    return json.loads(call.body or b"{}")


@pytest.mark.parametrize("operation", CREATES)
def test_whatever_a_constructor_makes_is_described(operation: str) -> None:
    schema = body_schema(operation)

    @given(CREATES[operation])
    @settings(max_examples=60, deadline=None)
    def prove(draft: Any) -> None:
        check(schema, sent(operation, draft))

    prove()


def test_whatever_is_created_in_bulk_is_described() -> None:
    schema = body_schema("items.create")

    @given(st.lists(st.one_of(*ITEMS.values()), min_size=1, max_size=20))
    @settings(max_examples=30, deadline=None)
    def prove(several: list[Any]) -> None:
        check(schema, sent("items.create", drafts.entries(several)))

    prove()


def test_whatever_goes_along_with_several_files_is_described() -> None:
    schema = body_schema("items.upload")

    @given(st.lists(st.one_of(CREATES["images.upload"], CREATES["documents.upload"]), min_size=1, max_size=20))
    @settings(max_examples=30, deadline=None)
    def prove(several: list[Any]) -> None:
        check(schema, sent("items.upload", drafts.file_entries(several)))

    prove()


@pytest.mark.parametrize("operation", CHANGES)
def test_the_same_as_an_update_is_described(operation: str) -> None:
    kind: Any = by_name(operation).body
    schema = body_schema(operation)

    @given(CREATES[CHANGES[operation]])
    @settings(max_examples=20, deadline=None)
    def prove(draft: Any) -> None:
        check(schema, sent(operation, msgspec.convert(msgspec.to_builtins(draft), kind)))

    prove()


@pytest.mark.parametrize("operation", WITH_BODY)
def test_whatever_our_types_can_hold_is_described(operation: str) -> None:
    schema = body_schema(operation)

    @given(instances(by_name(operation).body))
    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    def prove(body: Any) -> None:
        check(schema, sent(operation, body))

    prove()


def structs_of(kind: Any) -> list[type[msgspec.Struct]]:
    """The Structs that a type is made of: itself, the members of a union, the elements of a list."""
    inner: tuple[Any, ...] = getattr(kind, "__args__", ())
    if inner:
        return [struct for each in inner for struct in structs_of(each)]
    return [kind] if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else []


def differences(kind: Any, schema: Any) -> set[str]:
    """The fields that only the type or only the description has, as far down as both go; by their last names."""
    structs = structs_of(kind)
    ours = {field.encode_name: field.type for struct in structs for field in msgspec.structs.fields(struct)}
    ours |= {str(struct.__struct_config__.tag_field): str for struct in structs if struct.__struct_config__.tag_field}
    theirs = fields_of(schema)
    below = [differences(ours[name], theirs[name]) for name in ours.keys() & theirs.keys()]
    return set(ours.keys() ^ theirs.keys()).union(*below)


@pytest.mark.parametrize("operation", WITH_BODY)
def test_we_can_send_every_field_that_is_described_and_no_other(operation: str) -> None:
    different = {(operation, name) for name in differences(by_name(operation).body, body_schema(operation))}
    assert different == {entry for entry in DIFFERENT if entry[0] == operation}


def test_the_witness_is_strict() -> None:
    for body in (
        {"data": {"contents": "x"}},
        {"style": {"textColor": "#fff"}},
        {"data": {"shape": "circle"}},
        {"x": 1},
    ):
        with pytest.raises(jsonschema.ValidationError):
            check_body("sticky_notes.create", body)
