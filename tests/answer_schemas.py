"""What Miro's description of the API says of answers, with references resolved."""

from collections.abc import Iterator
from functools import cache
from typing import Any, cast

from corrections import places
from witness import OPERATION_IDS, load

_VERBS = ("get", "post", "put", "patch", "delete")
_DEEPEST = 3
"""How often a schema that holds itself is followed: attributes of SCIM schemas have attributes."""

_BARE_IN_LISTS = ("doc_format", "code_widget", "mindmap_node")
"""Types of which the description of a list says no more than that they occur."""

_WHOLE = {"id", "totalResults", "startIndex", "itemsPerPage"}
"""Fields that are described as numbers, and are whole: ids (that of a picture is text live, miro-facts 8), counts."""

_TYPED_ITEMS = {
    "sticky_note": "StickyNoteItem",
    "shape": "ShapeItem",
    "frame": "FrameItem",
    "text": "TextItem",
    "card": "CardItem",
    "app_card": "AppCardItem",
    "image": "ImageItem",
    "document": "DocumentItem",
    "embed": "EmbedItem",
    "doc_format": "DocFormatItem",
    "code_widget": "CodeWidgetItem",
    "mindmap_node": "MindmapItem",
}

_OUTCOMES = {
    "UpdateUserGroupMembersResultSuccess": "affectedUsers",
    "UpdateUserGroupMembersResultError": "error",
}
"""What tells one outcome of a change of a user group's members from the other."""

WRONG = places("answer schema")
"""Schemas of answers that contradict the service, and how that is known; `_right` has what stands instead."""

_PAGE_OF_ITEMS = {"$ref": "#/components/schemas/ItemPagedResponse"}
_GROUP: dict[str, Any] = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string"},
        "type": {"type": "string"},
        "data": {"type": "object", "properties": {"items": {"type": "array", "items": {"type": "string"}}}},
        "links": {"$ref": "#/components/schemas/PageLinks"},
    },
}
"""A group of items, as seen live (miro-facts, section 8)."""

INSTEAD: dict[str, Any] = {
    # miro-facts, section 9: the schema of a group of items was overwritten by that of a group of users.
    "groups.create": _GROUP,
    "groups.get": _GROUP,
    "groups.update": _GROUP,
    # miro-facts, section 2: a page of a group's items was seen as any other page. It is described as the group, whose
    # data is a list of pages; of one, or there would be several limits.
    "groups.list_items": {
        "oneOf": [
            _PAGE_OF_ITEMS,
            {
                "type": "object",
                "required": ["data"],
                "properties": {
                    "size": {"type": "integer"},
                    "limit": {"type": "integer"},
                    "total": {"type": "integer"},
                    "data": {
                        "type": "object",
                        "required": ["data"],
                        "properties": {
                            "id": {"type": "string"},
                            "type": {"type": "string"},
                            "data": {
                                "type": "array",
                                "minItems": 1,
                                "maxItems": 1,
                                "items": {"allOf": [_PAGE_OF_ITEMS, {"required": ["data"]}]},
                            },
                        },
                    },
                },
            },
        ],
    },
}
"""What stands for an answer that the description has otherwise than the service."""


def _right(document: Any) -> dict[str, Any]:
    """What stands for the schemas in `WRONG`."""
    references = {kind: {"$ref": f"#/components/schemas/{name}"} for kind, name in _TYPED_ITEMS.items()}
    for kind in _BARE_IN_LISTS:
        references[kind] = _bare(document, kind)
    any_item = {"oneOf": [*references.values(), _typed(document, "of_tomorrow", "GenericItem")]}
    page = document["components"]["schemas"]["ItemPagedResponse"]
    typed = {name: _typed(document, kind, name) for kind, name in _TYPED_ITEMS.items()}
    outcomes = {name: {**document["components"]["schemas"][name], "required": [own]} for name, own in _OUTCOMES.items()}
    return (
        typed
        | outcomes
        | {
            "GroupResponseShort": _GROUP,
            "LegalHoldResponseScopeUsers": _holding_nobody(document),
            "GenericItem": any_item,
            "Item": any_item,
            "ItemPagedResponse": {
                **page,
                "properties": {**page["properties"], "data": {"type": "array", "items": any_item}},
            },
        }
    )


def _bare(document: Any, kind: str) -> Any:
    """The schema of an item in a list, of whose data nothing is known."""
    schema = _typed(document, kind, "GenericItem")
    return {**schema, "properties": {**schema["properties"], "data": {"type": "object", "properties": {}}}}


def _holding_nobody(document: Any) -> Any:
    scope = document["components"]["schemas"]["LegalHoldResponseScopeUsers"]
    users = {key: value for key, value in scope["properties"]["users"].items() if key != "minItems"}
    return {**scope, "properties": {**scope["properties"], "users": users}}


def _typed(document: Any, kind: str, name: str) -> Any:
    """The schema of an item, which is of one type."""
    schema = document["components"]["schemas"][name]
    properties = {**schema["properties"], "type": {"type": "string", "enum": [kind]}}
    if name == "GenericItem":  # of a type that nobody knows, so is its data
        properties["data"] = {"type": "object", "properties": {"novel": {"type": "string"}}}
    return {**schema, "properties": properties}


@cache
def _document() -> Any:
    document = load("miro-openapi.json")
    schemas = document["components"]["schemas"]
    for name, part in ((name, part) for schema in schemas.values() for name, part in _properties(schema)):
        if name in _WHOLE and part.get("type") == "number":
            part["type"] = "integer"
        if "enum" in part:  # one word has blanks and a dash behind it
            part["enum"] = [word.rstrip(" -") if isinstance(word, str) else word for word in part["enum"]]
    right = _right(document)
    assert set(right) == set(WRONG)
    schemas |= right
    return document


def _properties(schema: Any) -> Iterator[tuple[str, Any]]:
    for name, part in schema.get("properties", {}).items():
        yield name, part
        yield from _properties(part)


@cache
def success(operation: str) -> tuple[int, Any]:
    """The status of an operation's success and the schema of its JSON; None for an answer without a body.

    A second status without a body, as 202 of a board that is being moved, is left out.
    """
    document = _document()
    for path in document["paths"].values():
        for verb in _VERBS:
            if path.get(verb, {}).get("operationId") == OPERATION_IDS[operation]:
                answers = {int(status): one for status, one in path[verb]["responses"].items() if status[0] == "2"}
                status = min(answers)
                content = answers[status].get("content", {}).get("application/json")
                # An answer 204 has no body, whatever schema the description gives it.
                if content is None or status == 204:
                    return status, None
                return status, _identified(resolved(INSTEAD.get(operation, content["schema"]), document))
    raise LookupError(operation)


_LISTS = ("data", "tags", "Resources")
"""Fields in which an envelope has its entries."""


def _identified(schema: Any) -> Any:
    """The schema, in which what is answered has its id, and a list its entries: without them it is no answer."""
    if "oneOf" in schema:
        return {**schema, "oneOf": [_identified(each) for each in schema["oneOf"]]}
    if schema.get("type") == "array":
        return {**schema, "items": _identified(schema["items"])}
    properties = schema.get("properties", {})
    if "id" in properties:
        return {**schema, "required": [*schema.get("required", ()), "id"]}
    lists = {name: properties[name] for name in _LISTS if properties.get(name, {}).get("type") == "array"}
    entries = {name: _identified(part) for name, part in lists.items()}
    return {**schema, "properties": properties | entries, "required": [*schema.get("required", ()), *lists]}


def resolved(node: Any, document: Any, within: tuple[str, ...] = ()) -> Any:
    """A schema without references and with `allOf` merged; one that leads nowhere allows anything."""
    if isinstance(node, list):
        return [resolved(each, document, within) for each in cast("list[Any]", node)]
    if not isinstance(node, dict):
        return node
    tree = cast("dict[str, Any]", node)
    reference = tree.get("$ref")
    if isinstance(reference, str):
        if within.count(reference) >= _DEEPEST:
            return {"type": "object", "properties": {}}
        return resolved(_target(reference, document), document, (*within, reference))
    whole = {key: resolved(value, document, within) for key, value in tree.items() if key != "allOf"}
    for part in tree.get("allOf", ()):
        whole = _merged(whole, resolved(part, document, within))
    return whole


def _target(reference: str, document: Any) -> Any:
    target = document
    for step in reference.removeprefix("#/").split("/"):
        target = target.get(step, {})
    return target


def _merged(whole: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    merged = {**whole, **part}
    if "properties" in whole and "properties" in part:
        shared = {
            name: _merged(whole["properties"][name], part["properties"][name])
            for name in whole["properties"].keys() & part["properties"].keys()
        }
        merged["properties"] = {**whole["properties"], **part["properties"], **shared}
    merged["required"] = [*whole.get("required", ()), *part.get("required", ())]
    return merged
