"""Whatever our constructors make is what Miro's description of the API takes, and they know all that it takes."""

import json
from typing import Any

import jsonschema
import msgspec
import pytest
from draft_strategies import ITEMS, OTHERS
from hypothesis import given, settings
from hypothesis import strategies as st
from request_schemas import body_schema, check, check_body, fields_of
from witness import OPERATION_IDS

from miro_async import drafts
from miro_async.endpoints import all_rows, by_name
from miro_async.files import File

CREATES: dict[str, Any] = {f"{service}.create": strategy for service, strategy in ITEMS.items()} | OTHERS
WITH_BODY = [row.name for row in all_rows() if row.body is not None and row.name in OPERATION_IDS]
CHANGES = {
    operation: f"{service}.{'upload' if verb == 'replace' else 'create'}"
    for service, verb in (row.name.split(".") for row in all_rows())
    if verb in {"update", "replace"} and (operation := f"{service}.{verb}") and service not in {"members", "items"}
}
"""Updates, and what creates what they change; members are shared, items of any type are created in bulk."""
FILE = File(b"x", name="x.png")

DIFFERENT = {
    # The description of replacing a document is that of replacing an image; no document has an alternative text.
    ("documents.replace", "altText"),
}
"""Fields in which we differ from the description, on purpose."""


def sent(operation: str, body: Any) -> Any:
    """The body on the wire."""
    row = by_name(operation)
    file: Any = {"file": FILE} if row.takes_file else {}
    call = row(*["1"] * len(row.holes), body=body, **file)
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


@pytest.mark.parametrize("operation", CHANGES)
def test_the_same_as_an_update_is_described(operation: str) -> None:
    kind: Any = by_name(operation).body
    schema = body_schema(operation)

    @given(CREATES[CHANGES[operation]])
    @settings(max_examples=20, deadline=None)
    def prove(draft: Any) -> None:
        check(schema, sent(operation, msgspec.convert(msgspec.to_builtins(draft), kind)))

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
