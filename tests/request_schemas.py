"""What Miro's description of the API says of requests, closed: a field that it does not have is a mistake."""

from functools import cache
from typing import Any, cast

import jsonschema
from witness import OPERATION_IDS, load

_VERBS = ("get", "post", "put", "patch", "delete")
_DATA_OF_GROUP = {
    "type": "object",
    "required": ["data"],
    "properties": {
        "data": {
            "type": "object",
            "required": ["items"],
            "properties": {"items": {"type": "array", "minItems": 2, "items": {"type": "string"}}},
        }
    },
}
_LEGAL_HOLD = {
    "type": "object",
    "required": ["name", "scope"],
    "properties": {
        "name": {"type": "string"},
        "description": {"type": "string"},
        "scope": {
            "type": "object",
            "required": ["users"],
            "properties": {
                "users": {
                    "type": "array",
                    "maxItems": 200,
                    "items": {
                        "type": "object",
                        "required": ["email"],
                        "properties": {"email": {"type": "string"}},
                    },
                }
            },
        },
    },
}
_PATCH = {"type": "array", "items": {"enum": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}}
_SCIM_ROLES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["value"],
        "properties": {
            **{name: {"type": "string"} for name in ("value", "type", "display")},
            "primary": {"type": "boolean"},
        },
    },
}
_SCIM_MEMBERS = {
    "type": "array",
    "items": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
}


def _scim_patch(*values: Any, needs_path: bool) -> dict[str, Any]:
    """A patch of SCIM whose operations have one of some values."""
    operation = {
        "type": "object",
        "required": ["op", "path"] if needs_path else ["op"],
        "properties": {
            "op": {"enum": ["Add", "Remove", "Replace"]},
            "path": {"type": "string"},
            "value": {"anyOf": list(values)},
        },
    }
    return {
        "type": "object",
        "required": ["schemas", "Operations"],
        "properties": {"schemas": _PATCH, "Operations": {"type": "array", "items": operation}},
    }


INSTEAD: dict[str, Any] = {
    # Values of a user's patch are text and must be there by the description; its own text removes roles without one
    # and adds a list of roles, and its examples set `active` to true.
    "scim.users.update": _scim_patch({"type": "string"}, {"type": "boolean"}, _SCIM_ROLES, needs_path=True),
    # By the description the list of schemas is one of some texts, and the path `members` or `displayName`; in its
    # example a path is `members[value eq 3074457364022187294]`, and its text renames a team by an object.
    "scim.groups.update": _scim_patch(
        {"type": "string"},
        _SCIM_MEMBERS,
        {
            "type": "object",
            "required": ["displayName"],
            "properties": {"displayName": {"type": "string"}, "id": {"type": "string"}},
        },
        needs_path=False,
    ),
    # miro-facts, section 9: the schema of a group was overwritten by that of a group of users.
    "groups.create": _DATA_OF_GROUP,
    "groups.update": _DATA_OF_GROUP,
    # The description requires a field `user` that it does not have, beside `users`, of which its text says that it
    # must always be there, with at most 200 of them.
    "legal_holds.create": _LEGAL_HOLD,
    "legal_holds.update": _LEGAL_HOLD,
}
"""What stands for a body that the description has wrong."""

BESIDES: dict[str, dict[str, Any]] = {
    # miro-facts, section 6: unlocking by the generic update was seen live.
    "items.update": {"data": {"type": "object", "properties": {"locked": {"type": "boolean"}}}},
}
"""Fields of a body that the description lacks."""

NULLABLE = {"parent"}
"""Fields that may be null in an update: so other programs take an item out of its frame (miro-facts, section 6)."""


@cache
def described(operation: str) -> dict[str, Any]:
    """What the description says of an operation: its path, its method, its parameters and its body, or None.

    References are resolved; one that leads nowhere allows anything.
    """
    document = load("miro-openapi.json")
    for path, entry in document["paths"].items():
        for verb in _VERBS:
            if entry.get(verb, {}).get("operationId") == OPERATION_IDS[operation]:
                shared = [_resolved(parameter, document) for parameter in entry.get("parameters", [])]
                own = [_resolved(parameter, document) for parameter in entry[verb].get("parameters", [])]
                body = _resolved(entry[verb].get("requestBody", {}), document).get("content")
                query = {each["name"]: each for each in shared + own if each.get("in") == "query"}
                return {"path": path, "method": verb.upper(), "query": query, "content": body}
    raise LookupError(operation)


def body_schema(operation: str) -> Any:
    """The closed schema of an operation's JSON body, or of the part ``data`` of its form; None for no body."""
    if operation in INSTEAD:
        return _closed(INSTEAD[operation])
    if operation == "items.create":
        return _bulk_schema()
    if operation == "items.upload":
        return _bulk_files_schema()
    content = described(operation)["content"]
    if content is None:
        return None
    if "multipart/form-data" in content:
        schema = content["multipart/form-data"]["schema"]["properties"]["data"]
    else:
        schema = content["application/json"]["schema"]
    properties = schema["properties"] | BESIDES.get(operation, {})
    if operation.endswith((".update", ".replace")):
        properties |= {name: {"anyOf": [properties[name], {"type": "null"}]} for name in NULLABLE & set(properties)}
    return _closed({**schema, "properties": properties})


def check_body(operation: str, body: Any) -> None:
    """Check a JSON body, or the part ``data`` of a form.

    Raises:
        jsonschema.ValidationError: the description has it otherwise.
    """
    check(body_schema(operation), body)


def check(schema: Any, value: Any) -> None:
    """Check any JSON value.

    Raises:
        jsonschema.ValidationError: it does not fit.
    """
    validator: Any = jsonschema.Draft202012Validator(schema)
    validator.validate(value)


def fields_of(schema: Any) -> dict[str, Any]:
    """The fields that an object, or each object of a list, may have; empty for anything else."""
    for key in ("anyOf", "oneOf"):
        if key in schema:
            return {name: part for each in schema[key] for name, part in fields_of(each).items()}
    return fields_of(schema["items"]) if "items" in schema else schema.get("properties", {})


def _bulk_schema() -> Any:
    """The body of a bulk create: each entry is what creates one item of its type.

    The description has data and styles as a choice of objects of which most values fit several, and no frames.
    """
    described_entries = described("items.create")["content"]["application/json"]["schema"]
    types = described_entries["items"]["properties"]["type"]["enum"]
    entries: list[Any] = []
    for name in types:
        single = body_schema(f"{name}s.create")
        named = {"type": {"const": name}, **single["properties"]}
        entries.append({**single, "properties": named, "required": ["type", *single.get("required", [])]})
    return {"type": "array", "minItems": 1, "maxItems": 20, "items": {"oneOf": entries}}


def _bulk_files_schema() -> Any:
    """What goes along with each file of a bulk create, of which the description has no more than that it is JSON.

    Miro's example of it has the fields of a single upload beside a type (its page ``reference/json-data-example``).
    """
    entries: list[Any] = []
    for name in ("image", "document"):
        single = body_schema(f"{name}s.upload")
        named = {"type": {"const": name}, **single["properties"]}
        entries.append({**single, "properties": named, "required": ["type"]})
    return {"type": "array", "minItems": 1, "maxItems": 20, "items": {"oneOf": entries}}


def _resolved(node: Any, document: Any) -> Any:
    if isinstance(node, list):
        return [_resolved(each, document) for each in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    tree = cast("dict[str, Any]", node)
    if not isinstance(tree.get("$ref"), str):
        return {key: _resolved(value, document) for key, value in tree.items()}
    target = document
    for step in tree["$ref"].removeprefix("#/").split("/"):
        target = target.get(step, {})
    return _resolved(target, document)


def _closed(schema: Any) -> Any:
    """The schema, in which no object takes other fields than those that it names."""
    closed = dict(schema)
    if "anyOf" in schema:
        closed["anyOf"] = [_closed(each) for each in schema["anyOf"]]
    if "items" in schema:
        closed["items"] = _closed(schema["items"])
    if "properties" in schema:
        closed["properties"] = {name: _closed(part) for name, part in schema["properties"].items()}
        closed["additionalProperties"] = False
    return closed
